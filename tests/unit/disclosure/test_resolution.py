"""Printed tables to cells: what the sheets do to a reader, each in the smallest table that shows it."""

import re
from decimal import Decimal

import pytest

from expectations.vocabulary import ProblemKind, SheetStatus
from orchestration.disclosure.model import CellKey
from orchestration.disclosure.resolution.columns import head_paths
from orchestration.disclosure.resolution.segments import TablePart, table_rows
from tests.documents import amounts, labels, line, problems, read, table

Figures = dict[tuple[str, str], Decimal]


def figures(**rows: str) -> Figures:
    """`r201="total 1.00 basic 2.00"` as a mapping from (row key, column key)."""
    found: Figures = {}
    for row, text in rows.items():
        words = text.split()
        for column, amount in zip(words[::2], words[1::2], strict=True):
            found[re.sub(r"^r(?=\d)", "", row), column] = Decimal(amount)
    return found


EXPENDITURE_HEAD = (
    "项目|<|<|<|本年支出合计|基本支出|项目支出",
    "功能分类科目编码|<|<|科目名称|^|^|^",
)
TITLE = line("2024年度支出决算表")
UNIT = line("单位：万元")


# ---- function codes


def test_codes_split_over_three_columns_are_joined() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            *EXPENDITURE_HEAD,
            "类|款|项|合计|7.00|5.00|2.00",
            "201|||一般公共服务支出|7.00|5.00|2.00",
            "201|03||政府办公厅（室）及相关机构事务|7.00|5.00|2.00",
            "201|03|50|事业运行|7.00|5.00|2.00",
        ),
    )
    row = "total 7.00 basic 5.00 project 2.00"
    assert amounts(reading, "expenditure") == figures(total=row, r201=row, r20103=row, r2010350=row)
    assert reading.problems == ()


def test_blank_outer_parts_of_a_code_are_those_of_the_row_above() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            *EXPENDITURE_HEAD,
            "合计|<|<|<|9.00|5.00|4.00",
            "201|||一般公共服务支出|7.00|5.00|2.00",
            "|03||政府办公厅|7.00|5.00|2.00",
            "||01|行政运行|3.00|3.00|",
            "||50|事业运行|4.00|2.00|2.00",
            "|99||其他|0.00|0.00|",
            "208|||社会保障和就业支出|2.00||2.00",
            "|05||行政事业单位养老支出|2.00||2.00",
        ),
    )
    assert amounts(reading, "expenditure") == figures(
        total="total 9.00 basic 5.00 project 4.00",
        r201="total 7.00 basic 5.00 project 2.00",
        r20103="total 7.00 basic 5.00 project 2.00",
        r2010301="total 3.00 basic 3.00",
        r2010350="total 4.00 basic 2.00 project 2.00",
        r20199="total 0.00 basic 0.00",
        r208="total 2.00 project 2.00",
        r20805="total 2.00 project 2.00",
    )
    assert reading.problems == ()


@pytest.mark.parametrize(
    "printed", ["2010350事业运行", "2010350 事业运行", "2010350-事业运行", "２０１０３５０ 事业运行"]
)
def test_a_code_and_its_name_may_share_a_cell(printed: str) -> None:
    reading = read(TITLE, UNIT, table("科目名称|本年支出合计|基本支出|项目支出", f"{printed}|7.00|5.00|2.00"))
    assert amounts(reading, "expenditure") == figures(r2010350="total 7.00 basic 5.00 project 2.00")
    assert labels(reading) == {"2010350": "事业运行"}


def test_the_total_may_stand_in_the_row_of_the_heads() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            "项目|<|<|<|本年支出合计|基本支出|项目支出",
            "支出功能分类科目编码|<|<|科目名称|^|^|^",
            "类|款|项|合计|7.00|5.00|2.00",
            "201|||一般公共服务支出|7.00|5.00|2.00",
        ),
    )
    assert amounts(reading, "expenditure")["total", "total"] == Decimal("7.00")
    assert len(reading.cells) == 6


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


