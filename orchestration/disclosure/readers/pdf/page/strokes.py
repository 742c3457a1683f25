"""Read the drawings of a page: straight strokes (the rules of tables), filled shapes, pictures, outlines of letters.

Turning strokes into tables does not belong here (see tables/lattice.py), nor what hides or replaces text (see
covered.py and opaque.py).
"""

import ctypes
import struct
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise, repeat
from typing import NamedTuple, TypeAlias

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from orchestration.disclosure.readers.pdf.page import calls
from orchestration.disclosure.readers.pdf.page.calls import Address
from orchestration.disclosure.readers.pdf.page.frame import Floats, Frame, OwnRect
from orchestration.disclosure.readers.pdf.page.letters import refuse_too_many_objects

_MAX_THICKNESS = 5.0
"""Points; thicker shapes are shading or diagonals. PDFium's bounds extend a stroke by twice its line width."""

_RECTANGLE_SEGMENTS = 5
"""The most segments of a rectangle, which its bounds describe completely."""

_MAX_COORDINATE = 20_000.0
"""Points from the origin; the largest page that the format allows measures 14,400 (ISO 32000-1, annex C)."""

_TEXT, _PATH = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH
_IMAGE, _FORM, _SHADING = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_SHADING

_LATIN_FONTS = tuple(b"Helvetica Times Courier Arial Symbol ZapfDingbats Calibri Cambria Verdana Tahoma".split())
"""Prefixes of font names that PDFium substitutes with a font of its own."""

_SAMPLES = 24

_FLOAT_BYTES = ctypes.sizeof(ctypes.c_float)

_MAX_STROKES = 20_000
"""A page with more is a drawing, not a table."""

_MAX_DEPTH = 8
"""Levels of drawings inside drawings; real ones have one or two, a loop has no end."""

_GLYPH_SEGMENTS = 24
"""The usual number of segments in the outline of a letter; a Latin letter has fewer, a Chinese one more."""

_LEAST_GLYPH, _MOST_GLYPH = 1.0, 60.0
"""The least and greatest width and height in points of a letter that is drawn as a plain shape."""

_LEAST_SHAPE = 2.0
"""Points; a filled shape that is lower or narrower is a rule and covers no letter."""

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
class Shapes:
    """Drawn objects by their addresses, valid while the page is open, and their places (n x 4, reader coordinates).

    `outer` are the matrices that convert the coordinates of their forms to those of the page, None for the page's own.
    """

    items: Sequence[Address]
    outer: Sequence[Matrix | None]
    rects: Floats


NO_SHAPES = Shapes((), (), np.zeros((0, 4)))


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn on a page beside its text: strokes by direction, filled rectangles, pictures, and
    `outlines`: all other filled shapes.

    `picture_share` is the share of the page that pictures cover, `glyphs` estimates how many letters its outlines may
    be. `texts` are the addresses of PDFium's text objects, `items` those of all objects as they are drawn, one over the
    other.
    """

    horizontal: tuple[Stroke, ...]
    vertical: tuple[Stroke, ...]
    fills: Shapes
    pictures: Shapes
    outlines: Shapes
    picture_share: float
    glyphs: int
    texts: tuple[Address, ...]
    items: Sequence[Address]


def read_drawing(page: pypdfium2.PdfPage, frame: Frame, printed: int | None = None) -> Drawing:
    """Return the drawing of one open page, nested form objects included.

    Of the objects from number `printed` on, which annotations put over the page, the strokes are no rules.
    """
    collector = _DrawingCollector(is_askew=bool(frame.tilt))
    count = pdfium.FPDFPage_CountObjects(page.raw)
    collector.collect(calls.address_of(page.raw), count, calls.object_at, frame.levelling, 0, printed)
    width, _ = frame.size
    horizontal, vertical = [], []
    for x0, top, x1, bottom in frame.level_rects(_select_strokes(collector.rects)).tolist():
        if frame.part and (x1 <= 0 or x0 >= width):
            continue
        if x1 - x0 > bottom - top:
            middle = (top + bottom) / 2
            horizontal.append(Stroke(x0, middle, x1, middle))
        else:
            middle = (x0 + x1) / 2
            vertical.append(Stroke(middle, top, middle, bottom))
    whole_width, whole_height = frame.whole_size
    pictured = sum(_visible_area(rect, frame) for rect in collector.pictures.rects)
    fills = _own_rects(collector.fills.rects)
    return Drawing(
        tuple(horizontal),
        tuple(vertical),
        _select_fills(collector.fills, fills, frame),
        collector.pictures.shapes(frame),
        collector.outlines.shapes(frame),
        pictured / max(whole_width * whole_height, 1.0),
        max(collector.curves, collector.segments // _GLYPH_SEGMENTS) + collector.glyphs + _count_glyphs(fills),
        tuple(collector.texts),
        collector.items,
    )


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


class _Step(NamedTuple):
    """One step of an outline: its end point, and whether it opens a part, is curved, or closes the part."""

    point: Point
    opens: bool
    curved: bool
    closes: bool


class _ShapeCollector:
    """Collects drawn objects, their places in the page's own coordinates and the matrices of their forms."""

    def __init__(self) -> None:
        self.items: list[Address] = []
        self.outer: list[Matrix | None] = []
        self.rects: list[OwnRect] = []

    def extend(self, items: Sequence[Address], rects: Iterable[OwnRect], outer: Matrix | None) -> None:
        self.items.extend(items)
        self.outer.extend([outer] * len(items))
        self.rects.extend(rects)

    def shapes(self, frame: Frame) -> Shapes:
        if not self.items:
            return NO_SHAPES
        return Shapes(self.items, self.outer, frame.level_rects(_own_rects(self.rects)))


