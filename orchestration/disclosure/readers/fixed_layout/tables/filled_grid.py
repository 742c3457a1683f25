"""Fill ruled tables: assign words to the cells of grids."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestration.disclosure.readers.fixed_layout.page.figures import is_figure, is_number
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters
from orchestration.disclosure.readers.fixed_layout.page.words import Word, line_text, split_word, visual_lines
from orchestration.disclosure.readers.fixed_layout.tables.grid import NO_CELL, Grid

_INSIDE = 0.1
"""The greatest overhang of a word over a border of its cell, in font sizes."""


@dataclass(frozen=True, slots=True)
class FilledGrid:
    """A grid and the words of each of its cells; `goes_on` marks the continuation of a table on the page before."""

    grid: Grid
    words: tuple[list[Word], ...]
    goes_on: bool = False


def fill_grids(grids: Iterable[Grid], words: Iterable[Word], letters: Letters) -> tuple[list[FilledGrid], list[Word]]:
    """Return the grids with every word in its cell, and the words outside all cells, all in drawing order.

    A word over a border belongs to the cell of its middle, unless the border separates its letters; a number is never
    split.
    """
    # A table inside a cell of another one comes first, being smaller.
    filled = [FilledGrid(grid, tuple([] for _ in grid.cells)) for grid in sorted(grids, key=_area)]
    loose: list[Word] = []
    for word in words:
        for each in filled:
            found = each.grid.cell_at((word.x0 + word.x1) / 2, word.middle)
            if found != NO_CELL:
                _place_word(word, found, each, letters)
                break
        else:
            loose.append(word)
    return filled, loose


def has_stacked_figures(filled: FilledGrid) -> bool:
    """Return whether the grid lacks row rules: a cell has figures one below the other that are no wrapped amount."""
    return any(len(words) > 1 and _is_stack(words) for words in filled.words)


def _is_stack(words: Sequence[Word]) -> bool:
    if sum(is_figure(word.text) for word in words) < 2:
        return False
    lines = [line_text(line) for line in visual_lines(words)]
    return sum(map(is_figure, lines)) > 1 and not is_number("".join(lines))


def _place_word(word: Word, found: int, filled: FilledGrid, letters: Letters) -> None:
    """Add a word to the cell of its middle, or its pieces to the cells that contain them."""
    left, _, right, _ = filled.grid.rect_of(filled.grid.cells[found])
    slack = _INSIDE * word.size
    if (left - slack <= word.x0 and word.x1 <= right + slack) or is_number(word.text):
        filled.words[found].append(word)
        return
    for piece in split_word(word, letters, [x for x in filled.grid.xs if word.x0 < x < word.x1]):
        at = filled.grid.cell_at((piece.x0 + piece.x1) / 2, piece.middle)
        filled.words[found if at == NO_CELL else at].append(piece)


def _area(grid: Grid) -> float:
    left, top, right, bottom = grid.rect
    return (right - left) * (bottom - top)
