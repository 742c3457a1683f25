"""A district's list of departments and units as a registry: names become stable ids.

The list is a CSV with the columns name, level (department or unit) and parent: a unit names its department, a
department whatever stands above it. An id is worked out from the name alone: a longer list gives the old ones the same.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from orchestration.disclosure.text import compact
from orchestration.registry.model import COLUMNS, RegistryError

LIST_COLUMNS = ("name", "level", "parent")
DEPARTMENT, UNIT = "department", "unit"
IMPORTED_COLUMNS = (*COLUMNS, "parent_id")


def stable_id(level: str, name: str) -> str:
    """d_ or u_ and ten characters of the name's digest: a unit may bear the name of its department."""
    return f"{level[0]}_{hashlib.sha256(compact(name).encode()).hexdigest()[:10]}"


def registry_rows(path: Path, district: str, administrative_code: str, years: str) -> Iterator[dict[str, str]]:
    """The lines of a registry, departments first, each followed by its units.

    Departments are expected to publish `years`; units publish nothing themselves. Raises RegistryError naming the line.
    """
    departments: dict[str, dict[str, str]] = {}
    units: dict[str, list[dict[str, str]]] = {}
    for line, row in _listed(path):
        common = {"name": row["name"], "aliases": "", "district": district, "administrative_code": administrative_code}
        own_id = stable_id(row["level"], row["name"])
        if row["level"] == DEPARTMENT:
            if row["name"] in departments:
                raise RegistryError(f"{path.name}, line {line}: {row['name']} stands twice")
            departments[row["name"]] = {"department_id": own_id, **common, "expected_years": years, "parent_id": ""}
        else:
            parent_id = stable_id(DEPARTMENT, row["parent"])
            unit = {"department_id": own_id, **common, "expected_years": "", "parent_id": parent_id, "line": str(line)}
            units.setdefault(row["parent"], []).append(unit)
    for parent in units.keys() - departments.keys():
        line_no = units[parent][0]["line"]
        raise RegistryError(f"{path.name}, line {line_no}: {parent} is not in the list as a department")
    for name, department in departments.items():
        yield department
        for unit in units.get(name, ()):
            yield {column: unit[column] for column in IMPORTED_COLUMNS}


def write_registry(path: Path, rows: Iterator[Mapping[str, str]]) -> int:
    """Write the registry; returns how many lines it has."""
    lines = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, IMPORTED_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    return len(lines)


def _listed(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not set(LIST_COLUMNS) <= set(reader.fieldnames or ()):
            raise RegistryError(f"{path.name}, line 1: expected the columns {', '.join(LIST_COLUMNS)}")
        for row in reader:
            entry = {column: (row[column] or "").strip() for column in LIST_COLUMNS}
            if entry["level"] not in (DEPARTMENT, UNIT) or not entry["name"]:
                raise RegistryError(
                    f"{path.name}, line {reader.line_num}: expected a name and the level {DEPARTMENT} or {UNIT}"
                )
            yield reader.line_num, entry
