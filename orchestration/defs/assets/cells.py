"""Reading: each department-year of raw/ to its cells, sheets, problems and documents in the landing area."""

import dagster as dg

from orchestration.defs.assets.describing import OWNERS, columns_of
from orchestration.defs.dbt_builder import DbtBuilder
from orchestration.defs.partitions import GRID, partition_keys
from orchestration.defs.retries import transient_faults_retried
from orchestration.home.progress import Progress, Stage
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import Settings
from orchestration.ingestion.fingerprint import read_fingerprint
from orchestration.ingestion.ingest import find_changed, find_damaged, find_probably_changed, ingest
from orchestration.ingestion.run_inputs import withdraw_inputs
from orchestration.landing.parquet import partition_folder
from orchestration.registry.active import load_active_registry
from orchestration.registry.grid import DepartmentYearKey, build_grid


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
) -> None:
    """Reads what changed in the range of the run, and whatever was landed elsewhere and is damaged."""
    dbt.prepare()
    registry = load_active_registry(settings).registry
    grid = build_grid(registry, settings.raw)
    known = partition_keys(grid)
    chosen = {known[partition]: partition for partition in context.partition_keys if partition in known}
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
    for key, partition in chosen.items():
        fingerprint = read_fingerprint(partition_folder(settings.landing, *key))
        rows = fingerprint.rows if fingerprint else {}
        counts = {"cells": rows.get("cells", 0), "problems": rows.get("problems", 0), "files": rows.get("documents", 0)}
        context.add_asset_metadata({**counts, "read_again": key in read}, partition_key=partition)
