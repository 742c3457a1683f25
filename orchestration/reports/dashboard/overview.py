"""The overview of a publication: headline numbers, the heat map as a table and as pictures, who needs attention, and
where to read on. How Dagster shows it belongs to the asset.

The heads of the tables are one short word: a page of Dagster's gives a table some 400 pixels, breaks no head, and cuts
off what is wider. Their English stands in the names of the entries and beside the symbols.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from expectations.vocabulary import State, Verdict
from orchestration.reports.dashboard.heat_map import LOOKS, heat_maps, legend
from orchestration.reports.dashboard.markdown import escape_markdown
from orchestration.reports.dashboard.record import Record
from orchestration.reports.render import LEADERS, WORKBOOK

WORST = 20
REASON_LETTERS = 240
WHOLE_YEARS = 4
"""More columns than these have room for the last two digits only."""
INDEX = "index.html"
BLANK = "（空白 blank）"
BETWEEN = " · "
INLINE_LETTERS = 999
"""Markdown up to this length is shown where it stands; more of it hides behind a click."""
LAST_LINK_LETTERS = 150

COUNTED = {
    "violations_error": "错误",
    "violations_warning": "提示",
    "rounding_hints": "尾差",
    "problems": "读取问题",
}
"""What of the headline the summary says beside the verdicts."""

COUNTED_WHERE_ANY = {"doubtful_figures": "扫描件待核实数字"}
"""What it says besides, where there are any."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


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
        "doubtful_figures": sum(record.doubtful_figures for record in records),
        "confirmed_figures": sum(record.confirmed_figures for record in records),
    }


def summary(records: Sequence[Record]) -> str:
    """The same in one sentence: what became of the department-years, and how much does not hold."""
    states = Counter(record.state for record in records)
    numbers = headline(records)
    parts = [f"{state.title_zh} {states[state]}" for state in LOOKS if states[state]]
    parts += [f"{title} {numbers[name]}" for name, title in COUNTED.items()]
    parts += [f"{title} {numbers[name]}" for name, title in COUNTED_WHERE_ANY.items() if numbers[name]]
    return BETWEEN.join(parts)


def heat_map_table(records: Sequence[Record]) -> Table:
    """Department × year, a symbol for each state: what `symbols` explains."""
    years = sorted({record.fiscal_year for record in records})
    by_department: dict[str, dict[int, Record]] = defaultdict(dict)
    for record in records:
        by_department[record.department_id][record.fiscal_year] = record
    rows = tuple(
        (
            next(iter(found.values())).department,
            *(LOOKS[found[year].state if year in found else State.UNKNOWN].symbol for year in years),
        )
        for found in by_department.values()
    )
    return Table(("部门", *_short(years)), rows)


def symbols(records: Iterable[Record]) -> str:
    """What the symbols of these department-years mean, in both languages."""
    present = {record.state for record in records}
    return BETWEEN.join(
        f"{LOOKS[state].symbol or BLANK} {state.title_zh} {state.title_en}" for state in LOOKS if state in present
    )


def report_links(reports_url: str) -> str:
    """Markdown that leads to the reports: all of them, the page for leaders, the list of findings."""
    return BETWEEN.join(
        (
            f"[全部报告 all reports]({reports_url}/{INDEX})",
            f"[领导一览 leaders]({reports_url}/{LEADERS})",
            f"[问题清单 {WORKBOOK}]({reports_url}/{WORKBOOK})",
        )
    )


def withheld_links(records: Iterable[Record], reports_url: str) -> str:
    """Markdown that leads to the pages of what is withheld: as many as are shown without a click."""
    links = [
        f"[{escape_markdown(record.department)} {record.fiscal_year}]({reports_url}/{record.page})"
        for record in records
        if record.verdict is not None and record.verdict.is_withheld
    ]
    lengths = accumulate(len(link) + len(BETWEEN) for link in links)
    fitting = sum(length <= INLINE_LETTERS - LAST_LINK_LETTERS for length in lengths)
    more = [f"[… {len(links) - fitting}]({reports_url}/{INDEX})"] if fitting < len(links) else []
    return BETWEEN.join((*links[:fitting], *more)) or "none 无"


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
    return Table(("状态", *_short(years)), tuple(rows))


def missing_or_late(records: Iterable[Record]) -> Table:
    """What is not there, or came late; what is not there first, the longest overdue first."""
    absent = [record for record in records if record.status in ("missing", "not_yet_due") or record.is_late]
    absent.sort(key=lambda record: (record.status == "received", -(record.days_late or 0)))
    rows = tuple(
        (record.department, record.fiscal_year, _breakable(record.status), record.days_late or 0) for record in absent
    )
    return Table(("部门", "年度", "状态", "逾期天数"), rows)


def worst_departments(records: Iterable[Record]) -> Table:
    """The departments with most quarantined or unreadable years, then with most errors and warnings."""
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
    columns = ("部门", "未发布", "逾期", "错误", "提示", "读取问题")
    return Table(columns, tuple(worst[:WORST]))


def withheld(records: Iterable[Record]) -> Table:
    """What came and is not published, each with its gravest reason."""
    rows = tuple(
        (
            record.department,
            record.fiscal_year,
            record.state.title_zh,
            _breakable(_shortened(record.reasons[0] if record.reasons else "")),
        )
        for record in records
        if record.verdict is not None and record.verdict.is_withheld
    )
    return Table(("部门", "年度", "裁定", "首要原因"), rows)


def _short(years: Sequence[int]) -> Sequence[str]:
    return [f"{year % 100:02}" if len(years) > WHOLE_YEARS else str(year) for year in years]


def _shortened(text: str) -> str:
    return text if len(text) <= REASON_LETTERS else text[:REASON_LETTERS] + "…"


def _breakable(text: str) -> str:
    """The text with places where a line may end: an id is one long word, and would push a table out of its page."""
    return re.sub(r"(?<=[a-z])([._]+)(?=[a-z])", "\\1\u200b", text)
