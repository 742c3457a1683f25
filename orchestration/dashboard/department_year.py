"""What the check of one department-year shows: whether it passes, how grave it is, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from expectations.verdict import Verdict
from orchestration.dashboard.record import Record
from orchestration.reports.labels import STATES

SEVERITIES: Mapping[str | None, str | None] = {
    None: None,
    Verdict.PUBLISHED.value: None,
    Verdict.PUBLISHED_WITH_WARNINGS.value: "warning",
    Verdict.PUBLISHED_WITH_WAIVER.value: "warning",
    Verdict.NOT_RECEIVED.value: "warning",
    Verdict.QUARANTINED.value: "error",
    Verdict.UNREADABLE.value: "error",
}
"""How grave a verdict is; None passes. Nobody's department-years have no verdict and pass."""

MOST_REASONS = 30


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome of the check `verdict` for one department-year; `severity` is None where it passes."""

    partition: str
    severity: str | None
    verdict: str
    reasons: str
    counts: Mapping[str, int]
    page: str | None


def evaluation(record: Record) -> Evaluation:
    reasons = record.reasons or ((record.reason,) if record.reason else ())
    shown = [f"- {reason}" for reason in reasons[:MOST_REASONS]]
    if len(reasons) > MOST_REASONS:
        shown.append(f"- … {len(reasons) - MOST_REASONS} more 另有 {len(reasons) - MOST_REASONS} 条")
    return Evaluation(
        f"{record.department_id}|{record.fiscal_year}",
        SEVERITIES[record.verdict],
        f"{record.state} {STATES[record.state]}",
        "\n".join(shown) or "none 无",
        {
            "errors": record.errors,
            "warnings": record.warnings,
            "rounding_hints": record.rounding_hints,
            "not_stated": record.not_stated,
            "not_read": record.not_read,
            "problems": record.problems,
        },
        record.page,
    )
