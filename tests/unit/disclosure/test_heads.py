"""What heads mean: figures beside those that count, printed column numbers, heads that nobody knows."""

from dataclasses import replace
from decimal import Decimal

import pytest

from expectations.vocabulary import ProblemKind, Severity, SheetStatus
from orchestration.disclosure.model import Box, CellKey, TableCell
from orchestration.disclosure.resolution.columns import head_paths
from orchestration.disclosure.resolution.segments import TablePart, table_rows
from tests.documents import amounts, figures, labels, line, problems, read, table, warnings

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
    assert "专项债券" in problem.message.reason_en
    assert (problem.place.table_no, problem.place.row_no, problem.place.column_no) == (4, 2, 4)
    assert amounts(reading, "expenditure") == figures(r201="total 7.00")


def test_heads_of_a_vast_grid_are_looked_for_in_its_corner() -> None:
    """No printed sheet has more columns and header rows; without the bound this would never end."""
    wide = table(*("|".join(f"a{column}" for column in range(600)) for _ in range(300)))
    assert read(TITLE, UNIT, wide).cells == ()
    paths = head_paths(table_rows(wide), TablePart(wide, tuple(table_rows(wide))))
    assert (len(paths), {len(path.words) for path in paths}) == (400, {40})


# ---- heads that nobody knows


ROWS = ("201|一般公共服务支出|7.00|5.00|2.00", "20103|政府办公厅|7.00|5.00|2.00")


def test_figures_under_an_unknown_first_head_are_told_once_and_become_no_label() -> None:
    reading = read(
        TITLE, UNIT, table("科目编码|科目名称|本年实际支出|基本支出|项目支出", "|合计|7.00|5.00|2.00", *ROWS)
    )
    (problem,) = reading.problems
    assert problem.kind is ProblemKind.UNKNOWN_COLUMN
    assert problem.message.reason_en == (
        "the head '本年实际支出' (column 3) of sheet 支出决算表 is not known; the nearest known head is 本年支出; "
        "3 figures were not read"
    )
    found = amounts(reading, "expenditure")
    assert found["total", "basic"] == Decimal("5.00")
    assert {column for _, column in found} == {"basic", "project"}
    assert labels(reading) == {"total": "合计", "201": "一般公共服务支出", "20103": "政府办公厅"}


def test_what_an_unknown_head_may_mean_is_what_no_other_head_means() -> None:
    reading = read(line("一般公共预算财政拨款支出决算表"), UNIT, table("科目编码|科目名称|合计|基本支出|甲乙丙", *ROWS))
    (problem,) = reading.problems
    sheet_id = "general_budget_expenditure"
    assert problem.may_be == (CellKey(sheet_id, "201", "project"), CellKey(sheet_id, "20103", "project"))


def test_a_blank_head_is_told_by_its_column() -> None:
    reading = read(TITLE, UNIT, table("科目编码|科目名称||基本支出|项目支出", *ROWS))
    (problem,) = reading.problems
    assert problem.message.reason_en == "blank head, column 3 of sheet 支出决算表; 2 figures were not read"


@pytest.mark.parametrize("head", ["甲乙丙|科目名称", "科目编码|甲乙丙", "|科目名称", "科目编码|", "甲|乙", "|"])
def test_codes_and_names_are_known_by_what_they_are_under_any_head(head: str) -> None:
    reading = read(TITLE, UNIT, table(f"{head}|本年支出合计|基本支出|项目支出", *ROWS))
    found = amounts(reading, "expenditure")
    assert found["201", "total"] == Decimal("7.00")
    assert len(found) == 6
    assert reading.problems == ()


def test_line_numbers_are_known_by_their_order_under_any_head() -> None:
    rows = [f"三、事业收入|{number}|8.00" for number in (1, 2, 3)]
    reading = read(line("收入支出决算总表"), UNIT, table("项目|甲乙丙|决算数", *rows))
    assert reading.problems == ()


def test_whole_amounts_under_an_unknown_head_are_not_taken_for_codes() -> None:
    reading = read(TITLE, UNIT, table("科目编码|科目名称|甲乙丙|基本支出", "201|一般公共服务支出|70000|50000"))
    (problem,) = reading.problems
    assert (problem.kind, problem.figures) == (ProblemKind.UNKNOWN_COLUMN, 1)


def test_a_figure_among_the_names_is_told() -> None:
    reading = read(TITLE, UNIT, table("科目编码|科目名称|本年支出合计|基本支出", *ROWS[:1], "20103|7.00|5.00|"))
    (problem,) = [problem for problem in reading.problems if "科目名称" in problem.message.reason_en]
    assert problem.figures == 1
    assert "20103" in {row for row, _ in amounts(reading, "expenditure")}


def test_two_columns_under_one_merged_head_are_told_even_where_they_are_equal() -> None:
    reading = read(TITLE, UNIT, table("科目编码|科目名称|本年支出|<|基本支出", "201|一般公共服务支出|7.00|7.00|5.00"))
    assert amounts(reading, "expenditure") == {("201", "basic"): Decimal("5.00")}
    assert sum(problem.figures for problem in reading.problems) == 2
    assert set(warnings(reading)) == {ProblemKind.UNKNOWN_COLUMN}


