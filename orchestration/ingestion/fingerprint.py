"""What each department-year was landed from, so that nothing is read twice and nothing old is taken for new.

The stamp is the commit mark of a landing folder: it goes before the tables are written and comes back after them. A
crash in between, a lost or a corrupt table all leave a folder without a valid stamp, and the next run reads it again.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.disclosure.reading import reader_version
from orchestration.ingestion.submission import Filing
from orchestration.landing.tables import SCHEMAS, atomic_file, write_frames
from orchestration.registry.model import Registry

STAMP = "stamp.json"
READER = f"{reader_version()} {hashlib.sha256(repr(SCHEMAS).encode()).hexdigest()[:12]}"
"""The code that reads, and the shape of what is landed."""


class Stamp(BaseModel):
    """Everything that a landed department-year follows from, and the tables it was landed as.

    `files` are contents (sha256), `seen` the same files as a listing shows them (size, modification time): the first
    decides, the second only tells cheaply that it is time to look. `names` says whose name each document bears.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    reader: str
    department: tuple[str, ...]
    manifest: tuple[dict[str, str], ...]
    files: dict[str, str]
    seen: dict[str, tuple[int, int]]
    names: dict[str, str | None]
    tables: dict[str, str]
    rows: dict[str, int]


def read_stamp(folder: Path) -> Stamp | None:
    """The stamp of a landing folder; None where there is none that can be read."""
    try:
        return Stamp.model_validate_json((folder / STAMP).read_bytes())
    except (OSError, ValidationError):
        return None


def is_intact(folder: Path, stamp: Stamp | None) -> bool:
    """Whether the landed tables are those that the stamp was set on, byte for byte."""
    return stamp is not None and all(
        stamp.tables.get(name) == _content_hash(folder / f"{name}.parquet") for name in SCHEMAS
    )


def is_current(folder: Path, filing: Filing, registry: Registry) -> bool:
    """Whether reading again would land the same: same contents, reader, filing and registered names."""
    stamp = read_stamp(folder)
    return (
        stamp is not None
        and _same_terms(stamp, filing, registry)
        and stamp.files == {name: _content_hash(path) for path, name in filing.files}
        and is_intact(folder, stamp)
    )


def seems_current(folder: Path, filing: Filing, registry: Registry) -> bool:
    """The same by a look at the listing alone, for a sensor that asks every minute."""
    stamp = read_stamp(folder)
    return stamp is not None and _same_terms(stamp, filing, registry) and stamp.seen == filing.listing


def land_stamped(folder: Path, filing: Filing, registry: Registry, tables: Mapping[str, pl.DataFrame]) -> None:
    """Write the tables of a department-year and stamp them. A file that changed while it was read no longer looks as
    the filing says, and is read again."""
    (folder / STAMP).unlink(missing_ok=True)
    write_frames(folder, tables)
    documents = tables["documents"]
    stamp = Stamp(
        reader=READER,
        department=_names(filing),
        manifest=tuple(dict(entry) for entry in filing.entries),
        files=dict(zip(documents["file_name"], documents["document_sha256"], strict=True)),
        seen=dict(filing.listing),
        names=_owners(documents["recognised_department"].drop_nulls(), registry, filing.year),
        tables={name: _content_hash(folder / f"{name}.parquet") for name in SCHEMAS},
        rows={name: len(table) for name, table in tables.items()},
    )
    with atomic_file(folder / STAMP) as file:
        file.write(stamp.model_dump_json().encode())


def _same_terms(stamp: Stamp, filing: Filing, registry: Registry) -> bool:
    return (
        stamp.reader == READER
        and stamp.department == _names(filing)
        and list(stamp.manifest) == [dict(entry) for entry in filing.entries]
        and stamp.names == _owners(stamp.names, registry, filing.year)
    )


def _names(filing: Filing) -> tuple[str, ...]:
    return tuple(sorted(filing.department.names_in(filing.year)))


def _owners(names: Iterable[str], registry: Registry, year: int) -> dict[str, str | None]:
    owners = {name: registry.named(name, year) for name in names}
    return {name: owner.department_id if owner else None for name, owner in owners.items()}


def _content_hash(path: Path) -> str:
    """The sha256 of a file; of nothing where it cannot be read, which equals no file's."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
