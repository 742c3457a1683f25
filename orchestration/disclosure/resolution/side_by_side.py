"""Two sheets side by side in one grid, each under its own title, as tables of their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.model import Table, TableCell
from orchestration.disclosure.number_ranges import NumberRanges
from orchestration.disclosure.resolution.titles import title_sheet

_FIGURE = re.compile(r"\d\.\d")


def apart(table: Table, layouts: Layouts) -> tuple[Table, ...]:
    """The table, or its parts where titles of several sheets stand beside each other: cut at a column that no cell
    crosses."""
    titles = _titles_abreast(table, layouts)
    if len(titles) < 2:
        return (table,)
    starts = [1, *(_boundary(table, left, right) for left, right in pairwise(titles))]
    return tuple(_columns(table, starts))


def _titles_abreast(table: Table, layouts: Layouts) -> list[TableCell]:
    """The titles above the first figures that stand in columns of their own, from left to right."""
    named_so = (cell for cell in table.cells if "表" in cell.text)
    known = [(cell, title) for cell in named_so if (title := title_sheet(cell.text, layouts)) is not None]
    if len(known) < 2:
        return []
    first_figure = min((cell.row_no for cell in table.cells if _FIGURE.search(cell.text)), default=0)
    above = [(cell, title) for cell, title in known if cell.row_no < first_figure]
    abreast: list[TableCell] = []
    named: set[tuple[str | None, str]] = set()
    for cell, title in sorted(above, key=lambda found: found[0].column_no):
        is_beside = not abreast or cell.column_no >= abreast[-1].column_no + abreast[-1].column_span
        if is_beside and title not in named:
            abreast.append(cell)
            named.add(title)
    return abreast


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
