"""Whose a document is and for which year: covers as departments print them, documents that contradict themselves."""

from dataclasses import replace

import pytest

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.model import Block, Body, Box, Line, Place, Recognition
from tests.documents import line, problems, read, table

SHEET = (
    line("支出决算表"),
    line("单位：万元"),
    table("科目编码|科目名称|本年支出合计", "201|一般公共服务支出|7.00"),
)
OURS = Recognition("云溪市财政局", 2023, "final_accounts")


def recognised(*blocks: Block) -> Recognition:
    """What the document says of itself, but for whether it is a department or a unit, and where it says so."""
    return replace(read(*blocks).recognition, body=None, is_in_passing=False)


@pytest.mark.parametrize(
    "cover",
    [
        "云溪市财政局2023年度部门决算",
        "2023年度/云溪市财政局/部门决算公开",
        "云溪市财政局/二〇二三年度部门决算",
        "云溪市财政局二O二三年度部门决算",
        "云溪市财政局２０２３年度部门决算（公开版）",
        "云溪市财政局关于2023年度部门决算公开的说明",
        "关于公开云溪市财政局2023年度部门决算的说明",
        "云溪市财政局2023年部门决算编制说明",
        "2023年度云溪市财政局（部门）决算公开文本",
        "附件：/2023年度/部 门 决 算/云 溪 市 财 政 局",
        "2023年度部门决算/云溪市财政局/2024年9月",
        "2023年度部门决算公开/单位名称：云溪市财政局",
        "预算代码：103001/部门名称：云溪市财政局/2023年度部门决算公开",
        "首页>政务公开>部门决算/公开时间：2024年9月10日/云溪市财政局2023年度部门决算",
    ],
)
def test_the_cover_is_read(cover: str) -> None:
    blocks: tuple[Block, ...] = (*map(line, cover.split("/")), line("目录"), line("第一部分 部门概况"), *SHEET)
    assert recognised(*blocks) == OURS
    assert read(*blocks).problems == ()


@pytest.mark.parametrize(
    "cover",
    [
        "云溪市财政局信息中心2023年度单位决算",
        "2023年度单位决算公开/单位名称：云溪市财政局信息中心",
        "预算单位：云溪市财政局信息中心/2023年度决算公开",
        "2023年度/云溪市财政局信息中心/单位决算",
    ],
)
def test_the_accounts_of_a_unit_are_known_as_such(cover: str) -> None:
    recognition = read(*map(line, cover.split("/")), *SHEET).recognition
    assert (recognition.department_name, recognition.body) == ("云溪市财政局信息中心", Body.UNIT)
    assert read(line("云溪市财政局2023年度部门决算"), *SHEET).recognition.body is Body.DEPARTMENT


@pytest.mark.parametrize("head", ["预算单位", "单位"])
def test_a_sheet_names_its_unit_beside_the_unit_of_its_amounts(head: str) -> None:
    reading = read(SHEET[0], line(f"{head}：云溪市财政局信息中心　　　　单位：万元"), SHEET[2])
    assert reading.recognition.department_name == "云溪市财政局信息中心"
    assert {cell.unit for cell in reading.cells} == {"万元"}


def test_no_name_is_taken_from_a_table_of_contents() -> None:
    contents = ("目录", "一、部门主要职能", "二、部门机构设置", "三、名词解释", "四、2023年度部门决算表")
    reading = read(*map(line, contents), SHEET[0], line("编制部门：云溪市财政局"), *SHEET[1:])
    assert reading.recognition.department_name == "云溪市财政局"
    assert reading.problems == ()


@pytest.mark.parametrize(
    "blocks",
    [
        (line("云溪市财政局2023年度支出决算表"), *SHEET[1:]),
        (line("支出决算表"), line("编制部门：云溪市财政局   2023年度   金额单位：万元"), SHEET[2]),
        (
            table(
                "2023年度支出决算表|<|<",
                "编制单位：|云溪市财政局|单位：万元",
                "科目编码|科目名称|本年支出合计",
                "201|一般公共服务支出|7.00",
            ),
        ),
        (*SHEET, line("云溪市财政局2023年度收入总计7.00万元，支出总计7.00万元。")),
    ],
)
def test_without_a_cover_the_sheets_or_the_sentences_tell(blocks: tuple[Block, ...]) -> None:
    assert recognised(*blocks) == OURS


