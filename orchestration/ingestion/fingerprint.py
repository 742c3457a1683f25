"""What each department-year was landed from, so that nothing is read twice and nothing old is taken for new.

The fingerprint is the commit mark of a landing folder: it is removed before the tables are written and written
after them. A crash in between, a lost or a corrupt table leave a folder without a valid fingerprint, and the next run
reads it again.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.disclosure.readers.content import MAX_FILE_BYTES
from orchestration.disclosure.reading import reader_version
from orchestration.home.atomic_files import atomic_file
from orchestration.ingestion.submission import Submission, is_explained, look_of
from orchestration.landing.declaration import DECLARATIONS
from orchestration.landing.parquet import write_department_year
from orchestration.registry.model import Registry

if TYPE_CHECKING:
    import polars as pl

FILE_NAME = "fingerprint.json"
_SHAPES = {table.name: table.types for table in DECLARATIONS.tables_of("landing")}
READER = f"{reader_version()} {hashlib.sha256(repr(_SHAPES).encode()).hexdigest()[:12]}"
"""The code that reads, and the shape of what is landed."""


class Fingerprint(BaseModel):
    """Everything that a landed department-year follows from, and the tables it was landed as.

    `files` are contents (sha256), `seen` the same files as a listing shows them (size, modification time): the first
    decides, the second only tells cheaply that it is time to look. `names` says whose name each document bears,
    `known_as` which names are the department's in any way; `registry_line` is the line that was told to be changed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    reader: str
    department: tuple[str, ...]
    known_as: tuple[str, ...]
    registry_line: str
    manifest: tuple[dict[str, str], ...]
    confirmations: str
    files: dict[str, str]
    seen: dict[str, tuple[int, int]]
    names: dict[str, str | None]
    tables: dict[str, str]
    rows: dict[str, int]


def read_fingerprint(folder: Path) -> Fingerprint | None:
    """The fingerprint of a landing folder; None where there is none that can be read."""
    try:
        return Fingerprint.model_validate_json((folder / FILE_NAME).read_bytes())
    except (OSError, ValidationError):
        return None


def landed_tables(folder: Path) -> Mapping[str, str]:
    """The hash of each landed table that has a file, as its fingerprint says where there is one."""
    fingerprint = read_fingerprint(folder)
    return _landed_tables(folder) if fingerprint is None else fingerprint.tables


def is_received(folder: Path) -> bool:
    """Whether a department-year was landed from files; one of which none came is landed too, empty."""
    fingerprint = read_fingerprint(folder)
    return fingerprint is not None and bool(fingerprint.files)


def is_intact(folder: Path, fingerprint: Fingerprint | None) -> bool:
    """Whether the landed tables are those that the fingerprint was written for, byte for byte."""
    return fingerprint is not None and fingerprint.tables == _landed_tables(folder) and all(fingerprint.tables.values())


def is_up_to_date(folder: Path, submission: Submission, registry: Registry) -> bool:
    """Whether reading again would land the same: same contents, reader, submission and registered names."""
    fingerprint = read_fingerprint(folder)
    return (
        fingerprint is not None
        and _same_terms(fingerprint, submission, registry)
        and fingerprint.files == {name: _content_hash(path) for path, name in submission.files}
        and is_intact(folder, fingerprint)
    )


def is_probably_up_to_date(folder: Path, submission: Submission, registry: Registry) -> bool:
    """The same from the listing alone (sizes and modification times), for a sensor that asks every minute."""
    fingerprint = read_fingerprint(folder)
    return (
        fingerprint is not None
        and _same_terms(fingerprint, submission, registry)
        and fingerprint.seen == submission.listing
    )


def land_with_fingerprint(
    folder: Path, submission: Submission, registry: Registry, tables: Mapping[str, "pl.DataFrame"]
) -> None:
    """Write the tables of a department-year and their fingerprint. A file that changes while it is read no longer looks
    as the submission says, and is read again."""
    (folder / FILE_NAME).unlink(missing_ok=True)
    write_department_year(folder, tables)
    documents = tables["documents"]
    read = dict(zip(documents["file_name"], documents["document_sha256"], strict=True))
    names = _owners(documents["recognised_department"].drop_nulls(), registry, submission.year)
    fingerprint = Fingerprint(
        reader=READER,
        department=_names(submission),
        known_as=_known_as(submission, registry),
        registry_line=_told_line(names, submission, registry),
        manifest=tuple(dict(entry) for entry in submission.entries),
        confirmations=submission.confirmations.sha256,
        files={name: read.get(name) or _archive_hash(submission, path, name) for path, name in submission.files},
        seen=dict(submission.listing),
        names=names,
        tables=_landed_tables(folder),
        rows={name: len(table) for name, table in tables.items()},
    )
    with atomic_file(folder / FILE_NAME) as file:
        file.write(fingerprint.model_dump_json().encode())


def _landed_tables(folder: Path) -> dict[str, str]:
    """The hash of each table that has a file."""
    files = {name: folder / f"{name}.parquet" for name in _SHAPES}
    return {name: _content_hash(path) for name, path in files.items() if path.exists()}


def _archive_hash(submission: Submission, path: Path, name: str) -> str:
    """The sha256 of an archive, whose documents are landed under names of their own; of nothing where it has changed
    since it was listed, so that it is read again."""
    return _content_hash(path) if look_of(path) == submission.listing.get(name) else ""


def _same_terms(fingerprint: Fingerprint, submission: Submission, registry: Registry) -> bool:
    return (
        fingerprint.reader == READER
        and fingerprint.department == _names(submission)
        and fingerprint.known_as == _known_as(submission, registry)
        and fingerprint.registry_line == _told_line(fingerprint.names, submission, registry)
        and list(fingerprint.manifest) == [dict(entry) for entry in submission.entries]
        and fingerprint.confirmations == submission.confirmations.sha256
        and fingerprint.names == _owners(fingerprint.names, registry, submission.year)
    )


def _names(submission: Submission) -> tuple[str, ...]:
    return tuple(sorted(submission.department.names_in_year(submission.year)))


def _known_as(submission: Submission, registry: Registry) -> tuple[str, ...]:
    return tuple(sorted(registry.names_known(submission.department, submission.year)))


def _told_line(names: Iterable[str], submission: Submission, registry: Registry) -> str:
    """The line of the registry that a message quotes, because it does not explain a name; empty where none does."""
    department, year = submission.department, submission.year
    if all(is_explained(name, registry, department, year) for name in names):
        return ""
    return registry.lines[department.department_id].with_alias("")


def _owners(names: Iterable[str], registry: Registry, year: int) -> dict[str, str | None]:
    owners = {name: registry.find_named(name, year) for name in names}
    return {name: owner.department_id if owner else None for name, owner in owners.items()}


def _content_hash(path: Path) -> str:
    """The sha256 of a file, as its reading tells it: that of no bytes where it is too large to be read; none where it
    cannot be read, which equals no file's."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return hashlib.sha256().hexdigest()
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
