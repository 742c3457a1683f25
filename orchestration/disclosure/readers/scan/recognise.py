"""Read one picture of a page: find its texts and rules, read each text, read again what may be a figure, and say of
each how certain it is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchestration.disclosure.model import ScanDoubt, ScanReading
from orchestration.disclosure.readers.fixed_layout.page.bitmap import Bitmap
from orchestration.disclosure.readers.fixed_layout.page.drawing import NO_SHAPES, Drawing
from orchestration.disclosure.readers.fixed_layout.page.frame import Rect
from orchestration.disclosure.readers.fixed_layout.tables.grid import Grid
from orchestration.disclosure.readers.fixed_layout.tables.lattice import find_grids
from orchestration.disclosure.readers.scan.agreement import (
    digits_of,
    is_amount,
    is_like_a_figure,
    is_whole,
    judge_figure,
    judge_words,
    needs_second_reading,
)
from orchestration.disclosure.readers.scan.allowance import allow_picture
from orchestration.disclosure.readers.scan.bitmap import Grey, PixelRect
from orchestration.disclosure.readers.scan.engine import ReadText, find_texts, read_texts
from orchestration.disclosure.readers.scan.ink import grey_of, ink_mask
from orchestration.disclosure.readers.scan.masking import mask_differences
from orchestration.disclosure.readers.scan.recognised_page import RecognisedPage, RecognisedText
from orchestration.disclosure.readers.scan.rules import Rules, find_rules
from orchestration.disclosure.readers.scan.splitting import split_at_figures
from orchestration.disclosure.readers.scan.texts import (
    Piece,
    bounds_of_ink,
    clean_ink,
    find_pieces,
    is_dash,
    padded,
    whole_of,
)
from orchestration.disclosure.readers.scan.upright import UprightPage, make_upright

_LEAST_TEXTS = 4
"""A page with fewer texts is a picture of something else."""

_LEAST_SURE = 0.8
"""The confidence of a text that counts as one; what is seen in leaves and faces has less."""

_MOST_TEXTS = 3_000
"""The most crowded sheet has a thousand; a map or a pattern has more."""

_MOST_INK = 0.35
"""The greatest share of ink of a printed page; a photograph has more."""

_LEAST_INK = 0.0002
"""A page with less is blank but for dust; a page number has more."""

_MOST_SHADE = 25.0
"""The standard deviation of the brightness of blank paper; that of a photograph without edges is greater."""

_SECOND_ACROSS, _SECOND_DOWN = 0.45, 0.3
"""How far the second reading of a text sees beyond its ink, in heights of its ink: another scale than the first."""

_BESIDE = 0.5
"""Heights beside a text outside tables in which ink may belong to it: a minus, a digit that was cut off."""

_TORN = 0.3
"""Heights between the boxes of two texts that may be parts of one figure; boxes are larger than their ink."""

_LEAST_HEIGHT = 6.0
"""Points of a letter."""

_DASH = "-"

_NO_TABLE = -1

_BASELINE = 0.08
"""Where letters stand above the lower edge of their ink, in heights."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of the ruled tables: its place, and which table, rows and column it has."""

    rect: PixelRect
    table: int
    rows: range
    column: int


@dataclass(frozen=True, slots=True)
class _Judged:
    """A piece with the text to take for it, and how certain it is."""

    piece: Piece
    text: str
    reading: ScanReading


def recognise(bitmap: Bitmap) -> RecognisedPage | None:
    """Return what stands on a page; None for a picture that is no print."""
    allow_picture()
    grey = grey_of(bitmap)
    height, width = grey.shape
    size = (width / bitmap.scale, height / bitmap.scale)
    share = (ink_mask(grey, bitmap.scale) > 0).mean()
    if share < _LEAST_INK:
        return RecognisedPage(size) if bitmap.pixels.std() < _MOST_SHADE else None
    if share > _MOST_INK:
        return None
    page = make_upright(grey, find_texts, read_texts)
    if not _LEAST_TEXTS <= len(page.texts) <= _MOST_TEXTS:
        return None
    ink = ink_mask(page.grey, bitmap.scale)
    rules = find_rules(ink, bitmap.scale, page.texts)
    cells = _cells(find_grids(_drawing(rules)), bitmap.scale)
    ink = clean_ink(ink, rules.mask)
    pieces = find_pieces(page.texts, [cell.rect for cell in cells], ink, bitmap.scale)
    read = _read(pieces, cells, page, ink)
    if sum(each.reading.confidence_percent >= 100 * _LEAST_SURE for each in read) < _LEAST_TEXTS:
        return None
    judged = _without_uncertain_rows(_with_decimals(read, cells), cells)
    return RecognisedPage(
        size,
        page.turns,
        page.tilt,
        rules.horizontal,
        rules.vertical,
        tuple(_recognised(each, ink, bitmap.scale) for each in judged),
    )


