"""Whose a printed sheet is, for which year and in which unit, by its own words: those that are somebody else's, or in a
unit that nobody knows, are set apart and not read.

Whose the document is belongs to `recognise`, whether it lies in the right folder to orchestration.ingestion.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.messages.message import Message, message
from orchestration.disclosure.model import Filed, Line, Recognition
from orchestration.disclosure.resolution.columns import is_figure
from orchestration.disclosure.resolution.names import same_body
from orchestration.disclosure.resolution.outcomes import Doubt
from orchestration.disclosure.resolution.printed_names import (
    WHOLE_YEAR,
    department_line,
    is_whole_name,
    owner_in_title,
    without_numbering,
)
from orchestration.disclosure.resolution.segments import UNIT_ROWS, Segment, is_furniture
from orchestration.disclosure.resolution.unit_words import unknown_unit, unknown_unit_for_all
from orchestration.disclosure.resolution.wrapped_names import MOST_LINES, text_with_rest
from orchestration.disclosure.text import compact, with_arabic_years

Value = TypeVar("Value", str, int)

MIN_SHEETS = 2
"""Sheets that must all name the same other body or year before the document is taken to contradict its own cover."""

_YEAR_OF_TITLE = re.compile(r"(?<!\d)(20\d{2})(?!\d)(?!年?\d{1,2}月|[-./]\d)")
"""A year, not a day."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """The printed sheets of a document that are read, and those that are not with the reason of each.

    `sheets_name` and `sheets_year` are what all of its sheets name where the document itself names another body or
    year: nobody can say which of them is wrong, so that the document as a whole is in doubt. `told` are all other
    bodies and years that are told of here.
    """

    read: tuple[Segment, ...]
    refused: tuple[tuple[Segment, Doubt], ...]
    sheets_name: str | None
    sheets_year: int | None
    told: frozenset[str | int]


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose sheets are read: the body and the year that the document names, and those that it was filed under."""

    recognition: Recognition
    filed: Filed | None
    layouts: Layouts

    @property
    def said(self) -> str | None:
        """The body that the document names; none where the name is no whole one, as where heads stand for a cover."""
        name = self.recognition.department_name
        return name if name is not None and is_whole_name(name, self.layouts) else None

    @property
    def name(self) -> str:
        """The body as a message names it."""
        return self.said or (self.filed.name if self.filed else "")

    @property
    def years(self) -> tuple[int, ...]:
        """The fiscal years that a sheet may name."""
        years = (self.recognition.fiscal_year, self.filed.fiscal_year if self.filed else None)
        return tuple(year for year in years if year is not None)

    def other_names(self, names: Sequence[str]) -> Sequence[str]:
        """The names if none of them is the owner's; a name that is cut short, or ambiguous, is."""
        filed = self.filed.names if self.filed else frozenset()
        own = {compact(name) for name in (self.said, *filed) if name}
        is_own = any(
            name in known or same_body(name, known, self.layouts.vocabulary) for name in names for known in own
        )
        return () if is_own or not own else names

    def other_years(self, years: Sequence[int]) -> Sequence[int]:
        """The years if none of them is the owner's."""
        return () if not self.years or set(years) & set(self.years) else years


class _Named(NamedTuple):
    """What a printed sheet names, and the unit that it states and nobody knows."""

    segment: Segment
    names: tuple[str, ...]
    years: tuple[int, ...]
    unit: str | None


class _Answer(NamedTuple):
    """Whether a sheet says anything of a matter, and what is wrong with that; a page that goes on says nothing."""

    is_given: bool
    kind: ProblemKind = ProblemKind.FOREIGN_SHEET
    told: Message | None = None


