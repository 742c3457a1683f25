"""ODS: the styles of a spreadsheet, as far as they decide what is seen: fonts, fills, data styles, hidden sheets."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from orchestration.disclosure.readers.office.cell_looks import CellStyle, Font, hex_colour
from orchestration.disclosure.readers.sight import LEAST_SIZE, WHITE, Colour

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_FORMAT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"

_MOST_PARENTS = 16
_DEFAULT = "default "
"""A name that no style has, for the default style of a family."""

_POINTS = {"pt": 1.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "px": 0.75, "pc": 12.0}
_LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,6})?)(pt|cm|mm|in|px|pc)")
_POSITION = re.compile(r"(super|sub|-?[1-9]\d{0,2}(?:\.\d+)?%)")


class _Said(NamedTuple):
    """What one style says of letters and their ground: None where it says nothing."""

    struck: bool | None = None
    hidden: bool | None = None
    raised: bool | None = None
    size: float | None = None
    ink: Colour | None = None
    ground: str | None = None


@dataclass(slots=True)
class Styles:
    """Styles by name: which data style a cell style uses, which data styles fix the decimals, what hides a sheet, what
    squeezes rows and columns to nothing, which page a sheet is printed on."""

    data_styles: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    hiding: set[str] = field(default_factory=set)
    flat: set[str] = field(default_factory=set)
    pages: dict[str, str] = field(default_factory=dict)
    _said: dict[str, _Said] = field(default_factory=dict)
    _looks: dict[str, CellStyle] = field(default_factory=dict)

    def collect(self, container: etree._Element) -> None:
        """Take the styles in an element."""
        for number in container.iter(f"{_NUMBER}number"):
            decimals = number.get(f"{_NUMBER}decimal-places")
            data_style = number.getparent()
            if decimals is not None and number.get(f"{_NUMBER}min-decimal-places", decimals) == decimals:
                self.fixed.add(data_style.get(f"{_STYLE}name", "") if data_style is not None else "")
        for style in container.iter(f"{_STYLE}style", f"{_STYLE}default-style"):
            self._take(style)

    def _take(self, style: etree._Element) -> None:
        family = style.get(f"{_STYLE}family", "")
        name = style.get(f"{_STYLE}name", _DEFAULT + family)
        if data_style_name := style.get(f"{_STYLE}data-style-name"):
            self.data_styles[name] = data_style_name
        if page := style.get(f"{_STYLE}master-page-name"):
            self.pages[name] = page
        parent = style.get(f"{_STYLE}parent-style-name") or (_DEFAULT + family if name[:8] != _DEFAULT else "")
        self.parents[name] = parent
        for part in style:
            match part.tag.rpartition("}")[2]:
                case "table-properties" if part.get(f"{_TABLE}display") == "false":
                    self.hiding.add(name)
                case "text-properties" | "table-cell-properties":
                    self._said[name] = _merged(_read(part), self._said.get(name, _Said()))
                case "table-row-properties" | "table-column-properties" if _is_flat(part):
                    self.flat.add(name)

    def fix_decimals(self, name: str) -> bool:
        """Whether numbers in cells of this style show a fixed number of decimals."""
        for _ in range(_MOST_PARENTS):
            if name in self.data_styles:
                return self.data_styles[name] in self.fixed
            name = self.parents.get(name, "")
        return False

    def look(self, name: str) -> CellStyle:
        """How cells, or runs of a text, of this style look."""
        if name not in self._looks:
            self._looks[name] = self._look(name)
        return self._looks[name]

    def _look(self, name: str) -> CellStyle:
        said, parent = _Said(), name
        for _ in range(_MOST_PARENTS):
            said = _merged(said, self._said.get(parent, _Said()))
            parent = self.parents.get(parent, "")
        size = Font().size if said.size is None else said.size
        font = Font(bool(said.struck or said.hidden), bool(said.raised), size, said.ink)
        is_paper = said.ground is None or said.ground == "transparent"
        return CellStyle(font=font, ground=WHITE if is_paper else hex_colour(said.ground or ""))


def _read(part: etree._Element) -> _Said:
    lines = (part.get(f"{_STYLE}text-line-through-style"), part.get(f"{_STYLE}text-line-through-type"))
    struck = next((line != "none" for line in lines if line is not None), None)
    display, position, colour = (
        part.get(f"{_TEXT}display"),
        part.get(f"{_STYLE}text-position"),
        part.get(f"{_FORMAT}color"),
    )
    automatic = part.get(f"{_STYLE}use-window-font-color") == "true"
    return _Said(
        struck=struck,
        hidden=None if display is None else display == "none",
        raised=None if position is None else _POSITION.match(position) is not None,
        size=_points(part.get(f"{_FORMAT}font-size")),
        ink=None if colour is None or automatic else hex_colour(colour),
        ground=part.get(f"{_FORMAT}background-color"),
    )


def _merged(own: _Said, below: _Said) -> _Said:
    return below._replace(**{name: said for name, said in own._asdict().items() if said is not None})


def _is_flat(properties: etree._Element) -> bool:
    lengths = (_points(properties.get(f"{_STYLE}{name}")) for name in ("row-height", "column-width"))
    return any(length is not None and length < LEAST_SIZE for length in lengths)


def _points(text: str | None) -> float | None:
    """A length in points; None for one that is relative or none at all."""
    length = _LENGTH.fullmatch(text or "")
    return float(length[1]) * _POINTS[length[2]] if length else None
