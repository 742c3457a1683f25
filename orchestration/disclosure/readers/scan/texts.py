"""Give each cell its own texts: texts that run over a rule are cut at it, ink that no text covers is one too.

What is printed there is read elsewhere (see recognise.py).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from orchestration.disclosure.readers.scan.bitmap import Grey, PixelRect

_LEAST_SPECK = 4
"""Pixels of the smallest decimal point; less ink together is noise."""

_LEAST_SHARE = 0.25
"""The least share of a text's height that its part in a cell has; less is the edge of its box."""

_CLEAR = 0.18
"""Heights of text that stay free between ink and a rule which it does not touch."""

_LEAST_DASH = 2.0
"""Points; the shortest mark in an otherwise blank cell that is print: a dash."""

_FLAT, _MOST_FLAT = 2.0, 16.0
"""The least and greatest width of a dash in its heights."""

_GROUND_AND_STROKE = 2

_MIDDLE, _STRUCK, _LONG = 0.3, 0.6, 0.8
"""The share of its height above and below the middle of a text; the share of its width that a line takes which strikes
it out, and the least length of such a line in heights of the text: the strokes of single digits are shorter."""

_INSET = 1
"""Pixels between a rule and what is read beside it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, or the part of one that stands in one cell. `cell` is the number of the cell, None outside tables;
    `touches` says that its ink runs into the border of the cell or of the page, so that some of it may be elsewhere;
    `found` that the finder of texts saw it, and not its ink alone."""

    rect: PixelRect
    cell: int | None
    touches: bool = False
    found: bool = True


def clean_ink(ink: Grey, rules: Grey) -> Grey:
    """Return the ink without rules and specks."""
    rest = cv2.bitwise_and(ink, cv2.bitwise_not(cv2.dilate(rules, np.ones((3, 3), np.uint8))))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
    is_print = stats[:, cv2.CC_STAT_AREA] >= _LEAST_SPECK
    is_print[0] = False
    clean: Grey = (is_print[labels] * np.uint8(255)).astype(np.uint8)
    return clean


def find_pieces(texts: Sequence[PixelRect], cells: Sequence[PixelRect], ink: Grey, scale: float) -> list[Piece]:
    """Return the texts of a page, cell by cell; `ink` is clean."""
    places = np.array(cells, dtype=np.int64).reshape(-1, 4)
    by_cell: dict[int, list[PixelRect]] = defaultdict(list)
    loose: list[PixelRect] = []
    for text in texts:
        owners = _owners(text, places)
        for owner in owners:
            by_cell[owner].append(_clipped(text, cells[owner]))
        if not owners:
            loose.append(text)
    pieces = [Piece(rect, None, _touches_edge(rect, ink)) for rect in loose]
    for at, cell in enumerate(cells):
        lines = _lines(by_cell[at])
        covered = [line for line in lines if bounds_of_ink(line, ink)]
        pieces.extend(Piece(line, at, _touches(line, cell, ink)) for line in covered)
        if not covered:
            pieces.extend(_uncovered(at, cell, ink, scale))
    return pieces


def is_dash(piece: Piece, ink: Grey) -> bool:
    """Return whether a text is one short level stroke, as it stands for a blank amount: readers take it for 一."""
    seen = bounds_of_ink(piece.rect, ink)
    if seen is None or piece.touches or not _FLAT * seen.height <= seen.width <= _MOST_FLAT * seen.height:
        return False
    parts, _ = cv2.connectedComponents(ink[seen.top : seen.bottom, seen.x0 : seen.x1], connectivity=8)
    return bool(parts == _GROUND_AND_STROKE)


def is_struck_out(piece: Piece, ink: Grey) -> bool:
    """Return whether a level line goes through the middle of a text; `ink` has its rules still."""
    x0, top, x1, bottom = piece.rect
    part = ink[top + round(_MIDDLE * (bottom - top)) : bottom - round(_MIDDLE * (bottom - top)), x0:x1]
    length = round(_STRUCK * (x1 - x0))
    if part.shape[0] < 1 or length < _LONG * (bottom - top):
        return False
    # a line by hand is not quite level
    thick = cv2.dilate(part, np.ones((3, 1), np.uint8))
    return bool(cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)).any())


