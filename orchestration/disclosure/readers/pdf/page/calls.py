"""The functions of PDFium that are called for every letter or drawn object, taking and giving bare addresses.

Through pypdfium2's own bindings each call makes and checks pointer objects, which costs more than PDFium's work; a page
has thousands of such calls.
"""

import ctypes
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

Address: TypeAlias = int
"""Where a thing of PDFium's, or a buffer of ours, lies in memory."""


def address_of(handle: Any) -> Address:
    """The address behind a pointer of pypdfium2's."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def exhaust(calls: Iterable[object]) -> None:
    """Make the calls one after the other, without a turn of the interpreter for each."""
    deque(calls, maxlen=0)


# A call is over so soon that letting other threads run meanwhile would cost more than the call.
def _plain(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(result, *arguments)(address_of(function))


_AT, _INT, _FLOAT = ctypes.c_void_p, ctypes.c_int, ctypes.c_float

object_at = _plain(pdfium.FPDFPage_GetObject, _AT, _AT, _INT)
object_in_form_at = _plain(pdfium.FPDFFormObj_GetObject, _AT, _AT, ctypes.c_ulong)
object_kind = _plain(pdfium.FPDFPageObj_GetType, _INT, _AT)
object_bounds = _plain(pdfium.FPDFPageObj_GetBounds, _INT, _AT, _AT, _AT, _AT, _AT)
object_matrix = _plain(pdfium.FPDFPageObj_GetMatrix, _INT, _AT, _AT)
objects_in_form = _plain(pdfium.FPDFFormObj_CountObjects, _INT, _AT)
text_font = _plain(pdfium.FPDFTextObj_GetFont, _AT, _AT)
font_name = _plain(pdfium.FPDFFont_GetBaseFontName, ctypes.c_size_t, _AT, _AT, ctypes.c_size_t)
font_is_embedded = _plain(pdfium.FPDFFont_GetIsEmbedded, _INT, _AT)
fill_colour = _plain(pdfium.FPDFPageObj_GetFillColor, _INT, _AT, _AT, _AT, _AT, _AT)
text_mode = _plain(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _AT)

path_mode = _plain(pdfium.FPDFPath_GetDrawMode, _INT, _AT, _AT, _AT)
segments_in_path = _plain(pdfium.FPDFPath_CountSegments, _INT, _AT)
segment_at = _plain(pdfium.FPDFPath_GetPathSegment, _AT, _AT, _INT)
segment_kind = _plain(pdfium.FPDFPathSegment_GetType, _INT, _AT)
segment_point = _plain(pdfium.FPDFPathSegment_GetPoint, _INT, _AT, _AT, _AT)
segment_closes = _plain(pdfium.FPDFPathSegment_GetClose, _INT, _AT)

letter_rect = _plain(pdfium.FPDFText_GetLooseCharBox, _INT, _AT, _INT, _AT)
letter_origin = _plain(pdfium.FPDFText_GetCharOrigin, _INT, _AT, _INT, _AT, _AT)
letter_object = _plain(pdfium.FPDFText_GetTextObject, _AT, _AT, _INT)
letter_angle = _plain(pdfium.FPDFText_GetCharAngle, _FLOAT, _AT, _INT)
