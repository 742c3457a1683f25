"""The grid of a ruled table: its rules, its cells, and the look-up of cells by place."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from orchestration.disclosure.readers.fixed_layout.page.frame import Rect

NO_CELL = -1


class GridCell(NamedTuple):
    """The cell between the rules `left` and `right` of `Grid.xs` and `top` and `bottom` of `Grid.ys` (indexes)."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The places of the vertical (`xs`) and horizontal (`ys`) rules in points, and the cells in reading order.

    `owners[row][column]` is the place in `cells` of the cell there, counted from 0 between these rules, or NO_CELL.
    `columns[rule]` is the number of columns of the whole table left of a vertical rule: other pages may have more.
    The grid is open above or below where only the ends of vertical rules indicate the border.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    owners: Sequence[Sequence[int]]
    columns: Sequence[int]
    is_open_above: bool
    is_open_below: bool

    @property
    def rect(self) -> Rect:
        """The outline of the grid in points."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    @property
    def column_count(self) -> int:
        """The number of columns of the whole table."""
        return self.columns[-1]

    def cell_at(self, x: float, y: float) -> int:
        """Return the index in `cells` of the cell around a point, NO_CELL where the grid has none."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        inside = 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1
        return self.owners[row][column] if inside else NO_CELL

    def cell_in(self, row: int, column: int) -> int:
        """Return the index in `cells` of the cell at a row and a column of the whole table, both from 0."""
        return self.owners[row][bisect_right(self.columns, column) - 1]

    def rect_of(self, cell: GridCell) -> Rect:
        """Return the rectangle of a cell in points."""
        top, left, bottom, right = cell
        return self.xs[left], self.ys[top], self.xs[right], self.ys[bottom]

    def reach_of(self, cell: GridCell) -> tuple[int, int]:
        """Return the first column of the whole table that a cell covers, from 0, and the one after its last."""
        return self.columns[cell.left], self.columns[cell.right]

    def with_columns(self, xs: Sequence[float], slack: float) -> "Grid":
        """Return the grid as part of a table with the vertical rules `xs`, matched within `slack` points."""
        borders = [x + slack for x in xs]
        return replace(self, columns=[bisect_right(borders, x) for x in self.xs[:-1]] + [len(xs) - 1])
