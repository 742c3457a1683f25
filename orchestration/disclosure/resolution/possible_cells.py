"""Which cells the figures of a table may be whose heads nobody can tell: the rows that it names, with every column of
the sheet. What is told for such a table belongs to `outcomes`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from orchestration.disclosure.model import CellKey
from orchestration.disclosure.resolution.codes import Classification, read_anchors, starts_with_code
from orchestration.disclosure.resolution.columns import Row, is_figure
from orchestration.disclosure.text import head_words

PossibleCells: TypeAlias = Mapping[int, tuple[CellKey, ...]]
"""The cells that the figures of a row may be, by the row's number."""

_CODE_COLUMNS = 3
"""Columns that a code may be split over: 类, 款, 项."""


def possible_cells(
    rows: Iterable[Row],
    sheet_id: str,
    columns: Collection[str],
    labels: Mapping[str, str],
    classification: Classification,
) -> PossibleCells:
    """The cells that rows of codes may hold. `labels` are the words of rows without a code and their row keys."""
    found: dict[int, tuple[CellKey, ...]] = {}
    above: list[str] = []
    for row in rows:
        named = [_row_key(cells, above[at : at + 1], labels, classification) for at, cells in enumerate(_names(row))]
        above = [key or "" for key in named]
        found[row[0].row_no] = tuple(CellKey(sheet_id, key, column) for key in named if key for column in columns)
    return found


def _names(row: Row) -> Iterator[Row]:
    """The cells before the figures of each block of a row."""
    by_kind = groupby(row, key=lambda cell: is_figure(cell) and not starts_with_code(cell))
    yield from (tuple(cells) for is_figures, cells in by_kind if not is_figures)


def _row_key(cells: Row, above: Sequence[str], labels: Mapping[str, str], classification: Classification) -> str | None:
    code_columns = range(cells[0].column_no, cells[0].column_no + _CODE_COLUMNS)
    anchors = read_anchors(cells, code_columns, next(iter(above), None), classification)
    if anchors is not None and anchors.code is not None:
        return anchors.code
    return next((labels[words] for cell in cells if (words := head_words(cell.text)) in labels), None)