def test_a_blank_is_no_cell_and_a_zero_is_one() -> None:
    reading = read(TITLE, UNIT, table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|0.00|-|"))
    assert amounts(reading, "expenditure") == figures(r201="total 0.00")


def test_a_name_may_go_on_in_the_next_row() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            *EXPENDITURE_HEAD,
            "20103|||政府办公厅（室）及相关|7.00|5.00|2.00",
            "|||机构事务|||",
            "2010350|||事业运行|7.00|5.00|2.00",
        ),
    )
    assert labels(reading) == {"20103": "政府办公厅（室）及相关机构事务", "2010350": "事业运行"}
    assert reading.problems == ()


def test_a_page_without_header_continues_the_columns() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.00|5.00|2.00"),
        table("|03||政府办公厅|7.00|5.00|2.00", "合计|<|<|<|7.00|5.00|2.00", page=2, table_no=2),
    )
    row = "total 7.00 basic 5.00 project 2.00"
    assert amounts(reading, "expenditure") == figures(r201=row, r20103=row, total=row)
    assert {cell.place.page for cell in reading.cells} == {1, 2}


def test_a_header_may_repeat_on_the_next_page() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.00|5.00|2.00"),
        table(*EXPENDITURE_HEAD, "208|||社会保障和就业支出|3.00||3.00", page=2, table_no=2),
    )
    assert amounts(reading, "expenditure") == figures(
        r201="total 7.00 basic 5.00 project 2.00", r208="total 3.00 project 3.00"
    )


def test_columns_are_known_by_their_heads_in_whatever_order() -> None:
    reading = read(
        TITLE, UNIT, table("科目编码|科目名称|项目支出|基本支出|本年支出合计", "201|一般公共服务支出|2.00|5.00|7.00")
    )
    assert amounts(reading, "expenditure") == figures(r201="total 7.00 basic 5.00 project 2.00")


def test_a_shifted_row_of_a_text_conversion_is_counted_from_its_label() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            "科目编码|科目名称|本年支出合计|基本支出|项目支出|",
            "201|一般公共服务支出|7.00|5.00|2.00|",
            "20103||政府办公厅|7.00|5.00|2.00",
            ragged=True,
        ),
    )
    row = "total 7.00 basic 5.00 project 2.00"
    assert amounts(reading, "expenditure") == figures(r201=row, r20103=row)


def test_a_figure_under_an_unknown_head_is_told_with_its_place() -> None:
    reading = read(
        TITLE, UNIT, table("科目编码|科目名称|本年支出合计|专项债券", "201|一般公共服务支出|7.00|3.00", table_no=4)
    )
    (problem,) = problems(reading, ProblemKind.UNKNOWN_COLUMN)
    assert "专项债券" in problem.reason
    assert (problem.place.table_no, problem.place.row_no, problem.place.column_no) == (4, 2, 4)
    assert amounts(reading, "expenditure") == figures(r201="total 7.00")