def _drawing(rules: Rules) -> Drawing:
    return Drawing(rules.horizontal, rules.vertical, NO_SHAPES, NO_SHAPES, NO_SHAPES, 0.0, 0, (), ())


def _cells(grids: Sequence[Grid], scale: float) -> list[_Cell]:
    return [
        _Cell(
            PixelRect(*(round(side * scale) for side in grid.rect_of(cell))),
            table,
            range(cell.top, cell.bottom),
            cell.left if cell.right == cell.left + 1 else -1 - cell.left,
        )
        for table, grid in enumerate(grids)
        for cell in grid.cells
    ]


# Reading -------------------------------------------------------------------------------------------------------------


def _read(pieces: Sequence[Piece], cells: Sequence[_Cell], page: UprightPage, ink: Grey) -> list[_Judged]:
    pieces, firsts = _first_readings(pieces, page.grey, ink)
    again = [at for at, first in enumerate(firsts) if needs_second_reading(first.text)]
    alone = _alone_in_cell(pieces)
    crops = [
        _crop(
            page.grey,
            _second_rect_alone(cells[cell].rect, pieces[at].rect, ink)
            if (cell := alone[at]) is not None
            else _second_rect(pieces[at].rect, pieces, ink),
        )
        for at in again
    ]
    seconds = dict(zip(again, read_texts(crops), strict=True))
    judged = [
        _Judged(piece, _DASH, ScanReading(100))
        if alone[at] is not None and is_dash(piece, ink)
        else _judge(piece, firsts[at], seconds.get(at))
        for at, piece in enumerate(pieces)
    ]
    return _without_torn([each for each in judged if each.text])


def _first_readings(pieces: Sequence[Piece], grey: Grey, ink: Grey) -> tuple[list[Piece], list[ReadText]]:
    """Return the pieces and what is read of each; those that are several texts are split and read again."""
    readings = read_texts([_crop(grey, piece.rect) for piece in pieces])
    parted = [split_at_figures(piece.rect, read.text, ink) for piece, read in zip(pieces, readings, strict=True)]
    whole = [(piece, read) for piece, read, parts in zip(pieces, readings, parted, strict=True) if len(parts) == 1]
    split = [
        replace(piece, rect=rect)
        for piece, parts in zip(pieces, parted, strict=True)
        if len(parts) > 1
        for rect in parts
    ]
    again = read_texts([_crop(grey, piece.rect) for piece in split])
    return [*(piece for piece, _ in whole), *split], [*(read for _, read in whole), *again]


def _crop(grey: Grey, rect: PixelRect) -> Grey:
    return grey[rect.top : rect.bottom, rect.x0 : rect.x1]


def _alone_in_cell(pieces: Sequence[Piece]) -> list[int | None]:
    """Return of each piece its cell, where nothing else stands in it."""
    count: dict[int | None, int] = defaultdict(int)
    for piece in pieces:
        count[piece.cell] += 1
    return [piece.cell if count[piece.cell] == 1 else None for piece in pieces]


def _second_rect_alone(cell: PixelRect, text: PixelRect, ink: Grey) -> PixelRect:
    """Return what the second reading of a text sees that stands alone in its cell: all ink of the cell."""
    inner = PixelRect(cell.x0 + 2, cell.top + 2, cell.x1 - 2, cell.bottom - 2)
    return padded(bounds_of_ink(inner, ink) or text, _SECOND_ACROSS, _SECOND_DOWN, inner)


def _second_rect(text: PixelRect, pieces: Sequence[Piece], ink: Grey) -> PixelRect:
    """Return what the second reading of another text sees: its ink and that beside it, up to the next text."""
    whole = whole_of(ink)
    around = padded(text, _BESIDE, 0, whole)
    beside = [other.rect for other in pieces if other.rect.top < text.bottom - 2 and text.top < other.rect.bottom - 2]
    left = max((other.x1 for other in beside if other.x1 <= text.x0 + 2), default=0)
    right = min((other.x0 for other in beside if other.x0 >= text.x1 - 2), default=whole.x1)
    around = PixelRect(max(around.x0, left), around.top, min(around.x1, right), around.bottom)
    seen = bounds_of_ink(around, ink) or text
    return padded(seen, _SECOND_ACROSS, _SECOND_DOWN, PixelRect(around.x0, 0, around.x1, whole.bottom))


