"""Figures that are told and not read: no number, printed twice, under no title or under that of another sheet."""

from decimal import Decimal

import pytest

from expectations.vocabulary import ProblemKind, SheetStatus
from orchestration.disclosure.model import CellKey
from tests.documents import amounts, figures, line, problems, read, table, warnings

UNIT = line("单位：万元")
TITLE = line("2024年度支出决算表")
EXPENDITURE_HEAD = (
    "项目|<|<|<|本年支出合计|基本支出|项目支出",
    "功能分类科目编码|<|<|科目名称|^|^|^",
)
HEAD = ("项目|<|本年支出合计|基本支出|项目支出", "功能分类科目编码|科目名称|^|^|^")
ROW = "201|一般公共服务支出|7.00|5.00|2.00"
EXPENDITURE = line("2023年度支出决算表")
CLASS = {("201", "total"): Decimal(7), ("201", "basic"): Decimal(5), ("201", "project"): Decimal(2)}


def test_what_is_no_number_is_told_and_becomes_no_cell() -> None:
    reading = read(TITLE, UNIT, table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.0O|5.00|2.00", table_no=6))
    (problem,) = reading.problems
    assert problem.kind is ProblemKind.NOT_A_NUMBER
    assert problem.key == CellKey("expenditure", "201", "total")
    assert "'7.0O' is not a number" in problem.message.reason_en
    assert (problem.place.table_no, problem.place.row_no, problem.place.column_no) == (6, 3, 5)
    assert amounts(reading, "expenditure") == figures(r201="basic 5.00 project 2.00")


def test_a_sheet_printed_twice_alike_counts_once_and_is_told() -> None:
    rows = (*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.00|5.00|2.00")
    reading = read(TITLE, UNIT, table(*rows), TITLE, UNIT, table(*rows, page=2, table_no=2))
    assert amounts(reading, "expenditure") == figures(r201="total 7.00 basic 5.00 project 2.00")
    (problem,) = reading.problems
    assert problem.kind is ProblemKind.DUPLICATE_SHEET
    assert "3 figures" in problem.message.reason_en


def test_a_figure_printed_twice_differently_is_taken_neither_way() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.00|5.00|2.00"),
        TITLE,
        UNIT,
        table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.00|5.10|2.00", page=2, table_no=2),
    )
    assert amounts(reading, "expenditure") == figures(r201="total 7.00 project 2.00")
    (conflict,) = problems(reading, ProblemKind.CONFLICTING_FIGURES)
    assert conflict.key == CellKey("expenditure", "201", "basic")
    assert (
        "5.00 (page 1, table 1, row 3, column 6) and 5.10 (page 2, table 2, row 3, column 6)"
        in conflict.message.reason_en
    )
    assert "5.00（第1页，第1个表格，第3行，第6列）、5.10（第2页，第2个表格，第3行，第6列）" in conflict.message.reason


def test_a_table_under_an_unknown_title_is_no_continuation() -> None:
    reading = read(
        EXPENDITURE,
        UNIT,
        table(*HEAD, ROW),
        line("本级项目资金支出决算明细情况一览表"),
        table(*HEAD, *[f"2{n}|其他|1.00|1.00|" for n in (12, 13, 14)], table_no=2),
    )
    assert amounts(reading, "expenditure") == CLASS
    (problem,) = reading.problems
    assert problem.kind is ProblemKind.UNKNOWN_SHEET
    assert "本级项目资金支出决算明细情况一览表" in problem.message.reason_en
    assert "nearest known title is" in problem.message.reason_en


def test_codes_and_figures_without_any_title_are_told() -> None:
    reading = read(UNIT, table(*HEAD, *[f"2{n}|其他|1.00|1.00|" for n in (12, 13, 14)]))
    assert reading.cells == ()
    assert warnings(reading) == [ProblemKind.UNKNOWN_SHEET]


def test_rows_that_form_no_table_are_told() -> None:
    reading = read(EXPENDITURE, UNIT, *[line(f"20{n};名称;7.00;5.00;2.00") for n in range(1, 5)])
    assert reading.cells == ()
    assert warnings(reading) == [ProblemKind.UNKNOWN_COLUMN]
    assert reading.sheets[0].status is SheetStatus.UNREADABLE


@pytest.mark.parametrize(
    "rows",
    [
        ("项目|<|合计|基本支出", "科目编码|科目名称|^|^", "208|社会保障和就业支出|3.00|3.00"),
        ("十六、金融支出||3.00|3.00", "十九、住房保障支出||3.00|3.00", "本年支出合计||6.00|6.00"),
    ],
)
def test_a_table_whose_own_title_was_lost_is_no_continuation(rows: tuple[str, ...]) -> None:
    reading = read(EXPENDITURE, UNIT, table(*HEAD, ROW), table(*rows, page=2, table_no=2))
    assert amounts(reading, "expenditure") == CLASS
    (problem,) = reading.problems
    assert (problem.kind, problem.place.page) == (ProblemKind.UNKNOWN_SHEET, 2)


def test_a_summary_without_its_title_is_told_while_a_sheet_is_missing() -> None:
    rows = [
        f"{label}|1,234.50|一、一般公共服务支出|1,234.50" for label in ("一、事业收入", "二、经营收入", "三、其他收入")
    ]
    reading = read(line("单位：万元"), table("收入|<|支出|<", "项目|决算数|项目|决算数", *rows))
    assert reading.cells == ()
    assert warnings(reading) == [ProblemKind.UNKNOWN_SHEET]


@pytest.mark.parametrize(
    ("title", "row"),
    [
        ("政府性基金预算财政拨款收入支出决算表", "223|国有资本经营预算支出|7.00|5.00|2.00"),
        ("一般公共预算财政拨款支出决算表", "2230105|国有企业退休人员社会化管理补助支出|7.00|5.00|2.00"),
        ("国有资本经营预算财政拨款支出决算表", "229|其他支出|7.00|5.00|2.00"),
    ],
)
def test_codes_of_another_budget_are_not_read_nor_their_total(title: str, row: str) -> None:
    more = table("2239999|其他国有资本经营预算支出|7.00|5.00|2.00", page=2, table_no=2)
    reading = read(line(title), UNIT, table(*HEAD, "合计|<|7.00|5.00|2.00", row), more)
    assert reading.cells == ()
    assert reading.problems and set(warnings(reading)) == {ProblemKind.UNKNOWN_SHEET}


def test_a_table_of_another_budget_hides_none_of_its_own() -> None:
    title = line("政府性基金预算财政拨款收入支出决算表")
    other = table(*HEAD, "合计|<|9.00|9.00|", "223|国有资本经营预算支出|9.00|9.00|", table_no=2)
    reading = read(title, UNIT, table(*HEAD, "合计|<|7.00|5.00|2.00", ROW.replace("201", "212")), other)
    assert amounts(reading, "government_fund")["total", "total"] == Decimal(7)
    assert warnings(reading) == [ProblemKind.UNKNOWN_SHEET]
