"""The ink of a page without what lies over or under it: stamps, tinted grounds, shadows."""

import cv2
import numpy as np

from orchestration.disclosure.readers.fixed_layout.page.bitmap import Bitmap, Pixels
from orchestration.disclosure.readers.scan.bitmap import Grey

_STAMP_SIDE = 40.0
"""Points; coloured print is lower than this, a seal is larger."""

_STAMP_GAP = 6.0
"""Points between the parts of one seal: its ring, its star, its letters."""

_LEAST_COLOUR = 50
"""By how much (of 255) red stands out from the other colours in a seal."""

_PALER = 0.9
"""What is lighter than this share of a seal's ink is white: its edges are darker where the picture was compressed."""

_COARSE = 8
"""Shadows are soft: they are looked at in a picture so many times smaller."""

_PAPER_REACH = 9
"""Coarse pixels around a place in which there is paper between the letters."""

_LEAST_PAPER = 40
"""Grey; darker ground than this is no shadow but ink."""


def grey_of(bitmap: Bitmap) -> Grey:
    """Return the page in grey, without red seals, on white."""
    return _on_white(_without_seals(bitmap))


def _without_seals(bitmap: Bitmap) -> Grey:
    """Return the page in grey. Within a seal, only what is dark in red too is ink: print under or over it.

    Small red print stays: negative figures may be printed in red.
    """
    pixels = bitmap.pixels
    grey: Grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    seals = _seal_mask(pixels, bitmap.scale)
    if seals is not None:
        red = pixels[:, :, 0]
        # seen in red, the ink of a seal is nearly as light as paper: it is made white, and print on it stays dark
        ink = max(int(np.median(red[seals & _is_red(pixels)])), _LEAST_COLOUR)
        grey[seals] = cv2.multiply(red, np.ones_like(red), scale=255 / (_PALER * ink))[seals]
    return grey


def _seal_mask(pixels: Pixels, scale: float) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]] | None":
    red = _is_red(pixels)
    if not red.any():
        return None
    reach = max(round(_STAMP_GAP * scale), 1)
    near = cv2.dilate(red.astype(np.uint8), np.ones((reach, reach), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(near)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    is_seal = np.minimum(wide, high) >= _STAMP_SIDE * scale
    is_seal[0] = False
    return is_seal[labels] if is_seal.any() else None


def _is_red(pixels: Pixels) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    red: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = (
        cv2.subtract(pixels[:, :, 0], cv2.max(pixels[:, :, 1], pixels[:, :, 2])) > _LEAST_COLOUR
    )
    return red


def _on_white(grey: Grey) -> Grey:
    """Return the page divided by the brightness of its paper, which shadows and folds darken."""
    height, width = grey.shape
    small = cv2.resize(grey, (max(width // _COARSE, 1), max(height // _COARSE, 1)), interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_PAPER_REACH, _PAPER_REACH), np.uint8))
    paper = cv2.resize(cv2.GaussianBlur(paper, (0, 0), 2), (width, height), interpolation=cv2.INTER_LINEAR)
    white: Grey = cv2.divide(grey, cv2.max(paper, np.full_like(paper, _LEAST_PAPER)), scale=255)
    return white


def ink_mask(grey: Grey, scale: float) -> Grey:
    """Return 255 where there is ink, 0 elsewhere."""
    reach = max(round(6 * scale), 3) | 1
    mask: Grey = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, reach, 22)
    return mask
