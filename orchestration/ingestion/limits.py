"""The limits of time and memory for reading one file, and what is told of a file that exceeds them."""

import math
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import fragment, message
from orchestration.disclosure.model import Filed, Reading
from orchestration.disclosure.readers.content import MAX_FILE_BYTES, UnreadableFile, out_of_memory
from orchestration.disclosure.readers.scan.allowance import MOST_CLOCK_SECONDS
from orchestration.disclosure.readers.scan.recogniser import is_installed
from orchestration.disclosure.reading import read_documents, unread
from orchestration.home.parent_death import end_with_parent
from orchestration.ingestion.packed_readings import PackedReadings

MEMORY_BYTES = 960 * 1024**2
"""Address space that a worker may take beside what it begins with, a gigabyte in all; the largest real document needs a
fraction of it."""

RECOGNITION_BYTES = 384 * 1024**2
"""Address space that what reads scans takes beside it, most of which it never touches: it needs two thirds of a
gigabyte of memory, pages and all."""

CLOCK_SECONDS = 8
"""Seconds that may pass on the clock for each that a reader may take of a processor: other programs run beside it."""

Input = TypeVar("Input")
Given = TypeVar("Given")
Done = TypeVar("Done")

_OUT_OF_MEMORY = frozenset({-signal.SIGILL, -signal.SIGTRAP, -signal.SIGABRT})
"""Exit codes of a library that has no memory left and, as PDFium does, ends its process rather than go on."""

KILLED_BY_OTHERS = frozenset({-signal.SIGKILL, -signal.SIGTERM})
"""Exit codes of a worker that somebody ended, or the kernel where the machine has no memory left for anybody: they say
nothing of the file."""


def begin_worker() -> None:
    """Put the process under its limits; it ends with the one that began it."""
    # numpy would begin a thread for every core, and each reserves address space that no reader needs
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    most = _address_space() + MEMORY_BYTES + (RECOGNITION_BYTES if is_installed() else 0)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    # who ends for a limit leaves no image of the memory behind
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # a worker of a killed run would read on for up to its limit
    end_with_parent(signal.SIGKILL)


def _address_space() -> int:
    """The bytes that the process holds already: a worker is born with all that the one that began it has mapped."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 0


def longest_seconds(seconds: float) -> float:
    """How long a file may take on the clock that has as many pictures as are read; a worker itself ends any other."""
    return seconds + MOST_CLOCK_SECONDS if is_installed() else seconds


def processor_seconds(seconds: float) -> int:
    """How long a reader may work that may take so many seconds on the clock."""
    return math.ceil(seconds / CLOCK_SECONDS)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Let this process end once it has worked for its share of these seconds, beside what it worked before, or once
    they have passed. A page that is a picture adds its own share (see readers/scan/allowance.py)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hardest = resource.getrlimit(resource.RLIMIT_CPU)
    most = math.ceil(used.ru_utime + used.ru_stime) + processor_seconds(seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hardest))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def read_limited(path: Path, name: str, seconds: float, filed: Filed | None = None) -> PackedReadings:
    """Readings made in this worker within the limit of time of one file."""
    with limited(seconds):
        return PackedReadings.of(read_in_worker(path, name, filed))


def work_limited(work: Callable[[Input, Given], Done], task: Input, given: Given, seconds: float) -> Done:
    """What work makes of a task in this worker within the limit of time of one file."""
    with limited(seconds):
        return work(task, given)


def read_in_worker(path: Path, name: str, filed: Filed | None = None) -> tuple[Reading, ...]:
    """Readings small enough to be handed from one process to another."""
    # the blocks are many and nobody downstream looks at them
    return tuple(
        replace(reading, document=replace(reading.document, blocks=())) for reading in read_documents(path, name, filed)
    )


def over_time(path: Path, name: str, seconds: float) -> Reading:
    """The reading of a file that took longer than the limit."""
    told = message("files.too_slow", seconds=f"{seconds:g}")
    return unread(name, _bytes_of(path), UnreadableFile(ProblemKind.TOO_SLOW, told))


def over_memory(path: Path, name: str) -> Reading:
    """The reading of a file that needed more memory than the limit."""
    return unread(name, _bytes_of(path), out_of_memory())


def put_off(path: Path, name: str, slow: int) -> Reading:
    """The reading of a file that stands behind so many slow ones of its department-year."""
    return unread(name, _bytes_of(path), UnreadableFile(ProblemKind.TOO_SLOW, message("files.put_off", files=slow)))


def broken_down(path: Path, name: str, exit_code: int | None, seconds: float) -> Reading:
    """The reading of a file on which the worker itself came to an end."""
    if exit_code == -signal.SIGALRM:
        return over_time(path, name, seconds)
    if exit_code == -signal.SIGXCPU:
        told = message("files.too_much_work", seconds=processor_seconds(seconds))
        return unread(name, _bytes_of(path), UnreadableFile(ProblemKind.TOO_SLOW, told))
    if exit_code in _OUT_OF_MEMORY:
        return over_memory(path, name)
    told = message("files.broken_down", how=fragment("files.exit_code", code=str(exit_code)))
    return unread(name, _bytes_of(path), UnreadableFile(ProblemKind.UNREADABLE_FILE, told))


def _bytes_of(path: Path) -> bytes:
    """The bytes that a reading is recognised by; none of what is gone by now, no plain file, or too large to read."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= MAX_FILE_BYTES else b""
    except OSError:
        return b""
