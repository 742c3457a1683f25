"""One check per department × year on `cells`: its published verdict and the reasons.

Dagster gives a check of many partitions in one run no public way to say which partition a result is of, so this module
yields the evaluations itself; nothing else touches that interface.
"""

import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
import duckdb
from dagster import AssetCheckEvaluation
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationTargetMaterializationData

from orchestration.defs.assets.cells import CELLS
from orchestration.defs.assets.describing import report_place, shown
from orchestration.defs.assets.verdicts import DAGSTER_SEVERITY
from orchestration.defs.partitions import GRID
from orchestration.defs.retries import transient_faults_retried
from orchestration.home.progress import Progress, Stage
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import Settings
from orchestration.reports.dashboard.department_year import LEAST_GRAVE_FIRST, Evaluation, evaluation
from orchestration.reports.dashboard.record import read_records

PAGE = 1000
"""So many evaluations are read back at a time."""
with warnings.catch_warnings():
    # that checks have partitions is a preview: a user can do nothing about it
    warnings.simplefilter("ignore", dg.PreviewWarning)
    SPEC = dg.AssetCheckSpec(
        "verdict",
        asset=CELLS,
        partitions_def=GRID,
        additional_deps=["publication"],
        description="裁定 / What became of this department-year and why; ERROR where it is withheld, WARN where "
        "something is to be looked at",
    )


@dg.multi_asset_check(
    name="department_year_verdicts",
    specs=[SPEC],
    description="逐个部门年度核对裁定 / Holds the verdict of every department-year against what was told of it",
)
def department_year_verdicts(
    context: dg.AssetCheckExecutionContext,
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Progress],
    run_lock: dg.ResourceParam[RunLock],
) -> Iterator[Any]:
    """Evaluates the range of the run, and whatever else is judged differently than its last evaluation says."""
    progress.stage(Stage.DEPARTMENT_YEARS)
    with transient_faults_retried(), duckdb.connect(str(settings.published_database), read_only=True) as connection:
        evaluations = [evaluation(record) for record in read_records(connection)]
    targets = targets_of(context.instance, [found.partition for found in evaluations])
    events = [as_event(found, settings, targets.get(found.partition)) for found in by_gravity(evaluations)]
    yield dg.Output(None, output_name=SPEC.get_python_identifier())
    told = last_told(context.instance, [found.partition for found in evaluations])
    yield from due(events, set(context.partition_keys), told)


def by_gravity(evaluations: Iterable[Evaluation]) -> list[Evaluation]:
    """The gravest last: what is evaluated last is what the UI shows first."""
    return sorted(evaluations, key=lambda found: LEAST_GRAVE_FIRST.index(found.severity))


def due(
    events: Iterable[AssetCheckEvaluation], chosen: Collection[str], told: Mapping[str, AssetCheckEvaluation | None]
) -> Iterator[AssetCheckEvaluation]:
    """Those of the chosen partitions, which were materialised anew; of the others, those that say something else than
    the UI does now."""
    for event in events:
        said = told.get(event.partition or "")
        if event.partition in chosen or said is None or _says(said) != _says(event):
            yield event


def _says(event: AssetCheckEvaluation) -> tuple[object, ...]:
    return (event.passed, event.severity, event.description, event.metadata)


def as_event(
    found: Evaluation, settings: Settings, target: AssetCheckEvaluationTargetMaterializationData | None
) -> AssetCheckEvaluation:
    """The evaluation as Dagster records it; without its target the UI would call it missing. Its counts are words:
    numbers would be plotted in one line through all partitions."""
    metadata: dict[str, Any] = {"department 部门": found.department, "findings": found.findings}
    if found.reasons:
        metadata["reasons"] = shown(("reason 原因",), [(reason,) for reason in found.reasons])
    if found.page:
        metadata["report"] = report_place(settings, found.page)
    return AssetCheckEvaluation(
        asset_key=CELLS,
        check_name=SPEC.name,
        passed=found.severity is None,
        metadata=metadata,
        target_materialization_data=target,
        severity=DAGSTER_SEVERITY[found.severity or "error"],
        description=found.verdict,
        partition=found.partition,
    )


def targets_of(
    instance: dg.DagsterInstance, partitions: Sequence[str]
) -> dict[str, AssetCheckEvaluationTargetMaterializationData]:
    """The last materialisation of each partition."""
    storage = instance.event_log_storage
    ids = storage.get_latest_storage_id_by_partition(CELLS, dg.DagsterEventType.ASSET_MATERIALIZATION, set(partitions))
    if not ids:
        return {}
    records = instance.fetch_materializations(
        dg.AssetRecordsFilter(asset_key=CELLS, storage_ids=list(ids.values())), limit=len(ids)
    ).records
    return {
        record.partition_key: AssetCheckEvaluationTargetMaterializationData(
            storage_id=record.storage_id, run_id=record.run_id, timestamp=record.timestamp
        )
        for record in records
        if record.partition_key is not None
    }


def last_told(instance: dg.DagsterInstance, partitions: Collection[str]) -> dict[str, AssetCheckEvaluation | None]:
    """The last evaluation of each of these partitions, read back from the instance; None where the last run that meant
    to evaluate it ended before."""
    told: dict[str, AssetCheckEvaluation | None] = {}
    cursor: int | None = None
    while not told.keys() >= set(partitions):
        records = instance.event_log_storage.get_asset_check_execution_history(SPEC.key, PAGE, cursor)
        for record in records:
            event = record.event.dagster_event if record.event else None
            said = event.event_specific_data if event else None
            if record.partition is not None:
                told.setdefault(record.partition, said if isinstance(said, AssetCheckEvaluation) else None)
        if len(records) < PAGE:
            break
        cursor = records[-1].id
    return told
