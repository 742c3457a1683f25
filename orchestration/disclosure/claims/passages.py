"""The explanation as passages: the text under one heading, its broken lines joined, each character with its place."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from orchestration.disclosure.model import NarrativeLine, Place

_MEANINGLESS = re.compile(r"[\s“”\"'‘’「」『』\u200b\ufeff\u00ad]+")
_KEPT = {"，": "，", "；": "；", "：": "：", "！": "！", "？": "？"}
_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
_COMMA = re.compile(r",(?!\d{3}(?!\d))|(?<!\d),")
_ORDINAL = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分[:：、]?|[一二三四五六七八九十]{1,3}[、.．:：]?(?=[^一二三四五六七八九十])"
    r"|\([一二三四五六七八九十\d]{1,3}\)[、.．]?|\d{1,2}[、.．](?!\d))"
)
_PAGE_NUMBER = re.compile(r"^[-—–·]*\d{1,3}[-—–·]*$")
_DOTS = re.compile(r"[.…·]{2,}\d*$")
_NO_HEADING = re.compile(r"[；，]|。.|：指|：反映|是指|\d(?:万?元|%)")
_NO_RUN_IN = re.compile(r"[；，：\d]|\(类\)")
_TITLE_END = re.compile(r"(?:情况|说明|解释|附件|概况|职能|职责|自评表)(?:的?说明)?$")
_YEAR_BEFORE = re.compile(r"^.*?\d{4}年度?")
MAX_HEADING_LENGTH = 50


def plain(text: str) -> str:
    """Text without white space and quotes; digits, letters, parentheses half-width, punctuation full-width."""
    narrow = "".join(_KEPT.get(char) or unicodedata.normalize("NFKC", char) for char in _MEANINGLESS.sub("", text))
    return _COMMA.sub("，", _THOUSANDS.sub(",", narrow)).replace(";", "；").replace(":", "：")


def without_ordinal(text: str) -> str:
    return _ORDINAL.sub("", text, count=1)


@dataclass(frozen=True, slots=True)
class Passage:
    """The text under one heading; `starts` are the offsets of its lines and `places` where they stand."""

    number: int
    section: str | None
    heading: str
    text: str
    starts: tuple[int, ...]
    places: tuple[Place, ...]

    def place(self, offset: int) -> Place:
        return self.places[max(bisect_right(self.starts, offset) - 1, 0)]


@dataclass
class _Growing:
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


def passages(lines: Iterable[NarrativeLine], begin: "Begin", first: int = 0) -> tuple[Passage, ...]:
    """The passages in reading order; those without text are left out. `begin` says which section a heading
    begins; `first` is the number of the first passage."""
    growing = [_Growing(None, "")]
    for line in lines:
        text = plain(line.text)
        if not text or _PAGE_NUMBER.match(text):
            continue
        current = growing[-1]
        heading = possible_heading(text, closed=current.text == "" or current.text[-1] in "。；")
        found = begin(heading, current.section) if heading else None
        if heading is not None and found is not None:
            growing.append(_Growing(found or None, heading.words))
            text = heading.rest
        if text:
            growing[-1].add(text, line.place)
    return tuple(grown.passage(number) for number, grown in enumerate(growing, first) if grown.text)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that may be a heading: words without number and year; `part` for 第…部分; the rest of a run-in line."""

    words: str
    part: bool
    rest: str = ""


Begin = Callable[[Heading, str | None], str | None]


def possible_heading(text: str, closed: bool) -> Heading | None:
    """A line that could be a heading: numbered, or after a finished sentence and ending like a title."""
    title = _DOTS.sub("", text)
    words = without_ordinal(title)
    numbered = words != title
    part = title.startswith("第") and numbered
    if len(words) <= MAX_HEADING_LENGTH and not _NO_HEADING.search(words):
        title_like = closed and _TITLE_END.search(words.rstrip("。"))
        return Heading(_YEAR_BEFORE.sub("", words).rstrip("：。"), part) if numbered or title_like else None
    head, stop, rest = words.partition("。")
    if numbered and stop and rest and len(head) <= MAX_HEADING_LENGTH and not _NO_RUN_IN.search(head):
        return Heading(_YEAR_BEFORE.sub("", head), part, rest)
    return None
