"""The written explanations: true by their own measure, the same for the same seed, and wrong in one place only."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.synthetic.documents.publication import Section
from tests.synthetic.explanations.books import Books, random_books
from tests.synthetic.explanations.contradictions import KINDS, contradicts, find_wrong_value, kind_of
from tests.synthetic.explanations.manner import manners
from tests.synthetic.explanations.writing import Writer

SEEDS = range(4)


def written(manner: str) -> Iterator[tuple[int, Books, Writer, list[str]]]:
    for seed in SEEDS:
        books = random_books(random.Random(seed))
        writer = Writer(books, manners()[manner], seed)
        yield seed, books, writer, lines(writer)


def lines(writer: Writer) -> list[str]:
    """Headings, paragraphs and rows of tables."""
    return [line for section in writer.sections() for line in (section.heading, *section.paragraphs, *rows(section))]


def rows(section: Section) -> Iterator[str]:
    if section.grid is not None:
        yield from ("|".join(cell.content.text for cell in row) for row in section.grid.rows)


@pytest.mark.parametrize("manner", manners())
def test_no_statement_contradicts_the_sheets_or_another(manner: str) -> None:
    for _, books, writer, _ in written(manner):
        for number, stated in enumerate(writer.stated):
            assert not stated.cells or not contradicts(books, writer.stated, number, stated.value), stated


@pytest.mark.parametrize("manner", manners())
def test_every_figure_stands_in_the_text_in_its_order(manner: str) -> None:
    for _, _, writer, text in written(manner):
        whole, position = "".join(text), 0
        for stated in writer.stated:
            if stated.kind != "direction":
                position = whole.index(stated.text + stated.unit, position) + 1


@pytest.mark.parametrize("manner", manners())
def test_nothing_of_a_pattern_is_left_in_a_text(manner: str) -> None:
    for _, _, _, text in written(manner):
        assert not any(mark in line for line in text for mark in ("[[", "]]", "{", "}", "。。", "，。", "；。"))


@pytest.mark.parametrize("manner", manners())
def test_one_figure_told_wrongly_changes_one_line(manner: str) -> None:
    kinds = set()
    for seed, books, writer, text in written(manner):
        for kind in KINDS:
            wrong = find_wrong_value(books, writer.stated, kind, random.Random(seed))
            if wrong is None:
                continue
            other = Writer(books, manners()[manner], seed, wrong)
            changed = [pair for pair in zip(text, lines(other), strict=True) if pair[0] != pair[1]]
            assert len(changed) == 1, (kind, changed)
            assert kind_of(other.stated[wrong[0]]) == kind
            assert other.stated[wrong[0]].value == wrong[1] != writer.stated[wrong[0]].value
            kinds.add(kind)
    assert len(kinds) >= 4


def test_the_manners_together_state_everything() -> None:
    counts = Counter(
        name
        for manner in manners()
        for _, _, writer, _ in written(manner)
        for stated in writer.stated
        for name in (kind_of(stated), f"{len(stated.cells[:2])} cells", stated.unit)
    )
    for name in (*KINDS, "0 cells", "1 cells", "2 cells", "万元", "元", "亿元", "%", "个百分点"):
        assert counts[name] > 0, name
