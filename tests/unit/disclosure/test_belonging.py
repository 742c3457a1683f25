"""Whose a sheet is by its own words: what names another body or year, or an unknown unit, is told and not read."""

import pytest

from expectations.vocabulary import ProblemKind, Severity, SheetStatus
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import Block, Document, Filed, Problem, Reading
from orchestration.disclosure.resolution.resolve import resolve
from orchestration.disclosure.resolution.unit_words import is_body, unknown_unit
from tests.documents import line, read, table

COVER = line("云溪市财政局2023年度部门决算")
HEAD = "科目编码|科目名称|本年支出合计|基本支出|项目支出"
ROW = "201|一般公共服务支出|7.00|5.00|2.00"
UNIT = line("单位：万元")
INCOME_HEAD = "科目编码|科目名称|本年收入合计|财政拨款收入"
KINDS = (ProblemKind.FOREIGN_SHEET, ProblemKind.UNKNOWN_UNIT)


def expenditure(*above: Block, title: str = "支出决算表", unit: Block = UNIT) -> tuple[Block, ...]:
    return (line(title), *above, unit, table(HEAD, ROW))


def income(*above: Block, title: str = "收入决算表") -> tuple[Block, ...]:
    return (line(title), *above, UNIT, table(INCOME_HEAD, "201|一般公共服务支出|7.00|7.00", table_no=2))


def refused(reading: Reading) -> list[Problem]:
    return [problem for problem in reading.problems if problem.kind in KINDS]


def statuses(reading: Reading) -> dict[str, SheetStatus]:
    return {sheet.sheet_id: sheet.status for sheet in reading.sheets}


def sheets_read(reading: Reading) -> set[str]:
    return {cell.key.sheet_id for cell in reading.cells}


OTHERS = [
    (line("部门：云溪市民政局"), "支出决算表", "云溪市民政局"),
    (line("编制单位：云溪市民政局    单位：万元"), "支出决算表", "云溪市民政局"),
    (line("单位：云溪市民政局"), "支出决算表", "云溪市民政局"),
    (line("公开03表"), "云溪市民政局2023年度支出决算表", "云溪市民政局"),
    (line("公开03表"), "附件3：云溪市民政局支出决算表", "云溪市民政局"),
    (line("部门：云溪市财政局信息中心"), "支出决算表", "云溪市财政局信息中心"),
    (line("部门：云溪市第一中学"), "支出决算表", "云溪市第一中学"),
    (line("公开03表"), "2022年度支出决算表", "2022"),
    (line("公开03表"), "支出决算表（二〇二二年度）", "2022"),
    (line("部门：云溪市财政局 2022年度 金额单位：万元"), "支出决算表", "2022"),
    (line("2022年度"), "支出决算表", "2022"),
]


@pytest.mark.parametrize(("above", "title", "other"), OTHERS)
def test_a_sheet_that_names_another_body_or_year_is_not_read(above: Block, title: str, other: str) -> None:
    reading = read(
        COVER, *income(line("部门：云溪市财政局"), title="2023年度收入决算表"), *expenditure(above, title=title)
    )
    (problem,) = refused(reading)
    assert (problem.kind, problem.severity) == (ProblemKind.FOREIGN_SHEET, Severity.ERROR)
    assert (problem.file_name, problem.sheet_id, problem.figures) == ("printed.pdf", "expenditure", 3)
    assert problem.place.page == 1
    expected = "2023" if other == "2022" else "云溪市财政局"
    assert other in problem.message.reason and expected in problem.message.reason
    assert statuses(reading) == {"income": SheetStatus.FOUND, "expenditure": SheetStatus.UNREADABLE}
    assert sheets_read(reading) == {"income"}
    assert not [each for each in reading.problems if each.kind.is_misfiled]


SAME = [
    "部门：云溪市财政局（本级）",
    "部门：云溪市财政局本部门",
    "部门：云溪市财政局（汇总）",
    "部门：财政局",
    "部门：湖山省云溪市财政局",
    "编制单位：云溪市财政局（公章）",
    "部门：云溪市财政",
    "部门：云溪市",
    "部门：本部门",
    "部门：某某局",
    "部门：XX局",
    "部门：",
    "单位：",
    "编制日期：2024年8月2日",
]


