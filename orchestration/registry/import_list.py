"""Turn a district's list of departments and units into a registry with stable ids.

The list is a CSV with the columns name, level (department or unit) and parent: a unit names its department, a
department the body above it. An id depends on the level and the name alone, so a longer list keeps the ids.
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


def derive_stable_id(level: str, name: str) -> str:
    """Return d_ or u_ plus ten characters of the name's SHA-256: a unit may have the same name as its department."""
    return f"{level[0]}_{hashlib.sha256(compact(name).encode()).hexdigest()[:10]}"


def build_registry_rows(path: Path, district: str, administrative_code: str, years: str) -> Iterator[dict[str, str]]:
    """Yield the lines of a registry: each department, followed by its units.

    Departments are expected to publish `years` (such as 2022-2024), units nothing. Raises RegistryError naming the
    line.
    """
    departments: dict[str, dict[str, str]] = {}
    units: dict[str, list[dict[str, str]]] = {}
    for line, row in _read_list(path):
        common = {"name": row["name"], "aliases": "", "district": district, "administrative_code": administrative_code}
        own_id = derive_stable_id(row["level"], row["name"])
        if row["level"] == DEPARTMENT:
            if row["name"] in departments:
                raise RegistryError(f"{path.name}, line {line}: {row['name']} stands twice")
            departments[row["name"]] = {"department_id": own_id, **common, "expected_years": years, "parent_id": ""}
        else:
            parent_id = derive_stable_id(DEPARTMENT, row["parent"])
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
    """Write the registry as CSV and return the number of lines."""
    lines = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, IMPORTED_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    return len(lines)


def _read_list(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
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
