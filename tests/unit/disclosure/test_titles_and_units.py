"""Titles in their surroundings, and the unit that a sheet states, takes from the others or leaves out."""

from dataclasses import replace
from decimal import Decimal

import pytest

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.model import Block, Line, Place
from tests.documents import amounts, figures, line, read, table, warnings

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
EVERY_LEVEL = CLASS | {(code, column): amount for code in ("20103", "2010350") for (_, column), amount in CLASS.items()}


@pytest.mark.parametrize(
    "title",
    [
        "附件3：2023年度云溪市财政局支出决算表",
        "表三 支出决算表",
        "二〇二三年度支出决算表",
        "Z03 支出决算表",
        "财决公开03表 支出决算表",
        "支出决算表 公开03表",
        "支出决算表 单位：万元",
        "支出决算表（单位：万元）",
        "部门决算公开表三 支出决算表",
        "云溪市财政局2023年度支出决算公开表",
        "支出决算批复表",
        "云溪市社会保险基金管理中心2023年度支出决算表",
        "云溪市采购中心支出决算表",
        "云溪市国有资本运营中心2023年度支出决算表",
    ],
)
def test_a_title_in_its_surroundings(title: str) -> None:
    reading = read(line(title), UNIT, table(*HEAD, ROW))
    assert amounts(reading, "expenditure") == CLASS
    assert reading.problems == ()


@pytest.mark.parametrize(
    "blocks",
    [
        (line("2023年度云溪市财政局"), line("支出决算表"), UNIT),
        (line("2023年度云溪市财政局支出"), line("决算表"), UNIT),
        (line("单位：万元"), line("支出决算表")),
    ],
)
def test_a_title_over_two_lines_or_below_its_unit(blocks: tuple[Block, ...]) -> None:
    reading = read(*blocks, table(*HEAD, ROW))
    assert amounts(reading, "expenditure") == CLASS
    assert reading.problems == ()


def test_a_line_that_stands_on_every_page_ends_no_sheet() -> None:
    running = line("云溪市财政局支出情况表")
    rows = ("20103|政府办|7.00|5.00|2.00", "2010350|运行|7.00|5.00|2.00")
    reading = read(running, EXPENDITURE, UNIT, table(*HEAD, ROW), running, table(*rows, table_no=2))
    assert amounts(reading, "expenditure") == EVERY_LEVEL


@pytest.mark.parametrize(
    ("stated", "unit"),
    [
        ("单位；万元", "万元"),
        ("金额：万元", "万元"),
        ("（万元）", "万元"),
        ("单位：万元、%", "万元"),
        ("计量单位：人民币（元）", "元"),
        ("单位：￥元", "元"),
        ("单位：元 公开03表", "元"),
        ("元", "元"),
    ],
)
def test_a_unit_in_other_words(stated: str, unit: str) -> None:
    reading = read(EXPENDITURE, line(stated), table(*HEAD, ROW))
    assert {cell.unit for cell in reading.cells} == {unit}
    assert reading.problems == ()


def test_a_county_whose_name_begins_with_a_unit_states_none() -> None:
    reading = read(EXPENDITURE, line("编制单位：元谋县财政局"), table(*HEAD, ROW))
    assert {cell.unit for cell in reading.cells} == {"万元"}
    assert warnings(reading) == [ProblemKind.UNIT_NOT_STATED]


@pytest.mark.parametrize("beside", ["编制单位：云溪市财政局 位：万", "位：万"])
def test_a_unit_that_is_broken_over_lines_is_put_together(beside: str) -> None:
    broken = (line("金额单"), line(beside), line("务中心"), line("元"))
    reading = read(EXPENDITURE, *broken, table(*HEAD, ROW))
    assert {cell.unit for cell in reading.cells} == {"万元"}
    assert amounts(reading, "expenditure") == CLASS


