"""Split the explanation into passages: the text under one heading, broken lines joined, each offset with its place.

Which heading begins which section does not belong here (see sections.yml and reading.py).
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from orchestration.disclosure.memoized import memoized
from orchestration.disclosure.model import NarrativeLine, Place
from orchestration.disclosure.text import UNREAD

_MEANINGLESS = re.compile(r"[\s“”\"'‘’「」『』\u200b\ufeff\u00ad]+")
_CIRCLED = {chr(0x2460 + number): f"({number + 1})" for number in range(20)}
_KEPT = {"，": "，", "；": "；", "：": "：", "！": "！", "？": "？"} | _CIRCLED
_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
_COMMA = re.compile(r",(?!\d{3}(?!\d))|(?<!\d),")
_ORDINAL = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分[:：、]?|[一二三四五六七八九十]{1,3}[、.．:：]?(?=[^一二三四五六七八九十])"
    r"|\([一二三四五六七八九十\d]{1,3}\)[、.．]?|\d{1,2}[、.．](?!\d))"
)
_PAGE_NUMBER = re.compile(r"^[-—–·]*\d{1,3}[-—–·]*$")
_DOTS = re.compile(r"(?<![.…·])[.…·]{2,}\d*$")
_NO_HEADING = re.compile(r"[；，]|。.|：指|：反映|是指|\d(?:万?元|%)")
_NO_RUN_IN = re.compile(r"[；，：\d]|\(类\)")
_TITLE_END = re.compile(r"(?:情况|说明|解释|附件|概况|职能|职责|自评表)(?:的?说明)?$")
_YEAR_BEFORE = re.compile(r"^.*?\d{4}年度?")
_PARTLY_READ = re.compile(rf"-?(?:\d{{1,3}}，)?[\d.,]*{UNREAD}(?:[\d.,{UNREAD}]|，(?=\d{{3}}(?!\d)))*")
MAX_HEADING_LENGTH = 50


_narrow = memoized(lambda char: _KEPT.get(char) or unicodedata.normalize("NFKC", char))


def _normalise(text: str) -> str:
    narrow = "".join(map(_narrow, _MEANINGLESS.sub("", text)))
    return _COMMA.sub("，", _THOUSANDS.sub(",", narrow)).replace(";", "；").replace(":", "：")


def _without_partly_read(text: str) -> str:
    """The text without what is left of figures of which a part was not read, or has no glyph: 1,2□0.00 is no figure,
    and neither are its halves."""
    return _PARTLY_READ.sub(lambda figure: UNREAD * len(figure[0]), text) if UNREAD in text else text


normalise = memoized(_normalise)
"""Return text without white space and quotes; digits, letters, parentheses half-width, punctuation full-width."""


def strip_ordinal(text: str) -> str:
    """Return the text without a leading ordinal such as 一、 (二) 3. or 第四部分."""
    return _ORDINAL.sub("", text, count=1)


@dataclass(frozen=True, slots=True)
class Passage:
    """The text under one heading; `starts` are the offsets of its lines and `places` the places of those lines."""

    number: int
    section: str | None
    heading: str
    text: str
    starts: tuple[int, ...]
    places: tuple[Place, ...]

    def place(self, offset: int) -> Place:
        """Return the place of the line that contains the offset."""
        return self.places[max(bisect_right(self.starts, offset) - 1, 0)]


@dataclass
class _PassageBuilder:
    """A passage to which lines are still added."""

    section: str | None
    heading: str
    text: str = ""
    starts: list[int] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def add(self, text: str, place: Place) -> None:
        self.starts.append(len(self.text))
        self.places.append(place)
        self.text += text

    def passage(self, number: int) -> Passage:
        return Passage(number, self.section, self.heading, self.text, tuple(self.starts), tuple(self.places))


def split_passages(
    lines: Iterable[NarrativeLine], find_section: "SectionFinder", first: int = 0
) -> tuple[Passage, ...]:
    """Return the passages with text in reading order, numbered from `first`.

    `find_section` returns the section that a heading begins, '' for a part outside all sections, None for no heading.
    """
    builders = [_PassageBuilder(None, "")]
    for line in lines:
        text = _without_partly_read(normalise(line.text))
        if not text or _PAGE_NUMBER.match(text):
            continue
        current = builders[-1]
        heading = parse_heading(text, is_after_sentence=current.text == "" or current.text[-1] in "。；")
        found = find_section(heading, current.section) if heading else None
        if heading is not None and found is not None:
            builders.append(_PassageBuilder(found or None, heading.words))
            text = heading.rest
        if text:
            builders[-1].add(text, line.place)
    return tuple(builder.passage(number) for number, builder in enumerate(builders, first) if builder.text)


@dataclass(frozen=True, slots=True)
class Heading:
    """A possible heading: its words without ordinal and year; `is_part` for 第…部分; `rest` of a run-in line."""

    words: str
    is_part: bool
    rest: str = ""


SectionFinder = Callable[[Heading, str | None], str | None]


def parse_heading(text: str, is_after_sentence: bool) -> Heading | None:
    """Return the line as a heading if it is numbered, or ends like a title after a finished sentence; else None."""
    title = _DOTS.sub("", text)
    words = strip_ordinal(title)
    numbered = words != title
    is_part = title.startswith("第") and numbered
    if len(words) <= MAX_HEADING_LENGTH and not _NO_HEADING.search(words):
        title_like = is_after_sentence and _TITLE_END.search(words.rstrip("。"))
        return Heading(_YEAR_BEFORE.sub("", words).rstrip("：。"), is_part) if numbered or title_like else None
    head, stop, rest = words.partition("。")
    if numbered and stop and rest and len(head) <= MAX_HEADING_LENGTH and not _NO_RUN_IN.search(head):
        return Heading(_YEAR_BEFORE.sub("", head), is_part, rest)
    return None
