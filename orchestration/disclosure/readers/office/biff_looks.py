"""XLS: the fonts, colours and styles of a workbook, as far as they decide what is seen of a cell."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from orchestration.disclosure.model import OpaqueKind
from orchestration.disclosure.readers.office.biff_records import BIFF8, SharedText
from orchestration.disclosure.readers.office.cell_looks import (
    CellStyle,
    Font,
    RichText,
    TextRun,
    indexed_colour,
    printed_text,
)
from orchestration.disclosure.readers.office.number_formats import Printed, parse_format
from orchestration.disclosure.readers.sight import WHITE, Colour

_FONT: Final = 0x0031
_STYLE: Final = 0x00E0
_PALETTE: Final = 0x0092
LOOKS = frozenset({_FONT, _STYLE, _PALETTE})

_FONT_HEAD = struct.Struct("<HHH2xH")
_STYLE_HEAD = struct.Struct("<HH")
_FILL, _FILL_BEFORE_BIFF8 = struct.Struct("<14xIH"), struct.Struct("<8xI")
_STRUCK_OUT = 0x0008
_TWIPS_PER_POINT = 20
_COLOUR = 0x7F
_NONE, _SOLID = 0, 1
_FIRST_OF_PALETTE = 8
_SKIPPED_FONT = 4
"""No font has this number: those behind it count one too many."""

_PICTURE = 8
_EMBEDDED = 0x0009


@dataclass(slots=True)
class Looks:
    """The fonts and styles met so far; a style is (number of its format, of its font, ground as pattern and colour)."""

    fonts: list[tuple[int, int, int, int]] = field(default_factory=list)
    cells: list[tuple[int, int, int, int]] = field(default_factory=list)
    palette: list[Colour] = field(default_factory=list)

    def take(self, kind: int, body: bytes, version: int) -> None:
        """Take one of the records named in LOOKS. Raises struct.error where it is cut short."""
        if kind == _FONT:
            self.fonts.append(_FONT_HEAD.unpack_from(body))
        elif kind == _PALETTE:
            self.palette = [Colour(*body[place : place + 3]) for place in range(2, len(body) - 3, 4)]
        else:
            font, number_format = _STYLE_HEAD.unpack_from(body)
            self.cells.append((number_format, font, *_fill(body, version)))

    def styles(self, codes: Mapping[int, str]) -> Iterator[CellStyle]:
        """How cells are printed, by the numbers of their styles."""
        for number_format, font, pattern, colour in self.cells:
            ground = WHITE if pattern == _NONE else self._colour(colour) if pattern == _SOLID else None
            yield CellStyle(parse_format(codes.get(number_format, "General")), self._font(font), ground)

    def text(self, shared: SharedText) -> Printed | RichText:
        """A text, as its runs where it has some; what stands before the first of them is in the font of its cell."""
        if not shared.runs:
            return printed_text(shared.text)
        places = [start for start, _ in shared.runs]
        ends = (*places[1:], len(shared.text))
        runs = (
            TextRun(shared.text[start:end], self._font(font))
            for (start, font), end in zip(shared.runs, ends, strict=True)
        )
        return RichText((TextRun(shared.text[: places[0]]), *runs))

    def _font(self, number: int) -> Font:
        at = number - 1 if number > _SKIPPED_FONT else number
        if at >= len(self.fonts):
            return Font()
        height, flags, colour, position = self.fonts[at]
        size = height / _TWIPS_PER_POINT or Font().size
        return Font(bool(flags & _STRUCK_OUT), position in (1, 2), size, self._colour(colour))

    def _colour(self, index: int) -> Colour | None:
        at = index - _FIRST_OF_PALETTE
        return self.palette[at] if 0 <= at < len(self.palette) else indexed_colour(index)


def opaque_kinds(drawn: bytes) -> tuple[OpaqueKind, ...]:
    """What the record of a drawn object puts upon a worksheet: nothing for comments, buttons and charts."""
    if len(drawn) < 6 or struct.unpack_from("<4xH", drawn) != (_PICTURE,):
        return ()
    place = 0
    while place + 4 <= len(drawn):
        kind, size = struct.unpack_from("<HH", drawn, place)
        if kind == _EMBEDDED:
            return (OpaqueKind.EMBEDDED_OBJECT,)
        place += 4 + size
    return (OpaqueKind.PICTURE,)


def _fill(style: bytes, version: int) -> tuple[int, int]:
    """The pattern behind a cell and its first colour."""
    if version >= BIFF8:
        borders, colours = _FILL.unpack_from(style) if len(style) >= _FILL.size else (0, 0)
        return borders >> 26, colours & _COLOUR
    (fill,) = _FILL_BEFORE_BIFF8.unpack_from(style) if len(style) >= _FILL_BEFORE_BIFF8.size else (0,)
    return fill >> 16 & 0x3F, fill & _COLOUR
