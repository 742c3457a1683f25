"""Draw a page that consists of pictures, as scanning programs make them. A page with anything else that is seen is not
drawn: what is left out of a picture of it would be lost."""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.fixed_layout.page.bitmap import (
    LEAST_PIXELS_IN_A_POINT,
    MOST_PIXELS,
    Bitmap,
    drawing_scale,
)
from orchestration.disclosure.readers.fixed_layout.page.frame import OwnRect
from orchestration.disclosure.readers.fixed_layout.page.letters import Sheet
from orchestration.disclosure.readers.ofd.drawn import Drawn, DrawnPicture, DrawnText

if TYPE_CHECKING:
    from PIL import Image

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP")
_NUMBERING = re.compile(r"[-—–·\d第共页/\s]*")
"""What may be printed beside a picture without being missed in it: the number of the page."""

_CUT = 1.0
"""Points by which a clip may be smaller than its picture."""

_MOST_DRAWN = 40
"""Pictures of one page: some scanning programs cut it into strips."""


def draw_pictures(
    sheet: Sheet, drawn: Sequence[Drawn], read_media: Callable[[tuple[str, ...]], bytes]
) -> Bitmap | None:
    """Return a page as a viewer shows it; None where it shows anything but pictures, or these are too coarse, turned or
    of another format than are read.

    Raises UnreadableFile for a picture that is too large.
    """
    pictures = [each for each in drawn if isinstance(each, DrawnPicture)]
    others = (each for each in drawn if not isinstance(each, DrawnPicture))
    if not 0 < len(pictures) <= _MOST_DRAWN or not all(map(_is_unseen, others)) or not all(map(_is_plain, pictures)):
        return None
    # what opens pictures comes with the recognition of pages
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    scale = drawing_scale(sheet.right - sheet.left, sheet.top - sheet.bottom)
    size = round((sheet.right - sheet.left) * scale), round((sheet.top - sheet.bottom) * scale)
    page = Image.new("RGB", size, "white")
    try:
        densities = {_area(each): _paste(page, each, sheet, scale, read_media(each.media)) for each in pictures}
    except (OSError, ValueError, SyntaxError):
        return None
    # that of a seal says nothing of the page under it
    return Bitmap(np.array(page), scale) if densities[max(densities)] >= LEAST_PIXELS_IN_A_POINT else None


def _area(picture: DrawnPicture) -> float:
    x0, y1, x1, y0 = picture.rect
    return (x1 - x0) * (y1 - y0)


def _is_unseen(each: Drawn) -> bool:
    if not isinstance(each, DrawnText):
        return False
    return not each.is_painted or _NUMBERING.fullmatch("".join(letter.text for letter in each.letters)) is not None


def _is_plain(picture: DrawnPicture) -> bool:
    clips = picture.look.clips
    return picture.is_upright and clips is not None and not _is_cut(picture.rect, clips)


def _is_cut(rect: OwnRect, clips: Iterable[OwnRect]) -> bool:
    x0, y1, x1, y0 = rect
    return any(
        left > x0 + _CUT or right < x1 - _CUT or bottom > y0 + _CUT or top < y1 - _CUT
        for left, top, right, bottom in clips
    )


def _paste(page: "Image.Image", picture: DrawnPicture, sheet: Sheet, scale: float, data: bytes) -> float:
    """Draw a picture, and return how many of its pixels there are in a point."""
    from PIL import Image

    x0, y1, x1, y0 = picture.rect
    left, top = round((x0 - sheet.left) * scale), round((sheet.top - y1) * scale)
    size = max(round((x1 - x0) * scale), 1), max(round((y1 - y0) * scale), 1)
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        pixels = opened.width * opened.height
        if pixels > MOST_PIXELS or size[0] * size[1] > MOST_PIXELS:
            told = message("pages.huge_picture", millions=pixels // 1_000_000, limit=MOST_PIXELS // 1_000_000)
            raise UnreadableFile(ProblemKind.TOO_LARGE, told)
        density = opened.width / max(x1 - x0, 1.0)
        shown = opened.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    shown.putalpha(shown.getchannel("A").point([alpha * picture.look.ink.opacity // 255 for alpha in range(256)]))
    page.paste(shown, (left, top), shown)
    return density
