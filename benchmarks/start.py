"""What a person waits for before a command answers: processes of `juesuan`, timed from their start to their end.

    python -m benchmarks.start [--before DIR] [--home DIR] [--document FILE]

Seconds differ between machines; ratios to a bare import of two libraries, timed in turn with the commands, hardly do.
`--before` names another checkout with a `.venv` of its own, against which the aims are held. Caches are warm on both
sides: each command runs once before it is timed, and bytecode is written to a folder of the benchmark's own.
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import click
from rich.console import Console
from rich.table import Table

from benchmarks.aims import met, table_of
from orchestration.home.settings import PROJECT

DOCUMENT = PROJECT.parent / "shared" / "data" / "wuhan_dsj_2023.txt"
FLOOR = ("-c", "import duckdb, polars")
AIMS = {"check": 0.3, "cells": 0.5, "status": 0.5, "sql": 0.5, "--help": 0.5}
"""Shares of the CPU seconds of the checkout before."""

_DONE = (0, 1)
"""`check` ends with 1 where it found something."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The least of several runs, each of the two for itself."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Checkout:
    """A checkout, the interpreter that runs it, and a home where something is published."""

    folder: Path
    python: Path
    home: Path

    def commands(self, document: Path) -> Mapping[str, Sequence[str]]:
        """What is timed, by its name."""
        at_home = ("--home", str(self.home))
        return {
            "check": ("check", str(document)),
            "cells": ("cells", str(document)),
            "status": ("status", *at_home),
            "sql": ("sql", "select 1", *at_home),
            "--help": ("--help",),
        }


def timed(checkout: Checkout, arguments: Sequence[str], bytecode: Path) -> Cost:
    """One process from its start to its end. Raises RuntimeError where it could not do what it was asked for."""
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(bytecode)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    command = [str(checkout.python), *arguments]
    done = subprocess.run(command, cwd=checkout.folder, env=environment, capture_output=True, check=False)
    wall, after = perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in _DONE:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.decode()}")
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def least(costs: Sequence[Cost]) -> Cost:
    """The least of each measure."""
    return Cost(min(cost.wall for cost in costs), min(cost.cpu for cost in costs))


def measured(checkout: Checkout, document: Path, runs: int, bytecode: Path) -> Mapping[str, Cost]:
    """Every command and the floor, in turn, so that a busy moment of the machine falls on all of them."""
    todo = {"floor": FLOOR} | {
        name: ("-m", "orchestration.cli", *arguments) for name, arguments in checkout.commands(document).items()
    }
    for arguments in todo.values():
        timed(checkout, arguments, bytecode)
    rounds = [{name: timed(checkout, arguments, bytecode) for name, arguments in todo.items()} for _ in range(runs)]
    return {name: least([costs[name] for costs in rounds]) for name in todo}


def cost_table(now: Mapping[str, Cost], before: Mapping[str, Cost] | None) -> Table:
    """Seconds, ratios to the floor and, where there is a checkout before, to that."""
    table = table_of("Start", "command", "wall s", "CPU s", "x floor", "before: wall s", "CPU s", "ratio", "aim", "")
    floor = now["floor"].cpu
    for name, cost in now.items():
        row = [name, f"{cost.wall:.2f}", f"{cost.cpu:.2f}", f"{cost.cpu / floor:.1f}"]
        if before:
            ratio = cost.cpu / before[name].cpu
            row += [f"{before[name].wall:.2f}", f"{before[name].cpu:.2f}", f"{ratio:.2f}"]
            row += [f"{AIMS[name]}", met(ratio, AIMS[name])] if name in AIMS else []
        table.add_row(*row)
    return table


@click.command()
@click.option("--before", type=click.Path(path_type=Path, exists=True), help="A checkout to compare with.")
@click.option(
    "--home", type=click.Path(path_type=Path), default=PROJECT / "warehouse", help="Where something is published."
)
@click.option("--home-before", type=click.Path(path_type=Path), help="The same of the checkout before.")
@click.option("--document", type=click.Path(path_type=Path, exists=True), default=DOCUMENT, show_default=True)
@click.option("--runs", type=click.IntRange(min=1), default=5, show_default=True)
def main(before: Path | None, home: Path, home_before: Path | None, document: Path, runs: int) -> None:
    """Time check, cells, status, sql and --help as processes."""
    with tempfile.TemporaryDirectory() as bytecode:
        now = measured(Checkout(PROJECT, Path(sys.executable), home.absolute()), document, runs, Path(bytecode))
        then = None
        if before:
            folder = before.absolute()
            earlier = Checkout(
                folder, folder / ".venv" / "bin" / "python", (home_before or before / "warehouse").absolute()
            )
            then = measured(earlier, document, runs, Path(bytecode))
    Console(width=140).print(cost_table(now, then))


if __name__ == "__main__":
    main()
