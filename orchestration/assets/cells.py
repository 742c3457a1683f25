"""Reading: each department-year of raw/ to its cells, sheets, problems and documents in the landing area."""

import dagster as dg

from orchestration.filing import read_department_year
from orchestration.landing import frames, partition_folder, write_frames
from orchestration.partitions import department_years, split_key
from orchestration.progress import Progress
from orchestration.registry import Registry
from orchestration.registry_in_force import registry_in_force
from orchestration.settings import Settings


def build_cells(registry: Registry, settings: Settings) -> dg.AssetsDefinition:
    """The partitioned asset over the grid of a registry."""

    @dg.asset(
        partitions_def=department_years(registry, settings.raw),
        backfill_policy=dg.BackfillPolicy.single_run(),
        group_name="cells",
        kinds={"polars", "parquet"},
        deps=["registry"],
        description="单元格 / Every figure of the nine sheets under canonical keys, with its place in the file",
    )
    def cells(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], progress: dg.ResourceParam[Progress]
    ) -> None:
        registered = registry_in_force(settings).registry
        progress.stage("reading 读取", total=len(context.partition_keys))
        for key in context.partition_keys:
            department_id, year = split_key(key)
            landed = land(settings, registered, department_id, year)
            context.add_asset_metadata(landed, partition_key=key)
            progress.advance(key)

    return cells


def land(settings: Settings, registry: Registry, department_id: str, year: int) -> dict[str, int]:
    """Read one department-year and write its tables; returns how many cells, problems and files there are."""
    folder = partition_folder(settings.landing, department_id, year)
    filed = read_department_year(settings, registry, registry.by_id[department_id], year)
    tables = frames(department_id, year, filed)
    write_frames(folder, tables)
    return {"cells": len(tables["cells"]), "problems": len(tables["problems"]), "files": len(tables["documents"])}
