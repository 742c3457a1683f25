"""What PDFium tells of the objects drawn on a page: colours and opacity, clipping, whether pictures have holes."""

import ctypes
import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from numpy.typing import NDArray

from orchestration.disclosure.readers.fixed_layout.page.frame import OwnRect
from orchestration.disclosure.readers.pdf import calls
from orchestration.disclosure.readers.pdf.calls import Address

Matrix: TypeAlias = pypdfium2.PdfMatrix

_COLOUR_BYTES = ctypes.sizeof(ctypes.c_uint)
_UNPAINTED = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
_RECTANGLE_SEGMENTS = 5

_OPAQUE = 230
_OPAQUE_SHARE = 0.98
"""The least share of its dots by which a picture is one without a transparent part."""


class PdfObjects:
    """The drawn objects of one open page, by their addresses."""

    def __init__(self, page: pypdfium2.PdfPage, left_out: frozenset[Address] = frozenset()) -> None:
        self._page = page
        self._left_out = left_out
        self._outer: dict[Address, Matrix] = {}

    def keep_outer(self, items: Sequence[Address], outer: Matrix | None) -> None:
        """Remember the matrix that converts the coordinates of the form of these objects to those of the page."""
        if outer is not None:
            self._outer.update(dict.fromkeys(items, outer))

    def kinds(self, items: Sequence[Address]) -> list[int]:
        """Return PDFium's kind of each object; of those that are left out of the page, that it is none of them."""
        kinds = list(map(calls.object_kind, items))
        if not self._left_out:
            return kinds
        none = pdfium.FPDF_PAGEOBJ_UNKNOWN
        return [none if item in self._left_out else kind for item, kind in zip(items, kinds, strict=True)]

    def inks(self, items: Sequence[Address]) -> NDArray[np.int64]:
        colours = np.zeros((len(items), 4), dtype=np.uint32)
        colours[:, 3] = 255
        parts = calls.places(colours.ctypes.data, len(items), _COLOUR_BYTES, 4)
        calls.run_all(map(calls.fill_colour, items, *parts))
        return colours.astype(np.int64)

    def are_unpainted(self, texts: Sequence[Address]) -> list[bool]:
        modes = list(map(calls.text_mode, texts))
        if _UNPAINTED.isdisjoint(modes):
            return [False] * len(modes)
        return [mode in _UNPAINTED for mode in modes]

    def is_translucent(self, item: Address) -> bool:
        return bool(calls.is_transparent(item))

    def is_opaque_picture(self, picture: Address) -> bool:
        handle = ctypes.cast(picture, pdfium.FPDF_PAGEOBJECT)
        raw = pdfium.FPDFImageObj_GetRenderedBitmap(self._page.pdf.raw, self._page.raw, handle)
        if not raw:
            return False
        bitmap = pypdfium2.PdfBitmap.from_raw(raw)
        try:
            dots = bitmap.to_numpy()
            return bool(dots.ndim < 3 or dots.shape[2] < 4 or (dots[:, :, 3] >= _OPAQUE).mean() >= _OPAQUE_SHARE)
        finally:
            bitmap.close()

    def clips(self, item: Address) -> list[OwnRect] | None:
        clip, outer = calls.clip_of(item), self._outer.get(item)
        rects: list[OwnRect] = []
        for path in range(max(calls.paths_in_clip(clip), 0) if clip else 0):
            segments = calls.segments_in_clip(clip, path)
            if not 0 < segments <= _RECTANGLE_SEGMENTS + 1:
                return None
            points = [_point(calls.clip_segment_at(clip, path, segment), outer) for segment in range(segments)]
            xs, ys = zip(*points, strict=True)
            rects.append((min(xs), max(ys), max(xs), min(ys)))
        return rects

    def font_height(self, text: Address) -> float:
        if not text:
            return 0.0
        size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
        calls.font_size(text, ctypes.addressof(size))
        calls.object_matrix(text, ctypes.addressof(matrix))
        return abs(size.value) * math.hypot(matrix.c, matrix.d)


def _point(segment: Address, outer: Matrix | None) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    calls.segment_point(segment, ctypes.addressof(x), ctypes.addressof(y))
    return outer.on_point(x.value, y.value) if outer else (x.value, y.value)
