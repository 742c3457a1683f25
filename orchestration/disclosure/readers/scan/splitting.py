"""Split what the finder took for one text: a figure and the label or figure beside it, where no rule parts them."""

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

import numpy as np

from orchestration.disclosure.readers.scan.agreement import comparable
from orchestration.disclosure.readers.scan.bitmap import Grey, PixelRect

_AMOUNT = re.compile(r"-?\d[\d,]*\.\d{2}|^-(?=\d{3,}$)")
"""An amount, or the dash for a blank one with the code of the next column behind it. Digits may follow: they are those
of that code where there is a gap before them."""

_LEAST_GAP, _BETWEEN_FIGURES = 0.22, 0.6
"""Heights without ink between a figure and words beside it, which are closer in a sentence; and between two figures
between which no blank was read: there is room around the commas and the point of one."""

_NEAR = 1.5
"""Heights around the place at which the letters suggest the gap."""

_MARGIN = 2
"""Pixels of blank that a part keeps beside its ink."""

_WIDE = 0x2E80
"""From here on letters are Chinese and about twice as wide as digits."""


def split_at_figures(rect: PixelRect, text: str, ink: Grey) -> list[PixelRect]:
    """Return the parts of a text around its amounts, from left to right; the text itself where it is all one."""
    parts = list(_parts(comparable(text)))
    if len(parts) < 2:
        return [rect]
    blank = _blank_runs(rect, ink)
    read_apart = set(accumulate(len(comparable(word)) for word in text.split()))
    gaps = [
        (_LEAST_GAP if end in read_apart or _is_wide(before[-1]) or _is_wide(after[0]) else _BETWEEN_FIGURES)
        * rect.height
        for end, (before, after) in zip(accumulate(map(len, parts)), pairwise(parts), strict=False)
    ]
    weights = [sum(2 if _is_wide(letter) else 1 for letter in part) for part in parts]
    cuts: list[tuple[int, int]] = []
    for weight, gap in zip(np.cumsum(weights)[:-1].tolist(), gaps, strict=True):
        expected = rect.x0 + weight / sum(weights) * rect.width
        near = [
            (abs((left + right) / 2 - expected), (left, right))
            for left, right in blank
            if right - left > gap and abs((left + right) / 2 - expected) <= _NEAR * rect.height
        ]
        if near:
            cuts.append(min(near)[1])
    ends = sorted(set(cuts))
    starts = [rect.x0, *(right - _MARGIN for _, right in ends)]
    return [
        PixelRect(x0, rect.top, x1, rect.bottom)
        for x0, x1 in zip(starts, [*(left + _MARGIN for left, _ in ends), rect.x1], strict=True)
    ]


def _is_wide(letter: str) -> bool:
    return ord(letter) >= _WIDE


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
    """Return the runs of columns without ink: the last columns with ink before and the first ones behind them."""
    inked = np.flatnonzero(ink[rect.top : rect.bottom, rect.x0 : rect.x1].any(axis=0)).tolist()
    return [(rect.x0 + left + 1, rect.x0 + right) for left, right in pairwise(inked) if right - left > 1]
