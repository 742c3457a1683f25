"""The Great Expectations suites, built from the catalogue, and one way of running them that fails closed.

A vacuous pass (no rows), a missing expectation and an exception inside an expectation all look like answers; here they
are engine errors: they stop the run and never quarantine anybody.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any

from expectations.rules import Rule

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.expectations.expectation import Expectation

RESULT_KEY = ("department_id", "fiscal_year", "identity_id", "binding")
RULE_KEY = ("department_id", "fiscal_year", "rule_id")
GX_SEVERITY = {"error": "critical", "warning": "warning", "info": "info"}


class EngineError(RuntimeError):
    """The judgement itself went wrong: nothing may be concluded from it about any department."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One row that an expectation refused, by its key."""

    expectation_id: str
    key: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Demand:
    """An expectation with its id and the number of rows that it must have looked at."""

    expectation_id: str
    expectation: Expectation
    rows: int


@dataclass(frozen=True, slots=True)
class IdentityRule:
    """What the suites need to know of an identity."""

    identity_id: str
    title: str
    severity: str


def identity_demand(identity: IdentityRule, rows: int) -> Demand:
    """For every evaluated result of one identity, which the frame holds alone: the allowance is at least the excess."""
    from great_expectations.expectations.core import ExpectColumnPairValuesAToBeGreaterThanB
    from great_expectations.expectations.metadata_types import FailureSeverity

    return Demand(
        identity.identity_id,
        ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="allowance",
            column_B="excess",
            or_equal=True,
            severity=FailureSeverity(GX_SEVERITY[identity.severity]),
            description=identity.title,
            meta={"expectation_id": identity.identity_id},
        ),
        rows,
    )


def rule_demands(rules: Sequence[Rule], department_years: int) -> Iterator[Demand]:
    """One expectation per rule: it refuses nothing, in any department-year that was read."""
    from great_expectations.expectations.core import ExpectColumnValuesToBeInSet
    from great_expectations.expectations.metadata_types import FailureSeverity
    from great_expectations.expectations.row_conditions import Column

    for rule in rules:
        yield Demand(
            rule.id,
            ExpectColumnValuesToBeInSet(
                column="refused",
                value_set=[0],
                row_condition=Column("rule_id") == rule.id,
                severity=FailureSeverity(GX_SEVERITY[rule.severity]),
                description=f"{rule.title} / {rule.title_en}",
                meta={"expectation_id": rule.id},
            ),
            department_years,
        )


def import_early() -> None:
    """Begin to import Great Expectations, which takes seconds, while this process has nothing else to do."""
    Thread(target=import_module, args=("great_expectations.expectations.core",), daemon=True).start()


def judge(name: str, frame: pd.DataFrame, demands: Iterable[Demand], key: Sequence[str]) -> tuple[Failure, ...]:
    """Validate a frame and return every refused row. Raises EngineError wherever the verdict cannot be trusted."""
    demanded = {demand.expectation_id: demand for demand in demands}
    if not demanded or frame.empty:
        if any(demand.rows for demand in demanded.values()):
            raise EngineError(f"suite {name}: an empty frame where rows were expected")
        return ()
    results = _validate(name, frame, [demand.expectation for demand in demanded.values()], key)
    if len(results) != len(demanded):
        raise EngineError(f"suite {name}: {len(demanded)} expectations were asked, {len(results)} answered")
    return tuple(failure for result in results for failure in _failures(name, result, demanded, key))


def _validate(name: str, frame: pd.DataFrame, expectations: list[Expectation], key: Sequence[str]) -> list[Any]:
    import great_expectations as gx

    batch = _frames().get_batch(batch_parameters={"dataframe": frame})
    result_format = {"result_format": "COMPLETE", "unexpected_index_column_names": list(key)}
    validation = batch.validate(gx.ExpectationSuite(name, expectations=expectations), result_format=result_format)
    return list(validation.results)


@cache
def _frames() -> BatchDefinition[Any]:
    """Where every frame is handed over; made once, because that takes longer than judging a small frame. It keeps the
    last frame alone."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frames")
    return asset.add_batch_definition_whole_dataframe("frames")


def _failures(name: str, result: Any, demanded: Mapping[str, Demand], key: Sequence[str]) -> Iterator[Failure]:
    expectation_id = result.expectation_config.meta["expectation_id"]
    if result.exception_info and result.exception_info.get("raised_exception"):
        raise EngineError(f"suite {name}, {expectation_id}: {result.exception_info.get('exception_message')}")
    seen = result.result.get("element_count")
    if seen != demanded[expectation_id].rows:
        raise EngineError(f"suite {name}, {expectation_id}: looked at {seen} rows of {demanded[expectation_id].rows}")
    refused = result.result.get("unexpected_index_list") or []
    if result.success != (not refused):
        raise EngineError(
            f"suite {name}, {expectation_id}: says success={result.success} with {len(refused)} refused rows"
        )
    for row in refused:
        yield Failure(expectation_id, {column: _plain(row[column]) for column in key})


def _plain(value: Any) -> str | int:
    return value if isinstance(value, str) else int(value)
