"""Whatever one head of a sheet is replaced by, each figure below it is read as itself or told: none is lost in silence.

Every head of every template is left blank and renamed, one at a time: all of them in the format that is read fastest, a
fixed sample in each of the others. A PDF with a blank head is ruled throughout: without rules between the columns, its
reader takes figures under a blank head and a head over no figures, side by side, for one column.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from expectations.vocabulary import ProblemKind, SheetStatus
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import CellKey, Problem, Reading
from orchestration.disclosure.reading import read_bytes
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import pdf
from tests.synthetic.documents.formats.paging import Continuation
from tests.synthetic.documents.formats.registry import FORMATS
from tests.synthetic.documents.generate import random_disclosure
from tests.synthetic.documents.grid import GridCell, Role, Sheet
from tests.synthetic.documents.model import Disclosure
from tests.synthetic.documents.publication import Publication

ALL_HEADS_OF = "html"
SAMPLED = sorted(set(FORMATS) - {ALL_HEADS_OF})
SAMPLE = 24
"""Heads of a template that are changed in each of the other formats."""

LAYOUTS = load_layouts()
UNKNOWN_WORDS = "甲乙丙"
NO_HEAD = "no column head of a table"
"""In a table without rules between its columns, one head may move the others."""
CODE_HEADS = ("类", "款", "项")
_COUNT = re.compile(r"; (\d+) figures? (?:was|were) not read")


@dataclass(frozen=True)
class Change:
    """One head of one sheet of a template, and what is printed in its place."""

    template: str
    sheet: Sheet
    head: GridCell
    words: str

    def __str__(self) -> str:
        place = f"{self.head.row_no}.{self.head.column_no} {self.head.content.text}"
        return f"{self.template} {self.sheet.sheet_id} {place} -> {self.words or 'blank'}"

    @property
    def changed(self) -> Sheet:
        blanked = replace(self.head, content=replace(self.head.content, text=self.words))
        cells = tuple(blanked if cell is self.head else cell for cell in self.sheet.grid.cells)
        return replace(self.sheet, grid=replace(self.sheet.grid, cells=cells))


@cache
def disclosure() -> Disclosure:
    """A department-year with figures in every sheet, all in 万元, and not too many of them."""
    candidates = (random_disclosure(random.Random(seed)) for seed in range(1000))
    return next(one for one in candidates if not one.declared_empty and not one.units and len(one.figures) < 420)


def is_head(cell: GridCell, sheet: Sheet) -> bool:
    """A text of the header, or of the total's row where that is half header; printed column numbers are no heads."""
    content = cell.content
    if cell.row_no <= sheet.grid.head_rows:
        return content.role is Role.HEAD and bool(content.text) and not content.text.isdigit()
    return cell.row_no == sheet.grid.head_rows + 1 and content.text in CODE_HEADS


@cache
def publication(template: str) -> Publication:
    return compose(disclosure(), templates.load(template))


def changes(template: str) -> Iterator[Change]:
    for sheet in publication(template).sheets:
        for cell in sheet.grid.cells:
            if is_head(cell, sheet):
                yield from (Change(template, sheet, cell, words) for words in ("", UNKNOWN_WORDS))


def read(change: Change, format_name: str) -> Reading:
    rng = random.Random(f"{format_name} {change}")
    whole = publication(change.template)
    alone = Publication(whole.cover, (), whole.opening, (change.changed,), ())
    if format_name == "pdf":
        rulings = (*pdf.RULED_THROUGHOUT, pdf.Ruling.HORIZONTAL) if change.words else pdf.RULED_THROUGHOUT
        style = replace(pdf.random_style(rng), ruling=rng.choice(rulings))
        return read_bytes(Path("sheet"), "sheet", pdf.write(alone, style))
    return read_bytes(Path("sheet"), "sheet", FORMATS[format_name].write_at_random(alone, rng))


def told_figures(problem: Problem) -> int:
    """How many figures its words say were not read."""
    found = _COUNT.search(problem.message.reason_en)
    return int(found[1]) if found else 0


