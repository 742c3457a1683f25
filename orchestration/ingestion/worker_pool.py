"""Documents read, or drawn, side by side in worker processes, so that one that hangs, crashes or eats all memory harms
no other.

A worker is a separate process because nothing else can end a library that does not return.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as OverTime
from concurrent.futures import wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

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

LOOK_SECONDS = 1.0
"""How often it is looked whether the pool of a file that is waited for still works."""

Key = TypeVar("Key")
Input = TypeVar("Input")
Done = TypeVar("Done")
Files: TypeAlias = Sequence[tuple[Path, str]]
"""Paths with the names to report."""


@dataclass(frozen=True, slots=True)
class Task(Generic[Done]):
    """What a worker of this pool was asked for."""

    pool: ProcessPool
    future: "ProcessFuture[Done]"

    def result(self) -> Done:
        """What the worker made of it. Raises what it raised, and BrokenProcessPool where the pool ended: it tells that
        to those alone who waited before it broke."""
        while not self.future.done():
            wait([self.future], LOOK_SECONDS)
            if not self.pool.active and not self.future.done():
                raise BrokenProcessPool("the pool ended")
        return self.future.result()


Begun: TypeAlias = tuple[Path, str, Task[tuple[Reading, ...]]]


class ReadingPool:
    """Worker processes that read documents. `seconds` is the limit for one document; once `slow_files` of a group went
    over it, the rest of the group is put off: a folder of such files would hold every worker for hours."""

    def __init__(self, seconds: float, slow_files: int) -> None:
        self._seconds = seconds
        self._slow_files = slow_files
        self._stack = ExitStack()
        self._pool = self._stack.enter_context(_workers())

    def close(self) -> None:
        """End the workers."""
        self._stack.close()

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

    def _begin(self, path: Path, name: str, filed: Filed | None) -> Task[tuple[Reading, ...]]:
        self._renew_where_broken()
        timeout = longest_seconds(self._seconds)
        future = self._pool.schedule(read_limited, args=[path, name, self._seconds, filed], timeout=timeout)
        return Task(self._pool, future)

    def _finished(self, key: Key, filed: Filed | None, begun: Sequence[Begun]) -> tuple[Key, tuple[Reading, ...]]:
        readings: list[Reading] = []
        slow = 0
        for path, name, task in begun:
            if slow >= self._slow_files:
                task.future.cancel()
                readings.append(put_off(path, name, slow))
                continue
            read = self._result(path, name, filed, task)
            slow += any(problem.kind is ProblemKind.TOO_SLOW for reading in read for problem in reading.problems)
            readings.extend(read)
        return key, tuple(readings)

    def _renew_where_broken(self) -> None:
        """Begin other workers where none of these can be had any more: one was killed while it was given its file, and
        nobody knows which that was."""
        if not self._pool.active:
            self._stack.close()
            self._pool = self._stack.enter_context(_workers())

    def _result(
        self, path: Path, name: str, filed: Filed | None, task: Task[tuple[Reading, ...]]
    ) -> tuple[Reading, ...]:
        """What was read of a file; where somebody ended its worker, it is read once more.

        Raises BrokenProcessPool where that comes to nothing as well: of such a file nothing can be said."""
        try:
            return self._awaited(path, name, task)
        except BrokenProcessPool:
            pass
        except ProcessExpired as end:
            if end.exitcode not in KILLED_BY_OTHERS:
                return (broken_down(path, name, end.exitcode, self._seconds),)
        try:
            return self._awaited(path, name, self._begin(path, name, filed))
        except ProcessExpired as end:
            return (broken_down(path, name, end.exitcode, self._seconds),)

    def _awaited(self, path: Path, name: str, task: Task[tuple[Reading, ...]]) -> tuple[Reading, ...]:
        try:
            return task.result()
        except OverTime:
            return (over_time(path, name, longest_seconds(self._seconds)),)
        except MemoryError:
            return (over_memory(path, name),)


@contextmanager
def reading_pool(seconds: float, slow_files: int = SLOW_FILES) -> Iterator[ReadingPool]:
    """A pool with a worker per core. The workers end with the block."""
    pool = ReadingPool(seconds, slow_files)
    try:
        yield pool
    finally:
        pool.close()


def do_within_limits(work: Callable[[Input], Done], tasks: Sequence[Input], seconds: float) -> Iterator[Done | None]:
    """What `work`, a function of a module, makes of each task, in their order; None where it took longer than `seconds`
    or broke down."""
    if not tasks:
        return
    with _workers() as workers:
        waiting = [Task(workers, workers.schedule(work, args=[task], timeout=seconds)) for task in tasks]
        for begun in waiting:
            try:
                yield begun.result()
            # what a worker cannot hand back ends here too
            except Exception:
                yield None
        workers.close()


def prepare_workers() -> None:
    """Begin to import every reader into the process that workers are forked from; returns at once."""
    _context()
    forkserver.ensure_running()


def _context() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    # workers are forked with every reader in memory; each would import them again otherwise
    context.set_forkserver_preload(["__main__", __name__, *(reader.module for reader in READERS.values())])
    return context


@contextmanager
def _workers() -> Iterator[ProcessPool]:
    workers = ProcessPool(max_workers=os.cpu_count() or 1, initializer=begin_worker, context=_context())
    try:
        yield workers
    finally:
        workers.stop()
        workers.join()
