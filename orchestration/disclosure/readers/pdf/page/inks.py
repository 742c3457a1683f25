"""Colours and opacity of drawn objects, as PDFium reports them.

What follows from them for the text of a page does not belong here (see visible.py, covered.py and watermarks.py).
"""

import ctypes
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.readers.pdf.page import calls
from orchestration.disclosure.readers.pdf.page.calls import Address

_COLOUR_BYTES = ctypes.sizeof(ctypes.c_uint)

_OPAQUE = 230
"""The least opacity (of 255) of print; what is more transparent lies over the page."""

_DARK = 150
"""The greatest brightness (of 255) of the darkest colour of dark print."""


def read_inks(items: Sequence[Address]) -> NDArray[np.int64]:
    """Return red, green, blue and opacity (n x 4, each of 0 to 255) with which objects are filled.

    An object without a plain colour, as one filled with a pattern, is given as black.
    """
    colours = np.zeros((len(items), 4), dtype=np.uint32)
    colours[:, 3] = 255
    parts = calls.places(colours.ctypes.data, len(items), _COLOUR_BYTES, 4)
    calls.run_all(map(calls.fill_colour, items, *parts))
    return colours.astype(np.int64)


def are_translucent(inks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return of each ink whether what was drawn before shows through it."""
    translucent: NDArray[np.bool_] = inks[:, 3] < _OPAQUE
    return translucent


def are_pale(inks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return of each ink whether it is translucent or light, so that text in it may be a watermark."""
    pale: NDArray[np.bool_] = are_translucent(inks) | (inks[:, :3].min(axis=1) > _DARK)
    return pale
