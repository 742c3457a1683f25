"""Read one picture of a page: find its texts and rules, read each text, read again what may be a figure, and say of
each how certain it is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from orchestration.disclosure.model import ScanDoubt, ScanReading
from orchestration.disclosure.readers.fixed_layout.page.bitmap import Bitmap
from orchestration.disclosure.readers.fixed_layout.page.drawing import NO_SHAPES, Drawing
from orchestration.disclosure.readers.fixed_layout.page.frame import Rect
from orchestration.disclosure.readers.fixed_layout.tables.grid import Grid
from orchestration.disclosure.readers.fixed_layout.tables.lattice import find_grids
from orchestration.disclosure.readers.scan.agreement import (
    is_like_a_figure,
    judge_figure,
    judge_words,
    may_have_decimals,
    needs_second_reading,
)
from orchestration.disclosure.readers.scan.allowance import allow_picture
from orchestration.disclosure.readers.scan.bitmap import Grey, PixelRect
from orchestration.disclosure.readers.scan.engine import ReadText, find_texts, read_texts
from orchestration.disclosure.readers.scan.flatten import find_bend, flattened
from orchestration.disclosure.readers.scan.ink import grey_of, ink_mask
from orchestration.disclosure.readers.scan.masking import mask_differences
from orchestration.disclosure.readers.scan.neighbours import Judged, PageCell, doubt_by_neighbours, doubted
from orchestration.disclosure.readers.scan.recognised_page import RecognisedPage, RecognisedText
from orchestration.disclosure.readers.scan.rules import Rules, find_rules
from orchestration.disclosure.readers.scan.splitting import split_at_figures
from orchestration.disclosure.readers.scan.texts import (
    Piece,
    bounds_of_ink,
    clean_ink,
    find_pieces,
    is_dash,
    is_struck_out,
    padded,
    whole_of,
)
from orchestration.disclosure.readers.scan.upright import UprightPage, make_upright
from orchestration.disclosure.text import UNREAD

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

_MINUS = 2.0
"""Heights behind a dash in which a figure may be its own."""

_LEAST_HEIGHT = 6.0
"""Points of a letter."""

_LEAST_PRINT = 4.0
"""Points of ink that is a digit rather than a speck."""

_DASH = "-"

_BASELINE = 0.08
"""Where letters stand above the lower edge of their ink, in heights."""


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
    bend = find_bend(grey)
    page = make_upright(grey if bend is None else flattened(grey, bend), find_texts, read_texts)
    if not _LEAST_TEXTS <= len(page.texts) <= _MOST_TEXTS:
        return None
    whole_ink = ink_mask(page.grey, bitmap.scale)
    rules = find_rules(whole_ink, bitmap.scale, page.texts)
    cells = _cells(find_grids(_drawing(rules)), bitmap.scale)
    ink = clean_ink(whole_ink, rules.mask)
    pieces = find_pieces(page.texts, [cell.rect for cell in cells], ink, bitmap.scale)
    read = _read(pieces, cells, page, ink, bitmap.scale)
    if sum(each.reading.confidence_percent >= 100 * _LEAST_SURE for each in read) < _LEAST_TEXTS:
        return None
    judged = doubt_by_neighbours(_without_struck_out(read, whole_ink), cells)
    return RecognisedPage(
        size,
        page.turns,
        page.tilt,
        rules.horizontal,
        rules.vertical,
        tuple(_recognised(each, ink, bitmap.scale) for each in judged),
        None if bend is None else bend.scaled(1 / bitmap.scale),
    )


def _drawing(rules: Rules) -> Drawing:
    return Drawing(rules.horizontal, rules.vertical, NO_SHAPES, NO_SHAPES, NO_SHAPES, 0.0, 0, (), ())


def _cells(grids: Sequence[Grid], scale: float) -> list[PageCell]:
    return [
        PageCell(
            PixelRect(*(round(side * scale) for side in grid.rect_of(cell))),
            table,
            range(cell.top, cell.bottom),
            range(cell.left, cell.right),
        )
        for table, grid in enumerate(grids)
        for cell in grid.cells
    ]


# Reading -------------------------------------------------------------------------------------------------------------


def _read(
    pieces: Sequence[Piece], cells: Sequence[PageCell], page: UprightPage, ink: Grey, scale: float
) -> list[Judged]:
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
        Judged(piece, _DASH, ScanReading(100))
        if is_dash(piece, ink) and (alone[at] is not None or not _has_figure_behind(piece, pieces, firsts))
        else _judge(piece, firsts[at], seconds.get(at))
        for at, piece in enumerate(pieces)
    ]
    return [
        replace(each, text=UNREAD, reading=ScanReading(0, ScanDoubt.NOT_A_FIGURE))
        if _is_unread_print(each, ink, scale)
        else each
        for each in judged
        if each.text or _is_unread_print(each, ink, scale)
    ]


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


def _has_figure_behind(dash: Piece, pieces: Sequence[Piece], readings: Sequence[ReadText]) -> bool:
    """Return whether a dash outside tables may be the minus of what stands close behind it."""
    reach = dash.rect.x1 + _MINUS * dash.rect.height
    return any(
        dash.rect.x0 < other.rect.x0 < reach
        and other.rect.top < dash.rect.bottom
        and dash.rect.top < other.rect.bottom
        and may_have_decimals(read.text)
        for other, read in zip(pieces, readings, strict=True)
    )


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


def _is_unread_print(each: Judged, ink: Grey, scale: float) -> bool:
    """Return whether ink in a cell is as high as a letter, and yet nothing was read of it."""
    if each.text or each.piece.cell is None or each.piece.touches:
        return False
    seen = bounds_of_ink(each.piece.rect, ink)
    return seen is not None and seen.height >= _LEAST_PRINT * scale


def _without_struck_out(judged: Sequence[Judged], whole_ink: Grey) -> list[Judged]:
    return [
        doubted(each, ScanDoubt.STRUCK_OUT)
        # a dash is a line itself
        if is_like_a_figure(each.text) and each.text != _DASH and is_struck_out(each.piece, whole_ink)
        else each
        for each in judged
    ]


def _judge(piece: Piece, first: ReadText, second: ReadText | None) -> Judged:
    if second is None:
        return Judged(piece, first.text, judge_words(first, None))
    if is_like_a_figure(first.text) or is_like_a_figure(second.text):
        text, reading = judge_figure(first, second)
        if piece.touches and reading.doubt is None:
            reading = reading._replace(doubt=ScanDoubt.READ_DIFFERENTLY)
        return Judged(piece, text, reading)
    if piece.cell is None:
        return Judged(piece, mask_differences(first.text, second.text), judge_words(first, None))
    return Judged(piece, first.text or second.text, judge_words(first, second))


# Handing on ----------------------------------------------------------------------------------------------------------


def _recognised(each: Judged, ink: Grey, scale: float) -> RecognisedText:
    seen = bounds_of_ink(each.piece.rect, ink) or each.piece.rect
    # a dash is as high as a letter to those who look for lines of print
    spare = max(_LEAST_HEIGHT - seen.height / scale, 0.0) / 2
    rect: Rect = (seen.x0 / scale, seen.top / scale - spare, seen.x1 / scale, seen.bottom / scale + spare)
    return RecognisedText(each.text, rect, rect[3] - _BASELINE * (rect[3] - rect[1]), each.reading)
