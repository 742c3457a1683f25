"""Read one page into its pieces (ruled tables, other tables, lines) in reading order."""

from contextlib import closing
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

import pypdfium2  # type: ignore[import-untyped]

from orchestration.disclosure.readers.pdf.integrity import check_page_size
from orchestration.disclosure.readers.pdf.lines.regions import Reach, Region, find_regions, lacks_rules
from orchestration.disclosure.readers.pdf.lines.rows import words_of_strip
from orchestration.disclosure.readers.pdf.page.frame import Frame, Rect
from orchestration.disclosure.readers.pdf.page.legibility import is_garbled, is_scan
from orchestration.disclosure.readers.pdf.page.letters import Letters
from orchestration.disclosure.readers.pdf.page.strokes import (
    Drawing,
    has_lost_text,
    has_only_invisible_text,
    read_drawing,
)
from orchestration.disclosure.readers.pdf.page.visible import find_visible_words
from orchestration.disclosure.readers.pdf.page.words import Word, bounds, visual_lines, words_of
from orchestration.disclosure.readers.pdf.tables.filled_grid import FilledGrid, fill_grids, has_stacked_figures
from orchestration.disclosure.readers.pdf.tables.lattice import find_grids


class Legibility(Enum):
    """How far the text of a page can be used."""

    PRINTED = auto()
    SCANNED = auto()
    GARBLED = auto()
    INCOMPLETE = auto()


Piece: TypeAlias = FilledGrid | Region | list[Word]
"""A ruled table, the region of a table without vertical rules, or a visual line."""


@dataclass(frozen=True, slots=True)
class PageContent:
    """The pieces of one page in reading order, each with its place in `frame`.

    A scanned page has only the few lines printed over it, a garbled one nothing. An incomplete page has all that PDFium
    gives: figures and words, but possibly not every Chinese letter.
    """

    pieces: tuple[tuple[Rect, Piece], ...]
    frame: Frame
    legibility: Legibility

    @property
    def continuing_reach(self) -> Reach | None:
        """The reach of the last table if it has horizontal rules only and so may continue on the next page."""
        last = next((piece for _, piece in reversed(self.pieces) if not isinstance(piece, list)), None)
        return last.reach if isinstance(last, Region) else None


def read_page(page: pypdfium2.PdfPage, continuing_reach: Reach | None) -> PageContent:
    """Return the content of one open page; `continuing_reach` is that of a table at the end of the page before.

    Raises pypdfium2.PdfiumError where the page has no readable text layer, UnreadableFile where it has lost its size.
    """
    with closing(Letters(page)) as letters:
        if is_garbled(letters):
            return PageContent((), letters.frame, Legibility.GARBLED)
        check_page_size(page, letters)
        drawing = read_drawing(page, letters.frame)
        if is_scan(letters, drawing):
            words = [] if has_only_invisible_text(drawing) else words_of(letters)
            lines = tuple((bounds(line), line) for line in visual_lines(words))
            return PageContent(lines, letters.frame, Legibility.SCANNED)
        legibility = Legibility.INCOMPLETE if has_lost_text(drawing) else Legibility.PRINTED
        return PageContent(tuple(_find_pieces(letters, drawing, continuing_reach)), letters.frame, legibility)


def _find_pieces(letters: Letters, drawing: Drawing, continuing_reach: Reach | None) -> list[tuple[Rect, Piece]]:
    """Return the tables and lines of the page, sorted by their places."""
    filled, loose = fill_grids(find_grids(drawing), find_visible_words(letters, drawing), letters)
    pieces: list[tuple[Rect, Piece]] = []
    for each in filled:
        if lacks_rules(each) or has_stacked_figures(each):
            loose.extend(word for words in each.words for word in words)
        elif any(each.words):
            pieces.append((each.grid.rect, each))
    regions, lines = find_regions(loose, drawing.horizontal, continuing_reach)
    pieces.extend((bounds(words_of_strip(region.rows)), region) for region in regions)
    pieces.extend((bounds(line), line) for line in lines)
    return sorted(pieces, key=lambda piece: (piece[0][1], piece[0][0]))
