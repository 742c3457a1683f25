"""Find the letters that are struck out: by an annotation, or by a line drawn through them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.readers.fixed_layout.page.drawing import Drawing, Stroke
from orchestration.disclosure.readers.fixed_layout.page.frame import OwnRect
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters
from orchestration.disclosure.readers.fixed_layout.page.words import Word

_LOWEST, _HIGHEST = 0.15, 0.55
"""Where a line that strikes letters out runs above their baseline, in font sizes; an underline runs below it."""

_OVERHANG = 0.6
"""The greatest length of such a line beside or between what it strikes out, in font sizes; rules of tables run on."""

_SAME_LINE = 0.2
"""The greatest distance between baselines of words that one line strikes out, in font sizes."""


def struck_by_annotations(letters: Letters, places: Sequence[OwnRect]) -> NDArray[np.bool_]:
    """Return a mask of the letters that annotations strike out at these places."""
    x0, top, x1, bottom = letters.rects.T
    across, down = (x0 + x1) / 2, (top + bottom) / 2
    struck = np.zeros(len(letters.text), np.bool_)
    for left, upper, right, lower in letters.frame.rects(np.array(places)).tolist():
        struck |= (left <= across) & (across <= right) & (upper <= down) & (down <= lower)
    return struck


class StruckByLines(NamedTuple):
    """A mask of the letters that lines strike out, and these lines."""

    letters: NDArray[np.bool_]
    lines: frozenset[Stroke]


def struck_by_lines(words: Sequence[Word], letters: Letters, drawing: Drawing) -> StruckByLines | None:
    """Return the letters through which a line of their length is drawn; None where there are none."""
    if not words or not drawing.horizontal:
        return None
    heights = np.array([stroke.top for stroke in drawing.horizontal])
    from_top = np.argsort(heights, kind="stable")
    heights = heights[from_top]
    baseline = np.array([word.baseline for word in words])
    size = np.array([word.size for word in words])
    first = np.searchsorted(heights, baseline - _HIGHEST * size)
    end = np.searchsorted(heights, baseline - _LOWEST * size)
    x0, _, x1, _ = letters.rects.T
    across = (x0 + x1) / 2
    struck = np.zeros(len(letters.text), np.bool_)
    lines: set[Stroke] = set()
    for at in np.flatnonzero(end > first).tolist():
        for number in from_top[first[at] : end[at]].tolist():
            stroke = drawing.horizontal[number]
            if stroke.x0 < words[at].x1 and words[at].x0 < stroke.x1 and _ends_with_words(stroke, words[at], words):
                word = slice(words[at].first, words[at].end)
                through = (stroke.x0 <= across[word]) & (across[word] <= stroke.x1)
                if through.any():
                    struck[word] |= through
                    lines.add(stroke)
    return StruckByLines(struck, frozenset(lines)) if lines else None


def _ends_with_words(stroke: Stroke, struck: Word, words: Sequence[Word]) -> bool:
    """Return whether a line through a word runs through adjacent words of one line and is hardly longer than they."""
    touched = sorted(
        (word.x0, word.x1)
        for word in words
        if abs(word.baseline - struck.baseline) <= _SAME_LINE * struck.size
        and stroke.x0 < word.x1
        and word.x0 < stroke.x1
    )
    room = _OVERHANG * struck.size
    ends = [(stroke.x0, stroke.x0), *touched, (stroke.x1, stroke.x1)]
    return all(after[0] - before[1] <= room for before, after in pairwise(ends))