def test_heads_may_stand_in_the_row_of_the_total_behind_its_first_figure() -> None:
    reading = read(
        line("政府性基金预算财政拨款收入支出决算表"),
        UNIT,
        table(
            "项目|<|年初结转和结余|本年收入|本年支出|<|<|年末结转和结余",
            "科目编码|科目名称|^|^|^|^|^|^",
            "合计|<|0|105.00|小计|基本支出|项目支出|0",
            "212|城乡社区支出|0|105.00|105.00||105.00|0",
        ),
    )
    found = {column: amount for (row, column), amount in amounts(reading, "government_fund").items() if row == "212"}
    assert found == {
        "opening_balance": Decimal(0),
        "income": Decimal("105.00"),
        "total": Decimal("105.00"),
        "project": Decimal("105.00"),
        "closing_balance": Decimal(0),
    }
    # nobody may say that the publisher left these blank: the heads stand in their places
    (problem,) = reading.problems
    assert (problem.kind, problem.severity) == (ProblemKind.HEAD_IN_TOTAL, Severity.INFO)
    assert [(key.row_key, key.column_key) for key in problem.may_be] == [
        ("total", "total"),
        ("total", "basic"),
        ("total", "project"),
    ]


@pytest.mark.parametrize("head", ["甲乙丙", ""])
def test_a_shifted_row_of_a_text_conversion_counts_the_column_of_an_unknown_head(head: str) -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            f"科目编码|||科目名称|{head}|基本支出|项目支出",
            "类|款|项|栏次|1|2|3",
            "201|一般公共服务支出|7.00|5.00|2.00",
            "20103|||政府办公厅|7.00|5.00|2.00",
            ragged=True,
        ),
    )
    found = amounts(reading, "expenditure")
    assert found == {
        (row, column): amount
        for row in ("201", "20103")
        for column, amount in (("basic", Decimal("5.00")), ("project", Decimal("2.00")))
    }
    (problem,) = reading.problems
    assert problem.figures == 2


def test_a_text_conversion_with_a_blank_head_is_told_where_nobody_can_count() -> None:
    """The name may span the blank column, or the head of the total is missing: each gives other figures."""
    rows = ("201|一般公共服务支出|7.00|5.00|2.00", "20103|政府办公厅|7.00|5.00|2.00")
    reading = read(TITLE, UNIT, table("科目编码|科目名称||本年支出合计|基本支出|项目支出", *rows, ragged=True))
    assert reading.cells == ()
    (problem,) = reading.problems
    assert problem.figures == 6


def test_heads_that_stand_over_the_figures_of_other_columns_are_not_believed() -> None:
    """Where a table has no rules between its columns, a blank head may have moved the others by one."""
    plain = table("科目编码|科目名称||本年支出合计|基本支出", "201|一般公共服务支出|7.00|5.00|")
    printed_at = {"本年支出合计": 3, "基本支出": 4}

    def box(cell: TableCell) -> Box:
        column = printed_at.get(cell.text, cell.column_no)
        return Box(100.0 * column + 10, 20.0 * cell.row_no, 100.0 * column + 90, 20.0 * cell.row_no + 15)

    moved = replace(plain, cells=tuple(cell._replace(box=box(cell)) for cell in plain.cells), spans_known=False)
    reading = read(TITLE, UNIT, moved)
    assert reading.cells == ()
    (problem,) = reading.problems
    assert (problem.kind, problem.figures) == (ProblemKind.UNKNOWN_COLUMN, 2)


@pytest.mark.parametrize("word", ["决算数", "金额", "本年决算数"])
def test_a_sub_row_of_figure_words_under_every_head_changes_none(word: str) -> None:
    reading = read(
        line("2025年度一般公共预算财政拨款支出决算表"),
        line("单位：万元"),
        table(
            "项目|<|本年支出合计|基本支出|项目支出",
            f"科目编码|科目名称|{word}|{word}|{word}",
            "合计|<|7.00|5.00|2.00",
            "201|一般公共服务支出|7.00|5.00|2.00",
        ),
    )
    assert amounts(reading, "general_budget_expenditure") == figures(
        total="total 7.00 basic 5.00 project 2.00", r201="total 7.00 basic 5.00 project 2.00"
    )
    assert reading.problems == ()


@pytest.mark.parametrize(
    "heads",
    [
        ("科目编码|科目名称|支出决算数合计|基本支出决算数|项目支出决算数",),
        ("科目编码|科目名称|支出决算数|<|<", "^|^|合计|基本支出|项目支出"),
    ],
)
def test_a_head_may_say_that_it_stands_over_final_figures(heads: tuple[str, ...]) -> None:
    reading = read(line("2025年度支出决算表"), line("单位：万元"), table(*heads, "201|一般公共服务支出|7.00|5.00|2.00"))
    assert amounts(reading, "expenditure") == figures(r201="total 7.00 basic 5.00 project 2.00")
    assert reading.problems == ()


def test_the_halves_of_a_summary_may_each_name_their_figures() -> None:
    reading = read(
        line("收入支出决算总表"),
        line("单位：万元"),
        table("收入|收入决算数|支出|支出决算数", "一、财政拨款收入|7.00|一、一般公共服务支出|6.00"),
    )
    assert amounts(reading, "income_expenditure_summary") == {
        ("income.general_public_budget", "final"): Decimal(7),
        ("expenditure.201", "final"): Decimal(6),
    }
