"""How the grid of a sheet is cut into the pages of a fixed layout."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from tests.synthetic.documents.grid import Grid


class Continuation(StrEnum):
    """What stands at the top of a table's next page."""

    BODY = "body"
    REPEATED_HEAD = "repeated_head"


def pages_of(grid: Grid, continuation: Continuation, rng: random.Random) -> Iterator[Grid]:
    """The grid cut into pages at random rows, never through a span or the head."""
    rows_per_page = rng.randint(9, 30)
    head = list(range(1, grid.head_rows + 1))
    page: list[int] = []
    for run in grid.covering_rows():
        if len(page) >= rows_per_page and page[-1] > grid.head_rows:
            yield _cut(grid, page)
            page = list(head) if continuation is Continuation.REPEATED_HEAD else []
            rows_per_page = rng.randint(9, 30)
        page += run
    yield _cut(grid, page)


def _cut(grid: Grid, row_nos: Sequence[int]) -> Grid:
    """These rows alone; spans that reach out of them end with them."""
    places = {row_no: place for place, row_no in enumerate(row_nos, start=1)}
    cells = tuple(
        replace(
            cell,
            row_no=places[cell.row_no],
            row_span=sum(row_no in places for row_no in range(cell.row_no, cell.row_no + cell.row_span)),
        )
        for cell in grid.cells
        if cell.row_no in places
    )
    return Grid(cells, len(row_nos), grid.column_count, sum(row_no <= grid.head_rows for row_no in row_nos))
