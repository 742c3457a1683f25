"""Documents read, or drawn, side by side in worker processes, so that one that hangs, crashes or eats all memory harms
no other.

A worker is a separate process because nothing else can end a library that does not return.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as OverTime
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Filed, Reading
from orchestration.disclosure.reading import READERS
from orchestration.home.settings import SLOW_FILES
from orchestration.ingestion.limits import (
    KILLED_BY_OTHERS,
    begin_worker,
    broken_down,
    longest_seconds,
    over_memory,
    over_time,
    put_off,
    read_limited,
)

AHEAD = 16
"""Groups that are read before they are asked for: enough to keep every worker busy, little to hold in memory."""

Key = TypeVar("Key")
Task = TypeVar("Task")
Done = TypeVar("Done")
Files: TypeAlias = Sequence[tuple[Path, str]]
"""Paths with the names to report."""
Begun: TypeAlias = "tuple[Path, str, ProcessFuture[tuple[Reading, ...]]]"


class ReadingPool:
    """Worker processes that read documents. `seconds` is the limit for one document; once `slow_files` of a group went
    over it, the rest of the group is put off: a folder of such files would hold every worker for hours."""

    def __init__(self, pool: ProcessPool, seconds: float, slow_files: int) -> None:
        self._pool = pool
        self._seconds = seconds
        self._slow_files = slow_files

    def read(self, groups: Iterable[tuple[Key, Files, Filed | None]]) -> Iterator[tuple[Key, tuple[Reading, ...]]]:
        """The readings of each group, in the order of the groups; with the files, what they were filed under. Every
        file has one, an archive one for each document: a problem where it has to be."""
        waiting: deque[tuple[Key, Filed | None, list[Begun]]] = deque()
        for key, files, filed in groups:
            waiting.append((key, filed, [(path, name, self._begin(path, name, filed)) for path, name in files]))
            if len(waiting) > AHEAD:
                yield self._finished(*waiting.popleft())
        while waiting:
            yield self._finished(*waiting.popleft())

    def _begin(self, path: Path, name: str, filed: Filed | None) -> "ProcessFuture[tuple[Reading, ...]]":
        timeout = longest_seconds(self._seconds)
        return self._pool.schedule(read_limited, args=[path, name, self._seconds, filed], timeout=timeout)

    def _finished(self, key: Key, filed: Filed | None, begun: Sequence["Begun"]) -> tuple[Key, tuple[Reading, ...]]:
        readings: list[Reading] = []
        slow = 0
        for path, name, future in begun:
            if slow >= self._slow_files:
                future.cancel()
                readings.append(put_off(path, name, slow))
                continue
            read = self._result(path, name, filed, future)
            slow += any(problem.kind is ProblemKind.TOO_SLOW for reading in read for problem in reading.problems)
            readings.extend(read)
        return key, tuple(readings)

    def _result(
        self, path: Path, name: str, filed: Filed | None, future: "ProcessFuture[tuple[Reading, ...]]"
    ) -> tuple[Reading, ...]:
        """What was read of a file; where somebody ended its worker, it is read once more."""
        try:
            return self._awaited(path, name, future)
        except ProcessExpired as end:
            if end.exitcode not in KILLED_BY_OTHERS:
                return (broken_down(path, name, end.exitcode, self._seconds),)
        try:
            return self._awaited(path, name, self._begin(path, name, filed))
        except ProcessExpired as end:
            return (broken_down(path, name, end.exitcode, self._seconds),)

    def _awaited(self, path: Path, name: str, future: "ProcessFuture[tuple[Reading, ...]]") -> tuple[Reading, ...]:
        try:
            return future.result()
        except OverTime:
            return (over_time(path, name, longest_seconds(self._seconds)),)
        except MemoryError:
            return (over_memory(path, name),)


@contextmanager
def reading_pool(seconds: float, slow_files: int = SLOW_FILES) -> Iterator[ReadingPool]:
    """A pool with a worker per core. The workers end with the block."""
    with _workers() as workers:
        yield ReadingPool(workers, seconds, slow_files)
        workers.close()


def do_within_limits(work: Callable[[Task], Done], tasks: Sequence[Task], seconds: float) -> Iterator[Done | None]:
    """What `work`, a function of a module, makes of each task, in their order; None where it took longer than `seconds`
    or broke down."""
    if not tasks:
        return
    with _workers() as workers:
        waiting = [workers.schedule(work, args=[task], timeout=seconds) for task in tasks]
        for future in waiting:
            try:
                yield future.result()
            # what a worker cannot hand back ends here too
            except Exception:
                yield None
        workers.close()


@contextmanager
def _workers() -> Iterator[ProcessPool]:
    context = multiprocessing.get_context("forkserver")
    # workers are forked with every reader in memory; each would import them again otherwise
    context.set_forkserver_preload(["__main__", __name__, *(reader.module for reader in READERS.values())])
    workers = ProcessPool(max_workers=os.cpu_count() or 1, initializer=begin_worker, context=context)
    try:
        yield workers
    finally:
        workers.stop()
        workers.join()
