"""The grid that cells are partitioned by: department × fiscal year, from the registry and the folders of raw/.

A unit under a department is a partition of its own only if it publishes itself: the registry expects years of it, or
raw/ has a folder for it. Otherwise its money is in the accounts of its department.
"""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from orchestration.registry import Department, Registry

DEPARTMENT = "department"
FISCAL_YEAR = "fiscal_year"


def publishers(registry: Registry, raw: Path) -> tuple[Department, ...]:
    """The departments, and the units that publish themselves, in the order of the registry."""
    return tuple(
        department
        for department in registry.departments
        if department.parent_id is None or department.expected_years or (raw / department.department_id).is_dir()
    )


def fiscal_years(registry: Registry, raw: Path) -> tuple[int, ...]:
    """Every year that is expected or that some registered department has a folder for."""
    found = {
        int(folder.name)
        for department in publishers(registry, raw)
        for folder in (raw / department.department_id).glob("[12][0-9][0-9][0-9]")
        if folder.is_dir()
    }
    return tuple(sorted(found | set(registry.years)))


def grid(registry: Registry, raw: Path) -> Iterator[tuple[Department, int]]:
    """Every publisher in every year."""
    years = fiscal_years(registry, raw)
    return ((department, year) for department in publishers(registry, raw) for year in years)


def department_years(registry: Registry, raw: Path) -> dg.MultiPartitionsDefinition:
    return dg.MultiPartitionsDefinition(
        {
            DEPARTMENT: dg.StaticPartitionsDefinition([d.department_id for d in publishers(registry, raw)]),
            FISCAL_YEAR: dg.StaticPartitionsDefinition([str(year) for year in fiscal_years(registry, raw)]),
        }
    )


def split_key(key: str) -> tuple[str, int]:
    """`department|year`, as the UI and run tags write it."""
    department_id, year = key.split("|")
    return department_id, int(year)


def range_tags(first: tuple[str, int], last: tuple[str, int]) -> dict[str, str]:
    """The run tags that let one run cover a range of partitions beside unpartitioned assets."""
    return {
        "dagster/asset_partition_range_start": f"{first[0]}|{first[1]}",
        "dagster/asset_partition_range_end": f"{last[0]}|{last[1]}",
    }
