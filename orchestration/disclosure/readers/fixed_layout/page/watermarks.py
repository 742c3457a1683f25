"""Select the words of a page that are watermarks rather than print: pale or translucent text over or between it.

Paleness alone is no sign: headings are grey or white on a dark ground, and blank amounts may be printed in grey. A
watermark takes no heed of the page: it stands across print and rules, and it does so again and again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import attrgetter
from statistics import median

import numpy as np

from orchestration.disclosure.readers.fixed_layout.page.drawing import Drawing
from orchestration.disclosure.readers.fixed_layout.page.figures import is_number
from orchestration.disclosure.readers.fixed_layout.page.frame import Floats
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters
from orchestration.disclosure.readers.fixed_layout.page.words import Word, visual_lines

_JOINED = 1.0
"""The greatest gap in font sizes between two words of one watermark."""

_FEW = 3
"""The least number of times that a page repeats a small watermark."""

_MANY = 6
_SPREAD = 0.5
"""The least number of times, and the least share of the page's width and height over which a text is repeated, that
show a watermark without any print under it."""

_CROSSING_SHARE = 0.1
"""The least share of the repetitions that stand across rules."""

_TOUCHED_SHARE = 0.2
"""The least share of repeated pale numbers that stand over other words; a single one may have overflowed."""

_LARGE = 2.0
"""The least ratio of the font size of a large watermark, which may be a number, to the usual one of the page."""

_OVERHANG = 0.3
"""Font sizes by which a word must stand over another one or out of its cell."""


class Watermarks:
    """The texts of the watermarks of the pages read so far: a page with little print shows no sign of its own."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def remove(self, words: Sequence[Word], pale: Sequence[bool], letters: Letters, drawing: Drawing) -> list[Word]:
        """Return the words without watermarks; `pale` tells which are pale."""
        marks: set[int] = set()
        if any(pale):
            marks = self._find_pale(words, pale, letters, drawing)
        marks |= _find_solid([word for word in words if word.first not in marks] if marks else words)
        return [word for word in words if word.first not in marks] if marks else list(words)

    def _find_pale(self, words: Sequence[Word], pale: Sequence[bool], letters: Letters, drawing: Drawing) -> set[int]:
        page = _Page([word for word, is_pale in zip(words, pale, strict=True) if not is_pale], letters, drawing)
        faint = [word for word, is_pale in zip(words, pale, strict=True) if is_pale]
        turned = letters.are_turned([word.first for word in faint])
        marks: set[int] = set()
        level = [word for word, is_turned in zip(faint, turned, strict=True) if not is_turned]
        groups = _group_by_text(level)
        proven = [text for text, runs in groups.items() if text in self._known or page.has_mark(text, runs)]
        self._known.update(text for text in proven if len(groups[text]) >= _FEW)
        for text, runs in groups.items():
            if text in proven or any(_is_piece(text, mark) for mark in (*self._known, *proven)):
                marks.update(word.first for run in runs for word in run)
        sideways = [[word] for word, is_turned in zip(faint, turned, strict=True) if is_turned]
        if sum(page.stands_over(run) or page.crosses(run) for run in sideways) >= 2:
            marks.update(word.first for [word] in sideways)
        return marks


def _find_solid(words: Sequence[Word]) -> set[int]:
    """Return the first letters of the words, other than numbers, that stand over print again and again."""
    counts = Counter(map(attrgetter("text"), words))
    often = {text for text, count in counts.items() if count >= _MANY and len(text) > 1}
    if all(map(is_number, often)):
        return set()
    marks: set[int] = set()
    for text, runs in _group_by_text(word for word in words if word.text in often).items():
        if len(runs) < _MANY or is_number(text):
            continue
        own = {word.first for run in runs for word in run}
        solid = _cores([word for word in words if word.first not in own])
        if sum(_stands_over(run, solid) for run in runs) >= _FEW:
            marks |= own
    return marks


