"""Read the drawings of a page: straight strokes (the rules of tables), pictures and curves.

Turning strokes into tables does not belong here (see tables/lattice.py).
"""

import ctypes
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise, repeat
from itertools import count as count_from
from typing import NamedTuple, TypeAlias

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from orchestration.disclosure.readers.pdf.page import calls
from orchestration.disclosure.readers.pdf.page.calls import Address
from orchestration.disclosure.readers.pdf.page.frame import Floats, Frame, OwnRect

_MAX_THICKNESS = 5.0
"""Points; thicker shapes are shading or diagonals. PDFium's bounds extend a stroke by twice its line width."""

_RECTANGLE_SEGMENTS = 5
"""The most segments of a rectangle, which its bounds describe completely."""

_MAX_COORDINATE = 20_000.0
"""Points from the origin; the largest page that the format allows measures 14,400 (ISO 32000-1, annex C)."""

_TEXT, _PATH = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH
_IMAGE, _FORM = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM

_LATIN_FONTS = tuple(b"Helvetica Times Courier Arial Symbol ZapfDingbats Calibri Cambria Verdana Tahoma".split())
"""Prefixes of font names that PDFium substitutes with a font of its own."""

_SAMPLES = 24

_FLOAT_BYTES = ctypes.sizeof(ctypes.c_float)

_MAX_STROKES = 20_000
"""A page with more is a drawing, not a table."""

_MAX_DEPTH = 8
"""Levels of drawings inside drawings; real ones have one or two, a loop has no end."""

Point: TypeAlias = tuple[float, float]
ItemAt: TypeAlias = Callable[[Address, int], Address]
Matrix: TypeAlias = pypdfium2.PdfMatrix


class Stroke(NamedTuple):
    """A horizontal or vertical line in reader coordinates; ends in ascending order."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The strokes of a page by direction, the share of the page that pictures cover, and its number of curved shapes.

    `texts` are the addresses of PDFium's text objects, valid while the page is open.
    """

    horizontal: tuple[Stroke, ...]
    vertical: tuple[Stroke, ...]
    picture_share: float
    curves: int
    texts: tuple[Address, ...]


def read_drawing(page: pypdfium2.PdfPage, frame: Frame) -> Drawing:
    """Return the drawing of one open page, nested form objects included."""
    collector = _DrawingCollector()
    collector.collect(calls.address_of(page.raw), pdfium.FPDFPage_CountObjects(page.raw), calls.object_at, None, 0)
    horizontal, vertical = [], []
    for x0, top, x1, bottom in frame.rects(_select_strokes(collector.rects)).tolist():
        if x1 - x0 > bottom - top:
            middle = (top + bottom) / 2
            horizontal.append(Stroke(x0, middle, x1, middle))
        else:
            middle = (x0 + x1) / 2
            vertical.append(Stroke(middle, top, middle, bottom))
    width, height = frame.size
    pictured = sum(_visible_area(rect, frame) for rect in collector.pictures)
    share = pictured / max(width * height, 1.0)
    return Drawing(tuple(horizontal), tuple(vertical), share, collector.curves, tuple(collector.texts))


def has_only_invisible_text(drawing: Drawing) -> bool:
    """Return whether all text is invisible, as text recognition puts it over the picture of a scan."""
    return {calls.text_mode(text) for text in drawing.texts} == {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE}


