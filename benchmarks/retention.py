"""How large the records of a home grow over the years, with its own retention: `make bench-retention`.

A run a day, each with a publication of its own, which is the worst case: a day on which nothing changed leaves less.
Every figure is the size of the files on the disk. The figures themselves (landing, work database, publication) do not
grow with the days; what they take is told beside.
"""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import dagster as dg
from rich.console import Console

from benchmarks.aims import met
from benchmarks.recorded_days import RUN_LOG_BYTES, District, copy_run, record_whole_run
from orchestration.home.dagster_instance import prepare_instance
from orchestration.home.disk_use import measure_disk_use
from orchestration.home.log_files import rotate
from orchestration.home.retention import prune
from orchestration.home.settings import KEEP_DAYS, KEEP_RUNS, Settings

FIRST_DAY = datetime(2026, 1, 1, 6, tzinfo=UTC)
MEGABYTE = 1024 * 1024
AIM_BYTES = 1024 * MEGABYTE
BAR_BYTES = 16 * MEGABYTE
FIGURES_BYTES_A_DEPARTMENT_YEAR = 380_000
"""Landing 96,000, work database 117,000 and two generations of 83,000 each: a home of 60 departments x 4 years."""

DBT_LOGS_BYTES, TICKS_BYTES = 12 * MEGABYTE, 30 * MEGABYTE
"""What is full after a week and stays so: dbt's log files, and the ticks of three sensors that look every minute."""


@dataclass(frozen=True, slots=True)
class Month:
    """What the records take at the end of a month, how many runs there are, how long the slowest pruning took."""

    day: int
    runs: int
    records: int
    slowest_seconds: float


@click.command()
@click.option("--days", type=int, default=3 * 365, show_default=True)
@click.option("--departments", type=int, default=100, show_default=True)
@click.option("--years", type=int, default=10, show_default=True)
@click.option("--changed", type=int, default=20, show_default=True, help="Department-years read anew each day.")
@click.option("--keep-days", type=int, default=KEEP_DAYS, show_default=True)
@click.option("--keep-runs", type=int, default=KEEP_RUNS, show_default=True)
def main(days: int, departments: int, years: int, changed: int, keep_days: int, keep_runs: int) -> None:
    """Simulate daily runs and print the size of the home, month by month."""
    console = Console(highlight=False, width=120)
    district = District(departments, years)
    constant = len(district.partitions) * FIGURES_BYTES_A_DEPARTMENT_YEAR + DBT_LOGS_BYTES + TICKS_BYTES
    console.print(f"{departments} departments x {years} years, a run a day, records kept for {keep_days} days")
    console.print(f"█ records and logs of runs, ░ figures, dbt's logs and ticks: {_size(constant)}")
    largest = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(folder / "raw", folder / "home", keep_days=keep_days, keep_runs=keep_runs)
        for month in simulate(settings, folder / "recorded", district, days, changed):
            bar = "█" * round(month.records / BAR_BYTES) + "░" * round(constant / BAR_BYTES)
            console.print(
                f"day {month.day:5} {month.runs:4} runs {_size(month.records):>7} + {_size(constant)} "
                f"= {_size(month.records + constant):>7} {month.slowest_seconds:5.1f} s {bar}"
            )
            largest = max(largest, month.records + constant)
    console.print(f"largest {_size(largest)}, aim {_size(AIM_BYTES)}: {met(largest, AIM_BYTES)}")


def _size(size: int) -> str:
    return f"{size / MEGABYTE:.0f} MB"


def simulate(settings: Settings, recorded_in: Path, district: District, days: int, changed: int) -> Iterator[Month]:
    """Record a run a day and prune after each, as a run does. Yields what is there at the end of each month."""
    recorded = record_whole_run(recorded_in, district)
    prepare_instance(settings)
    slowest = 0.0
    partitions = district.partitions
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        for day in range(days):
            now = FIRST_DAY + timedelta(days=day)
            start = day * changed % len(partitions)
            copy_run(instance, recorded, now, partitions if day == 0 else partitions[start : start + changed])
            rotate(settings.run_log)
            settings.run_log.write_bytes(b"x" * RUN_LOG_BYTES)
            began = time.perf_counter()
            prune(instance, settings, now)
            slowest = max(slowest, time.perf_counter() - began)
            if (day + 1) % 30 == 0 or day + 1 == days:
                use = measure_disk_use(settings)
                records = use.parts["records"] + use.parts["logs"]
                yield Month(day + 1, instance.get_runs_count(), records, slowest)
                slowest = 0.0


if __name__ == "__main__":
    main()