class _Page:
    """The print and the rules of a page, over which watermarks stand."""

    def __init__(self, printed: Sequence[Word], letters: Letters, drawing: Drawing) -> None:
        self._solid = _cores(printed)
        self._usual = median(word.size for word in printed) if printed else 0.0
        self._rules = np.array([*drawing.vertical, *drawing.horizontal]).reshape(-1, 4)
        self._size = letters.frame.size

    def has_mark(self, text: str, runs: Sequence[list[Word]]) -> bool:
        """Return whether pale runs with one text are watermarks."""
        touching = sum(map(self.stands_over, runs))
        is_large = runs[0][0].size > _LARGE * self._usual
        if touching and (is_large or not is_number(text)):
            return True
        if touching >= 2 and touching >= _TOUCHED_SHARE * len(runs):
            return True
        if len(runs) < _FEW:
            return False
        crossing = sum(map(self.crosses, runs))
        if crossing >= 2 and crossing >= _CROSSING_SHARE * len(runs):
            return True
        return len(runs) >= _MANY and not is_number(text) and _is_spread(runs, self._size)

    def stands_over(self, run: Sequence[Word]) -> bool:
        """Return whether a run overlaps print."""
        return _stands_over(run, self._solid)

    def crosses(self, run: Sequence[Word]) -> bool:
        """Return whether a rule runs through a run."""
        size = max(word.size for word in run)
        left, right = run[0].x0 + _OVERHANG * size, run[-1].x1 - _OVERHANG * size
        top, bottom = run[0].baseline - 0.55 * size, run[0].baseline - 0.1 * size
        x0, upper, x1, lower = self._rules.T
        return bool(((x0 < right) & (x1 > left) & (upper < bottom) & (lower > top)).any())


def _is_piece(text: str, mark: str) -> bool:
    """Return whether a text is what a filled cell leaves of a watermark, or a part that stands over nothing."""
    return 1 < len(text) < len(mark) and text in mark and not is_number(text)


def _group_by_text(words: Iterable[Word]) -> dict[str, list[list[Word]]]:
    groups: dict[str, list[list[Word]]] = defaultdict(list)
    for run in _runs(words):
        groups["".join(word.text for word in run)].append(run)
    return groups


def _runs(words: Iterable[Word]) -> list[list[Word]]:
    """Return the words in runs: those side by side on one line."""
    runs: list[list[Word]] = []
    for line in visual_lines(words):
        runs.append([line[0]])
        for before, word in pairwise(line):
            if word.x0 - before.x1 <= _JOINED * max(word.size, before.size):
                runs[-1].append(word)
            else:
                runs.append([word])
    return runs


def _cores(words: Sequence[Word]) -> Floats:
    """Return the parts of words (n x 4) that no other print reaches into."""
    return np.array(
        [
            (word.x0 + 0.1 * word.size, word.baseline - 0.5 * word.size, word.x1 - 0.1 * word.size, word.baseline)
            for word in words
        ]
    ).reshape(-1, 4)


def _stands_over(run: Sequence[Word], solid: Floats) -> bool:
    """Return whether a run overlaps print."""
    size = max(word.size for word in run)
    left, right = run[0].x0 + _OVERHANG * size, run[-1].x1 - _OVERHANG * size
    top, bottom = run[0].baseline - 0.6 * size, run[0].baseline
    x0, upper, x1, lower = solid.T
    return bool(((x0 < right) & (x1 > left) & (upper < bottom) & (lower > top)).any())


def _is_spread(runs: Sequence[list[Word]], size: tuple[float, float]) -> bool:
    """Return whether runs are repeated across and down most of the page."""
    left, right = min(run[0].x0 for run in runs), max(run[-1].x1 for run in runs)
    ys = [run[0].baseline for run in runs]
    width, height = size
    return right - left >= _SPREAD * width and max(ys) - min(ys) >= _SPREAD * height
