"""What declarations of style make of an element: whether its text is seen, and what kind of box it is.

Which declarations apply belongs to `styles`; what a person can tell apart at all to `readers.sight`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from orchestration.disclosure.readers.sight import BLACK, LEAST_SIZE, WHITE, Colour, stands_out
from orchestration.disclosure.readers.web.colours import OPAQUE, blend, find_colour, parse_colour

USUAL_SIZE = 12.0
"""Points; what browsers print where a page says nothing."""

_OFF_SCREEN = -500.0
"""Points beyond the left or upper edge; what is put there is put there to be out of sight."""

_LEAST_EXTENT = 1.0
"""Points; a box that is less high or wide and cuts off what does not fit shows nothing."""

_LEAST_OPACITY = 0.05

_POINTS = {"": 0.75, "px": 0.75, "pt": 1.0, "pc": 12.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "rem": USUAL_SIZE}
_LENGTH = re.compile(r"([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))(px|pt|pc|in|cm|mm|rem|em|ex|%|)(?![\w%])")
_SIZE_IN_FONT = re.compile(r"(?:^|\s)((?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:px|pt|pc|in|cm|mm|rem|em|%|))(?=\s|/)")
_SIZE_WORDS = {
    "xx-small": 7.0,
    "x-small": 7.5,
    "small": 10.0,
    "medium": USUAL_SIZE,
    "large": 13.5,
    "x-large": 18.0,
    "xx-large": 24.0,
}
_SIZES_OF_OLD_MARKUP = {"1": 7.5, "2": 10.0, "3": 12.0, "4": 13.5, "5": 18.0, "6": 24.0, "7": 36.0}
_REPEAT = re.compile(r"repeat\(\s*(\d{1,3})\s*,([^()]{0,99})")
_BRACKETS = re.compile(r"\[[^\]]{0,99}\]")
_INSET = re.compile(r"inset\(\s*(\d{1,3})")
_NOTHING_SCALED = re.compile(r"scale(?:[xy]|3d)?\(\s*0*(?:\.0+)?\s*[,)]")

PROPERTIES = frozenset(
    {
        *("display", "visibility", "opacity", "color", "-webkit-text-fill-color", "background", "background-color"),
        *("background-image", "font", "font-size", "text-decoration", "text-decoration-line", "vertical-align"),
        *("position", "left", "right", "top", "margin-left", "margin-top", "text-indent", "clip", "clip-path"),
        *("width", "max-width", "height", "max-height", "overflow", "overflow-x", "overflow-y", "transform", "filter"),
        *("float", "white-space", "flex-direction", "grid-template-columns", "mso-hide", "mso-text-raise"),
    }
)


class Kind(Enum):
    """The kind of box that an element makes of its content."""

    NONE = auto()
    INLINE = auto()
    APART = auto()
    """In the line, but not part of its text: what stands in it is never glued to what stands beside it."""
    BLOCK = auto()
    BESIDE = auto()
    """A block whose children stand beside each other."""
    TABLE = auto()
    GROUP = auto()
    ROW = auto()
    CELL = auto()


class Shift(Enum):
    """Whether an element stands in the line of the text around it."""

    NONE = auto()
    RAISED = auto()
    LOWERED = auto()


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the text of an element looks; what stands in it looks alike unless it says otherwise.

    `ground` is None where it is not known (a picture). What is `gone` cannot be brought back by what stands in it.
    """

    ink: Colour = BLACK
    opacity: float = OPAQUE
    ground: Colour | None = WHITE
    size: float = USUAL_SIZE
    is_visible: bool = True
    is_indented_away: bool = False
    is_gone: bool = False
    is_struck: bool = False
    is_preformatted: bool = False

    def is_seen(self) -> bool:
        """Return whether a person sees text that looks like this and is not struck out."""
        if self.is_gone or self.is_struck or not self.is_visible or self.is_indented_away or self.size < LEAST_SIZE:
            return False
        if self.opacity < _LEAST_OPACITY:
            return False
        return self.ground is None or stands_out(blend(self.ink, self.opacity, self.ground), self.ground)


PLAIN = Appearance()


@dataclass(frozen=True, slots=True)
class Box:
    """What an element is besides its look."""

    kind: Kind
    shift: Shift = Shift.NONE
    columns: int = 0
    """How many children stand beside each other in a row of the box; 0 where all of them do."""


