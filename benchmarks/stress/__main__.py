"""Harm whole runs and see that what is published is the old state or the new one, and that the next run succeeds.

    python -m benchmarks.stress --way kills --cases 50 --seed 1

Kills of the command line and its readers, of the UI and the daemon, copies of a home at moments of a run, faults around
a run, a power cut at every moment of a publication. When and what is hit follows from the seed; what a run was doing
then, does not.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import click
from rich.console import Console

from benchmarks.stress.command_line_kills import killed_readers, killed_runs
from benchmarks.stress.faults import full_disks, odd_places, stops, without_rights, wrong_clocks
from benchmarks.stress.frozen_moments import frozen_runs
from benchmarks.stress.outcomes import Case, Ledger, faults, summary
from benchmarks.stress.power_runs import cut_off_runs
from benchmarks.stress.served_kills import killed_served_runs
from benchmarks.stress.small_home import SmallHome

WAYS: dict[str, Callable[[SmallHome, random.Random, Path], Iterator[Case]]] = {
    "kills": lambda home, generator, _: killed_runs(home, generator),
    "readers": lambda home, generator, _: killed_readers(home, generator),
    "served": lambda home, generator, _: killed_served_runs(home, generator),
    "moments": frozen_runs,
    "power": cut_off_runs,
    "stops": stops,
    "clocks": wrong_clocks,
    "places": odd_places,
    # these need root
    "rights": without_rights,
    "disk": full_disks,
}


OWN_MOUNTS = "STRESS_HAS_MOUNTS_OF_ITS_OWN"


def leave_mounts() -> None:
    """Begin anew where what is mounted is seen by this process and its children alone; without root, not at all."""
    if os.geteuid() == 0 and OWN_MOUNTS not in os.environ:
        again = ("unshare", "-m", sys.executable, "-m", "benchmarks.stress", *sys.argv[1:])
        os.execvpe(again[0], again, {**os.environ, OWN_MOUNTS: "1"})


@click.command(help=__doc__)
@click.option("--way", "ways", multiple=True, type=click.Choice(tuple(WAYS)), help="All where none is named.")
@click.option("--cases", default=50, show_default=True, help="How many of each way, where it has no end.")
@click.option("--seed", default=1, show_default=True)
@click.option("--minutes", default=600.0, show_default=True, help="No further case of a way is begun after so many.")
@click.option("--made", type=click.Path(path_type=Path), help="Where the home lies that others are copied from.")
@click.option("--ledger", type=click.Path(path_type=Path), help="Where each case is noted as it comes.")
def main(ways: Sequence[str], cases: int, seed: int, minutes: float, made: Path | None, ledger: Path | None) -> None:
    console = Console()
    with tempfile.TemporaryDirectory(prefix="juesuan-stress-") as folder:
        book = Ledger(ledger or Path(folder, "cases.jsonl"))
        pattern = SmallHome.made(made or Path(folder, "made"))
        for way in ways or WAYS:
            home = pattern.copied(Path(folder, way))
            deadline = time.monotonic() + minutes * 60
            for case in islice(_until(deadline, WAYS[way](home, random.Random(seed), Path(folder))), cases):
                book.note(case)
                console.print(f"{case.kind}: {case.harm}: {case.outcome} {case.told}", markup=False, highlight=False)
        console.print(summary(book.cases()))
        sys.exit(1 if faults(book.cases()) else 0)


def _until(deadline: float, cases: Iterator[Case]) -> Iterator[Case]:
    for case in cases:
        yield case
        if time.monotonic() > deadline:
            return


if __name__ == "__main__":
    leave_mounts()
    main()
