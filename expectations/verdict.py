"""Verdicts: what may be published of each department-year, and why. Pure: the same findings give the same verdicts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from expectations.model import Waiver
from expectations.suites import Failure
from expectations.vocabulary import ProblemKind, Verdict
from expectations.waivers import HeldWaiver, ViolationKey, hold, waiver_key

DepartmentYearKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Violation:
    """A violated result: what the waivers are held against. `positions` says where its figures stand."""

    department_id: str
    fiscal_year: int
    identity_id: str
    binding: str
    severity: str
    residual: Decimal
    terms: str
    positions: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A reading problem as it counts for a verdict."""

    department_id: str
    fiscal_year: int
    kind: str
    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict of one department-year with its reasons, the gravest first."""

    department_id: str
    fiscal_year: int
    verdict: Verdict
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Irregularity:
    """What one rule refused in a department-year, in words."""

    department_id: str
    fiscal_year: int
    rule_id: str
    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that bears on the verdicts."""

    departments: frozenset[str]
    identities: frozenset[str]
    expected: frozenset[DepartmentYearKey]
    received: frozenset[DepartmentYearKey]
    with_cells: frozenset[DepartmentYearKey]
    violations: tuple[Violation, ...]
    failures: tuple[Failure, ...]
    irregularities: tuple[Irregularity, ...]
    troubles: tuple[Trouble, ...]
    waivers: tuple[Waiver, ...]


@dataclass
class _Case:
    """The reasons gathered for one department-year, by what they lead to."""

    disowning: list[str] = field(default_factory=list)
    blocking: list[str] = field(default_factory=list)
    waived: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def rule(findings: Findings) -> tuple[Ruling, ...]:
    """One ruling for every department-year that was expected or received."""
    cases: dict[DepartmentYearKey, _Case] = defaultdict(_Case)
    waivers = {waiver_key(waiver): waiver for waiver in findings.waivers}
    refused = {_result_key(failure) for failure in findings.failures if "identity_id" in failure.key}
    for violation in findings.violations:
        key = _violation_key(violation)
        if key in refused:
            waiver = waivers.get(key)
            releasing = waiver if waiver and waiver.residual == violation.residual else None
            _weigh(cases[violation.department_id, violation.fiscal_year], violation, releasing)
    for held in hold_waivers(findings):
        if held.state.is_stale:
            named = _named(held.waiver.identity, held.waiver.binding)
            cases[held.waiver.department_id, held.waiver.fiscal_year].warnings.append(
                f"stale waiver for {named}: {held.words}"
            )
    for irregularity in findings.irregularities:
        case = cases[irregularity.department_id, irregularity.fiscal_year]
        if irregularity.severity != "info":
            weighty = case.blocking if irregularity.severity == "error" else case.warnings
            weighty.append(f"{irregularity.rule_id}: {irregularity.text}")
    for trouble in findings.troubles:
        case = cases[trouble.department_id, trouble.fiscal_year]
        if trouble.severity == "error":
            (case.disowning if ProblemKind(trouble.kind).is_misfiled else case.errors).append(trouble.text)
        elif trouble.severity == "warning":
            case.warnings.append(trouble.text)
    return tuple(_ruling(key, cases[key], findings) for key in sorted(findings.expected | findings.received))


def hold_waivers(findings: Findings) -> tuple[HeldWaiver, ...]:
    """Every waiver with its state."""
    return hold(
        findings.waivers,
        {_violation_key(violation): violation.residual for violation in findings.violations},
        departments=findings.departments,
        identities=findings.identities,
        expected=findings.expected,
        received=findings.received,
    )


def _weigh(case: _Case, violation: Violation, waiver: Waiver | None) -> None:
    if violation.severity == "info":
        return
    reason = f"{_named(violation.identity_id, violation.binding)}: {violation.terms}"
    if waiver is not None:
        case.waived.append(f"{reason}; waived by {waiver.author} on {waiver.date}: {waiver.reason}")
    elif violation.severity == "error":
        case.blocking.append(reason)
    else:
        case.warnings.append(reason)


def _violation_key(violation: Violation) -> ViolationKey:
    return violation.department_id, violation.fiscal_year, violation.identity_id, violation.binding


def _ruling(key: DepartmentYearKey, case: _Case, findings: Findings) -> Ruling:
    department_id, year = key
    if key not in findings.received:
        return Ruling(department_id, year, Verdict.NOT_RECEIVED, ("no file was received", *case.errors))
    if key not in findings.with_cells:
        reasons = (*case.errors, *case.disowning, *case.warnings)
        return Ruling(department_id, year, Verdict.UNREADABLE, reasons or ("no figure could be read",))
    soft = (*case.errors, *case.warnings)
    if case.disowning or case.blocking:
        return Ruling(department_id, year, Verdict.QUARANTINED, (*case.disowning, *case.blocking, *case.waived, *soft))
    if case.waived:
        return Ruling(department_id, year, Verdict.PUBLISHED_WITH_WAIVER, (*case.waived, *soft))
    return Ruling(department_id, year, Verdict.PUBLISHED_WITH_WARNINGS if soft else Verdict.PUBLISHED, soft)


def _result_key(failure: Failure) -> tuple[str | int, ...]:
    return tuple(failure.key[column] for column in ("department_id", "fiscal_year", "identity_id", "binding"))


def _named(identity_id: str, binding: str) -> str:
    return f"{identity_id} [{binding}]" if binding else identity_id


def publishable(rulings: Iterable[Ruling]) -> frozenset[DepartmentYearKey]:
    """The department-years that reach the marts."""
    return frozenset((ruling.department_id, ruling.fiscal_year) for ruling in rulings if ruling.verdict.is_publishable)
