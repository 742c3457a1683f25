"""The grid that cells are partitioned by: department × fiscal year.

Its keys live in the Dagster instance and follow the registry and the folders of raw/ before every run, so that a
running server shows a new department without a restart, and a registry with an error cannot keep it from loading.

A unit under a department is a partition of its own only if it publishes itself: the registry expects years of it, or
raw/ has a folder for it. Otherwise its money is in the accounts of its department.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import dagster as dg

from orchestration.registry.model import Department, Registry

DEPARTMENT = "department"
FISCAL_YEAR = "fiscal_year"

GRID = dg.MultiPartitionsDefinition(
    {
        DEPARTMENT: dg.DynamicPartitionsDefinition(name=DEPARTMENT),
        FISCAL_YEAR: dg.DynamicPartitionsDefinition(name=FISCAL_YEAR),
    }
)

DepartmentYearKey: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """The departments and fiscal years of the grid, in its order."""

    departments: tuple[str, ...]
    years: tuple[int, ...]

    def __iter__(self) -> Iterator[DepartmentYearKey]:
        return ((department, year) for department in self.departments for year in self.years)

    def range_over(self, keys: Collection[DepartmentYearKey]) -> dict[str, str]:
        """The run tags of the smallest range that covers these keys; without keys, of the first one alone (a job
        over partitions must name some)."""
        departments = [self.departments.index(department) for department, _ in keys] or [0]
        years = [self.years.index(year) for _, year in keys] or [0]
        return {
            "dagster/asset_partition_range_start": f"{self.departments[min(departments)]}|{self.years[min(years)]}",
            "dagster/asset_partition_range_end": f"{self.departments[max(departments)]}|{self.years[max(years)]}",
        }


def publishers(registry: Registry, raw: Path) -> tuple[Department, ...]:
    """The departments, and the units that publish themselves, in the order of the registry."""
    return tuple(
        department
        for department in registry.departments
        if department.parent_id is None or department.expected_years or (raw / department.department_id).is_dir()
    )


def grid_of(registry: Registry, raw: Path) -> Grid:
    """Every publisher, and every year that is expected or that one of them has a folder for."""
    departments = tuple(department.department_id for department in publishers(registry, raw))
    found = {
        int(folder.name)
        for department_id in departments
        for folder in (raw / department_id).glob("[12][0-9][0-9][0-9]")
        if folder.is_dir()
    }
    return Grid(departments, tuple(sorted(found | set(registry.years))))


def follow(instance: dg.DagsterInstance, grid: Grid) -> None:
    """Make the instance's partitions those of the grid, in its order. What was recorded of a key stays recorded."""
    _follow_one(instance, DEPARTMENT, grid.departments)
    _follow_one(instance, FISCAL_YEAR, [str(year) for year in grid.years])


def _follow_one(instance: dg.DagsterInstance, dimension: str, keys: Sequence[str]) -> None:
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


def split_key(key: str) -> DepartmentYearKey:
    """`department|year`, as the UI and run tags write it."""
    department_id, year = key.split("|")
    return department_id, int(year)
