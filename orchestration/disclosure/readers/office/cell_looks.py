"""How the text of a worksheet's cell looks: by its font, by the fonts of its runs and by what is painted behind it."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from orchestration.disclosure.readers.office.number_formats import GENERAL, NumberFormat, Printed
from orchestration.disclosure.readers.sight import LEAST_SIZE, WHITE, Colour, stands_out, without_note_marks

_INDEXED = (
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF800000008000000080808000800080008080C0C0C0808080"
    "9999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF000080FF00FFFFFF0000FFFF8000808000000080800000FF"
    "00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FFFFCC993366FF33CCCC99CC00FFCC00FF9900FF6600666699969696"
    "003366339966003300333300993300993366333399333333"
)
"""The colours that files name by number, from number 8 on; the eight before are those of 8 to 15."""

_FIRST_INDEXED = 8
_SIX_DIGITS = re.compile(r"[0-9A-Fa-f]{6}")


class Font(NamedTuple):
    """What a font does to letters; `size` in points, `ink` None where the file does not tell it."""

    struck: bool = False
    raised: bool = False
    size: float = 11.0
    ink: Colour | None = None

    def is_seen_on(self, ground: Colour | None) -> bool:
        """Whether letters of this font are seen; on an unknown ground, all colours are."""
        if self.struck or self.size < LEAST_SIZE:
            return False
        return self.ink is None or ground is None or stands_out(self.ink, ground)


_USUAL_FONT = Font()


class TextRun(NamedTuple):
    """A piece of a text with a font of its own; None for that of its cell."""

    text: str
    font: Font | None = None


@dataclass(frozen=True, slots=True)
class RichText:
    """A text whose runs have fonts of their own."""

    runs: tuple[TextRun, ...]


@dataclass(frozen=True)
class CellStyle:
    """How cells of a style are printed; `ground` None where something is painted that the file does not tell."""

    shape: NumberFormat = GENERAL
    font: Font = _USUAL_FONT
    ground: Colour | None = WHITE

    @cached_property
    def is_plain(self) -> bool:
        """Whether whatever stands in a cell is seen as it is."""
        return self.is_seen and self.shape.text is None

    @cached_property
    def is_seen(self) -> bool:
        """Whether the letters of a cell are seen."""
        return self.font.is_seen_on(self.ground)

    @cached_property
    def is_pale(self) -> bool:
        """Whether nothing but its colour hides a text: another rule may paint something dark behind it."""
        return not self.is_seen and self.font.is_seen_on(None)

    def shown(self, text: RichText) -> Printed:
        """A text of runs as it is seen: without struck-out and invisible ones and without marks of notes."""
        fonts = [(run.text, self.font if run.font is None else run.font) for run in text.runs]
        seen = [(text, font.raised) for text, font in fonts if font.is_seen_on(self.ground)]
        return printed_text(without_note_marks(seen))


def indexed_colour(index: int) -> Colour | None:
    """A colour of the usual palette; None for those that the system chooses."""
    at = index - _FIRST_INDEXED if index >= _FIRST_INDEXED else max(index, 0)
    return hex_colour(_INDEXED[6 * at : 6 * at + 6])


def hex_colour(text: str) -> Colour | None:
    """A colour of six digits (of eight, the first two say how dense it is); None for anything else."""
    digits = text.removeprefix("#")[-6:]
    return Colour(*bytes.fromhex(digits)) if _SIX_DIGITS.fullmatch(digits) else None


def printed_text(text: str) -> Printed:
    """A text as a cell prints it: blanks alone are nothing."""
    return Printed("" if text.isspace() else text)
