"""PDFium functions called for every letter or drawn object, bound to take and return bare addresses.

pypdfium2's own bindings create and check pointer objects on each call, which costs more than PDFium's work; a page
needs thousands of such calls.
"""

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

Address: TypeAlias = int
"""The memory address of a PDFium object or of a buffer."""


def address_of(handle: Any) -> Address:
    """Return the address behind a pointer of pypdfium2; 0 for a null pointer."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def run_all(calls: Iterable[object]) -> None:
    """Run all calls of an iterator without a Python step for each."""
    deque(calls, maxlen=0)


def places(start: Address, count: int, size: int, fields: int = 1) -> Iterator[Sequence[Address]]:
    """Yield of each field the addresses that it has in the records, so many, of an array that begins at `start`."""
    for at in range(start, start + fields * size, size):
        yield range(at, at + count * fields * size, fields * size)


# PYFUNCTYPE keeps the GIL: releasing it would cost more than the call itself.
def _bind(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(result, *arguments)(address_of(function))


_AT, _INT, _FLOAT = ctypes.c_void_p, ctypes.c_int, ctypes.c_float

object_at = _bind(pdfium.FPDFPage_GetObject, _AT, _AT, _INT)
object_in_form_at = _bind(pdfium.FPDFFormObj_GetObject, _AT, _AT, ctypes.c_ulong)
object_kind = _bind(pdfium.FPDFPageObj_GetType, _INT, _AT)
object_bounds = _bind(pdfium.FPDFPageObj_GetBounds, _INT, _AT, _AT, _AT, _AT, _AT)
object_matrix = _bind(pdfium.FPDFPageObj_GetMatrix, _INT, _AT, _AT)
objects_in_form = _bind(pdfium.FPDFFormObj_CountObjects, _INT, _AT)
text_font = _bind(pdfium.FPDFTextObj_GetFont, _AT, _AT)
font_name = _bind(pdfium.FPDFFont_GetBaseFontName, ctypes.c_size_t, _AT, _AT, ctypes.c_size_t)
font_is_embedded = _bind(pdfium.FPDFFont_GetIsEmbedded, _INT, _AT)
fill_colour = _bind(pdfium.FPDFPageObj_GetFillColor, _INT, _AT, _AT, _AT, _AT, _AT)
text_mode = _bind(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _AT)
is_transparent = _bind(pdfium.FPDFPageObj_HasTransparency, _INT, _AT)

objects_on_page = _bind(pdfium.FPDFPage_CountObjects, _INT, _AT)
set_active = _bind(pdfium.FPDFPageObj_SetIsActive, _INT, _AT, _INT)
marks_of = _bind(pdfium.FPDFPageObj_CountMarks, _INT, _AT)
mark_at = _bind(pdfium.FPDFPageObj_GetMark, _AT, _AT, ctypes.c_ulong)
mark_name = _bind(pdfium.FPDFPageObjMark_GetName, _INT, _AT, _AT, ctypes.c_ulong, _AT)
mark_words = _bind(pdfium.FPDFPageObjMark_GetParamStringValue, _INT, _AT, _AT, _AT, ctypes.c_ulong, _AT)

clip_of = _bind(pdfium.FPDFPageObj_GetClipPath, _AT, _AT)
paths_in_clip = _bind(pdfium.FPDFClipPath_CountPaths, _INT, _AT)
segments_in_clip = _bind(pdfium.FPDFClipPath_CountPathSegments, _INT, _AT, _INT)
clip_segment_at = _bind(pdfium.FPDFClipPath_GetPathSegment, _AT, _AT, _INT, _INT)

font_size = _bind(pdfium.FPDFTextObj_GetFontSize, _INT, _AT, _AT)

path_mode = _bind(pdfium.FPDFPath_GetDrawMode, _INT, _AT, _AT, _AT)
segments_in_path = _bind(pdfium.FPDFPath_CountSegments, _INT, _AT)
segment_at = _bind(pdfium.FPDFPath_GetPathSegment, _AT, _AT, _INT)
segment_kind = _bind(pdfium.FPDFPathSegment_GetType, _INT, _AT)
segment_point = _bind(pdfium.FPDFPathSegment_GetPoint, _INT, _AT, _AT, _AT)
segment_closes = _bind(pdfium.FPDFPathSegment_GetClose, _INT, _AT)

letter_rect = _bind(pdfium.FPDFText_GetLooseCharBox, _INT, _AT, _INT, _AT)
letter_origin = _bind(pdfium.FPDFText_GetCharOrigin, _INT, _AT, _INT, _AT, _AT)
letter_object = _bind(pdfium.FPDFText_GetTextObject, _AT, _AT, _INT)
letter_angle = _bind(pdfium.FPDFText_GetCharAngle, _FLOAT, _AT, _INT)
