"""What the columns of a printed sheet mean, read from its header rows.

A sheet is a sequence of blocks side by side: anchor columns (code, name or label) and the fields that follow them. In a
regular table a figure's column number says which field it is; in a ragged one its distance from the label does.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise

from orchestration.disclosure.amounts import bare_figure
from orchestration.disclosure.memoized import memoized
from orchestration.disclosure.model import ScanDoubt, TableCell
from orchestration.disclosure.resolution.segments import TablePart, is_furniture
from orchestration.disclosure.text import compact, head_words, printed, without_note_marks

Row = tuple[TableCell, ...]

_SMALL_INTEGER = re.compile(r"\d{1,3}")
_COLUMN_NUMBER = re.compile(r"\(?(?P<number>\d{1,3})\)?[栏列]?(?:=[\d()+\-栏列*/]+)?")
_ORDINAL_WORDS = frozenset({"栏次", "行次", "序号", "合计", "栏次合计", "类", "款", "项", "**", "***"})
_GROUP_TOTALS = frozenset({"小计", "合计"})
"""What the first column of a group of columns is headed."""
_FIGURE = re.compile(r"[-(△▲负]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d{4,})[-)]?")
_YEAR = re.compile(r"(20\d{2})年?度?")


MAX_NUMBER_LENGTH = 24
MAX_NUMBER_GAP = 3
"""How far printed column numbers may lie apart where some are missing."""

_MOST_HEADER_ROWS, _MOST_COLUMNS = 40, 400
"""No printed sheet has more; a grid made to be vast must not cost time."""

ABSENT = 0
"""The number of a column that a continuation page has no cell of."""


class Role(StrEnum):
    """What a column holds: by its head, and by its contents where the head is unknown or blank."""

    AMOUNT = "amount"
    CODE = "code"
    NAME = "name"
    LABEL = "label"
    LINE_NUMBER = "line_number"
    IGNORED = "ignored"
    UNKNOWN = "unknown"
    """Nobody knows its head: its figures are told."""
    BLANK = "blank"
    """It has neither a head nor, as far as it was looked at, contents."""


OPEN = frozenset({Role.UNKNOWN, Role.BLANK})
"""The roles that a head alone cannot settle."""

ANCHORS = frozenset({Role.CODE, Role.NAME, Role.LABEL, Role.BLANK})
"""The roles of the columns that may say what a row is."""


@dataclass(frozen=True, slots=True)
class Column:
    """One printed column: its role, its head as printed, and for amounts its key."""

    column_no: int
    role: Role
    head: str
    key: str | None = None
    centre: float | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Anchor columns and the columns that belong to them, from left to right; `reach` are the numbers from the first to
    the last of them on this page."""

    anchors: tuple[Column, ...]
    fields: tuple[Column, ...]
    reach: range

    @classmethod
    def of(cls, anchors: Sequence[Column], fields: Sequence[Column]) -> "Block":
        """The block of these columns, reaching from the first to the last of them."""
        present = [column.column_no for column in (*anchors, *fields) if column.column_no != ABSENT]
        reach = range(min(present), max(present) + 1) if present else range(0)
        return cls(tuple(anchors), tuple(fields), reach)

    def holds(self, cell: TableCell) -> bool:
        """Whether the cell stands between the block's first and last column."""
        return cell.column_no in self.reach


@dataclass(frozen=True, slots=True)
class HeadPath:
    """The heads over one column from top to bottom. `lowest` is the place of the last one: columns that share it stand
    under one merged head."""

    column_no: int
    words: tuple[str, ...]
    printed: str
    centre: float | None
    lowest: tuple[int, int] | None = None

    def is_above(self, other: "HeadPath") -> bool:
        """Whether the other column has all of these heads and more below them."""
        return 0 < len(self.words) < len(other.words) and other.words[: len(self.words)] == self.words