@pytest.mark.parametrize(
    "unit",
    ["单位：元", "单位:元", "金额单位：元", "单位：人民币元", "部门：云溪市财政局　　　　单位：元", "（单位：元）"],
)
def test_a_sheet_in_yuan_is_kept_in_wan_with_its_printed_decimals(unit: str) -> None:
    reading = read(TITLE, line(unit), table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|21,418,600.05|5|"))
    total, basic = reading.cells
    assert (total.amount, total.decimals, total.unit, total.amount_text) == (
        Decimal("2141.860005"),
        2,
        "元",
        "21,418,600.05",
    )
    assert (basic.amount, basic.decimals) == (Decimal("0.0005"), 0)
    assert reading.problems == ()


def test_the_unit_may_stand_inside_the_grid() -> None:
    reading = read(TITLE, table("公开03表||||单位：元||", *EXPENDITURE_HEAD, "201|||一般公共服务支出|50000.00||"))
    assert amounts(reading, "expenditure") == figures(r201="total 5")
    assert reading.problems == ()


def test_each_sheet_has_its_own_unit() -> None:
    reading = read(
        TITLE,
        line("单位：元"),
        table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|50000.00||"),
        line("一般公共预算财政拨款支出决算表"),
        UNIT,
        table("科目编码|科目名称|合计|基本支出|项目支出", "201|一般公共服务支出|5.00||", table_no=2),
    )
    assert amounts(reading, "expenditure") == amounts(reading, "general_budget_expenditure")


def test_a_sheet_without_unit_takes_the_one_that_all_others_share() -> None:
    reading = read(
        TITLE,
        line("单位：元"),
        table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|50000.00||"),
        line("一般公共预算财政拨款支出决算表"),
        table("科目编码|科目名称|合计|基本支出|项目支出", "201|一般公共服务支出|50000.00||", table_no=2),
    )
    assert amounts(reading, "general_budget_expenditure") == figures(r201="total 5")
    (problem,) = reading.problems
    assert (problem.kind, problem.severity) == (ProblemKind.UNIT_NOT_STATED, Severity.INFO)
    assert "元" in problem.message.reason_en


@pytest.mark.parametrize(
    ("stated", "printed", "unit"),
    [
        ("单位：千元", "70.00", "千元"),
        ("金额单位：百元", "700", "百元"),
        ("单位：人民币百万元", "0.07", "百万元"),
        ("（单位：亿元）", "0.0007", "亿元"),
    ],
)
def test_every_unit_that_a_sheet_may_state(stated: str, printed: str, unit: str) -> None:
    reading = read(EXPENDITURE, line(stated), table(*HEAD, f"201|一般公共服务支出|{printed}||"))
    (cell,) = reading.cells
    assert (cell.amount, cell.unit) == (Decimal(7), unit)
    assert reading.problems == ()


@pytest.mark.parametrize("title", ["2023年度支出决算表（千元）", "2023年度支出决算表（单位：千元）"])
def test_the_unit_in_a_title(title: str) -> None:
    reading = read(line(title), table(*HEAD, "201|一般公共服务支出|70.00||"))
    assert [(cell.amount, cell.unit) for cell in reading.cells] == [(Decimal(7), "千元")]


@pytest.mark.parametrize("said", ["金额单位：元", "本套报表金额单位均为元。", "部门：云溪市财政局　单位：元"])
def test_a_unit_that_is_stated_once_for_all_sheets(said: str) -> None:
    reading = read(line(said), line("第二部分"), EXPENDITURE, table(*HEAD, "201|一般公共服务支出|70000.00||"))
    assert [(cell.amount, cell.unit) for cell in reading.cells] == [(Decimal(7), "元")]
    assert reading.problems == ()


def test_a_sheet_without_unit_is_read_in_the_one_in_which_its_figures_stand_in_another_sheet() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.12|5.01|2.11"),
        line("一般公共预算财政拨款支出决算表"),
        table(
            "科目编码|科目名称|合计|基本支出|项目支出", "201|一般公共服务支出|71200.00|50100.00|21100.00", table_no=2
        ),
    )
    assert amounts(reading, "general_budget_expenditure") == figures(r201="total 7.12 basic 5.01 project 2.11")
    (problem,) = reading.problems
    assert (problem.kind, problem.severity) == (ProblemKind.UNIT_NOT_STATED, Severity.WARNING)
    assert "read as 元" in problem.message.reason_en and "3 of them" in problem.message.reason_en


def test_a_head_may_state_another_unit_than_its_sheet() -> None:
    heads = "科目编码|科目名称|本年支出合计|基本支出（元）|项目支出（千元）"
    reading = read(EXPENDITURE, UNIT, table(heads, "201|一般公共服务支出|7.00|50,000.00|20.00"))
    assert amounts(reading, "expenditure") == CLASS
    assert [cell.unit for cell in reading.cells] == ["万元", "元", "千元"]


@pytest.mark.parametrize("mark", ["①", "*", "[注]", "（注1）", "²"])
def test_note_marks_belong_to_no_title_head_label_code_or_figure(mark: str) -> None:
    title, heads = line(f"2023年度支出决算表{mark}"), f"科目编码{mark}|科目名称|本年支出合计{mark}|基本支出|项目支出"
    rows = (f"合计{mark}|<|7.00|5.00|2.00", f"201{mark}|一般公共服务支出{mark}|7.00{mark}|5.00 {mark}|2.00")
    reading = read(title, UNIT, table(heads, *rows))
    assert amounts(reading, "expenditure") == CLASS | {
        ("total", column): amount for (_, column), amount in CLASS.items()
    }
    assert reading.problems == ()


