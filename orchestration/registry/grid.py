"""The grid of a district: which departments and units publish, for which fiscal years.

A unit under a department is in the grid only if it publishes for itself: the registry expects years of it, or raw/ has
a folder for it. Otherwise its department's accounts include it. Dagster partitions do not belong here.
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


def list_publishers(registry: Registry, raw: Path) -> tuple[Department, ...]:
    """Return the departments and the units that publish for themselves, in the order of the registry."""
    return tuple(
        department
        for department in registry.departments
        if department.parent_id is None or department.expected_years or (raw / department.department_id).is_dir()
    )


def build_grid(registry: Registry, raw: Path) -> Grid:
    """Return every publisher and every fiscal year that is expected or that a publisher has a folder for."""
    departments = tuple(department.department_id for department in list_publishers(registry, raw))
    found = {
        int(folder.name)
        for department_id in departments
        for folder in (raw / department_id).glob("[12][0-9][0-9][0-9]")
        if folder.is_dir()
    }
    return Grid(departments, tuple(sorted(found | set(registry.years))))