def ordinals(row: Row) -> list[int]:
    """栏次 1 2 3 …, also (1) (2), 1栏 2栏, 1=2+3 2 3 and A B C: the printed column numbers, which are no amounts; empty
    where the row holds something else."""
    numbers: list[int] = []
    letters: list[str] = []
    for cell in row:
        text = compact(cell.text)
        found = _COLUMN_NUMBER.fullmatch(text) if len(text) <= MAX_NUMBER_LENGTH else None
        if found is not None:
            numbers.append(int(found["number"]))
        elif len(text) == 1 and text.isascii() and text.isalpha():
            letters.append(text)
        elif not _is_ordinal_word(cell.text):
            return []
    if letters and (numbers or len(letters) < 2):
        return []
    numbers = numbers or [ord(letter.upper()) - ord("A") + 1 for letter in letters]
    steps = [after - before for before, after in pairwise(numbers)]
    counts_up = len(numbers) >= 2 and numbers[0] == 1 and all(step == 1 for step in steps)
    # some numbers may be missing; amounts never rise from column to column, for the first is their total
    rises = (
        len(numbers) > MAX_NUMBER_GAP and numbers[0] <= MAX_NUMBER_GAP and all(0 < n <= MAX_NUMBER_GAP for n in steps)
    )
    return numbers if counts_up or rises else []


@memoized
def _is_ordinal_word(text: str) -> bool:
    """Whether a text stands beside column numbers, with or without the mark of a note."""
    return not _ORDINAL_WORDS.isdisjoint((compact(text), compact(without_note_marks(text))))


def numbered_cells(row: Row) -> list[tuple[int, TableCell]]:
    """The printed column numbers, each with its cell."""
    numbers = ordinals(row)
    cells = [cell for cell in row if not _is_ordinal_word(cell.text)] if numbers else []
    return list(zip(numbers, cells, strict=True))


def is_ordinal_row(row: Row) -> bool:
    """Whether a row prints column numbers (栏次) rather than figures."""
    return bool(ordinals(row))


def line_number(cell: TableCell) -> int | None:
    """A printed line number (行次)."""
    text = compact(cell.text)
    return int(text) if _SMALL_INTEGER.fullmatch(text) else None


def is_figure(cell: TableCell) -> bool:
    """A number that can be nothing but an amount: it has decimals, separators or many digits, and is no year.

    What a picture shows in the place of one counts too: a figure that could not be read must be told, not passed over.
    """
    if cell.scan is not None and cell.scan.doubt is ScanDoubt.NOT_A_FIGURE:
        return True
    return _is_figure(cell.text)


@memoized
def _is_figure(text: str) -> bool:
    words = bare_figure(text)
    return _FIGURE.fullmatch(words) is not None and _YEAR.fullmatch(words) is None


def holds_figures(row: Row) -> bool:
    """Whether a row states amounts: heads never do, so that it ends the header whatever its label is."""
    return not is_ordinal_row(row) and any(is_figure(cell) for cell in row)


def head_paths(rows: Iterable[Row], part: TablePart) -> tuple[HeadPath, ...]:
    """The heads over every column of the header rows.

    Where merged cells were lost, a head reaches right over blank neighbours that have a head of their own below, up to
    where a head above begins anew.
    """
    if not part.table.columns_known:
        return ()
    header = list(islice((row for row in rows if not is_furniture(row) and not is_ordinal_row(row)), _MOST_HEADER_ROWS))
    if not part.table.spans_known and _are_displaced(header, part):
        return ()
    grid = [_spread(tuple(cell for cell in row if not _is_ordinal(cell))) for row in header]
    last = min(max((column for line in grid for column in line), default=0), _MOST_COLUMNS)
    paths = []
    for column in range(1, last + 1):
        cells = [cell for depth in range(len(grid)) if (cell := _head_over(grid, depth, column)) is not None]
        distinct = list(dict.fromkeys(cells))
        named = [(words, cell) for cell in distinct if (words := head_words(cell.text))]
        own = [cell for cell in distinct if cell.column_span == 1] or distinct
        box = own[-1].box if own else None
        centre = (box.x0 + box.x1) / 2 if box else None
        head = "/".join(printed(cell.text) for _, cell in named)
        lowest = (named[-1][1].row_no, named[-1][1].column_no) if named else None
        paths.append(HeadPath(column, tuple(words for words, _ in named), head, centre, lowest))
    return tuple(paths)