def test_a_figure_without_a_code_is_told() -> None:
    reading = read(TITLE, UNIT, table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.00||", "|||机构改革支出|3.00||"))
    (problem,) = problems(reading, ProblemKind.UNKNOWN_LABEL)
    assert "机构改革支出" in problem.reason
    assert amounts(reading, "expenditure") == figures(r201="total 7.00")


# ---- two sides


APPROPRIATION = (
    line("财政拨款收入支出决算总表"),
    UNIT,
)
APPROPRIATION_HEAD = (
    "收入|<|支出|<|<|<|<",
    "项目|决算数|项目|小计|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款",
)


def test_the_budgets_are_income_before_the_opening_balance_and_its_parts_after_it() -> None:
    reading = read(
        *APPROPRIATION,
        table(
            *APPROPRIATION_HEAD,
            "一、一般公共预算财政拨款|8.00|一、一般公共服务支出|7.00|7.00||",
            "二、政府性基金预算财政拨款|2.00|二、城乡社区支出|3.00||3.00|",
            "三、国有资本经营预算财政拨款||本年支出合计|10.00|7.00|3.00|",
            "本年收入合计|10.00|年末财政拨款结转和结余|3.00|2.00|1.00|",
            "年初财政拨款结转和结余|3.00|||||",
            "一、一般公共预算财政拨款|1.00|||||",
            "二、政府性基金预算财政拨款|2.00|||||",
            "总计|13.00|总计|13.00|9.00|4.00|",
        ),
    )
    found = amounts(reading, "appropriation_summary")
    assert {row: amount for (row, column), amount in found.items() if column == "final"} == {
        "income.general_public_budget": Decimal("8.00"),
        "income.government_fund": Decimal("2.00"),
        "income.total": Decimal("10.00"),
        "income.opening_balance": Decimal("3.00"),
        "income.opening_balance.general_public_budget": Decimal("1.00"),
        "income.opening_balance.government_fund": Decimal("2.00"),
        "income.grand_total": Decimal("13.00"),
    }
    assert {key: amount for key, amount in found.items() if key[0] == "expenditure.212"} == {
        ("expenditure.212", "total"): Decimal("3.00"),
        ("expenditure.212", "government_fund"): Decimal("3.00"),
    }
    assert found["expenditure.grand_total", "general_public_budget"] == Decimal("9.00")
    assert reading.problems == ()


def test_a_class_is_known_by_its_name_and_not_by_its_ordinal() -> None:
    reading = read(
        line("收入支出决算总表"),
        UNIT,
        table("收入|<|支出|<", "项目|决算数|项目|决算数", "||十九、住房保障支出|4.00", "||二十二、其他支出|1.00"),
    )
    assert amounts(reading, "income_expenditure_summary") == figures(
        **{"expenditure.221": "final 4.00", "expenditure.229": "final 1.00"}
    )


def test_a_label_may_be_wrapped_over_two_rows() -> None:
    reading = read(
        line("收入支出决算总表"),
        UNIT,
        table(
            "收入|<|支出|<",
            "项目|决算数|项目|决算数",
            "六、经营收入|1.00|一、一般公共服务支出|7.00",
            "七、附属单位|||",
            "上缴收入|8.00|二、外交支出|2.00",
        ),
    )
    assert amounts(reading, "income_expenditure_summary") == figures(
        **{
            "income.operating": "final 1.00",
            "income.affiliate_remittance": "final 8.00",
            "expenditure.201": "final 7.00",
            "expenditure.202": "final 2.00",
        }
    )
    assert labels(reading)["income.affiliate_remittance"] == "七、附属单位上缴收入"


def test_an_unknown_label_is_told_with_the_nearest_known_one_and_its_place() -> None:
    rows = ("||一、一般公共服务支出|5.00", "||二、外郊支出|7.00")
    reading = read(
        line("收入支出决算总表"),
        UNIT,
        table("收入|<|支出|<", "项目|决算数|项目|决算数", *rows, page=3, table_no=2),
    )
    (problem,) = reading.problems
    assert problem.kind is ProblemKind.UNKNOWN_LABEL
    assert (
        problem.reason == "the row label '二、外郊支出' is not known in this sheet; the nearest known label is 外交支出"
    )
    assert "layouts/lines.yml" in problem.remedy
    assert problem.file_name == "printed.pdf"
    assert (problem.place.page, problem.place.table_no, problem.place.row_no) == (3, 2, 4)
    assert amounts(reading, "income_expenditure_summary") == figures(**{"expenditure.201": "final 5.00"})


def test_a_label_that_repeats_other_lines_is_passed_over() -> None:
    reading = read(
        line("收入支出决算总表"),
        UNIT,
        table("收入|<|支出|<", "项目|决算数|项目|决算数", "其中：教育收费|1.00|一、一般公共服务支出|7.00"),
    )
    assert amounts(reading, "income_expenditure_summary") == figures(**{"expenditure.201": "final 7.00"})
    assert reading.problems == ()


# ---- economic blocks


ECONOMIC = (line("一般公共预算财政拨款基本支出决算表"), UNIT)
BLOCKS_HEAD = "科目编码|科目名称|决算数|科目编码|科目名称|决算数"


def test_economic_codes_stand_in_blocks_side_by_side_over_a_foot() -> None:
    reading = read(
        *ECONOMIC,
        table(
            "人员经费|<|<|公用经费|<|<",
            BLOCKS_HEAD,
            "301|工资福利支出|9.00|302|商品和服务支出|3.00",
            "30101|基本工资|9.00|30201|办公费|1.00",
            "||| 30299|其他商品和服务支出|2.00",
            "人员经费合计|<|9.00|公用经费合计|<|3.00",
        ),
    )
    assert amounts(reading, "general_budget_basic_by_economic") == figures(
        r301="final 9.00",
        r30101="final 9.00",
        r302="final 3.00",
        r30201="final 1.00",
        r30299="final 2.00",
        personnel_total="final 9.00",
        operating_total="final 3.00",
    )
    assert reading.problems == ()


def test_the_foot_may_stand_in_rows_of_its_own_with_a_total() -> None:
    reading = read(
        *ECONOMIC,
        table(
            BLOCKS_HEAD,
            "301|工资福利支出|9.00|302|商品和服务支出|3.00",
            "人员经费合计|<|9.00|||",
            "|||公用经费合计|<|3.00",
            "合计|<|<|<|<|12.00",
        ),
    )
    found = amounts(reading, "general_budget_basic_by_economic")
    assert {key: found[key, "final"] for key in ("personnel_total", "operating_total", "total")} == {
        "personnel_total": Decimal("9.00"),
        "operating_total": Decimal("3.00"),
        "total": Decimal("12.00"),
    }


def test_one_list_with_personnel_and_operating_columns_gives_the_foot_from_its_total() -> None:
    reading = read(
        *ECONOMIC,
        table(
            "科目编码|科目名称|合计|人员经费|公用经费",
            "|合计|12.00|9.00|3.00",
            "301|工资福利支出|9.00|9.00|",
            "302|商品和服务支出|3.00||3.00",
        ),
    )
    assert amounts(reading, "general_budget_basic_by_economic") == figures(
        total="final 12.00",
        personnel_total="final 9.00",
        operating_total="final 3.00",
        r301="final 9.00",
        r302="final 3.00",
    )


# ---- the three public expenses


THREE_PUBLIC = (line("财政拨款“三公”经费支出决算表"), UNIT)


def test_budget_and_final_figures_may_interleave() -> None:
    reading = read(
        *THREE_PUBLIC,
        table(
            "合计|<|因公出国（境）费|<|公务用车购置及运行费|<|<|<|<|<|公务接待费|<",
            "^|^|^|^|小计|<|公务用车购置费|<|公务用车运行费|<|^|^",
            "预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数",
            "7.00|5.00|1.00||4.00|4.00|||4.00|4.00|2.00|1.00",
        ),
    )
    assert amounts(reading, "three_public") == figures(
        total="budget 7.00 final 5.00",
        overseas_travel="budget 1.00",
        vehicles="budget 4.00 final 4.00",
        vehicle_operation="budget 4.00 final 4.00",
        reception="budget 2.00 final 1.00",
    )
    assert reading.problems == ()


def test_six_budget_columns_may_stand_before_six_final_ones() -> None:
    items = "合计|因公出国（境）费|公务用车购置及运行维护费|<|<|公务接待费"
    below = "^|^|小计|公务用车购置费|公务用车运行维护费|^"
    reading = read(
        *THREE_PUBLIC,
        table(
            "预算数|<|<|<|<|<|决算数|<|<|<|<|<",
            f"{items}|{items}",
            f"{below}|{below}",
            "1|2|3|4|5|6|7|8|9|10|11|12",
            "7.00|1.00|4.00||4.00|2.00|5.00|0.00|4.00||4.00|1.00",
        ),
    )
    assert amounts(reading, "three_public") == figures(
        total="budget 7.00 final 5.00",
        overseas_travel="budget 1.00 final 0.00",
        vehicles="budget 4.00 final 4.00",
        vehicle_operation="budget 4.00 final 4.00",
        reception="budget 2.00 final 1.00",
    )


def test_items_may_stand_down_the_rows_and_counts_are_no_amounts() -> None:
    reading = read(
        *THREE_PUBLIC,
        table(
            "项目|预算数|决算数",
            "合计|7.00|5.00",
            "1.因公出国（境）费|1.00|0.00",
            "2.公务接待费|2.00|1.00",
            "国内公务接待批次|12|9",
        ),
    )
    assert amounts(reading, "three_public") == figures(
        total="budget 7.00 final 5.00", overseas_travel="budget 1.00 final 0.00", reception="budget 2.00 final 1.00"
    )
    assert reading.problems == ()


# ---- sheets without figures


FUND = line("政府性基金预算财政拨款收入支出决算表")
EMPTY_FUND = table("科目编码|科目名称|年初结转和结余|本年收入|本年支出|年末结转和结余", "合计|<||||")


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("注：本部门没有政府性基金收入，也没有使用政府性基金安排的支出，故本表无数据。", SheetStatus.EMPTY_DECLARED),
        ("本表为空。", SheetStatus.EMPTY_DECLARED),
        ("注：本单位本年度无政府性基金预算财政拨款收入支出。", SheetStatus.EMPTY_DECLARED),
        ("注：没有政府性基金收支的，应公开空表。", SheetStatus.EMPTY),
        ("注：如本部门无政府性基金预算财政拨款收支，请说明。", SheetStatus.EMPTY),
        ("注：本表反映部门本年度政府性基金预算财政拨款收入支出情况。", SheetStatus.EMPTY),
    ],
)
def test_an_empty_sheet_is_declared_empty_by_a_sentence_and_not_by_an_instruction(
    sentence: str, status: SheetStatus
) -> None:
    reading = read(FUND, UNIT, EMPTY_FUND, line(sentence))
    (sheet,) = reading.sheets
    assert (sheet.sheet_id, sheet.status) == ("government_fund", status)
    assert reading.cells == ()
    assert reading.problems == ()


