"""The ink of a page without what lies over or under it: stamps, tinted grounds, shadows."""

import cv2
import numpy as np

from orchestration.disclosure.readers.fixed_layout.page.bitmap import Bitmap
from orchestration.disclosure.readers.scan.bitmap import Grey
from orchestration.disclosure.readers.scan.screens import without_raster
from orchestration.disclosure.readers.scan.seals import without_seals

_COARSE = 8
"""Shadows are soft: they are looked at in a picture so many times smaller."""

_PAPER_REACH = 9
"""Coarse pixels around a place in which there is paper between the letters."""

_LEAST_PAPER = 40
"""Grey; darker ground than this is no shadow but ink."""


def grey_of(bitmap: Bitmap) -> Grey:
    """Return the page in grey, without seals and the raster of screens, on white."""
    return _on_white(without_raster(without_seals(bitmap)))


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
