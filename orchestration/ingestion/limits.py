"""The limits of time and memory for reading one file, and what is told of a file that exceeds them."""

import ctypes
import resource
import signal
from dataclasses import replace
from pathlib import Path

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import Fragment, message
from orchestration.disclosure.model import Filed, Reading
from orchestration.disclosure.readers.content import MAX_FILE_BYTES, UnreadableFile
from orchestration.disclosure.reading import read_documents, unread

MEMORY_BYTES = 6 * 1024**3
"""Address space that a worker may take beside what it begins with; the largest real document needs a fraction of it."""

_PR_SET_PDEATHSIG = 1
"""https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html"""


def begin_worker() -> None:
    """Put the process under its limits; it ends with the one that began it."""
    most = _address_space() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    # a worker of a killed run would read on for up to its limit
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _address_space() -> int:
    """The bytes that the process holds already: a worker is born with all that the one that began it has mapped."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 0


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


def broken_down(path: Path, name: str, how: Fragment) -> Reading:
    """The reading of a file on which the reader itself came to an end."""
    told = message("files.broken_down", how=how)
    return unread(name, _bytes_of(path), UnreadableFile(ProblemKind.UNREADABLE_FILE, told))


def _bytes_of(path: Path) -> bytes:
    """The bytes that a reading is recognised by; none of what is gone by now, no plain file, or too large to read."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= MAX_FILE_BYTES else b""
    except OSError:
        return b""
