"""What every reader is given and what it gives back. A reader knows its file format and nothing of final accounts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import Fragment, Message, message
from orchestration.disclosure.model import NOWHERE, Block, Line, Place, Problem, Table

MAX_FILE_BYTES = 200 * 1024 * 1024
"""A larger file is refused before it is opened: the largest real disclosure seen has 40 MB."""

MAX_UNPACKED_BYTES = 400 * 1024 * 1024
"""A zip container that claims or yields more than this is a bomb, not a disclosure."""

MAX_TABLE_CELLS = 200_000
"""Cells with text kept of one table; a real sheet has about a thousand."""


MAX_PASSAGE = 500_000
"""Characters of one paragraph or cell; a whole disclosure in one line has a fifth."""

MAX_CHARACTERS = 10_000_000
"""Of a text with its markup; five hundred pages have one million."""

MAX_PROSE = 5_000_000
"""Characters of all lines of a document: each is searched for what it claims."""

MAX_BLOCKS = 100_000
"""Lines and tables of one document; the longest real ones have some thousand pages of forty lines."""


MOST_PICTURES = 60
"""Pages of one document that are read from their pictures, or pictures inside it; a disclosure has about thirty."""


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
    """The file as a whole cannot be read: carries the one message that a person needs, and the place that it is about
    where there is one."""

    def __init__(self, kind: ProblemKind, message: Message, place: Place = NOWHERE) -> None:
        super().__init__(message.reason_en)
        self.kind = kind
        self.message = message
        self.place = place


class Damage(ValueError):
    """Something inside a file is damaged; `detail` says what, within the message of its reader."""

    def __init__(self, detail: Fragment) -> None:
        super().__init__(detail.text_en)
        self.detail = detail


def too_many_cells(table: Fragment) -> UnreadableFile:
    """Return the refusal of a file with a table (so called in the message) that is too large for a person too."""
    return UnreadableFile(ProblemKind.TOO_LARGE, message("files.too_many_cells", table=table, limit=MAX_TABLE_CELLS))


def refuse_too_long(blocks: Sequence[Block]) -> None:
    """Raise UnreadableFile for more than `MAX_BLOCKS`, for lines of more than `MAX_PROSE` characters together, and for
    a passage of more than `MAX_PASSAGE`."""
    if len(blocks) > MAX_BLOCKS:
        told = message("files.too_long", blocks=len(blocks), limit=MAX_BLOCKS)
        raise UnreadableFile(ProblemKind.TOO_LARGE, told)
    prose = sum(len(block.text) for block in blocks if isinstance(block, Line))
    if prose > MAX_PROSE:
        told = message("files.long_text", characters=prose, limit=MAX_PROSE)
        raise UnreadableFile(ProblemKind.TOO_LARGE, told)
    for text, place in _long_passages(blocks):
        told = message("files.long_passage", characters=len(text), limit=MAX_PASSAGE)
        raise UnreadableFile(ProblemKind.TOO_LARGE, told, place)


def refuse_long_text(text: str) -> None:
    """Raise UnreadableFile for a text of more than `MAX_CHARACTERS`."""
    if len(text) > MAX_CHARACTERS:
        told = message("files.long_text", characters=len(text), limit=MAX_CHARACTERS)
        raise UnreadableFile(ProblemKind.TOO_LARGE, told)


def _long_passages(blocks: Sequence[Block]) -> Iterator[tuple[str, Place]]:
    """Yield the texts of more than `MAX_PASSAGE` characters, each with its place."""
    for block in blocks:
        if isinstance(block, Line):
            if len(block.text) > MAX_PASSAGE:
                yield block.text, block.place
        elif isinstance(block, Table):
            for cell in block.cells:
                if len(cell.text) > MAX_PASSAGE:
                    yield (
                        cell.text,
                        Place(block.page, block.table_no, block.sheet_name, cell.row_no, cell.column_no),
                    )


def out_of_memory() -> UnreadableFile:
    """Return the refusal of a file whose reading needs more memory than one file may take."""
    return UnreadableFile(ProblemKind.TOO_LARGE, message("files.too_much_memory"))
