"""XLSX: the styles of a workbook, as far as they decide what is seen of a cell: fonts, fills and number formats."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from orchestration.disclosure.readers.office.cell_looks import CellStyle, Font, hex_colour, indexed_colour
from orchestration.disclosure.readers.office.number_formats import BUILT_IN_CODES, parse_format
from orchestration.disclosure.readers.sight import BLACK, WHITE, Colour

Value = TypeVar("Value")

_FALSE = frozenset({"0", "false", "off"})
_THEME = (WHITE, BLACK)
"""The first two colours of a theme are those of paper and ink; the others a theme may choose."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours that a workbook names by number in its own palette, where it has one."""

    palette: Sequence[Colour | None] = ()

    def read(self, element: etree._Element | None) -> Colour | None:
        """A colour; None where the file does not tell it, or leaves it to the program."""
        if element is None or element.get("auto") in ("1", "true"):
            return None
        rgb, index, theme = element.get("rgb"), _count(element.get("indexed")), _count(element.get("theme"))
        if rgb is not None:
            return hex_colour(rgb)
        if index is not None:
            return self.palette[index] if index < len(self.palette) else indexed_colour(index)
        return _tinted(_THEME[theme], element.get("tint", "0")) if theme is not None and theme < len(_THEME) else None


def read_colours(styles: etree._Element | None) -> Colours:
    """The palette of a workbook."""
    entries = [] if styles is None else styles.findall("{*}colors/{*}indexedColors/{*}rgbColor")
    return Colours([hex_colour(entry.get("rgb", "")) for entry in entries])


def read_font(element: etree._Element, colours: Colours) -> Font:
    """The font of a style or of a run of a text."""
    struck, raised, size, ink = False, False, 11.0, None
    for part in element:
        value = part.get("val", "")
        match part.tag.rpartition("}")[2]:
            case "strike":
                struck = value not in _FALSE
            case "vertAlign":
                raised = value in ("superscript", "subscript")
            case "sz":
                size = _length(value, size)
            case "color":
                ink = colours.read(part)
    return Font(struck, raised, size, ink)


def read_cell_styles(styles: etree._Element | None, colours: Colours) -> Iterator[CellStyle]:
    """The styles that cells name by number."""
    if styles is None:
        return
    codes = {str(number): code for number, code in BUILT_IN_CODES.items()}
    for entry in styles.iter("{*}numFmt"):
        if code := entry.get("formatCode"):
            codes[entry.get("numFmtId", "")] = code
    fonts = [read_font(font, colours) for font in styles.findall("{*}fonts/{*}font")]
    grounds = [_ground(fill, colours) for fill in styles.findall("{*}fills/{*}fill")]
    for style in styles.findall("{*}cellXfs/{*}xf"):
        yield CellStyle(
            parse_format(codes.get(style.get("numFmtId", "0"), "General")),
            _at(fonts, style.get("fontId"), Font()),
            _at(grounds, style.get("fillId"), WHITE),
        )


def _ground(fill: etree._Element, colours: Colours) -> Colour | None:
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return None if len(fill) else WHITE
    kind = pattern.get("patternType", "none")
    return WHITE if kind == "none" else colours.read(pattern.find("{*}fgColor")) if kind == "solid" else None


def _tinted(colour: Colour, tint: str) -> Colour:
    """A colour made darker (below zero) or lighter."""
    share = max(-1.0, min(_length(tint, 0.0), 1.0))
    channels = (channel * (1 + share) if share < 0 else channel + (255 - channel) * share for channel in colour)
    return Colour(*map(round, channels))


def _at(known: Sequence[Value], number: str | None, otherwise: Value) -> Value:
    index = _count(number)
    return known[index] if index is not None and index < len(known) else otherwise


def _count(text: str | None) -> int | None:
    return int(text) if text and len(text) < 8 and text.isascii() and text.isdigit() else None


def _length(text: str, otherwise: float) -> float:
    try:
        return float(text)
    except ValueError:
        return otherwise
