"""How a sheet is printed elsewhere: titles, units, codes, totals, printed numbers, heads beside those that count."""

from dataclasses import replace
from decimal import Decimal

import pytest

from expectations.vocabulary import ProblemKind, SheetStatus
from orchestration.disclosure.model import Block, Box, Reading, Table
from tests.documents import amounts, labels, line, problems, read, table

HEAD = ("项目|<|本年支出合计|基本支出|项目支出", "功能分类科目编码|科目名称|^|^|^")
ROW = "201|一般公共服务支出|7.00|5.00|2.00"
UNIT = line("单位：万元")
EXPENDITURE = line("2023年度支出决算表")
CLASS = {("201", "total"): Decimal(7), ("201", "basic"): Decimal(5), ("201", "project"): Decimal(2)}
TOTAL = {("total", column): amount for (_, column), amount in CLASS.items()}
EVERY_LEVEL = CLASS | {(code, column): amount for code in ("20103", "2010350") for (_, column), amount in CLASS.items()}


def warnings(reading: Reading) -> list[ProblemKind]:
    return [problem.kind for problem in reading.problems]


# ---- titles and units


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


# ---- codes, totals, printed column numbers


@pytest.mark.parametrize(
    "notation",
    [
        ("201", "201.03", "201.03.50"),
        ("201", "201-03", "201-03-50"),
        ("[201]", "[20103]", "[2010350]"),
        ("【201】", "【20103】", "【2010350】"),
        ("'201", "'20103", "'2010350"),
    ],
)
def test_codes_in_other_notations(notation: tuple[str, str, str]) -> None:
    names = ("一般公共服务支出", "政府办公厅", "事业运行")
    rows = [f"{code}|{name}|7.00|5.00|2.00" for code, name in zip(notation, names, strict=True)]
    together = [f"{code}{name}|7.00|5.00|2.00" for code, name in zip(notation, names, strict=True)]
    apart = read(EXPENDITURE, UNIT, table(*HEAD, *rows))
    joined = read(EXPENDITURE, UNIT, table("科目|本年支出合计|基本支出|项目支出", *together))
    for reading in (apart, joined):
        assert amounts(reading, "expenditure") == EVERY_LEVEL
        assert labels(reading) == dict(zip(("201", "20103", "2010350"), names, strict=True))
        assert reading.problems == ()


def test_a_code_may_stand_behind_the_name() -> None:
    reading = read(
        EXPENDITURE, UNIT, table("科目|本年支出合计|基本支出|项目支出", "一般公共服务（201）|7.00|5.00|2.00")
    )
    assert amounts(reading, "expenditure") == CLASS
    assert labels(reading) == {"201": "一般公共服务"}


def test_a_number_of_a_spreadsheet_keeps_the_zero_that_it_lost() -> None:
    head = ("支出功能分类科目编码|<|<|科目名称|本年支出合计|基本支出|项目支出", "类|款|项|^|^|^|^")
    rows = ("201.0|||一般公共服务支出", "201|3||政府办", "201|3|50|运行")
    reading = read(EXPENDITURE, UNIT, table(*head, *[f"{row}|7.00|5.00|2.00" for row in rows]))
    assert amounts(reading, "expenditure") == EVERY_LEVEL


def test_an_economic_code_is_no_function_code() -> None:
    reading = read(EXPENDITURE, UNIT, table(*HEAD, ROW, "30201|办公费|1.00||"))
    assert amounts(reading, "expenditure") == CLASS
    assert warnings(reading) == [ProblemKind.UNKNOWN_LABEL]


@pytest.mark.parametrize(
    "label", ["支出总计|<", "合计：|<", "合计（万元）|<", "合 计 数|<", "一、合计|<", "|部门合计", "栏次|合计", "总计|"]
)
def test_the_total_by_other_names(label: str) -> None:
    reading = read(EXPENDITURE, UNIT, table(*HEAD, f"{label}|7.00|5.00|2.00", ROW))
    assert amounts(reading, "expenditure") == TOTAL | CLASS
    assert reading.problems == ()


