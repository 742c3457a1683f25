"""manifest.csv: where each file of raw/ came from, when, and which older one it supersedes.

It is optional. One with an error is refused, and the last right one stays in force. What it says of a department-year
is compared with what lies there in `submission`.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeAlias

from orchestration.disclosure.messages.message import Fragment, fragment
from orchestration.home.atomic_files import atomic_file
from orchestration.home.settings import Settings
from orchestration.registry.csv_file import Columns, CsvRefused, is_there, read_csv

REQUIRED = ("department_id", "fiscal_year", "file_name")
OPTIONAL = ("source_url", "fetched_on", "received_on", "sha256", "supersedes")

_YEAR = re.compile(r"\d{4}")

Entry: TypeAlias = Mapping[str, str]
"""A line of the manifest: every known column, empty where it says nothing."""

Entries: TypeAlias = Mapping[tuple[str, str], tuple[Entry, ...]]
"""The lines by department id and fiscal year as written there."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest in use. `refused` says why that of raw/ is not; `unknown_columns` are not looked at."""

    entries: Entries = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()
    refused: Fragment | None = None

    def of(self, department_id: str, year: int) -> tuple[Entry, ...]:
        """The lines about a department-year."""
        return self.entries.get((department_id, str(year)), ())


def load_manifest(path: Path) -> Manifest:
    """Read a manifest; one that is not there says nothing. Raises CsvRefused naming file, line and reason."""
    if not is_there(path):
        return Manifest()
    file = read_csv(path, may_be_short=True, wrong_with=_missing)
    lines: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for _, row in file.rows:
        entry = {column: row.get(column, "") for column in (*REQUIRED, *OPTIONAL)}
        lines[entry["department_id"], entry["fiscal_year"]].append(entry)
    unknown = tuple(column for column in file.columns if column and column not in (*REQUIRED, *OPTIONAL))
    return Manifest({key: tuple(entries) for key, entries in lines.items()}, unknown)


def _missing(columns: Columns) -> Fragment | None:
    missing = [column for column in REQUIRED if column not in columns]
    return fragment("lists.column_missing", columns=", ".join(missing)) if missing else None


def load_active_manifest(settings: Settings) -> Manifest:
    """The manifest of raw/, or the kept copy where it is refused, or none where there is no copy either."""
    try:
        return load_manifest(settings.manifest)
    except CsvRefused as error:
        try:
            kept = load_manifest(settings.kept_manifest)
        except CsvRefused:
            kept = Manifest()
        return Manifest(kept.entries, kept.unknown_columns, error.told)


def keep_manifest(settings: Settings) -> None:
    """Copy the manifest of raw/, already found right, to the home as the fallback for later runs."""
    if not settings.manifest.is_file():
        settings.kept_manifest.unlink(missing_ok=True)
        return
    with atomic_file(settings.kept_manifest) as file:
        file.write(settings.manifest.read_bytes())


def receipts(manifest: Manifest) -> dict[tuple[str, int], date]:
    """When the first file of a department-year was received, where the manifest says so.

    That is `received_on` (the day it was published or handed in), or `fetched_on` where that is not stated.
    """
    first: dict[tuple[str, int], date] = {}
    for (department_id, year), entries in manifest.entries.items():
        days = [day for day in map(received_on, entries) if day is not None]
        if days and _YEAR.fullmatch(year):
            first[department_id, int(year)] = min(days)
    return first


def source_urls(entries: Sequence[Entry]) -> dict[str, str]:
    """Where each file was published, as far as the manifest says so."""
    return {entry["file_name"]: entry["source_url"] for entry in entries if entry["file_name"] and entry["source_url"]}


def stated_date(entry: Entry) -> str:
    """The day of receipt as written, empty where none is."""
    return entry["received_on"] or entry["fetched_on"]


def received_on(entry: Entry) -> date | None:
    """The day of receipt, None where none is written or what is written is no day."""
    try:
        return date.fromisoformat(stated_date(entry))
    except ValueError:
        return None
