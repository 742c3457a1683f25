"""Read one page into its pieces (ruled tables, other tables, lines, what holds no text) in reading order."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Protocol, TypeAlias

from orchestration.disclosure.model import OpaqueKind, ScanReading
from orchestration.disclosure.readers.content import MOST_PICTURES
from orchestration.disclosure.readers.fixed_layout.lines.regions import Reach, Region, find_regions, lacks_rules
from orchestration.disclosure.readers.fixed_layout.lines.rows import words_of_strip
from orchestration.disclosure.readers.fixed_layout.page.bitmap import Bitmap
from orchestration.disclosure.readers.fixed_layout.page.drawing import Drawing
from orchestration.disclosure.readers.fixed_layout.page.frame import Bend, Frame, Rect
from orchestration.disclosure.readers.fixed_layout.page.furniture import Furniture
from orchestration.disclosure.readers.fixed_layout.page.hidden_layer import HiddenLetter, read_hidden_layer
from orchestration.disclosure.readers.fixed_layout.page.legibility import is_garbled, is_of_outlines, is_scan
from orchestration.disclosure.readers.fixed_layout.page.letters import MAX_TILT, Letters
from orchestration.disclosure.readers.fixed_layout.page.opaque import find_opaque
from orchestration.disclosure.readers.fixed_layout.page.open_page import OpenPage
from orchestration.disclosure.readers.fixed_layout.page.two_up import find_gutter
from orchestration.disclosure.readers.fixed_layout.page.visible import find_visible_words
from orchestration.disclosure.readers.fixed_layout.page.watermarks import Watermarks
from orchestration.disclosure.readers.fixed_layout.page.words import Word, bounds, visual_lines
from orchestration.disclosure.readers.fixed_layout.tables.filled_grid import FilledGrid, fill_grids, has_stacked_figures
from orchestration.disclosure.readers.fixed_layout.tables.lattice import find_grids

_MAX_SLOPE = math.radians(15)
"""Text that rises more steeply is a watermark; a page laid down askew is hardly turned so far."""


_OPAQUE_SHARE = 0.5
"""The least share of a page without a table that a picture takes in the place of one."""


class Legibility(Enum):
    """How far the text of a page can be used."""

    PRINTED = auto()
    SCANNED = auto()
    OUTLINED = auto()
    PICTURED = auto()
    ASKEW = auto()
    GARBLED = auto()
    INCOMPLETE = auto()
    RECOGNISED = auto()
    """Read from its picture."""
    UNRECOGNISED = auto()
    """A picture in which no print was found."""
    BEYOND = auto()
    """A picture behind so many others that it is not read."""


_PICTURED = frozenset({Legibility.SCANNED, Legibility.OUTLINED, Legibility.PICTURED, Legibility.GARBLED})
"""What a person sees on such a page, only its picture tells."""


Piece: TypeAlias = FilledGrid | Region | list[Word] | OpaqueKind
"""A ruled table, the region of a table without vertical rules, a visual line, or what holds no text."""


@dataclass(frozen=True, slots=True)
class PageContent:
    """The pieces of one page in reading order, each with its place in `frame`; two pages on one sheet share a number.

    A scanned, outlined or pictured page has only the lines printed beside the picture, a garbled one or one too far
    askew nothing. An incomplete page has all that PDFium gives: figures and words, but possibly not every Chinese
    letter. `slope` is the angle in radians by which its text rises to the right, `furniture` are the places of lines
    that earlier pages have too: their headers and footers. `recognised` are the places of texts that were read from a
    picture, each with how certain it is.
    """

    number: int
    pieces: tuple[tuple[Rect, Piece], ...]
    frame: Frame
    legibility: Legibility
    slope: float = 0.0
    furniture: frozenset[int] = frozenset()
    recognised: tuple[tuple[Rect, ScanReading], ...] = ()

    @property
    def continuing_reach(self) -> Reach | None:
        """The reach of the last table if it has horizontal rules only and so may continue on the next page."""
        last = next((piece for _, piece in reversed(self.pieces) if isinstance(piece, FilledGrid | Region)), None)
        return last.reach if isinstance(last, Region) else None


class RecognisedPage(OpenPage, Protocol):
    """A page that was read from its picture."""

    @property
    def is_blank(self) -> bool:
        """Return whether nothing is printed on it."""

    @property
    def bend(self) -> Bend | None:
        """How the page lies on its picture; None where it is flat."""

    def readings(self, frame: Frame) -> tuple[tuple[Rect, ScanReading], ...]:
        """Return the places in `frame` of the texts that were read, each with how certain it is."""


Recogniser: TypeAlias = Callable[[Bitmap, Sequence[HiddenLetter]], RecognisedPage | None]
"""Reads the picture of a page beside its hidden text layer; None where there is no print on it."""


class PageReader:
    """Reads the pages of one document in order; what is learnt of watermarks and headers serves the later pages.

    `recognise` reads pages whose text is in their picture alone; without it they are told.
    """

    def __init__(self, recognise: Recogniser | None = None) -> None:
        self._recognise = recognise
        self._pictures = 0
        self._watermarks = Watermarks()
        self._furniture = Furniture()
        self._continuing_reach: Reach | None = None

    def read(self, page: OpenPage, number: int) -> Iterator[PageContent]:
        """Yield the content of one open page, or of the two pages on one sheet from left to right.

        Raises UnreadableFile where it has lost its size, and whatever the page raises that cannot be read.
        """
        with closing(page.read_letters()) as letters:
            content = self._read_whole(page, number, letters)
            is_picture = isinstance(content, PageContent) and content.legibility in _PICTURED
            may_compare = is_picture and self._recognise is not None and not is_garbled(letters)
            layer = read_hidden_layer(page, letters) if may_compare else ()
        if isinstance(content, PageContent) and is_picture and self._recognise is not None:
            yield from self._read_picture(page, content, layer, self._recognise)
        else:
            yield from self._read_parts(page, number, content)

    def _read_picture(
        self, page: OpenPage, content: PageContent, layer: Sequence[HiddenLetter], recognise: Recogniser
    ) -> Iterator[PageContent]:
        """Yield the content of a page from its picture; as it is, where no print is found on that."""
        if self._pictures >= MOST_PICTURES:
            yield self._passed_on(replace(content, legibility=Legibility.BEYOND))
            return
        self._pictures += 1
        bitmap = page.draw()
        recognised = None if bitmap is None else recognise(bitmap, layer)
        is_scan = content.legibility is Legibility.SCANNED
        if recognised is None or (recognised.is_blank and not is_scan):
            told = Legibility.UNRECOGNISED if is_scan else content.legibility
            yield self._passed_on(replace(content, legibility=told))
            return
        yield from self.read_recognised(recognised, content.number)

    def read_recognised(self, recognised: RecognisedPage, number: int) -> Iterator[PageContent]:
        """Yield the content of a page that was read from its picture, or of the two pages on one sheet."""
        with closing(recognised.read_letters()) as letters:
            whole = self._read_whole(recognised, number, letters)
        for each in self._read_parts(recognised, number, whole):
            yield replace(
                each,
                legibility=Legibility.RECOGNISED,
                recognised=recognised.readings(each.frame),
                frame=replace(each.frame, bend=recognised.bend),
            )

    def _read_parts(
        self, page: OpenPage, number: int, content: PageContent | tuple[tuple[float, float], ...]
    ) -> Iterator[PageContent]:
        if isinstance(content, PageContent):
            yield self._passed_on(content)
            return
        for part in content:
            with closing(page.read_letters(part)) as letters:
                drawing = page.read_drawing(letters.frame)
                words, drawing = find_visible_words(letters, drawing, page, self._watermarks)
                yield self._passed_on(self._content(page, number, letters, drawing, words))

    def _read_whole(
        self, page: OpenPage, number: int, letters: Letters
    ) -> PageContent | tuple[tuple[float, float], ...]:
        """Return the content of a page; the stretches of its pages, from left to right, for a sheet with two."""
        if is_garbled(letters):
            return PageContent(number, (), letters.frame, Legibility.GARBLED)
        page.check_size(letters)
        drawing = page.read_drawing(letters.frame)
        words, drawing = find_visible_words(letters, drawing, page, self._watermarks)
        if is_scan(words, drawing) or is_of_outlines(words, drawing):
            lines = tuple((bounds(line), line) for line in visual_lines(words))
            legibility = Legibility.SCANNED if is_scan(words, drawing) else Legibility.OUTLINED
            return PageContent(number, lines, letters.frame, legibility)
        if MAX_TILT < abs(letters.slope) <= _MAX_SLOPE:
            return PageContent(number, (), letters.frame, Legibility.ASKEW, letters.slope)
        width, _ = letters.frame.size
        gutter = find_gutter(words, drawing, letters.frame.size)
        if gutter is not None:
            return (0.0, gutter), (gutter, width)
        return self._content(page, number, letters, drawing, words)

    def _content(
        self, page: OpenPage, number: int, letters: Letters, drawing: Drawing, words: list[Word]
    ) -> PageContent:
        pieces = _find_pieces(letters, drawing, words, self._continuing_reach)
        legibility = Legibility.PRINTED
        if _is_mostly_opaque(pieces, letters.frame):
            legibility = Legibility.PICTURED
        elif page.has_lost_text(drawing):
            legibility = Legibility.INCOMPLETE
        return PageContent(number, tuple(pieces), letters.frame, legibility)

    def _passed_on(self, content: PageContent) -> PageContent:
        self._continuing_reach = content.continuing_reach
        lines = [(place, piece) for place, (_, piece) in enumerate(content.pieces) if isinstance(piece, list)]
        return replace(content, furniture=self._furniture.find(lines, content.frame.size[1]))


def _is_mostly_opaque(pieces: Sequence[tuple[Rect, Piece]], frame: Frame) -> bool:
    """Return whether a page has no table and a picture, or letters as outlines, takes most of it."""
    if any(isinstance(piece, FilledGrid | Region) for _, piece in pieces):
        return False
    width, height = frame.size
    opaque = [rect for rect, piece in pieces if isinstance(piece, OpaqueKind)]
    return any((x1 - x0) * (bottom - top) >= _OPAQUE_SHARE * width * height for x0, top, x1, bottom in opaque)


def _find_pieces(
    letters: Letters, drawing: Drawing, words: list[Word], continuing_reach: Reach | None
) -> list[tuple[Rect, Piece]]:
    """Return the tables, lines and opaque parts of the page, sorted by their places."""
    filled, loose = fill_grids(find_grids(drawing), words, letters)
    pieces: list[tuple[Rect, Piece]] = list(find_opaque(drawing, words, letters.frame.size))
    for each in filled:
        if lacks_rules(each) or has_stacked_figures(each):
            loose.extend(word for words in each.words for word in words)
        elif any(each.words):
            pieces.append((each.grid.rect, each))
    regions, lines = find_regions(loose, drawing.horizontal, continuing_reach)
    pieces.extend((bounds(words_of_strip(region.rows)), region) for region in regions)
    pieces.extend((bounds(line), line) for line in lines)
    return sorted(pieces, key=lambda piece: (piece[0][1], piece[0][0]))
