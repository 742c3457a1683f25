"""The drawing of a page as PDFium reports it, nested form objects included."""

import ctypes
import struct
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import compress, repeat
from typing import TypeAlias

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from orchestration.disclosure.readers.fixed_layout.page.drawing import (
    RECTANGLE_SEGMENTS,
    Drawing,
    DrawingCollector,
    Paint,
    Step,
    bounding_rect,
    parts_of,
    refuse_too_many_objects,
)
from orchestration.disclosure.readers.fixed_layout.page.frame import Frame, OwnRect
from orchestration.disclosure.readers.pdf import calls
from orchestration.disclosure.readers.pdf.calls import Address
from orchestration.disclosure.readers.pdf.objects import Matrix, PdfObjects

_TEXT, _PATH = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH
_IMAGE, _FORM, _SHADING = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_SHADING

_LATIN_FONTS = tuple(b"Helvetica Times Courier Arial Symbol ZapfDingbats Calibri Cambria Verdana Tahoma".split())
"""Prefixes of font names that PDFium substitutes with a font of its own."""

_SAMPLES = 24

_FLOAT_BYTES = ctypes.sizeof(ctypes.c_float)

_MAX_DEPTH = 8
"""Levels of drawings inside drawings; real ones have one or two, a loop has no end."""

ItemAt: TypeAlias = Callable[[Address, int], Address]


def read_drawing(page: pypdfium2.PdfPage, frame: Frame, objects: PdfObjects, printed: int | None = None) -> Drawing:
    """Return the drawing of one open page.

    Of the objects from number `printed` on, which annotations put over the page, the strokes are no rules.
    """
    walk = _Walk(objects, is_askew=bool(frame.tilt))
    count = pdfium.FPDFPage_CountObjects(page.raw)
    walk.walk(calls.address_of(page.raw), count, calls.object_at, _levelling(frame), 0, printed)
    return walk.collected.drawing(frame)


def has_lost_text(drawing: Drawing) -> bool:
    """Return whether text has no width because its font is unavailable: PDFium omits it from the text layer.

    Blanks have no width either; so only text in missing Chinese fonts counts.
    """
    samples = drawing.texts[:: max(1, len(drawing.texts) // _SAMPLES)]
    return any(map(_font_is_missing, samples)) and any(is_lost(text) for text in drawing.texts)


def is_lost(text: Address) -> bool:
    """Return whether a text has no width because its font is unavailable."""
    [[left, _, right, _]] = _bounds([text], None)
    return bool(right <= left) and _font_is_missing(text)


def _font_is_missing(text: Address) -> bool:
    font = calls.text_font(text)
    if calls.font_is_embedded(font):
        return False
    name = ctypes.create_string_buffer(64)
    calls.font_name(font, ctypes.addressof(name), len(name))
    return not name.value.startswith(_LATIN_FONTS)


def _levelling(frame: Frame) -> Matrix | None:
    """Return the rotation about the middle of the page that levels its own coordinates; None for a level page."""
    if not frame.tilt:
        return None
    x, y = (frame.left + frame.right) / 2, (frame.bottom + frame.top) / 2
    return pypdfium2.PdfMatrix().translate(-x, -y).rotate(frame.tilt, rad=True).translate(x, y)


class _Walk:
    """Collects what is drawn on a page while walking through its objects."""

    def __init__(self, objects: PdfObjects, is_askew: bool) -> None:
        self.collected = DrawingCollector()
        self._objects = objects
        self._is_askew = is_askew
        self._count = 0

    def walk(
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
        kinds = self._objects.kinds(items)
        done = 0
        for _ in range(kinds.count(_FORM)):
            at = kinds.index(_FORM, done)
            self._take(items[done:at], kinds[done:at], outer)
            done = at + 1
            self.collected.is_ruled = self.collected.is_ruled and (printed is None or at < printed)
            if depth < _MAX_DEPTH:
                self._take_form(items[at], outer, depth)
        self._take(items[done:], kinds[done:], outer)

    def _take(self, items: list[Address], kinds: list[int], outer: Matrix | None) -> None:
        """Take objects drawn one after the other, none of them a form."""
        self.collected.items.extend(items)
        self._objects.keep_outer(items, outer)
        by_kind: defaultdict[int, list[Address]] = defaultdict(list)
        for item, kind in zip(items, kinds, strict=True):
            by_kind[kind].append(item)
        self.collected.texts.extend(by_kind[_TEXT])
        self.collected.pictures.extend(by_kind[_IMAGE], _bounds(by_kind[_IMAGE], outer))
        self.collected.outlines.extend(by_kind[_SHADING], _bounds(by_kind[_SHADING], outer))
        self._take_paths(by_kind[_PATH], outer)

    def _take_form(self, form: Address, outer: Matrix | None, depth: int) -> None:
        inner = _matrix_of(form)
        outer = inner.multiply(outer) if outer else inner
        self.walk(form, calls.objects_in_form(form), calls.object_in_form_at, outer, depth + 1)

    def _take_paths(self, paths: list[Address], outer: Matrix | None) -> None:
        plain: list[Address] = []
        filled: list[bool] = []
        for path, segments in zip(paths, map(calls.segments_in_path, paths), strict=True):
            if segments == 2 or (segments <= RECTANGLE_SEGMENTS and not _paint(path).stroked):
                plain.append(path)
                filled.append(segments > 2)
            else:
                self._take_outline(path, segments, outer)
        rects = list(_bounds(plain, outer))
        self.collected.fills.extend(list(compress(plain, filled)), compress(rects, filled))
        if self.collected.is_ruled and self._is_askew:
            outlines = (_outline(path, self._to_page(path, outer)) for path in plain)
            self.collected.rects.extend(bounding_rect(part) for outline in outlines for part in parts_of(outline))
        elif self.collected.is_ruled:
            self.collected.rects.extend(rects)

    def _take_outline(self, path: Address, segments: int, outer: Matrix | None) -> None:
        outline = list(_outline(path, self._to_page(path, outer)))
        self.collected.take_outline(path, outline, segments, _paint(path), lambda: next(_bounds([path], outer)))

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


def _paint(path: Address) -> Paint:
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    calls.path_mode(path, ctypes.addressof(fill), ctypes.addressof(stroked))
    return Paint(bool(fill.value), bool(stroked.value))


def _outline(path: Address, matrix: Matrix) -> Iterator[Step]:
    """Yield the steps of a path up to its first curve."""
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(calls.segments_in_path(path)):
        segment = calls.segment_at(path, index)
        kind = calls.segment_kind(segment)
        calls.segment_point(segment, ctypes.addressof(x), ctypes.addressof(y))
        curved = kind == pdfium.FPDF_SEGMENT_BEZIERTO
        closes = bool(calls.segment_closes(segment))
        yield Step(matrix.on_point(x.value, y.value), kind == pdfium.FPDF_SEGMENT_MOVETO, curved, closes)
        if curved:
            return


def _matrix_of(item: Address) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    calls.object_matrix(item, ctypes.addressof(matrix))
    return pypdfium2.PdfMatrix.from_raw(matrix)
