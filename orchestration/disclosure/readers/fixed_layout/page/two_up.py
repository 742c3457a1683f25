"""Find the gutter between two pages that are printed side by side on one sheet."""

from collections.abc import Sequence

from orchestration.disclosure.readers.fixed_layout.page.drawing import Drawing
from orchestration.disclosure.readers.fixed_layout.page.figures import is_figure
from orchestration.disclosure.readers.fixed_layout.page.words import Word

_LEAST_ASPECT = 1.2
"""The least ratio of width to height of a sheet with two pages side by side; two upright A4 pages have 1.41."""

_LEAST_GUTTER = 0.025
"""The least width of the gutter, as a share of the sheet's; the margins of two pages are wider."""

_DIVIDER = 0.8
"""The least length of a line that divides the sheet or frames its pages, as a share of the sheet's height."""

_LEAST_LINES = 2
"""The least number of words of a page; one may be a page number."""

_SAME_LINE = 0.2
_ALIGNED = 0.8
"""The greatest distance between baselines of one row in font sizes, and the least share of the rows that two halves of
one table have in common."""


def find_gutter(words: Sequence[Word], drawing: Drawing, size: tuple[float, float]) -> float | None:
    """Return the place, from the left, of the gutter between two pages on one sheet; None for a single page.

    A table without rules whose halves stand apart is not taken for two pages: its rows share their baselines.
    """
    width, height = size
    if width < _LEAST_ASPECT * height:
        return None
    middle, half = width / 2, _LEAST_GUTTER * width / 2
    low, high = middle - half, middle + half
    spans = [(word.x0, word.x1) for word in words]
    spans += [(stroke.x0, stroke.x1) for stroke in drawing.horizontal]
    spans += [(stroke.x0, stroke.x1) for stroke in drawing.vertical if stroke.bottom - stroke.top < _DIVIDER * height]
    if any(x0 < high and x1 > low for x0, x1 in spans):
        return None
    left = [word for word in words if word.x1 <= middle]
    right = [word for word in words if word.x0 >= middle]
    if min(len(left), len(right)) < _LEAST_LINES or _is_one_table(left, right, drawing, middle):
        return None
    return middle


def _is_one_table(left: Sequence[Word], right: Sequence[Word], drawing: Drawing, middle: float) -> bool:
    """Return whether the words on both sides are the rows of one table without vertical rules."""
    ruled = {stroke.x0 < middle for stroke in drawing.vertical}
    if len(ruled) == 2 or not any(is_figure(word.text) for word in (*left, *right)):
        return False
    fewer, more = sorted((left, right), key=len)
    lines = [word.baseline for word in more]
    shared = sum(any(abs(line - word.baseline) <= _SAME_LINE * word.size for line in lines) for word in fewer)
    return shared >= _ALIGNED * len(fewer)
