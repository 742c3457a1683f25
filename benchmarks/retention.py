"""How large the records of a home grow over the years, with its own retention: `make bench-retention`.

A run a day, each with a publication of its own, which is the worst case: a day on which nothing changed leaves less.
Every figure is the size of the files on the disk. The figures themselves (landing, work database, publication) do not
grow with the days; what they take is told beside.
"""

import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import dagster as dg
from rich.console import Console

from benchmarks.aims import met, table_of
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
    console = Console(highlight=False)
    district = District(departments, years)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(folder / "raw", folder / "home", keep_days=keep_days, keep_runs=keep_runs)
        months = simulate(settings, folder / "recorded", district, days, changed)
        parts = measure_disk_use(settings).parts
    figures = len(district.partitions) * FIGURES_BYTES_A_DEPARTMENT_YEAR
    constant = figures + DBT_LOGS_BYTES + TICKS_BYTES
    table = table_of(
        f"{departments} departments x {years} years, a run a day", "day", "runs", "records", "home", "slowest"
    )
    table.add_column("")
    for month in months:
        shown = (f"{(month.records + size) / MEGABYTE:.0f} MB" for size in (0, constant))
        bar = "█" * round(month.records / BAR_BYTES) + "░" * round(constant / BAR_BYTES)
        table.add_row(str(month.day), str(month.runs), *shown, f"{month.slowest_seconds:.1f} s", bar)
    console.print(table)
    console.print(f"█ records and logs of runs, ░ figures, dbt's logs and ticks: {constant / MEGABYTE:.0f} MB")
    console.print(
        "at the end: " + ", ".join(f"{part} {size / MEGABYTE:.1f} MB" for part, size in parts.items() if size)
    )
    largest = max(month.records for month in months) + constant
    console.print(f"largest {largest / MEGABYTE:.0f} MB, aim {AIM_BYTES / MEGABYTE:.0f} MB: {met(largest, AIM_BYTES)}")


def simulate(settings: Settings, recorded_in: Path, district: District, days: int, changed: int) -> list[Month]:
    """Record a run a day and prune after each, as a run does. Returns the months."""
    recorded = record_whole_run(recorded_in, district)
    prepare_instance(settings)
    months: list[Month] = []
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
                months.append(
                    Month(day + 1, instance.get_runs_count(), use.parts["records"] + use.parts["logs"], slowest)
                )
                slowest = 0.0
    return months


if __name__ == "__main__":
    main()
