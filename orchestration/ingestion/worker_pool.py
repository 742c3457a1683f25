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

from orchestration.disclosure.model import Filed
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
    work_limited,
)
from orchestration.ingestion.packed_readings import PackedReadings

AHEAD = 16
"""Groups that are read before they are asked for: enough to keep every worker busy, little to hold in memory."""

LANDING = ("orchestration.ingestion.land", "orchestration.disclosure.claims.reading", "orchestration.landing.frames")
"""What puts readings together and lands them."""

LOOK_SECONDS = 1.0
"""How often it is looked whether the pool of a file that is waited for still works."""

Key = TypeVar("Key")
Input = TypeVar("Input")
Done = TypeVar("Done")
Result = TypeVar("Result", covariant=True)
Files: TypeAlias = Sequence[tuple[Path, str]]
"""Paths with the names to report."""
PackedFiles: TypeAlias = tuple[PackedReadings, ...]
"""What was read of each file of a group."""


@dataclass(frozen=True, slots=True)
class Task(Generic[Result]):
    """What a worker of this pool was asked for."""

    pool: ProcessPool
    future: "ProcessFuture[Result]"

    def result(self) -> Result:
        """What the worker made of it. Raises what it raised, and BrokenProcessPool where the pool ended: it tells that
        to those alone who waited before it broke."""
        while not self.future.done():
            wait([self.future], LOOK_SECONDS)
            if not self.pool.active and not self.future.done():
                raise BrokenProcessPool("the pool ended")
        return self.future.result()


Begun: TypeAlias = tuple[Path, str, Task[PackedReadings]]


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

    def read_and_do(
        self, work: Callable[[Key, PackedFiles], Done], groups: Iterable[tuple[Key, Files, Filed | None]]
    ) -> Iterator[tuple[Key, PackedFiles, Done | None]]:
        """The readings of each group and what `work`, which can be pickled, made of them in a worker, in the order of
        the groups; None where it went over the limits of one file."""
        working: deque[tuple[Key, PackedFiles, Task[Done]]] = deque()
        for key, files in self.read(groups):
            working.append((key, files, self._begin_work(work, key, files)))
            if len(working) > AHEAD:
                yield self._worked(work, working.popleft())
        while working:
            yield self._worked(work, working.popleft())

    def read(self, groups: Iterable[tuple[Key, Files, Filed | None]]) -> Iterator[tuple[Key, PackedFiles]]:
        """The readings of each group, in the order of the groups; with the files, what they were filed under. Every
        file has one, an archive one for each document: a problem where it has to be."""
        waiting: deque[tuple[Key, Filed | None, list[Begun]]] = deque()
        for key, files, filed in groups:
            waiting.append((key, filed, [(path, name, self._begin(path, name, filed)) for path, name in files]))
            if len(waiting) > AHEAD:
                yield self._finished(*waiting.popleft())
        while waiting:
            yield self._finished(*waiting.popleft())

    def _begin_work(self, work: Callable[[Key, PackedFiles], Done], key: Key, files: PackedFiles) -> Task[Done]:
        self._renew_where_broken()
        future = self._pool.schedule(work_limited, args=[work, key, files, self._seconds], timeout=self._seconds)
        return Task(self._pool, future)

    def _worked(
        self, work: Callable[[Key, PackedFiles], Done], begun: tuple[Key, PackedFiles, Task[Done]]
    ) -> tuple[Key, PackedFiles, Done | None]:
        key, files, task = begun
        try:
            return key, files, _result(task, lambda: self._begin_work(work, key, files))
        except (OverTime, MemoryError, ProcessExpired):
            return key, files, None

    def _begin(self, path: Path, name: str, filed: Filed | None) -> Task[PackedReadings]:
        self._renew_where_broken()
        timeout = longest_seconds(self._seconds)
        future = self._pool.schedule(read_limited, args=[path, name, self._seconds, filed], timeout=timeout)
        return Task(self._pool, future)

    def _finished(self, key: Key, filed: Filed | None, begun: Sequence[Begun]) -> tuple[Key, PackedFiles]:
        read: list[PackedReadings] = []
        for path, name, task in begun:
            slow = sum(file.is_slow for file in read)
            if slow >= self._slow_files:
                task.future.cancel()
                read.append(PackedReadings.of((put_off(path, name, self._slow_files),)))
            else:
                read.append(self._readings(path, name, filed, task))
        return key, tuple(read)

    def _renew_where_broken(self) -> None:
        """Begin other workers where none of these can be had any more: one was killed while it was given its file, and
        nobody knows which that was."""
        if not self._pool.active:
            self._stack.close()
            self._pool = self._stack.enter_context(_workers())

    def _readings(self, path: Path, name: str, filed: Filed | None, task: Task[PackedReadings]) -> PackedReadings:
        """What was read of a file, or what ended its reading. Raises BrokenProcessPool."""
        try:
            return _result(task, lambda: self._begin(path, name, filed))
        except OverTime:
            fault = over_time(path, name, longest_seconds(self._seconds))
        except MemoryError:
            fault = over_memory(path, name)
        except ProcessExpired as end:
            fault = broken_down(path, name, end.exitcode, self._seconds)
        return PackedReadings.of((fault,))


def _result(task: Task[Done], again: Callable[[], Task[Done]]) -> Done:
    """What a worker made of a task; where somebody ended it, one more worker tries.

    Raises what `Task.result` raises: BrokenProcessPool where nothing can be said of the task itself."""
    try:
        return task.result()
    except BrokenProcessPool:
        pass
    except ProcessExpired as end:
        if end.exitcode not in KILLED_BY_OTHERS:
            raise
    return again().result()


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
    context.set_forkserver_preload(["__main__", __name__, *LANDING, *(reader.module for reader in READERS.values())])
    return context


@contextmanager
def _workers() -> Iterator[ProcessPool]:
    workers = ProcessPool(max_workers=os.cpu_count() or 1, initializer=begin_worker, context=_context())
    try:
        yield workers
    finally:
        workers.stop()
        workers.join()
