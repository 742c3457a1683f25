"""Reading: each department-year of raw/ to its cells, sheets, problems and documents in the landing area."""

import dagster as dg

from orchestration.defs.assets.describing import OWNERS, columns_of
from orchestration.defs.partitions import GRID, DepartmentYearKey, grid_of, split_key
from orchestration.defs.retries import transient_faults_retried
from orchestration.home.progress import Progress
from orchestration.home.run_lock import SoleWriter
from orchestration.home.settings import Settings
from orchestration.ingestion.fingerprint import read_stamp
from orchestration.ingestion.ingest import damaged, land, stale
from orchestration.landing.tables import partition_folder
from orchestration.registry.active import registry_in_force


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
    sole_writer: dg.ResourceParam[SoleWriter],
) -> None:
    """Reads what changed in the range of the run, and whatever was landed elsewhere and is damaged."""
    registry = registry_in_force(settings).registry
    chosen = {split_key(key): key for key in context.partition_keys}
    read: set[DepartmentYearKey] = set()
    others = [key for key in grid_of(registry, settings.raw) if key not in chosen]
    progress.stage("what changed 查找变化")
    with transient_faults_retried():
        to_read = (*stale(settings, registry, chosen), *damaged(settings, registry, others))
        progress.stage("reading 读取", total=len(to_read))
        for filing in land(settings, registry, to_read):
            read.add(filing.key)
            progress.advance(filing.department.name)
    for key, partition in chosen.items():
        stamp = read_stamp(partition_folder(settings.landing, *key))
        rows = stamp.rows if stamp else {}
        counts = {"cells": rows.get("cells", 0), "problems": rows.get("problems", 0), "files": rows.get("documents", 0)}
        context.add_asset_metadata({**counts, "read_again": key in read}, partition_key=partition)
