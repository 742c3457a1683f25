"""Parts of picture files, and of pictures inside documents, with a recognised figure framed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from orchestration.disclosure.model import Block
from orchestration.disclosure.readers.fixed_layout.page.bitmap import MOST_PIXELS
from orchestration.disclosure.readers.inner_pictures import pictures_in
from orchestration.reports.spots.model import Drawn, NotDrawn, Spot
from orchestration.reports.spots.pdf_page import draw_box
from orchestration.reports.spots.png import Pixels, indexed

if TYPE_CHECKING:
    from PIL import Image

_NO_PICTURE = NotDrawn(reason="文件没有这幅图片")


def draw_picture(data: bytes, spots: Iterable[Spot]) -> Mapping[Spot, Drawn]:
    """The pictures of spots of one picture file, page by page. Raises OSError or ValueError for a damaged one."""
    # what opens pictures comes with the recognition that found these spots
    from PIL import ImageSequence

    from orchestration.disclosure.readers.scan.picture_view import open_picture

    by_page: dict[int, list[Spot]] = defaultdict(list)
    for spot in spots:
        by_page[spot.page or 1].append(spot)
    drawn: dict[Spot, Drawn] = {}
    with open_picture(data) as picture:
        pages = enumerate(ImageSequence.Iterator(picture), start=1)
        for number, page in islice(pages, max(by_page, default=0)):
            drawn |= _draw_page(page, by_page.pop(number, ()))
    return drawn | {spot: _NO_PICTURE for on_page in by_page.values() for spot in on_page}


def draw_inner_pictures(blocks: Sequence[Block], spots: Iterable[Spot]) -> Mapping[Spot, Drawn]:
    """The pictures of spots that stand in pictures of a document, whose blocks are as its reader gives them."""
    loads = {number: block.load for number, block in pictures_in(blocks)}
    by_picture: dict[int, list[Spot]] = defaultdict(list)
    for spot in spots:
        by_picture[spot.picture_no or 0].append(spot)
    drawn: dict[Spot, Drawn] = {}
    for number, inside in by_picture.items():
        load = loads.get(number)
        drawn |= dict.fromkeys(inside, _NO_PICTURE) if load is None else draw_picture(load(), inside)
    return drawn


def draw_ofd_pages(data: bytes, spots: Sequence[Spot]) -> Mapping[Spot, Drawn]:
    """The pictures of spots of an OFD file that stand on pages of pictures. Raises UnreadableFile for a broken one."""
    if not spots:
        return {}
    # what opens these files parses XML too, and most files are none
    from PIL import Image

    from orchestration.disclosure.readers.ofd.document import page_pictures

    by_page: dict[int, list[Spot]] = defaultdict(list)
    for spot in spots:
        by_page[spot.page or 1].append(spot)
    drawn: dict[Spot, Drawn] = {}
    for number, bitmap in page_pictures(data, by_page):
        if bitmap is not None:
            drawn |= _draw_shown(_Scalable(Image.fromarray(bitmap.pixels).convert("L"), bitmap.scale), by_page[number])
    return drawn


def _draw_page(page: "Image.Image", spots: Sequence[Spot]) -> Mapping[Spot, Drawn]:
    from orchestration.disclosure.readers.scan.picture_view import LONGER_SIDE, upright

    if not spots:
        return {}
    if page.width * page.height > MOST_PIXELS:
        return dict.fromkeys(spots, NotDrawn(reason="页面过大"))
    shown = upright(page).convert("L")
    return _draw_shown(_Scalable(shown, max(shown.size) / LONGER_SIDE), spots)


def _draw_shown(shown: "_Scalable", spots: Sequence[Spot]) -> Mapping[Spot, Drawn]:
    return {spot: draw_box(shown.at, spot.box, "nothing" if spot.box is None else "figure") for spot in spots}


@dataclass(frozen=True, slots=True)
class _Scalable:
    """A page in grey, with so many pixels in a point."""

    page: "Image.Image"
    scale: float

    def at(self, scale: float) -> Pixels:
        """The page with other pixels in a point."""
        width, height = (max(round(side * scale / self.scale), 1) for side in self.page.size)
        return indexed(np.array(self.page.resize((width, height))))
