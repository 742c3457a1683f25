"""Take seals off a page: red ones by their colour, those of a grey picture by their ink, which is paler than print."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.readers.fixed_layout.page.bitmap import Bitmap, Pixels
from orchestration.disclosure.readers.scan.bitmap import Grey

_Mask: TypeAlias = NDArray[np.bool_]

_STAMP_SIDE = 40.0
"""Points; coloured print is lower than this, a seal is larger."""

_STAMP_GAP = 6.0
"""Points between the parts of one seal: its ring, its star, its letters."""

_LEAST_COLOUR = 50
"""By how much (of 255) red stands out from the other colours in a seal."""

_PALER_RED, _PALER_GREY = 0.9, 0.8
"""What is lighter than this share of a seal's ink is white: its strokes vary, more where less sets them off from
print."""

_THICK = 2.0
"""Points of the broad strokes of a seal; those of print in a table are thinner."""

_DARKEST, _PALEST = 50, 170
"""Grey of the ink of a seal; print is darker, a tinted ground paler."""

_MOST_SEALS = 0.06
"""The share of a page that the strokes of its seals take; photographs have more of any grey."""

_ALIKE = 30
"""By how much the grey of one seal varies."""

_BLEED = 7
"""Pixels over which the ink of a stroke runs into the paper and the print around it, to both sides together."""

_OUTLINE = 7
"""Pixels beyond these, to both sides, in which a compressed picture keeps a pale outline of the stroke."""

_PRINT = 0.2
"""The percentage of a page that is surely print where anything is printed on it."""

_LEAST_CORE = 170
"""The grey below which the core of a stroke of print lies on white paper; the outlines of a seal are paler."""

_AROUND_CORE = 5
"""Pixels across the core of a stroke and its own soft edges."""


def without_seals(bitmap: Bitmap) -> Grey:
    """Return the page in grey. Within a seal, only what is darker than its ink is ink: print under or over it.

    Small red print stays: negative figures may be printed in red.
    """
    pixels = bitmap.pixels
    grey: Grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    red = _is_red(pixels)
    seals = _around(red, bitmap.scale)
    if seals is not None:
        # seen in red, the ink of a seal is nearly as light as paper: it is made white, and print on it stays dark
        channel = pixels[:, :, 0]
        # print between its strokes stays as it is
        seals &= _wider(red, _BLEED)
        grey = _print_in(seals, grey, channel, _PALER_RED * max(int(np.median(channel[seals & red])), _LEAST_COLOUR))
    return _without_grey_seals(grey, bitmap.scale)


def _without_grey_seals(grey: Grey, scale: float) -> Grey:
    broad = np.ones((max(round(_THICK * scale), 3),) * 2, np.uint8)
    # the least grey all around a pixel is that of broad strokes
    darkest = cv2.dilate(grey, broad)
    thick = (darkest >= _DARKEST) & (darkest <= _PALEST)
    if not thick.any():
        return grey
    ink = int(np.median(darkest[thick]))
    alike = (np.abs(grey.astype(np.int16) - ink) < _ALIKE).astype(np.uint8)
    strokes = cv2.morphologyEx(alike, cv2.MORPH_OPEN, broad)
    seals = _around(strokes > 0, scale)
    if seals is None or strokes.mean() > _MOST_SEALS:
        return grey
    # thin rules beside its strokes are no darker than they are, print over them is
    covered = cv2.morphologyEx((grey < ink + _ALIKE).astype(np.uint8), cv2.MORPH_OPEN, broad)
    return _print_in(seals & _wider(covered, _BLEED), grey, grey, _PALER_GREY * ink)


def _print_in(seals: _Mask, page: Grey, channel: Grey, palest: float) -> Grey:
    """Return a page on which the ink of its seals is white, and so are their edges: what is far from any stroke that
    is about as dark as the print elsewhere. `channel` is what the seals are seen in, `palest` where in it white
    begins."""
    scale = 255 / palest
    clean = page.copy()
    clean[seals] = cv2.multiply(channel, np.ones_like(channel), scale=scale)[seals]
    elsewhere = channel[~seals]
    darkest = min(float(np.percentile(elsewhere, _PRINT)) * scale, 255.0) if elsewhere.size else 255.0
    core = (clean < max((darkest + 255) / 2, _LEAST_CORE)).astype(np.uint8)
    near = _wider(seals, _OUTLINE) & ~_wider(core, _AROUND_CORE)
    clean[near] = 255
    return clean


def _wider(mask: NDArray[np.bool_ | np.uint8], pixels: int) -> _Mask:
    wide: _Mask = cv2.dilate(mask.astype(np.uint8), np.ones((pixels, pixels), np.uint8)) > 0
    return wide


def _around(ink: _Mask, scale: float) -> _Mask | None:
    """Return what is close to ink that belongs to something as large as a seal; None where nothing is."""
    if not ink.any():
        return None
    reach = max(round(_STAMP_GAP * scale), 1)
    near = cv2.dilate(ink.astype(np.uint8), np.ones((reach, reach), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(near)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    is_seal = np.minimum(wide, high) >= _STAMP_SIDE * scale
    is_seal[0] = False
    return is_seal[labels] if is_seal.any() else None


def _is_red(pixels: Pixels) -> _Mask:
    red: _Mask = cv2.subtract(pixels[:, :, 0], cv2.max(pixels[:, :, 1], pixels[:, :, 2])) > _LEAST_COLOUR
    return red
