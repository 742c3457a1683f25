"""The grid as Dagster partitions: department × fiscal year.

Its keys live in the Dagster instance and are synchronized with the registry and the folders of raw/ before every run,
so that a running server shows a new department without a restart and a registry with an error cannot keep it from
loading. Who is in the grid is decided in `registry.grid`.
"""

from collections.abc import Collection, Mapping, Sequence

import dagster as dg

from orchestration.registry.grid import DepartmentYearKey, Grid

DEPARTMENT = "department"
FISCAL_YEAR = "fiscal_year"

RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"

GRID = dg.MultiPartitionsDefinition(
    {
        DEPARTMENT: dg.DynamicPartitionsDefinition(name=DEPARTMENT),
        FISCAL_YEAR: dg.DynamicPartitionsDefinition(name=FISCAL_YEAR),
    }
)


def range_tags(grid: Grid, keys: Collection[DepartmentYearKey]) -> dict[str, str]:
    """The run tags of the smallest range that covers these keys; without keys, of the first one alone (a job over
    partitions must name some)."""
    departments = [grid.departments.index(department) for department, _ in keys] or [0]
    years = [grid.years.index(year) for _, year in keys] or [0]
    return {
        RANGE_START: f"{grid.departments[min(departments)]}|{grid.years[min(years)]}",
        RANGE_END: f"{grid.departments[max(departments)]}|{grid.years[max(years)]}",
    }


def chosen_partitions(context: dg.AssetExecutionContext) -> Sequence[str]:
    """The partitions that a run is for, as `department|year`.

    A run of a backfill bears its range and, beside it, the first partition of all (a fault of Dagster 1.13): of several
    runs each would read that one alone, and all would succeed.
    """
    tags: Mapping[str, str] = context.run.tags
    if RANGE_START not in tags:
        return [str(partition) for partition in context.partition_keys]
    ends = (GRID.get_partition_key_from_str(tags[end]) for end in (RANGE_START, RANGE_END))
    return GRID.get_partition_keys_in_range(dg.PartitionKeyRange(*ends), dynamic_partitions_store=context.instance)


def sync_partitions(instance: dg.DagsterInstance, grid: Grid) -> None:
    """Make the instance's partitions those of the grid, in its order. What was recorded of a key stays recorded."""
    _sync_dimension(instance, DEPARTMENT, grid.departments)
    _sync_dimension(instance, FISCAL_YEAR, [str(year) for year in grid.years])


def _sync_dimension(instance: dg.DagsterInstance, dimension: str, keys: Sequence[str]) -> None:
    known = list(instance.get_dynamic_partitions(dimension))
    if known == list(keys):
        return
    added = [key for key in keys if key not in known]
    if [*known, *added] != list(keys):
        # the instance keeps its keys in the order in which they came
        for key in known:
            instance.delete_dynamic_partition(dimension, key)
        added = list(keys)
    instance.add_dynamic_partitions(dimension, added)


def partition_keys(grid: Grid) -> dict[str, DepartmentYearKey]:
    """The department-years by their partition, `department|year`, as the UI and run tags write it. A partition that
    somebody added in the UI is none of them."""
    return {f"{department_id}|{year}": (department_id, year) for department_id, year in grid}
