"""The cascade: which declarations of a page's style sheets and attributes hold for an element."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

from orchestration.disclosure.readers.web.appearance import (
    PLAIN,
    PROPERTIES,
    Appearance,
    Box,
    Kind,
    Shift,
    appearance_of,
    box_of,
    markup_declarations,
)
from orchestration.disclosure.readers.web.selectors import Level, Matcher
from orchestration.disclosure.readers.web.style_sheet import (
    Declarations,
    Rule,
    is_for_screen,
    parse_declarations,
    parse_style_sheets,
)

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "legend", "figcaption", "caption")
_SECTIONS = (
    "article",
    "aside",
    "body",
    "footer",
    "form",
    "header",
    "html",
    "main",
    "nav",
    "section",
    "details",
    "summary",
)
_LISTS = ("dd", "dl", "dt", "li", "menu", "ol", "ul")
_PARAGRAPHS = ("address", "blockquote", "br", "center", "dialog", "div", "fieldset", "figure", "hr", "p", "pre", "xmp")
_KINDS = {
    **dict.fromkeys((*_HEADINGS, *_SECTIONS, *_LISTS, *_PARAGRAPHS, "listing", "plaintext"), Kind.BLOCK),
    **dict.fromkeys(("tbody", "thead", "tfoot"), Kind.GROUP),
    **dict.fromkeys(("td", "th"), Kind.CELL),
    **dict.fromkeys(("input", "select", "textarea"), Kind.APART),
    "table": Kind.TABLE,
    "tr": Kind.ROW,
}
_FLOWING_TAG = "span"
"""Stands for every tag that has no kind of its own."""
_TABLE_TAGS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th"})
_ROLES = {
    "table": Kind.TABLE,
    "grid": Kind.TABLE,
    "treegrid": Kind.TABLE,
    "rowgroup": Kind.GROUP,
    "row": Kind.ROW,
    **dict.fromkeys(("cell", "gridcell", "columnheader", "rowheader"), Kind.CELL),
}
_STRUCK = {"text-decoration": "line-through"}
_PREFORMATTED = {"white-space": "pre"}
_OF_TAGS: dict[str, dict[str, str]] = {
    "del": _STRUCK,
    "s": _STRUCK,
    "strike": _STRUCK,
    "sup": {"vertical-align": "super", "font-size": "smaller"},
    "sub": {"vertical-align": "sub", "font-size": "smaller"},
    "pre": _PREFORMATTED,
    "xmp": _PREFORMATTED,
    "listing": _PREFORMATTED,
    "plaintext": _PREFORMATTED,
    "textarea": _PREFORMATTED,
    "small": {"font-size": "smaller"},
    "noframes": {"display": "none"},
}
"""What browsers declare of their own for a tag."""

_TELLING_ATTRIBUTES: frozenset[str | bytes] = frozenset(
    {"style", "bgcolor", "background", "color", "size", "text", "hidden", "role"}
)


_MOST_LOOKS = 10_000
_Known: TypeAlias = tuple[str, tuple[tuple[str, str], ...], tuple[int, ...], Appearance]
"""A tag, its telling attributes, the rules that match, and what the element around looks like."""


@dataclass(slots=True)
class Scope:
    """An element with what holds for its content; `children_beside` counts those met of a box that sets them beside
    each other."""

    level: Level = field(default_factory=Level)
    appearance: Appearance = PLAIN
    is_seen: bool = True
    kind: Kind = Kind.BLOCK
    shift: Shift = Shift.NONE
    columns: int = 0
    children_beside: int = 0
    plain: dict[str, "Scope"] = field(default_factory=dict)
    """By tag, those of elements of the same look in it that say nothing of their own."""

    def plain_scope(self, tag: str) -> "Scope":
        """Return the scope of an element in this one that says nothing of its look; all with its tag have it."""
        if tag not in _KINDS:
            tag = _FLOWING_TAG
        known = self.plain.get(tag)
        if known is None:
            kind = _KINDS.get(tag, Kind.INLINE)
            known = self.plain[tag] = Scope(self.level, self.appearance, self.is_seen, kind, plain=self.plain)
        return known


class Styles:
    """The style sheets of a page. Elements are shown to it from the root down, each as soon as it is met."""

    def __init__(self, root: etree._Element, beside: Sequence[str] = ()) -> None:
        """`beside` are style sheets that belong to the page and do not stand in it."""
        sheets = [
            "".join(map(str, style.itertext()))
            for style in root.iter("style")
            if is_for_screen(str(style.get("media", "")))
        ]
        self._rules: list[Rule] = parse_style_sheets((*beside, *sheets), PROPERTIES)
        self._looks: dict[_Known, tuple[Appearance, bool, Box]] = {}
        self._matcher = Matcher([rule.selector for rule in self._rules])

    def enter(self, element: etree._Element, parent: Scope) -> Scope:
        """Return the scope of an element whose parent has the given one."""
        tag = str(element.tag)
        names = element.keys()
        is_plain = tag not in _OF_TAGS and _TELLING_ATTRIBUTES.isdisjoint(names)
        if self._rules:
            level, matched = self._matcher.enter(element, parent.level)
        elif is_plain:
            return parent.plain_scope(tag)
        else:
            level, matched = parent.level, []
        kind = _KINDS.get(tag, Kind.INLINE)
        if is_plain and not matched:
            return Scope(level, parent.appearance, parent.is_seen, kind)
        attributes = {str(name): str(element.get(name)) for name in names if name in _TELLING_ATTRIBUTES}
        known = tag, tuple(attributes.items()), tuple(matched), parent.appearance
        if known not in self._looks:
            if len(self._looks) >= _MOST_LOOKS:
                self._looks.clear()
            self._looks[known] = self._look(tag, kind, attributes, matched, parent.appearance)
        appearance, is_seen, box = self._looks[known]
        return Scope(level, appearance, is_seen, box.kind, box.shift, box.columns)

    def _look(
        self, tag: str, kind: Kind, attributes: Mapping[str, str], matched: list[int], outer: Appearance
    ) -> tuple[Appearance, bool, Box]:
        """Return how an element looks, whether its text is seen, and its box."""
        role = _ROLES.get(attributes.get("role", "")) if tag not in _TABLE_TAGS else None
        kind = role or kind
        is_part_of_table = role is not None or tag in _TABLE_TAGS
        declared = {**_OF_TAGS.get(tag, {}), **markup_declarations(tag, attributes)}
        self._cascade(declared, matched, parse_declarations(attributes.get("style", "")))
        appearance = appearance_of(declared, outer, kind)
        box = box_of(declared, kind, is_part_of_table, outer.size, appearance.size)
        if box.kind is not kind:
            appearance = appearance_of(declared, outer, box.kind)
        return appearance, appearance.is_seen(), box

    def _cascade(self, declared: dict[str, str], matched: list[int], own: Declarations) -> None:
        """Add what rules and the style attribute declare: the weightier, then the later wins, important ones last."""
        matched.sort(key=lambda number: (self._rules[number].selector.weight, number))
        layers = [*(self._rules[number].declarations for number in matched), own]
        for is_important in (False, True):
            for layer in layers:
                for name, (value, important) in layer.items():
                    if important is is_important:
                        declared[name] = value
                        _forget_shorthand(declared, name)


def _forget_shorthand(declared: dict[str, str], name: str) -> None:
    """Drop what a later shorthand resets."""
    if name == "background":
        declared.pop("background-color", None)
        declared.pop("background-image", None)
    elif name == "font":
        declared.pop("font-size", None)
    elif name == "text-decoration":
        declared.pop("text-decoration-line", None)
