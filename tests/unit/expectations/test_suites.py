"""The suites on the real Great Expectations: refusals are named by key, and what cannot be trusted stops the run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from expectations.gate import MART_KEY, key_demands, membership_demands
from expectations.rules import load_rules
from expectations.suites import (
    RESULT_KEY,
    RULE_KEY,
    Demand,
    EngineError,
    Failure,
    IdentityRule,
    identity_demands,
    judge,
    rule_demands,
)

ROLL_UP = IdentityRule("expenditure.roll_up", "a row = the rows below it", "error")
ROW_TOTAL = IdentityRule("expenditure.row_total", "a row = its kinds", "warning")

EXACT = ("bureau_a", 2024, ROW_TOTAL.identity_id, "total", Decimal("0.02"), Decimal("0.00"))
AT_THE_LIMIT = ("bureau_a", 2024, ROW_TOTAL.identity_id, "201", Decimal("0.02"), Decimal("0.02"))
BEYOND = ("bureau_b", 2023, ROW_TOTAL.identity_id, "201", Decimal("0.02"), Decimal("0.020001"))
ROLLED_UP = ("bureau_b", 2023, ROLL_UP.identity_id, "201.total", Decimal("0.01"), Decimal("0.00"))


def results(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=[*RESULT_KEY, "allowance", "excess"], dtype=object)


def judged(frame: pd.DataFrame, rules: Sequence[IdentityRule] = (ROLL_UP, ROW_TOTAL)) -> tuple[Failure, ...]:
    return judge("identities", frame, identity_demands(rules, frame), RESULT_KEY)


def asked_for(demands: Iterator[Demand], rows: int) -> list[Demand]:
    return [replace(demand, rows=rows) for demand in demands]


def test_residuals_within_their_allowance_pass() -> None:
    assert judged(results(EXACT, AT_THE_LIMIT, ROLLED_UP)) == ()


def test_a_residual_beyond_its_allowance_is_named_by_its_key() -> None:
    assert judged(results(EXACT, BEYOND, ROLLED_UP)) == (
        Failure(
            ROW_TOTAL.identity_id,
            {
                "department_id": "bureau_b",
                "fiscal_year": 2023,
                "identity_id": ROW_TOTAL.identity_id,
                "binding": "201",
            },
        ),
    )


def test_amounts_are_compared_exactly_however_large() -> None:
    limit = Decimal("99999999999999.000001")
    row = (*EXACT[:4], limit, limit + Decimal("0.000001"))
    assert len(judged(results(row))) == 1


def test_keys_are_plain_values() -> None:
    (failure,) = judged(results(BEYOND))
    assert {type(value) for value in failure.key.values()} == {str, int}


def test_an_identity_that_was_evaluated_nowhere_is_neither_refused_nor_an_error() -> None:
    assert judged(results(EXACT)) == ()


def test_nothing_to_evaluate_gives_no_failure() -> None:
    assert judged(results()) == ()


def test_an_expectation_that_saw_no_row_of_those_it_was_asked_about_is_an_engine_error() -> None:
    frame = results(EXACT)
    demands = asked_for(identity_demands([ROLL_UP], frame), rows=3)
    with pytest.raises(EngineError, match=r"expenditure\.roll_up: looked at 0 rows of 3"):
        judge("identities", frame, demands, RESULT_KEY)


def test_a_row_too_few_is_an_engine_error() -> None:
    frame = results(EXACT, AT_THE_LIMIT)
    demands = asked_for(identity_demands([ROW_TOTAL], frame), rows=3)
    with pytest.raises(EngineError, match="looked at 2 rows of 3"):
        judge("identities", frame, demands, RESULT_KEY)


def test_an_empty_frame_where_rows_were_expected_is_an_engine_error() -> None:
    frame = results()
    demands = asked_for(identity_demands([ROW_TOTAL], frame), rows=1)
    with pytest.raises(EngineError, match="an empty frame"):
        judge("identities", frame, demands, RESULT_KEY)


def test_an_exception_inside_an_expectation_is_an_engine_error() -> None:
    frame = results(EXACT, BEYOND)
    with pytest.raises(EngineError, match=ROW_TOTAL.identity_id.replace(".", r"\.")):
        judge("identities", frame.drop(columns="excess"), identity_demands([ROW_TOTAL], frame), RESULT_KEY)


def test_an_expectation_that_does_not_answer_is_an_engine_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Great Expectations answers everything it is asked; a release that drops one must not pass."""
    monkeypatch.setattr("expectations.suites._validate", lambda *_: [])
    with pytest.raises(EngineError, match="2 expectations were asked, 0 answered"):
        judged(results(EXACT, ROLLED_UP))


