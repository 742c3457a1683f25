"""Pictures in grey and places on them, in pixels."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Grey: TypeAlias = NDArray[np.uint8]
"""Rows of pixels, 0 is black and 255 white."""


class PixelRect(NamedTuple):
    """Whole pixels, without those at `x1` and `bottom`."""

    x0: int
    top: int
    x1: int
    bottom: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.x1 - self.x0