def test_a_total_that_nobody_knows_is_told_and_hides_no_other_row() -> None:
    reading = read(EXPENDITURE, UNIT, table(*HEAD, "共计|<|7.00|5.00|2.00", ROW))
    assert amounts(reading, "expenditure") == CLASS
    (problem,) = problems(reading, ProblemKind.UNKNOWN_LABEL)
    assert "共计" in problem.reason
    assert "nearest known label is" in problem.reason


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


def test_rows_may_say_whose_they_are() -> None:
    head = "单位名称|科目编码|科目名称|本年支出合计|基本支出|项目支出"
    rows = ("云溪市财政局||合计|7.00|5.00|2.00", f"云溪市财政局|{ROW}")
    reading = read(EXPENDITURE, UNIT, table(head, *rows))
    assert amounts(reading, "expenditure") == TOTAL | CLASS
    assert reading.problems == ()


# ---- figures beside those that count


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


# ---- the summaries


SUMMARY = line("收入支出决算总表")


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (("收入|决算数|支出|决算数",), "一、财政拨款收入|8.00|一、一般公共服务支出|7.00"),
        (
            ("收入|<|<|支出|<|<", "项目|上年决算数|本年决算数|项目（按功能分类）|上年决算数|本年决算数"),
            "一、财政拨款收入|6.00|8.00|一、一般公共服务支出|5.00|7.00",
        ),
        (
            ("收入|<|<|<|支出|<|<|<", "项目|行次|年初预算数|决算数|项目|行次|年初预算数|决算数"),
            "一、财政拨款收入|1|6.00|8.00|一、一般公共服务支出|31|5.00|7.00",
        ),
        (
            ("收入|<|支出|<|<|<", "项目|决算数|项目（按功能分类）|决算数|项目（按支出性质和经济分类）|决算数"),
            "①财政拨款收入|8.00|201一般公共服务支出|7.00|一、基本支出|5.00",
        ),
    ],
)
def test_a_summary_with_other_columns_beside(head: tuple[str, ...], row: str) -> None:
    reading = read(SUMMARY, UNIT, table(*head, row))
    assert amounts(reading, "income_expenditure_summary") == {
        ("income.general_public_budget", "final"): Decimal(8),
        ("expenditure.201", "final"): Decimal(7),
    }
    assert reading.problems == ()


def test_the_appropriation_summary_may_begin_with_the_totals() -> None:
    reading = read(
        line("财政拨款收入支出决算总表"),
        UNIT,
        table(
            "收入|<|支出|<|<|<",
            "项目|决算数|项目|合计|一般公共预算财政拨款|政府性基金预算财政拨款",
            "一、本年收入|8.00|一、本年支出|7.00|7.00|",
            "（一）一般公共预算财政拨款|8.00|（一）一般公共服务支出|7.00|7.00|",
            "二、上年结转|1.00|二、结转下年|2.00|2.00|",
            "（一）一般公共预算拨款|1.00|（一）一般公共预算拨款|2.00||",
            "收入总计|9.00|支出总计|9.00|9.00|",
        ),
    )
    found = {row: amount for (row, column), amount in amounts(reading, "appropriation_summary").items()}
    assert found == {
        "income.total": Decimal(8),
        "income.general_public_budget": Decimal(8),
        "income.opening_balance": Decimal(1),
        "income.opening_balance.general_public_budget": Decimal(1),
        "income.grand_total": Decimal(9),
        "expenditure.total": Decimal(7),
        "expenditure.201": Decimal(7),
        "expenditure.closing_balance": Decimal(2),
        "expenditure.grand_total": Decimal(9),
    }
    assert reading.problems == ()


# ---- the economic sheet and the three public expenses


def test_the_foot_passes_over_the_budget_column() -> None:
    reading = read(
        line("一般公共预算财政拨款基本支出决算表"),
        UNIT,
        table("科目编码|科目名称|年初预算数|决算数", "301|工资福利支出|8.00|9.00", "人员经费合计|<|8.00|9.00"),
    )
    assert amounts(reading, "general_budget_basic_by_economic") == {
        ("301", "final"): Decimal(9),
        ("personnel_total", "final"): Decimal(9),
    }
    assert reading.problems == ()


