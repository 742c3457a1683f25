"""Find the marks of a passage: subjects, items, figures, comparisons, list numbers, brackets and digits that are none.

Turning marks into claims does not belong here (see statements.py).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from orchestration.disclosure.claims.items import ItemMention, find_items
from orchestration.disclosure.claims.language import Direction, Language, Phrases, SubjectEntry
from orchestration.disclosure.claims.model import Subject
from orchestration.disclosure.claims.names import ECONOMIC_SHEET, AccountNames
from orchestration.disclosure.claims.passages import Passage


class MarkKind(IntEnum):
    """The kind of a mark; of two marks that begin at one offset the lower value wins, then the longer one."""

    ITEM = 0
    NUMBER = 1
    MASK = 2
    WORDS = 3
    COMPARISON = 4
    FIGURE = 5
    BRACKET = 6


_STOPS = re.compile("(?P<stop>[。；，])(?P<child>其中[：，]?)?")

NAMING = frozenset({MarkKind.ITEM, MarkKind.WORDS, MarkKind.COMPARISON})
"""Kinds that are skipped inside a reason or a purpose."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark at offsets `start` to `end`; `is_aside` inside a reason or purpose."""

    start: int
    end: int
    kind: MarkKind
    subject: Subject | None = None
    item: ItemMention | None = None
    economic: tuple[str, ...] = ()
    figure: re.Match[str] | None = None
    direction: Direction | None = None
    is_aside: bool = False


def find_marks(passage: Passage, language: Language, names: AccountNames) -> Iterator[Mark]:
    """Yield the marks from left to right; the earlier, then the longer wins, so that none overlap."""
    text, phrases = passage.text, language.phrases
    found = [
        *(Mark(m.start(), m.end(), MarkKind.MASK) for p in phrases.not_figures for m in p.finditer(text)),
        *(Mark(m.start(), m.end(), MarkKind.NUMBER) for m in phrases.list_number.finditer(text)),
        *(Mark(m.start(), m.end(), MarkKind.BRACKET) for m in re.finditer(r"[()]", text)),
        *_find_words(passage, language),
        *_find_rows(passage, language, names),
        *_find_reviews(text, phrases),
        *(Mark(m.start(), m.end(), MarkKind.FIGURE, figure=m) for m in phrases.figure.finditer(text)),
        *(
            Mark(m.start(), m.end(), MarkKind.COMPARISON, direction=direction)
            for direction in phrases.directions
            for m in direction.words.finditer(text)
        ),
    ]
    asides = tuple(
        _find_asides(
            text, phrases, frozenset(mark.start for mark in found if mark.kind in (MarkKind.WORDS, MarkKind.ITEM))
        )
    )
    covered = 0
    for mark in sorted(found, key=lambda mark: (mark.start, mark.kind, -mark.end)):
        is_aside = any(start <= mark.start < end for start, end in asides)
        if mark.start < covered or (is_aside and mark.kind in NAMING):
            continue
        covered = mark.end
        yield replace(mark, is_aside=True) if is_aside else mark


def _find_asides(text: str, phrases: Phrases, named: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Yield the spans of reasons, and of purposes without figures: the subjects named there are not the sentence's.

    `named` are the offsets at which known subjects begin.
    """
    for pattern, with_figures in ((phrases.reason, True), (phrases.purpose, False)):
        for match in pattern.finditer(text):
            end = _end_of_aside(text, match.end(), named, phrases)
            if with_figures or not phrases.figure.search(_without_counts(text[match.end() : end], phrases)):
                yield match.start(), end


def _end_of_aside(text: str, start: int, named: frozenset[int], phrases: Phrases) -> int:
    """Return where a reason ends: with its sentence, where the sentence goes on to compare, or comes to a subject."""
    for match in _STOPS.finditer(text, start):
        if match["stop"] == "。" or (match.end() in named and (match["child"] or match["stop"] == "；")):
            return match.start()
        if phrases.behind_reason.match(text, match.end()):
            return match.start()
    return len(text)


def _without_counts(text: str, phrases: Phrases) -> str:
    for pattern in phrases.not_figures:
        text = pattern.sub("", text)
    return text


def _find_rows(passage: Passage, language: Language, names: AccountNames) -> Iterator[Mark]:
    """Yield mentions of function rows where the section is about them, and of economic rows in theirs."""
    for item in find_items(passage.text, names):
        yield Mark(item.start, item.end, MarkKind.ITEM, item=item)
    sheet = language.section(passage.section or "other_matters").sheet
    if sheet == ECONOMIC_SHEET:
        for start, end, words in _find_names(passage.text, names.economic_pattern, language.phrases):
            yield Mark(start, end, MarkKind.WORDS, economic=names.economic_words[words])
    elif sheet is not None and sheet != "three_public":
        for start, end, words in _find_names(passage.text, names.function_pattern, language.phrases):
            yield Mark(start, end, MarkKind.WORDS, item=ItemMention(start, end, ((0, words),)))


def _find_names(text: str, pattern: re.Pattern[str], phrases: Phrases) -> Iterator[tuple[int, int, str]]:
    """Yield the printed names that stand whole in the text: something that ends a name on either side."""
    for match in pattern.finditer(text):
        if phrases.before_name.search(text, 0, match.start()) and phrases.after_name.match(text, match.end()):
            yield match.start(), match.end(), match[0]


def _find_words(passage: Passage, language: Language) -> Iterator[Mark]:
    text, vocabulary = passage.text, language.vocabulary(passage.section or "")
    for match, entry in vocabulary.find(text):
        if not _is_base(text, match.start()) and _stands_alone(text, match, entry, vocabulary.any_words, language):
            yield Mark(match.start(), match.end(), MarkKind.WORDS, subject=entry.subject(match[0]))


def _is_base(text: str, start: int) -> bool:
    """Whether the words say what a share is of."""
    return re.search(r"占[^，。；\d]*$", text[max(0, start - 24) : start]) is not None


def _stands_alone(
    text: str, match: re.Match[str], entry: SubjectEntry, words: re.Pattern[str], language: Language
) -> bool:
    """Whether the words are no part of a longer name (…费及运行维护费), and begin a clause if they must."""
    phrases = language.phrases
    if entry.bare and not (phrases.begins.search(text, 0, match.start()) and phrases.says.match(text, match.end())):
        return False
    if text[: match.start()].endswith("非"):
        return False
    joined = phrases.joined_name.match(text, match.end())
    return joined is None or words.match(text, joined.end("join")) is not None


def _find_reviews(text: str, phrases: Phrases) -> Iterator[Mark]:
    """Yield projects that head a review: the figures that follow are about them."""
    seen: Counter[str] = Counter()
    for match in phrases.project_review.finditer(text):
        seen[match["name"]] += 1
        key = f"project:{match['name']}" + (f"#{seen[match['name']]}" if seen[match["name"]] > 1 else "")
        yield Mark(match.start(), match.end(), MarkKind.ITEM, subject=Subject(key, match["name"]))
