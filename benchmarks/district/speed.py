"""Measure a run over a whole district, stage by stage, against the floors of its stages.

    python -m benchmarks.district.speed

Every run is a process of its own, interpreter and imports included. Seconds differ between machines; ratios of times
from the same measurement hardly do, so only ratios and memory have aims.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks.aims import met, table_of
from benchmarks.district.floors import bare_reading, bare_sql
from benchmarks.district.peak import watch_peak
from benchmarks.district.timed_run import Timing
from orchestration.home.settings import PROJECT, Settings
from tests.synthetic.district.__main__ import DEFAULT_FORMATS
from tests.synthetic.district.write import District, write_district
from tests.synthetic.documents import template as templates

TIMED_RUN = "benchmarks.district.timed_run"

MOST_OVER_FLOORS = 3.0
MOST_UNCHANGED = 1 / 3
MOST_ONE_CHANGED = 1.2
MOST_GROWTH = 1.0
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


def cost_of(name: str, settings: Settings) -> Cost:
    """Run the main job in a process of its own. Raises CalledProcessError where it fails."""
    command = [sys.executable, "-m", TIMED_RUN, str(settings.raw), str(settings.home), str(time.time())]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as run, watch_peak(run.pid) as peak:
        printed, _ = run.communicate()
    if run.returncode:
        raise subprocess.CalledProcessError(run.returncode, command)
    return Cost(name, Timing(**json.loads(printed)), peak.most)


def district(folder: Path, departments: int, years: Sequence[int], defects: int, seed: int) -> Settings:
    """Write a district of mixed formats below the folder; return the settings of a warehouse that has never run."""
    what = District(departments, tuple(years), tuple(DEFAULT_FORMATS.split(",")), templates.names(), defects, seed)
    write_district(what, folder, lambda _: None)
    return Settings(raw=folder / "raw", home=folder / "home")


def change_one(settings: Settings) -> None:
    """Replace one document by itself plus a blank line."""
    document = sorted(settings.raw.glob("*/*/final_accounts.txt"))[0]
    document.write_bytes(document.read_bytes() + b"\n")


# What is shown -------------------------------------------------------------------------------------------------------


def _cost_table(costs: Sequence[Cost]) -> Table:
    table = table_of("Seconds", "run", *costs[0].timing.seconds, "sum", "read", "documents a minute", "peak GB")
    for cost in costs:
        minute = f"{60 * cost.read / cost.total:,.0f}" if cost.read > 1 else ""
        stages = (f"{seconds:.1f}" for seconds in cost.timing.seconds.values())
        table.add_row(cost.name, *stages, f"{cost.total:.1f}", f"{cost.read}", minute, f"{cost.peak / 1e9:.2f}")
    return table


def _aim_table(cold: Cost, unchanged: Cost, changed: Cost, floors: Sequence[float], growth: Sequence[Cost]) -> Table:
    few, many = (cost.total / cost.read for cost in growth)
    most = max(cost.peak for cost in (cold, unchanged, changed, *growth)) / 1e9
    rows = (
        ("cold run / its floors", cold.total / sum(floors), MOST_OVER_FLOORS),
        ("nothing changed / cold", unchanged.total / cold.total, MOST_UNCHANGED),
        ("one document changed / nothing changed", changed.total / unchanged.total, MOST_ONE_CHANGED),
        ("seconds a document, six times the years", many / few, MOST_GROWTH),
        ("peak memory, GB", most, MOST_GIGABYTES),
    )
    table = table_of("Aims", "of", "measured", "at most", "")
    for name, measured, aim in rows:
        table.add_row(name, f"{measured:.2f}", f"{aim:.2f}", met(measured, aim))
    return table


@click.command(help=__doc__)
@click.option("--departments", type=click.IntRange(min=2), default=60, show_default=True)
@click.option("--defects", type=click.IntRange(min=0), default=30, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def main(departments: int, defects: int, seed: int) -> None:
    console = Console(width=150)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        settings = district(folder / "six", departments, range(2019, 2025), defects, seed)
        costs = [cost_of("6 years, cold", settings)]
        floors = (bare_reading(settings), bare_sql(settings, folder))
        costs.append(cost_of("nothing changed", settings))
        change_one(settings)
        costs.append(cost_of("one changed", settings))
        growth = [
            cost_of(
                f"{years} years, cold", district(folder / str(years), departments, range(2013, 2013 + years), 0, seed)
            )
            for years in (2, 12)
        ]
    cold, unchanged, changed = costs
    console.print(_cost_table([*costs, *growth]))
    console.print(
        f"Floors: bare libraries over all documents {floors[0]:.1f} s, the same SQL in DuckDB {floors[1]:.1f} s"
    )
    console.print(_aim_table(cold, unchanged, changed, floors, growth))


if __name__ == "__main__":
    main()
