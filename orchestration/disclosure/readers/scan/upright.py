"""Turn a page until its text is upright and level."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np

from orchestration.disclosure.readers.scan.bitmap import Grey, PixelRect
from orchestration.disclosure.readers.scan.engine import ReadText

_LOOKED_AT = 1_000
"""Pixels of the longer side in which the slope is measured."""

_MOST_DEGREES, _COARSE_STEP, _FINE_STEP = 2.75, 0.25, 0.05
_LEAST_DEGREES = 0.1
"""A page is hardly laid down further askew than the first; below the last it is level enough."""

_SAMPLES = 5
"""Texts that are read both ways to tell which way is up."""

_LEAST_LENGTH, _BEST_LENGTH = 2.0, 5.0
"""The least length of such a text, in heights: a short number reads well upside down. A long one takes long to read."""

Finder: TypeAlias = Callable[[Grey], list[PixelRect]]
Reader: TypeAlias = Callable[[Sequence[Grey]], list[ReadText]]


@dataclass(frozen=True, slots=True)
class UprightPage:
    """A page with its text upright: `turns` clockwise quarters, after it was levelled by `tilt`, the angle in radians
    by which the text rose to the right. `texts` are the places of its texts."""

    grey: Grey
    turns: int
    tilt: float
    texts: tuple[PixelRect, ...]


def make_upright(grey: Grey, find: Finder, read: Reader) -> UprightPage:
    """Return the page upright, with the places of its texts."""
    tilt = measure_tilt(grey)
    level = levelled(grey, tilt) if tilt else grey
    turns, texts = 0, find(level)
    if _stand_on_end(texts):
        turns, level = 1, np.ascontiguousarray(np.rot90(level, -1))
        texts = find(level)
    if _is_upside_down(level, texts, read):
        turns, level = turns + 2, np.ascontiguousarray(np.rot90(level, 2))
        height, width = level.shape
        texts = [PixelRect(width - x1, height - y1, width - x0, height - y0) for x0, y0, x1, y1 in texts]
    return UprightPage(level, turns, tilt, tuple(texts))


def measure_tilt(grey: Grey) -> float:
    """Return the angle in radians by which text and rules rise to the right; 0 for a page that is level enough.

    Rows and columns of ink are sharpest where the page is level.
    """
    height, width = grey.shape
    scale = min(1.0, _LOOKED_AT / max(height, width))
    small = 255 - cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    coarse = np.arange(-_MOST_DEGREES, _MOST_DEGREES + _COARSE_STEP, _COARSE_STEP).tolist()
    best = max(coarse, key=lambda degrees: _sharpness(small, degrees))
    fine = (best + np.arange(-_COARSE_STEP, _COARSE_STEP + _FINE_STEP, _FINE_STEP)).tolist()
    best = max(fine, key=lambda degrees: _sharpness(small, degrees))
    return math.radians(best) if abs(best) >= _LEAST_DEGREES else 0.0


def levelled(grey: Grey, tilt: float) -> Grey:
    """Return the page turned about its middle, clockwise by `tilt` radians."""
    return _turned(grey, math.degrees(tilt), cv2.INTER_CUBIC, 255)


def _sharpness(ink: Grey, degrees: float) -> float:
    turned = _turned(ink, degrees, cv2.INTER_LINEAR, 0)
    rows, columns = (cv2.reduce(turned, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32F).ravel() for axis in (1, 0))
    return float(np.square(np.diff(rows)).sum() + np.square(np.diff(columns)).sum())


def _turned(grey: Grey, clockwise_degrees: float, interpolation: int, ground: int) -> Grey:
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -clockwise_degrees, 1.0)
    turned: Grey = cv2.warpAffine(grey, matrix, (width, height), flags=interpolation, borderValue=ground)
    return turned


def _stand_on_end(texts: Sequence[PixelRect]) -> bool:
    """Return whether most of the texts, by length, run from top to bottom."""
    high = sum(text.height for text in texts if text.height > _LEAST_LENGTH * text.width)
    wide = sum(text.width for text in texts if text.width > _LEAST_LENGTH * text.height)
    return high > wide


def _is_upside_down(grey: Grey, texts: Sequence[PixelRect], read: Reader) -> bool:
    long = [text for text in texts if text.width > _LEAST_LENGTH * text.height]
    samples = sorted(long, key=lambda text: abs(text.width / text.height - _BEST_LENGTH))[:_SAMPLES]
    crops = [grey[top:bottom, x0:x1] for x0, top, x1, bottom in samples]
    if not crops:
        return False
    readings = read([*crops, *(np.rot90(crop, 2) for crop in crops)])
    # upside down a line of words reads as a letter or two, which may be as certain as any
    as_is, turned = (
        sum(len(each.text) * each.confidence for each in way)
        for way in (readings[: len(crops)], readings[len(crops) :])
    )
    return turned > as_is