_DISPLAYS: Mapping[str, Kind] = {
    "none": Kind.NONE,
    "inline": Kind.INLINE,
    "contents": Kind.INLINE,
    "inline-block": Kind.APART,
    "inline-flex": Kind.APART,
    "inline-grid": Kind.APART,
    "block": Kind.BLOCK,
    "flow-root": Kind.BLOCK,
    "list-item": Kind.BLOCK,
    "table-caption": Kind.BLOCK,
    "flex": Kind.BESIDE,
    "-webkit-flex": Kind.BESIDE,
    "-webkit-box": Kind.BESIDE,
    "-ms-flexbox": Kind.BESIDE,
    "grid": Kind.BESIDE,
    "table": Kind.TABLE,
    "inline-table": Kind.TABLE,
    "table-row-group": Kind.GROUP,
    "table-header-group": Kind.GROUP,
    "table-footer-group": Kind.GROUP,
    "table-row": Kind.ROW,
    "table-cell": Kind.CELL,
}
_TABLE_PARTS = frozenset({Kind.TABLE, Kind.GROUP, Kind.ROW, Kind.CELL})


def box_of(declared: Mapping[str, str], kind: Kind, is_part_of_table: bool, parent_size: float, size: float) -> Box:
    """Return the box of an element. `kind` is that of its tag, which the parts of a table keep whatever is declared."""
    told = _DISPLAYS.get(declared.get("display", "").split("!")[0].strip())
    if told is Kind.NONE or declared.get("mso-hide") == "all":
        return Box(Kind.NONE)
    if told is not None and not is_part_of_table:
        kind = told
        if kind is Kind.BESIDE and declared.get("flex-direction", "").startswith("column"):
            kind = Kind.BLOCK
        if "grid" in declared.get("display", ""):
            columns = _grid_columns(declared.get("grid-template-columns", ""))
            return Box(Kind.BESIDE, columns=columns) if columns > 1 else Box(Kind.BLOCK)
    if kind is Kind.INLINE and (declared.get("float", "none") not in ("none", "inherit") or _is_positioned(declared)):
        kind = Kind.APART
    return Box(kind, _shift(declared, parent_size, size) if kind in (Kind.INLINE, Kind.APART) else Shift.NONE)


def _grid_columns(template: str) -> int:
    """Count the columns of a template; 1 where that depends on the width of the window."""
    repeated = _REPEAT.search(template)
    if repeated is not None:
        return int(repeated[1]) * max(len(repeated[2].split()), 1)
    return 1 if "repeat" in template else len(_BRACKETS.sub(" ", template.replace(", ", ",")).split())


def _shift(declared: Mapping[str, str], parent_size: float, size: float) -> Shift:
    align = declared.get("vertical-align", "")
    is_smaller = size < parent_size
    height = _length(align, size) if align[:1] in "0123456789.+-" and align else None
    raise_ = _length(declared.get("mso-text-raise", ""), size)
    if declared.get("position") == "relative" and is_smaller:
        top = _length(declared.get("top", ""), size)
        height = -top if top else height
    if align == "super" or (align in ("text-top", "top") and is_smaller) or (height or 0) > 0 or (raise_ or 0) > 0:
        return Shift.RAISED
    if align == "sub" or (align in ("text-bottom", "bottom") and is_smaller) or (height or 0) < 0 or (raise_ or 0) < 0:
        return Shift.LOWERED
    return Shift.NONE


def appearance_of(declared: Mapping[str, str], parent: Appearance, kind: Kind) -> Appearance:
    """Return how an element looks with these declarations inside one that looks like `parent`."""
    size = _size(declared, parent.size)
    ink, opacity = _ink(declared, parent)
    indent = _length(declared.get("text-indent", ""), size)
    visibility = declared.get("visibility")
    space = declared.get("white-space", "")
    decoration = f"{declared.get('text-decoration', '')} {declared.get('text-decoration-line', '')}"
    # lines through an element do not go through what is set apart from its text
    inherits_line = kind is not Kind.APART and not _is_positioned(declared)
    return replace(
        parent,
        ink=ink,
        opacity=opacity,
        ground=_ground(declared, parent),
        size=size,
        is_visible=parent.is_visible if visibility in (None, "inherit") else visibility not in ("hidden", "collapse"),
        is_indented_away=parent.is_indented_away if indent is None else indent <= _OFF_SCREEN,
        is_gone=parent.is_gone or _is_gone(declared, kind, size),
        is_struck=(parent.is_struck and inherits_line) or "line-through" in decoration,
        is_preformatted=space.startswith(("pre", "break-spaces")) if space else parent.is_preformatted,
    )


