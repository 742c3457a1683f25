"""Two sheets side by side in one grid, each under its own title, as tables of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.model import Table, TableCell
from orchestration.disclosure.number_ranges import NumberRanges
from orchestration.disclosure.resolution.titles import title_sheet


def apart(table: Table, layouts: Layouts) -> tuple[Table, ...]:
    """The table, or its parts where a row holds the titles of several sheets: cut at a column that no cell crosses."""
    titles = _titles_in_one_row(table, layouts)
    if len(titles) < 2:
        return (table,)
    starts = [1, *(_boundary(table, left, right) for left, right in pairwise(titles))]
    return tuple(_columns(table, starts))


def _titles_in_one_row(table: Table, layouts: Layouts) -> list[TableCell]:
    """The titles of the first row that holds several, from left to right."""
    rows: dict[int, list[TableCell]] = {}
    for cell in table.cells:
        if "表" in cell.text:
            rows.setdefault(cell.row_no, []).append(cell)
    for cells in rows.values():
        known = {cell: title for cell in cells if (title := title_sheet(cell.text, layouts)) is not None}
        if len(set(known.values())) > 1:
            return sorted(known, key=lambda cell: cell.column_no)
    return []


def _boundary(table: Table, left: TableCell, right: TableCell) -> int:
    """The first column of the right sheet: behind a blank column, else that of its title."""
    crossed, filled = NumberRanges(), NumberRanges()
    for cell in table.cells:
        last = cell.column_no + cell.column_span - 1
        crossed.add(cell.column_no + 1, last)
        filled.add(cell.column_no, last)
    columns = range(left.column_no + 1, right.column_no + 1)
    behind_blank = [column for column in columns if column not in crossed and column - 1 not in filled]
    return max(behind_blank, default=right.column_no)


def _columns(table: Table, starts: Sequence[int]) -> Iterator[Table]:
    for start, end in pairwise([*starts, table.column_count + 1]):
        cells = tuple(cell for cell in table.cells if start <= cell.column_no < end)
        if cells:
            yield replace(table, cells=cells)