class _DrawingCollector:
    """Collects strokes, shapes, pictures and texts in the page's own coordinates while walking through its objects."""

    def __init__(self, is_askew: bool) -> None:
        self.rects: list[OwnRect] = []
        self.fills = _ShapeCollector()
        self.pictures = _ShapeCollector()
        self.outlines = _ShapeCollector()
        self.curves = 0
        self.segments = 0
        self.glyphs = 0
        self.texts: list[Address] = []
        self.items: list[Address] = []
        self._is_askew = is_askew
        self._is_ruled = True
        self._count = 0

    def collect(
        self,
        holder: Address,
        count: int,
        item_at: ItemAt,
        outer: Matrix | None,
        depth: int,
        printed: int | None = None,
    ) -> None:
        """Collect the objects of a page or form; `outer` converts its coordinates to the page's, None for the page."""
        self._count += count
        refuse_too_many_objects(self._count)
        items = list(map(item_at, repeat(holder), range(count)))
        kinds = list(map(calls.object_kind, items))
        done = 0
        for _ in range(kinds.count(_FORM)):
            at = kinds.index(_FORM, done)
            self._take(items[done:at], kinds[done:at], outer)
            done = at + 1
            self._is_ruled = self._is_ruled and (printed is None or at < printed)
            if depth < _MAX_DEPTH:
                self._take_form(items[at], outer, depth)
        self._take(items[done:], kinds[done:], outer)

    def _take(self, items: list[Address], kinds: list[int], outer: Matrix | None) -> None:
        """Take objects drawn one after the other, none of them a form."""
        self.items.extend(items)
        by_kind: defaultdict[int, list[Address]] = defaultdict(list)
        for item, kind in zip(items, kinds, strict=True):
            by_kind[kind].append(item)
        self.texts.extend(by_kind[_TEXT])
        self.pictures.extend(by_kind[_IMAGE], _bounds(by_kind[_IMAGE], outer), outer)
        self.outlines.extend(by_kind[_SHADING], _bounds(by_kind[_SHADING], outer), outer)
        self._take_paths(by_kind[_PATH], outer)

    def _take_form(self, form: Address, outer: Matrix | None, depth: int) -> None:
        inner = _matrix_of(form)
        outer = inner.multiply(outer) if outer else inner
        self.collect(form, calls.objects_in_form(form), calls.object_in_form_at, outer, depth + 1)

    def _take_paths(self, paths: list[Address], outer: Matrix | None) -> None:
        plain: list[Address] = []
        filled: list[bool] = []
        for path, segments in zip(paths, map(calls.segments_in_path, paths), strict=True):
            if segments == 2 or (segments <= _RECTANGLE_SEGMENTS and not _paint(path).stroked):
                plain.append(path)
                filled.append(segments > 2)
            else:
                self._take_outline(path, segments, outer)
        rects = list(_bounds(plain, outer))
        self.fills.extend(list(compress(plain, filled)), compress(rects, filled), outer)
        if self._is_ruled and self._is_askew:
            outlines = (_outline(path, self._to_page(path, outer)) for path in plain)
            self.rects.extend(_bounding_rect(part) for outline in outlines for part in _parts(outline))
        elif self._is_ruled:
            self.rects.extend(rects)

    def _take_outline(self, path: Address, segments: int, outer: Matrix | None) -> None:
        outline = list(_outline(path, self._to_page(path, outer)))
        paint = _paint(path)
        if any(step.curved for step in outline):
            self.curves += 1
            self.segments += segments
            self.outlines.extend([path], _bounds([path], outer), outer)
            return
        parts = list(_parts(outline))
        rects = list(map(_bounding_rect, parts))
        if paint.filled and len(parts) == 1 and segments <= _RECTANGLE_SEGMENTS + 1:
            self.fills.extend([path], rects, outer)
        elif paint.filled:
            self.glyphs += _count_glyphs(_own_rects(rects))
            self.outlines.extend([path], _bounds([path], outer), outer)
        if self._is_ruled and paint.stroked:
            self.rects.extend(_bounding_rect(side) for part in parts for side in pairwise(part))
        elif self._is_ruled:
            self.rects.extend(rects)

    @staticmethod
    def _to_page(path: Address, outer: Matrix | None) -> Matrix:
        matrix = _matrix_of(path)
        return matrix.multiply(outer) if outer else matrix