def test_the_sentence_may_stand_inside_the_grid() -> None:
    reading = read(
        FUND, UNIT, table("科目编码|科目名称|本年收入|本年支出", "本部门无政府性基金预算收支，故本表无数据|<|<|<")
    )
    assert reading.sheets[0].status is SheetStatus.EMPTY_DECLARED


def test_the_heads_of_an_empty_sheet_are_no_figures() -> None:
    reading = read(
        FUND,
        UNIT,
        table("项目|<|本年支出|<|<", "科目编码|科目名称|合计|基本支出|项目支出", "栏次|<|1|2|3", "合计|<|||"),
    )
    assert reading.cells == ()
    assert reading.sheets[0].status is SheetStatus.EMPTY


def test_a_title_in_the_table_of_contents_is_no_sheet() -> None:
    reading = read(line("目录"), line("三、支出决算表……………12"), line("四、收入决算表……………13"))
    assert reading.sheets == ()
    assert reading.problems == ()


# ---- figures that cannot be trusted


def test_what_is_no_number_is_told_and_becomes_no_cell() -> None:
    reading = read(TITLE, UNIT, table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.0O|5.00|2.00", table_no=6))
    (problem,) = reading.problems
    assert problem.kind is ProblemKind.NOT_A_NUMBER
    assert problem.key == CellKey("expenditure", "201", "total")
    assert "'7.0O' is not a number" in problem.reason
    assert (problem.place.table_no, problem.place.row_no, problem.place.column_no) == (6, 3, 5)
    assert amounts(reading, "expenditure") == figures(r201="basic 5.00 project 2.00")


def test_a_sheet_printed_twice_alike_counts_once_and_is_told() -> None:
    rows = (*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.00|5.00|2.00")
    reading = read(TITLE, UNIT, table(*rows), TITLE, UNIT, table(*rows, page=2, table_no=2))
    assert amounts(reading, "expenditure") == figures(r201="total 7.00 basic 5.00 project 2.00")
    (problem,) = reading.problems
    assert problem.kind is ProblemKind.DUPLICATE_SHEET
    assert "3 figures" in problem.reason


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
    assert "5.00 (page 1, table 1, row 3, column 6) and 5.10 (page 2, table 2, row 3, column 6)" in conflict.reason


def test_remarks_inside_the_grid_are_no_rows() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            *EXPENDITURE_HEAD,
            "201|||一般公共服务支出|7.00|5.00|2.00",
            "注：本表反映部门本年度各项支出情况，1栏=（2+3）栏|<|<|<|<|<|<",
        ),
    )
    assert amounts(reading, "expenditure") == figures(r201="total 7.00 basic 5.00 project 2.00")
    assert labels(reading) == {"201": "一般公共服务支出"}
    assert reading.problems == ()


