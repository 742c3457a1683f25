"""The pictures of a page before it is drawn: whether they are too large to unpack, or too coarse to read."""

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.fixed_layout.page.bitmap import LEAST_PIXELS_IN_A_POINT, MOST_PIXELS

_WHOLE = 0.5
"""The least share of the page that a picture of the whole page covers."""


class _Picture(NamedTuple):
    """The sides of a picture in pixels and in points."""

    columns: int
    rows: int
    width: float
    height: float


def refuse_huge_pictures(page: pypdfium2.PdfPage) -> None:
    """Raise UnreadableFile where the pictures of a page have more than `MOST_PIXELS` together."""
    pixels = sum(picture.columns * picture.rows for picture in _pictures(page))
    if pixels > MOST_PIXELS:
        told = message("pages.huge_picture", millions=pixels // 1_000_000, limit=MOST_PIXELS // 1_000_000)
        raise UnreadableFile(ProblemKind.TOO_LARGE, told)


def is_coarse(page: pypdfium2.PdfPage) -> bool:
    """Return whether the picture of the whole page has too few pixels for its letters to be told apart."""
    width, height = page.get_size()
    return any(
        picture.width * picture.height >= _WHOLE * width * height
        and picture.columns * picture.rows < LEAST_PIXELS_IN_A_POINT**2 * picture.width * picture.height
        for picture in _pictures(page)
    )


def _pictures(page: pypdfium2.PdfPage) -> Iterator[_Picture]:
    for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,)):
        columns, rows = ctypes.c_uint(), ctypes.c_uint()
        if pdfium.FPDFImageObj_GetImagePixelSize(picture.raw, columns, rows):
            left, bottom, right, top = picture.get_bounds()
            yield _Picture(columns.value, rows.value, right - left, top - bottom)
