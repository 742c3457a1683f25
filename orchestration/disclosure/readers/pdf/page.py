"""One page to its lines and tables, in reading order."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

import pypdfium2  # type: ignore[import-untyped]

from orchestration.disclosure.model import Block, Line, Place, Table, TableCell
from orchestration.disclosure.readers.pdf.bands import BandTable, find_bands, lacks_rules
from orchestration.disclosure.readers.pdf.frame import Frame, Rect
from orchestration.disclosure.readers.pdf.grids import FilledGrid, fill_grids, find_grids, stacks_figures
from orchestration.disclosure.readers.pdf.legibility import is_garbled, is_scan
from orchestration.disclosure.readers.pdf.letters import Letters
from orchestration.disclosure.readers.pdf.strokes import Drawing, has_lost_text, has_only_invisible_text, read_drawing
from orchestration.disclosure.readers.pdf.words import Word, bounds, cell_text, line_text, visual_lines, words_of


class Legibility(Enum):
    """What the text of a page is worth."""

    PRINTED = auto()
    SCANNED = auto()
    GARBLED = auto()
    INCOMPLETE = auto()


@dataclass(frozen=True, slots=True)
class PageContent:
    """The blocks of one page; a scanned page has only the few lines that are printed over it, a garbled one nothing.

    An incomplete page has all that PDFium gives: figures and words, but maybe not every single Chinese letter.
    """

    blocks: tuple[Block, ...]
    legibility: Legibility


def read_page(page: pypdfium2.PdfPage, number: int, tables_before: int) -> PageContent:
    """The content of one open page, whose tables are numbered on from those before it.

    Raises pypdfium2.PdfiumError where the page has no readable text layer.
    """
    with closing(Letters(page)) as letters:
        if is_garbled(letters):
            return PageContent((), Legibility.GARBLED)
        drawing = read_drawing(page, letters.frame)
        if is_scan(letters, drawing):
            words = [] if has_only_invisible_text(drawing) else words_of(letters)
            lines = ((bounds(line), line) for line in visual_lines(words))
            return PageContent(tuple(_blocks(lines, number, letters.frame, tables_before)), Legibility.SCANNED)
        pieces = _pieces(letters, drawing)
        legibility = Legibility.INCOMPLETE if has_lost_text(drawing) else Legibility.PRINTED
        return PageContent(tuple(_blocks(pieces, number, letters.frame, tables_before)), legibility)


_Piece: TypeAlias = FilledGrid | BandTable | list[Word]


def _pieces(letters: Letters, drawing: Drawing) -> list[tuple[Rect, _Piece]]:
    """The tables and lines of the page, each with the place that decides when it is read."""
    filled, loose = fill_grids(find_grids(drawing), words_of(letters), letters)
    pieces: list[tuple[Rect, _Piece]] = []
    for each in filled:
        if lacks_rules(each) or stacks_figures(each):
            loose.extend(word for words in each.words for word in words)
        elif any(each.words):
            pieces.append((each.grid.rect, each))
    tables, lines = find_bands(loose, drawing.horizontal)
    pieces.extend((bounds(word for cell in table.cells for word in cell.words), table) for table in tables)
    pieces.extend((bounds(line), line) for line in lines)
    return sorted(pieces, key=lambda piece: (piece[0][1], piece[0][0]))


def _blocks(pieces: Iterable[tuple[Rect, _Piece]], page: int, frame: Frame, tables_before: int) -> Iterator[Block]:
    table_no = tables_before
    for rect, piece in pieces:
        if isinstance(piece, list):
            yield Line(line_text(piece), Place(page=page, box=frame.box(rect)))
            continue
        table_no += 1
        if isinstance(piece, FilledGrid):
            yield Table(table_no, _grid_cells(piece, frame), len(piece.grid.xs) - 1, page=page)
        else:
            yield Table(table_no, _band_cells(piece, frame), piece.column_count, page=page, spans_known=False)


def _grid_cells(filled: FilledGrid, frame: Frame) -> tuple[TableCell, ...]:
    return tuple(
        TableCell(
            cell_text(words), cell.row_no, cell.column_no, cell.row_span, cell.column_span, box=frame.box(cell.rect)
        )
        for cell, words in zip(filled.grid.cells, filled.words, strict=True)
        if words
    )


def _band_cells(table: BandTable, frame: Frame) -> tuple[TableCell, ...]:
    return tuple(
        TableCell(
            cell_text(cell.words),
            cell.row_no,
            cell.column_no,
            column_span=cell.column_span,
            box=frame.box(bounds(cell.words)),
        )
        for cell in table.cells
    )