def names_its_head(problem: Problem) -> bool:
    words = ("the head '", "blank head, column ", NO_HEAD, "(科目名称)", "the row label '")
    return any(word in problem.message.reason_en for word in words)


def assert_nothing_is_lost(change: Change, format_name: str) -> None:
    reading = read(change, format_name)
    truth: Mapping[CellKey, Decimal] = {key: disclosure().figures[key] for key in change.sheet.figures}
    found = {cell.key: cell.amount for cell in reading.cells}
    assert {key: amount for key, amount in found.items() if truth.get(key) != amount} == {}, "read as what it is not"
    lost = truth.keys() - found.keys()
    told = [problem for problem in reading.problems if told_figures(problem)]
    assert sum(map(told_figures, told)) == sum(problem.figures for problem in told) == len(lost)
    for problem in told:
        assert problem.sheet_id == change.sheet.sheet_id
        assert LAYOUTS.sheets[change.sheet.sheet_id].name in problem.message.reason_en
        assert names_its_head(problem)
    if lost:
        assert_told_once_per_head(change, told)
        assert_audit_knows(lost, reading)


def assert_told_once_per_head(change: Change, told: list[Problem]) -> None:
    rows = [problem for problem in told if problem.kind is ProblemKind.UNKNOWN_LABEL]
    assert len(rows) <= 1, "told row by row"
    assert len({problem.message.reason_en for problem in told}) == len(told)
    if change.words:
        assert any(
            UNKNOWN_WORDS in problem.message.reason_en or NO_HEAD in problem.message.reason_en for problem in told
        )
    # the heads that a group's head leaves without meaning are told each, and one that another has with equal right
    assert len(told) <= max(change.head.column_span, 2)


def assert_audit_knows(lost: set[CellKey], reading: Reading) -> None:
    """No figure that was printed and not read may count as left blank by the publisher."""
    (sheet,) = reading.sheets
    possible = {key for problem in reading.problems for key in problem.may_be}
    assert sheet.status is SheetStatus.UNREADABLE or lost <= possible


@pytest.mark.parametrize("template", templates.names())
def test_every_head_may_be_blank_or_unknown(template: str) -> None:
    for change in changes(template):
        assert_nothing_is_lost(change, ALL_HEADS_OF)


@pytest.mark.parametrize("template", templates.names())
@pytest.mark.parametrize("format_name", SAMPLED)
def test_a_head_may_be_blank_or_unknown_in_every_format(format_name: str, template: str) -> None:
    every = list(changes(template))
    for change in random.Random(f"{format_name} {template}").sample(every, SAMPLE):
        assert_nothing_is_lost(change, format_name)


def test_the_sheets_as_they_are_lose_nothing() -> None:
    """The figures that the other tests count are all read where no head is changed."""
    for template in templates.names():
        for sheet in publication(template).sheets:
            head = next(cell for cell in sheet.grid.cells if is_head(cell, sheet))
            reading = read(Change(template, sheet, head, head.content.text), ALL_HEADS_OF)
            assert {cell.key: cell.amount for cell in reading.cells} == {
                key: disclosure().figures[key] for key in sheet.figures
            }
            assert [problem for problem in reading.problems if problem.figures] == []


@pytest.mark.parametrize("seed", [2, 1231883697])
def test_a_side_without_its_head_is_known_where_a_page_has_few_of_its_lines(seed: int) -> None:
    """The pages of these seeds break where one or two lines of the income are left beside ten of the expenditure."""
    change = next(
        change
        for change in changes("shanghai_joined")
        if (change.sheet.sheet_id, change.head.content.text) == ("income_expenditure_summary", "项目")
        and not change.words
    )
    whole = publication(change.template)
    alone = Publication(whole.cover, (), whole.opening, (change.changed,), ())
    style = pdf.Style(continuation=Continuation.REPEATED_HEAD, seed=seed, name_width=32, font=pdf.Lettering.BOXES)
    reading = read_bytes(Path("sheet"), "sheet", pdf.write(alone, style))
    assert {cell.key: cell.amount for cell in reading.cells} == {
        key: disclosure().figures[key] for key in change.sheet.figures
    }
