"""The rectification notice (整改通知) of a department-year: what is wrong, where, what to check first, by when; after a
corrected edition, each corrected figure as it was beside what it became. How it looks belongs to its templates."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from expectations.amounts import plain
from expectations.vocabulary import FindingStatus, ProblemKind, Severity, SheetStatus
from orchestration.reports import repository
from orchestration.reports.forms.answers import Answer, Deadline, Item, item_title, why_unread
from orchestration.reports.forms.document_template import KnownNames, Lists, Values
from orchestration.reports.forms.inspection import Key
from orchestration.reports.places import cell_in_words
from orchestration.reports.render import WORKBOOK, page_name
from orchestration.reports.repository import Row
from orchestration.reports.terms import MONEY, with_unit
from orchestration.reports.view import HistoryEntry, ReportView
from orchestration.reports.workbook.rows import FindingRow, finding_rows

MOST_ITEMS = 15
"""Problems that a notice lists; the page and the list of findings have them all."""

MOST_CORRECTIONS = 15
COMPLETE = "sheets.complete"
"""The rule that speaks of each absent sheet alone: a notice names them together."""

BLANK = "（未印）"
TO_BE_WRITTEN = "　　　　年　　月　　日前"
"""A line for the day, where none is known that is still to come."""

VALUE_NAMES = frozenset(
    {
        "title",
        "department_name",
        "department_id",
        "fiscal_year",
        "edition_no",
        "published_on",
        "opening",
        "deadline",
        "progress",
        "items_title",
        "items_rest",
        "inspection",
        "corrections_title",
        "corrections_rest",
        "closing",
    }
)
LISTS = {
    "items": frozenset({"item_number", "item_severity", "item_status", "item_problem", "item_check", "item_place"}),
    "corrections": frozenset({"correction_number", "correction_figure", "figure_before", "figure_after", "closed"}),
}
KNOWN = KnownNames(VALUE_NAMES, LISTS)


@dataclass(frozen=True, slots=True)
class CorrectedFigure:
    """A figure of a finding that is resolved in the edition in force: the cell in words, as it was and as it is."""

    check_id: str
    binding: str
    cell: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to be mended: how grave, since when, what, what to check first, and where."""

    severity: Severity
    status: str
    words: str
    check: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice says: single values, and the entries of its lists."""

    values: Values
    lists: Lists


def corrected_figures(connection: duckdb.DuckDBPyConnection) -> Mapping[Key, Sequence[CorrectedFigure]]:
    """The figures that changed with the findings that the edition in force resolves."""
    figures: defaultdict[Key, list[CorrectedFigure]] = defaultdict(list)
    for row in repository.corrected_figures(connection):
        key = row["department_id"], row["fiscal_year"]
        figures[key].append(CorrectedFigure(row["check_id"], row["binding"], _cell(row), *_amounts(row)))
    return figures


def _cell(row: Row) -> str:
    cell = cell_in_words(row["sheet_id"], row["row_key"], row["column_key"], row["row_label"] or "")
    return cell if row["cell_fiscal_year"] == row["fiscal_year"] else f"{row['cell_fiscal_year']} 年度{cell}"


def _amounts(row: Row) -> tuple[str, str]:
    unit = "万元" if row["unit"] in MONEY else row["unit"] or ""
    return _told(row["amount_before"], unit), _told(row["amount"], unit)


def _told(amount: Decimal | None, unit: str) -> str:
    return BLANK if amount is None else with_unit(amount, unit) if unit != "万元" else plain(amount)


def make_notice(
    view: ReportView, deadline: Deadline | None, inspected: Sequence[Item], corrected: Sequence[CorrectedFigure]
) -> Notice | None:
    """The notice of a department-year; None where nothing is to be mended and nothing was mended in this edition.
    `inspected` are the items of its inspection."""
    problems = _problems(view)
    closed = _closed(view)
    if not problems and not closed:
        return None
    facts = view.facts
    corrections = tuple(_corrections(closed, corrected))
    edition = facts.edition
    values = {
        "title": "部门决算公开整改通知" if problems else "部门决算公开整改情况",
        "department_name": facts.department,
        "department_id": facts.department_id,
        "fiscal_year": str(facts.fiscal_year),
        "edition_no": str(edition.number) if edition else "",
        "published_on": str(edition.published) if edition else "",
        "opening": _opening(view, problems),
        "deadline": _deadline(view, deadline) if problems else "",
        "progress": _progress(view, closed),
        "items_title": "需要整改的问题" if problems else "",
        "items_rest": _rest(len(problems) - MOST_ITEMS, view),
        "inspection": _wanting(view, inspected),
        "corrections_title": "更正前后对照（金额单位：万元，另有注明的除外）" if corrections else "",
        "corrections_rest": _rest(len(corrections) - MOST_CORRECTIONS, view),
        "closing": "请核对原始资料，更正后重新公开，并将更正后的文件报送我单位。" if problems else "",
    }
    items = tuple(_item(number, problem) for number, problem in enumerate(problems[:MOST_ITEMS], start=1))
    told = tuple(
        {"correction_number": str(number), **correction}
        for number, correction in enumerate(corrections[:MOST_CORRECTIONS], start=1)
    )
    return Notice(values, {"items": items, "corrections": told})


def _problems(view: ReportView) -> tuple[Problem, ...]:
    """What is to be mended, the gravest first."""
    if not (view.findings or view.rules):
        return ()
    rows = _open_rows(view)
    absent = [row for row in rows if row.key.check_id == COMPLETE]
    told = [
        Problem(row.severity, _status(view, row), row.problem, row.check, row.place)
        for row in rows
        if row.key.check_id != COMPLETE
    ]
    return tuple(sorted((*_absent_sheets(view, absent), *told), key=lambda problem: problem.severity.rank))


def _absent_sheets(view: ReportView, rows: Sequence[FindingRow]) -> Iterator[Problem]:
    if not rows:
        return
    severity, status = rows[0].severity, _status(view, rows[0])
    missing, unread = _named(view, SheetStatus.MISSING), _named(view, SheetStatus.UNREADABLE)
    if missing:
        yield Problem(severity, status, f"公开文件中没有：{missing}", ProblemKind.MISSING_SHEET.meaning)
    if unread:
        check = "请提供能够读取其中文字的文件"
        yield Problem(severity, status, f"未能读取：{unread}\n{why_unread(view)}", check)


def _status(view: ReportView, row: FindingRow) -> str:
    """What became of a problem since the edition before; in a first edition everything is new."""
    is_first = view.facts.edition is None or view.facts.edition.number == 1
    return "" if is_first or row.status is None else row.status.title_zh


def _named(view: ReportView, status: SheetStatus) -> str:
    return "、".join(sheet.name for sheet in view.facts.sheets if sheet.status is status)


def _open_rows(view: ReportView) -> tuple[FindingRow, ...]:
    """What is neither resolved nor waived, and more than a remark."""
    waived = {key for finding in view.findings if finding.waived for key in finding.violation_keys}
    return tuple(
        row
        for row in finding_rows([view])
        if row.status not in (FindingStatus.RESOLVED, FindingStatus.UNCONFIRMED)
        and row.severity is not Severity.INFO
        and (row.key.check_id, row.key.binding) not in waived
    )


def _closed(view: ReportView) -> tuple[HistoryEntry, ...]:
    """What the edition in force resolved."""
    edition = view.facts.edition
    return tuple(
        entry
        for entry in view.facts.history
        if edition is not None and entry.resolved_edition == edition.number and entry.severity is not Severity.INFO
    )


def _opening(view: ReportView, problems: Sequence[Problem]) -> str:
    facts = view.facts
    edition = f"（第 {facts.edition.number} 版，{facts.edition.published} 发布）" if facts.edition else ""
    document = f"经核对，你单位 {facts.fiscal_year} 年度部门决算公开文件{edition}"
    if not problems:
        return f"{document}中以前提出的不符之处已按下表更正，没有新的不符之处。"
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    return f"{document}有 {len(problems)} 项问题需要整改，其中错误 {errors} 项、提示 {len(problems) - errors} 项。"


def _deadline(view: ReportView, deadline: Deadline | None) -> str:
    """By when: the due date where it was still to come as the edition was published, otherwise a line to be filled."""
    edition = view.facts.edition
    due_on = deadline.due_on if deadline else None
    if due_on is not None and edition is not None and due_on >= edition.published:
        return f"整改期限：{due_on} 前（公开期限）"
    late = f"（公开期限为 {due_on}）" if due_on else ""
    return f"整改期限：{TO_BE_WRITTEN}{late}"


def _progress(view: ReportView, closed: Sequence[HistoryEntry]) -> str:
    """How the edition stands against the one before it; nothing in a first one."""
    edition = view.facts.edition
    if edition is None or edition.number == 1:
        return ""
    serious = [entry for entry in view.facts.history if entry.severity is not Severity.INFO]
    counts = {
        "已整改": len(closed),
        "仍未整改": sum(entry.status is FindingStatus.PERSISTING for entry in serious),
        "新增": sum(entry.status is FindingStatus.NEW for entry in serious),
        "未能复核": sum(entry.status is FindingStatus.UNCONFIRMED for entry in serious),
    }
    told = "，".join(f"{words} {count} 处" for words, count in counts.items() if count)
    return f"与上一版相比，按不符之处计：{told}。" if told else ""


def _item(number: int, problem: Problem) -> Values:
    return {
        "item_number": str(number),
        "item_severity": problem.severity.title_zh,
        "item_status": problem.status,
        "item_problem": problem.words,
        "item_check": problem.check,
        "item_place": problem.place,
    }


def _rest(count: int, view: ReportView) -> str:
    return f"另有 {count} 项未列出，见核对报告 {page_name(view)} 和问题清单 {WORKBOOK}。" if count > 0 else ""


def _wanting(view: ReportView, items: Sequence[Item]) -> str:
    """The items of the inspection that are not as they must be and are not listed already."""
    listed = {sheet.sheet_id for sheet in view.facts.sheets if sheet.status is SheetStatus.MISSING}
    wanting = [item for item in items if item.answer is Answer.NO and not item.has_faults and item.id not in listed]
    told = "、".join(item_title(item.id) for item in wanting)
    return f"公开情况检查表中另有 {len(wanting)} 项不符合要求：{told}。" if wanting else ""


def _corrections(closed: Sequence[HistoryEntry], corrected: Sequence[CorrectedFigure]) -> Iterator[Values]:
    """Each changed figure once with how many findings it resolved; a finding without one in its own words."""
    keys = {(entry.check_id, entry.binding) for entry in closed}
    resolved: dict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
    for figure in corrected:
        if (figure.check_id, figure.binding) in keys:
            resolved[figure.cell, figure.before, figure.after].add((figure.check_id, figure.binding))
    for (cell, before, after), findings in resolved.items():
        yield _correction(cell, before, after, f"已整改（涉及 {len(findings)} 处不符）")
    told = set().union(*resolved.values())
    for entry in closed:
        if (entry.check_id, entry.binding) not in told:
            yield _correction(entry.title or entry.check_id, entry.words, "已不再出现", "已整改")


def _correction(figure: str, before: str, after: str, closed: str) -> Values:
    return {"correction_figure": figure, "figure_before": before, "figure_after": after, "closed": closed}
