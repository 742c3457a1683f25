"""Verdicts: what may be published of each department-year, and why.

Pure: the same evidence gives the same verdicts. No result is compared here: what fails is what Great Expectations
refused.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from expectations.vocabulary import ProblemKind, Verdict
from expectations.waivers import StaleWaiver

DepartmentYear = tuple[str, int]
"""department_id, fiscal_year."""


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """An identity or a rule that Great Expectations refused in a department-year, and the reasons in words.

    `severity` is error (quarantines), warning (is published with it) or info (counts).
    """

    department_id: str
    fiscal_year: int
    check_id: str
    severity: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaivedViolation:
    """A violation that a waiver releases, with the waiver's own reason."""

    department_id: str
    fiscal_year: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReadingProblem:
    """A reading problem as it counts for a verdict."""

    department_id: str
    fiscal_year: int
    kind: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict of one department-year with its reasons, the gravest first."""

    department_id: str
    fiscal_year: int
    verdict: Verdict
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that bears on the verdicts. Reasons keep the order in which they are given."""

    expected: frozenset[DepartmentYear]
    received: frozenset[DepartmentYear]
    with_figures: frozenset[DepartmentYear]
    failed_identities: tuple[FailedCheck, ...] = ()
    failed_rules: tuple[FailedCheck, ...] = ()
    waived: tuple[WaivedViolation, ...] = ()
    stale_waivers: tuple[StaleWaiver, ...] = ()
    problems: tuple[ReadingProblem, ...] = ()


@dataclass
class _Reasons:
    """The reasons gathered for one department-year, by what they lead to."""

    misfiled: list[str] = field(default_factory=list)
    blocking: list[str] = field(default_factory=list)
    waived: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def decide(evidence: Evidence) -> tuple[Decision, ...]:
    """One decision for every department-year that was expected or received, in their order."""
    reasons: dict[DepartmentYear, _Reasons] = defaultdict(_Reasons)
    for failed in evidence.failed_identities:
        _weigh_failure(reasons[failed.department_id, failed.fiscal_year], failed)
    for waived in evidence.waived:
        reasons[waived.department_id, waived.fiscal_year].waived.append(waived.reason)
    for waiver in evidence.stale_waivers:
        reasons[waiver.department_id, waiver.fiscal_year].warnings.append(
            f"豁免失效：{waiver.message}（{named(waiver.identity_id, waiver.binding)}）"
        )
    for failed in evidence.failed_rules:
        _weigh_failure(reasons[failed.department_id, failed.fiscal_year], failed)
    for problem in evidence.problems:
        _weigh_problem(reasons[problem.department_id, problem.fiscal_year], problem)
    return tuple(_decide_one(key, reasons[key], evidence) for key in sorted(evidence.expected | evidence.received))


def named(identity_id: str, binding: str) -> str:
    """An identity with what it is bound to, as reasons name it."""
    return f"{identity_id} [{binding}]" if binding else identity_id


def _weigh_failure(reasons: _Reasons, failed: FailedCheck) -> None:
    if failed.severity != "info":
        weight = reasons.blocking if failed.severity == "error" else reasons.warnings
        # a failure that nobody can put into words still counts
        weight.extend(failed.reasons or (failed.check_id,))


def _weigh_problem(reasons: _Reasons, problem: ReadingProblem) -> None:
    if problem.severity == "error":
        (reasons.misfiled if ProblemKind(problem.kind).is_misfiled else reasons.errors).append(problem.message)
    elif problem.severity == "warning":
        reasons.warnings.append(problem.message)


def _decide_one(key: DepartmentYear, reasons: _Reasons, evidence: Evidence) -> Decision:
    if key not in evidence.received:
        return Decision(*key, Verdict.NOT_RECEIVED, ("未收到文件", *reasons.errors))
    if key not in evidence.with_figures:
        why = (*reasons.errors, *reasons.misfiled, *reasons.warnings)
        return Decision(*key, Verdict.UNREADABLE, why or ("没有读出任何数字",))
    mild = (*reasons.errors, *reasons.warnings)
    if reasons.misfiled or reasons.blocking:
        grave = (*reasons.misfiled, *reasons.blocking, *reasons.waived)
        return Decision(*key, Verdict.QUARANTINED, (*grave, *mild))
    if reasons.waived:
        return Decision(*key, Verdict.PUBLISHED_WITH_WAIVER, (*reasons.waived, *mild))
    return Decision(*key, Verdict.PUBLISHED_WITH_WARNINGS if mild else Verdict.PUBLISHED, mild)
