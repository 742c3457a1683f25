"""Verdicts: everything that bears on a department-year leads to the verdict and the reasons that it must."""

from dataclasses import replace
from decimal import Decimal

import pytest

from expectations.verdict import (
    Decision,
    Evidence,
    FailedCheck,
    ReadingProblem,
    WaivedViolation,
    decide,
    named,
)
from expectations.vocabulary import Verdict, WaiverState
from expectations.waivers import StaleWaiver

DEPARTMENT, YEAR = "some_bureau", 2024
HERE = frozenset({(DEPARTMENT, YEAR)})
RECEIVED = Evidence(expected=HERE, received=HERE, with_figures=HERE)

UNEQUAL = "expenditure.row_total [total]: 49.19 ≠ 15.82"
FAILED = FailedCheck(DEPARTMENT, YEAR, "expenditure.row_total", "error", (UNEQUAL,))
WAIVED = WaivedViolation(DEPARTMENT, YEAR, f"{UNEQUAL}; waived by somebody on 2026-01-02: printed so")
STALE = StaleWaiver(
    DEPARTMENT, YEAR, "expenditure.row_total", "total", WaiverState.VIOLATION_GONE, Decimal("-33.370000")
)


def with_problem(kind: str, severity: str, evidence: Evidence = RECEIVED) -> Evidence:
    return replace(evidence, problems=(ReadingProblem(DEPARTMENT, YEAR, kind, severity, f"a {kind}"),))


def only(evidence: Evidence) -> Decision:
    (decision,) = decide(evidence)
    return decision


def test_a_clean_department_year_is_published_without_reasons() -> None:
    assert only(RECEIVED) == Decision(DEPARTMENT, YEAR, Verdict.PUBLISHED, ())


def test_what_was_expected_and_did_not_come_is_not_received() -> None:
    decision = only(replace(RECEIVED, received=frozenset(), with_figures=frozenset()))
    assert decision.verdict is Verdict.NOT_RECEIVED
    assert decision.reasons == ("未收到文件",)


def test_what_came_without_being_expected_is_decided_too() -> None:
    assert only(replace(RECEIVED, expected=frozenset())).verdict is Verdict.PUBLISHED


def test_files_without_a_figure_are_unreadable_and_say_why() -> None:
    decision = only(with_problem("damaged_file", "error", replace(RECEIVED, with_figures=frozenset())))
    assert decision.verdict is Verdict.UNREADABLE
    assert decision.reasons == ("a damaged_file",)


def test_unreadable_files_always_give_a_reason() -> None:
    assert only(replace(RECEIVED, with_figures=frozenset())).reasons == ("没有读出任何数字",)


@pytest.mark.parametrize("kind_of_check", ["failed_identities", "failed_rules"])
@pytest.mark.parametrize(
    ("severity", "verdict", "reasons"),
    [
        ("error", Verdict.QUARANTINED, (UNEQUAL,)),
        ("warning", Verdict.PUBLISHED_WITH_WARNINGS, (UNEQUAL,)),
        ("info", Verdict.PUBLISHED, ()),
    ],
)
def test_a_failed_check_counts_by_its_severity(
    kind_of_check: str, severity: str, verdict: Verdict, reasons: tuple[str, ...]
) -> None:
    failed = (replace(FAILED, severity=severity),)
    evidence = (
        replace(RECEIVED, failed_identities=failed)
        if kind_of_check == "failed_identities"
        else replace(RECEIVED, failed_rules=failed)
    )
    assert only(evidence) == Decision(DEPARTMENT, YEAR, verdict, reasons)


def test_a_failure_without_words_counts_under_its_id() -> None:
    decision = only(replace(RECEIVED, failed_identities=(replace(FAILED, reasons=()),)))
    assert decision == Decision(DEPARTMENT, YEAR, Verdict.QUARANTINED, ("expenditure.row_total",))


