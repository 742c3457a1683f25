"""What every reader is given and what it gives back. A reader knows its file format and nothing of final accounts."""

from dataclasses import dataclass
from pathlib import Path

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import Fragment, Message, message
from orchestration.disclosure.model import Block, Problem

MAX_FILE_BYTES = 200 * 1024 * 1024
"""A larger file is refused before it is opened: the largest real disclosure seen has 40 MB."""

MAX_UNPACKED_BYTES = 400 * 1024 * 1024
"""A zip container that claims or yields more than this is a bomb, not a disclosure."""

MAX_TABLE_CELLS = 200_000
"""Cells with text kept of one table; a real sheet has about a thousand."""


MAX_BLOCKS = 100_000
"""Lines and tables of one document; the longest real ones have some thousand pages of forty lines."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file of raw/, its bytes already in memory so that size, hash and reading agree."""

    path: Path
    file_name: str
    data: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found, in reading order."""

    blocks: tuple[Block, ...]
    pages: int | None = None
    producer: str | None = None
    scanned_pages: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()


class UnreadableFile(Exception):
    """The file as a whole cannot be read: carries the one message that a person needs."""

    def __init__(self, kind: ProblemKind, message: Message) -> None:
        super().__init__(message.reason_en)
        self.kind = kind
        self.message = message


class Damage(ValueError):
    """Something inside a file is damaged; `detail` says what, within the message of its reader."""

    def __init__(self, detail: Fragment) -> None:
        super().__init__(detail.text_en)
        self.detail = detail


def too_many_cells(table: Fragment) -> UnreadableFile:
    """Return the refusal of a file with a table (so called in the message) that is too large for a person too."""
    return UnreadableFile(ProblemKind.TOO_LARGE, message("files.too_many_cells", table=table, limit=MAX_TABLE_CELLS))


def out_of_memory() -> UnreadableFile:
    """Return the refusal of a file whose reading needs more memory than one file may take."""
    return UnreadableFile(ProblemKind.TOO_LARGE, message("files.too_much_memory"))
