"""Where files lie in raw/ against what they say of themselves: neither silently wins."""

import csv
from collections.abc import Iterator
from pathlib import Path

from orchestration.disclosure.department_year import DepartmentYear, read_folder, reported_name, with_filing
from orchestration.disclosure.model import Problem, ProblemKind, Reading, Severity
from orchestration.disclosure.resolution.words import compact
from orchestration.registry import Department, Registry
from orchestration.settings import Settings


def read_department_year(settings: Settings, registry: Registry, department: Department, year: int) -> DepartmentYear:
    """Read one department-year of raw/ and compare each document with its folder, the registry and the manifest."""
    folder = settings.raw / department.department_id / str(year)
    entries = list(manifest_entries(settings.manifest, department.department_id, year))
    superseded = frozenset(entry["supersedes"] for entry in entries if entry["supersedes"])
    filed = read_folder(folder, superseded)
    disagreements = [
        problem
        for reading in filed.readings
        for problem in (
            *_department(reading, registry, department),
            *_fiscal_year(reading, year),
            *_checksum(reading, entries),
        )
    ]
    return with_filing(filed, disagreements)


def manifest_entries(path: Path, department_id: str, year: int) -> Iterator[dict[str, str]]:
    """The manifest's lines about one department-year; a manifest is optional."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row.get("department_id") == department_id and row.get("fiscal_year") == str(year):
                yield {key: value or "" for key, value in row.items() if key}


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


def _department(reading: Reading, registry: Registry, department: Department) -> Iterator[Problem]:
    name = reading.recognition.department_name
    if name is None or _same(name, department):
        return
    other = registry.named(name)
    severity = Severity.ERROR if other is not None else Severity.WARNING
    whose = f", which is registered as {other.department_id}" if other else ""
    yield Problem(
        ProblemKind.DEPARTMENT_DISAGREES,
        severity,
        reading.document.file_name,
        f"the document says it is of {name}{whose}; it is filed under {department.name}",
        "move the file to its own department's folder, or add the name to the aliases in departments.csv",
    )


def _same(name: str, department: Department) -> bool:
    words = compact(name)
    return any(words == known or words in known or known in words for known in department.comparable_names)


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


def _checksum(reading: Reading, entries: list[dict[str, str]]) -> Iterator[Problem]:
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
