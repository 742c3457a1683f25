"""The letters of a page as PDFium reports them: their characters and places.

A page has thousands of letters, so they are kept in arrays rather than as objects, and only their places are queried
for all; baseline, slant and text object are queried where needed, for many letters at a time.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, repeat
from statistics import median

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from numpy.typing import NDArray

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.pdf.page import calls
from orchestration.disclosure.readers.pdf.page.frame import Floats, Frame
from orchestration.disclosure.readers.pdf.page.inks import are_pale, read_inks

_HYPHEN_MARK = "\ufffe"
"""PDFium marks a dash at the end of a line as a hyphen; in a column of figures it is a minus or a blank amount."""

_PLAIN = {ord(_HYPHEN_MARK): "-"} | dict.fromkeys({*range(0x20), 0x7F} - set(b"\t\n\v\f\r"), "\ufffd")
"""A control code is a bare glyph number; read as a blank, it would cost an amount a digit."""

_BLANKS = (*range(0x9, 0xE), 0x20, 0x85, 0xA0, 0xAD, 0x1680, *range(0x2000, 0x2010), 0x2028, 0x2029, 0x202F, 0x205F)
_WIDE_BLANKS = (0x2060, 0x3000, 0xFEFF)
_LAST_CODE = 0xFFFF
_IS_BLANK = np.zeros(_LAST_CODE + 1, dtype=bool)
_IS_BLANK[[*_BLANKS, *_WIDE_BLANKS]] = True
"""White space is derived from gaps between letters: some programs print spaces, some only leave room."""

_LINE_FEED, _CARRIAGE_RETURN = 0x0A, 0x0D
"""PDFium inserts these where it assumes a new line, at times within a word; dropping them rejoins such words."""

_SURROGATE = re.compile("[\ud800-\udfff]")

_SECOND_HALF = "\uffff"
"""A non-character in the place of a low surrogate; the place before it holds the whole character."""

_MAX_LETTERS = 200_000
"""A page of small print has about five thousand."""

_MAX_TEXTS = 20_000
"""Text objects of one page; a program that draws each letter for itself makes one for each."""

_MAX_OBJECTS = 300_000
"""Texts, pictures and shapes of one page; the most crowded map has a tenth."""

_SAMPLES = 24
_MORE_SAMPLES = 400
_LEAST_SAMPLES = 8
_ALIKE = 0.75
"""The least number of letters, and of these the least share with one slope, that show a page to be askew."""

_LEAST_SLOPE = math.radians(0.1)
"""Rules of a page that is less askew are straight enough."""

MAX_TILT = math.radians(3)
"""The greatest slope at which a page is levelled; the boxes that PDFium gives for letters grow with it."""

_RECT_BYTES = ctypes.sizeof(pdfium.FS_RECTF)
_DOUBLE_BYTES = ctypes.sizeof(ctypes.c_double)


class Letters:
    """The text layer of one open page; `close` it before the page is closed.

    Letter `i` is `text[i]` with code `codes[i]`; `rects[i]` is its place in reader coordinates (`frame`), as wide as
    its advance and about as high as its font; `inked[i]` is False for white space. `slope` is the small angle in
    radians by which the text rises to the right, 0 on a level page. `part` is that of the frame. Raises UnreadableFile
    for a page with more than `_MAX_LETTERS` letters.
    """

    def __init__(self, page: pypdfium2.PdfPage, part: tuple[float, float] | None = None) -> None:
        _check_count(page)
        self._textpage = page.get_textpage()
        self._raw = self._textpage.raw
        self._address = calls.address_of(self._raw)
        count = max(pdfium.FPDFText_CountChars(self._raw), 0)
        if count > _MAX_LETTERS:
            raise _too_many(count)
        self._indices = np.arange(count)
        self.text = self._read_text(count)
        self.codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        self.inked: NDArray[np.bool_] = ~_IS_BLANK[np.minimum(self.codes, _LAST_CODE)]
        turns, self.slope = self._measure_directions()
        tilt = self.slope if abs(self.slope) <= MAX_TILT else 0.0
        left, bottom, right, top = page.get_bbox()
        self.frame = Frame(left, bottom, right, top, turns, page.get_rotation() // 90, tilt, part)
        self.rects = self.frame.rects(self._read_rects(count))
        self.drop((self.codes == _LINE_FEED) | (self.codes == _CARRIAGE_RETURN))

    def drop(self, letters: NDArray[np.bool_]) -> None:
        """Remove the letters of a mask; the others are renumbered."""
        kept = ~letters
        self.codes, self.inked, self.rects = self.codes[kept], self.inked[kept], self.rects[kept]
        self.text = self.codes.tobytes().decode("utf-32-le", "surrogatepass")
        self._indices = self._indices[kept]

    def close(self) -> None:
        """Release the text layer."""
        self._textpage.close()

    def string(self, first: int, end: int) -> str:
        """Return the text from letter `first` up to `end`."""
        return self.text[first:end].replace(_SECOND_HALF, "")

    def baselines(self, indices: Sequence[int]) -> Floats:
        """Return the distances of the letters' baselines from the top of the page, in points."""
        origins = np.empty((len(indices), 2))
        xs, ys = calls.places(origins.ctypes.data, len(indices), _DOUBLE_BYTES, 2)
        calls.run_all(map(calls.letter_origin, repeat(self._address), self._indices[indices].tolist(), xs, ys))
        return self.frame.depths(origins)

    def slants(self, indices: Sequence[int]) -> Floats:
        """Return the degrees between each letter and the nearest of the page's four directions."""
        degrees: Floats = np.degrees(self._angles(indices) + self.frame.tilt) % 90
        nearest: Floats = np.minimum(degrees, 90 - degrees)
        return nearest

    def objects(self, indices: Sequence[int]) -> list[calls.Address]:
        """Return the addresses of the PDFium text objects of the letters; 0 where PDFium gives none."""
        own = self._indices[indices].tolist()
        return [address or 0 for address in map(calls.letter_object, repeat(self._address), own)]

    def is_unmapped(self, index: int) -> bool:
        """Return whether the font lacks a character mapping for the letter, so that its text is a bare glyph number."""
        return bool(pdfium.FPDFText_HasUnicodeMapError(self._raw, int(self._indices[index])) == 1)

    def _read_text(self, count: int) -> str:
        buffer = (ctypes.c_uint16 * (count + 1))()
        units = pdfium.FPDFText_GetText(self._raw, 0, count, buffer) - 1 if count else 0
        if units == count:
            text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass").translate(_PLAIN)
            if len(text) == count and not _SURROGATE.search(text):
                return text
        return "".join(_joined_surrogates([self._letter(index).translate(_PLAIN) for index in range(count)]))

    def _letter(self, index: int) -> str:
        is_hyphen = pdfium.FPDFText_IsHyphen(self._raw, index) == 1
        return _HYPHEN_MARK if is_hyphen else chr(pdfium.FPDFText_GetUnicode(self._raw, index))

    def _read_rects(self, count: int) -> Floats:
        rects = np.zeros((count, 4), dtype=np.float32)
        [places] = calls.places(rects.ctypes.data, count, _RECT_BYTES)
        calls.run_all(map(calls.letter_rect, repeat(self._address), range(count), places))
        return rects.astype(np.float64)

    def _angles(self, indices: Sequence[int]) -> Floats:
        own = self._indices[indices].tolist()
        return np.fromiter(map(calls.letter_angle, repeat(self._address), own), np.float64, len(own))

    def are_turned(self, indices: Sequence[int]) -> list[bool]:
        """Return of each letter whether it stands upright only after another quarter turn than the page's text."""
        quarters = -2 * (self._angles(indices) + self.frame.tilt) / math.pi - self.frame.turns
        turned: list[bool] = (np.round(np.nan_to_num(quarters)) % 4 != 0).tolist()
        return turned

    def _measure_directions(self) -> tuple[int, float]:
        """Return the clockwise quarter turns that make most letters upright, and their slope then.

        Where letters run in several directions, pale ones are left aside: watermarks may outnumber the print.
        """
        printed = np.flatnonzero(self.inked)
        sample = printed[:: max(1, len(printed) // _SAMPLES)].tolist()
        quarters = self._quarters(sample)
        if quarters and max(quarters) - min(quarters) > _LEAST_SLOPE:
            more = printed[:: max(1, len(printed) // _MORE_SAMPLES)].tolist()
            pale = are_pale(read_inks(self.objects(more))).tolist()
            solid = [at for at, is_pale in zip(more, pale, strict=True) if not is_pale]
            quarters = self._quarters(solid) or quarters
        directions = Counter(round(quarter) % 4 for quarter in quarters)
        if not directions:
            return 0, 0.0
        slopes = [(quarter - round(quarter)) * math.pi / 2 for quarter in quarters]
        slope = median(slopes)
        alike = sum(abs(each - slope) <= _LEAST_SLOPE for each in slopes)
        is_askew = abs(slope) >= _LEAST_SLOPE and len(slopes) >= _LEAST_SAMPLES and alike >= _ALIKE * len(slopes)
        return directions.most_common(1)[0][0], slope if is_askew else 0.0

    def _quarters(self, indices: Sequence[int]) -> list[float]:
        """Return the clockwise quarter turns that make letters upright; PDFium measures angles clockwise."""
        return [-2 * angle / math.pi for angle in self._angles(indices).tolist() if math.isfinite(angle)]


def _check_count(page: pypdfium2.PdfPage) -> None:
    """Raise UnreadableFile for a page with so many texts that PDFium takes minutes to compare them with one another."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    refuse_too_many_objects(count)
    if count > _MAX_TEXTS:
        items = map(calls.object_at, repeat(calls.address_of(page.raw)), range(count))
        texts = sum(calls.object_kind(item) == pdfium.FPDF_PAGEOBJ_TEXT for item in items)
        if texts > _MAX_TEXTS:
            raise _too_many(texts)


def refuse_too_many_objects(count: int) -> None:
    """Raise UnreadableFile for a page with more than `_MAX_OBJECTS` drawn objects."""
    if count > _MAX_OBJECTS:
        told = message("pdf.too_many_objects", objects=count, limit=_MAX_OBJECTS)
        raise UnreadableFile(ProblemKind.TOO_LARGE, told)


def _too_many(count: int) -> UnreadableFile:
    return UnreadableFile(ProblemKind.TOO_LARGE, message("pdf.too_many_letters", letters=count))


def _joined_surrogates(letters: list[str]) -> list[str]:
    """Join surrogate pairs, which fonts with two-byte codes yield: the first place takes the whole character."""
    whole = list(letters)
    for index, (high, low) in enumerate(pairwise(letters)):
        if "\ud800" <= high <= "\udbff" and "\udc00" <= low <= "\udfff":
            whole[index] = (high + low).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
            whole[index + 1] = _SECOND_HALF
    return [_SURROGATE.sub("\ufffd", letter) for letter in whole]
