"""Pictures of PDF pages with a figure framed. The frame is drawn where the reader found the figure, and only if the
page shows that figure there: a wrong frame would be worse than none."""

import functools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
from numpy.typing import NDArray

from orchestration.disclosure.model import Box
from orchestration.disclosure.readers.pdf.document import ONE_AT_A_TIME, open_page, open_pdf
from orchestration.disclosure.readers.pdf.letters import PdfLetters
from orchestration.reports.spots.model import Drawn, NotDrawn, Picture, Spot
from orchestration.reports.spots.numbers import find_number, is_begun, share_words
from orchestration.reports.spots.png import FRAME, GREYS, WASH, Pixels, encode_png, indexed

MOST_BYTES = 64 * 1024
"""The largest picture; a larger one is drawn with fewer pixels."""

_SCALE, _SHRINK, _STEPS = 1.5, 0.75, 6
"""Pixels for a point, and how often they are made fewer where a picture is too large."""

_MOST_WIDE, _MOST_PIXELS = 1300, 40_000_000
_AROUND = 42.0
_MOST_HIGH = 260.0
_CLOSE_UP_WIDTH, _CLOSE_UP_AROUND = 240.0, 26.0
"""Points: what is shown above and below the figure, the height of a strip, and the same of a close-up."""

_FRAME_GAP, _LINE_PIXELS = 1.5, 2
_DIGIT = re.compile(r"\d")

Framed = Literal["figure", "line", "nothing"]


@dataclass(frozen=True, slots=True)
class _Text:
    """The inked letters of a page with their boxes, as a viewer shows them."""

    letters: tuple[str, ...]
    boxes: NDArray[np.float64]

    def inside(self, box: Box) -> list[int]:
        """The letters whose middle is in a box, from left to right."""
        if not self.letters:
            return []
        across, down = (self.boxes[:, 0] + self.boxes[:, 2]) / 2, (self.boxes[:, 1] + self.boxes[:, 3]) / 2
        within = (across >= box.x0) & (across <= box.x1) & (down >= box.top) & (down <= box.bottom)
        found: list[int] = np.flatnonzero(within).tolist()
        return sorted(found, key=lambda letter: float(self.boxes[letter, 0]))

    def around(self, letters: Sequence[int]) -> Box:
        """The box that encloses letters."""
        boxes = self.boxes[list(letters)]
        return Box(*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())


def draw_pages(data: bytes, spots: Iterable[Spot]) -> Iterator[tuple[Spot, Drawn]]:
    """The pictures of spots of one file. Raises UnreadableFile and pypdfium2.PdfiumError for a broken one."""
    by_page: dict[int, list[Spot]] = defaultdict(list)
    for spot in spots:
        by_page[spot.page or 1].append(spot)
    with ONE_AT_A_TIME, closing(open_pdf(data)) as document:
        document.init_forms()
        for number, on_page in by_page.items():
            if number > len(document):
                yield from ((spot, NotDrawn(reason="文件没有这一页")) for spot in on_page)
                continue
            with open_page(document, number - 1) as (page, _):
                yield from _draw_page(page, on_page).items()


def _draw_page(page: pypdfium2.PdfPage, spots: Sequence[Spot]) -> Mapping[Spot, Drawn]:
    width, height = page.get_size()
    scale = min(_SCALE, _MOST_WIDE / width)
    if width * height * scale * scale > _MOST_PIXELS:
        return dict.fromkeys(spots, NotDrawn(reason="页面过大"))
    text = _text_of(page)
    render = functools.cache(functools.partial(_render, page))
    return {spot: draw_box(render, *find_figure(spot, text), scale) for spot in spots}


def draw_box(render: Callable[[float], Pixels], box: Box | None, framed: Framed, scale: float = _SCALE) -> Drawn:
    """The part of a page around a box; `render` gives the page with so many pixels in a point."""
    scales = [scale * _SHRINK**step for step in range(_STEPS)]
    pictures = (_picture(render(at), at, box, framed) for at in scales)
    return next(filter(_fits, pictures), NotDrawn(reason="截图过大"))


def _fits(picture: Picture) -> bool:
    return max(len(picture.strip), len(picture.close_up)) <= MOST_BYTES


