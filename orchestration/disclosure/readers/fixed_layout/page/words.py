"""Group letters into words, words into visual lines and lines into text, by position: drawing order is arbitrary.

One program draws the digits of a sentence after all Chinese letters, another puts them on a baseline of their own.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.readers.fixed_layout.page.frame import Floats, Rect
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters
from orchestration.disclosure.readers.sight import LEAST_SIZE

_MAX_GAP = 0.12
_MAX_OVERLAP = 0.6
"""Limits between the letters of one word, in letter widths. Words are kept short so that no two cells share one."""

_SAME_LINE = 0.4
"""The greatest distance between baselines of one visual line, in font sizes; the next line is a whole size away."""

_ASCII_SPACE = 0.15
_WIDE_SPACE = 0.8
"""The least gap that becomes a space, in font sizes: between ASCII characters, and elsewhere (justified text)."""

_NEAR_BORDER = 0.2
"""The greatest distance in font sizes between a border and the joint of two letters that it separates."""

_RAISED_SIZE = 0.8
_LEAST_RISE = 0.1
"""The greatest height of a raised letter and its least rise, as shares of the height of the letter beside it."""

_FIRST_WIDE = 0x2E80
"""The first code of Chinese radicals, letters and punctuation."""

_MAX_SLANT = 5.0
"""Degrees; steeper text is a watermark."""


Indices: TypeAlias = NDArray[np.intp]


class Word(NamedTuple):
    """Adjacent letters: those from `first` up to `end` among the page's letters. Positions and size in points."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    first: int
    end: int

    @property
    def middle(self) -> float:
        """The vertical middle of the letters, about a third of the size above the baseline."""
        return self.baseline - 0.35 * self.size


def words_of(letters: Letters) -> list[Word]:
    """Return the words inside the page in drawing order, without slanted watermarks and what is too small to see."""
    firsts, ends = _word_bounds(letters)
    words = _words(letters, firsts, ends)
    width, height = letters.frame.size
    slants = letters.slants([word.first for word in words]).tolist()
    return [
        word
        for word, slant in zip(words, slants, strict=True)
        if slant <= _MAX_SLANT
        and word.text
        and word.size >= LEAST_SIZE
        and word.x1 > 0
        and word.x0 < width
        and 0 < word.baseline < height
    ]


def visual_lines(words: Iterable[Word]) -> list[list[Word]]:
    """Return the words line by line from top to bottom, each line from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=attrgetter("baseline")):
        if lines:
            anchor = lines[-1][0]
            if word.baseline - anchor.baseline <= _SAME_LINE * max(word.size, anchor.size):
                lines[-1].append(word)
                continue
        lines.append([word])
    for line in lines:
        line.sort(key=attrgetter("x0"))
    return lines


def line_text(line: Sequence[Word]) -> str:
    """Return the text of one visual line, with a space where the gap is wide enough."""
    parts = [line[0].text]
    for before, word in pairwise(line):
        latin = before.text[-1].isascii() and word.text[0].isascii()
        if word.x0 - before.x1 > (_ASCII_SPACE if latin else _WIDE_SPACE) * max(before.size, word.size):
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def cell_text(words: Sequence[Word]) -> str:
    """Return the text of one cell, with a line feed between visual lines."""
    if len(words) == 1:
        return words[0].text
    return "\n".join(map(line_text, visual_lines(words)))


def bounds(words: Iterable[Word]) -> Rect:
    """Return the bounding rectangle of one or more words."""
    line = list(words)
    return (
        min([word.x0 for word in line]),
        min([word.baseline - 0.88 * word.size for word in line]),
        max([word.x1 for word in line]),
        max([word.baseline + 0.12 * word.size for word in line]),
    )


def split_word(word: Word, letters: Letters, borders: Iterable[float]) -> list[Word]:
    """Split the word at borders that fall between two of its letters rather than into one."""
    rects = letters.rects[word.first : word.end].tolist()
    joints = [(before[2] + after[0]) / 2 for before, after in pairwise(rects)]
    cuts = [0]
    for border in borders:
        distances = ((abs(joint - border), at) for at, joint in enumerate(joints, start=1) if at > cuts[-1])
        distance, at = min(distances, default=(word.size, 0))
        if distance <= _NEAR_BORDER * word.size:
            cuts.append(at)
    places = word.first + np.array([*cuts, len(rects)])
    return _words(letters, places[:-1], places[1:])


def _word_bounds(letters: Letters) -> tuple[Indices, Indices]:
    """Return the index of the first letter of each word, and the index after its last."""
    x0, top, x1, bottom = letters.rects.T
    width = x1 - x0
    wider = np.maximum(width[1:], width[:-1])
    gap = x0[1:] - x1[:-1]
    is_joined = (gap <= _MAX_GAP * wider) & (gap >= -_MAX_OVERLAP * wider)
    is_joined &= (top[1:] < bottom[:-1]) & (bottom[1:] > top[:-1]) & letters.inked[1:] & letters.inked[:-1]
    is_joined &= ~_are_raised(letters.codes, top, bottom)
    joints = np.zeros(len(letters.inked) + 1, np.bool_)
    joints[1:-1] = is_joined
    firsts = np.flatnonzero(letters.inked & ~joints[:-1])
    ends = np.flatnonzero(letters.inked & ~joints[1:]) + 1
    return firsts, ends


def _are_raised(codes: NDArray[np.uint32], top: Floats, bottom: Floats) -> NDArray[np.bool_]:
    """Return of each letter after the first whether one of it and the letter before is a raised mark on the other.

    Chinese letters are no marks: beside figures in a font with larger boxes they only seem small and raised.
    """
    height, may_be = bottom - top, codes < _FIRST_WIDE
    rise = bottom[:-1] - bottom[1:]
    behind = may_be[1:] & (height[1:] <= _RAISED_SIZE * height[:-1]) & (rise > _LEAST_RISE * height[:-1])
    before = may_be[:-1] & (height[:-1] <= _RAISED_SIZE * height[1:]) & (-rise > _LEAST_RISE * height[1:])
    raised: NDArray[np.bool_] = behind | before
    return raised


def _words(letters: Letters, firsts: Indices, ends: Indices) -> list[Word]:
    if not len(firsts):
        return []
    x0, top, x1, bottom = letters.rects.T
    stretches = np.column_stack((firsts, ends)).ravel()
    widest = np.maximum.reduceat(np.append(x1 - x0, 0), stretches)[::2]
    is_ascii = np.maximum.reduceat(np.append(letters.codes, 0), stretches)[::2] < 0x80
    # A Chinese letter is as wide as its font is large, a digit half as wide.
    sizes = np.where(is_ascii, np.minimum(2 * widest, (bottom - top)[firsts]), widest)
    first, end = firsts.tolist(), ends.tolist()
    texts = letters.strings(first, end)
    baselines = letters.baselines(first).tolist()
    parts = zip(texts, x0[firsts].tolist(), x1[ends - 1].tolist(), baselines, sizes.tolist(), first, end, strict=True)
    return list(map(Word._make, parts))
