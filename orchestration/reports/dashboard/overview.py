"""The overview of a publication: headline numbers, the heat map as Markdown, and who needs attention."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from expectations.vocabulary import State, Verdict
from orchestration.reports.dashboard.heat_map import LOOKS, heat_maps, legend
from orchestration.reports.dashboard.record import Record

MOST_LINES = 50
"""A list for people ends there and says how many more there are."""
REASON_LETTERS = 240

Link: TypeAlias = Callable[[str], str]
"""From the name of a report page to the Markdown that leads there."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people; the last row says how many more there are."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]

    @property
    def markdown(self) -> str:
        """The table in Markdown."""
        lines = (self.columns, ("---",) * len(self.columns), *self.rows)
        return "\n".join(f"| {' | '.join(_cell(value) for value in line)} |" for line in lines)


def headline(records: Sequence[Record]) -> dict[str, int]:
    """The numbers that are followed over time: department-years by verdict, the late ones, and findings."""
    verdicts = Counter(record.verdict for record in records)
    return {verdict.value: verdicts[verdict] for verdict in Verdict} | {
        "late": sum(record.is_late for record in records),
        "violations_error": sum(record.errors for record in records),
        "violations_warning": sum(record.warnings for record in records),
        "violations_info": sum(record.infos for record in records),
        "rounding_hints": sum(record.rounding_hints for record in records),
        "not_stated": sum(record.not_stated for record in records),
        "not_read": sum(record.not_read for record in records),
        "problems": sum(record.problems for record in records),
    }


def heat_map_markdown(records: Sequence[Record]) -> str:
    """Legend, and department × year as images, under a line that says how many there are."""
    departments = len({record.department_id for record in records})
    years = sorted({record.fiscal_year for record in records})
    if not years:
        return "Nothing is expected or received yet. 尚无应公开或已收到的决算。"
    maps = heat_maps(records)
    parts = [
        f"**{departments} departments 部门 × {len(years)} fiscal years 年度 ({years[0]}–{years[-1]})**",
        f"![legend 图例]({legend(record.state for record in records)})",
    ]
    for heat_map in maps:
        if len(maps) > 1:
            parts.append(f"**{heat_map.first} … {heat_map.last}**")
        parts.append(f"![department × year 部门 × 年度]({heat_map.data_uri})")
    return "\n\n".join(parts)


def by_year(records: Iterable[Record]) -> Table:
    """How many department-years stand in which state, a column per fiscal year."""
    counts: dict[int, Counter[Verdict | State]] = defaultdict(Counter)
    for record in records:
        counts[record.fiscal_year][record.state] += 1
    years = sorted(counts)
    rows: list[tuple[str | int, ...]] = [
        (f"{LOOKS[state].symbol} {state.title_zh}".strip(), *(counts[year][state] for year in years))
        for state in LOOKS
        if any(counts[year][state] for year in years)
    ]
    return Table(("state 状态", *(str(year) for year in years)), tuple(rows))


def missing_or_late(records: Iterable[Record]) -> Table:
    """What is not there, or came late; what is not there first, the longest overdue first."""
    absent = [record for record in records if record.status in ("missing", "not_yet_due") or record.is_late]
    absent.sort(key=lambda record: (record.status == "received", -(record.days_late or 0)))
    rows = [(record.department, record.fiscal_year, record.status, record.days_late or 0) for record in absent]
    return _table(("department 部门", "year 年度", "status 状态", "days late 逾期天数"), rows)


def worst_departments(records: Iterable[Record]) -> Table:
    """The departments with most quarantined or unreadable years, then with most errors, warnings and problems."""
    by_department: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_department[record.department_id].append(record)
    rows = [
        (
            group[0].department,
            sum(record.verdict is not None and record.verdict.is_withheld for record in group),
            sum(record.state is State.LATE for record in group),
            sum(record.errors for record in group),
            sum(record.warnings for record in group),
            sum(record.problems for record in group),
        )
        for group in by_department.values()
    ]
    worst = sorted((row for row in rows if any(row[1:])), key=lambda row: tuple(-number for number in row[1:]))
    columns = ("department 部门", "withheld 未发布", "late 逾期", "errors 错误", "warnings 提示", "problems 问题")
    return _table(columns, worst[:20])


def withheld(records: Iterable[Record], link: Link) -> Table:
    """What came and is not published, each with its gravest reason and its report page."""
    rows = [
        (
            record.department,
            record.fiscal_year,
            record.state.title_zh,
            _shortened(record.reasons[0] if record.reasons else ""),
            link(record.page or ""),
        )
        for record in records
        if record.verdict is not None and record.verdict.is_withheld
    ]
    return _table(("department 部门", "year 年度", "verdict 裁定", "first reason 首要原因", "report 报告"), rows)


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str | int, ...]]) -> Table:
    more = len(rows) - MOST_LINES
    rest = [(f"… {more} more 另有 {more} 条", *("" for _ in columns[1:]))] if more > 0 else []
    return Table(columns, (*rows[:MOST_LINES], *rest))


def _shortened(text: str) -> str:
    return text if len(text) <= REASON_LETTERS else text[:REASON_LETTERS] + "…"


def _cell(value: str | int) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
