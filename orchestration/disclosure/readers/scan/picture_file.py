"""Read a picture file, such as a photograph of a sheet or a scan of several pages, as a document.

A picture states no size on paper that could be trusted: its longer side counts as that of A4.
"""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageSequence

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import fragment, message
from orchestration.disclosure.model import Place
from orchestration.disclosure.readers.content import MOST_PICTURES, Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.fixed_layout.doubts import hidden_pages, report_pages
from orchestration.disclosure.readers.fixed_layout.page.bitmap import (
    LEAST_PIXELS_IN_A_POINT,
    MOST_PIXELS,
    PIXELS_IN_A_POINT,
    Bitmap,
)
from orchestration.disclosure.readers.fixed_layout.page.frame import Frame
from orchestration.disclosure.readers.fixed_layout.pages import gather_pages
from orchestration.disclosure.readers.fixed_layout.pieces import Legibility, PageContent, PageReader
from orchestration.disclosure.readers.scan.picture_view import LONGER_SIDE, open_picture, scaled, upright
from orchestration.disclosure.readers.scan.recognise import recognise

_MOST_PAGES = 1_000


def read_picture(raw: RawFile) -> Content:
    """Return lines and tables of the pages of a picture, places in points from the top left corner of each.

    Pages without print on them are among `scanned_pages`. Raises UnreadableFile for a picture that is damaged or too
    large.
    """
    try:
        with open_picture(raw.data) as picture:
            pages = getattr(picture, "n_frames", 1)
            if pages > _MOST_PAGES:
                raise UnreadableFile(ProblemKind.TOO_LARGE, message("pages.too_many", pages=pages, limit=_MOST_PAGES))
            gathered = gather_pages(_contents(picture))
    except (OSError, ValueError, SyntaxError) as error:
        told = message("files.damaged", detail=fragment("files.picture_not_decoded", detail=str(error)[:200]))
        raise UnreadableFile(ProblemKind.DAMAGED_FILE, told) from error
    problems = tuple(report_pages(raw.file_name, gathered.doubtful))
    return Content(gathered.blocks, pages, None, hidden_pages(gathered.doubtful), problems)


def _contents(picture: Image.Image) -> Iterator[PageContent]:
    reader = PageReader()
    for number, page in enumerate(ImageSequence.Iterator(picture), start=1):
        if number > MOST_PICTURES:
            yield PageContent(number, (), Frame(0, 0, *_size(page), turns=0, shown_turns=0), Legibility.BEYOND)
            continue
        bitmap = _bitmap(page, number)
        recognised = None if bitmap is None else recognise(bitmap)
        if recognised is None:
            frame = Frame(0, 0, *_size(page), turns=0, shown_turns=0)
            yield PageContent(number, (), frame, Legibility.UNRECOGNISED)
        else:
            yield from reader.read_recognised(recognised, number)


def _size(page: Image.Image) -> tuple[float, float]:
    longer = max(page.size)
    return page.width * LONGER_SIDE / longer, page.height * LONGER_SIDE / longer


def _bitmap(page: Image.Image, number: int) -> Bitmap | None:
    """Return a page as it is read; None where it is too coarse. Raises UnreadableFile before unpacking a huge one."""
    pixels = page.width * page.height
    if pixels > MOST_PIXELS:
        told = message("pages.huge_picture", millions=pixels // 1_000_000, limit=MOST_PIXELS // 1_000_000)
        raise UnreadableFile(ProblemKind.TOO_LARGE, told, Place(page=number))
    if max(page.size) < LEAST_PIXELS_IN_A_POINT * LONGER_SIDE:
        return None
    return Bitmap(np.array(scaled(upright(page).convert("RGB"), PIXELS_IN_A_POINT)), PIXELS_IN_A_POINT)