def _render(page: pypdfium2.PdfPage, scale: float) -> Pixels:
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        pixels: Pixels = indexed(bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width])
        return pixels
    finally:
        bitmap.close()


def _text_of(page: pypdfium2.PdfPage) -> _Text:
    with closing(PdfLetters(page)) as letters:
        inked = np.flatnonzero(letters.inked)
        boxes = [letters.frame.box(tuple(rect)) for rect in letters.rects[inked].tolist()]
        texts = tuple(letters.strings(inked.tolist(), (inked + 1).tolist()))
    return _Text(texts, np.array(boxes, dtype=np.float64).reshape(-1, 4))


def find_figure(spot: Spot, text: _Text) -> tuple[Box | None, Framed]:
    """What to frame: the cell, or the number in its line; the line where the number stands in it twice or goes on in
    the next, or where words are meant. Otherwise the place that is known, without a frame."""
    if spot.box is None:
        return None, "nothing"
    if spot.is_recognised:
        return spot.box, "figure"
    places = text.inside(spot.box)
    letters = [text.letters[place] for place in places]
    if spot.column_no is not None:
        return spot.box, "figure" if _shows(spot.printed, letters) else "nothing"
    if not spot.printed:
        return spot.box, "line" if share_words(spot.phrase, letters) else "nothing"
    found = find_number(spot.printed, spot.phrase, letters)
    if len(found) == 1:
        first, end = found[0]
        # letters are reported as high as their font, which may reach into the lines beside
        across = text.around(places[first:end])
        return Box(across.x0, spot.box.top, across.x1, spot.box.bottom), "figure"
    return spot.box, "line" if found or is_begun(spot.printed, letters) else "nothing"


def _shows(printed: str, letters: Iterable[str]) -> bool:
    """Whether the digits of a cell are those of its figure; programs draw them in any order."""
    wanted, found = (
        Counter(_DIGIT.findall(unicodedata.normalize("NFKC", text))) for text in (printed, "".join(letters))
    )
    return bool(wanted) and wanted == found


def _picture(page: Pixels, scale: float, box: Box | None, framed: Framed) -> Picture:
    if box is None:
        whole = encode_png(page)
        return Picture(strip=whole, close_up=whole, framed="nothing")
    height, width = page.shape
    shown = page.copy()
    if framed != "nothing":
        _frame(shown, box, scale)
    top, bottom = _rows(box, _AROUND, scale, height)
    strip = encode_png(shown[top:bottom])
    top, bottom = _rows(box, _CLOSE_UP_AROUND, scale, height)
    middle = (box.x0 + box.x1) / 2 if framed == "figure" else min((box.x0 + box.x1) / 2, box.x0 + _CLOSE_UP_WIDTH / 2)
    left, right = _clamped((middle - _CLOSE_UP_WIDTH / 2) * scale, (middle + _CLOSE_UP_WIDTH / 2) * scale, width)
    return Picture(strip=strip, close_up=encode_png(shown[top:bottom, left:right]), framed=framed)


def _rows(box: Box, around: float, scale: float, height: int) -> tuple[int, int]:
    middle, half = (box.top + box.bottom) / 2, min((box.bottom - box.top) / 2 + around, _MOST_HIGH / 2)
    return _clamped((middle - half) * scale, (middle + half) * scale, height)


def _clamped(low: float, high: float, length: int) -> tuple[int, int]:
    """A stretch moved into the page, and cut to it where it is longer."""
    size = min(round(high - low), length)
    first = min(max(round(low), 0), length - size)
    return first, first + size


def _frame(pixels: Pixels, box: Box, scale: float) -> None:
    height, width = pixels.shape
    x0, x1 = round((box.x0 - _FRAME_GAP) * scale), round((box.x1 + _FRAME_GAP) * scale)
    y0, y1 = round((box.top - _FRAME_GAP) * scale), round((box.bottom + _FRAME_GAP) * scale)
    x0, x1, y0, y1 = max(x0, 0), min(x1, width), max(y0, 0), min(y1, height)
    within = pixels[y0:y1, x0:x1]
    within[within == GREYS - 1] = WASH
    for line in (within[:_LINE_PIXELS], within[-_LINE_PIXELS:], within[:, :_LINE_PIXELS], within[:, -_LINE_PIXELS:]):
        line[:] = FRAME
