"""The letters of a page as PDFium knows them: what they say and where they stand.

Every call into PDFium costs more than the arithmetic around it, so a letter is asked for its place only; its baseline,
its slant and whether its font can say what it means are asked where they matter.
"""

import ctypes
import math
import re
import struct
from collections import Counter
from collections.abc import Sequence
from itertools import count as count_from
from itertools import pairwise, repeat

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from orchestration.disclosure.model import ProblemKind
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.pdf import calls
from orchestration.disclosure.readers.pdf.frame import Frame, Rect

_HYPHEN_MARK = "\ufffe"
"""PDFium marks a dash that ends a line as a hyphenation; in a column of figures it is a minus or a printed nothing."""

_PLAIN = {ord(_HYPHEN_MARK): "-"} | dict.fromkeys({*range(0x20), 0x7F} - set(b"\t\n\v\f\r"), "\ufffd")
"""A control code is the bare number of a glyph: it must not be taken for a blank, or an amount loses a digit."""

_SURROGATE = re.compile("[\ud800-\udfff]")

_MAX_LETTERS = 200_000
"""A page of small print has about five thousand."""

_SAMPLES = 24

_DOUBLE_BYTES = ctypes.sizeof(ctypes.c_double)
_RECT_BYTES = ctypes.sizeof(pdfium.FS_RECTF)


class Letters:
    """The text layer of one open page. Lives as long as the page; `close` before the page is closed.

    `text[i]` and `rects[i]` are one letter and its place: as wide as its advance, about as high as its font. Baselines
    and places are in a reader's coordinates (`frame`). Raises UnreadableFile for a page with a library's text.
    """

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._textpage = page.get_textpage()
        self._raw = self._textpage.raw
        self._address = calls.address_of(self._raw)
        self._origin = (ctypes.c_double * 2)()
        self._origin_parts = (ctypes.addressof(self._origin), ctypes.addressof(self._origin) + _DOUBLE_BYTES)
        count = max(pdfium.FPDFText_CountChars(self._raw), 0)
        if count > _MAX_LETTERS:
            raise _too_many(count)
        self.text = self._read_text(count)
        left, bottom, right, top = page.get_bbox()
        self.frame = Frame(left, bottom, right, top, self._upright_turns(), page.get_rotation() // 90)
        self.rects = self._read_rects(count)

    def close(self) -> None:
        """Release the text layer."""
        self._textpage.close()

    def baseline(self, index: int) -> float:
        """How far below the top of the page the letter stands, in points."""
        calls.letter_origin(self._address, index, *self._origin_parts)
        return self.frame.depth(*self._origin)

    def slant(self, index: int) -> float:
        """Degrees between the letter and the nearest of the page's four directions."""
        degrees = math.degrees(calls.letter_angle(self._address, index)) % 90
        return min(degrees, 90 - degrees)

    def is_unmapped(self, index: int) -> bool:
        """Whether the font does not say which character the letter is, so that its text is a bare glyph number."""
        return bool(pdfium.FPDFText_HasUnicodeMapError(self._raw, index) == 1)

    def _read_text(self, count: int) -> Sequence[str]:
        buffer = (ctypes.c_uint16 * (count + 1))()
        units = pdfium.FPDFText_GetText(self._raw, 0, count, buffer) - 1 if count else 0
        if units == count:
            text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass").translate(_PLAIN)
            if len(text) == count and not _SURROGATE.search(text):
                return text
        return _joined_surrogates([self._letter(index).translate(_PLAIN) for index in range(count)])

    def _letter(self, index: int) -> str:
        is_hyphen = pdfium.FPDFText_IsHyphen(self._raw, index) == 1
        return _HYPHEN_MARK if is_hyphen else chr(pdfium.FPDFText_GetUnicode(self._raw, index))

    def _read_rects(self, count: int) -> list[Rect]:
        rects = (pdfium.FS_RECTF * count)()
        places = count_from(ctypes.addressof(rects), _RECT_BYTES)
        calls.exhaust(map(calls.letter_rect, repeat(self._address), range(count), places))
        return self.frame.rects(struct.iter_unpack("4f", rects))

    def _upright_turns(self) -> int:
        """Clockwise quarter turns that set most letters upright; PDFium measures a letter's own angle clockwise."""
        printed = [index for index, letter in enumerate(self.text) if not letter.isspace()]
        samples = printed[:: max(1, len(printed) // _SAMPLES)]
        angles = (calls.letter_angle(self._address, index) for index in samples)
        directions = Counter(round(-2 * angle / math.pi) % 4 for angle in angles if math.isfinite(angle))
        return directions.most_common(1)[0][0] if directions else 0


def _too_many(count: int) -> UnreadableFile:
    return UnreadableFile(
        ProblemKind.TOO_LARGE,
        f"one of its pages has {count} letters, more than {_MAX_LETTERS}",
        "check that it is the department's disclosure",
    )


def _joined_surrogates(letters: list[str]) -> list[str]:
    """Fonts with two-byte codes yield a rare character as two halves: the first place takes it whole."""
    whole = list(letters)
    for index, (high, low) in enumerate(pairwise(letters)):
        if "\ud800" <= high <= "\udbff" and "\udc00" <= low <= "\udfff":
            whole[index] = (high + low).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
            whole[index + 1] = ""
    return [_SURROGATE.sub("\ufffd", letter) for letter in whole]
