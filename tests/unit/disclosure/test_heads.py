"""What heads mean: figures beside those that count, printed column numbers, heads that nobody knows."""

from decimal import Decimal

import pytest

from orchestration.disclosure.model import ProblemKind, SheetStatus
from orchestration.disclosure.resolution.columns import head_paths
from orchestration.disclosure.resolution.segments import TablePart, table_rows
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


def test_columns_are_known_by_their_heads_in_whatever_order() -> None:
    reading = read(
        TITLE, UNIT, table("科目编码|科目名称|项目支出|基本支出|本年支出合计", "201|一般公共服务支出|2.00|5.00|7.00")
    )
    assert amounts(reading, "expenditure") == figures(r201="total 7.00 basic 5.00 project 2.00")


def test_printed_column_numbers_are_no_figures() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            *EXPENDITURE_HEAD, "栏次|<|<|<|1|2|3", "合计|<|<|<|7.00|5.00|2.00", "201|||一般公共服务支出|7.00|5.00|2.00"
        ),
    )
    row = "total 7.00 basic 5.00 project 2.00"
    assert amounts(reading, "expenditure") == figures(total=row, r201=row)


@pytest.mark.parametrize(
    "numbers",
    [
        "栏次|<|1=2+3|2|3",
        "栏次|<|（1）|（2）|（3）",
        "栏次|<|①|②|③",
        "栏次|<|1栏|2栏|3栏",
        "栏次|<|A|B|C",
        "**|**|1|2|3",
    ],
)
def test_printed_column_numbers_in_other_notations(numbers: str) -> None:
    reading = read(EXPENDITURE, UNIT, table(*HEAD, numbers, ROW))
    assert amounts(reading, "expenditure") == CLASS
    assert reading.problems == ()


@pytest.mark.parametrize("numbers", ["||栏次|2|3|4", "||栏次|1||3|4", "||栏次|1|2|4"])
def test_printed_column_numbers_of_which_one_is_missing_are_no_figures(numbers: str) -> None:
    head = "科目编码|科目名称||本年支出合计|基本支出|项目支出|经营支出"
    reading = read(EXPENDITURE, UNIT, table(head, numbers, "201|一般公共服务支出||7.00|5.00|2.00|"))
    assert amounts(reading, "expenditure") == CLASS
    assert reading.problems == ()


def test_budgets_other_years_changes_and_shares_are_passed_over() -> None:
    heads = "科目编码|科目名称|年初预算数|2022年决算数|2023年决算数|增减额|占比%|完成预算%"
    reading = read(
        line("2023年度一般公共预算财政拨款支出决算表"),
        UNIT,
        table(heads, "201|一般公共服务支出|8.00|6.00|7.00|1.00|99.00|87.50"),
    )
    assert amounts(reading, "general_budget_expenditure") == {("201", "total"): Decimal(7)}
    assert reading.problems == ()


def test_years_in_heads_are_told_where_the_document_has_none() -> None:
    reading = read(
        line("一般公共预算财政拨款支出决算表"),
        UNIT,
        table("科目编码|科目名称|2022年决算数|2023年决算数", "201|一般公共服务支出|6.00|7.00"),
    )
    assert reading.cells == ()
    assert warnings(reading) == [ProblemKind.UNKNOWN_COLUMN]


def test_a_head_under_a_foreign_one_gives_way_to_the_head_that_belongs_there() -> None:
    reading = read(
        line("政府性基金预算财政拨款收入支出决算表"),
        UNIT,
        table(
            "项目|<|年初结转和结余|<|本年收入|<|本年支出|<|年末结转和结余|<",
            "科目编码|科目名称|合计|基本支出结转|合计|基本支出|合计|基本支出|合计|基本支出结转",
            "212|城乡社区支出|1.00|1.00|7.00|3.00|6.00|2.00|2.00|1.00",
        ),
    )
    found = {column: amount for (_, column), amount in amounts(reading, "government_fund").items()}
    expected = {"opening_balance": 1, "income": 7, "total": 6, "basic": 2, "closing_balance": 2}
    assert found == {column: Decimal(amount) for column, amount in expected.items()}
    assert reading.problems == ()


def test_a_table_whose_heads_nobody_knows_is_told_once() -> None:
    reading = read(
        EXPENDITURE, UNIT, table("科目编码|科目名称|资金一|资金二", *[f"20{n}|名|7.00|5.00" for n in range(1, 4)])
    )
    assert reading.cells == ()
    assert warnings(reading) == [ProblemKind.UNKNOWN_COLUMN]
    assert reading.sheets[0].status is SheetStatus.UNREADABLE


def test_a_figure_under_an_unknown_head_is_told_with_its_place() -> None:
    reading = read(
        TITLE, UNIT, table("科目编码|科目名称|本年支出合计|专项债券", "201|一般公共服务支出|7.00|3.00", table_no=4)
    )
    (problem,) = problems(reading, ProblemKind.UNKNOWN_COLUMN)
    assert "专项债券" in problem.reason
    assert (problem.place.table_no, problem.place.row_no, problem.place.column_no) == (4, 2, 4)
    assert amounts(reading, "expenditure") == figures(r201="total 7.00")


def test_heads_of_a_vast_grid_are_looked_for_in_its_corner() -> None:
    """No printed sheet has more columns and header rows; without the bound this would never end."""
    wide = table(*("|".join(f"a{column}" for column in range(600)) for _ in range(300)))
    assert read(TITLE, UNIT, wide).cells == ()
    paths = head_paths(table_rows(wide), TablePart(wide, tuple(table_rows(wide))))
    assert (len(paths), {len(path.words) for path in paths}) == (400, {40})
