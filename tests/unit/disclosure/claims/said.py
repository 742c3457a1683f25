"""Helpers that read claims from hand-written passages."""

from collections.abc import Mapping
from decimal import Decimal

from orchestration.disclosure.claims.model import Claim, Explanation
from orchestration.disclosure.claims.reading import read_explanation
from orchestration.disclosure.model import (
    Cell,
    CellKey,
    Document,
    NarrativeLine,
    Place,
    Reading,
    Recognition,
    Table,
)

NAMES = {
    "201": "一般公共服务支出",
    "20105": "统计信息事务",
    "2010501": "行政运行",
    "2010505": "专项统计业务",
    "208": "社会保障和就业支出",
}
HEADINGS = {
    "totals": "一、收入支出决算总体情况说明",
    "income": "二、收入决算情况说明",
    "expenditure": "三、支出决算情况说明",
    "appropriation": "四、财政拨款收入支出决算总体情况说明",
    "general_budget": "五、一般公共预算财政拨款支出决算情况说明",
    "basic": "六、一般公共预算财政拨款基本支出决算情况说明",
    "three_public": "七、财政拨款“三公”经费支出决算情况说明",
    "performance": "十、预算绩效管理情况",
    "procurement": "（二）政府采购支出情况",
    "assets": "（三）国有资产占有使用情况",
}


def function_cells(names: Mapping[str, str]) -> tuple[Cell, ...]:
    """One figure in each row of the general public budget."""
    return tuple(
        Cell(CellKey("general_budget_expenditure", code, "total"), name, "", Decimal(1), 2, "万元", "1.00", Place())
        for code, name in names.items()
    )


def explained(*texts: str, names: Mapping[str, str] = NAMES, tables: tuple[Table, ...] = ()) -> Explanation:
    lines = tuple(NarrativeLine(None, text, Place(page=1)) for text in texts)
    cells = function_cells(names)
    document = Document("said.docx", "0" * 64, 0, "docx", "by hand", ())
    return read_explanation([Reading(document, Recognition("云溪市统计局", 2023), (), cells, (), lines, tables)], cells)


def claims(section: str, text: str, names: Mapping[str, str] = NAMES) -> tuple[Claim, ...]:
    return explained(HEADINGS[section], text, names=names).claims


def told(section: str, text: str) -> list[tuple[str, str, str]]:
    """Each claim as kind.base, subject and value."""
    return [
        (claim.kind.value + (f".{claim.base.value}" if claim.base else ""), claim.subject.key, str(claim.value))
        for claim in claims(section, text)
    ]
