"""The self-evaluation forms (项目绩效自评表) behind the prose: one table for each project, which states what the prose
says of it. Amounts are in 万元."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from tests.synthetic.documents.compose import Facts
from tests.synthetic.documents.grid import Content, Grid, Merge, Role, Token
from tests.synthetic.documents.publication import Section

PART = "第五部分  附件"
TITLE = "项目绩效自评表"

BUDGET_WEIGHT = Decimal(10)
"""What the execution of the budget counts in a form."""

_INDICATORS = (
    ("产出指标", "数量指标", "年度任务完成数", "100%", Decimal(30)),
    ("产出指标", "质量指标", "验收合格率", "100%", Decimal(20)),
    ("效益指标", "社会效益指标", "服务覆盖率", "95%以上", Decimal(30)),
    ("满意度指标", "服务对象满意度指标", "服务对象满意率", "90%以上", Decimal(10)),
)
"""Three levels of an indicator, its target and its weight."""

INDICATOR_WEIGHT = sum((weight for *_, weight in _INDICATORS), Decimal())

_TENTH = Decimal("0.1")
_COLUMNS = 7


def budget_score(completion: Decimal) -> Decimal:
    """What the execution of the budget scores; `completion` in percent."""
    return (BUDGET_WEIGHT * completion / 100).quantize(_TENTH, ROUND_HALF_UP)


def form_name(project: str) -> str:
    """The name that a project bears in its form."""
    return f"{project}项目"


def forms(department: str, projects: Sequence[Facts]) -> Iterator[Section]:
    """A section for each project: its facts are those of the prose (name, budget, final, completion, score)."""
    for number, project in enumerate(projects):
        form = Grid.of([_wide(row) for row in _rows(department, project)], head_rows=0)
        yield Section(TITLE, (), form) if number else Section(PART, (TITLE,), form)


def _rows(department: str, project: Facts) -> Iterator[tuple[Content, ...]]:
    scored = budget_score(Decimal(project["completion"]))
    amounts = (project["budget"], project["final"], f"{BUDGET_WEIGHT}", f"{project['completion']}%", f"{scored}")
    yield _label("项目名称"), _text(form_name(project["name"]))
    yield _label("主管部门"), _text(department)
    heads = ("项目资金（万元）", "", "预算数", "执行数", "分值", "执行率", "得分")
    yield tuple(map(_label, heads))
    yield _label("年度资金总额"), _text(""), *map(_amount, amounts)
    yield tuple(map(_label, ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")))
    lost = INDICATOR_WEIGHT + scored - Decimal(project["score"])
    for level_one, level_two, level_three, target, weight in _INDICATORS:
        off = min(lost, weight)
        lost -= off
        names = (
            _text(level_one),
            _text(level_two),
            _text(level_three),
            _text(target),
            _text(target.removesuffix("以上")),
        )
        yield *names, _amount(f"{weight}"), _amount(f"{weight - off:.1f}")
    yield _label("总分"), _amount(project["score"])


def _wide(row: tuple[Content, ...]) -> list[Token]:
    """A row over all columns: its last cell takes what it has too few of."""
    return [*row, *([Merge.LEFT] * (_COLUMNS - len(row)))]


def _label(text: str) -> Content:
    return Content(text, Role.HEAD)


def _text(text: str) -> Content:
    return Content(text, Role.LABEL)


def _amount(text: str) -> Content:
    return Content(text, Role.AMOUNT)