def markup_declarations(tag: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """Return what old markup declares by attributes instead of style."""
    declared: dict[str, str] = {}
    if "bgcolor" in attributes:
        declared["background-color"] = attributes["bgcolor"].lower()
    if "background" in attributes:
        declared["background-image"] = "url()"
    if tag == "body" and "text" in attributes:
        declared["color"] = attributes["text"].lower()
    if tag == "font":
        if "color" in attributes:
            declared["color"] = attributes["color"].lower()
        points = _SIZES_OF_OLD_MARKUP.get(attributes.get("size", "").strip())
        if points is not None:
            declared["font-size"] = f"{points}pt"
    if "hidden" in attributes:
        declared["display"] = "none"
    return declared


def _is_positioned(declared: Mapping[str, str]) -> bool:
    return declared.get("position") in ("absolute", "fixed")


def _size(declared: Mapping[str, str], parent: float) -> float:
    words = declared.get("font-size", "")
    if not words and "font" in declared:
        found = _SIZE_IN_FONT.search(declared["font"])
        words = found[1] if found else ""
    if words in ("smaller", "larger"):
        return parent / 1.2 if words == "smaller" else parent * 1.2
    if words in _SIZE_WORDS:
        return _SIZE_WORDS[words]
    size = _length(words, parent, whole=parent)
    return parent if size is None else size


def _ink(declared: Mapping[str, str], parent: Appearance) -> tuple[Colour, float]:
    words = declared.get("-webkit-text-fill-color") or declared.get("color", "")
    found = parse_colour(words) if words else None
    if found is None:
        # a name that is not known here is neither white nor pale
        is_kept = words in ("", "inherit", "currentcolor", "unset")
        return (parent.ink, parent.opacity) if is_kept else (BLACK, OPAQUE)
    return found


def _ground(declared: Mapping[str, str], parent: Appearance) -> Colour | None:
    image = declared.get("background-image", "") or declared.get("background", "")
    if "url(" in image or "gradient(" in image:
        return None
    words = declared.get("background-color") or declared.get("background", "")
    found = find_colour(words) if words else None
    if found is None:
        is_unknown = words not in ("", "inherit", "initial", "none", "unset", "0") or _is_positioned(declared)
        return None if is_unknown else parent.ground
    colour, opacity = found
    if opacity == OPAQUE:
        return colour
    if parent.ground is None:
        return None
    return blend(colour, opacity, parent.ground)


def _is_gone(declared: Mapping[str, str], kind: Kind, size: float) -> bool:
    opacity = _length(declared.get("opacity", ""), 1.0, whole=1.0, unit=1.0)
    if opacity is not None and opacity < _LEAST_OPACITY:
        return True
    if "opacity(0" in declared.get("filter", "") and "opacity(0." not in declared["filter"]:
        return True
    if _NOTHING_SCALED.search(declared.get("transform", "")) or "translate" in declared.get("transform", ""):
        moved = [_length(f"{number}{unit}", size) for number, unit in _LENGTH.findall(declared["transform"])]
        if "translate" not in declared["transform"] or any(each is not None and each <= _OFF_SCREEN for each in moved):
            return True
    if _is_clipped(declared) or _is_off_screen(declared, size):
        return True
    return kind not in _TABLE_PARTS and kind is not Kind.INLINE and _shows_no_overflow(declared, size)


def _is_off_screen(declared: Mapping[str, str], size: float) -> bool:
    sides = ["margin-left", "margin-top"]
    if _is_positioned(declared) or declared.get("position") == "relative":
        sides += ["left", "top", "right"]
    lengths = (_length(declared[side], size) for side in sides if side in declared)
    return any(length is not None and length <= _OFF_SCREEN for length in lengths)


def _is_clipped(declared: Mapping[str, str]) -> bool:
    inset = _INSET.search(declared.get("clip-path", ""))
    if inset is not None and int(inset[1]) >= 50:
        return True
    if "circle(0" in declared.get("clip-path", ""):
        return True
    if not _is_positioned(declared) or "rect(" not in declared.get("clip", ""):
        return False
    edges = [float(number) for number, _ in _LENGTH.findall(declared["clip"])]
    if len(edges) != 4:
        return False
    top, right, bottom, left = edges
    return bottom - top <= _LEAST_EXTENT or right - left <= _LEAST_EXTENT


def _shows_no_overflow(declared: Mapping[str, str], size: float) -> bool:
    overflow = " ".join(declared.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))
    if "hidden" not in overflow and "clip" not in overflow:
        return False
    extents = (
        _length(declared[name], size) for name in ("height", "max-height", "width", "max-width") if name in declared
    )
    return any(extent is not None and extent <= _LEAST_EXTENT for extent in extents)


def _length(words: str, size: float, whole: float | None = None, unit: float = _POINTS[""]) -> float | None:
    """Return a length in points; `whole` is what percentages are of, `unit` what a bare number counts. None for what is
    no length or depends on the width of the window."""
    found = _LENGTH.match(words)
    if found is None:
        return None
    number, measure = float(found[1]), found[2]
    if measure == "%":
        return None if whole is None else number * whole / 100
    if measure in ("em", "ex"):
        return number * size * (0.5 if measure == "ex" else 1)
    return number * (unit if measure == "" else _POINTS[measure])
