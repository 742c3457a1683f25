"""One check per department × year on `cells`: its published verdict and the reasons.

Dagster gives a check of many partitions in one run no public way to say which partition a result is of, so this module
yields the evaluations itself; nothing else touches that interface.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
import duckdb
from dagster import AssetCheckEvaluation
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationTargetMaterializationData

from orchestration.assets.describing import report_place
from orchestration.assets.verdicts import DAGSTER_SEVERITY
from orchestration.dashboard.department_year import Evaluation, evaluation
from orchestration.dashboard.record import read_records
from orchestration.faults import transient_faults_retried
from orchestration.partitions import GRID
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.sole_writer import SoleWriter

CELLS = dg.AssetKey("cells")
SPEC = dg.AssetCheckSpec(
    "verdict",
    asset=CELLS,
    partitions_def=GRID,
    additional_deps=["publication"],
    description="裁定 / What became of this department-year and why; ERROR where it is withheld, WARN where something "
    "is to be looked at",
)


@dg.multi_asset_check(name="department_year_verdicts", specs=[SPEC])
def department_year_verdicts(
    context: dg.AssetCheckExecutionContext,
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Progress],
    sole_writer: dg.ResourceParam[SoleWriter],
) -> Iterator[Any]:
    """Evaluates the range of the run, and whatever else is judged differently than its last evaluation says."""
    progress.stage("verdicts of the department-years 各部门年度裁定")
    with transient_faults_retried(), duckdb.connect(str(settings.published_database), read_only=True) as connection:
        evaluations = [evaluation(record) for record in read_records(connection)]
    targets = targets_of(context.instance, [found.partition for found in evaluations])
    told = last_told(context.instance)
    chosen = set(context.partition_keys)
    yield dg.Output(None, output_name=SPEC.get_python_identifier())
    for found in due(evaluations, chosen, told):
        yield as_event(found, settings, targets.get(found.partition))


def due(evaluations: Iterable[Evaluation], chosen: Collection[str], told: Mapping[str, str]) -> Iterator[Evaluation]:
    """Those of the chosen partitions, and those that say something else than what was told last."""
    return (found for found in evaluations if found.partition in chosen or told.get(found.partition) != words(found))


def words(found: Evaluation) -> str:
    """What an evaluation says to people, for comparing."""
    return f"{found.verdict}\n{found.reasons}"


def as_event(
    found: Evaluation, settings: Settings, target: AssetCheckEvaluationTargetMaterializationData | None
) -> AssetCheckEvaluation:
    """The evaluation as Dagster records it. Without its target the UI calls it missing."""
    metadata: dict[str, Any] = {"verdict": found.verdict, "reasons": dg.MetadataValue.md(found.reasons), **found.counts}
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


def last_told(instance: dg.DagsterInstance) -> dict[str, str]:
    """What the last evaluation of each partition said, read back from the instance."""
    storage = instance.event_log_storage
    ids = [info.latest_check_event_storage_id for info in storage.get_asset_check_partition_info([SPEC.key])]
    if not ids:
        return {}
    records = instance.get_event_records(
        dg.EventRecordsFilter(dg.DagsterEventType.ASSET_CHECK_EVALUATION, storage_ids=ids), limit=len(ids)
    )
    told: dict[str, str] = {}
    for record in records:
        event = record.event_log_entry.dagster_event
        if event is not None and isinstance(event.event_specific_data, AssetCheckEvaluation):
            said = event.event_specific_data
            if said.partition is not None:
                told[said.partition] = "\n".join(str(said.metadata[key].value) for key in ("verdict", "reasons"))
    return told