def _judge(piece: Piece, first: ReadText, second: ReadText | None) -> _Judged:
    if second is None:
        return _Judged(piece, first.text, judge_words(first, None))
    if is_like_a_figure(first.text) or is_like_a_figure(second.text):
        text, reading = judge_figure(first, second)
        if piece.touches and reading.doubt is None:
            reading = reading._replace(doubt=ScanDoubt.READ_DIFFERENTLY)
        return _Judged(piece, text, reading)
    if piece.cell is None:
        return _Judged(piece, mask_differences(first.text, second.text), judge_words(first, None))
    return _Judged(piece, first.text or second.text, judge_words(first, second))


def _without_torn(judged: Sequence[_Judged]) -> list[_Judged]:
    """Doubt figures so close to another that they may be two parts of one."""
    numbers = [each for each in judged if digits_of(each.text)]
    torn = {
        id(one)
        for one in numbers
        for other in numbers
        if one is not other and one.piece.cell == other.piece.cell and _are_close(one.piece.rect, other.piece.rect)
    }
    return [_doubted(each, ScanDoubt.READ_DIFFERENTLY) if id(each) in torn else each for each in judged]


def _are_close(one: PixelRect, other: PixelRect) -> bool:
    height = min(one.height, other.height)
    gap = max(one.x0, other.x0) - min(one.x1, other.x1)
    return gap < _TORN * height and min(one.bottom, other.bottom) - max(one.top, other.top) > height / 2


# What the neighbours say ---------------------------------------------------------------------------------------------


def _with_decimals(judged: Sequence[_Judged], cells: Sequence[_Cell]) -> list[_Judged]:
    """Doubt figures without decimals in columns of figures with them: their point may be lost."""
    decimal = {_column(each, cells) for each in judged if is_amount(each.text)} - {None}
    return [
        _doubted(each, ScanDoubt.DECIMALS_MISSING) if is_whole(each.text) and _column(each, cells) in decimal else each
        for each in judged
    ]


def _column(each: _Judged, cells: Sequence[_Cell]) -> tuple[int, int] | None:
    return None if each.piece.cell is None else (cells[each.piece.cell].table, cells[each.piece.cell].column)


def _without_uncertain_rows(judged: Sequence[_Judged], cells: Sequence[_Cell]) -> list[_Judged]:
    """Doubt the amounts of rows whose code, or another number in their heads, is not certain."""
    uncertain = {
        row
        for each in judged
        if each.reading.doubt is ScanDoubt.READ_DIFFERENTLY or each.reading.doubt is ScanDoubt.LOW_CONFIDENCE
        if not is_amount(each.text) and not is_amount(each.reading.other)
        for row in _rows(each, cells)
    }
    return [
        _doubted(each, ScanDoubt.ROW_UNCERTAIN)
        if is_amount(each.text) and not uncertain.isdisjoint(_rows(each, cells))
        else each
        for each in judged
    ]


def _rows(each: _Judged, cells: Sequence[_Cell]) -> set[tuple[int, int]]:
    """Return the rows of the tables in which a text stands; outside ruled tables, those of pixels that it takes."""
    if each.piece.cell is None:
        return {(_NO_TABLE, y) for y in range(each.piece.rect.top, each.piece.rect.bottom)}
    cell = cells[each.piece.cell]
    return {(cell.table, row) for row in cell.rows}


def _doubted(each: _Judged, doubt: ScanDoubt) -> _Judged:
    return each if each.reading.doubt else replace(each, reading=each.reading._replace(doubt=doubt))


# Handing on ----------------------------------------------------------------------------------------------------------


def _recognised(each: _Judged, ink: Grey, scale: float) -> RecognisedText:
    seen = bounds_of_ink(each.piece.rect, ink) or each.piece.rect
    # a dash is as high as a letter to those who look for lines of print
    spare = max(_LEAST_HEIGHT - seen.height / scale, 0.0) / 2
    rect: Rect = (seen.x0 / scale, seen.top / scale - spare, seen.x1 / scale, seen.bottom / scale + spare)
    return RecognisedText(each.text, rect, rect[3] - _BASELINE * (rect[3] - rect[1]), each.reading)
