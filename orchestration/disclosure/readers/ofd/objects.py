"""What an OFD file tells of the objects drawn on a page, by their numbers from 1 on."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from orchestration.disclosure.readers.fixed_layout.page.frame import OwnRect
from orchestration.disclosure.readers.fixed_layout.page.objects import Item
from orchestration.disclosure.readers.ofd.drawn import Drawn, DrawnPicture, DrawnText

_PNG, _HEADER = b"\x89PNG\r\n\x1a\n", 26
_COLOUR_TYPE, _ALPHA = 25, 4
"""Where a PNG states its type of colours, and the bit that stands for an alpha channel."""

_TRANSPARENCY, _DATA = b"tRNS", b"IDAT"

ReadMedia = Callable[[tuple[str, ...]], bytes]


class OfdObjects:
    """The drawn objects of one page."""

    def __init__(self, drawn: Sequence[Drawn], read_media: ReadMedia) -> None:
        self._drawn = drawn
        self.read_media = read_media
        self._opaque: dict[tuple[str, ...], bool] = {}

    def inks(self, items: Sequence[Item]) -> NDArray[np.int64]:
        return np.array([self._drawn[item - 1].look.ink for item in items], dtype=np.int64).reshape(-1, 4)

    def are_unpainted(self, texts: Sequence[Item]) -> list[bool]:
        drawn = (self._drawn[item - 1] for item in texts)
        return [isinstance(each, DrawnText) and not each.is_painted for each in drawn]

    def is_translucent(self, item: Item) -> bool:
        return self._drawn[item - 1].look.is_translucent

    def is_opaque_picture(self, picture: Item) -> bool:
        drawn = self._drawn[picture - 1]
        names = drawn.media if isinstance(drawn, DrawnPicture) else ()
        if names not in self._opaque:
            media = self.read_media(names)
            self._opaque[names] = bool(media) and not _has_alpha(media)
        return self._opaque[names]

    def clips(self, item: Item) -> Sequence[OwnRect] | None:
        return self._drawn[item - 1].look.clips

    def font_height(self, text: Item) -> float:
        drawn = self._drawn[text - 1]
        return drawn.height if isinstance(drawn, DrawnText) else 0.0


def _has_alpha(media: bytes) -> bool:
    """Return whether a picture has a place for transparency: a PNG with an alpha channel or transparent colours."""
    if not media.startswith(_PNG) or len(media) < _HEADER:
        return False
    return bool(media[_COLOUR_TYPE] & _ALPHA) or _TRANSPARENCY in media[: max(media.find(_DATA), 0)]