@pytest.mark.parametrize("above", SAME)
def test_another_form_of_the_same_name_or_none_is_no_other_body(above: str) -> None:
    reading = read(COVER, *expenditure(line(above)))
    assert refused(reading) == []
    assert len(reading.cells) == 3


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (("支出决算表|<|<|<|<", "编制单位：|云溪市民政局||单位：万元"), ProblemKind.FOREIGN_SHEET),
        (("2022年度支出决算表|<|<|<|<", "公开03表||||单位：万元"), ProblemKind.FOREIGN_SHEET),
        (("支出决算表|<|<|<|<", "部门：云溪市财政局||||单位：美元"), ProblemKind.UNKNOWN_UNIT),
        (("支出决算表|<|<|<|<", "公开03表|||金额单位：|美元"), ProblemKind.UNKNOWN_UNIT),
    ],
)
def test_the_head_of_a_sheet_may_stand_in_its_grid(rows: tuple[str, ...], kind: ProblemKind) -> None:
    reading = read(COVER, table(*rows, HEAD, ROW))
    assert [problem.kind for problem in refused(reading)] == [kind]
    assert reading.cells == ()


def test_a_page_that_goes_on_is_refused_with_its_sheet() -> None:
    pages = (
        *expenditure(line("部门：云溪市民政局")),
        line("支出决算表"),
        table(HEAD, "202|外交支出|1.00|1.00|", table_no=3),
    )
    reading = read(COVER, *pages)
    assert [problem.kind for problem in refused(reading)] == [ProblemKind.FOREIGN_SHEET] * 2
    assert reading.cells == ()


def test_the_own_printing_of_a_sheet_is_read_beside_somebody_elses() -> None:
    own = (
        line("支出决算表"),
        line("部门：云溪市财政局"),
        UNIT,
        table(HEAD, "201|一般公共服务支出|9.00|9.00|", table_no=3),
    )
    reading = read(COVER, *expenditure(line("部门：云溪市民政局")), *own)
    assert len(refused(reading)) == 1
    assert statuses(reading) == {"expenditure": SheetStatus.FOUND}
    assert {cell.amount_text for cell in reading.cells} == {"9.00"}


def test_the_head_of_the_next_sheet_is_not_that_of_the_one_before() -> None:
    above = (line("部门：云溪市民政局"), line("单位：美元"), line("收入决算表"))
    reading = read(COVER, *expenditure(), *above, table(INCOME_HEAD, "201|一般公共服务支出|7.00|7.00", table_no=2))
    assert [problem.sheet_id for problem in refused(reading)] == ["income"]
    assert sheets_read(reading) == {"expenditure"}


def filed_as(*blocks: Block, names: tuple[str, ...], year: int = 2023) -> Reading:
    document = Document("printed.pdf", "0" * 64, 0, "pdf", "by hand", blocks)
    return resolve(document, filed=Filed(names[0], frozenset(names), year))


def test_a_name_that_the_registry_knows_is_the_same_body() -> None:
    blocks = (COVER, *expenditure(line("部门：云溪县税费局")))
    assert len(refused(filed_as(*blocks, names=("云溪市财政局",)))) == 1
    known = filed_as(*blocks, names=("云溪市财政局", "云溪县税费局"))
    assert (len(known.cells), known.problems) == (3, ())


def test_what_is_no_whole_name_is_not_held_against_a_sheet() -> None:
    """Heads in the place of a cover may read like one."""
    heads = (line("合计"), line("一般公共预算"))
    reading = read(*heads, *expenditure(line("部门：云溪市民政局")))
    assert (reading.recognition.department_name, len(reading.cells), refused(reading)) == ("合计一般公共", 3, [])


def test_all_sheets_that_name_another_body_make_the_document_doubtful() -> None:
    other = line("部门：云溪市民政局")
    blocks = (COVER, *income(other), *expenditure(other))
    reading = read(*blocks)
    assert reading.recognition.sheets_name == "云溪市民政局"
    (problem,) = reading.problems
    assert (problem.kind, problem.severity) == (ProblemKind.DEPARTMENT_DISAGREES, Severity.ERROR)
    filed = filed_as(*blocks, names=("云溪市财政局",))
    assert (filed.recognition.sheets_name, filed.problems) == ("云溪市民政局", ())


