"""The columns of a part without heads: a continuation page has those of the part before, as far as they can be told.

What heads mean belongs to `columns`.
"""

from dataclasses import replace

from orchestration.disclosure.resolution.columns import ABSENT, Column
from orchestration.disclosure.resolution.segments import TablePart

_SAME_PLACE = 3.0
"""Points between the middles of a head and of the column under it, on another page, that are at one place."""


def adopt_columns(columns: tuple[Column, ...], part: TablePart) -> tuple[Column, ...]:
    """The columns of a sheet applied to a part without header (a continuation page): those of the part before, where
    the part has as many. A ruled part with fewer or more has those that stand in the same place, as far as every one of
    its columns does; else it has none, and nobody can tell what its figures mean."""
    widest = max((column.column_no for column in columns), default=0)
    same_grid = part.table.goes_on or (part.table.spans_known and part.table.column_count == widest)
    headed = [column for column in columns if column.centre is not None]
    if not part.table.columns_known:
        return ()
    if same_grid or not headed:
        return columns
    numbers: dict[float | None, int] = {}
    for number, (left, right) in _column_spans(part).items():
        own = [head.centre for head in headed if _is_same_place(head, left, right)]
        if len(own) != 1 or not part.table.spans_known:
            return ()
        numbers[own[0]] = number
    return tuple(replace(column, column_no=numbers.get(column.centre, ABSENT)) for column in columns)


def _is_same_place(head: Column, left: float, right: float) -> bool:
    return head.centre is not None and abs((left + right) / 2 - head.centre) <= _SAME_PLACE


def _column_spans(part: TablePart) -> dict[int, tuple[float, float]]:
    """How far the cells of each column reach over the page, in points."""
    spans: dict[int, tuple[float, float]] = {}
    for number, box in ((cell.column_no, cell.box) for row in part.rows for cell in row if cell.column_span == 1):
        if box is not None:
            left, right = spans.get(number, (box.x0, box.x1))
            spans[number] = (min(left, box.x0), max(right, box.x1))
    return spans