THREE_PUBLIC = line("2023年度一般公共预算财政拨款“三公”经费支出决算表")
ITEMS = {
    ("total", "budget"): Decimal(7),
    ("total", "final"): Decimal(5),
    ("vehicles", "budget"): Decimal(4),
    ("vehicles", "final"): Decimal(4),
    ("vehicle_operation", "budget"): Decimal(4),
    ("vehicle_operation", "final"): Decimal(4),
    ("reception", "budget"): Decimal(3),
    ("reception", "final"): Decimal(1),
}


@pytest.mark.parametrize(
    "rows",
    [
        (  # counts beside amounts, and the rest of the form below
            "项目|行次|预算数|决算数|项目|行次|统计数",
            "栏次||1|2|栏次||3",
            "一、“三公”经费支出|1|—|—|二、相关统计数|11|—",
            "（一）支出合计|2|7.00|5.00|1．因公出国（境）团组数（个）|12|",
            "2．公务用车购置及运行维护费|3|4.00|4.00|4．公务用车保有量（辆）|15|2",
            "其中：（1）公务用车运行维护费|4|4.00|4.00|三、机关运行经费|20|123.45",
            "3．公务接待费|7|3.00|1.00|5．国内公务接待批次（个）|16|9",
        ),
        (  # other years and changes beside
            "项目|2022年决算数|2023年预算数|2023年决算数|增减%",
            "合计|6.00|7.00|5.00|-16.67",
            "公务用车购置及运行维护费|5.00|4.00|4.00|-20.00",
            "公务用车运行维护费|5.00|4.00|4.00|-20.00",
            "公务接待费|1.00|3.00|1.00|0.00",
        ),
        (  # kinds down the rows
            "项目|合计|公务用车购置及运行维护费|<|公务接待费",
            "^|^|小计|公务用车运行维护费|^",
            "上年决算数|6.10|4.00|4.00|2.10",
            "预算数|7.00|4.00|4.00|3.00",
            "决算数|5.00|4.00|4.00|1.00",
            "增减额|-2.00|0.00|0.00|-2.00",
        ),
    ],
)
def test_the_three_public_expenses_in_other_forms(rows: tuple[str, ...]) -> None:
    reading = read(THREE_PUBLIC, UNIT, table(*rows))
    assert amounts(reading, "three_public") == ITEMS
    assert reading.problems == ()


# ---- no figure is dropped in silence


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
    assert "本级项目资金支出决算明细情况一览表" in problem.reason
    assert "nearest known title is" in problem.reason


def test_codes_and_figures_without_any_title_are_told() -> None:
    reading = read(UNIT, table(*HEAD, *[f"2{n}|其他|1.00|1.00|" for n in (12, 13, 14)]))
    assert reading.cells == ()
    assert warnings(reading) == [ProblemKind.UNKNOWN_SHEET]


def test_a_line_that_stands_on_every_page_ends_no_sheet() -> None:
    running = line("云溪市财政局支出情况表")
    rows = ("20103|政府办|7.00|5.00|2.00", "2010350|运行|7.00|5.00|2.00")
    reading = read(running, EXPENDITURE, UNIT, table(*HEAD, ROW), running, table(*rows, table_no=2))
    assert amounts(reading, "expenditure") == EVERY_LEVEL


def test_rows_that_form_no_table_are_told() -> None:
    reading = read(EXPENDITURE, UNIT, *[line(f"20{n};名称;7.00;5.00;2.00") for n in range(1, 5)])
    assert reading.cells == ()
    assert warnings(reading) == [ProblemKind.UNKNOWN_COLUMN]
    assert reading.sheets[0].status is SheetStatus.UNREADABLE


@pytest.mark.parametrize(
    "sentence", ["无此项数据", "本表以空表列示", "注：我单位无此类资金收支。", "本表本年度无发生额", "空表", "无"]
)
def test_a_sheet_is_declared_empty_in_other_words(sentence: str) -> None:
    head = "科目编码|科目名称|年初结转和结余|本年收入|本年支出|年末结转和结余"
    reading = read(line("政府性基金预算财政拨款收入支出决算表"), UNIT, table(head), line(sentence))
    assert reading.sheets[0].status is SheetStatus.EMPTY_DECLARED


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