def test_all_sheets_of_another_year_make_the_document_doubtful() -> None:
    blocks = (COVER, *income(title="2022年度收入决算表"), *expenditure(title="2022年度支出决算表"))
    (problem,) = read(*blocks).problems
    assert (problem.kind, problem.severity) == (ProblemKind.FISCAL_YEAR_DISAGREES, Severity.ERROR)
    of_that_year = filed_as(*blocks, names=("云溪市财政局",), year=2022)
    assert [each.severity for each in of_that_year.problems] == [Severity.WARNING]
    assert sheets_read(of_that_year) == {"income", "expenditure"}


def test_a_title_in_a_table_of_contents_is_nobodys() -> None:
    reading = read(
        COVER, line("云溪市民政局2022年度支出决算表……5"), line("第二部分 2023年度部门决算表"), *expenditure()
    )
    assert refused(reading) == []
    assert len(reading.cells) == 3


UNKNOWN = [
    "美元",
    "公斤",
    "万美元",
    "人",
    "十万元",
    "万",
    "港币",
    "台",
    "人次",
    "吨",
    "平方米",
    "户数",
    "USD",
    "%",
    "万园",
    "人民币",
]


@pytest.mark.parametrize("unit", UNKNOWN)
@pytest.mark.parametrize("label", ["单位：", "单位:", "金额单位：", "部门：云溪市财政局　　单位："])
def test_a_unit_that_nobody_knows_is_an_error_of_its_sheet(unit: str, label: str) -> None:
    reading = read(COVER, *income(), *expenditure(unit=line(f"{label}{unit}")))
    (problem,) = reading.problems
    assert (problem.kind, problem.severity, problem.sheet_id) == (
        ProblemKind.UNKNOWN_UNIT,
        Severity.ERROR,
        "expenditure",
    )
    assert f"“{unit}”" in problem.message.reason
    assert sheets_read(reading) == {"income"}
    assert statuses(reading)["expenditure"] is SheetStatus.UNREADABLE


@pytest.mark.parametrize("title", ["支出决算表（单位：美元）", "支出决算表 单位：美元"])
def test_an_unknown_unit_in_a_title(title: str) -> None:
    reading = read(COVER, line(title), table(HEAD, ROW))
    assert [problem.kind for problem in reading.problems] == [ProblemKind.UNKNOWN_UNIT]
    assert reading.cells == ()


@pytest.mark.parametrize("said", ["金额单位：美元", "本套报表金额单位均为美元。"])
def test_an_unknown_unit_that_is_stated_once_for_all_sheets(said: str) -> None:
    reading = read(COVER, line(said), line("第二部分"), line("支出决算表"), table(HEAD, ROW))
    assert [problem.kind for problem in reading.problems] == [ProblemKind.UNKNOWN_UNIT]
    assert reading.cells == ()


BODIES = [
    "上海市某局",
    "云溪市财政局",
    "元谋县财政局",
    "万载县人民法院",
    "云溪市第一中学",
    "三中",
    "县妇联",
    "云溪市电视台",
    "万里街道",
    "云溪县",
    "本级",
    "云溪市党史地方志研究室",
    "百色市残联",
]


@pytest.mark.parametrize("body", BODIES)
def test_a_body_behind_the_word_for_unit_is_no_unit(body: str) -> None:
    assert is_body(body, load_layouts())
    assert unknown_unit(f"单位：{body}") is None
    assert unknown_unit(f"单位：{body}　　单位：万元") is None
    assert unknown_unit(f"单位：{body}　　单位：美元") == "美元"
    assert unknown_unit(f"编制单位：{body}") is None


@pytest.mark.parametrize(
    "text",
    [
        "单位：万元",
        "单位：人民币万元",
        "金额单位：￥元",
        "单位：万元、%",
        "单位：元 公开03表",
        "单位：万元（保留两位小数）",
        "计量单位：人民币（元）",
        "单位：",
        "单位：XX",
        "编制单位：万元",
        "单位负责人：张三",
        "单位名称：美元",
        "本单位：无",
    ],
)
def test_a_known_unit_or_no_statement_is_no_unknown_unit(text: str) -> None:
    assert unknown_unit(text) is None
