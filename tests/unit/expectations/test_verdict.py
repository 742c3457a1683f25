"""Verdicts: every finding leads to the verdict it must, and a waiver releases exactly what it was written for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from expectations.model import Waiver
from expectations.suites import Failure
from expectations.verdict import Findings, Irregularity, Ruling, Trouble, Violation, publishable, rule
from expectations.vocabulary import Verdict

DEPARTMENT, YEAR = "some_bureau", 2024
HERE = frozenset({(DEPARTMENT, YEAR)})
RECEIVED = Findings(
    departments=frozenset({DEPARTMENT}),
    identities=frozenset({"expenditure.row_total"}),
    expected=HERE,
    received=HERE,
    with_cells=HERE,
    violations=(),
    failures=(),
    irregularities=(),
    troubles=(),
    waivers=(),
)

VIOLATION = Violation(
    DEPARTMENT, YEAR, "expenditure.row_total", "total", "error", Decimal("-33.370000"), "49.19 ≠ 15.82"
)
WAIVER = Waiver(
    department_id=DEPARTMENT,
    fiscal_year=YEAR,
    identity="expenditure.row_total",
    binding="total",
    residual=Decimal("-33.37"),
    reason="printed so",
    author="somebody",
    date=date(2026, 1, 2),
)


def with_violations(*violations: Violation, waivers: tuple[Waiver, ...] = ()) -> Findings:
    """The findings in which the suite refused exactly what the audit calls violated."""
    failures = tuple(
        Failure(
            violation.identity_id,
            {
                "department_id": violation.department_id,
                "fiscal_year": violation.fiscal_year,
                "identity_id": violation.identity_id,
                "binding": violation.binding,
            },
        )
        for violation in violations
    )
    return replace(RECEIVED, violations=violations, failures=failures, waivers=waivers)


def with_trouble(kind: str, severity: str, findings: Findings = RECEIVED) -> Findings:
    return replace(findings, troubles=(Trouble(DEPARTMENT, YEAR, kind, severity, f"a {kind}"),))


def only(findings: Findings) -> Ruling:
    (ruling,) = rule(findings)
    return ruling


def test_a_clean_department_year_is_published_without_reasons() -> None:
    assert only(RECEIVED) == Ruling(DEPARTMENT, YEAR, Verdict.PUBLISHED, ())


def test_what_was_expected_and_did_not_come_is_not_received() -> None:
    ruling = only(replace(RECEIVED, received=frozenset(), with_cells=frozenset()))
    assert ruling.verdict is Verdict.NOT_RECEIVED
    assert ruling.reasons == ("no file was received",)


def test_what_came_without_being_expected_is_judged_too() -> None:
    assert only(replace(RECEIVED, expected=frozenset())).verdict is Verdict.PUBLISHED


def test_files_without_a_figure_are_unreadable_and_say_why() -> None:
    ruling = only(with_trouble("damaged_file", "error", replace(RECEIVED, with_cells=frozenset())))
    assert ruling.verdict is Verdict.UNREADABLE
    assert ruling.reasons == ("a damaged_file",)


def test_unreadable_files_always_give_a_reason() -> None:
    assert only(replace(RECEIVED, with_cells=frozenset())).reasons == ("no figure could be read",)


def test_an_error_violation_is_quarantined_with_its_figures() -> None:
    ruling = only(with_violations(VIOLATION))
    assert ruling.verdict is Verdict.QUARANTINED
    assert ruling.reasons == ("expenditure.row_total [total]: 49.19 ≠ 15.82",)


def test_a_warning_violation_is_published_with_warnings() -> None:
    ruling = only(with_violations(replace(VIOLATION, severity="warning")))
    assert ruling.verdict is Verdict.PUBLISHED_WITH_WARNINGS
    assert ruling.reasons == ("expenditure.row_total [total]: 49.19 ≠ 15.82",)


def test_an_info_violation_changes_nothing() -> None:
    assert only(with_violations(replace(VIOLATION, severity="info"))) == Ruling(DEPARTMENT, YEAR, Verdict.PUBLISHED)


def test_only_what_the_suite_refused_counts() -> None:
    assert only(replace(with_violations(VIOLATION), failures=())).verdict is Verdict.PUBLISHED


@pytest.mark.parametrize("kind", ["department_disagrees", "fiscal_year_disagrees", "checksum_disagrees"])
def test_figures_that_may_be_somebody_elses_are_quarantined(kind: str) -> None:
    assert only(with_trouble(kind, "error")).verdict is Verdict.QUARANTINED


@pytest.mark.parametrize(
    ("kind", "severity"),
    [("department_disagrees", "warning"), ("damaged_file", "error"), ("not_a_number", "warning")],
)
def test_other_troubles_are_published_with_warnings(kind: str, severity: str) -> None:
    ruling = only(with_trouble(kind, severity))
    assert ruling.verdict is Verdict.PUBLISHED_WITH_WARNINGS
    assert ruling.reasons == (f"a {kind}",)


def test_an_information_is_no_reason() -> None:
    assert only(with_trouble("not_modelled_sheet", "info")) == Ruling(DEPARTMENT, YEAR, Verdict.PUBLISHED)


def test_an_exact_waiver_releases_and_is_named() -> None:
    ruling = only(with_violations(VIOLATION, waivers=(WAIVER,)))
    assert ruling.verdict is Verdict.PUBLISHED_WITH_WAIVER
    assert ruling.reasons == (
        "expenditure.row_total [total]: 49.19 ≠ 15.82; waived by somebody on 2026-01-02: printed so",
    )


def test_a_waiver_with_another_residual_releases_nothing_and_is_stale() -> None:
    waiver = WAIVER.model_copy(update={"residual": Decimal("-33.36")})
    ruling = only(with_violations(VIOLATION, waivers=(waiver,)))
    assert ruling.verdict is Verdict.QUARANTINED
    assert ruling.reasons == (
        "expenditure.row_total [total]: 49.19 ≠ 15.82",
        "stale waiver for expenditure.row_total [total]: written for -33.36, the residual is -33.37",
    )


def test_a_waiver_whose_violation_is_gone_is_a_warning() -> None:
    ruling = only(replace(RECEIVED, waivers=(WAIVER,)))
    assert ruling.verdict is Verdict.PUBLISHED_WITH_WARNINGS
    assert ruling.reasons == (
        "stale waiver for expenditure.row_total [total]: written for -33.37, the violation is gone",
    )


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"department_id": "other_bureau"},
        {"fiscal_year": 2023},
        {"identity": "income.row_total"},
        {"binding": "201"},
        {"binding": ""},
    ],
)
def test_a_waiver_for_something_else_releases_nothing(elsewhere: dict[str, str | int]) -> None:
    waiver = WAIVER.model_copy(update=elsewhere)
    assert only(with_violations(VIOLATION, waivers=(waiver,))).verdict is Verdict.QUARANTINED


def test_one_waiver_does_not_release_a_second_violation() -> None:
    other = replace(VIOLATION, binding="201")
    ruling = only(with_violations(VIOLATION, other, waivers=(WAIVER,)))
    assert ruling.verdict is Verdict.QUARANTINED
    assert ruling.reasons[0] == "expenditure.row_total [201]: 49.19 ≠ 15.82"
    assert "waived by somebody" in ruling.reasons[1]


def test_a_waiver_does_not_release_figures_of_somebody_else() -> None:
    findings = with_trouble("checksum_disagrees", "error", with_violations(VIOLATION, waivers=(WAIVER,)))
    ruling = only(findings)
    assert ruling.verdict is Verdict.QUARANTINED
    assert ruling.reasons[0] == "a checksum_disagrees"


def test_a_waived_warning_is_published_with_waiver() -> None:
    ruling = only(with_violations(replace(VIOLATION, severity="warning"), waivers=(WAIVER,)))
    assert ruling.verdict is Verdict.PUBLISHED_WITH_WAIVER


def test_a_waiver_of_a_department_year_that_did_not_come_is_not_stale() -> None:
    absent = replace(RECEIVED, received=frozenset(), with_cells=frozenset(), waivers=(WAIVER,))
    assert only(absent).reasons == ("no file was received",)


def test_a_waiver_for_an_identity_that_is_not_in_the_catalogue_is_a_warning() -> None:
    waiver = WAIVER.model_copy(update={"identity": "income.row_totl"})
    ruling = only(replace(RECEIVED, waivers=(waiver,)))
    assert ruling.verdict is Verdict.PUBLISHED_WITH_WARNINGS
    assert ruling.reasons == (
        "stale waiver for income.row_totl [total]: written for -33.37, the catalogue has no such identity",
    )


@pytest.mark.parametrize(
    ("severity", "verdict", "reasons"),
    [
        ("error", Verdict.QUARANTINED, ("codes.parent_printed: 20805 misses 208",)),
        ("warning", Verdict.PUBLISHED_WITH_WARNINGS, ("codes.parent_printed: 20805 misses 208",)),
        ("info", Verdict.PUBLISHED, ()),
    ],
)
def test_what_a_rule_refused_counts_by_its_severity(severity: str, verdict: Verdict, reasons: tuple[str, ...]) -> None:
    irregularity = Irregularity(DEPARTMENT, YEAR, "codes.parent_printed", severity, "20805 misses 208")
    ruling = only(replace(RECEIVED, irregularities=(irregularity,)))
    assert ruling == Ruling(DEPARTMENT, YEAR, verdict, reasons)


def test_a_department_year_is_quarantined_alone() -> None:
    other = ("other_bureau", 2024)
    both = HERE | {other}
    findings = replace(with_violations(VIOLATION), expected=both, received=both, with_cells=both)
    verdicts = {(ruling.department_id, ruling.fiscal_year): ruling.verdict for ruling in rule(findings)}
    assert verdicts == {(DEPARTMENT, YEAR): Verdict.QUARANTINED, other: Verdict.PUBLISHED}


def test_publishable_are_the_three_published_verdicts() -> None:
    rulings = [Ruling(verdict.value, YEAR, verdict) for verdict in Verdict]
    assert {verdict for verdict, _ in publishable(rulings)} == {
        "published",
        "published_with_warnings",
        "published_with_waiver",
    }
