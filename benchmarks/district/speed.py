"""Measure a run over a whole district, stage by stage, against the floors of its stages.

    python -m benchmarks.district.speed

Every run is a process of its own, interpreter and imports included. Seconds differ between machines; ratios of times
from the same measurement hardly do, so only ratios and memory have aims. With `--before DIR` the cold run is held
against that of another checkout, with the environment in its `.venv`.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks.aims import met, table_of
from benchmarks.district.explanations import share_of_explanations
from benchmarks.district.floors import bare_reading, bare_sql
from benchmarks.district.peak import watch_peak
from benchmarks.district.timed_run import DIAGNOSIS, EVALUATION, READING, Timing
from orchestration.home.settings import PROJECT, Settings
from tests.synthetic.district.__main__ import DEFAULT_FORMATS
from tests.synthetic.district.write import District, write_district
from tests.synthetic.documents import template as templates

TIMED_RUN = "benchmarks.district.timed_run"

MOST_OVER_FLOORS = 6.0
MOST_OF_BEFORE = 0.6
MOST_UNCHANGED = 1 / 10
MOST_ABOVE_START = 2.0
MOST_ONE_CHANGED = 0.5
MOST_GROWTH = 1.0
MOST_UNDERSTOOD = 0.25
MOST_GIGABYTES = 2.0


@dataclass(frozen=True)
class Cost:
    """One run, and the peak memory in bytes of it and its workers together."""

    name: str
    timing: Timing
    peak: int

    @property
    def read(self) -> int:
        return self.timing.read

    @property
    def total(self) -> float:
        return sum(self.timing.seconds.values())


def cost_of(name: str, settings: Settings, force: bool = False, checkout: Path = PROJECT) -> Cost:
    """Run the main job in a process of its own. Raises CalledProcessError where it fails."""
    python = sys.executable if checkout == PROJECT else str(checkout / ".venv" / "bin" / "python")
    options = ["force"] if force else []
    command = [python, "-m", TIMED_RUN, str(settings.raw), str(settings.home), str(time.time()), *options]
    with subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, text=True) as run, watch_peak(run.pid) as peak:
        printed, _ = run.communicate()
    if run.returncode:
        raise subprocess.CalledProcessError(run.returncode, command)
    return Cost(name, Timing(**json.loads(printed)), peak.most)


def district(folder: Path, departments: int, years: Sequence[int], defects: int, seed: int) -> Settings:
    """Write a district of mixed formats below the folder; return the settings of a warehouse that has never run."""
    what = District(departments, tuple(years), tuple(DEFAULT_FORMATS.split(",")), templates.names(), defects, seed)
    write_district(what, folder, lambda _: None)
    return Settings(raw=folder / "raw", home=folder / "home")


def start_seconds() -> float:
    """What it takes to start Python with Dagster's imports."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import dagster"], check=True)
    return time.perf_counter() - began


def change_one(settings: Settings) -> None:
    """Replace one document by itself plus a blank line."""
    document = sorted(settings.raw.glob("*/*/final_accounts.txt"))[0]
    document.write_bytes(document.read_bytes() + b"\n")


# What is shown -------------------------------------------------------------------------------------------------------


def _cost_table(costs: Sequence[Cost]) -> Table:
    heads = ("sum", "CPU s", "read", "documents a minute", "peak GB")
    table = table_of("Seconds", "run", *costs[0].timing.seconds, *heads)
    for cost in costs:
        minute = f"{60 * cost.read / cost.total:,.0f}" if cost.read > 1 else ""
        stages = (f"{seconds:.1f}" for seconds in cost.timing.seconds.values())
        cpu = f"{cost.timing.cpu:.1f}" if cost.timing.cpu is not None else ""
        table.add_row(cost.name, *stages, f"{cost.total:.1f}", cpu, f"{cost.read}", minute, f"{cost.peak / 1e9:.2f}")
    return table


@dataclass(frozen=True)
class Measured:
    """All runs of one measurement, the floors of the cold one and what starting Python with Dagster takes, in
    seconds."""

    cold: Cost
    unchanged: Cost
    forced: Cost
    changed: Cost
    growth: tuple[Cost, Cost]
    before: Cost | None
    floors: tuple[float, float]
    start: float
    explanations: float
    """The part of the seconds of reading that goes to what is said outside the sheets."""

    @property
    def understanding(self) -> float:
        """Reading explanations and diagnosing, as a part of all reading and evaluating of the cold run."""
        seconds = self.cold.timing.seconds
        sought = self.explanations * seconds[READING] + seconds[DIAGNOSIS]
        return sought / (seconds[READING] + seconds[EVALUATION] + seconds[DIAGNOSIS])

    @property
    def costs(self) -> tuple[Cost, ...]:
        runs = (self.cold, self.unchanged, self.forced, self.changed, *self.growth)
        return (*runs, self.before) if self.before is not None else runs


def _aim_table(found: Measured) -> Table:
    few, many = (cost.total / cost.read for cost in found.growth)
    most = max(cost.peak for cost in found.costs if cost is not found.before) / 1e9
    rows = [
        ("cold run / its floors", found.cold.total / sum(found.floors), MOST_OVER_FLOORS),
        ("nothing changed / cold", found.unchanged.total / found.cold.total, MOST_UNCHANGED),
        ("nothing changed, s above Dagster's imports", found.unchanged.total - found.start, MOST_ABOVE_START),
        ("one document changed / cold", found.changed.total / found.cold.total, MOST_ONE_CHANGED),
        ("seconds a document, six times the years", many / few, MOST_GROWTH),
        ("explanations and diagnosis / reading and evaluation", found.understanding, MOST_UNDERSTOOD),
        ("peak memory, GB", most, MOST_GIGABYTES),
    ]
    if found.before is not None:
        rows.append(("cold run / before", found.cold.total / found.before.total, MOST_OF_BEFORE))
    table = table_of("Aims", "of", "measured", "at most", "")
    for name, measured, aim in rows:
        table.add_row(name, f"{measured:.2f}", f"{aim:.2f}", met(measured, aim))
    return table


@click.command(help=__doc__)
@click.option("--departments", type=click.IntRange(min=2), default=60, show_default=True)
@click.option("--defects", type=click.IntRange(min=0), default=30, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--before", type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path))
def main(departments: int, defects: int, seed: int, before: Path | None) -> None:
    console = Console(width=160)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        settings = district(folder / "six", departments, range(2019, 2025), defects, seed)
        other = replace(settings, home=folder / "before")
        earlier = cost_of("before, cold", other, checkout=before) if before is not None else None
        cold = cost_of("6 years, cold", settings)
        floors = (bare_reading(settings), bare_sql(settings, folder))
        explanations = share_of_explanations(settings)
        unchanged, start = cost_of("nothing changed", settings), start_seconds()
        forced = cost_of("nothing changed, forced", settings, force=True)
        change_one(settings)
        changed = cost_of("one changed", settings)
        few, many = (
            cost_of(
                f"{years} years, cold", district(folder / str(years), departments, range(2013, 2013 + years), 0, seed)
            )
            for years in (2, 12)
        )
    found = Measured(cold, unchanged, forced, changed, (few, many), earlier, floors, start, explanations)
    console.print(_cost_table(found.costs))
    console.print(
        f"Floors: bare libraries over all documents {floors[0]:.1f} s, the same SQL in DuckDB {floors[1]:.1f} s; "
        f"starting Python with Dagster {start:.1f} s"
    )
    console.print(_aim_table(found))


if __name__ == "__main__":
    main()
