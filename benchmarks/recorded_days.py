"""What a run over a district leaves in Dagster's records, made once through the storages' own interface and then copied
day after day under a new id and date.

Numbers and sizes of the events were measured in the index and the run's own file of two real homes: 9 department-years
(a second run that read one of them) and 60 departments x 4 years (a first run that read all). What grows with the
department-years is drawn through the two: 166 bytes each in the overview, whose heat map has a field for each, and 95
in the verdicts. How the records shrink again does not belong here.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluation,
    AssetCheckEvaluationPlanned,
)
from dagster._core.events import (
    AssetMaterializationPlannedData,
    AssetObservationData,
    DagsterEvent,
    DagsterEventType,
    EngineEventData,
    StepMaterializationData,
)
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.runs.sql_run_storage import SqlRunStorage
from dagster._core.utils import make_new_run_id

from orchestration.home.sqlite_event_log import speed_up_event_log

JOB = "warehouse"
MODELS, CHECKS, STEP_OUTPUTS, OBSERVATIONS = 78, 130, 214, 22
MODEL_BYTES, CHECK_BYTES, STEP_OUTPUT_BYTES, OBSERVATION_BYTES = 2_000, 2_300, 2_000, 1_800
OTHER_STEP_BYTES = 50_000
CELLS_BYTES, VERDICT_BYTES = 1_000, 1_900
COMPUTE_LOG_BYTES = 23_000
RUN_LOG_BYTES = 24_000
_STEP = "mart_models"


@dataclass(frozen=True, slots=True)
class District:
    """How many departments there are, and for how many fiscal years."""

    departments: int
    years: int

    @property
    def partitions(self) -> tuple[str, ...]:
        """The department-years as Dagster names them."""
        return tuple(
            f"department_{number:04d}|{2016 + year}" for number in range(self.departments) for year in range(self.years)
        )


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """One run over a whole district, in an instance of its own; `empty` is the file of a run that told nothing."""

    index: Path
    shard: Path
    empty: Path
    run_id: str


def record_whole_run(folder: Path, district: District) -> RecordedRun:
    """Report the events of a run that read everything to a new instance in this folder."""
    folder.mkdir()
    with dg.DagsterInstance.local_temp(str(folder)) as instance:
        run_id = make_new_run_id()
        instance.run_storage.add_run(dg.DagsterRun(JOB, run_id))
        with speed_up_event_log(instance, run_id):
            for event in _events(district):
                instance.report_dagster_event(event, run_id)
        storage = instance.event_log_storage
        assert isinstance(storage, SqliteEventLogStorage)
        with storage.run_connection("empty"):
            # Dagster gives it tables and indexes
            pass
        index, shard, empty = (Path(storage.path_for_shard(name)) for name in ("index", run_id, "empty"))
        return RecordedRun(index, shard, empty, run_id)


def copy_run(instance: dg.DagsterInstance, recorded: RecordedRun, moment: datetime, partitions: Sequence[str]) -> None:
    """Let the recorded run have happened on this day, and have read these department-years only."""
    storage, runs = instance.event_log_storage, instance.run_storage
    assert isinstance(storage, SqliteEventLogStorage)
    assert isinstance(runs, SqlRunStorage)
    tags = {"dagster/asset_partition_range_start": partitions[0], "dagster/asset_partition_range_end": partitions[-1]}
    tags |= {"juesuan/trigger": "schedule", "juesuan/department_years": str(len(partitions))}
    run = dg.DagsterRun(JOB, make_new_run_id(), status=dg.DagsterRunStatus.SUCCESS, tags=tags)
    runs.add_historical_run(run, moment)
    index, shard = Path(storage.path_for_shard("index")), Path(storage.path_for_shard(run.run_id))
    shutil.copyfile(recorded.empty, shard)
    copied = (recorded.run_id, run.run_id, moment.replace(tzinfo=None).isoformat(" "))
    for target, source, is_index in ((shard, recorded.shard, False), (index, recorded.index, True)):
        with closing(sqlite3.connect(target)) as connection:
            connection.execute("pragma synchronous = normal")
            connection.execute("attach ? as recorded", (str(source),))
            with connection:
                _copy_rows(connection, copied, partitions, is_index)
    logs = Path(instance.root_directory, "storage", run.run_id, "compute_logs")
    logs.mkdir(parents=True)
    (logs / "steps.out").write_bytes(b"x" * COMPUTE_LOG_BYTES)


def _copy_rows(
    connection: sqlite3.Connection, copied: tuple[str, str, str], partitions: Sequence[str], is_index: bool
) -> None:
    old, new, moment = copied
    connection.execute("create temp table read_today (partition text primary key)")
    connection.executemany("insert into read_today values (?)", [(partition,) for partition in partitions])
    first = connection.execute("select coalesce(max(id), 0) + 1 from event_logs").fetchone()[0]
    lowest = connection.execute("select min(id) from recorded.event_logs").fetchone()[0]
    connection.execute(
        f"""insert into event_logs (id, run_id, event, dagster_event_type, timestamp, step_key, asset_key, partition)
        select id - {lowest} + {first}, ?, replace(event, ?, ?), dagster_event_type, ?, step_key, asset_key, partition
        from recorded.event_logs
        where coalesce(partition, step_key) in (select partition from read_today)
            or (partition is null and coalesce(step_key, '') not like '%|%')""",
        (new, old, new, moment),
    )
    if not is_index:
        return
    assets = "asset_key, last_materialization, last_run_id, last_materialization_timestamp"
    connection.execute(f"insert or ignore into asset_keys ({assets}) select {assets} from recorded.asset_keys")
    connection.execute(
        f"""insert into asset_event_tags (event_id, asset_key, "key", value, event_timestamp)
        select event_id - {lowest} + {first}, asset_key, "key", value, ? from recorded.asset_event_tags
        where event_id - {lowest} + {first} in (select id from event_logs where run_id = ?)""",
        (moment, new),
    )
    connection.execute(
        f"""insert into asset_check_executions (asset_key, check_name, partition, run_id, execution_status,
            evaluation_event, evaluation_event_timestamp, evaluation_event_storage_id, create_timestamp)
        select asset_key, check_name, partition, ?, execution_status, replace(evaluation_event, ?, ?), ?,
            evaluation_event_storage_id - {lowest} + {first}, ?
        from recorded.asset_check_executions
        where partition is null or partition in (select partition from read_today)""",
        (new, old, new, moment, moment),
    )


def _events(district: District) -> Iterator[DagsterEvent]:
    size = len(district.partitions)
    assets = {f"model_{number:02d}": MODEL_BYTES for number in range(MODELS)}
    assets |= {"overview": 15_500 + 166 * size, "identity_catalogue": 39_000, "verdicts": 7_500 + 95 * size}
    assets |= {"publication": 10_000}
    checks = {f"identity_{number:03d}": CHECK_BYTES for number in range(CHECKS)}
    yield DagsterEvent(DagsterEventType.RUN_START.value, JOB)
    for name in assets:
        planned = AssetMaterializationPlannedData(dg.AssetKey(name))
        yield _event(DagsterEventType.ASSET_MATERIALIZATION_PLANNED, planned)
    for name in checks:
        check = AssetCheckEvaluationPlanned(asset_key=dg.AssetKey("verdicts"), check_name=name)
        yield _event(DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED, check)
    for partition in district.partitions:
        yield from _reading(partition)
    for name, length in assets.items():
        yield _event(DagsterEventType.ASSET_MATERIALIZATION, StepMaterializationData(_materialization(name, length)))
    for name, length in checks.items():
        evaluation = AssetCheckEvaluation(dg.AssetKey("verdicts"), name, passed=True, metadata=_metadata(length))
        yield _event(DagsterEventType.ASSET_CHECK_EVALUATION, evaluation)
    for number in range(OBSERVATIONS):
        observation = dg.AssetObservation(f"model_{number // 2:02d}", metadata=_metadata(OBSERVATION_BYTES))
        yield _event(DagsterEventType.ASSET_OBSERVATION, AssetObservationData(observation))
    for length in (*[STEP_OUTPUT_BYTES] * STEP_OUTPUTS, OTHER_STEP_BYTES):
        yield _event(DagsterEventType.ENGINE_EVENT, EngineEventData(metadata=_metadata(length)))
    yield DagsterEvent(DagsterEventType.RUN_SUCCESS.value, JOB)


def _reading(partition: str) -> Iterator[DagsterEvent]:
    """The events of one department-year; their step is named after it, by which they are found again."""
    cells = dg.AssetKey("cells")
    planned = AssetMaterializationPlannedData(cells, partition)
    yield _event(DagsterEventType.ASSET_MATERIALIZATION_PLANNED, planned, partition)
    read = StepMaterializationData(_materialization("cells", CELLS_BYTES, partition))
    yield _event(DagsterEventType.ASSET_MATERIALIZATION, read, partition)
    verdict = AssetCheckEvaluation(
        cells, "verdict", passed=True, metadata=_metadata(VERDICT_BYTES), partition=partition
    )
    yield _event(DagsterEventType.ASSET_CHECK_EVALUATION, verdict, partition)


def _materialization(name: str, length: int, partition: str | None = None) -> dg.AssetMaterialization:
    tags = {"dagster/data_version": "0" * 64, "dagster/code_version": "0" * 36}
    if partition is not None:
        department, year = partition.split("|")
        tags |= {"dagster/partition/department": department, "dagster/partition/fiscal_year": year}
        tags |= {"dagster/input_data_version/registry": "0" * 64, "dagster/input_event_pointer/registry": "457"}
    return dg.AssetMaterialization(name, metadata=_metadata(length), partition=partition, tags=tags)


def _metadata(length: int) -> dict[str, Any]:
    return {"shown": "x" * length}


def _event(kind: DagsterEventType, data: Any, step: str = _STEP) -> DagsterEvent:
    return DagsterEvent(kind.value, JOB, event_specific_data=data, step_key=step)
