"""One file read in a process of its own, under the limits of a run but without its pool: a command starts at once."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from orchestration.disclosure.model import Reading
from orchestration.ingestion.limits import (
    begin_worker,
    broken_down,
    limited,
    longest_seconds,
    over_memory,
    over_time,
    read_in_worker,
)

Reads = Callable[[Path, str], tuple[Reading, ...]]


def read_within_limits(path: Path, seconds: float, read: Reads = read_in_worker) -> tuple[Reading, ...]:
    """Return the readings of a file: several where it is an archive, a problem where it exceeds a limit."""
    # forked: nothing is imported a second time, and what runs here has begun no thread yet
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(sender, path, read, seconds), daemon=True)
    process.start()
    sender.close()
    try:
        if not receiver.poll(most := longest_seconds(seconds)):
            return (over_time(path, path.name, most),)
        answer: tuple[Reading, ...] | None = receiver.recv()
    except EOFError:
        process.join()
        return (broken_down(path, path.name, process.exitcode, seconds),)
    finally:
        process.kill()
        process.join()
        receiver.close()
    return (over_memory(path, path.name),) if answer is None else answer


def _answer(sender: Connection, path: Path, read: Reads, seconds: float) -> None:
    begin_worker()
    try:
        with limited(seconds):
            answer: tuple[Reading, ...] | None = read(path, path.name)
    except MemoryError:
        # no room is left to say it in words
        answer = None
    sender.send(answer)