@pytest.mark.parametrize("kind", ["department_disagrees", "fiscal_year_disagrees", "checksum_disagrees"])
def test_figures_that_may_be_misfiled_are_quarantined(kind: str) -> None:
    assert only(with_problem(kind, "error")).verdict is Verdict.QUARANTINED


@pytest.mark.parametrize(
    ("kind", "severity"),
    [("department_disagrees", "warning"), ("damaged_file", "error"), ("not_a_number", "warning")],
)
def test_other_reading_problems_are_published_with_warnings(kind: str, severity: str) -> None:
    decision = only(with_problem(kind, severity))
    assert decision.verdict is Verdict.PUBLISHED_WITH_WARNINGS
    assert decision.reasons == (f"a {kind}",)


def test_an_information_is_no_reason() -> None:
    assert only(with_problem("not_modelled_sheet", "info")) == Decision(DEPARTMENT, YEAR, Verdict.PUBLISHED)


def test_a_waived_violation_is_published_with_the_reason_of_its_waiver() -> None:
    decision = only(replace(RECEIVED, waived=(WAIVED,)))
    assert decision == Decision(DEPARTMENT, YEAR, Verdict.PUBLISHED_WITH_WAIVER, (WAIVED.reason,))


def test_a_waived_violation_beside_an_open_one_is_quarantined_and_named_after_it() -> None:
    decision = only(replace(RECEIVED, failed_identities=(FAILED,), waived=(WAIVED,)))
    assert decision == Decision(DEPARTMENT, YEAR, Verdict.QUARANTINED, (UNEQUAL, WAIVED.reason))


def test_a_waiver_does_not_release_misfiled_figures() -> None:
    decision = only(with_problem("checksum_disagrees", "error", replace(RECEIVED, waived=(WAIVED,))))
    assert decision.verdict is Verdict.QUARANTINED
    assert decision.reasons[0] == "a checksum_disagrees"


def test_a_stale_waiver_is_a_warning() -> None:
    decision = only(replace(RECEIVED, stale_waivers=(STALE,)))
    assert decision.verdict is Verdict.PUBLISHED_WITH_WARNINGS
    assert decision.reasons == ("豁免失效：所记差额 -33.37 万元，不符已消除（expenditure.row_total [total]）",)


def test_reasons_stand_by_weight_and_then_by_their_kind() -> None:
    warning = replace(FAILED, severity="warning", reasons=("an identity",))
    evidence = Evidence(
        expected=HERE,
        received=HERE,
        with_figures=HERE,
        failed_identities=(warning, FAILED),
        failed_rules=(replace(warning, reasons=("a rule",)), replace(FAILED, reasons=("a grave rule",))),
        waived=(WAIVED,),
        stale_waivers=(STALE,),
        problems=(
            ReadingProblem(DEPARTMENT, YEAR, "not_a_number", "warning", "a warning"),
            ReadingProblem(DEPARTMENT, YEAR, "damaged_file", "error", "an error"),
            ReadingProblem(DEPARTMENT, YEAR, "checksum_disagrees", "error", "misfiled"),
        ),
    )
    *grave, error, identity, stale, rule, problem = only(evidence).reasons
    assert grave == ["misfiled", UNEQUAL, "a grave rule", WAIVED.reason]
    assert (error, identity, rule, problem) == ("an error", "an identity", "a rule", "a warning")
    assert stale.startswith("豁免失效")


def test_a_department_year_is_quarantined_alone() -> None:
    other = ("other_bureau", 2024)
    both = HERE | {other}
    evidence = Evidence(expected=both, received=both, with_figures=both, failed_identities=(FAILED,))
    verdicts = {(decision.department_id, decision.fiscal_year): decision.verdict for decision in decide(evidence)}
    assert verdicts == {(DEPARTMENT, YEAR): Verdict.QUARANTINED, other: Verdict.PUBLISHED}


def test_an_identity_is_named_with_what_it_is_bound_to() -> None:
    assert named("a.b", "201") == "a.b [201]"
    assert named("a.b", "") == "a.b"
