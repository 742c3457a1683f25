"""Ruled tables: strokes to cells, cells to rows and columns, words to cells."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tablers.tablers import Edge, find_tables

from orchestration.disclosure.readers.pdf.figures import is_figure, is_number
from orchestration.disclosure.readers.pdf.frame import Rect
from orchestration.disclosure.readers.pdf.letters import Letters
from orchestration.disclosure.readers.pdf.strokes import Drawing
from orchestration.disclosure.readers.pdf.words import Word, line_text, parted, visual_lines

_MAX_CROSSINGS = 20_000
"""Places of rules across times down; a page with more is a drawing. The densest real page seen has about a thousand."""

_SAME_RULE = 2.0
"""Points within which two cell borders are one rule of the grid."""

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

    `owners` leads from the numbers of a row and a column to the place of the cell in `cells`.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    owners: dict[tuple[int, int], int]

    @property
    def rect(self) -> Rect:
        """The outline of the grid."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cell_at(self, x: float, y: float) -> int | None:
        """The place in `cells` of the cell around a point, None where the grid has none."""
        return self.owners.get((bisect_right(self.ys, y), bisect_right(self.xs, x)))


@dataclass(frozen=True, slots=True)
class FilledGrid:
    """A grid and the words in its cells, cell by cell."""

    grid: Grid
    words: tuple[list[Word], ...]


def find_grids(drawing: Drawing) -> list[Grid]:
    """The ruled tables of a page; a lone box is none. Missing outer rules of an otherwise ruled table are supplied."""
    rows, columns = {round(rule.top) for rule in drawing.horizontal}, {round(rule.x0) for rule in drawing.vertical}
    if not 0 < len(rows) * len(columns) <= _MAX_CROSSINGS:
        return []
    tables = find_tables(
        None,
        extract_text=False,
        horizontal_strategy="explicit",
        vertical_strategy="explicit",
        explicit_h_edges=[Edge("h", *stroke) for stroke in drawing.horizontal],
        explicit_v_edges=[Edge("v", *stroke) for stroke in drawing.vertical],
    )
    return [_grid([cell.bbox for cell in table.cells]) for table in tables]


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
    """Whether rows of the grid are not ruled: a cell has figures one below the other."""
    crowded = (words for words in filled.words if sum(is_figure(word.text) for word in words) > 1)
    return any(sum(is_figure(line_text(line)) for line in visual_lines(words)) > 1 for words in crowded)


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


def _grid(rects: Sequence[Rect]) -> Grid:
    xs = _rules(x for x0, _, x1, _ in rects for x in (x0, x1))
    ys = _rules(y for _, y0, _, y1 in rects for y in (y0, y1))
    cells = tuple(sorted((_cell(rect, xs, ys) for rect in rects), key=lambda cell: (cell.row_no, cell.column_no)))
    owners = {
        (row, column): place
        for place, cell in enumerate(cells)
        for row in range(cell.row_no, cell.row_no + cell.row_span)
        for column in range(cell.column_no, cell.column_no + cell.column_span)
    }
    return Grid(xs, ys, cells, owners)


def _cell(rect: Rect, xs: Sequence[float], ys: Sequence[float]) -> GridCell:
    left, right = bisect_right(xs, rect[0]), bisect_right(xs, rect[2])
    top, bottom = bisect_right(ys, rect[1]), bisect_right(ys, rect[3])
    place = (xs[left - 1], ys[top - 1], xs[right - 1], ys[bottom - 1])
    return GridCell(top, left, max(bottom - top, 1), max(right - left, 1), place)


def _rules(ordinates: Iterable[float]) -> tuple[float, ...]:
    """The distinct places of rules, in rising order: the first of each bundle."""
    rules: list[float] = []
    for ordinate in sorted(set(ordinates)):
        if not rules or ordinate - rules[-1] > _SAME_RULE:
            rules.append(ordinate)
    return tuple(rules)


def _area(grid: Grid) -> float:
    left, top, right, bottom = grid.rect
    return (right - left) * (bottom - top)
