"""Convert a page's own coordinates to reader coordinates: origin at the top left, y downwards, text upright, points.

A page may be cropped, rotated as a whole (/Rotate), or contain a table drawn sideways. Rotating the page until its text
is upright handles all three alike.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.model import Box

Floats: TypeAlias = NDArray[np.float64]

Rect: TypeAlias = tuple[float, float, float, float]
"""left, top, right, bottom in reader coordinates."""

OwnRect: TypeAlias = tuple[float, float, float, float]
"""left, top, right, bottom in the page's own coordinates, where y rises: PDFium's order, the top being larger."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page and the clockwise quarter turns that make its text upright.

    `shown_turns` are the turns with which a viewer shows the page; places are reported in that position.
    """

    left: float
    bottom: float
    right: float
    top: float
    turns: int
    shown_turns: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page with its text upright."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    def rects(self, own: Floats) -> Floats:
        """Convert rectangles (n x 4, as `OwnRect`) to reader coordinates (n x 4, as `Rect`)."""
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
        return np.column_stack(sides)

    def depths(self, points: Floats) -> Floats:
        """Return the distance of points (n x 2, own coordinates) from the top edge in reader coordinates."""
        xs, ys = points[:, 0], points[:, 1]
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
        turns = (self.shown_turns - self.turns) % 4
        if not turns:
            return Box(*rect)
        x0, top, x1, bottom = rect
        width, height = self.size
        match turns:
            case 1:
                return Box(height - bottom, x0, height - top, x1)
            case 2:
                return Box(width - x1, height - bottom, width - x0, height - top)
            case _:
                return Box(top, width - x1, bottom, width - x0)
