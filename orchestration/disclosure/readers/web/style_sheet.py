"""Style sheets as rules: a selector and its declarations, in the order in which later ones win.

Rules for paper, for small screens and for what changes under the pointer are left out: a page is read as a wide screen
shows it. What selectors match belongs to `selectors`, what declarations mean to `appearance`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import NamedTuple

from orchestration.disclosure.messages.message import fragment
from orchestration.disclosure.readers.web.grid import too_large
from orchestration.disclosure.readers.web.selectors import Selector, parse_selectors

SCREEN_WIDTH = 1280
"""Pixels; what a person at a desk looks at."""

_TOKEN = re.compile(r"""[{};]|"(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?""", re.DOTALL)
"""A string that is never closed ends with its line."""

_NESTING = ("@media", "@supports", "@layer", "@container", "@document", "@scope")
_WIDTH = re.compile(r"(min|max)-(?:device-)?width\s*:\s*(\d{1,6})")
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
MAX_RULES = 20_000
"""Of one page; the largest frameworks have some thousand that say something about what is seen."""


class Declaration(NamedTuple):
    """The value of a property, in lower case."""

    value: str
    is_important: bool


Declarations = Mapping[str, Declaration]


class Rule(NamedTuple):
    """What a style sheet declares for the elements that a selector matches."""

    selector: Selector
    declarations: Declarations


def parse_declarations(text: str) -> Declarations:
    """Return the declarations of a style attribute or of the body of a rule; the last of a property wins, save over an
    important one."""
    found: dict[str, Declaration] = {}
    for part in _split(text):
        name, colon, value = part.partition(":")
        if not colon:
            continue
        name = name.strip().lower()
        plain = _IMPORTANT.sub("", value) if "!" in value else value
        declaration = Declaration(plain.strip().lower(), plain != value)
        if name not in found or declaration.is_important or not found[name].is_important:
            found[name] = declaration
    return found


def parse_style_sheets(texts: Iterable[str], relevant: frozenset[str]) -> list[Rule]:
    """Return the rules of style sheets that declare one of the relevant properties and apply to a wide screen.

    Raises UnreadableFile for more than `MAX_RULES`.
    """
    rules = list(islice(chain.from_iterable(_rules(text, relevant) for text in texts), MAX_RULES + 1))
    if len(rules) > MAX_RULES:
        raise too_large(fragment("web.too_many_rules", limit=MAX_RULES))
    return rules


def _rules(text: str, relevant: frozenset[str]) -> Iterator[Rule]:
    for prelude, body in _blocks(_without_comments(text)):
        declarations = {name: value for name, value in parse_declarations(body).items() if name in relevant}
        if declarations:
            yield from (Rule(selector, declarations) for selector in parse_selectors(prelude))


def is_for_screen(media: str) -> bool:
    """Return whether any of the media queries of a list is true of a wide screen."""
    return not media.strip() or any(map(_is_query_true, media.lower().split(",")))


def _is_query_true(query: str) -> bool:
    words = query.split()
    is_inverted = words[:1] == ["not"]
    kinds = {"print", "speech", "aural", "braille", "handheld", "projection", "tty", "tv"}
    is_true = kinds.isdisjoint(words) and "prefers-" not in query and "orientation: portrait" not in query
    for bound, width in _WIDTH.findall(query):
        is_true = is_true and (int(width) <= SCREEN_WIDTH if bound == "min" else int(width) >= SCREEN_WIDTH)
    return is_true is not is_inverted


def _without_comments(text: str) -> str:
    """Return a style sheet without comments and without the marks that hid it from browsers before style sheets."""
    pieces = []
    at = 0
    while (start := text.find("/*", at)) >= 0:
        pieces.append(text[at:start])
        end = text.find("*/", start + 2)
        at = len(text) if end < 0 else end + 2
    pieces.append(text[at:])
    return " ".join(pieces).replace("<!--", " ").replace("-->", " ")


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield the prelude and the body of every rule that applies; those inside @media and its like follow in order."""
    applies = [True]
    prelude, body_start, depth_inside = "", None, 0
    start = 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if body_start is not None:
            depth_inside += (mark == "{") - (mark == "}")
            if depth_inside < 0:
                if applies[-1]:
                    yield prelude, text[body_start : token.start()]
                body_start, start, depth_inside = None, token.end(), 0
        elif mark == "{":
            prelude = text[start : token.start()].strip()
            start = token.end()
            if prelude.lower().startswith(_NESTING):
                applies.append(applies[-1] and _applies(prelude))
            else:
                body_start = token.end()
        elif mark == "}":
            start = token.end()
            if len(applies) > 1:
                applies.pop()
        elif mark == ";":
            start = token.end()


def _applies(prelude: str) -> bool:
    name, _, condition = prelude.partition(" ")
    return name.lower() != "@media" or is_for_screen(condition)


def _split(text: str) -> Iterable[str]:
    """Split declarations at semicolons, but not inside strings and parentheses, where data: addresses have them."""
    if "(" not in text and '"' not in text and "'" not in text:
        return text.split(";")
    parts: list[str] = []
    depth, quote, start = 0, "", 0
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "(":
            depth += 1
        elif character == ")":
            depth = max(depth - 1, 0)
        elif character == ";" and not depth:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return parts
