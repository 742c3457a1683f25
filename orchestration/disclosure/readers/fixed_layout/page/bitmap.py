"""The picture of a page, for pages whose text is in it alone. Reading it does not belong here (see readers/scan)."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]
"""Rows of pixels with three colours each: red, green and blue."""

PIXELS_IN_A_POINT = 200 / 72
"""200 dpi: letters of 9 points are then as high as those that readers of print are trained on, and finding them takes
half as long as at 300 dpi."""

_LONGEST_SIDE = 3_400
"""Pixels of the longer side; A3 has as many at 200 dpi."""

LEAST_PIXELS_IN_A_POINT = 1.3
"""Of a picture; in a coarser one the digits of small print are seven pixels high, and 3, 8 and 6 look alike."""

MOST_PIXELS = 150_000_000
"""Of a picture before it is unpacked; A3 in colour has 70 million at 600 dpi."""


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A picture of a page as a viewer shows it; `scale` is the number of its pixels in a point."""

    pixels: Pixels
    scale: float


def drawing_scale(width: float, height: float) -> float:
    """Return the pixels in a point with which a page of so many points is drawn."""
    return min(PIXELS_IN_A_POINT, _LONGEST_SIDE / max(width, height, 1.0))
