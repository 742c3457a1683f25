"""The publication gate: what must hold of the finished marts before the published state is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from expectations.suites import Demand

if TYPE_CHECKING:
    import pandas as pd

_PLACE = ("department_id", "fiscal_year")

FACT_GRAINS: dict[str, tuple[str, ...]] = {
    "fct_expenditure_by_function": (*_PLACE, "function_code", "nature"),
    "fct_appropriation_by_function": (*_PLACE, "function_code", "budget", "nature"),
    "fct_revenue_by_function": (*_PLACE, "function_code", "source"),
    "fct_basic_expenditure_by_economic": (*_PLACE, "economic_code"),
    "fct_income_expenditure_summary": (*_PLACE, "side", "line_key"),
    "fct_fund_balance": (*_PLACE, "budget"),
    "fct_three_public": (*_PLACE, "item"),
    "fct_claim": (*_PLACE, "claim_key"),
    "fct_budget_execution": (*_PLACE, "budget", "function_code"),
    "fct_project": (*_PLACE, "project_key"),
    "fct_performance_indicator": (*_PLACE, "project_key", "indicator_no"),
    "fct_key_task": (*_PLACE, "task_no"),
}
"""Each fact table's key: one row, never null."""

MEMBERSHIP_KEY = _PLACE


def grain_demands(table: str, frame: pd.DataFrame) -> Iterator[Demand]:
    """One row per key, and every part of the key stated."""
    from great_expectations.expectations.core import ExpectColumnValuesToNotBeNull, ExpectCompoundColumnsToBeUnique
    from great_expectations.expectations.metadata_types import FailureSeverity

    grain = FACT_GRAINS[table]
    unique = f"{table}.grain"
    yield Demand(
        unique,
        ExpectCompoundColumnsToBeUnique(
            column_list=list(grain), severity=FailureSeverity.CRITICAL, meta={"expectation_id": unique}
        ),
        len(frame),
    )
    for column in grain:
        stated = f"{table}.{column}"
        yield Demand(
            stated,
            ExpectColumnValuesToNotBeNull(
                column=column, severity=FailureSeverity.CRITICAL, meta={"expectation_id": stated}
            ),
            len(frame),
        )


def membership_demands(frame: pd.DataFrame) -> Iterator[Demand]:
    """The marts hold exactly what may be published: nothing else, nothing less, and no open error inside."""
    from great_expectations.expectations.core import ExpectColumnPairValuesToBeEqual, ExpectColumnValuesToBeInSet
    from great_expectations.expectations.metadata_types import FailureSeverity

    yield Demand(
        "marts.membership",
        ExpectColumnPairValuesToBeEqual(
            column_A="publishable",
            column_B="present",
            severity=FailureSeverity.CRITICAL,
            meta={"expectation_id": "marts.membership"},
        ),
        len(frame),
    )
    for expectation_id, column in (("marts.stray_facts", "stray_facts"), ("marts.open_errors", "open_errors")):
        yield Demand(
            expectation_id,
            ExpectColumnValuesToBeInSet(
                column=column, value_set=[0], severity=FailureSeverity.CRITICAL, meta={"expectation_id": expectation_id}
            ),
            len(frame),
        )
