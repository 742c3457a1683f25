"""Letters to words, words to visual lines, visual lines to text: by position, since drawing order means nothing.

One program draws the digits of a sentence after all of its Chinese, another puts them on a baseline of their own.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from orchestration.disclosure.readers.pdf.frame import Rect
from orchestration.disclosure.readers.pdf.letters import Letters

_BLANKS = frozenset(
    map(chr, (*range(0x9, 0xE), 0x20, 0x85, 0xA0, 0xAD, 0x1680, *range(0x2000, 0x2010), 0x2028, 0x2029, 0x202F, 0x205F))
) | {"\u2060", "\u3000", "\ufeff"}
"""White space is read from the gaps between letters: some programs print spaces, some only leave room."""

_MAX_GAP = 0.12
_MAX_OVERLAP = 0.6
"""Between the letters of one word, in widths of a letter. A word is small on purpose: two cells never share one."""

_SAME_LINE = 0.4
"""How far apart the baselines of one visual line may lie, in font sizes; the next line is a whole one away."""

_ASCII_SPACE = 0.15
_WIDE_SPACE = 0.8
"""From which gap a space is written, in font sizes: between Latin letters or digits, and elsewhere (justified text)."""

_NEAR_BORDER = 0.2
"""How far from the joint of two letters a border may be drawn and still part them, in font sizes."""

_MAX_SLANT = 5.0
"""Degrees; what stands steeper across a page is a watermark."""


class Word(NamedTuple):
    """Letters that touch one another: those from `first` up to `end` among the page's letters."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    first: int
    end: int

    @property
    def middle(self) -> float:
        """The height of the middle of the letters; a font's baseline lies about a third below it."""
        return self.baseline - 0.35 * self.size


def words_of(letters: Letters) -> list[Word]:
    """The words that stand on the visible page, in drawing order, without watermarks."""
    width, height = letters.frame.size
    upright = (bound for bound in _word_bounds(letters) if letters.slant(bound[0]) <= _MAX_SLANT)
    words = (_word(letters, *bound) for bound in upright)
    return [word for word in words if word.text and word.x1 > 0 and word.x0 < width and 0 < word.baseline < height]


def visual_lines(words: Iterable[Word]) -> list[list[Word]]:
    """The words line by line from top to bottom, each line from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.baseline):
        if lines:
            anchor = lines[-1][0]
            if word.baseline - anchor.baseline <= _SAME_LINE * max(word.size, anchor.size):
                lines[-1].append(word)
                continue
        lines.append([word])
    for line in lines:
        line.sort(key=lambda word: word.x0)
    return lines


def line_text(line: Sequence[Word]) -> str:
    """The text of one visual line, with a space where the print leaves room for one."""
    parts = [line[0].text]
    for before, word in pairwise(line):
        latin = before.text[-1].isascii() and word.text[0].isascii()
        if word.x0 - before.x1 > (_ASCII_SPACE if latin else _WIDE_SPACE) * max(before.size, word.size):
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def cell_text(words: Sequence[Word]) -> str:
    """The text of one cell, a line feed between its visual lines."""
    if len(words) == 1:
        return words[0].text
    return "\n".join(map(line_text, visual_lines(words)))


def bounds(words: Iterable[Word]) -> Rect:
    """The rectangle around some words (at least one)."""
    line = list(words)
    return (
        min(word.x0 for word in line),
        min(word.baseline - 0.88 * word.size for word in line),
        max(word.x1 for word in line),
        max(word.baseline + 0.12 * word.size for word in line),
    )


def parted(word: Word, letters: Letters, borders: Iterable[float]) -> list[Word]:
    """The word in pieces, parted where one of the borders falls between two of its letters rather than into one."""
    rects = letters.rects
    cuts = [word.first]
    for border in borders:
        joints = ((abs((rects[at - 1][2] + rects[at][0]) / 2 - border), at) for at in range(cuts[-1] + 1, word.end))
        distance, joint = min(joints, default=(word.size, word.end))
        if distance <= _NEAR_BORDER * word.size:
            cuts.append(joint)
    pieces = pairwise([*cuts, word.end])
    return [_word(letters, first, end, max(rect[2] - rect[0] for rect in rects[first:end])) for first, end in pieces]


def _word(letters: Letters, first: int, end: int, widest: float) -> Word:
    text = "".join(letters.text[first:end])
    x0, top, _, bottom = letters.rects[first]
    # A Chinese letter is as wide as its font is large, a digit half as wide.
    size = min(2 * widest, bottom - top) if text.isascii() else widest
    return Word(text, x0, letters.rects[end - 1][2], letters.baseline(first), size, first, end)


def _word_bounds(letters: Letters) -> list[tuple[int, int, float]]:
    """First and last-but-one letter of each word, and how wide its widest letter is."""
    found: list[tuple[int, int, float]] = []
    first = -1
    right = upper = lower = last = widest = 0.0
    for index, (letter, (x0, top, x1, bottom)) in enumerate(zip(letters.text, letters.rects, strict=True)):
        if letter in _BLANKS:
            if first >= 0:
                found.append((first, index, widest))
                first = -1
            continue
        width = x1 - x0
        if first >= 0:
            gap = x0 - right
            wider = width if width > last else last
            if gap > _MAX_GAP * wider or gap < -_MAX_OVERLAP * wider or top >= lower or bottom <= upper:
                found.append((first, index, widest))
                first = -1
        if first < 0:
            first, widest = index, width
        elif width > widest:
            widest = width
        right, upper, lower, last = x1, top, bottom, width
    if first >= 0:
        found.append((first, len(letters.text), widest))
    return found
