"""An attack read as `juesuan check` reads a file: in a worker under limits, its processor time and memory measured.

What an attack is made of belongs to the modules of the formats.
"""

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from benchmarks.attacks.attack import Attack
from expectations.vocabulary import Severity
from orchestration.disclosure.model import Problem, Reading
from orchestration.ingestion.single_file import read_within_limits

Result = TypeVar("Result")

MOST_SECONDS = 20.0
"""Of a processor, for one file."""

MOST_MEGABYTES = 1024.0
"""Of memory that one worker may hold."""

_APART = multiprocessing.get_context("forkserver")


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of an attack. `seconds` are of a processor, of the worker and all that it began."""

    attack: Attack
    bytes: int
    seconds: float
    clock: float
    megabytes: float
    cells: int
    problems: tuple[Problem, ...]

    @property
    def is_over(self) -> bool:
        """Whether it took more than any file may."""
        return self.seconds > MOST_SECONDS or self.megabytes > MOST_MEGABYTES

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems for which something is not read."""
        return tuple(problem for problem in self.problems if problem.severity == Severity.ERROR)

    @property
    def told(self) -> str:
        """What a person is told, in short."""
        if not self.problems:
            return f"read, {self.cells} cells" if self.cells else "read, no sheet in it"
        return (self.errors or self.problems)[0].message.reason_en


def measure(attack: Attack, seconds: float) -> Measured:
    """Read an attack within a limit of seconds on the clock."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"attack.{attack.format}"
        _apart(_build, attack, path)
        size = path.stat().st_size
        began = time.monotonic()
        readings, used, most = _apart(_read, path, seconds)
        clock = time.monotonic() - began
    problems = tuple(problem for reading in readings for problem in reading.problems)
    return Measured(attack, size, used, clock, most, sum(len(each.cells) for each in readings), problems)


def _build(attack: Attack, path: Path) -> None:
    path.write_bytes(attack.build())


def _read(path: Path, seconds: float) -> tuple[tuple[Reading, ...], float, float]:
    """The readings, the seconds of a processor and the megabytes that the worker took."""
    readings = read_within_limits(path, seconds)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return readings, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _apart(work: Callable[..., Result], *arguments: object) -> Result:
    """What a function gives back in a process of its own: what another attack took is not counted with this one's. A
    server that holds little starts it: what a process is started from counts as memory that it took."""
    receiver, sender = _APART.Pipe(duplex=False)
    process = _APART.Process(target=_answer, args=(sender, work, arguments))
    process.start()
    sender.close()
    try:
        result: Result = receiver.recv()
    finally:
        process.join()
        receiver.close()
    return result


def _answer(sender: Connection, work: Callable[..., object], arguments: tuple[object, ...]) -> None:
    sender.send(work(*arguments))
