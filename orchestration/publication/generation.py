"""Publication: the marts as one read-only database, Parquet files and reports, with what describes them, replaced
together by one rename.

Every publication is a generation of its own under `published/generations/`; `published/current` points to the newest
and `juesuan.duckdb`, `parquet`, `reports` and the rest are links through it. Open readers keep the generation they
opened. A crash before the last rename leaves the previous publication in force.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import duckdb

from orchestration.home.atomic_files import sync, sync_tree
from orchestration.home.progress import Progress
from orchestration.home.published_generation import CHECKSUMS, KEPT_GENERATIONS
from orchestration.home.settings import INPUTS
from orchestration.publication.checksums import write_checksums
from orchestration.publication.data_dictionary import write_data_dictionary
from orchestration.publication.data_package import NO_IMPRINT, Imprint, write_data_package
from orchestration.publication.gate import MARTS
from orchestration.publication.model_documentation import write_model_documentation
from orchestration.reports.described import DescribedTable, described_tables
from orchestration.reports.published import write_published_reports
from orchestration.reports.spots.album import Studio

DATABASE = "juesuan.duckdb"
PARQUET = "parquet"
REPORTS = "reports"
DICTIONARY, DICTIONARY_PAGE = "data_dictionary.md", "data_dictionary.html"
DATA_PACKAGE = "datapackage.json"
MODELS_PAGE = "models.html"
DESCRIPTIONS = (DICTIONARY, DICTIONARY_PAGE, DATA_PACKAGE, CHECKSUMS)
LINKS = (DATABASE, PARQUET, REPORTS, MODELS_PAGE, *DESCRIPTIONS)
STORAGE_VERSION = "v1.2.0"
"""Readable by DuckDB clients since 1.2."""


def publish(
    work_database: Path,
    published: Path,
    progress: Progress,
    inputs: bytes | None = None,
    imprint: Imprint = NO_IMPRINT,
    forms: Path | None = None,
    studio: Studio | None = None,
) -> Path:
    """Copy the marts to a new generation, describe them, draw the reports, and put all in force. `inputs` is the note
    of what they follow from, if all of it was looked at; `forms` is where a bureau's own templates lie, and the
    `studio` draws figures where they are printed. Returns the generation's folder."""
    generations = published / "generations"
    generations.mkdir(parents=True, exist_ok=True)
    _sweep(published)
    number = max((int(path.name) for path in generations.iterdir() if path.name.isdigit()), default=0) + 1
    building = generations / f".building-{number:06d}"
    building.mkdir()
    with ThreadPoolExecutor(max_workers=1) as beside, _marts_of(work_database) as marts:
        # a core of its own, while Python draws the pages of the same marts with another
        tables = described_tables(marts)
        copied = beside.submit(_copy, work_database, tables, building)
        write_published_reports(marts, building / REPORTS, progress, forms, studio)
        _write_dictionary(tables, building, imprint)
        copied.result()
    _write_package(tables, building, imprint)
    write_checksums(building)
    if inputs is not None:
        (building / INPUTS).write_bytes(inputs)
    sync_tree(building)
    generation = building.rename(generations / f"{number:06d}")
    for name in LINKS:
        _link(published / name, Path("current") / name)
    # a power cut must not leave a link to what is not there
    for folder in (generations, published, published.parent):
        sync(folder)
    _link(published / "current", Path("generations") / generation.name)
    sync(published)
    _forget_old(generations, keep=generation)
    return generation


def _copy(work_database: Path, tables: Sequence[DescribedTable], folder: Path) -> None:
    """Copy the marts with their descriptions to a database and to Parquet files of their own, on one core."""
    (folder / PARQUET).mkdir()
    with _marts_of(work_database, {"threads": 1}) as connection:
        connection.execute(
            f"attach {_quoted(str(folder / DATABASE))} as published (storage_version '{STORAGE_VERSION}')"
        )
        connection.execute("begin")  # one commit for all, since each waits for the disk
        for table in tables:
            connection.execute(f"create table published.main.{table.name} as from {table.name}")
            _comment(connection, table)
            told = f"description: {_quoted(table.meaning)}, columns: {_quoted(_told_columns(table))}"
            copied = f"copy {table.name} to {_quoted(str(_parquet(folder, table)))}"
            connection.execute(f"{copied} (format parquet, kv_metadata {{{told}}})")
        connection.execute("commit")
    for file in (folder / DATABASE, *(folder / PARQUET).iterdir()):
        file.chmod(0o444)


@contextmanager
def _marts_of(
    work_database: Path, config: Mapping[str, int] = MappingProxyType({})
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which the marts are the schema in use."""
    with duckdb.connect(config=dict(config)) as connection:
        connection.execute(f"attach {_quoted(str(work_database))} as work (read_only)")
        connection.execute(f"use work.{MARTS}")
        yield connection


def _comment(connection: duckdb.DuckDBPyConnection, table: DescribedTable) -> None:
    """The descriptions of tables and columns travel with the database."""
    if table.meaning:
        connection.execute(f"comment on table published.main.{table.name} is {_quoted(table.meaning)}")
    for column in table.columns:
        if column.meaning:
            place = f'published.main.{table.name}."{column.name}"'
            connection.execute(f"comment on column {place} is {_quoted(column.meaning)}")


def _told_columns(table: DescribedTable) -> str:
    return json.dumps({column.name: column.meaning for column in table.columns}, ensure_ascii=False)


def _write_dictionary(tables: Sequence[DescribedTable], folder: Path, imprint: Imprint) -> None:
    made_in = MODELS_PAGE if imprint.manifest else ""
    write_data_dictionary(tables, folder / DICTIONARY, folder / DICTIONARY_PAGE, made_in)
    if imprint.manifest:
        write_model_documentation(imprint.manifest, folder / MODELS_PAGE)


def _write_package(tables: Sequence[DescribedTable], folder: Path, imprint: Imprint) -> None:
    files = {table.name: _parquet(folder, table) for table in tables}
    write_data_package(folder / DATA_PACKAGE, tables, files, imprint, _newest_edition(folder / DATABASE))


def _newest_edition(database: Path) -> datetime | None:
    with duckdb.connect(str(database), read_only=True) as connection:
        [(newest,)] = connection.execute("select max(published_at) from dq_edition").fetchall()
    return newest.replace(tzinfo=UTC) if newest else None


def _parquet(folder: Path, table: DescribedTable) -> Path:
    return folder / PARQUET / f"{table.name}.parquet"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    temporary = link.with_name(f".{link.name}.new")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    temporary.replace(link)


def _sweep(published: Path) -> None:
    """Remove what a killed publication left half-built."""
    for leftover in (published / "generations").glob(".building-*"):
        shutil.rmtree(leftover)


def _forget_old(generations: Path, keep: Path) -> None:
    numbered = sorted(path for path in generations.iterdir() if path.name.isdigit() and path != keep)
    for old in numbered[: max(0, len(numbered) - KEPT_GENERATIONS + 1)]:
        shutil.rmtree(old)