def test_a_figure_with_a_unit_of_its_own_is_read_in_it() -> None:
    reading = read(EXPENDITURE, UNIT, table(*HEAD, "201|一般公共服务支出|7.2万元|￥5.00|20,000.00元"))
    assert amounts(reading, "expenditure") == figures(r201="total 7.2 basic 5 project 2")
    assert reading.problems == ()


def test_a_unit_that_nobody_states_is_told() -> None:
    reading = read(TITLE, table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.00||"))
    assert amounts(reading, "expenditure") == figures(r201="total 7.00")
    (problem,) = reading.problems
    assert problem.kind is ProblemKind.UNIT_NOT_STATED
    assert "万元" in problem.message.reason_en


THREE_PUBLIC = ("项目|预算数|决算数", "合计|{0}|1.00", "因公出国（境）费|0.00|0.00", "公务接待费|{0}|1.00")


def three_public(title: str, budget: str, table_no: int) -> tuple[Block, ...]:
    return line(title), UNIT, table(*(row.format(budget) for row in THREE_PUBLIC), table_no=table_no)


def test_of_the_three_public_expenses_of_all_budgets_and_of_one_the_former_are_the_sheet() -> None:
    """As Yunnan prints them."""
    whole = three_public("财政拨款“三公”经费、行政参公单位机关运行经费情况表", "3.00", 1)
    part = three_public("一般公共预算财政拨款“三公”经费情况表", "2.00", 2)
    for blocks in ((*whole, *part), (*part, *whole)):
        reading = read(*blocks)
        assert amounts(reading, "three_public")["total", "budget"] == Decimal(3)
        assert [problem.kind for problem in reading.problems] == [ProblemKind.NOT_MODELLED_SHEET]
    assert amounts(read(*part), "three_public")["total", "budget"] == Decimal(2)


@pytest.mark.parametrize("title", ["收入支出决算表", "财政拨款收入支出决算表"])
def test_a_title_of_halves_over_function_codes_names_another_sheet(title: str) -> None:
    rows = ("科目编码|科目名称|年初结转和结余|本年收入|本年支出", "201|一般公共服务支出|1|2|3", "20103|政府办|1|2|3")
    reading = read(line(f"2023年度{title}"), UNIT, table(*rows))
    assert reading.cells == ()
    assert [problem.kind for problem in reading.problems] == [ProblemKind.NOT_MODELLED_SHEET]


def test_a_title_of_halves_over_two_halves_names_the_summary() -> None:
    rows = ("收入|<|支出|<", "项目|决算数|项目|决算数", "一、财政拨款收入|7.00|一、一般公共服务支出|7.00")
    reading = read(line("2023年度收入支出决算表"), UNIT, table(*rows))
    assert amounts(reading, "income_expenditure_summary")["expenditure.201", "final"] == Decimal(7)


@pytest.mark.parametrize("gap", ["", "|"])
def test_two_sheets_side_by_side_are_two_sheets(gap: str) -> None:
    both = (
        f"2024年度收入决算表|<|<{gap}|2024年度支出决算表|<|<|<|<",
        f"单位：万元||{gap}|||||单位：万元",
        f"科目编码|科目名称|本年收入合计{gap}|科目编码|科目名称|本年支出合计|基本支出|项目支出",
        f"201|一般公共服务支出|8.00{gap}|201|一般公共服务支出|7.00|5.00|2.00",
    )
    reading = read(table(*both))
    assert amounts(reading, "income") == figures(r201="total 8.00")
    assert amounts(reading, "expenditure") == CLASS
    assert reading.problems == ()


def test_the_titles_of_sheets_side_by_side_may_stand_in_different_rows() -> None:
    reading = read(
        table(
            "第二部分 2024年度部门决算表|<|<||2024年度支出决算表|<|<|<|<",
            "2024年度收入决算表|<|<||||||单位：万元",
            "|单位：万元|||科目编码|科目名称|本年支出合计|基本支出|项目支出",
            "科目编码|科目名称|本年收入合计||201|一般公共服务支出|7.00|5.00|2.00",
            "201|一般公共服务支出|8.00||||||",
        )
    )
    assert amounts(reading, "income") == figures(r201="total 8.00")
    assert amounts(reading, "expenditure") == CLASS


def test_the_title_in_the_page_header_of_a_worksheet_is_that_of_its_table() -> None:
    header = Line("2024年度支出决算表", Place(table_no=1, sheet_name="Sheet1"))
    sheet = replace(table("单位：万元||||", *HEAD, ROW), page=None, sheet_name="Sheet1")
    assert amounts(read(header, sheet), "expenditure") == CLASS
    assert amounts(read(header, replace(sheet, sheet_name="Sheet2")), "expenditure") == {}
