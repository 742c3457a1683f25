"""Documents read side by side in worker processes, so that one that hangs, crashes or eats all memory harms no other.

A worker is a separate process because nothing else can end a library that does not return.
"""

import ctypes
import multiprocessing
import os
import resource
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as OverTime
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Reading
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.reading import READERS, read_file, unread

MEMORY_BYTES = 6 * 1024**3
"""Address space of one worker; the largest real document needs a fraction of it."""

AHEAD = 16
"""Groups that are read before they are asked for: enough to keep every worker busy, little to hold in memory."""

_PR_SET_PDEATHSIG = 1
"""https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html"""

Key = TypeVar("Key")
Files: TypeAlias = Sequence[tuple[Path, str]]
"""Paths with the names to report."""


class ReadingPool:
    """Worker processes that read documents. `seconds` is the limit for one document."""

    def __init__(self, pool: ProcessPool, seconds: float) -> None:
        self._pool = pool
        self._seconds = seconds

    def read(self, groups: Iterable[tuple[Key, Files]]) -> Iterator[tuple[Key, tuple[Reading, ...]]]:
        """The readings of each group, in the order of the groups. Every file has one: a problem where it has to be."""
        waiting: deque[tuple[Key, list[tuple[Path, str, ProcessFuture[Reading]]]]] = deque()
        for key, files in groups:
            waiting.append((key, [(path, name, self._begin(path, name)) for path, name in files]))
            if len(waiting) > AHEAD:
                yield self._finished(*waiting.popleft())
        while waiting:
            yield self._finished(*waiting.popleft())

    def _begin(self, path: Path, name: str) -> "ProcessFuture[Reading]":
        return self._pool.schedule(read_in_worker, args=[path, name], timeout=self._seconds)

    def _finished(
        self, key: Key, begun: Sequence[tuple[Path, str, "ProcessFuture[Reading]"]]
    ) -> tuple[Key, tuple[Reading, ...]]:
        return key, tuple(self._result(path, name, future) for path, name, future in begun)

    def _result(self, path: Path, name: str, future: "ProcessFuture[Reading]") -> Reading:
        try:
            return future.result()
        except OverTime:
            reason = f"reading it took longer than {self._seconds:g} seconds and was stopped"
            remedy = "publish it in a simpler form (PDF with text, DOCX or XLSX), or raise JUESUAN_READ_SECONDS"
            return unread(name, path.read_bytes(), UnreadableFile(ProblemKind.TOO_SLOW, reason, remedy))
        except (ProcessExpired, MemoryError) as end:
            how = f"exit code {end.exitcode}" if isinstance(end, ProcessExpired) else "out of memory"
            reason = f"the reader broke down on it ({how})"
            remedy = "this is a fault of Juesuan, not of the file: please report it with the file"
            return unread(name, path.read_bytes(), UnreadableFile(ProblemKind.UNREADABLE_FILE, reason, remedy))


@contextmanager
def reading_pool(seconds: float) -> Iterator[ReadingPool]:
    """A pool with a worker per core. The workers end with the block."""
    context = multiprocessing.get_context("forkserver")
    # workers are forked with every reader in memory; each would import them again otherwise
    context.set_forkserver_preload(["__main__", __name__, *(reader.module for reader in READERS.values())])
    workers = ProcessPool(max_workers=os.cpu_count() or 1, initializer=_begin_worker, context=context)
    try:
        yield ReadingPool(workers, seconds)
        workers.close()
    finally:
        workers.stop()
        workers.join()


def _begin_worker() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # a worker of a killed run would read on for up to its limit
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def read_in_worker(path: Path, name: str) -> Reading:
    """A reading small enough to be handed from one process to another."""
    reading = read_file(path, name)
    # the blocks are many and nobody downstream looks at them
    return replace(reading, document=replace(reading.document, blocks=()))
