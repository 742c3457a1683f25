"""Find the marks of a passage: subjects, figures, comparisons, and masked digits that are no figures.

Turning marks into claims does not belong here (see statements.py).
"""

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
"""Summaries whose lines are classes: the prefix of the row key, and the column."""


class MarkKind(IntEnum):
    """The kind of a mark; of two marks that begin at one offset the lower value wins."""

    ITEM_ROW = 0
    MASK = 1
    WORDS = 2
    COMPARISON = 3
    FIGURE = 4


NAMING = frozenset({MarkKind.ITEM_ROW, MarkKind.WORDS, MarkKind.COMPARISON})
"""Kinds that are skipped inside a reason or a purpose."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A subject, figure or comparison at offsets `start` to `end`; `is_aside` inside a reason or purpose."""

    start: int
    end: int
    kind: MarkKind
    subject: Subject | None = None
    figure: re.Match[str] | None = None
    direction: Direction | None = None
    is_aside: bool = False


def format_subject_key(cell: CellKey) -> str:
    """Return the subject key of a claim about a cell: `sheet/row/column`."""
    return f"{cell.sheet_id}/{cell.row_key}/{cell.column_key}"


def find_marks(passage: Passage, language: Language, names: FunctionNames) -> Iterator[Mark]:
    """Yield the marks from left to right; the earlier, then the longer wins, so that none overlap."""
    phrases = language.phrases
    found = [
        *_find_masks(passage.text, phrases),
        *_find_items(passage, language, names),
        *_find_classes(passage, language, names),
        *_find_words(passage, language),
        *_find_reviews(passage, phrases),
        *(Mark(m.start(), m.end(), MarkKind.FIGURE, figure=m) for m in phrases.figure.finditer(passage.text)),
        *(
            Mark(m.start(), m.end(), MarkKind.COMPARISON, direction=direction)
            for direction in phrases.directions
            for m in direction.words.finditer(passage.text)
        ),
    ]
    asides = tuple(_find_asides(passage.text, phrases))
    covered = 0
    for mark in sorted(found, key=lambda mark: (mark.start, mark.kind, -mark.end)):
        is_aside = any(start <= mark.start < end for start, end in asides)
        if mark.start < covered or (is_aside and mark.kind in NAMING):
            continue
        covered = mark.end
        yield replace(mark, is_aside=is_aside)


def _find_masks(text: str, phrases: Phrases) -> Iterator[Mark]:
    """Yield marks over years, dates and ordinals: digits that are no figures."""
    for pattern in phrases.not_figures:
        yield from (Mark(m.start(), m.end(), MarkKind.MASK) for m in pattern.finditer(text))


def _find_asides(text: str, phrases: Phrases) -> Iterator[tuple[int, int]]:
    """Yield the spans of reasons, and of purposes without figures: the subjects named there are not the sentence's."""
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


def _find_items(passage: Passage, language: Language, names: FunctionNames) -> Iterator[Mark]:
    sheet = language.section(passage.section or "other_matters").sheet or "general_budget_expenditure"
    for match in ITEM.finditer(passage.text):
        row = names.find_row(match)
        words = match["item_name"] or match["section_name"]
        if row is None:
            yield Mark(match.start(), match.end(), MarkKind.ITEM_ROW, subject=Subject(f"item:{words}", words))
            continue
        cell = CellKey(
            sheet if sheet != "general_budget_basic_by_economic" else "general_budget_expenditure", row.code, "total"
        )
        yield Mark(
            match.start(), match.end(), MarkKind.ITEM_ROW, subject=Subject(format_subject_key(cell), words, cell)
        )


def _find_classes(passage: Passage, language: Language, names: FunctionNames) -> Iterator[Mark]:
    sheet = language.section(passage.section or "other_matters").sheet
    if sheet is None or sheet in ("three_public", "income", "general_budget_basic_by_economic"):
        return
    prefix, column = CLASS_ROWS.get(sheet, ("", "total"))
    for match in names.class_words.finditer(passage.text):
        cell = CellKey(sheet, prefix + names.classes[match["name"]], column)
        yield Mark(
            match.start(), match.end(), MarkKind.WORDS, subject=Subject(format_subject_key(cell), match[0], cell)
        )


def _find_words(passage: Passage, language: Language) -> Iterator[Mark]:
    vocabulary = language.vocabulary(passage.section or "")
    if not vocabulary:
        return
    words = re.compile("|".join(map(re.escape, sorted(vocabulary, key=len, reverse=True))))
    for match in words.finditer(passage.text):
        before = passage.text[max(0, match.start() - 24) : match.start()]
        if re.search(r"占[^，。；\d]*$", before):
            continue
        yield Mark(match.start(), match.end(), MarkKind.WORDS, subject=vocabulary[match[0]])


def _find_reviews(passage: Passage, phrases: Phrases) -> Iterator[Mark]:
    """Yield projects that head a review: the figures that follow are about them."""
    seen: Counter[str] = Counter()
    for match in phrases.project_review.finditer(passage.text):
        seen[match["name"]] += 1
        key = f"project:{match['name']}" + (f"#{seen[match['name']]}" if seen[match["name"]] > 1 else "")
        yield Mark(match.start(), match.end(), MarkKind.ITEM_ROW, subject=Subject(key, match["name"]))
