"""Great Expectations itself, which takes seconds to import: for a process of its own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from expectations.suites import Answer, AtMost, Equal, Expected, Suite, Zero
from expectations.without_pyspark import without_pyspark

with without_pyspark():
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.core import (
        ExpectColumnPairValuesToBeEqual,
        ExpectColumnValuesToBeBetween,
        ExpectColumnValuesToBeInSet,
    )
    from great_expectations.expectations.metadata_types import FailureSeverity

if TYPE_CHECKING:
    import pyarrow as pa
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.expectations.expectation import Expectation

GX_SEVERITY = {"error": "critical", "warning": "warning", "info": "info"}


def expectation_of(expected: Expected) -> Expectation:
    """An expectation as Great Expectations knows it, with its `check_id` in its meta."""
    meta = {"check_id": expected.check_id}
    match expected:
        case AtMost(check_id, title, severity, most):
            return ExpectColumnValuesToBeBetween(
                column=check_id,
                max_value=most,
                severity=FailureSeverity(GX_SEVERITY[severity]),
                description=title,
                meta=meta,
            )
        case Equal(_, column, other):
            return ExpectColumnPairValuesToBeEqual(
                column_A=column, column_B=other, severity=FailureSeverity.CRITICAL, meta=meta
            )
        case Zero(_, column):
            return ExpectColumnValuesToBeInSet(
                column=column, value_set=[0], severity=FailureSeverity.CRITICAL, meta=meta
            )


def prepare() -> None:
    """Do before the first suite comes what takes longer than validating a small frame."""
    _frames()


def answers_of(suite: Suite, frame: pa.Table) -> list[Answer]:
    """What each expectation says of the frame. It is judged as a pandas frame, whose DECIMAL columns are exact."""
    batch = _frames().get_batch(batch_parameters={"dataframe": frame.to_pandas()})
    asked = gx.ExpectationSuite(suite.name, expectations=list(map(expectation_of, suite.expectations)))
    result_format = {"result_format": "COMPLETE", "unexpected_index_column_names": list(suite.key)}
    return [_answer(suite, result) for result in batch.validate(asked, result_format=result_format).results]


@cache
def _frames() -> BatchDefinition[Any]:
    """Where every frame is handed over; made once, because that takes longer than validating a small frame. It keeps
    the last frame alone."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frames")
    return asset.add_batch_definition_whole_dataframe("frames")


def _answer(suite: Suite, result: Any) -> Answer:
    raised = result.exception_info or {}
    refused = result.result.get("unexpected_index_list") or []
    return Answer(
        check_id=result.expectation_config.meta["check_id"],
        is_success=bool(result.success),
        seen=result.result.get("element_count"),
        without_value=result.result.get("missing_count") or 0,
        refused=tuple({column: _plain(row[column]) for column in suite.key} for row in refused),
        exception=str(raised.get("exception_message")) if raised.get("raised_exception") else None,
    )


def _plain(value: Any) -> str | int:
    return value if isinstance(value, str) else int(value)