def test_a_name_that_stands_in_passing_is_known_as_such() -> None:
    form = (line("项目支出绩效自评表"), table("预算单位：云溪市财政局信息中心|<", "项目|得分", "培训|98"))
    assert read(*form).recognition.is_in_passing
    assert read(*SHEET, line("云溪市财政局2023年度收入总计7.00万元，支出总计7.00万元。")).recognition.is_in_passing
    assert not read(SHEET[0], line("部门：云溪市财政局"), *SHEET[1:]).recognition.is_in_passing
    assert not read(line("云溪市财政局2023年度部门决算"), *form).recognition.is_in_passing
    assert not read(*SHEET).recognition.is_in_passing


def test_a_budget_with_a_sheet_of_the_three_public_expenses_is_still_a_budget() -> None:
    reading = read(
        line("云溪市财政局2024年度部门预算公开"),
        line("一般公共预算“三公”经费支出情况表"),
        table("合计|公务接待费", "预算数|预算数", "1.00|1.00"),
    )
    assert replace(reading.recognition, body=None) == Recognition("云溪市财政局", 2024, "budget")
    assert (reading.cells, [problem.kind for problem in reading.problems]) == ((), [ProblemKind.NOT_FINAL_ACCOUNTS])


def test_another_department_or_year_beside_the_sheets_is_told_with_both_readings() -> None:
    reading = read(
        line("云溪市财政局2023年度部门决算"),
        *SHEET,
        line("第三部分 决算情况说明"),
        line("项目支出绩效自评表（2022年度）"),
        table("部门：云溪市民政局|<", "项目|得分", "培训|98", table_no=2),
    )
    assert replace(reading.recognition, body=None) == OURS
    (department,) = problems(reading, ProblemKind.DEPARTMENT_DISAGREES)
    (year,) = problems(reading, ProblemKind.FISCAL_YEAR_DISAGREES)
    assert "云溪市财政局" in department.message.reason_en and "云溪市民政局" in department.message.reason_en
    assert "2023" in year.message.reason_en and "2022" in year.message.reason_en
    assert {department.severity, year.severity} == {Severity.WARNING}
    assert reading.cells


def test_a_short_name_over_the_sheets_is_no_other_department() -> None:
    reading = read(
        line("云溪市经济技术开发区（云南区）财政局2023年度部门决算"),
        SHEET[0],
        line("部门：云溪市开发区财政局"),
        *SHEET[1:],
    )
    assert reading.problems == ()


def lines_at(*places: tuple[str, float, float]) -> list[Line]:
    """Lines by text, left edge and top, ten points high."""
    return [Line(text, Place(page=1, box=Box(x, top, x + 60, top + 10))) for text, x, top in places]


@pytest.mark.parametrize(
    "lines",
    [
        (("部门：云溪市投资", 40, 100), ("单位：万元", 300, 106), ("促进中心", 40, 112)),
        (("部门：云溪市投资 单位：万元", 40, 100), ("促进中心", 40, 112)),
        (("部门：云溪市投资", 40, 100), ("促进中心 单位：万元", 40, 112)),
        (("部门：云溪", 40, 100), ("市投资 单位：万元", 40, 112), ("促进中心", 40, 124)),
        (("部门：云溪市", 40, 100), ("投资促 金额单位：万", 40, 112), ("进中心 元", 40, 124)),
    ],
)
def test_a_name_that_goes_on_below_beside_the_unit_is_one_name(lines: tuple[tuple[str, float, float], ...]) -> None:
    reading = read(SHEET[0], *lines_at(*lines), *SHEET[1:])
    assert reading.recognition.department_name == "云溪市投资促进中心"
    assert reading.problems == ()


@pytest.mark.parametrize("below", [("第二中心", 60.0, 112.0), ("第二中心", 40.0, 130.0), ("编制：中心", 40.0, 112.0)])
def test_a_line_elsewhere_is_no_rest_of_a_name(below: tuple[str, float, float]) -> None:
    reading = read(SHEET[0], *lines_at(("部门：云溪市财政局", 40, 100), below), *SHEET[1:])
    assert reading.recognition.department_name == "云溪市财政局"
