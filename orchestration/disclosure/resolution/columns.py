"""What the columns of a printed sheet mean, read from its header rows.

A sheet is a sequence of blocks side by side: anchor columns (code, name or label) and the fields that follow them. In a
regular table a figure's column number says which field it is; in a ragged one its distance from the label does.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise

from orchestration.disclosure.layouts.loader import Roles, Words, by_word
from orchestration.disclosure.model import TableCell
from orchestration.disclosure.resolution.segments import TablePart, is_furniture
from orchestration.disclosure.resolution.words import compact, head_words, printed

Row = tuple[TableCell, ...]

_SMALL_INTEGER = re.compile(r"\d{1,3}")
_ORDINAL_WORDS = frozenset({"栏次", "行次", "合计", "栏次合计", "类", "款", "项"})


_MOST_HEADER_ROWS, _MOST_COLUMNS = 40, 400
"""No printed sheet has more; a grid made to be vast must not cost time."""

ABSENT = 0
"""The number of a column that a continuation page has no cell of."""


class Role(StrEnum):
    """What a column holds."""

    AMOUNT = "amount"
    ANCHOR = "anchor"
    LABEL = "label"
    LINE_NUMBER = "line_number"
    IGNORED = "ignored"
    UNKNOWN = "unknown"


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
    """Anchor columns and the columns that belong to them, from left to right."""

    anchors: tuple[Column, ...]
    fields: tuple[Column, ...]

    def holds(self, cell: TableCell) -> bool:
        """Whether the cell stands between the block's first and last column on this page."""
        present = [column.column_no for column in (*self.anchors, *self.fields) if column.column_no != ABSENT]
        return bool(present) and min(present) <= cell.column_no <= max(present)


@dataclass(frozen=True, slots=True)
class HeadPath:
    """The heads over one column from top to bottom."""

    column_no: int
    words: tuple[str, ...]
    printed: str
    centre: float | None


def is_ordinal_row(row: Row) -> bool:
    """栏次 1 2 3 …: the printed column numbers, which are no amounts."""
    texts = [compact(cell.text) for cell in row]
    if "1" not in texts:
        return False
    numbers = [int(text) for text in texts if _SMALL_INTEGER.fullmatch(text)]
    words = [text for text in texts if not _SMALL_INTEGER.fullmatch(text)]
    counts_up = len(numbers) >= 2 and all(b - a == 1 for a, b in pairwise(numbers))
    return counts_up and numbers[0] == 1 and all(word in _ORDINAL_WORDS for word in words)


def head_paths(rows: Iterable[Row], part: TablePart) -> tuple[HeadPath, ...]:
    """The heads over every column of the header rows.

    Where merged cells were lost, a head reaches right over blank neighbours that have a head of their own below, up to
    where a head above begins anew.
    """
    header = list(islice((row for row in rows if not is_furniture(row)), _MOST_HEADER_ROWS))
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
        paths.append(HeadPath(column, tuple(words for words, _ in named), head, centre))
    return tuple(paths)


def _is_ordinal(cell: TableCell) -> bool:
    words = compact(cell.text)
    return words.isdigit() or words == "栏次"


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
    return None if begins_anew else grid[depth][left]


def _spanning_from_above(grid: list[dict[int, TableCell]], depth: int, column: int) -> TableCell | None:
    for line in grid[:depth]:
        cell = line.get(column)
        here = grid[depth]
        if cell is not None and here and cell.row_no + cell.row_span > next(iter(here.values())).row_no:
            return cell
    return None


def match_head(path: HeadPath, heads: Mapping[str, str]) -> str | None:
    """The key whose printed head ends the path; the longest wins. A head may be broken over rows (本年收入合|计)."""
    tails = [path.words[start:] for start in range(len(path.words))]
    endings = (mark.join(tail) for tail in tails for mark in ("/", ""))
    return next((heads[ending] for ending in endings if ending in heads), None)


@dataclass(frozen=True, slots=True)
class HeadMeanings:
    """What heads can mean in one sheet (or one side of it): head -> key for amounts, and heads to pass over."""

    amounts: Mapping[str, str]
    ignored: frozenset[str]
    roles: Roles

    @classmethod
    def of(cls, heads: dict[str, Words], ignored: Words, roles: Roles) -> "HeadMeanings":
        return cls(by_word(heads), ignored, roles)

    def _names_rows(self, path: HeadPath) -> bool:
        """Under 项目 and 科目编码 stand codes and names, whatever stands below them (合计 of an empty sheet)."""
        return path.words[0] in self.roles.label and any(
            word in self.roles.code | self.roles.name for word in path.words
        )

    def column(self, path: HeadPath) -> Column:
        """The meaning of one column. A head that nobody knows stays `unknown`: its figures become problems."""
        anchors = self.roles.code | self.roles.name | self.roles.label
        role, key = Role.UNKNOWN, None
        if not path.words or self._names_rows(path):
            role = Role.ANCHOR
        elif match_head(path, dict.fromkeys(self.ignored, "ignored")) is not None:
            role = Role.IGNORED
        elif (key := match_head(path, self.amounts)) is not None:
            role = Role.AMOUNT
        elif path.words[-1] in self.roles.line_number:
            role = Role.LINE_NUMBER
        elif path.words[-1] in self.roles.label:
            role = Role.LABEL
        elif path.words[-1] in anchors:
            role = Role.ANCHOR
        return Column(path.column_no, role, path.printed, key, path.centre)


def blocks_of(columns: Iterable[Column], opens: frozenset[Role]) -> tuple[Block, ...]:
    """Group columns into blocks: an anchor column after a field opens the next block."""
    blocks: list[tuple[list[Column], list[Column]]] = []
    for column in columns:
        is_anchor = column.role in opens
        if (is_anchor and (not blocks or blocks[-1][1])) or not blocks:
            blocks.append(([], []))
        blocks[-1][0 if is_anchor else 1].append(column)
    return tuple(Block(tuple(anchors), tuple(fields)) for anchors, fields in blocks)
