"""Text conversions that drop the blanks between figures: the sums of a sheet choose the columns, or the row is told."""

import random
import re
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.model import ForEach, Identity, Term, TermYear, load_identities
from orchestration.disclosure.amounts import PrintedAmount
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.reading import read_bytes
from orchestration.disclosure.resolution.placings import OpenRow, choose_placings, possible_placings
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import text
from tests.synthetic.documents.generate import random_disclosure

COLUMNS = ("total", "basic", "project")
SUMS = {"total": ("basic", "project")}


def row(key: str, *figures: str) -> OpenRow:
    amounts = tuple(PrintedAmount(Decimal(figure), 2) for figure in figures)
    return OpenRow(key, amounts, possible_placings(COLUMNS, COLUMNS[: len(figures)]))


def test_the_rows_above_choose_the_columns_of_those_below() -> None:
    rows = [
        row("total", "9.00", "5.00", "4.00"),
        row("201", "5.00", "5.00"),
        row("20101", "5.00", "5.00"),
        row("212", "4.00", "4.00"),
    ]
    basic, project = ("total", "basic"), ("total", "project")
    assert choose_placings(rows, SUMS) == [(COLUMNS,), (basic,), (basic,), (project,)]


def test_what_more_than_one_choice_satisfies_is_left_open() -> None:
    rows = [row("201", "5.00", "5.00"), row("20101", "5.00", "5.00")]
    both = (("total", "basic"), ("total", "project"))
    assert choose_placings(rows, SUMS) == [both, both]


def test_what_no_choice_satisfies_is_left_open_and_whole_rows_stay() -> None:
    rows = [row("212", "4.00", "4.00"), row("21201", "4.00", "3.00", "1.00")]
    assert choose_placings(rows, SUMS) == [(), (COLUMNS,)]


def test_what_no_choice_satisfies_was_printed_so_where_the_table_shows_its_blanks() -> None:
    page = (
        "2024年度支出决算表",
        "单位：万元",
        "科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出",
        "{}",
        "201\t一般公共服务支出\t7.00\t6.00",
    )
    shown, packed = "212\t城乡社区支出\t4.00\t\t4.00", "212\t城乡社区支出\t4.00\t3.00\t1.00"
    for row_above, figures in ((shown, {Decimal("7.00"), Decimal("6.00"), Decimal("4.00")}), (packed, None)):
        reading = read_bytes(Path("a.txt"), "a.txt", "\n".join(page).format(row_above).encode())
        found = {cell.amount for cell in reading.cells if cell.key.row_key == "201"}
        assert found == ({Decimal("7.00"), Decimal("6.00")} if figures else set())
        assert bool(reading.problems) is (figures is None)


def in_words(term: Term) -> list[str]:
    columns = term.columns or (term.column or "",)
    return [column if term.sign == 1 else f"-{column}" for column in columns]


def row_sums(identities: tuple[Identity, ...], sheet_id: str) -> dict[str, tuple[str, ...]]:
    """The sums across the columns of a sheet, as the catalogue of identities has them."""
    return {
        identity.total.column or "": tuple(word for part in identity.parts for word in in_words(part))
        for identity in identities
        if identity.for_each is ForEach.ROW
        and identity.total is not None
        and {identity.total.sheet, *(part.sheet for part in identity.parts)} == {sheet_id}
        and identity.total.row is None
        and {term.year for term in (identity.total, *identity.parts)} == {TermYear.SAME}
    }


def test_the_layouts_add_up_columns_as_the_identities_do() -> None:
    identities = load_identities()
    sums = {sheet_id: layout.sums for sheet_id, layout in load_layouts().sheets.items() if layout.sums}
    assert sums == {sheet_id: row_sums(identities, sheet_id) for sheet_id in sums}


def without_blanks(printed: str) -> str:
    """The text with one tab for several in all rows that begin with a code or 合计."""
    lines = printed.split("\n")
    return "\n".join(
        re.sub(r"\t+", "\t", line).rstrip() if re.match(r"\d{3,7}\t|合计|类\t款", line) else line for line in lines
    )


@pytest.mark.parametrize("template", templates.names())
@pytest.mark.parametrize("seed", range(3))
def test_no_figure_moves_to_another_column_and_none_is_lost_in_silence(template: str, seed: int) -> None:
    disclosure = random_disclosure(random.Random(seed))
    publication = compose(disclosure, templates.load(template))
    data = text.write(publication, text.Style(text.Spans.KEPT, seed)).decode()
    whole, shifted = (read_bytes(Path("a.txt"), "a.txt", content.encode()) for content in (data, without_blanks(data)))
    truth = {cell.key: cell.amount for cell in whole.cells}
    found = {cell.key: cell.amount for cell in shifted.cells}
    assert {key: amount for key, amount in found.items() if truth.get(key) != amount} == {}
    lost = {key.sheet_id for key in truth.keys() - found.keys()}
    assert lost <= {problem.sheet_id for problem in shifted.problems}
