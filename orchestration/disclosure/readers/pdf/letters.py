"""The letters of a page as PDFium reports them.

Only their places are queried for all letters; baseline, slant and text object are queried where needed, for many
letters at a time.
"""

import ctypes
import re
from itertools import pairwise, repeat

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from orchestration.disclosure.readers.fixed_layout.page.drawing import refuse_too_many_objects
from orchestration.disclosure.readers.fixed_layout.page.frame import Floats
from orchestration.disclosure.readers.fixed_layout.page.letters import (
    MOST_LETTERS,
    SECOND_HALF,
    Letters,
    Sheet,
    too_many_letters,
)
from orchestration.disclosure.readers.pdf import calls
from orchestration.disclosure.readers.pdf.objects import PdfObjects

_HYPHEN_MARK = "\ufffe"
"""PDFium marks a dash at the end of a line as a hyphen; in a column of figures it is a minus or a blank amount."""

_PLAIN = {ord(_HYPHEN_MARK): "-"} | dict.fromkeys({*range(0x20), 0x7F} - set(b"\t\n\v\f\r"), "\ufffd")
"""A control code is a bare glyph number; read as a blank, it would cost an amount a digit."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_PLAIN = re.compile(f"[{re.escape(''.join(map(chr, _PLAIN)))}]")

_MAX_TEXTS = 20_000
"""Text objects of one page; a program that draws each letter for itself makes one for each."""

_RECT_BYTES = ctypes.sizeof(pdfium.FS_RECTF)
_DOUBLE_BYTES = ctypes.sizeof(ctypes.c_double)


class PdfLetters(Letters):
    """The text layer of one open page of a PDF file. Raises UnreadableFile for a page with more than `MOST_LETTERS`."""

    def __init__(self, page: pypdfium2.PdfPage, part: tuple[float, float] | None = None) -> None:
        _check_count(page)
        self._textpage = page.get_textpage()
        self._raw = self._textpage.raw
        self._address = calls.address_of(self._raw)
        self._count = max(pdfium.FPDFText_CountChars(self._raw), 0)
        if self._count > MOST_LETTERS:
            raise too_many_letters(self._count)
        left, bottom, right, top = page.get_bbox()
        sheet = Sheet(left, bottom, right, top, page.get_rotation() // 90)
        super().__init__(self._read_text(self._count), sheet, PdfObjects(page), part)

    def close(self) -> None:
        self._textpage.close()

    def _own_rects(self, own: list[int]) -> Floats:
        rects = np.zeros((len(own), 4), dtype=np.float32)
        [places] = calls.places(rects.ctypes.data, len(own), _RECT_BYTES)
        calls.run_all(map(calls.letter_rect, repeat(self._address), own, places))
        return rects.astype(np.float64)

    def _own_origins(self, own: list[int]) -> Floats:
        origins = np.empty((len(own), 2))
        xs, ys = calls.places(origins.ctypes.data, len(own), _DOUBLE_BYTES, 2)
        calls.run_all(map(calls.letter_origin, repeat(self._address), own, xs, ys))
        return origins

    def _own_angles(self, own: list[int]) -> Floats:
        return np.fromiter(map(calls.letter_angle, repeat(self._address), own), np.float64, len(own))

    def _own_objects(self, own: list[int]) -> list[calls.Address]:
        return [address or 0 for address in map(calls.letter_object, repeat(self._address), own)]

    def _is_own_unmapped(self, own: int) -> bool:
        return bool(pdfium.FPDFText_HasUnicodeMapError(self._raw, own) == 1)

    def _read_text(self, count: int) -> str:
        buffer = (ctypes.c_uint16 * (count + 1))()
        units = pdfium.FPDFText_GetText(self._raw, 0, count, buffer) - 1 if count else 0
        if units == count:
            text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
            if len(text) == count and not _SURROGATE.search(text):
                return text.translate(_PLAIN) if _NOT_PLAIN.search(text) else text
        return "".join(_joined_surrogates([self._letter(index).translate(_PLAIN) for index in range(count)]))

    def _letter(self, index: int) -> str:
        is_hyphen = pdfium.FPDFText_IsHyphen(self._raw, index) == 1
        return _HYPHEN_MARK if is_hyphen else chr(pdfium.FPDFText_GetUnicode(self._raw, index))


def _check_count(page: pypdfium2.PdfPage) -> None:
    """Raise UnreadableFile for a page with so many texts that PDFium takes minutes to compare them with one another."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    refuse_too_many_objects(count)
    if count > _MAX_TEXTS:
        items = map(calls.object_at, repeat(calls.address_of(page.raw)), range(count))
        texts = sum(calls.object_kind(item) == pdfium.FPDF_PAGEOBJ_TEXT for item in items)
        if texts > _MAX_TEXTS:
            raise too_many_letters(texts)


def _joined_surrogates(letters: list[str]) -> list[str]:
    """Join surrogate pairs, which fonts with two-byte codes yield: the first place takes the whole character."""
    whole = list(letters)
    for index, (high, low) in enumerate(pairwise(letters)):
        if "\ud800" <= high <= "\udbff" and "\udc00" <= low <= "\udfff":
            whole[index] = (high + low).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
            whole[index + 1] = SECOND_HALF
    return [_SURROGATE.sub("\ufffd", letter) for letter in whole]