def has_lost_text(drawing: Drawing) -> bool:
    """Return whether text has no width because its font is unavailable: PDFium omits it from the text layer.

    Blanks have no width either; so only text in missing Chinese fonts counts.
    """
    samples = drawing.texts[:: max(1, len(drawing.texts) // _SAMPLES)]
    return any(map(_font_is_missing, samples)) and any(_is_lost(text) for text in drawing.texts)


def _is_lost(text: Address) -> bool:
    [[left, _, right, _]] = _bounds([text], None)
    return bool(right <= left) and _font_is_missing(text)


def _font_is_missing(text: Address) -> bool:
    font = calls.text_font(text)
    if calls.font_is_embedded(font):
        return False
    name = ctypes.create_string_buffer(64)
    calls.font_name(font, ctypes.addressof(name), len(name))
    return not name.value.startswith(_LATIN_FONTS)


class _DrawingCollector:
    """Collects strokes, pictures and texts in the page's own coordinates while walking through its objects."""

    def __init__(self) -> None:
        self.rects: list[OwnRect] = []
        self.pictures: list[OwnRect] = []
        self.texts: list[Address] = []
        self.curves = 0

    def collect(self, holder: Address, count: int, item_at: ItemAt, outer: Matrix | None, depth: int) -> None:
        """Collect the objects of a page or form; `outer` converts its coordinates to the page's, None for the page."""
        items = list(map(item_at, repeat(holder), range(count)))
        kinds = list(map(calls.object_kind, items))

        def of(kind: int) -> list[Address]:
            return list(compress(items, map(kind.__eq__, kinds)))

        self.texts.extend(of(_TEXT))
        self.pictures.extend(_bounds(of(_IMAGE), outer))
        self._take_paths(of(_PATH), outer)
        for form in of(_FORM) if depth < _MAX_DEPTH else ():
            self._take_form(form, outer, depth)

    def _take_form(self, form: Address, outer: Matrix | None, depth: int) -> None:
        inner = _matrix_of(form)
        outer = inner.multiply(outer) if outer else inner
        self.collect(form, calls.objects_in_form(form), calls.object_in_form_at, outer, depth + 1)

    def _take_paths(self, paths: list[Address], outer: Matrix | None) -> None:
        plain: list[Address] = []
        for path, segments in zip(paths, map(calls.segments_in_path, paths), strict=True):
            if segments == 2 or (segments <= _RECTANGLE_SEGMENTS and not _is_stroked(path)):
                plain.append(path)
            else:
                self._take_outline(path, outer)
        self.rects.extend(_bounds(plain, outer))

    def _take_outline(self, path: Address, outer: Matrix | None) -> None:
        matrix = _matrix_of(path)
        outline = list(_outline(path, matrix.multiply(outer) if outer else matrix))
        if any(step.curved for step in outline):
            self.curves += 1
        elif _is_stroked(path):
            self.rects.extend(_bounding_rect(side) for part in _parts(outline) for side in pairwise(part))
        else:
            self.rects.extend(map(_bounding_rect, _parts(outline)))


def _bounds(items: Sequence[Address], outer: Matrix | None) -> Iterator[OwnRect]:
    """Yield the bounding rectangles of objects."""
    corners = (ctypes.c_float * (4 * len(items)))()
    lefts, bottoms, rights, tops = (
        count_from(ctypes.addressof(corners) + at * _FLOAT_BYTES, 4 * _FLOAT_BYTES) for at in range(4)
    )
    calls.run_all(map(calls.object_bounds, items, lefts, bottoms, rights, tops))
    for rect in struct.iter_unpack("4f", corners):
        x0, y0, x1, y1 = outer.on_rect(*rect) if outer else rect
        yield x0, y1, x1, y0


def _is_stroked(path: Address) -> bool:
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    calls.path_mode(path, ctypes.addressof(fill), ctypes.addressof(stroked))
    return bool(stroked.value)


class _Step(NamedTuple):
    """One step of an outline: its end point, and whether it opens a part, is curved, or closes the part."""

    point: Point
    opens: bool
    curved: bool
    closes: bool


def _outline(path: Address, matrix: Matrix) -> Iterator[_Step]:
    """Yield the steps of a path up to its first curve: a path with a curve is no rule."""
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(calls.segments_in_path(path)):
        segment = calls.segment_at(path, index)
        kind = calls.segment_kind(segment)
        calls.segment_point(segment, ctypes.addressof(x), ctypes.addressof(y))
        curved = kind == pdfium.FPDF_SEGMENT_BEZIERTO
        closes = bool(calls.segment_closes(segment))
        yield _Step(matrix.on_point(x.value, y.value), kind == pdfium.FPDF_SEGMENT_MOVETO, curved, closes)
        if curved:
            return


def _parts(outline: list[_Step]) -> Iterator[list[Point]]:
    """Yield the points of each part of an outline; a closed part ends at its start."""
    part: list[Point] = []
    for step in outline:
        if step.opens and part:
            yield part
            part = []
        part.append(step.point)
        if step.closes:
            part.append(part[0])
    if part:
        yield part


def _bounding_rect(points: Iterable[Point]) -> OwnRect:
    xs, ys = zip(*points, strict=True)
    return min(xs), max(ys), max(xs), min(ys)


def _matrix_of(item: Address) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    calls.object_matrix(item, ctypes.addressof(matrix))
    return pypdfium2.PdfMatrix.from_raw(matrix)


def _select_strokes(rects: Sequence[OwnRect]) -> Floats:
    """Select the thin rectangles with plausible coordinates; damaged drawings contain huge numbers and NaN."""
    own = np.array(rects, dtype=np.float64).reshape(-1, 4)
    x0, y1, x1, y0 = own.T
    is_near = (np.abs(own) < _MAX_COORDINATE).all(axis=1) & (x0 <= x1) & (y0 <= y1)
    is_stroke = is_near & (np.minimum(x1 - x0, y1 - y0) <= _MAX_THICKNESS)
    return own[is_stroke] if len(own) <= _MAX_STROKES else own[:0]


def _visible_area(rect: OwnRect, frame: Frame) -> float:
    x0, y1, x1, y0 = rect
    width = min(x1, frame.right) - max(x0, frame.left)
    height = min(y1, frame.top) - max(y0, frame.bottom)
    return width * height if width > 0 and height > 0 else 0.0
