"""Select the visible words of a page: no hidden text, no second print that makes letters bold, no watermarks."""

import ctypes
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

import numpy as np
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from numpy.typing import NDArray

from orchestration.disclosure.readers.pdf.page import calls
from orchestration.disclosure.readers.pdf.page.letters import Letters
from orchestration.disclosure.readers.pdf.page.strokes import Drawing
from orchestration.disclosure.readers.pdf.page.words import Word, bounds, words_of

_HIDDEN_MODES = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})

_SECOND_PRINT = 0.3
"""Letter widths within which the same letter twice is one bold letter; adjacent digits are half a letter apart."""

_LEAST_STEP = 0.1
"""Points; avoids a division by zero for letters without width."""

_SAME_PLACE = 2.0
"""Points within which the same word twice triggers the search for doubled letters."""

_OVERLAPPED = 0.5
"""The least overlap of adjacent words, in font sizes, that triggers the search for doubled letters."""

_LARGE = 2.0
"""The least ratio of a watermark's font size to the median word of the page."""

_OPAQUE = 230
_DARK = 150
"""The least opacity and the greatest brightness (of 255) of a title; paler large letters are a watermark."""


def find_visible_words(letters: Letters, drawing: Drawing) -> list[Word]:
    """Return the words of the visible page in drawing order; drops hidden and doubled letters from `letters`."""
    modes = set(map(calls.text_mode, drawing.texts))
    if modes & _HIDDEN_MODES:
        objects = letters.objects(range(len(letters.text)))
        hidden = {item for item in set(objects) if item and calls.text_mode(item) in _HIDDEN_MODES}
        letters.drop(np.fromiter((item in hidden for item in objects), np.bool_, len(objects)))
    words = words_of(letters)
    if _are_printed_twice(words):
        letters.drop(_find_repeated(letters))
        words = words_of(letters)
    return _without_watermarks(words, letters)


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
    widths = letters.rects[:, 2] - letters.rects[:, 0]
    step = max(_SECOND_PRINT * float(np.median(widths[letters.inked])), _LEAST_STEP)
    for shift_x in (0.0, 0.5):
        for shift_y in (0.0, 0.5):
            columns = np.floor(letters.rects[:, 0] / step + shift_x)
            rows = np.floor(letters.rects[:, 1] / step + shift_y)
            places = np.column_stack((letters.codes, columns, rows))
            _, first = np.unique(places, axis=0, return_index=True)
            is_first = np.zeros(len(letters.text), np.bool_)
            is_first[first] = True
            repeated |= ~is_first & letters.inked
    return repeated


def _without_watermarks(words: Sequence[Word], letters: Letters) -> list[Word]:
    usual = median(word.size for word in words) if words else 0.0
    large = [word for word in words if word.size > _LARGE * usual]
    marks = {word.first for word in large if _is_translucent(word, letters) and _overlaps_text(word, words)}
    return [word for word in words if word.first not in marks]


def _is_translucent(word: Word, letters: Letters) -> bool:
    [item] = letters.objects([word.first])
    colour = (ctypes.c_uint * 4)()
    places = (ctypes.addressof(colour) + at * ctypes.sizeof(ctypes.c_uint) for at in range(4))
    if not item or not calls.fill_colour(item, *places):
        return False
    *light, opacity = colour
    return opacity < _OPAQUE or min(light) > _DARK


def _overlaps_text(mark: Word, words: Iterable[Word]) -> bool:
    left, top, right, bottom = bounds([mark])
    small = (word for word in words if _LARGE * word.size < mark.size)
    return any(left < word.x1 and word.x0 < right and top < word.middle < bottom for word in small)
