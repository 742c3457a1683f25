"""The Great Expectations suites, built from the catalogue, and one way of running them that fails closed.

A vacuous pass (no rows), a missing expectation and an exception inside an expectation all look like answers; here they
are engine errors: they stop the run and never quarantine anybody. Where the frames come from and what a failure leads
to do not belong here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.expectations.expectation import Expectation

DEPARTMENT_YEAR = ("department_id", "fiscal_year")
GX_SEVERITY = {"error": "critical", "warning": "warning", "info": "info"}


class EngineError(RuntimeError):
    """The validation itself went wrong: nothing may be concluded from it about any department."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a suite needs to know of an identity or a rule; `severity` is error, warning or info."""

    check_id: str
    title: str
    severity: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One row that an expectation refused, by its key."""

    check_id: str
    key: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Suite:
    """Expectations over one frame, each with its `check_id` in its meta; `key` are the columns that name a row."""

    name: str
    key: tuple[str, ...]
    expectations: tuple[Expectation, ...]


def identity_suite(identities: Iterable[Check]) -> Suite:
    """One expectation per identity: in its own column no department-year exceeds the allowance (万元)."""
    return Suite("identities", DEPARTMENT_YEAR, tuple(map(_at_most_zero, identities)))


def rule_suite(rules: Iterable[Check]) -> Suite:
    """One expectation per rule: in its own column no department-year has a place that breaks it."""
    return Suite("rules", DEPARTMENT_YEAR, tuple(map(_at_most_zero, rules)))


def _at_most_zero(check: Check) -> Expectation:
    from great_expectations.expectations.core import ExpectColumnValuesToBeBetween
    from great_expectations.expectations.metadata_types import FailureSeverity

    return ExpectColumnValuesToBeBetween(
        column=check.check_id,
        max_value=0,
        severity=FailureSeverity(GX_SEVERITY[check.severity]),
        description=check.title,
        meta={"check_id": check.check_id},
    )


def import_early() -> None:
    """Begin to import Great Expectations, which takes seconds, while this process has nothing else to do.

    What it shares with whoever works meanwhile is imported first: of modules that import each other in a circle, two
    threads that begin at different ends see one half made.
    """
    import_module("sqlalchemy.orm")
    Thread(target=import_module, args=("great_expectations.expectations.core",), daemon=True).start()


def run_suite(suite: Suite, checks: Iterable[Check], frame: pd.DataFrame, rows: int) -> tuple[Failure, ...]:
    """Every row of a frame that fails one of the checks.

    Raises EngineError where the suite and the checks differ, the frame has not `rows` rows, an expectation does not
    answer, raises an exception inside, does not look at every row, or contradicts itself.
    """
    missing = {check.check_id for check in checks} ^ {_check_id(expectation) for expectation in suite.expectations}
    if missing:
        raise EngineError(f"suite {suite.name}: the suite and the catalogue differ in {', '.join(sorted(missing))}")
    return failures_in(suite, frame, rows)


def failures_in(suite: Suite, frame: pd.DataFrame, rows: int) -> tuple[Failure, ...]:
    """`run_suite` for a suite that no catalogue stands behind."""
    if len(frame) != rows:
        raise EngineError(f"suite {suite.name}: {len(frame)} rows where {rows} were expected")
    if not rows:
        return ()
    results = _validate(suite, frame)
    if len(results) != len(suite.expectations):
        raise EngineError(f"suite {suite.name}: {len(suite.expectations)} expectations, {len(results)} answers")
    return tuple(failure for result in results for failure in _parse(suite, result, rows))


def _validate(suite: Suite, frame: pd.DataFrame) -> list[Any]:
    import great_expectations as gx

    batch = _frames().get_batch(batch_parameters={"dataframe": frame})
    expectations = gx.ExpectationSuite(suite.name, expectations=list(suite.expectations))
    result_format = {"result_format": "COMPLETE", "unexpected_index_column_names": list(suite.key)}
    return list(batch.validate(expectations, result_format=result_format).results)


@cache
def _frames() -> BatchDefinition[Any]:
    """Where every frame is handed over; made once, because that takes longer than validating a small frame. It keeps
    the last frame alone."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frames")
    return asset.add_batch_definition_whole_dataframe("frames")


def _parse(suite: Suite, result: Any, rows: int) -> Iterator[Failure]:
    check_id = result.expectation_config.meta["check_id"]
    where = f"suite {suite.name}, {check_id}"
    if result.exception_info and result.exception_info.get("raised_exception"):
        raise EngineError(f"{where}: {result.exception_info.get('exception_message')}")
    seen, without_value = result.result.get("element_count"), result.result.get("missing_count") or 0
    if seen != rows or without_value:
        raise EngineError(f"{where}: looked at {seen} rows of {rows}, {without_value} of them without a value")
    refused = result.result.get("unexpected_index_list") or []
    if result.success != (not refused):
        raise EngineError(f"{where}: says success={result.success} with {len(refused)} refused rows")
    for row in refused:
        yield Failure(check_id, {column: _plain(row[column]) for column in suite.key})


def _check_id(expectation: Expectation) -> str:
    return str((expectation.meta or {})["check_id"])


def _plain(value: Any) -> str | int:
    return value if isinstance(value, str) else int(value)
