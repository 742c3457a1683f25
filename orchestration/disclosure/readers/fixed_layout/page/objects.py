"""What is asked of the objects that a page draws, whichever file format they come from.

What follows from the answers for the text of a page does not belong here (see visible.py, covered.py, watermarks.py).
"""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.readers.fixed_layout.page.frame import OwnRect

Item: TypeAlias = int
"""Names an object drawn on a page while the page is open; 0 is none."""

_OPAQUE = 230
"""The least opacity (of 255) of print; what is more transparent lies over the page."""

_DARK = 150
"""The greatest brightness (of 255) of the darkest colour of dark print."""


_NEAR_WHITE = 199
"""The greatest brightness (of 255) of the darkest colour of letters that no white paper swallows."""


class DrawnObjects(Protocol):
    """The objects of one open page."""

    def inks(self, items: Sequence[Item]) -> NDArray[np.int64]:
        """Return red, green, blue and opacity (n x 4, each of 0 to 255) with which objects are filled.

        An object without a plain colour, as one filled with a pattern, is given as black.
        """

    def are_unpainted(self, texts: Sequence[Item]) -> Sequence[bool]:
        """Return of each text whether it is written without ink, as recognised text over the picture of a scan."""

    def is_translucent(self, item: Item) -> bool:
        """Return whether what was drawn before shows through an object."""

    def is_opaque_picture(self, picture: Item) -> bool:
        """Return whether a picture has hardly a transparent part."""

    def clips(self, item: Item) -> Sequence[OwnRect] | None:
        """Return the rectangles to which an object is clipped; None where it is clipped to another outline."""

    def font_height(self, text: Item) -> float:
        """Return the height of the font of a text, before the scaling of the form around it."""


def are_translucent(inks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return of each ink whether what was drawn before shows through it."""
    translucent: NDArray[np.bool_] = inks[:, 3] < _OPAQUE
    return translucent


def are_pale(inks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return of each ink whether it is translucent or light, so that text in it may be a watermark."""
    pale: NDArray[np.bool_] = are_translucent(inks) | _are_light(inks, _DARK)
    return pale


def are_faint(inks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return of each ink whether white paper may swallow it."""
    faint: NDArray[np.bool_] = are_translucent(inks) | _are_light(inks, _NEAR_WHITE)
    return faint


def _are_light(inks: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
    """Return of each ink whether each of its colours is brighter than so much."""
    red, green, blue, _ = inks.T
    light: NDArray[np.bool_] = (red > least) & (green > least) & (blue > least)
    return light
