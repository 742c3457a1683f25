"""Convert the pieces of a page into lines and tables, each with its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from orchestration.disclosure.model import (
    Block,
    Line,
    OpaqueBlock,
    OpaqueKind,
    Place,
    ScanDoubt,
    ScanReading,
    Table,
    TableCell,
)
from orchestration.disclosure.readers.fixed_layout.lines.bands import BandTable
from orchestration.disclosure.readers.fixed_layout.page.frame import Frame, Rect
from orchestration.disclosure.readers.fixed_layout.page.words import Word, bounds, cell_text, line_text
from orchestration.disclosure.readers.fixed_layout.pieces import Legibility
from orchestration.disclosure.readers.fixed_layout.tables.filled_grid import FilledGrid

NOT_FOUND_AGAIN = ScanReading(0, ScanDoubt.LOW_CONFIDENCE)
"""Of words on a recognised page that none of its texts accounts for."""

FinishedPiece: TypeAlias = FilledGrid | BandTable | list[Word] | OpaqueKind
"""A ruled table, one without vertical rules, a visual line, or what holds no text."""


@dataclass(frozen=True, slots=True)
class FinishedPage:
    """The pieces of one page in reading order, each with its place in `frame`; continued tables are joined."""

    number: int
    pieces: tuple[tuple[Rect, FinishedPiece], ...]
    frame: Frame
    legibility: Legibility
    slope: float
    recognised: tuple[tuple[Rect, ScanReading], ...] = ()

    def reading_of(self, words: Sequence[Word]) -> ScanReading | None:
        """Return how the words of a cell were recognised: the first doubt of its texts, the least confidence; None for
        words that stand in the file as text."""
        if not self.recognised:
            return None
        middles = [((word.x0 + word.x1) / 2, word.middle) for word in words]
        found = [
            reading
            for (x0, top, x1, bottom), reading in self.recognised
            if any(x0 <= x <= x1 and top <= y <= bottom for x, y in middles)
        ]
        doubted = next((reading for reading in found if reading.doubt), found[0] if found else NOT_FOUND_AGAIN)
        return doubted._replace(confidence_percent=min((each.confidence_percent for each in found), default=0))


def make_blocks(content: FinishedPage, tables_before: int) -> Iterator[Block]:
    """Yield the blocks of one page in reading order; its tables are numbered from `tables_before` + 1."""
    table_no, frame, page = tables_before, content.frame, content.number
    for rect, piece in content.pieces:
        if isinstance(piece, list):
            yield Line(line_text(piece), Place(page=page, box=frame.box(rect)))
            continue
        if isinstance(piece, OpaqueKind):
            yield OpaqueBlock(piece, Place(page=page, box=frame.box(rect)))
            continue
        table_no += 1
        if isinstance(piece, FilledGrid):
            yield Table(
                table_no, _make_grid_cells(piece, content), piece.grid.column_count, page, goes_on=piece.goes_on
            )
        else:
            cells = _make_band_cells(piece, content)
            yield Table(
                table_no,
                cells,
                piece.column_count,
                page,
                spans_known=False,
                goes_on=piece.goes_on,
                columns_known=piece.is_certain,
            )


def _make_grid_cells(filled: FilledGrid, page: FinishedPage) -> tuple[TableCell, ...]:
    grid = filled.grid
    cells: list[TableCell] = []
    for cell, words in zip(grid.cells, filled.words, strict=True):
        if words:
            top, _, bottom, _ = cell
            first, end = grid.reach_of(cell)
            box, scan = page.frame.box(grid.rect_of(cell)), page.reading_of(words)
            cells.append(TableCell(cell_text(words), top + 1, first + 1, bottom - top, end - first, None, box, scan))
    return tuple(cells)


def _make_band_cells(table: BandTable, page: FinishedPage) -> tuple[TableCell, ...]:
    return tuple(
        TableCell(
            cell_text(cell.words),
            cell.row_no,
            cell.column_no,
            column_span=cell.column_span,
            box=page.frame.box(bounds(cell.words)),
            scan=page.reading_of(cell.words),
        )
        for cell in table.cells
    )