def _bounds(items: Sequence[Address], outer: Matrix | None) -> Iterator[OwnRect]:
    """Yield the bounding rectangles of objects."""
    if not items:
        return
    corners = (ctypes.c_float * (4 * len(items)))()
    calls.run_all(
        map(calls.object_bounds, items, *calls.places(ctypes.addressof(corners), len(items), _FLOAT_BYTES, 4))
    )
    for rect in struct.iter_unpack("4f", corners):
        x0, y0, x1, y1 = outer.on_rect(*rect) if outer else rect
        yield x0, y1, x1, y0


class _Paint(NamedTuple):
    filled: bool
    stroked: bool


def _paint(path: Address) -> _Paint:
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    calls.path_mode(path, ctypes.addressof(fill), ctypes.addressof(stroked))
    return _Paint(bool(fill.value), bool(stroked.value))


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


def _parts(outline: Iterable[_Step]) -> Iterator[list[Point]]:
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


def _own_rects(rects: Sequence[OwnRect]) -> Floats:
    return np.array(rects, dtype=np.float64).reshape(-1, 4)


def _select_strokes(rects: Sequence[OwnRect]) -> Floats:
    """Select the thin rectangles with plausible coordinates; damaged drawings contain huge numbers and NaN."""
    own = _own_rects(rects)
    x0, y1, x1, y0 = own.T
    is_near = (np.abs(own) < _MAX_COORDINATE).all(axis=1) & (x0 <= x1) & (y0 <= y1)
    is_stroke = is_near & (np.minimum(x1 - x0, y1 - y0) <= _MAX_THICKNESS)
    return own[is_stroke] if len(own) <= _MAX_STROKES else own[:0]


def _select_fills(fills: _ShapeCollector, own: Floats, frame: Frame) -> Shapes:
    """Select the filled rectangles that are no rules."""
    if not len(own):
        return NO_SHAPES
    x0, y1, x1, y0 = own.T
    is_wide = np.minimum(x1 - x0, y1 - y0) >= _LEAST_SHAPE
    kept = is_wide.tolist()
    rects = frame.level_rects(own[is_wide])
    return Shapes(list(compress(fills.items, kept)), list(compress(fills.outer, kept)), rects)


def _count_glyphs(own: Floats) -> int:
    """Return the number of filled shapes that may be letters by their size."""
    if not len(own):
        return 0
    x0, y1, x1, y0 = own.T
    sides = np.column_stack((x1 - x0, y1 - y0))
    return int(((sides >= _LEAST_GLYPH) & (sides <= _MOST_GLYPH)).all(axis=1).sum())


def _visible_area(rect: OwnRect, frame: Frame) -> float:
    x0, y1, x1, y0 = rect
    width = min(x1, frame.right) - max(x0, frame.left)
    height = min(y1, frame.top) - max(y0, frame.bottom)
    return width * height if width > 0 and height > 0 else 0.0
