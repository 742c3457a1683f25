"""What the check of one department-year shows: whether it passes, how grave it is, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from expectations.vocabulary import Severity, Tone
from orchestration.reports.dashboard.record import Record

GRAVITY: Mapping[Tone, Severity | None] = {
    Tone.GOOD: None,
    Tone.NEUTRAL: None,
    Tone.CARE: Severity.WARNING,
    Tone.ABSENT: Severity.WARNING,
    Tone.BAD: Severity.ERROR,
}
"""The severity of a verdict by its tone; None passes. A department-year of which nobody expects anything passes."""

LEAST_GRAVE_FIRST = (None, Severity.WARNING, Severity.ERROR)
MOST_REASONS = 30


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome of the check for one department-year; `severity` is None where it passes, `page` where there is
    no report."""

    partition: str
    department: str
    severity: Severity | None
    verdict: str
    reasons: tuple[str, ...]
    findings: str
    page: str | None


def evaluation(record: Record) -> Evaluation:
    """What the UI shows of one department-year."""
    reasons = record.reasons or ((record.reason,) if record.reason else ())
    more = len(reasons) - MOST_REASONS
    return Evaluation(
        f"{record.department_id}|{record.fiscal_year}",
        record.department,
        GRAVITY[record.verdict.tone] if record.verdict else None,
        f"{record.department} {record.fiscal_year}: {record.state} {record.state.title_zh}",
        (*reasons[:MOST_REASONS], *((f"… {more} more 另有 {more} 条",) if more > 0 else ())),
        " · ".join(
            (
                f"errors 错误 {record.errors}",
                f"warnings 提示 {record.warnings}",
                f"rounding hints 尾差 {record.rounding_hints}",
                f"not stated 未列示 {record.not_stated}",
                f"not read 未能读取 {record.not_read}",
                f"problems 读取问题 {record.problems}",
                f"figures of scans in doubt 扫描件待核实 {record.doubtful_figures}",
                f"confirmed 已确认 {record.confirmed_figures}",
            )
        ),
        record.page,
    )