def settle_belonging(
    segments: Sequence[Segment],
    narrative: Sequence[Line],
    recognition: Recognition,
    filed: Filed | None,
    layouts: Layouts,
) -> Belonging:
    """Set the sheets of a document apart that are not its own, or in an unknown unit."""
    owner = _Owner(recognition, filed, layouts)
    named = {at: _named(each, layouts) for at, each in enumerate(segments) if each.sheet_id and each.parts}
    sheets = tuple(named.values())
    sheets_name = _common(
        [(each.segment, owner.other_names(each.names)) for each in sheets if each.names],
        lambda one, other: same_body(one, other, layouts.vocabulary),
    )
    sheets_year = _common(
        [(each.segment, owner.other_years(each.years)) for each in sheets if each.years],
        lambda one, other: one == other,
    )
    is_stated = any(each.unit or each.segment.unit for each in sheets)
    for_all = None if is_stated else unknown_unit_for_all(line.text for line in narrative)
    read: list[Segment] = []
    refused: list[tuple[Segment, Doubt]] = []
    told: set[str | int] = {value for value in (sheets_name, sheets_year) if value is not None}
    before: tuple[str | None, tuple[_Answer, ...]] = (None, ())
    for at, segment in enumerate(segments):
        if at not in named:
            read.append(segment)
            continue
        each = named[at]
        names = () if sheets_name else owner.other_names(each.names)
        years = () if sheets_year else owner.other_years(each.years)
        answers: tuple[_Answer, ...] = (
            _Answer(bool(each.names), told=_of_body(each, names, owner)),
            _Answer(bool(each.years), told=_of_year(each, years, owner)),
            _answer_of_unit(each, for_all),
        )
        if before[0] == segment.sheet_id:
            answers = tuple(own if own.is_given else above for own, above in zip(answers, before[1], strict=True))
        before = (segment.sheet_id, answers)
        told.update(names, years)
        wrong = next((answer for answer in answers if answer.told is not None), None)
        if wrong is None:
            read.append(segment)
        else:
            refused.append((segment, _doubt(segment, wrong)))
    return Belonging(tuple(read), tuple(refused), sheets_name, sheets_year, frozenset(told))


def _common(others: Sequence[tuple[Segment, Sequence[Value]]], is_same: Callable[[Value, Value], bool]) -> Value | None:
    """The one other body or year that all sheets name, if there are several of them."""
    if len({segment.sheet_id for segment, _ in others}) < MIN_SHEETS or not all(values for _, values in others):
        return None
    first = others[0][1][0]
    return first if all(any(is_same(first, value) for value in values) for _, values in others) else None


def _named(segment: Segment, layouts: Layouts) -> _Named:
    lines = list(_lines(segment, layouts))
    grid = list(_grid_texts(segment))
    found = [line for text in (*lines, *grid) if (line := department_line(text, layouts))]
    heading = with_arabic_years(compact(segment.heading))
    owner = without_numbering(owner_in_title(heading, segment.title) or "")
    in_title = [int(year) for year in _YEAR_OF_TITLE.findall(heading)]
    beside = [
        *(int(year[:4]) for _, year in found if year),
        *(int(year[1]) for text in lines if (year := WHOLE_YEAR.fullmatch(text))),
    ]
    unit = next((word for text in (heading, *lines, *grid) if (word := unknown_unit(text))), None)
    return _Named(
        segment,
        tuple(name for name in (owner, *(name for name, _ in found)) if is_whole_name(name, layouts)),
        tuple(in_title or beside),
        None if unit is None or (segment.unit or "").startswith(unit) else unit,
    )


def _lines(segment: Segment, layouts: Layouts) -> Iterator[str]:
    lines = (*segment.above, *segment.head)
    for at, line in enumerate(lines):
        yield with_arabic_years(compact(text_with_rest(line, lines[at + 1 : at + MOST_LINES], layouts.vocabulary)))


def _grid_texts(segment: Segment) -> Iterator[str]:
    """The cells above the heads of the tables; what ends in a colon goes on in the next cell."""
    for row in (row for part in segment.parts for row in part.rows[:UNIT_ROWS] if is_furniture(row)):
        texts = [with_arabic_years(compact(cell.text)) for cell in row]
        for text, following in zip(texts, [*texts[1:], ""], strict=True):
            yield text + following if text.endswith(":") else text


def _of_body(each: _Named, others: Sequence[str], owner: _Owner) -> Message | None:
    if not others:
        return None
    return message("sheets.sheet_of_other_body", title=each.segment.title, other=others[0], name=owner.name)


def _of_year(each: _Named, others: Sequence[int], owner: _Owner) -> Message | None:
    if not others:
        return None
    return message("sheets.sheet_of_other_year", title=each.segment.title, other=others[0], year=owner.years[0])


def _answer_of_unit(each: _Named, for_all: str | None) -> _Answer:
    unit = each.unit or for_all
    told = message("sheets.unknown_unit", title=each.segment.title, unit=unit) if unit else None
    return _Answer(unit is not None or each.segment.unit is not None, ProblemKind.UNKNOWN_UNIT, told)


def _doubt(segment: Segment, wrong: _Answer) -> Doubt:
    assert wrong.told is not None
    figures = sum(
        is_figure(cell) for part in segment.parts for row in part.rows if not is_furniture(row) for cell in row
    )
    return Doubt(wrong.kind, Severity.ERROR, wrong.told, segment.place, figures=figures)
