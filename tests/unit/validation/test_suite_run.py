"""The suites on the real Great Expectations: refusals are named by key, and what cannot be trusted stops the run."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from expectations.engine import GX_SEVERITY, expectation_of
from expectations.gate import key_suite, membership_suite, reference_suite, word_suite
from expectations.suites import DEPARTMENT_YEAR, AtMost, Check, Failure, Suite, identity_suite, rule_suite
from orchestration.home.helper_process import HelperProcess
from orchestration.validation import suite_run
from orchestration.validation.suite_run import ATTEMPTS, EngineError, failures_in, run_suite

ROLL_UP = Check("expenditure.roll_up", "a row = the rows below it", "error")
ROW_TOTAL = Check("expenditure.row_total", "a row = its kinds", "warning")
CHECKS = (ROLL_UP, ROW_TOTAL)
SUITE = identity_suite(CHECKS)

HOLDS = ("bureau_a", 2024, Decimal("0.000000000000"), Decimal("-0.010000000000"))
BEYOND = ("bureau_b", 2023, Decimal("0.000000000000"), Decimal("0.000000000001"))


def frame_of(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows])


def figures(*rows: tuple[Any, ...]) -> pa.Table:
    return frame_of((*DEPARTMENT_YEAR, *(check.check_id for check in CHECKS)), rows)


def run(frame: pa.Table) -> tuple[Failure, ...]:
    return run_suite(SUITE, CHECKS, frame, len(frame))


def test_every_expectation_bears_the_severity_and_title_of_its_check() -> None:
    for check, expectation in zip(CHECKS, map(expectation_of, SUITE.expectations), strict=True):
        assert (expectation.severity, expectation.description) == (GX_SEVERITY[check.severity], check.title)


def test_figures_up_to_zero_pass() -> None:
    assert run(figures(HOLDS)) == ()


def test_a_figure_above_zero_is_named_by_its_key() -> None:
    assert run(figures(HOLDS, BEYOND)) == (
        Failure(ROW_TOTAL.check_id, {"department_id": "bureau_b", "fiscal_year": 2023}),
    )


def test_large_amounts_stay_exact() -> None:
    large = Decimal("99999999999999.000001") - Decimal("99999999999999.000000")
    assert len(run(figures((*HOLDS[:2], large, -large)))) == 1


def test_keys_are_plain_values() -> None:
    (failure,) = run(figures(BEYOND))
    assert {type(value) for value in failure.key.values()} == {str, int}


def test_nothing_that_was_read_gives_no_failure() -> None:
    assert run(figures()) == ()


def test_a_row_too_few_is_an_engine_error() -> None:
    with pytest.raises(EngineError, match="2 rows where 3 were expected"):
        run_suite(SUITE, CHECKS, figures(HOLDS, BEYOND), 3)


def test_an_empty_frame_where_rows_were_expected_is_an_engine_error() -> None:
    with pytest.raises(EngineError, match="0 rows where 1 were expected"):
        run_suite(SUITE, CHECKS, figures(), 1)


def test_a_blank_is_an_engine_error() -> None:
    """Great Expectations would pass over it."""
    with pytest.raises(EngineError, match=r"expenditure\.row_total: looked at 2 rows of 2, 1 of them without a value"):
        run(figures(HOLDS, (*BEYOND[:3], None)))


def test_an_exception_inside_an_expectation_is_an_engine_error() -> None:
    with pytest.raises(EngineError, match=r"expenditure\.row_total"):
        run(figures(HOLDS).drop_columns(ROW_TOTAL.check_id))


def test_a_suite_that_lacks_a_check_is_an_engine_error() -> None:
    shorter = replace(SUITE, expectations=SUITE.expectations[:1])
    with pytest.raises(EngineError, match=r"differ in expenditure\.row_total"):
        run_suite(shorter, CHECKS, figures(HOLDS), 1)


def test_an_expectation_that_does_not_answer_is_an_engine_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Great Expectations answers everything it is asked; a release that drops one must not pass."""
    monkeypatch.setattr(suite_run, "_ask", lambda *_: [])
    with pytest.raises(EngineError, match="2 expectations, 0 answers to them"):
        run(figures(HOLDS))


