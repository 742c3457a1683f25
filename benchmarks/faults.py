"""Kill runs at random points: the publication stays intact, and the very next run succeeds each time.

    python -m benchmarks.faults --kills 50 --seed 1

The moments of the kills follow from the seed; what the runs were doing then, does not.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click
import duckdb
from rich.console import Console
from rich.progress import track
from rich.table import Table

from orchestration.cli.home_status import read_home_status
from orchestration.cli.run_job import run_warehouse
from orchestration.home.progress import Silent
from orchestration.home.settings import PROJECT, Settings

DOCUMENT = Path("putuo_czj") / "2024" / "final_accounts.xlsx"
"""Published at first; removed from raw/ before the killed runs begin."""


KILLED = "killed"


class FaultFound(AssertionError):
    """A killed run harmed what was published, or the next run did not recover."""


def started(settings: Settings, limit: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
    """A run in a process group of its own, as a person would start it."""
    command = [sys.executable, "-m", "orchestration.cli", "run", "--force"]
    places = ["--raw", str(settings.raw), "--home", str(settings.home)]
    return subprocess.Popen(
        [*command, *places],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=limit,
    )


def kill(run: subprocess.Popen[bytes], with_children: bool = False) -> None:
    """Kill the run, as the kernel does where memory ends, or its whole process group, as a closed terminal does; a run
    that has ended is left alone."""
    with suppress(ProcessLookupError):
        (os.killpg if with_children else os.kill)(run.pid, signal.SIGKILL)
    run.wait()


def verdict(settings: Settings) -> str:
    """Return the verdict of the department-year whose document was removed.

    Raises FaultFound where the publication cannot be read completely.
    """
    try:
        with duckdb.connect(str(settings.published_database), read_only=True) as connection:
            for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
                parquet = settings.published / "parquet" / f"{table}.parquet"
                same = f"select (select count(*) from {table}) = (select count(*) from read_parquet('{parquet}'))"
                if connection.execute(same).fetchall() != [(True,)]:
                    raise FaultFound(f"table {table} and its Parquet file differ")
            ((found,),) = connection.execute(
                "select verdict from dq_department_year where (department_id, fiscal_year) = ('putuo_czj', 2024)"
            ).fetchall()
    except duckdb.Error as error:
        raise FaultFound(f"the publication cannot be read: {error}") from error
    return str(found)


def killed_after(settings: Settings, seconds: float, with_children: bool = False) -> str:
    """Start a run, kill it after so many seconds, and say what it was doing. Raises FaultFound."""
    run = started(settings)
    time.sleep(seconds)
    finished = run.poll() is not None
    kill(run, with_children)
    if verdict(settings) not in ("published", "not_received"):
        raise FaultFound("a verdict that neither the old nor the new state has")
    told = read_home_status(settings).last_run
    if not finished and "under way" in told:
        raise FaultFound(f"status says of a killed run: {told}")
    return "finished before" if finished else KILLED


@click.command(help=__doc__)
@click.option("--kills", default=50, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(kills: int, seed: int) -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings.from_environment(), raw=Path(folder) / "raw", home=Path(folder) / "home")
        shutil.copytree(PROJECT / "raw", settings.raw)
        _succeeded(settings)
        began = time.monotonic()
        started(settings).communicate()
        span = time.monotonic() - began
        (settings.raw / DOCUMENT).unlink()
        counts: Counter[str] = Counter()
        moments = random.Random(seed)
        for _ in track(range(kills), "Killing runs", console=console):
            # one that had ended already was not killed
            with_children = moments.random() < 0.5
            while (what := killed_after(settings, moments.uniform(0, span), with_children)) != KILLED:
                counts[what] += 1
            counts[KILLED] += 1
            _recovers_at_once(settings)
        if verdict(settings) != "not_received":
            raise FaultFound("the run after the kills published an old state")
        table = Table("runs", "what became of them", title="Publication whole after each, the next run succeeded")
        for what, count in counts.items():
            table.add_row(str(count), what)
        console.print(table)


def _recovers_at_once(settings: Settings) -> None:
    run = started(settings)
    _, told = run.communicate()
    if run.returncode:
        raise FaultFound(f"the run after a killed one failed: {told.decode()}")


def _succeeded(settings: Settings) -> None:
    outcome = run_warehouse(settings, Silent())
    if not outcome.succeeded:
        raise FaultFound(f"a run that nobody killed failed: {outcome.failure}")


if __name__ == "__main__":
    main()