def test_a_wide_sheet_may_be_cut_in_two() -> None:
    reading = read(
        EXPENDITURE,
        UNIT,
        table("科目编码|科目名称|本年支出合计|基本支出", "201|一般公共服务支出|7.00|5.00"),
        table("科目编码|科目名称|项目支出|经营支出", "201|一般公共服务支出|2.00|", table_no=2),
    )
    assert amounts(reading, "expenditure") == CLASS


def test_two_columns_with_equal_right_to_a_meaning_have_none() -> None:
    """The labels of the right half are gone: its figures must not become income."""
    reading = read(
        SUMMARY, UNIT, table("收入|<|支出|<", "项目|决算数||决算数", "三、事业收入|8.00||", "四、其他收入|||7.00")
    )
    assert reading.cells == ()
    assert warnings(reading) == [ProblemKind.UNKNOWN_COLUMN]


@pytest.mark.parametrize("numbers", ["||栏次|2|3|4", "||栏次|1||3|4", "||栏次|1|2|4"])
def test_printed_column_numbers_of_which_one_is_missing_are_no_figures(numbers: str) -> None:
    head = "科目编码|科目名称||本年支出合计|基本支出|项目支出|经营支出"
    reading = read(EXPENDITURE, UNIT, table(head, numbers, "201|一般公共服务支出||7.00|5.00|2.00|"))
    assert amounts(reading, "expenditure") == CLASS
    assert reading.problems == ()


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


SPLIT_HEAD = ("项目|<|<|<|本年支出合计|基本支出", "类|款|项|科目名称|^|^")


@pytest.mark.parametrize(
    "lost",
    [
        ("|01||人大事务|1.00|1.00",),
        ("||50|事业运行|1.00|1.00",),
        ("|||社会保障和就业支出|9.00|9.00", "|05||行政事业单位养老支出|9.00|9.00"),
    ],
)
def test_a_code_without_its_outer_parts_takes_none_from_a_row_that_cannot_be_above_it(lost: tuple[str, ...]) -> None:
    rows = ("201|||一般公共服务支出|7.00|7.00", "|03||政府办公厅|7.00|7.00", "||50|事业运行|7.00|7.00")
    reading = read(EXPENDITURE, UNIT, table(*SPLIT_HEAD, *rows, *lost))
    assert {key for key, _ in amounts(reading, "expenditure")} == {"201", "20103", "2010350"}
    assert warnings(reading) == [ProblemKind.UNKNOWN_LABEL] * len(lost)


@pytest.mark.parametrize("beside", ["编制单位：云溪市财政局 位：万", "位：万"])
def test_a_unit_that_is_broken_over_lines_is_put_together(beside: str) -> None:
    broken = (line("金额单"), line(beside), line("务中心"), line("元"))
    reading = read(EXPENDITURE, *broken, table(*HEAD, ROW))
    assert {cell.unit for cell in reading.cells} == {"万元"}
    assert amounts(reading, "expenditure") == CLASS


@pytest.mark.parametrize(("shift", "is_read"), [(1.0, True), (12.0, False)])
def test_a_page_without_heads_has_the_columns_that_stand_in_the_same_place(shift: float, is_read: bool) -> None:
    """The second page lacks the empty last column."""

    def at(column_no: int, row_no: int, moved: float) -> Box:
        return Box(100.0 * column_no + moved, 20.0 * row_no, 100.0 * column_no + 100.0 + moved, 20.0 * row_no + 20.0)

    def placed(whole: Table, moved: float = 0.0) -> Table:
        cells = tuple(cell._replace(box=at(cell.column_no, cell.row_no, moved)) for cell in whole.cells)
        return replace(whole, cells=cells)

    head = placed(table("科目编码|科目名称|本年支出合计|基本支出|项目支出", "201|一般公共服务支出|7.00|7.00|"))
    rest = placed(table("20103|政府办公厅|7.00|7.00", page=2, table_no=2), shift)
    reading = read(EXPENDITURE, UNIT, head, rest)
    assert (("20103", "basic") in amounts(reading, "expenditure")) is is_read
    assert warnings(reading) == ([] if is_read else [ProblemKind.UNKNOWN_COLUMN])
