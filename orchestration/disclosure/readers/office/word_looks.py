"""How a run of a Word document looks: whether it is seen at all, and whether it is raised like the mark of a note.

A property is the run's own, that of its style, of its paragraph's style (each with the styles it is based on) or of the
document. Table styles count only for the ground that they may paint: what they do to letters, Word itself overrules.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple, TypeAlias, TypeVar

from lxml import etree

from orchestration.disclosure.readers.office.cell_looks import hex_colour
from orchestration.disclosure.readers.office.symbol_fonts import is_symbol_font
from orchestration.disclosure.readers.office.word_elements import child, is_on, name_of, named, number, value
from orchestration.disclosure.readers.sight import LEAST_SIZE, WHITE, Colour, stands_out

Value = TypeVar("Value")


class Unpainted(Enum):
    """What a property says instead of a colour."""

    CLEAR = "clear"
    """Nothing is painted here: what is below shows."""
    UNKNOWN = "unknown"
    """Some colour that the file does not tell, or one that Word chooses so that letters are seen."""


Paint: TypeAlias = Colour | Unpainted
_CLEAR: Paint = Unpainted.CLEAR
_UNKNOWN: Paint = Unpainted.UNKNOWN

_USUAL_SIZE = 20
"""Half points: what Word takes where a document says nothing."""

_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "white": "FFFFFF",
    "darkBlue": "00008B",
    "darkCyan": "008B8B",
    "darkGreen": "006400",
    "darkMagenta": "800080",
    "darkRed": "8B0000",
    "darkYellow": "808000",
    "darkGray": "A9A9A9",
    "lightGray": "D3D3D3",
}
_RAISED = frozenset({"superscript", "subscript"})
_MOST_BASES = 24
"""Styles based on each other that are followed; programs write a dozen."""


class RunProperties(NamedTuple):
    """What one place says of a run: None where it says nothing. Sizes and positions are in half points."""

    vanish: bool | None = None
    always_hidden: bool | None = None
    strike: bool | None = None
    double_strike: bool | None = None
    unfilled: bool | None = None
    align: str | None = None
    position: int | None = None
    size: int | None = None
    ink: Paint | None = None
    ground: Paint | None = None
    highlight: Paint | None = None
    symbol_font: str | None = None
    style: str | None = None


class Look(NamedTuple):
    """How the letters of a run are printed; `lifted` ones are raised only if they are small beside the others."""

    seen: bool
    raised: bool = False
    lifted: bool = False
    size: int = _USUAL_SIZE
    symbol_font: str | None = None


def _symbol_font(fonts: etree._Element) -> str | None:
    named_fonts = (value(fonts, attribute) or "" for attribute in ("ascii", "hAnsi", "h-ansi"))
    return next(filter(is_symbol_font, named_fonts), None)


def _filled(fill: etree._Element) -> bool | None:
    """Whether letters are made see-through."""
    return True if child(fill, "noFill") is not None else None


_READERS: Mapping[str, tuple[str, Callable[[etree._Element], object]]] = MappingProxyType(
    {
        "vanish": ("vanish", is_on),
        "specVanish": ("always_hidden", is_on),
        "strike": ("strike", is_on),
        "dstrike": ("double_strike", is_on),
        "textFill": ("unfilled", _filled),
        "vertAlign": ("align", value),
        "position": ("position", number),
        "sz": ("size", number),
        "color": ("ink", lambda element: _ink(element)),
        "shd": ("ground", lambda element: shading(element)),
        "highlight": ("highlight", lambda element: _colour(_HIGHLIGHTS.get(value(element) or "", ""))),
        "rFonts": ("symbol_font", _symbol_font),
        "rStyle": ("style", value),
    }
)
"""`webHidden` is none of them: it hides on web pages only, and marks the page numbers of every table of contents."""

_NOTHING = RunProperties()


def run_properties(element: etree._Element | None) -> RunProperties:
    """What an rPr says."""
    found = {}
    for inner in () if element is None else element:
        reader = _READERS.get(name_of(inner))
        if reader is not None:
            found[reader[0]] = reader[1](inner)
    return RunProperties(**found) if found else _NOTHING  # type: ignore[arg-type]


def _colour(text: str) -> Paint:
    if len(text) != 6:
        return Unpainted.CLEAR
    return hex_colour(text) or Unpainted.UNKNOWN


def _ink(element: etree._Element) -> Paint:
    text = value(element) or ""
    if value(element, "themeColor") in ("background1", "light1") and len(text) != 6:
        return WHITE
    found = _colour(text)
    return Unpainted.UNKNOWN if found is Unpainted.CLEAR else found


def shading(element: etree._Element) -> Paint:
    """What a `shd` paints behind what stands there; a pattern of two colours is neither of them."""
    pattern, fill = value(element) or "clear", value(element, "fill") or "auto"
    if pattern == "solid":
        return _ink(element) if value(element, "color") is None else _colour_or_unknown(value(element, "color") or "")
    if pattern == "nil" or (pattern == "clear" and fill == "auto" and value(element, "themeFill") is None):
        return Unpainted.CLEAR
    return _colour_or_unknown(fill) if pattern == "clear" else Unpainted.UNKNOWN


def _colour_or_unknown(text: str) -> Paint:
    found = _colour(text)
    return Unpainted.UNKNOWN if found is Unpainted.CLEAR else found


def ground_on(below: Paint, paints: Iterable[Paint | None]) -> Paint:
    """What is behind letters: the first of the paints that cover each other, else what is below all of them."""
    return next((paint for paint in paints if paint is not None and paint is not Unpainted.CLEAR), below)


class _Style(NamedTuple):
    """What a style says itself, and the style that it is based on."""

    element: etree._Element
    based_on: str | None
    run: RunProperties
    ground: Paint | None

    @classmethod
    def of(cls, element: etree._Element) -> "_Style":
        shade = child(child(element, "pPr"), "shd")
        based_on = value(child(element, "basedOn"))
        return cls(element, based_on, run_properties(child(element, "rPr")), None if shade is None else shading(shade))


class Looks:
    """The looks that the styles of a document give, remembered: a document has thousands of runs and few looks."""

    def __init__(self, styles: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._own: dict[str, _Style] = {}
        self._paragraph_style: str | None = None
        self._runs: dict[str | None, RunProperties] = {None: _NOTHING}
        self._grounds: dict[str | None, Paint | None] = {}
        self._looks: dict[tuple[str | None, Paint, RunProperties], Look] = {}
        for style in () if styles is None else named(styles, "style"):
            style_id = value(style, "styleId") or ""
            self._styles[style_id] = style
            if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true", "on"):
                self._paragraph_style = style_id
        defaults = None if styles is None else child(child(child(styles, "docDefaults"), "rPrDefault"), "rPr")
        self._defaults = run_properties(defaults)

    def look(self, paragraph_style: str | None, ground: Paint, own: RunProperties = _NOTHING) -> Look:
        """How a run with these properties looks in a paragraph of this style, on this ground."""
        key = paragraph_style, ground, own
        known = self._looks.get(key)
        if known is None:
            known = self._looks[key] = self._look(*key)
        return known

    def paragraph_ground(self, style: str | None, own: Paint | None, below: Paint) -> Paint:
        """What is behind the letters of a paragraph."""
        style = style or self._paragraph_style
        if style not in self._grounds:
            self._grounds[style] = _first((base.ground for base in self._based(style)), None)
        return ground_on(below, (own, self._grounds[style]) if own is None else (own,))

    def paints_cells(self, table_style: str | None) -> bool:
        """Whether a table style has shaded cells: which ones depends on their place."""
        return any(
            next(named(part, "shd"), None) is not None
            for base in self._based(table_style)
            for part in base.element
            if name_of(part) in {"tblStylePr", "tcPr", "tblPr", "trPr"}
        )

    def _look(self, paragraph_style: str | None, ground: Paint, own: RunProperties) -> Look:
        paragraph, character = self._run(paragraph_style or self._paragraph_style), self._run(own.style)
        levels = own, character, paragraph, self._defaults
        vanishes = _toggled(*(level.vanish for level in levels))
        struck = _toggled(*(level.strike for level in levels))
        size = _first((level.size for level in levels), _USUAL_SIZE)
        ink = _first((level.ink for level in levels), _UNKNOWN)
        highlight = _first((level.highlight for level in levels), _CLEAR)
        shade = _first((level.ground for level in levels), _CLEAR)
        behind = ground_on(ground, (highlight, shade))
        hidden = (
            vanishes
            or struck
            or _first((level.always_hidden for level in levels), False)
            or _first((level.double_strike for level in levels), False)
            or _first((level.unfilled for level in levels), False)
            or size < 2 * LEAST_SIZE
            or (isinstance(ink, Colour) and isinstance(behind, Colour) and not stands_out(ink, behind))
        )
        return Look(
            seen=not hidden,
            raised=_first((level.align for level in levels), "") in _RAISED,
            lifted=_first((level.position for level in levels), 0) > 0,
            size=size,
            symbol_font=own.symbol_font or character.symbol_font,
        )

    def _run(self, style: str | None) -> RunProperties:
        """What a style says, by itself or by the styles that it is based on."""
        if style not in self._runs:
            said = [base.run for base in self._based(style) if base.run is not _NOTHING]
            self._runs[style] = RunProperties(*map(_first_said, zip(*said, strict=True))) if said else _NOTHING
        return self._runs[style]

    def _based(self, style: str | None) -> Iterator[_Style]:
        passed: set[str] = set()
        while style is not None and style not in passed and style in self._styles and len(passed) < _MOST_BASES:
            passed.add(style)
            own = self._own.get(style)
            if own is None:
                own = self._own[style] = _Style.of(self._styles[style])
            yield own
            style = own.based_on


def _first(said: Iterable[Value | None], otherwise: Value) -> Value:
    return next((one for one in said if one is not None), otherwise)


def _first_said(said: Iterable[Value | None]) -> Value | None:
    return _first(said, None)


def _toggled(own: bool | None, character: bool | None, paragraph: bool | None, defaults: bool | None) -> bool:
    """A toggle property (ECMA-376 part 1, 17.7.3): set by two styles, it is off again; the run's own word counts."""
    return own if own is not None else bool(defaults) or bool(character) != bool(paragraph)
