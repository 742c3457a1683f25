"""Ruled tables: the cells between their rules, and the words in these cells."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from orchestration.disclosure.readers.pdf.figures import is_figure, is_number
from orchestration.disclosure.readers.pdf.frame import Rect
from orchestration.disclosure.readers.pdf.lattice import Lattice, find_lattices
from orchestration.disclosure.readers.pdf.letters import Letters
from orchestration.disclosure.readers.pdf.strokes import Drawing
from orchestration.disclosure.readers.pdf.words import Word, line_text, parted, visual_lines

_INSIDE = 0.1
"""How far a word may reach over a border and still stand inside its cell, in font sizes."""


class GridCell(NamedTuple):
    """One cell of a grid, merged cells being one; numbers count from 1."""

    row_no: int
    column_no: int
    row_span: int
    column_span: int
    rect: Rect


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its vertical and horizontal rules, its cells in reading order, and which one is where.

    `owners` leads from the numbers of a row and a column to the place of the cell in `cells`. A grid is open where its
    first or last rule is not drawn.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    owners: dict[tuple[int, int], int]
    is_open_above: bool = False
    is_open_below: bool = False

    @property
    def rect(self) -> Rect:
        """The outline of the grid."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cell_at(self, x: float, y: float) -> int | None:
        """The place in `cells` of the cell around a point, None where the grid has none."""
        return self.owners.get((bisect_right(self.ys, y), bisect_right(self.xs, x)))


@dataclass(frozen=True, slots=True)
class FilledGrid:
    """A grid and the words in its cells, cell by cell; whether it is the rest of a table on the page before."""

    grid: Grid
    words: tuple[list[Word], ...]
    goes_on: bool = False


def find_grids(drawing: Drawing) -> list[Grid]:
    """The ruled tables of a page."""
    return [_grid(lattice) for lattice in find_lattices(drawing)]


def fill_grids(grids: Iterable[Grid], words: Iterable[Word], letters: Letters) -> tuple[list[FilledGrid], list[Word]]:
    """Every word in its cell, and the words that stand in none, all in drawing order.

    A word over a border belongs where its middle is, unless the border parts its letters; a number is never parted.
    """
    # A table inside a cell of another one comes first, being smaller.
    filled = [FilledGrid(grid, tuple([] for _ in grid.cells)) for grid in sorted(grids, key=_area)]
    loose: list[Word] = []
    for word in words:
        for each in filled:
            found = each.grid.cell_at((word.x0 + word.x1) / 2, word.middle)
            if found is not None:
                _put(word, found, each, letters)
                break
        else:
            loose.append(word)
    return filled, loose


def stacks_figures(filled: FilledGrid) -> bool:
    """Whether rows of the grid are not ruled: a cell has figures one below the other, which are no wrapped amount."""
    return any(len(words) > 1 and _is_stack(words) for words in filled.words)


def _is_stack(words: Sequence[Word]) -> bool:
    if sum(is_figure(word.text) for word in words) < 2:
        return False
    lines = [line_text(line) for line in visual_lines(words)]
    return sum(map(is_figure, lines)) > 1 and not is_number("".join(lines))


def _put(word: Word, found: int, filled: FilledGrid, letters: Letters) -> None:
    """Add a word to the cell where its middle is, or its pieces to the cells between whose borders they stand."""
    left, _, right, _ = filled.grid.cells[found].rect
    slack = _INSIDE * word.size
    if (left - slack <= word.x0 and word.x1 <= right + slack) or is_number(word.text):
        filled.words[found].append(word)
        return
    for piece in parted(word, letters, [x for x in filled.grid.xs if word.x0 < x < word.x1]):
        at = filled.grid.cell_at((piece.x0 + piece.x1) / 2, piece.middle)
        filled.words[found if at is None else at].append(piece)


def _grid(lattice: Lattice) -> Grid:
    xs, ys = lattice.xs, lattice.ys
    cells = tuple(
        GridCell(top + 1, left + 1, bottom - top, right - left, (xs[left], ys[top], xs[right], ys[bottom]))
        for top, left, bottom, right in lattice.cells
    )
    owners = {
        (row, column): place
        for place, (top, left, bottom, right) in enumerate(lattice.cells)
        for row in range(top + 1, bottom + 1)
        for column in range(left + 1, right + 1)
    }
    return Grid(xs, ys, cells, owners, lattice.is_open_above, lattice.is_open_below)


def _area(grid: Grid) -> float:
    left, top, right, bottom = grid.rect
    return (right - left) * (bottom - top)