def _are_displaced(header: Iterable[Row], part: TablePart) -> bool:
    """Whether a head stands right over figures that were put into another column: where a table has no rules between
    its columns, a blank head may move the others by one."""
    placed = {cell: cell.box for row in part.rows for cell in row if cell.box is not None and cell.column_span == 1}
    middles = [
        (cell.column_no, (box.x0 + box.x1) / 2)
        for row in header
        for cell in row
        if (box := placed.get(cell)) is not None
    ]
    figures = [(cell.column_no, box) for cell, box in placed.items() if is_figure(cell)] if middles else []
    return any(
        head_no != column_no and box.x0 <= middle <= box.x1 for head_no, middle in middles for column_no, box in figures
    )


def _is_ordinal(cell: TableCell) -> bool:
    words = compact(cell.text)
    return words.isdigit() or head_words(cell.text) == "栏次"


def _spread(row: Row) -> dict[int, TableCell]:
    return {cell.column_no + step: cell for cell in row for step in range(cell.column_span)}


def _head_over(grid: list[dict[int, TableCell]], depth: int, column: int) -> TableCell | None:
    own = grid[depth].get(column) or _spanning_from_above(grid, depth, column)
    if own is not None:
        return own
    if not any(column in line and line[column].column_no == column for line in grid[depth + 1 :]):
        return None
    left = max((other for other in grid[depth] if other < column), default=None)
    if left is None or grid[depth][left].column_span > 1:
        return None
    begins_anew = any(line[other].column_no > left for line in grid[:depth] for other in line if left < other <= column)
    return None if begins_anew or _ends_before(grid[depth + 1 :], left, column) else grid[depth][left]


def _ends_before(below: list[dict[int, TableCell]], left: int, column: int) -> bool:
    """Whether a head with nothing below it stands beside columns that begin with their total: these are a group whose
    own head is blank."""
    heads = [line[at] for line in below for at in sorted(line) if left <= at <= column]
    first = min(heads, key=lambda head: head.column_no, default=None)
    return first is not None and first.column_no > left and head_words(first.text) in _GROUP_TOTALS


def _spanning_from_above(grid: list[dict[int, TableCell]], depth: int, column: int) -> TableCell | None:
    for line in grid[:depth]:
        cell = line.get(column)
        here = grid[depth]
        if cell is not None and here and cell.row_no + cell.row_span > next(iter(here.values())).row_no:
            return cell
    return None


def blocks_of(columns: Iterable[Column], opens: frozenset[Role]) -> tuple[Block, ...]:
    """Group columns into blocks: an anchor column after a field opens the next block."""
    blocks: list[tuple[list[Column], list[Column]]] = []
    for column in columns:
        is_anchor = column.role in opens
        if (is_anchor and (not blocks or blocks[-1][1])) or not blocks:
            blocks.append(([], []))
        blocks[-1][0 if is_anchor else 1].append(column)
    return tuple(Block.of(anchors, fields) for anchors, fields in blocks)


def field_under(block: Block, cell: TableCell, anchor: TableCell, ragged: bool) -> Column | None:
    """The field a figure stands in: by its column, or in a ragged table by its distance from the anchor."""
    if not ragged:
        return next((column for column in block.fields if column.column_no == cell.column_no), None)
    distance = cell.column_no - anchor.column_no
    return block.fields[distance - 1] if 1 <= distance <= len(block.fields) else None


def has_amount_columns(columns: tuple[Column, ...]) -> bool:
    """Whether any column of the part holds amounts."""
    return any(column.role is Role.AMOUNT for column in columns)
