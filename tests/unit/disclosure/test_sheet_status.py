"""What becomes of a sheet and of a document: found, declared empty, refused, or none of ours."""

import pytest

from expectations.vocabulary import ProblemKind, SheetStatus
from tests.documents import line, read, table

UNIT = line("单位：万元")
TITLE = line("2024年度支出决算表")


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


@pytest.mark.parametrize(
    "sentence", ["无此项数据", "本表以空表列示", "注：我单位无此类资金收支。", "本表本年度无发生额", "空表", "无"]
)
def test_a_sheet_is_declared_empty_in_other_words(sentence: str) -> None:
    head = "科目编码|科目名称|年初结转和结余|本年收入|本年支出|年末结转和结余"
    reading = read(line("政府性基金预算财政拨款收入支出决算表"), UNIT, table(head), line(sentence))
    assert reading.sheets[0].status is SheetStatus.EMPTY_DECLARED


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


def test_figures_among_signs_that_nobody_knows_are_told_where_nothing_else_is_read() -> None:
    rows = [f"～{label}～|～{amount}～" for label, amount in (("合计", "7.00"), ("基本支出", "5.00"))]
    reading = read(TITLE, UNIT, table("～项目～|～决算数～", *rows))
    (sheet,) = reading.sheets
    assert sheet.status == SheetStatus.UNREADABLE
    [problem] = reading.problems
    assert (problem.kind, problem.figures) == (ProblemKind.NOT_A_NUMBER, 2)
    assert "2 cells hold figures among other signs" in problem.message.reason_en