# ---- units


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
    assert reading.problems == ()


def test_a_unit_that_nobody_states_is_told() -> None:
    reading = read(TITLE, table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.00||"))
    assert amounts(reading, "expenditure") == figures(r201="total 7.00")
    (problem,) = reading.problems
    assert problem.kind is ProblemKind.UNIT_NOT_STATED
    assert "万元" in problem.reason


# ---- other documents


def test_a_budget_is_refused() -> None:
    reading = read(
        line("云溪市财政局2024年部门预算"),
        line("部门收支总表"),
        UNIT,
        table("收入|<|支出|<", "项目|预算数|项目|预算数", "一、一般公共预算拨款收入|8.00|一、一般公共服务支出|7.00"),
    )
    assert reading.cells == ()
    (problem,) = reading.problems
    assert problem.kind is ProblemKind.NOT_FINAL_ACCOUNTS


def test_a_known_sheet_beside_the_nine_is_told_and_not_read() -> None:
    reading = read(
        line("一般公共预算财政拨款项目支出决算表"), UNIT, table("科目编码|科目名称|合计", "201|一般公共服务支出|7.00")
    )
    assert reading.cells == ()
    assert [problem.kind for problem in reading.problems] == [ProblemKind.NOT_MODELLED_SHEET]


def test_a_document_without_any_sheet_says_nothing_and_fails_nowhere() -> None:
    reading = read(line("关于召开会议的通知"), table("姓名|电话", "张三|123"))
    assert (reading.sheets, reading.cells, reading.problems) == ((), (), ())


def test_the_cover_names_department_and_year() -> None:
    reading = read(line("云溪市财政局"), line("2024年度部门决算"), line("目录"), TITLE)
    assert reading.recognition.department_name == "云溪市财政局"
    assert reading.recognition.fiscal_year == 2024
    assert reading.recognition.kind == "final_accounts"


# ---- grids made to be vast


def test_heads_of_a_vast_grid_are_looked_for_in_its_corner() -> None:
    """No printed sheet has more columns and header rows; without the bound this would never end."""
    wide = table(*("|".join(f"a{column}" for column in range(600)) for _ in range(300)))
    assert read(TITLE, UNIT, wide).cells == ()
    paths = head_paths(table_rows(wide), TablePart(wide, tuple(table_rows(wide))))
    assert (len(paths), {len(path.words) for path in paths}) == (400, {40})
