"""Flatten a page that was photographed from aside: its outermost rules are made a rectangle again.

Pages that are merely askew are levelled in `upright`.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.readers.fixed_layout.page.frame import Bend
from orchestration.disclosure.readers.scan.bitmap import Grey
from orchestration.disclosure.readers.scan.ink import ink_mask

_LOOKED_AT = 1_000
"""Pixels of the longer side in which the frame is looked for."""

_LEAST_RULE = 0.05
"""The length of a rule, as a share of the longer side."""

_LEAST_SIDE = 0.12
"""The length of each side of the frame, as a share of the longer side."""

_LEAST_BEND, _MOST_BEND = math.radians(0.25), math.radians(8)
"""By how much two sides that are parallel on paper differ in direction; a page that differs by less is flat."""

_NEAR, _LEAST_NEAR = 2.0, 0.85
"""Pixels from its side within which the ends of rules lie, and the share of them that do."""

_ROUNDS = 4
"""How often a side is fitted, each time to the ends near the last."""

_THICK = 3

_Side: TypeAlias = tuple[float, float]
"""Slope and intercept of a straight line."""


class _Outline(NamedTuple):
    """The sides of a frame: `top` and `bottom` give y for x, `left` and `right` x for y."""

    top: _Side
    bottom: _Side
    left: _Side
    right: _Side

    @property
    def bend(self) -> float:
        """The greatest difference in direction, in radians, of sides that are parallel on paper, or from upright."""
        across, down = (self.top[0] + self.bottom[0]) / 2, (self.left[0] + self.right[0]) / 2
        return max(abs(self.top[0] - self.bottom[0]), abs(self.left[0] - self.right[0]), abs(across + down))

    @property
    def corners(self) -> NDArray[np.float32]:
        """Top left, top right, bottom right, bottom left."""
        pairs = ((self.top, self.left), (self.top, self.right), (self.bottom, self.right), (self.bottom, self.left))
        return np.array([_crossing(across, down) for across, down in pairs], np.float32)


def find_bend(grey: Grey) -> Bend | None:
    """Return how a page is bent, in pixels: what takes places of the flat page to those of the picture; None for one
    that is flat, or has no frame of rules."""
    height, width = grey.shape
    scale = min(1.0, _LOOKED_AT / max(height, width))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    outline = _outline(_rules(ink_mask(small, 1.0)))
    if outline is None or not _LEAST_BEND <= outline.bend <= _MOST_BEND:
        return None
    corners = outline.corners / scale
    return Bend.of(cv2.getPerspectiveTransform(_flat(corners), corners.astype(np.float32)))


def flattened(grey: Grey, bend: Bend) -> Grey:
    """Return the picture of the flat page, as large as the other."""
    height, width = grey.shape
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    flat: Grey = cv2.warpPerspective(grey, bend.matrix, (width, height), flags=flags, borderValue=255)
    return flat


def _rules(ink: Grey) -> Grey:
    """Return long runs of ink, which may slope a little."""
    length = round(_LEAST_RULE * max(ink.shape))
    across = cv2.dilate(ink, np.ones((_THICK, 1), np.uint8))
    down = cv2.dilate(ink, np.ones((1, _THICK), np.uint8))
    runs: Grey = cv2.bitwise_or(
        cv2.morphologyEx(across, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)),
        cv2.morphologyEx(down, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8)),
    )
    return runs


def _outline(rules: Grey) -> _Outline | None:
    """Return the straight sides around all rules; None where their ends are no straight lines."""
    inked = rules > 0
    columns, rows = np.flatnonzero(inked.any(axis=0)), np.flatnonzero(inked.any(axis=1))
    least = _LEAST_SIDE * max(rules.shape)
    if len(columns) < least or len(rows) < least:
        return None
    height, width = rules.shape
    sides = (
        _fitted(columns, inked.argmax(axis=0)[columns]),
        _fitted(columns, height - 1 - inked[::-1].argmax(axis=0)[columns]),
        _fitted(rows, inked.argmax(axis=1)[rows]),
        _fitted(rows, width - 1 - inked[:, ::-1].argmax(axis=1)[rows]),
    )
    return _Outline(*(side for side in sides if side is not None)) if all(sides) else None


def _fitted(along: NDArray[np.intp], ends: NDArray[np.intp]) -> _Side | None:
    """Return the straight line through most of the ends of rules."""
    kept = np.ones(len(along), np.bool_)
    slope = intercept = 0.0
    for _ in range(_ROUNDS):
        slope, intercept = np.polyfit(along[kept], ends[kept], 1).tolist()
        off = np.abs(ends - slope * along - intercept)
        kept = off <= max(_NEAR, float(np.median(off)))
    return (slope, intercept) if (off <= _NEAR).mean() >= _LEAST_NEAR else None


def _crossing(across: _Side, down: _Side) -> tuple[float, float]:
    x = (down[0] * across[1] + down[1]) / (1 - down[0] * across[0])
    return x, across[0] * x + across[1]


def _flat(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the corners of the level rectangle with the middle and the mean sides of a frame."""
    top_left, top_right, bottom_right, bottom_left = corners
    width = _mean_length((top_right - top_left, bottom_right - bottom_left))
    height = _mean_length((bottom_left - top_left, bottom_right - top_right))
    x, y = corners.mean(axis=0).tolist()
    x0, y0, x1, y1 = x - width / 2, y - height / 2, x + width / 2, y + height / 2
    return np.array(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), np.float32)


def _mean_length(sides: Sequence[NDArray[np.float32]]) -> float:
    return sum(float(np.hypot(*side)) for side in sides) / len(sides)
