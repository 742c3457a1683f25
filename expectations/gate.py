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

GRAINS: dict[str, tuple[str, ...]] = FACT_GRAINS | {
    "dim_department": ("department_id",),
    "dim_fiscal_year": ("fiscal_year",),
    "dim_function": ("function_code",),
    "dim_economic": ("economic_code",),
    "dim_document": (*_PLACE, "file_name"),
    "dim_identity": ("identity_id",),
    "dim_glossary": (*_PLACE, "term_no"),
    "mart_department_year": _PLACE,
    "mart_function_trend": (*_PLACE, "function_code"),
    "mart_economic_structure": (*_PLACE, "economic_code"),
    "dq_department_year": _PLACE,
    "dq_coverage": _PLACE,
    "dq_sheet": (*_PLACE, "sheet_id"),
    "dq_candidate_cell": (
        *_PLACE,
        "identity_id",
        "binding",
        "cell_fiscal_year",
        "sheet_id",
        "row_key",
        "column_key",
    ),
    "dq_finding": (*_PLACE, "finding_id"),
    "dq_printed_formula": (*_PLACE, "sheet_id", "formula_no"),
    "dq_identity_result": (*_PLACE, "identity_id", "binding"),
    "dq_rule_finding": (*_PLACE, "rule_id", "sheet_id", "row_key", "column_key"),
    "dq_problem": (*_PLACE, "problem_no"),
    "dq_waiver": (*_PLACE, "identity_id", "binding"),
    "dq_edition": _PLACE,
    "dq_finding_history": (*_PLACE, "check_id", "binding", "first_edition"),
}
"""Each mart's key: one row, never null. A mart that is not here is refused."""

REFERENCES: tuple[tuple[str, str, str], ...] = (
    *((fact, "department_id", "dim_department") for fact in FACT_GRAINS),
    *((fact, "fiscal_year", "dim_fiscal_year") for fact in FACT_GRAINS),
    ("fct_expenditure_by_function", "function_code", "dim_function"),
    ("fct_appropriation_by_function", "function_code", "dim_function"),
    ("fct_revenue_by_function", "function_code", "dim_function"),
    ("fct_basic_expenditure_by_economic", "economic_code", "dim_economic"),
    ("mart_department_year", "department_id", "dim_department"),
    ("dq_identity_result", "identity_id", "dim_identity"),
)
"""Mart, column, and the dimension in which every value of the column has its row."""

MART_KEY = ("mart", "key")
MEMBERSHIP_KEY = _PLACE


def key_demands(frame: pd.DataFrame) -> Iterator[Demand]:
    """One row of `frame` per mart and key: as many keys as rows, none of them null, every one known where it leads."""
    from great_expectations.expectations.core import ExpectColumnPairValuesToBeEqual, ExpectColumnValuesToBeInSet
    from great_expectations.expectations.metadata_types import FailureSeverity

    yield Demand(
        "marts.grain",
        ExpectColumnPairValuesToBeEqual(
            column_A="rows", column_B="keys", severity=FailureSeverity.CRITICAL, meta={"expectation_id": "marts.grain"}
        ),
        len(frame),
    )
    for expectation_id, column in (("marts.null_keys", "null_keys"), ("marts.orphans", "orphans")):
        yield Demand(
            expectation_id,
            ExpectColumnValuesToBeInSet(
                column=column, value_set=[0], severity=FailureSeverity.CRITICAL, meta={"expectation_id": expectation_id}
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
