"""Figures that were recognised on a picture: certain ones become cells that say so, doubtful ones are told."""

from dataclasses import replace

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import CellKey, Reading, ScanDoubt, ScanReading, Table
from tests.documents import amounts, figures, line, problems, read, table

UNIT = line("单位：万元")
TITLE = line("2024年度支出决算表")
HEAD = (
    "项目|<|<|<|本年支出合计|基本支出|项目支出",
    "功能分类科目编码|<|<|科目名称|^|^|^",
)
CERTAIN = ScanReading(99)


def recognised(printed: Table, **doubts: ScanReading) -> Table:
    """The table as if it stood on a picture; `doubts` by the text of their cells, written r7_00 for 7.00."""
    texts = {name.removeprefix("r").replace("_", "."): reading for name, reading in doubts.items()}
    return replace(printed, cells=tuple(cell._replace(scan=texts.get(cell.text, CERTAIN)) for cell in printed.cells))


def read_row(row: str, **doubts: ScanReading) -> Reading:
    return read(TITLE, UNIT, recognised(table(*HEAD, row), **doubts))


def test_a_certain_figure_is_a_cell_that_says_how_it_was_read() -> None:
    reading = read_row("201|||一般公共服务支出|7.00|5.00|2.00")
    assert amounts(reading, "expenditure") == figures(r201="total 7.00 basic 5.00 project 2.00")
    assert {cell.scan for cell in reading.cells} == {CERTAIN}
    assert reading.problems == ()


@pytest.mark.parametrize("doubt", ScanDoubt)
def test_a_doubtful_figure_is_told_with_its_readings_and_becomes_no_cell(doubt: ScanDoubt) -> None:
    reading = read_row("201|||一般公共服务支出|7.00|5.00|2.00", r7_00=ScanReading(61, doubt, "1.00"))
    assert amounts(reading, "expenditure") == figures(r201="basic 5.00 project 2.00")
    (problem,) = reading.problems
    assert (problem.kind, problem.key) == (
        ProblemKind.DOUBTFUL_FIGURE,
        CellKey("expenditure", "201", "total"),
    )
    assert "'7.00' or '1.00'" in problem.message.reason_en


def test_what_stands_in_the_place_of_a_figure_is_told_even_where_no_digit_was_read() -> None:
    reading = read_row("201|||一般公共服务支出|/.OO|5.00|2.00", **{"r/_OO": ScanReading(30, ScanDoubt.NOT_A_FIGURE)})
    (problem,) = problems(reading, ProblemKind.DOUBTFUL_FIGURE)
    assert problem.key == CellKey("expenditure", "201", "total")


def test_many_doubtful_figures_of_a_sheet_are_told_in_the_words_of_pictures() -> None:
    doubt = ScanReading(50, ScanDoubt.LOW_CONFIDENCE)
    rows = (f"20{code}|||一般公共服务支出|{code}.25|{code}.25|0.00" for code in range(1, 5))
    printed = table(*HEAD, *rows)
    doubtful = {cell.text for cell in printed.cells if cell.text.endswith(".25")}
    marked = replace(
        printed, cells=tuple(cell._replace(scan=doubt if cell.text in doubtful else CERTAIN) for cell in printed.cells)
    )
    told = problems(read(TITLE, UNIT, marked), ProblemKind.DOUBTFUL_FIGURE)
    assert len(told) == 8 and all(
        "recognised on a picture; 8 of its figures" in each.message.reason_en for each in told
    )


def test_a_doubtful_text_of_another_table_is_nothing_that_anybody_claims() -> None:
    other = table("支出构成|金额", "基本支出|5.00", "项目支出|2.00")
    reading = read(line("二、预算绩效情况说明"), recognised(other, r5_00=ScanReading(40, ScanDoubt.LOW_CONFIDENCE)))
    [told] = reading.other_tables
    assert [cell.text for cell in told.cells][-4:] == ["基本支出", "□□□□", "项目支出", "2.00"]
