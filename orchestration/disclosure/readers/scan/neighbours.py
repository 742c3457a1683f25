"""Doubt what is read alike twice and yet does not fit what stands beside it: half a figure, a whole number among
amounts, an amount whose row or column is not certain.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from orchestration.disclosure.model import ScanDoubt, ScanReading
from orchestration.disclosure.readers.scan.agreement import digits_of, is_amount, is_whole
from orchestration.disclosure.readers.scan.bitmap import PixelRect
from orchestration.disclosure.readers.scan.texts import Piece

_TORN = 0.3
"""Heights between the boxes of two texts that may be parts of one figure; boxes are larger than their ink."""

_NO_TABLE = -1


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell of the ruled tables: its place, and which table, rows and columns it has."""

    rect: PixelRect
    table: int
    rows: range
    columns: range


@dataclass(frozen=True, slots=True)
class Judged:
    """A piece with the text to take for it, and how certain it is."""

    piece: Piece
    text: str
    reading: ScanReading


def doubt_by_neighbours(judged: Sequence[Judged], cells: Sequence[PageCell]) -> list[Judged]:
    """Return all of what was read, some of it doubted."""
    whole = _in_one_row_and_column(_with_decimals(_without_torn(judged), cells), cells)
    return _without_uncertain_rows(whole, cells)


def _without_torn(judged: Sequence[Judged]) -> list[Judged]:
    """Doubt figures so close to another that they may be two parts of one: nothing goes on behind two decimals."""
    numbers = [each for each in judged if digits_of(each.text)]
    torn = {
        id(one)
        for one in numbers
        for other in numbers
        if one is not other and one.piece.cell == other.piece.cell and _are_close(one.piece.rect, other.piece.rect)
        if not is_amount(min(one, other, key=_left).text)
    }
    return [doubted(each, ScanDoubt.READ_DIFFERENTLY) if id(each) in torn else each for each in judged]


def _left(each: Judged) -> int:
    return each.piece.rect.x0


def _are_close(one: PixelRect, other: PixelRect) -> bool:
    height = min(one.height, other.height)
    gap = max(one.x0, other.x0) - min(one.x1, other.x1)
    return gap < _TORN * height and min(one.bottom, other.bottom) - max(one.top, other.top) > height / 2


def _with_decimals(judged: Sequence[Judged], cells: Sequence[PageCell]) -> list[Judged]:
    """Doubt figures without decimals in columns of figures with them: their point may be lost, or they are the ink of
    a seal. Outside ruled tables, a column is what stands under or over each other."""
    decimal = {_column(each, cells) for each in judged if is_amount(each.text)} - {None}
    loose = [each.piece.rect for each in judged if each.piece.cell is None and is_amount(each.text)]
    return [
        doubted(each, ScanDoubt.DECIMALS_MISSING)
        if is_whole(each.text) and (_column(each, cells) in decimal or _is_in_line(each.piece, loose))
        else each
        for each in judged
    ]


def _is_in_line(piece: Piece, amounts: Sequence[PixelRect]) -> bool:
    x0, _, x1, _ = piece.rect
    return piece.cell is None and any(max(x0, rect.x0) < min(x1, rect.x1) for rect in amounts)


def _in_one_row_and_column(judged: Sequence[Judged], cells: Sequence[PageCell]) -> list[Judged]:
    """Doubt amounts in cells of several rows, or of several columns of which the first has amounts of its own: a rule
    between them may not have been seen, and nobody knows on which side of it they stand."""
    amounts = {_column(each, cells) for each in judged if is_amount(each.text)}
    return [
        doubted(each, ScanDoubt.ROW_UNCERTAIN)
        if is_amount(each.text) and each.piece.cell is not None and _may_be_merged(cells[each.piece.cell], amounts)
        else each
        for each in judged
    ]


def _may_be_merged(cell: PageCell, amounts: Set[tuple[int, range] | None]) -> bool:
    first = range(cell.columns.start, cell.columns.start + 1)
    return len(cell.rows) > 1 or (len(cell.columns) > 1 and (cell.table, first) in amounts)


def _column(each: Judged, cells: Sequence[PageCell]) -> tuple[int, range] | None:
    return None if each.piece.cell is None else (cells[each.piece.cell].table, cells[each.piece.cell].columns)


def _without_uncertain_rows(judged: Sequence[Judged], cells: Sequence[PageCell]) -> list[Judged]:
    """Doubt the amounts of rows whose code, or another number in their heads, is not certain."""
    uncertain = {
        row
        for each in judged
        if each.reading.doubt is ScanDoubt.READ_DIFFERENTLY or each.reading.doubt is ScanDoubt.LOW_CONFIDENCE
        if not is_amount(each.text) and not is_amount(each.reading.other)
        for row in _rows(each, cells)
    }
    return [
        doubted(each, ScanDoubt.ROW_UNCERTAIN)
        if is_amount(each.text) and not uncertain.isdisjoint(_rows(each, cells))
        else each
        for each in judged
    ]


def _rows(each: Judged, cells: Sequence[PageCell]) -> set[tuple[int, int]]:
    """Return the rows of the tables in which a text stands; outside ruled tables, those of pixels that it takes."""
    if each.piece.cell is None:
        return {(_NO_TABLE, y) for y in range(each.piece.rect.top, each.piece.rect.bottom)}
    cell = cells[each.piece.cell]
    return {(cell.table, row) for row in cell.rows}


def doubted(each: Judged, doubt: ScanDoubt) -> Judged:
    """Return what was read with a doubt; the first one stays."""
    return each if each.reading.doubt else replace(each, reading=each.reading._replace(doubt=doubt))