def test_where_no_process_lives_long_enough_to_answer_nothing_is_concluded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite_run, "ENGINE", HelperProcess("orchestration.validation.nothing_of_this_name"))
    with pytest.raises(EngineError, match=f"ended {ATTEMPTS} times without an answer"):
        run(figures(HOLDS))


def test_an_exception_of_the_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Suite("identities", DEPARTMENT_YEAR, (AtMost("total", "total", "unheard of"),))
    with pytest.raises(EngineError, match=r"suite identities: .*unheard of"):
        failures_in(wrong, figures(HOLDS), 1)


def test_a_rule_that_refuses_something_is_named_with_its_department_year() -> None:
    rules = (Check("codes.well_formed", "codes", "error"), Check("sheets.complete", "sheets", "info"))
    columns = (*DEPARTMENT_YEAR, *(rule.check_id for rule in rules))
    frame = frame_of(columns, [("a", 2024, 0, 0), ("b", 2024, 3, 0)])
    assert run_suite(rule_suite(rules), rules, frame, 2) == (
        Failure("codes.well_formed", {"department_id": "b", "fiscal_year": 2024}),
    )


@pytest.mark.parametrize(
    ("rows", "keys", "incomplete", "refusing"),
    [(7, 7, 0, set()), (7, 6, 0, {"marts.grain"}), (7, 7, 1, {"marts.null_keys"})],
)
def test_a_mart_with_a_broken_key_is_refused_by_name(rows: int, keys: int, incomplete: int, refusing: set[str]) -> None:
    frame = frame_of(
        ("mart", "key", "rows", "keys", "incomplete"),
        [("fct_three_public", "item", rows, keys, incomplete), ("dim_function", "function_code", 9, 9, 0)],
    )
    failures = failures_in(key_suite(), frame, 2)
    assert {failure.check_id for failure in failures} == refusing
    assert {failure.key["mart"] for failure in failures} <= {"fct_three_public"}


def test_a_reference_that_leads_nowhere_is_refused_by_name() -> None:
    rows = [("fct_project", "fiscal_year in dim_fiscal_year", 0), ("fct_project", "department_id in dim_department", 2)]
    frame = frame_of(("mart", "reference", "orphans"), rows)
    assert failures_in(reference_suite(), frame, 2) == (
        Failure("marts.orphans", {"mart": "fct_project", "reference": "department_id in dim_department"}),
    )


def test_a_word_that_is_not_declared_is_refused_by_name() -> None:
    frame = frame_of(("mart", "column", "strangers"), [("dq_part", "part", 0), ("dq_part", "status", 3)])
    assert failures_in(word_suite(), frame, 2) == (
        Failure("marts.unknown_words", {"mart": "dq_part", "column": "status"}),
    )


MEMBERSHIP: Sequence[tuple[dict[str, object], set[str]]] = (
    ({"publishable": True, "present": True}, set()),
    ({"publishable": False, "present": False}, set()),
    ({"publishable": True, "present": False}, {"marts.membership"}),
    ({"publishable": False, "present": True}, {"marts.membership"}),
    ({"publishable": False, "present": False, "stray_facts": 3}, {"marts.stray_facts"}),
    ({"publishable": False, "present": False, "withheld": True, "set_apart": True}, set()),
    ({"publishable": False, "present": False, "withheld": True}, {"marts.set_apart"}),
    ({"set_apart": True}, {"marts.set_apart"}),
    ({"stray_withheld": 2}, {"marts.stray_withheld"}),
    ({"publishable": True, "present": True, "open_errors": 1}, {"marts.open_errors"}),
)


@pytest.mark.parametrize(("state", "refusing"), MEMBERSHIP)
def test_the_marts_hold_exactly_what_may_be_published(state: dict[str, object], refusing: set[str]) -> None:
    clean: dict[str, object] = {
        "fiscal_year": 2024,
        "publishable": True,
        "present": True,
        "withheld": False,
        "set_apart": False,
        "stray_facts": 0,
        "stray_withheld": 0,
        "open_errors": 0,
    }
    frame = pa.Table.from_pylist([clean | {"department_id": "bureau_a"} | state, clean | {"department_id": "bureau_b"}])
    failures = failures_in(membership_suite(), frame, 2)
    assert {failure.check_id for failure in failures} == refusing
    assert {failure.key["department_id"] for failure in failures} <= {"bureau_a"}