RULES = load_rules()


def rule_results(refused: Mapping[str, int]) -> pd.DataFrame:
    return pd.DataFrame(
        [("bureau_a", 2024, rule.id, refused.get(rule.id, 0)) for rule in RULES],
        columns=[*RULE_KEY, "refused"],
        dtype=object,
    )


def test_a_rule_that_refuses_something_is_named_with_its_department_year() -> None:
    frame = rule_results({"codes.well_formed": 3})
    assert judge("rules", frame, rule_demands(RULES, 1), RULE_KEY) == (
        Failure(
            "codes.well_formed", {"department_id": "bureau_a", "fiscal_year": 2024, "rule_id": "codes.well_formed"}
        ),
    )


def test_a_rule_that_was_not_held_against_every_department_year_is_an_engine_error() -> None:
    frame = rule_results({})
    with pytest.raises(EngineError, match=r"sheets\.complete: looked at 1 rows of 2"):
        judge("rules", frame, rule_demands(RULES, 2), RULE_KEY)
    lost = frame[frame["rule_id"] != "amounts.plausible"]
    with pytest.raises(EngineError, match=r"amounts\.plausible: looked at 0 rows of 1"):
        judge("rules", lost, rule_demands(RULES, 1), RULE_KEY)


@pytest.mark.parametrize(
    ("rows", "keys", "null_keys", "orphans", "refusing"),
    [
        (7, 7, 0, 0, set()),
        (7, 6, 0, 0, {"marts.grain"}),
        (7, 7, 1, 0, {"marts.null_keys"}),
        (0, 0, 0, 2, {"marts.orphans"}),
    ],
)
def test_a_mart_with_a_broken_key_is_refused_by_name(
    rows: int, keys: int, null_keys: int, orphans: int, refusing: set[str]
) -> None:
    frame = pd.DataFrame(
        [("fct_three_public", "item", rows, keys, null_keys, orphans), ("dim_function", "function_code", 9, 9, 0, 0)],
        columns=["mart", "key", "rows", "keys", "null_keys", "orphans"],
        dtype=object,
    )
    failures = judge("keys", frame, key_demands(frame), MART_KEY)
    assert {failure.expectation_id for failure in failures} == refusing
    assert {failure.key["mart"] for failure in failures} <= {"fct_three_public"}


@pytest.mark.parametrize(
    ("publishable", "present", "stray_facts", "open_errors", "refusing"),
    [
        (True, True, 0, 0, set()),
        (False, False, 0, 0, set()),
        (True, False, 0, 0, {"marts.membership"}),
        (False, True, 0, 0, {"marts.membership"}),
        (False, False, 3, 0, {"marts.stray_facts"}),
        (True, True, 0, 1, {"marts.open_errors"}),
    ],
)
def test_the_marts_hold_exactly_what_may_be_published(
    publishable: bool, present: bool, stray_facts: int, open_errors: int, refusing: set[str]
) -> None:
    frame = pd.DataFrame(
        [("bureau_a", 2024, publishable, present, stray_facts, open_errors), ("bureau_b", 2024, True, True, 0, 0)],
        columns=["department_id", "fiscal_year", "publishable", "present", "stray_facts", "open_errors"],
        dtype=object,
    )
    failures = judge("membership", frame, membership_demands(frame), ("department_id", "fiscal_year"))
    assert {failure.expectation_id for failure in failures} == refusing
    assert {failure.key["department_id"] for failure in failures} <= {"bureau_a"}
