"""What is said at which places of a passage: subjects, figures, comparing words, and what carries digits in vain."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from orchestration.disclosure.claims.language import Direction, Language, Phrases
from orchestration.disclosure.claims.model import Subject
from orchestration.disclosure.claims.passages import Passage
from orchestration.disclosure.claims.subjects import ITEM, FunctionNames
from orchestration.disclosure.model import CellKey

CLASS_ROWS = {
    "appropriation_summary": ("expenditure.", "total"),
    "income_expenditure_summary": ("expenditure.", "final"),
}
"""Where classes are lines of a summary: the prefix of the row key, and the column."""


class Order(IntEnum):
    """What a mark is; of two that begin at one place the first wins."""

    ITEM_ROW = 0
    MASK = 1
    WORDS = 2
    COMPARING = 3
    FIGURE = 4


NAMING = frozenset({Order.ITEM_ROW, Order.WORDS, Order.COMPARING})
"""What is not listened to inside a reason or a purpose."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something said at one place: a subject, a figure or a comparing word."""

    start: int
    end: int
    order: Order
    subject: Subject | None = None
    figure: re.Match[str] | None = None
    direction: Direction | None = None
    aside: bool = False


def subject_key(cell: CellKey) -> str:
    """How a claim names the figure that it is about."""
    return f"{cell.sheet_id}/{cell.row_key}/{cell.column_key}"


def marks_of(passage: Passage, language: Language, names: FunctionNames) -> Iterator[Mark]:
    """Everything said, from left to right; the earlier and longer wins, and nothing overlaps."""
    phrases = language.phrases
    found = [
        *_masked(passage.text, phrases),
        *_item_marks(passage, language, names),
        *_class_marks(passage, language, names),
        *_word_marks(passage, language),
        *_review_marks(passage, phrases),
        *(Mark(m.start(), m.end(), Order.FIGURE, figure=m) for m in phrases.figure.finditer(passage.text)),
        *(
            Mark(m.start(), m.end(), Order.COMPARING, direction=direction)
            for direction in phrases.directions
            for m in direction.words.finditer(passage.text)
        ),
    ]
    asides = tuple(_asides(passage.text, phrases))
    covered = 0
    for mark in sorted(found, key=lambda mark: (mark.start, mark.order, -mark.end)):
        aside = any(start <= mark.start < end for start, end in asides)
        if mark.start < covered or (aside and mark.order in NAMING):
            continue
        covered = mark.end
        yield replace(mark, aside=aside)


def _masked(text: str, phrases: Phrases) -> Iterator[Mark]:
    """Years, dates, numbers of items: they carry digits and are no figures."""
    for pattern in phrases.not_figures:
        yield from (Mark(m.start(), m.end(), Order.MASK) for m in pattern.finditer(text))


def _asides(text: str, phrases: Phrases) -> Iterator[tuple[int, int]]:
    """Reasons, and purposes without figures: what they name is not what the sentence is about."""
    for pattern, with_figures in ((phrases.reason, True), (phrases.purpose, False)):
        for match in pattern.finditer(text):
            stop = text.find("。", match.end())
            end = stop if stop >= 0 else len(text)
            if with_figures or not phrases.figure.search(_without_counts(text[match.end() : end], phrases)):
                yield match.start(), end


def _without_counts(text: str, phrases: Phrases) -> str:
    for pattern in phrases.not_figures:
        text = pattern.sub("", text)
    return text


def _item_marks(passage: Passage, language: Language, names: FunctionNames) -> Iterator[Mark]:
    sheet = language.section(passage.section or "other_matters").sheet or "general_budget_expenditure"
    for match in ITEM.finditer(passage.text):
        row = names.row(match)
        words = match["item_name"] or match["section_name"]
        if row is None:
            yield Mark(match.start(), match.end(), Order.ITEM_ROW, subject=Subject(f"item:{words}", words))
            continue
        cell = CellKey(
            sheet if sheet != "general_budget_basic_by_economic" else "general_budget_expenditure", row.code, "total"
        )
        yield Mark(match.start(), match.end(), Order.ITEM_ROW, subject=Subject(subject_key(cell), words, cell))


def _class_marks(passage: Passage, language: Language, names: FunctionNames) -> Iterator[Mark]:
    sheet = language.section(passage.section or "other_matters").sheet
    if sheet is None or sheet in ("three_public", "income", "general_budget_basic_by_economic"):
        return
    prefix, column = CLASS_ROWS.get(sheet, ("", "total"))
    for match in names.class_words.finditer(passage.text):
        cell = CellKey(sheet, prefix + names.classes[match["name"]], column)
        yield Mark(match.start(), match.end(), Order.WORDS, subject=Subject(subject_key(cell), match[0], cell))


def _word_marks(passage: Passage, language: Language) -> Iterator[Mark]:
    vocabulary = language.vocabulary(passage.section or "")
    if not vocabulary:
        return
    words = re.compile("|".join(map(re.escape, sorted(vocabulary, key=len, reverse=True))))
    for match in words.finditer(passage.text):
        before = passage.text[max(0, match.start() - 24) : match.start()]
        if re.search(r"占[^，。；\d]*$", before):
            continue
        yield Mark(match.start(), match.end(), Order.WORDS, subject=vocabulary[match[0]])


def _review_marks(passage: Passage, phrases: Phrases) -> Iterator[Mark]:
    """Projects under their own heading: what follows is about them."""
    seen: Counter[str] = Counter()
    for match in phrases.project_review.finditer(passage.text):
        seen[match["name"]] += 1
        key = f"project:{match['name']}" + (f"#{seen[match['name']]}" if seen[match["name"]] > 1 else "")
        yield Mark(match.start(), match.end(), Order.ITEM_ROW, subject=Subject(key, match["name"]))
