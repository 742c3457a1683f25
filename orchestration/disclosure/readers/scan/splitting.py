"""Split what the finder took for one text: a figure and the label or figure beside it, where no rule parts them."""

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from orchestration.disclosure.readers.scan.agreement import comparable
from orchestration.disclosure.readers.scan.bitmap import Grey, PixelRect

_AMOUNT = re.compile(r"-?\d[\d,]*\.\d{2}(?!\d)")

_LEAST_GAP, _BETWEEN_FIGURES = 0.22, 0.6
"""Heights without ink between a figure and words beside it, which are closer in a sentence; and between two figures:
there is room around the commas and the point of one."""

_NEAR = 1.5
"""Heights around the place at which the letters suggest the gap."""

_WIDE = 0x2E80
"""From here on letters are Chinese and about twice as wide as digits."""


def split_at_figures(rect: PixelRect, text: str, ink: Grey) -> list[PixelRect]:
    """Return the parts of a text around its amounts, from left to right; the text itself where it is all one."""
    parts = list(_parts(comparable(text)))
    if len(parts) < 2:
        return [rect]
    blank = _blank_runs(rect, ink)
    gaps = [
        (_LEAST_GAP if ord(before[-1]) >= _WIDE or ord(after[0]) >= _WIDE else _BETWEEN_FIGURES) * rect.height
        for before, after in pairwise(parts)
    ]
    weights = [sum(2 if ord(letter) >= _WIDE else 1 for letter in part) for part in parts]
    cuts: list[int] = []
    for weight, gap in zip(np.cumsum(weights)[:-1].tolist(), gaps, strict=True):
        expected = rect.x0 + weight / sum(weights) * rect.width
        near = [
            (abs(middle - expected), middle)
            for middle, width in blank
            if width > gap and abs(middle - expected) <= _NEAR * rect.height
        ]
        if near:
            cuts.append(min(near)[1])
    edges = [rect.x0, *sorted(set(cuts)), rect.x1]
    return [PixelRect(x0, rect.top, x1, rect.bottom) for x0, x1 in pairwise(edges)]


def _parts(text: str) -> Iterator[str]:
    """Yield the amounts of a text and what stands between them."""
    end = 0
    for found in _AMOUNT.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        yield found.group()
        end = found.end()
    if end < len(text):
        yield text[end:]


def _blank_runs(rect: PixelRect, ink: Grey) -> list[tuple[int, int]]:
    """Return the runs of columns without ink: their middles and widths."""
    inked = np.flatnonzero(ink[rect.top : rect.bottom, rect.x0 : rect.x1].any(axis=0)).tolist()
    return [(rect.x0 + (left + right + 1) // 2, right - left) for left, right in pairwise(inked) if right - left > 1]
