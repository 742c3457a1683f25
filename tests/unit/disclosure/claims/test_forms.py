"""Self-evaluation forms and key tasks from tables as they are printed."""

from decimal import Decimal

from orchestration.disclosure.claims.form_words import load_form_words
from orchestration.disclosure.claims.forms import FormReader
from orchestration.disclosure.claims.model import Origin
from orchestration.disclosure.claims.projects import build_project
from tests.documents import table

NATIONAL = (
    "项目名称|人口普查|<|<|<|<|<|<",
    "主管部门|云溪市统计局|<|<|实施单位|普查科|<|<",
    "项目资金（万元）| |年初预算数|全年预算数|全年执行数|分值|执行率|得分",
    "^|年度资金总额|50.00|40.00|30.00|10|75.00%|7.5",
    "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施",
    "产出指标|数量指标|普查小区数量|≥20个|26个|50|50| ",
    "^|质量指标|数据合格率|≥95%|98%|40|40| ",
    "总分|<|<|<|<|100|97.5| ",
)


def read(*tables: tuple[str, ...], ragged: bool = False) -> FormReader:
    reader = FormReader(Origin("form", "form.docx", "0" * 64), load_form_words())
    reader.read(table(*rows, table_no=number, ragged=ragged) for number, rows in enumerate(tables, start=1))
    return reader


def test_a_form_in_the_national_layout() -> None:
    (form,) = read(NATIONAL).forms
    project = build_project(form)
    assert (project.name, project.department, project.unit_in_charge) == ("人口普查", "云溪市统计局", "普查科")
    assert (project.budget, project.executed, project.execution_rate) == (Decimal(40), Decimal(30), Decimal(75))
    assert (project.budget_weight, project.budget_score, project.total_score) == (
        Decimal(10),
        Decimal("7.5"),
        Decimal("97.5"),
    )
    assert [(i.level_one, i.level_two, i.level_three, i.target, i.actual, i.score) for i in form.indicators] == [
        ("产出指标", "数量指标", "普查小区数量", "≥20个", "26个", Decimal(50)),
        ("产出指标", "质量指标", "数据合格率", "≥95%", "98%", Decimal(40)),
    ]


def test_a_form_goes_on_over_a_page_break() -> None:
    (form,) = read(NATIONAL[:6], NATIONAL[6:]).forms
    assert [indicator.level_three for indicator in form.indicators] == ["普查小区数量", "数据合格率"]
    assert form.amounts["total_score"].printed.value == Decimal("97.5")


def test_a_text_conversion_may_shift_what_follows_a_blank() -> None:
    rows = (
        "项目名称|网站维护",
        "绩效目标|一级指标|二级指标|三级指标|年初目标值|实际完成值",
        " |产出指标|数量指标|信息条数|300条|320条",
        " |成本指标|资金使用率|100%|100%",
    )
    (form,) = read(rows, ragged=True).forms
    assert [(i.level_three, i.target, i.actual) for i in form.indicators] == [
        ("信息条数", "300条", "320条"),
        ("资金使用率", "100%", "100%"),
    ]


def test_amounts_in_yuan_are_kept_in_wan() -> None:
    rows = ("项目名称|网站维护", "预算执行（元）|预算数|执行数", "年度资金总额|400000.00|300000.00")
    assert build_project(read(rows).forms[0]).executed == Decimal(30)


def test_the_form_of_the_whole_department_is_no_project() -> None:
    reader = read(("基本支出总额|80.00|项目支出总额|20.00",), NATIONAL)
    assert [form.key for form in reader.forms] == ["whole", "project 2"]


def test_key_tasks_go_on_below_a_break() -> None:
    reader = read(("序号|重点工作|工作内容|完成情况", "1|人口普查|入户登记|已完成"), (" | |数据审核|已通过",))
    (task,) = reader.tasks
    assert (task.task, task.content, task.completion) == ("人口普查", "入户登记数据审核", "已完成已通过")


def test_choices_are_kept_where_ticked() -> None:
    (form,) = read(("项目名称|网站维护", "项目类别|1.部门预算项目 ☑ 2.财政专项 □")).forms
    assert build_project(form).kind == "部门预算项目"
