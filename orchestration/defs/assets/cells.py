"""Reading: each department-year of raw/ to its cells, sheets, problems and documents in the landing area.

Dagster has no public way to leave partitions out of the range of a run: this module records the materialisations of
those that were received itself, and marks its output as one that is accounted for. Nothing else touches that interface.
"""

import dagster as dg
from dagster._core.definitions.partitions.utils import get_tags_from_multi_partition_key
from dagster._core.definitions.source_asset import SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION

from orchestration.defs.assets.describing import OWNERS, columns_of
from orchestration.defs.dbt_builder import DbtBuilder
from orchestration.defs.partitions import DEPARTMENT, FISCAL_YEAR, GRID, chosen_partitions, partition_keys
from orchestration.defs.retries import transient_faults_retried
from orchestration.home.event_history import forget_materializations
from orchestration.home.progress import Progress, Stage
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import Settings
from orchestration.ingestion.fingerprint import is_received, read_fingerprint
from orchestration.ingestion.ingest import find_changed, find_damaged, find_probably_changed, ingest
from orchestration.ingestion.run_inputs import withdraw_inputs
from orchestration.landing.parquet import partition_folder
from orchestration.registry.active import load_active_registry
from orchestration.registry.grid import DepartmentYearKey, build_grid
from orchestration.reports.dashboard.markdown import escape_markdown

CELLS = dg.AssetKey("cells")


@dg.asset(
    partitions_def=GRID,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="cells",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    metadata=columns_of("cells"),
    deps=["registry"],
    description="单元格 / Every figure of the nine sheets under canonical keys, with its place in the file",
)
def cells(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Progress],
    run_lock: dg.ResourceParam[RunLock],
    dbt: dg.ResourceParam[DbtBuilder],
) -> dg.Output[None]:
    """Reads what changed in the range of the run, and whatever was landed elsewhere and is damaged.

    Only what was received is materialised: Dagster would count the whole range of the run.
    """
    dbt.prepare()
    registry = load_active_registry(settings).registry
    grid = build_grid(registry, settings.raw)
    known = partition_keys(grid)
    chosen = [known[partition] for partition in chosen_partitions(context) if partition in known]
    read: set[DepartmentYearKey] = set()
    others = [key for key in grid if key not in chosen]
    progress.stage(Stage.CHANGES)
    with transient_faults_retried():
        to_read = (*find_changed(settings, registry, chosen), *find_damaged(settings, registry, others))
        progress.stage(Stage.READING, total=len(to_read))
        for submission in ingest(settings, registry, to_read):
            read.add(submission.key)
            progress.advance(submission.department.name)
        if find_probably_changed(settings, registry, others):
            withdraw_inputs(settings, context.run.run_id)
    received = {key for key in grid if is_received(partition_folder(settings.landing, *key))}
    for key in chosen:
        if key in received:
            department = registry.by_id[key[0]].name
            context.log_event(materialization_of(settings, department, key, is_read_again=key in read))
    gone = [partition for partition, key in known.items() if key not in received]
    forget_materializations(context.instance, CELLS, gone)
    return dg.Output(None, metadata={SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION: True})


def materialization_of(
    settings: Settings, department: str, key: DepartmentYearKey, is_read_again: bool
) -> dg.AssetMaterialization:
    """What the UI says of a department-year that was read. It makes Markdown of descriptions, not of metadata."""
    fingerprint = read_fingerprint(partition_folder(settings.landing, *key))
    rows = fingerprint.rows if fingerprint else {}
    counts = {"cells": rows.get("cells", 0), "problems": rows.get("problems", 0), "files": rows.get("documents", 0)}
    multi = dg.MultiPartitionKey({DEPARTMENT: key[0], FISCAL_YEAR: str(key[1])})
    return dg.AssetMaterialization(
        CELLS,
        description=f"{escape_markdown(department)} {key[1]}",
        partition=multi,
        metadata={"department 部门": department, **counts, "read_again": is_read_again},
        tags=get_tags_from_multi_partition_key(multi),
    )
