"""Selectors of style sheets, matched from the root down while a page is walked.

Each step of a selector (`table.x td` has two) is a bit. An element knows the steps it matched, those its ancestors and
those its earlier siblings matched, so that no selector, however long, ever looks back over the page.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from orchestration.disclosure.messages.message import fragment
from orchestration.disclosure.readers.web.grid import too_large

MAX_TRIES = 4_000_000
"""Of steps on elements of one page; some 10,000 elements and 100 rules make a million."""

_EFFORT_OF_A_TEST = 2

MAX_STEPS = 12
"""Of one selector; longer ones are not met in style sheets that people or programs write."""

MAX_FOLLOWED = 20_000
"""Steps that others follow, in all selectors of a page."""

_NAME = r"(?:[\w\-\u0080-\U0010ffff]|\\.)+"
_PART = re.compile(
    rf"""(?P<tag>\*|{_NAME})|\#(?P<id>{_NAME})|\.(?P<class>{_NAME})"""
    rf"""|\[\s*(?P<attribute>{_NAME})\s*(?:(?P<operator>[~|^$*]?=)\s*(?P<value>"[^"]*"|'[^']*'|[^\]\s"']+)\s*[iIsS]?\s*)?\]"""
    rf"""|(?P<element>::{_NAME})|:(?P<pseudo>{_NAME})(?:\((?P<argument>(?:[^()]|\([^()]*\))*)\))?"""
)
_COMBINATOR = re.compile(r"\s*([>+~])\s*|\s+")
_ORDINAL = re.compile(r"([+-]?\d{0,6})n\s*(?:([+-])\s*(\d{1,6}))?|([+-]?\d{1,6})")
_KEYWORDS = {"odd": (2, 1), "even": (2, 0)}
_OF_ALTERNATIVES = frozenset({"not", "is", "where", "matches"})
_ESCAPE = re.compile(r"\\(.)")


@dataclass(slots=True)
class Position:
    """Where an element stands among the elements of its parent, from 1."""

    child_no: int
    of_type_no: int


