"""The columns of the list of findings: what each is called, holds and means. A copy is recognised by the headings of
OWNER, NOTE and KEY, wherever they stand in it. Writing and reading files does not belong here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from orchestration.reports.workbook.rows import FindingRow

Value: TypeAlias = str | int | Decimal | date | None

OWNER, NOTE, KEY = "负责人", "备注", "识别码"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its width in letters, and what it holds of a row; `is_filled_in` by the clerk who has the list."""

    heading: str
    width: int
    meaning: str
    value: Callable[[FindingRow], Value]
    is_filled_in: bool = False
    is_hidden: bool = False


NUMBER = Column("序号", 6, "行号，每次发布重新编排", lambda _: None)
SEVERITY = Column("严重程度", 9, "错误：不符即不发布；提示：照常发布；信息：只计数", lambda row: row.severity.title_zh)
REPORT = Column("报告", 8, "打开该部门年度的核对报告；请把本表与报告放在同一文件夹", lambda _: "查看")
DIFFERENCE = Column(
    "差额", 13, "两数相差多少；没有另写单位的为万元", lambda row: row.difference.amount if row.difference else None
)

COLUMNS = (
    NUMBER,
    Column("部门", 16, "部门或单位", lambda row: row.department),
    Column("部门编码", 14, "登记表中的编码", lambda row: row.key.department_id),
    Column("年度", 7, "决算年度", lambda row: row.key.fiscal_year),
    SEVERITY,
    Column(
        "状态",
        10,
        "与上一版相比：本版新增、仍未整改、未能复核（本版无法再次核对）、已整改",
        lambda row: row.status.title_zh if row.status else "",
    ),
    Column("首见日期", 11, "首次发布这一问题的日期", lambda row: row.first_seen),
    Column("问题", 56, "先写最可能的差错，再写哪些数不符；已整改的写当时的算式", lambda row: row.problem),
    Column("应先核对", 28, "先核对什么", lambda row: row.check),
    DIFFERENCE,
    Column("涉及项数", 9, "同一差错引起的不符有几项", lambda row: row.results),
    Column("位置", 26, "公开表、文件和页", lambda row: row.place),
    REPORT,
    Column(OWNER, 11, "由谁负责；请填写", lambda row: row.review.owner if row.review else "", is_filled_in=True),
    Column(NOTE, 28, "办理情况；请填写", lambda row: row.review.note if row.review else "", is_filled_in=True),
    Column(KEY, 30, "系统凭此识别一行，已隐藏；请勿改动或删除", lambda row: row.key.text, is_hidden=True),
)
