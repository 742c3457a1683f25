"""Convert a page's own coordinates to reader coordinates: origin at the top left, y downwards, text upright, points.

A page may be cropped, rotated as a whole (/Rotate), or contain a table drawn sideways. Rotating the page until its text
is upright handles all three alike.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.model import Box

Floats: TypeAlias = NDArray[np.float64]

Rect: TypeAlias = tuple[float, float, float, float]
"""left, top, right, bottom in reader coordinates."""

OwnRect: TypeAlias = tuple[float, float, float, float]
"""left, top, right, bottom in the page's own coordinates, where y rises: the top is larger."""


@dataclass(frozen=True, slots=True)
class Bend:
    """How a page lies before the camera that photographed it: the nine numbers of a homography, row by row, that takes
    places of the flat page to those of the picture."""

    numbers: tuple[float, ...]

    @classmethod
    def of(cls, matrix: Floats) -> "Bend":
        """Return the bend with the numbers of a 3 x 3 matrix."""
        return cls(tuple(matrix.ravel().tolist()))

    @property
    def matrix(self) -> Floats:
        """The numbers, 3 x 3."""
        return np.array(self.numbers).reshape(3, 3)

    def scaled(self, scale: float) -> "Bend":
        """Return the bend for places that are so many times larger."""
        there = np.diag((scale, scale, 1.0))
        return Bend.of(there @ self.matrix @ np.linalg.inv(there))

    def box(self, flat: Box) -> Box:
        """Return the upright box around what a box of the flat page is on the picture."""
        corners = ((flat.x0, flat.top), (flat.x1, flat.top), (flat.x0, flat.bottom), (flat.x1, flat.bottom))
        x, y, depth = self.matrix @ np.array([(*corner, 1.0) for corner in corners]).T
        x0, top, x1, bottom = (
            float(side) for side in ((x / depth).min(), (y / depth).min(), (x / depth).max(), (y / depth).max())
        )
        return Box(x0, top, x1, bottom)


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page and the turns that make its text upright: clockwise quarters, then `tilt`.

    `shown_turns` are the turns with which a viewer shows the page; places are reported in that position. `tilt` is the
    small angle in radians by which text and rules rise to the right, as on a page that was laid down askew. `part` is
    the stretch of the upright page, from left to right, whose content is read: one of two pages on one sheet. `bend`
    is how the page lies that all these are of.
    """

    left: float
    bottom: float
    right: float
    top: float
    turns: int
    shown_turns: int
    tilt: float = 0.0
    part: tuple[float, float] | None = None
    bend: Bend | None = None

    @property
    def whole_size(self) -> tuple[float, float]:
        """Width and height of the whole page with its text upright."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of what is read, with its text upright."""
        width, height = self.whole_size
        return (self.part[1] - self.part[0] if self.part else width), height

    def rects(self, own: Floats) -> Floats:
        """Convert rectangles (n x 4, as `OwnRect`) to reader coordinates (n x 4, as `Rect`).

        On a page that is askew they are moved and keep their sizes: those of letters are hardly larger than upright.
        """
        if self.tilt:
            middles = self.level(np.column_stack(((own[:, 0] + own[:, 2]) / 2, (own[:, 1] + own[:, 3]) / 2)))
            halves = np.column_stack(((own[:, 2] - own[:, 0]) / 2, (own[:, 1] - own[:, 3]) / 2))
            x0, y0 = (middles - halves).T
            x1, y1 = (middles + halves).T
            own = np.column_stack((x0, y1, x1, y0))
        return self.level_rects(own)

    def level_rects(self, own: Floats) -> Floats:
        """Convert rectangles (n x 4, as `OwnRect`) of the levelled page to reader coordinates (n x 4, as `Rect`)."""
        x0, y1, x1, y0 = own.T
        left, bottom, right, top = self.left, self.bottom, self.right, self.top
        match self.turns:
            case 1:
                sides = (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
            case 2:
                sides = (right - x1, y0 - bottom, right - x0, y1 - bottom)
            case 3:
                sides = (top - y1, right - x1, top - y0, right - x0)
            case _:
                sides = (x0 - left, top - y1, x1 - left, top - y0)
        rects = np.array(sides).T
        if self.part:
            rects[:, ::2] -= self.part[0]
        return rects

    def depths(self, points: Floats) -> Floats:
        """Return the distance of points (n x 2, own coordinates) from the top edge in reader coordinates."""
        level = self.level(points) if self.tilt else points
        xs: Floats = level[:, 0]
        ys: Floats = level[:, 1]
        match self.turns:
            case 1:
                return xs - self.left
            case 2:
                return ys - self.bottom
            case 3:
                return self.right - xs
            case _:
                return self.top - ys

    def box(self, rect: Rect) -> Box:
        """Convert a rectangle in reader coordinates to the page as a viewer shows it."""
        flat = self._flat_box(rect)
        return flat if self.bend is None else self.bend.box(flat)

    def _flat_box(self, rect: Rect) -> Box:
        turns = (self.shown_turns - self.turns) % 4
        if not (turns or self.tilt or self.part):
            return Box(*rect)
        x0, top, x1, bottom = rect
        if self.part:
            x0, x1 = x0 + self.part[0], x1 + self.part[0]
        width, height = self.whole_size
        if self.tilt:
            across, down = (x0 + x1 - width) / 2, (top + bottom - height) / 2
            cos, sin = math.cos(self.tilt), math.sin(self.tilt)
            right, low = cos * across + sin * down - across, cos * down - sin * across - down
            x0, top, x1, bottom = x0 + right, top + low, x1 + right, bottom + low
        match turns:
            case 0:
                return Box(x0, top, x1, bottom)
            case 1:
                return Box(height - bottom, x0, height - top, x1)
            case 2:
                return Box(width - x1, height - bottom, width - x0, height - top)
            case _:
                return Box(top, width - x1, bottom, width - x0)

    def level(self, points: Floats) -> Floats:
        """Return points rotated (n x 2, own coordinates) about the middle of the page so that its text is level."""
        middle = np.array(((self.left + self.right) / 2, (self.bottom + self.top) / 2))
        across, up = (points - middle).T
        cos, sin = math.cos(self.tilt), math.sin(self.tilt)
        level: Floats = middle + np.column_stack((cos * across + sin * up, cos * up - sin * across))
        return level