Test = Callable[[etree._Element, Position], bool]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What `:is()` and `:not()` say of kinds of elements; `wanted` tells the two apart."""

    steps: tuple["Step", ...]
    wanted: bool

    def name(self, tag: str, identity: str | None, classes: frozenset[str]) -> bool:
        """Return whether elements of this kind are meant."""
        return any(step.names(tag, identity, classes) for step in self.steps) is self.wanted


@dataclass(frozen=True, slots=True)
class Step:
    """A compound selector (`td.x`) and how it is joined to the one before: one of `>`, `+`, `~` or a blank."""

    combinator: str
    tag: str | None
    identity: str | None
    classes: frozenset[str]
    alternatives: tuple[Alternatives, ...]
    tests: tuple[Test, ...]

    def names(self, tag: str, identity: str | None, classes: frozenset[str]) -> bool:
        """Return whether the step names elements of this kind, whatever else it asks of them."""
        return (
            (self.tag is None or self.tag == tag)
            and (self.identity is None or self.identity == identity)
            and self.classes <= classes
            and all(each.name(tag, identity, classes) for each in self.alternatives)
        )

    def accepts(self, element: etree._Element, position: Position) -> bool:
        """Return whether an element of the kind that the step names has what else it asks for."""
        for test in self.tests:  # noqa: SIM110 - a generator takes as long as the tests
            if not test(element, position):
                return False
        return True

    @property
    def effort(self) -> int:
        """How much trying it on an element counts."""
        return 1 + _EFFORT_OF_A_TEST * len(self.tests)


@dataclass(frozen=True, slots=True)
class Selector:
    """The steps of a selector and its weight against others (ids, classes, tags)."""

    steps: tuple[Step, ...]
    weight: tuple[int, int, int]


def parse_selectors(text: str) -> Iterator[Selector]:
    """Yield the selectors of a list; those that this module does not know are left out, as browsers do."""
    parsed = (_parse_selector(part.strip()) for part in _split_list(text))
    return (selector for selector in parsed if selector is not None)


def _split_list(text: str) -> Iterable[str]:
    if "(" not in text and "[" not in text:
        return text.split(",")
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _parse_selector(text: str) -> Selector | None:
    steps: list[Step] = []
    weights = [0, 0, 0]
    at, combinator = 0, " "
    while at < len(text):
        parts: list[re.Match[str]] = []
        while at < len(text) and (part := _PART.match(text, at)) is not None:
            parts.append(part)
            at = part.end()
        step = _step(combinator, parts, weights)
        if step is None or len(steps) == MAX_STEPS:
            return None
        steps.append(step)
        joined = _COMBINATOR.match(text, at)
        if joined is None:
            break
        combinator, at = joined[1] or " ", joined.end()
    whole = steps and at == len(text)
    return Selector(tuple(steps), (weights[0], weights[1], weights[2])) if whole else None


def _step(combinator: str, parts: Sequence[re.Match[str]], weights: list[int]) -> Step | None:
    tag = identity = None
    classes: set[str] = set()
    alternatives: list[Alternatives] = []
    tests: list[Test] = []
    for part in parts:
        if part["tag"]:
            tag = None if part["tag"] == "*" else part["tag"].lower()
            weights[2] += tag is not None
        elif part["id"]:
            identity = _unescape(part["id"])
            weights[0] += 1
        elif part["class"]:
            classes.add(_unescape(part["class"]))
            weights[1] += 1
        elif part["attribute"]:
            tests.append(_attribute_test(part["attribute"].lower(), part["operator"], part["value"] or ""))
            weights[1] += 1
        elif part["pseudo"] and part["pseudo"].lower() in _OF_ALTERNATIVES:
            named = _alternatives(part["argument"] or "", wanted=part["pseudo"].lower() != "not")
            if named is None:
                return None
            if any(step.tests for step in named.steps):
                tests.append(_any_test(named))
            else:
                alternatives.append(named)
            weights[1] += 1
        else:
            test = None if part["element"] else _pseudo_test(part["pseudo"].lower(), part["argument"] or "")
            if test is None:
                return None
            tests.append(test)
            weights[1] += 1
    if not parts:
        return None
    return Step(combinator, tag, identity, frozenset(classes), tuple(alternatives), tuple(tests))


def _unescape(name: str) -> str:
    return _ESCAPE.sub(r"\1", name) if "\\" in name else name


def _attribute_test(name: str, operator: str | None, quoted: str) -> Test:
    value = quoted[1:-1] if quoted[:1] in ('"', "'") else quoted

    def test(element: etree._Element, _: Position) -> bool:
        held = element.get(name)
        if held is None or operator is None:
            return held is not None
        match operator:
            case "=":
                return held == value
            case "~=":
                return value in held.split()
            case "|=":
                return held == value or held.startswith(f"{value}-")
            case "^=":
                return bool(value) and held.startswith(value)
            case "$=":
                return bool(value) and held.endswith(value)
        return bool(value) and value in held

    return test


def _pseudo_test(name: str, argument: str) -> Test | None:
    """None for what is not true of a page at rest (:hover) and for what is not known here."""
    match name:
        case "root":
            return lambda element, _: element.getparent() is None
        case "first-child":
            return lambda _, position: position.child_no == 1
        case "first-of-type":
            return lambda _, position: position.of_type_no == 1
        case "last-child":
            return lambda element, _: element.getnext() is None
        case "only-child":
            return lambda element, position: position.child_no == 1 and element.getnext() is None
        case "empty":
            return lambda element, _: len(element) == 0 and not element.text
        case "link" | "any-link":
            return lambda element, _: element.tag == "a" and element.get("href") is not None
        case "nth-child" | "nth-of-type":
            return _nth_test(argument, name == "nth-of-type")
    return None


def _nth_test(argument: str, is_of_type: bool) -> Test | None:
    words = argument.strip().lower()
    if words in _KEYWORDS:
        step, first = _KEYWORDS[words]
    else:
        found = _ORDINAL.fullmatch(words)
        if found is None:
            return None
        if found[4]:
            step, first = 0, int(found[4])
        else:
            step = int(found[1] + "1") if found[1] in ("", "+", "-") else int(found[1])
            first = int((found[2] or "") + found[3]) if found[3] else 0

    def test(_: etree._Element, position: Position) -> bool:
        beyond = (position.of_type_no if is_of_type else position.child_no) - first
        return beyond == 0 if step == 0 else beyond % step == 0 and beyond // step >= 0

    return test


def _alternatives(argument: str, wanted: bool) -> Alternatives | None:
    parts = [part.strip() for part in _split_list(argument)]
    selectors = [selector for part in parts if (selector := _parse_selector(part)) is not None]
    if len(selectors) < len(parts) or any(len(selector.steps) > 1 for selector in selectors):
        return None
    return Alternatives(tuple(selector.steps[0] for selector in selectors), wanted)


def _any_test(named: Alternatives) -> Test:
    def test(element: etree._Element, position: Position) -> bool:
        kind = str(element.tag), element.get("id"), class_names(element)
        met = any(step.names(*kind) and step.accepts(element, position) for step in named.steps)
        return met is named.wanted

    return test


def class_names(element: etree._Element) -> frozenset[str]:
    """Return the classes of an element."""
    names = element.get("class")
    return frozenset(names.split()) if names else frozenset()


@dataclass(slots=True)
class Level:
    """What is known of an element while its children are visited; every number is a set of steps, one bit each.

    `own` are the steps that the element matched, `above` those of its ancestors and its own, `last` those of the child
    visited before and `earlier` those of all children visited before.
    """

    own: int = 0
    above: int = 0
    last: int = 0
    earlier: int = 0
    children: int = 0
    of_type: dict[str, int] = field(default_factory=dict)


class Matcher:
    """Finds which of many selectors match an element, given the levels above it. An element that is passed over must be
    shown to it all the same, for it is a sibling of what follows."""

    def __init__(self, selectors: Sequence[Selector]) -> None:
        self._steps: list[tuple[int, int, Step]] = []
        followed = 0
        self._ends: dict[int, int] = {}
        self._by_tag: defaultdict[str | None, list[int]] = defaultdict(list)
        self._by_class: defaultdict[str, list[int]] = defaultdict(list)
        self._by_identity: defaultdict[str, list[int]] = defaultdict(list)
        self._by_kind: dict[tuple[str, str | None, str | None], tuple[list[int], int]] = {}
        self._tried = 0
        for number, selector in enumerate(selectors):
            before = 0
            for step in selector.steps:
                # what ends a selector is before nothing and needs no bit
                bit = 1 << followed if step is not selector.steps[-1] else 0
                followed += bit != 0
                if followed > MAX_FOLLOWED:
                    raise too_large(fragment("web.too_many_steps", limit=MAX_FOLLOWED))
                at = len(self._steps)
                self._steps.append((bit, before, step))
                self._enlist(step, at)
                before = bit
            self._ends[len(self._steps) - 1] = number

    def _enlist(self, step: Step, at: int) -> None:
        """Keep a step under what is rarest of it, so that few steps are tried on an element."""
        if step.identity is not None:
            self._by_identity[step.identity].append(at)
        elif step.classes:
            self._by_class[min(step.classes)].append(at)
        else:
            self._by_tag[step.tag].append(at)

    def enter(self, element: etree._Element, parent: Level) -> tuple[Level, list[int]]:
        """Return the level of an element and the numbers of the selectors that match it. Tells the parent's level.

        Raises UnreadableFile for more rules than the elements of a page can be tried on.
        """
        parent.children += 1
        tag = str(element.tag)
        parent.of_type[tag] = of_type_no = parent.of_type.get(tag, 0) + 1
        position = Position(parent.children, of_type_no)
        candidates, effort = self._of_kind(tag, element)
        self._tried += effort
        if self._tried > MAX_TRIES:
            raise too_large(fragment("web.too_many_tries", limit=MAX_TRIES))
        own, matched = 0, []
        for at in candidates:
            bit, before, step = self._steps[at]
            if _may_follow(before, step.combinator, parent) and step.accepts(element, position):
                own |= bit
                if at in self._ends:
                    matched.append(self._ends[at])
        parent.last = own
        parent.earlier |= own
        return Level(own, parent.above | own), matched

    def _of_kind(self, tag: str, element: etree._Element) -> tuple[list[int], int]:
        """Return the steps that name elements of this tag, id and these classes, and the effort of trying them; pages
        have few kinds of elements."""
        identity, written = element.get("id"), element.get("class")
        kind = (tag, identity, written)
        if kind not in self._by_kind:
            classes = frozenset(written.split()) if written else frozenset()
            candidates = [*self._by_tag[None], *self._by_tag.get(tag, ())]
            for name in classes:
                candidates += self._by_class.get(name, ())
            candidates += self._by_identity.get(identity, ()) if identity is not None else ()
            self._tried += len(candidates)
            named = [at for at in candidates if self._steps[at][2].names(tag, identity, classes)]
            self._by_kind[kind] = named, sum(self._steps[at][2].effort for at in named)
        return self._by_kind[kind]


def _may_follow(before: int, combinator: str, parent: Level) -> bool:
    if not before:
        return True
    match combinator:
        case ">":
            return bool(parent.own & before)
        case "+":
            return bool(parent.last & before)
        case "~":
            return bool(parent.earlier & before)
    return bool(parent.above & before)
