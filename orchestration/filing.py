"""Where files lie in raw/ against what they say of themselves: neither silently wins."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from orchestration.disclosure.department_year import DepartmentYear, read_folder, reported_name, with_filing
from orchestration.disclosure.model import Problem, ProblemKind, Reading, Severity
from orchestration.disclosure.resolution.words import compact
from orchestration.registry import Department, Registry
from orchestration.settings import Settings

_YEAR = re.compile(r"\d{4}")


def read_department_year(settings: Settings, registry: Registry, department: Department, year: int) -> DepartmentYear:
    """Read one department-year of raw/ and compare each document with its folder, the registry and the manifest."""
    folder = settings.raw / department.department_id / str(year)
    entries = manifest_entries(settings.manifest).get((department.department_id, str(year)), ())
    superseded = frozenset(entry["supersedes"] for entry in entries if entry["supersedes"])
    filed = read_folder(folder, superseded)
    disagreements = [
        problem
        for reading in filed.readings
        for problem in (
            *_department(reading, registry, department, year),
            *_fiscal_year(reading, year),
            *_checksum(reading, entries),
        )
    ]
    return with_filing(filed, [*disagreements, *_undated(entries)])


Entry: TypeAlias = Mapping[str, str]
"""A line of the manifest."""


def manifest_entries(path: Path) -> Mapping[tuple[str, str], Sequence[Entry]]:
    """The manifest's lines by department and fiscal year as written there; a manifest is optional."""
    if not path.is_file():
        return {}
    stat = path.stat()
    return _manifest(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=2)
def _manifest(path: Path, mtime_ns: int, size: int) -> Mapping[tuple[str, str], Sequence[Entry]]:
    """Read once for all department-years; time and size tell a changed file from the one that was read."""
    found: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            entry = {key: value or "" for key, value in row.items() if key}
            found[entry.get("department_id", ""), entry.get("fiscal_year", "")].append(entry)
    return dict(found)


def receipts(path: Path) -> dict[tuple[str, int], date]:
    """When the first file of a department-year was received, where the manifest says so.

    That is `received_on` (the day it was published or handed in), or `fetched_on` where that is not stated.
    """
    first: dict[tuple[str, int], date] = {}
    for (department_id, year), entries in manifest_entries(path).items():
        days = [day for day in map(_received_on, entries) if day is not None]
        if days and _YEAR.fullmatch(year):
            first[department_id, int(year)] = min(days)
    return first


def _stated_date(entry: Entry) -> str:
    return entry.get("received_on") or entry.get("fetched_on") or ""


def _received_on(entry: Entry) -> date | None:
    try:
        return date.fromisoformat(_stated_date(entry))
    except ValueError:
        return None


def _undated(entries: Iterable[Entry]) -> Iterator[Problem]:
    for entry in entries:
        if _stated_date(entry) and _received_on(entry) is None:
            yield Problem(
                ProblemKind.MANIFEST_DATE,
                Severity.WARNING,
                entry.get("file_name", ""),
                f"manifest.csv says it was received on {_stated_date(entry)!r}, which is no date",
                "write the day as 2025-09-30 in manifest.csv",
            )


def unregistered_folders(settings: Settings, registry: Registry) -> tuple[Problem, ...]:
    """One problem for each folder of raw/ that belongs to no registered department."""
    folders = sorted(path for path in settings.raw.iterdir() if path.is_dir()) if settings.raw.is_dir() else []
    return tuple(
        Problem(
            ProblemKind.UNKNOWN_DEPARTMENT,
            Severity.ERROR,
            reported_name(Path(folder.name)),
            f"folder {reported_name(Path(folder.name))} belongs to no registered department; nothing in it was read",
            "register the department in departments.csv, or move the files to the right folder",
        )
        for folder in folders
        if folder.name not in registry.by_id and not folder.name.startswith(".")
    )


def _department(reading: Reading, registry: Registry, department: Department, year: int) -> Iterator[Problem]:
    name = reading.recognition.department_name
    if name is None or _same(name, department, year):
        return
    other = registry.named(name, year)
    severity = Severity.ERROR if other is not None else Severity.WARNING
    whose = f", which is registered as {other.department_id}" if other else ""
    yield Problem(
        ProblemKind.DEPARTMENT_DISAGREES,
        severity,
        reading.document.file_name,
        f"the document says it is of {name}{whose}; it is filed under {department.name}",
        "move the file to its own department's folder, or add the name to the aliases in departments.csv",
    )


def _same(name: str, department: Department, year: int) -> bool:
    words = compact(name)
    return any(words == known or words in known or known in words for known in department.names_in(year))


def _fiscal_year(reading: Reading, year: int) -> Iterator[Problem]:
    said = reading.recognition.fiscal_year
    if said is not None and said != year:
        yield Problem(
            ProblemKind.FISCAL_YEAR_DISAGREES,
            Severity.ERROR,
            reading.document.file_name,
            f"the document says it is of fiscal year {said}; it is filed under {year}",
            f"move the file to the folder {said}, or check the year on its cover",
        )


def _checksum(reading: Reading, entries: Sequence[Entry]) -> Iterator[Problem]:
    document = reading.document
    expected = next((entry["sha256"] for entry in entries if entry["file_name"] == document.file_name), "")
    if expected and expected != document.sha256:
        yield Problem(
            ProblemKind.CHECKSUM_DISAGREES,
            Severity.ERROR,
            document.file_name,
            f"its sha256 is {document.sha256[:12]}…, manifest.csv says {expected[:12]}…",
            "fetch the file again, or correct the manifest if the publisher replaced it",
        )
