"""The grid of a district: which departments and units publish, for which fiscal years.

A unit under a department has a place of its own only if it publishes itself: the registry expects years of it, or raw/
has a folder for it. Otherwise its money is in the accounts of its department. How Dagster keeps the grid as partitions
does not belong here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from orchestration.registry.model import Department, Registry

DepartmentYearKey: TypeAlias = tuple[str, int]
"""department_id and fiscal year."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The departments and fiscal years of the grid, in its order."""

    departments: tuple[str, ...]
    years: tuple[int, ...]

    def __iter__(self) -> Iterator[DepartmentYearKey]:
        return ((department, year) for department in self.departments for year in self.years)


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
