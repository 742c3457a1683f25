"""Select the visible words of a page: no hidden text, no second print that makes letters bold, no watermarks."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress, pairwise

import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.readers.fixed_layout.page.covered import find_unseen
from orchestration.disclosure.readers.fixed_layout.page.drawing import Drawing
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters
from orchestration.disclosure.readers.fixed_layout.page.note_marks import without_note_marks
from orchestration.disclosure.readers.fixed_layout.page.objects import DrawnObjects, are_pale
from orchestration.disclosure.readers.fixed_layout.page.open_page import OpenPage
from orchestration.disclosure.readers.fixed_layout.page.struck import struck_by_annotations, struck_by_lines
from orchestration.disclosure.readers.fixed_layout.page.watermarks import Watermarks
from orchestration.disclosure.readers.fixed_layout.page.words import Word, words_of

_SECOND_PRINT = 0.3
_SECOND_PRINT_IN_HEIGHTS = 0.15
"""The distance, in widths or in heights of a letter, within which the same letter twice is one bold letter. Each letter
is measured by itself: between the large letters of a watermark, two equal digits of a figure are close together."""

_LEAST_STEP = 0.1
"""Points; avoids a division by zero for letters without width."""

_SAME_PLACE = 2.0
"""Points within which the same word twice triggers the search for doubled letters."""

_OVERLAPPED = 0.5
"""The least overlap of adjacent words, in font sizes, that triggers the search for doubled letters."""


def find_visible_words(
    letters: Letters, drawing: Drawing, page: OpenPage, watermarks: Watermarks
) -> tuple[list[Word], Drawing]:
    """Return the words of the visible page in drawing order, and the drawing without the lines that strike words out,
    which are no rules of tables. Drops hidden and doubled letters from `letters`."""
    _drop_hidden(letters, drawing, page.objects)
    if page.struck:
        letters.drop(struck_by_annotations(letters, page.struck))
    inks = page.objects.inks(drawing.texts)
    unseen = find_unseen(letters, drawing, inks, page.objects)
    if unseen is not None and unseen.any():
        letters.drop(unseen)
    words = words_of(letters)
    if _are_printed_twice(words):
        letters.drop(_find_repeated(letters))
        words = words_of(letters)
    printed = watermarks.remove(words, _pale_words(words, letters, drawing, inks), letters, drawing)
    struck = struck_by_lines(printed, letters, drawing)
    if struck is not None:
        # rules of tables run through watermarks: they strike nothing out
        letters.drop(struck.letters | _letters_of(words, letters) & ~_letters_of(printed, letters))
        printed = words_of(letters)
        rules = tuple(stroke for stroke in drawing.horizontal if stroke not in struck.lines)
        drawing = replace(drawing, horizontal=rules)
    return without_note_marks(printed, letters, page.objects), drawing


def _letters_of(words: Sequence[Word], letters: Letters) -> NDArray[np.bool_]:
    """Return a mask of the letters of words."""
    own = np.zeros(len(letters.text), np.bool_)
    for word in words:
        own[word.first : word.end] = True
    return own


def _pale_words(words: Sequence[Word], letters: Letters, drawing: Drawing, inks: NDArray[np.int64]) -> list[bool]:
    """Return of each word whether it is pale; `inks` are those of `drawing.texts`."""
    are = are_pale(inks)
    if not are.any():
        return [False] * len(words)
    pale = set(compress(drawing.texts, are.tolist()))
    return [item in pale for item in letters.objects([word.first for word in words])]


def _drop_hidden(letters: Letters, drawing: Drawing, objects: DrawnObjects) -> None:
    """Drop the letters that a program writes without ink, such as recognised text over the picture of a scan."""
    hidden = set(compress(drawing.texts, objects.are_unpainted(drawing.texts)))
    if hidden:
        own = letters.objects(range(len(letters.text)))
        letters.drop(np.fromiter((item in hidden for item in own), np.bool_, len(own)))


def _are_printed_twice(words: Sequence[Word]) -> bool:
    places = {(word.text, int(word.x0 / _SAME_PLACE), int(word.baseline / _SAME_PLACE)) for word in words}
    return len(places) < len(words) or any(
        abs(before.baseline - word.baseline) < _SAME_PLACE
        and before.x0 <= word.x0 + _SAME_PLACE
        and word.x0 < before.x1 - _OVERLAPPED * word.size
        for before, word in pairwise(words)
    )


def _find_repeated(letters: Letters) -> NDArray[np.bool_]:
    """Return a mask of letters printed where the same letter was printed before.

    Four rasters, shifted by half a step, catch doubles on either side of a raster line.
    """
    repeated = np.zeros(len(letters.text), np.bool_)
    x0, top, x1, bottom = letters.rects.T
    step = np.maximum(_SECOND_PRINT * (x1 - x0), _SECOND_PRINT_IN_HEIGHTS * (bottom - top))
    step = np.maximum(step, _LEAST_STEP)
    for shift_x in (0.0, 0.5):
        for shift_y in (0.0, 0.5):
            columns = np.floor(x0 / step + shift_x)
            rows = np.floor(top / step + shift_y)
            places = np.column_stack((letters.codes, columns, rows))
            _, first = np.unique(places, axis=0, return_index=True)
            is_first = np.zeros(len(letters.text), np.bool_)
            is_first[first] = True
            repeated |= ~is_first & letters.inked
    return repeated
