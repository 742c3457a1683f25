"""A small instance with the records that runs of a given age leave in it, written through Dagster's own storages."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from typing import Any

import dagster as dg
import sqlalchemy as sa
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluation,
    AssetCheckEvaluationPlanned,
)
from dagster._core.events import (
    AssetMaterializationPlannedData,
    DagsterEvent,
    DagsterEventType,
    StepMaterializationData,
)
from dagster._core.storage.compute_log_manager import ComputeIOType
from dagster._core.storage.event_log.schema import AssetEventTagsTable, SqlEventLogStorageTable
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage
from dagster._core.storage.runs.sql_run_storage import SqlRunStorage
from dagster._core.utils import make_new_run_id

JOB = "warehouse"
OVERVIEW, CELLS = dg.AssetKey("overview"), dg.AssetKey("cells")
ROLL_UP = dg.AssetCheckKey(OVERVIEW, "roll_up")
NOW = datetime(2026, 7, 15, 12, tzinfo=UTC)


def record_run(
    instance: dg.DagsterInstance,
    days_ago: int,
    published: int = 0,
    partition: str | None = None,
    is_failing: bool = False,
) -> str:
    """What a run over the overview, or over one partition of the cells, leaves behind; returns its id. A failing one
    came to nothing. Runs are recorded oldest first."""
    moment = NOW - timedelta(days=days_ago)
    run = dg.DagsterRun(JOB, make_new_run_id(), tags={"juesuan/trigger": "schedule"})
    storage = instance.run_storage
    assert isinstance(storage, SqlRunStorage)
    storage.add_historical_run(run, moment)
    log_key = [run.run_id, "compute_logs", "step"]
    with instance.compute_log_manager.open_log_stream(log_key, ComputeIOType.STDOUT) as stream:
        assert isinstance(stream, TextIOWrapper)
        stream.write("read")
    told = () if is_failing else _told(published, partition)
    end = DagsterEventType.RUN_FAILURE if is_failing else DagsterEventType.RUN_SUCCESS
    for event in (*_planned(partition), *told, DagsterEvent(end.value, JOB)):
        instance.report_dagster_event(event, run.run_id, timestamp=moment.timestamp())
    return run.run_id


def _planned(partition: str | None) -> Iterator[DagsterEvent]:
    asset = OVERVIEW if partition is None else CELLS
    yield DagsterEvent(DagsterEventType.RUN_START.value, JOB)
    yield _event(
        DagsterEventType.ASSET_MATERIALIZATION_PLANNED, asset, AssetMaterializationPlannedData(asset, partition)
    )
    if partition is None:
        planned = AssetCheckEvaluationPlanned(asset_key=asset, check_name=ROLL_UP.name)
        yield _event(DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED, asset, planned)


def _told(published: int, partition: str | None) -> Iterator[DagsterEvent]:
    asset = OVERVIEW if partition is None else CELLS
    materialization = dg.AssetMaterialization(
        asset, metadata={"published": published}, partition=partition, tags={"dagster/data_version": str(published)}
    )
    yield _event(DagsterEventType.ASSET_MATERIALIZATION, asset, StepMaterializationData(materialization))
    if partition is None:
        evaluation = AssetCheckEvaluation(asset, ROLL_UP.name, passed=True, metadata={"violated": published})
        yield _event(DagsterEventType.ASSET_CHECK_EVALUATION, asset, evaluation)


def _event(kind: DagsterEventType, asset: dg.AssetKey, data: Any) -> DagsterEvent:
    return DagsterEvent(kind.value, JOB, event_specific_data=data, step_key=asset.path[0])


def published_numbers(instance: dg.DagsterInstance) -> list[object]:
    """What the page of the overview draws, oldest first."""
    records = instance.fetch_materializations(OVERVIEW, limit=1000, ascending=True).records
    found = [record.asset_materialization for record in records]
    return [materialization.metadata["published"].value for materialization in found if materialization is not None]


def violated_numbers(instance: dg.DagsterInstance) -> list[object]:
    """What the page of the check draws, newest first."""
    records = instance.event_log_storage.get_asset_check_execution_history(ROLL_UP, limit=1000)
    return [record.evaluation.metadata["violated"].value for record in records if record.evaluation is not None]


def tags_of_no_event(instance: dg.DagsterInstance) -> int:
    """How many tags belong to an event that is gone."""
    events = instance.event_log_storage
    assert isinstance(events, SqlEventLogStorage)
    gone = AssetEventTagsTable.c.event_id.not_in(sa.select(SqlEventLogStorageTable.c.id))
    with events.index_connection() as connection:
        return int(connection.execute(sa.select(sa.func.count()).where(gone)).scalar_one())