def bounds_of_ink(rect: PixelRect, ink: Grey) -> PixelRect | None:
    """Return the bounds of the ink in a rectangle; None where there is none."""
    part = ink[rect.top : rect.bottom, rect.x0 : rect.x1]
    if not part.size:
        return None
    x, y, wide, high = cv2.boundingRect(part)
    return PixelRect(rect.x0 + x, rect.top + y, rect.x0 + x + wide, rect.top + y + high) if wide and high else None


def padded(rect: PixelRect, across: float, down: float, within: PixelRect) -> PixelRect:
    """Return a rectangle larger by parts of its height on each side, as far as it may reach."""
    x, y = round(across * rect.height), round(down * rect.height)
    return PixelRect(
        max(rect.x0 - x, within.x0),
        max(rect.top - y, within.top),
        min(rect.x1 + x, within.x1),
        min(rect.bottom + y, within.bottom),
    )


def whole_of(ink: Grey) -> PixelRect:
    """Return the rectangle of a whole page."""
    height, width = ink.shape
    return PixelRect(0, 0, width, height)


def _owners(text: PixelRect, places: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> list[int]:
    """Return the cells in which a good part of a text stands."""
    if not len(places):
        return []
    wide = np.minimum(places[:, 2], text.x1) - np.maximum(places[:, 0], text.x0)
    high = np.minimum(places[:, 3], text.bottom) - np.maximum(places[:, 1], text.top)
    least = _LEAST_SHARE * text.height
    owners: list[int] = np.flatnonzero((wide >= min(least, text.width / 2)) & (high >= 2 * least)).tolist()
    return owners


def _clipped(text: PixelRect, cell: PixelRect) -> PixelRect:
    return PixelRect(
        max(text.x0, cell.x0 + _INSET),
        max(text.top, cell.top + _INSET),
        min(text.x1, cell.x1 - _INSET),
        min(text.bottom, cell.bottom - _INSET),
    )


def _lines(rects: Sequence[PixelRect]) -> list[PixelRect]:
    """Join the parts of one line of a cell: the finder may see a figure in two."""
    lines: list[PixelRect] = []
    for rect in sorted(rects, key=lambda rect: (rect.top + rect.bottom, rect.x0)):
        last = lines[-1] if lines else None
        if last and _are_beside(last, rect):
            lines[-1] = PixelRect(
                min(last.x0, rect.x0), min(last.top, rect.top), max(last.x1, rect.x1), max(last.bottom, rect.bottom)
            )
        else:
            lines.append(rect)
    return lines


def _are_beside(one: PixelRect, other: PixelRect) -> bool:
    lower = min(one.height, other.height)
    gap = max(one.x0, other.x0) - min(one.x1, other.x1)
    return gap <= lower and min(one.bottom, other.bottom) - max(one.top, other.top) > lower / 2


def _touches(line: PixelRect, cell: PixelRect, ink: Grey) -> bool:
    """Return whether ink of a line comes so near to the left or right border of its cell that it may cross it."""
    seen = bounds_of_ink(PixelRect(cell.x0, line.top, cell.x1, line.bottom), ink)
    if seen is None:
        return False
    clear = max(_CLEAR * seen.height, 2 + _INSET)
    return seen.x0 - cell.x0 < clear or cell.x1 - seen.x1 < clear


def _touches_edge(rect: PixelRect, ink: Grey) -> bool:
    height, width = ink.shape
    return rect.x0 <= 1 or rect.top <= 1 or rect.x1 >= width - 1 or rect.bottom >= height - 1


def _uncovered(at: int, cell: PixelRect, ink: Grey, scale: float) -> Iterator[Piece]:
    """Yield the ink of a cell in which no text was found."""
    inner = PixelRect(cell.x0 + 2 * _INSET, cell.top + 2 * _INSET, cell.x1 - 2 * _INSET, cell.bottom - 2 * _INSET)
    seen = bounds_of_ink(inner, ink)
    if seen is not None and max(seen.width, seen.height) >= _LEAST_DASH * scale:
        yield Piece(seen, at, _touches(seen, cell, ink), found=False)
