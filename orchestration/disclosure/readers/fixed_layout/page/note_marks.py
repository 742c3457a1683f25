"""Drop the raised small marks of notes behind words and figures: ¹, ①, [2], *."""

from collections.abc import Sequence
from string import ascii_letters

import numpy as np

from orchestration.disclosure.readers.fixed_layout.page.letters import Letters
from orchestration.disclosure.readers.fixed_layout.page.objects import DrawnObjects
from orchestration.disclosure.readers.fixed_layout.page.words import Word
from orchestration.disclosure.readers.sight import is_note_mark

_SMALLER = 0.8
"""The greatest size of a mark, as a share of that of the word before it; programs raise letters at about two thirds."""

_LEAST_RAISE, _MOST_RAISE = 0.15, 0.9
"""How far the baseline of a mark lies above that of its word, in the word's font size."""

_OVERLAP, _GAP = 0.35, 0.6
"""How far a mark may reach back into its word, or stand behind it, in the word's font size."""

_MOST_LETTERS = 6

_SIZES = 0.5
"""Points; sizes no further apart are looked at together."""


def without_note_marks(words: list[Word], letters: Letters, objects: DrawnObjects) -> list[Word]:
    """Return the words without the raised marks that stand right behind others."""
    if not words:
        return words
    sizes = np.array([word.size for word in words])
    small = [
        at
        for at in np.flatnonzero(sizes <= _SMALLER * sizes.max()).tolist()
        if words[at].end - words[at].first <= _MOST_LETTERS and is_note_mark(words[at].text)
    ]
    marks: set[int] = set()
    for step in {_step(words[at].size) for at in small}:
        bases = np.flatnonzero(sizes * _SMALLER >= step * _SIZES).tolist()
        own = [at for at in small if _step(words[at].size) == step]
        marks.update(
            mark
            for mark, base in _raised_pairs(own, bases, words)
            if _is_smaller(words[mark], words[base], letters, objects)
        )
    return [word for at, word in enumerate(words) if at not in marks] if marks else words


def _step(size: float) -> int:
    return int(size / _SIZES)


def _raised_pairs(own: Sequence[int], bases: Sequence[int], words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return the pairs of a word of `own` and the larger word of `bases` behind which it stands raised."""
    if not bases:
        return []
    x0, baseline = np.array([(words[at].x0, words[at].baseline) for at in own]).T[:, :, None]
    x1, line, size = np.array([(words[at].x1, words[at].baseline, words[at].size) for at in bases]).T
    gap, raised = (x0 - x1) / size, (line - baseline) / size
    fits = (gap >= -_OVERLAP) & (gap <= _GAP) & (raised >= _LEAST_RAISE) & (raised <= _MOST_RAISE)
    return [(own[one], bases[other]) for one, other in np.argwhere(fits).tolist()]


def _is_smaller(mark: Word, base: Word, letters: Letters, objects: DrawnObjects) -> bool:
    """Return whether the font of a mark is smaller than that of its word, which is no unit of measure (m²)."""
    if base.text[-1] in ascii_letters:
        return False
    one, other = map(objects.font_height, letters.objects([mark.first, base.end - 1]))
    return 0 < one <= _SMALLER * other
