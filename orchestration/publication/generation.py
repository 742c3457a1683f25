"""Publication: the marts as one read-only database, Parquet files and reports, replaced together by one rename.

Every publication is a generation of its own under `published/generations/`; `published/current` points to the newest
and `juesuan.duckdb`, `parquet` and `reports` are links through it. Open readers keep the generation they opened. A
crash before the last rename leaves the previous publication in force.
"""

import os
import shutil
from pathlib import Path

import duckdb

from orchestration.home.progress import Progress
from orchestration.home.settings import INPUTS
from orchestration.publication.data_dictionary import write_data_dictionary
from orchestration.publication.gate import mart_tables
from orchestration.reports.published import write_published_reports

KEPT_GENERATIONS = 2
DATABASE = "juesuan.duckdb"
PARQUET = "parquet"
REPORTS = "reports"
DICTIONARY = "data_dictionary.md"
LINKS = (DATABASE, PARQUET, REPORTS, DICTIONARY)
STORAGE_VERSION = "v1.2.0"
"""Readable by DuckDB clients since 1.2."""


def publish(
    work_database: Path, published: Path, progress: Progress, inputs: bytes | None = None, forms: Path | None = None
) -> Path:
    """Copy the marts to a new generation, draw the reports, and put both in force. `inputs` is the note of what they
    follow from, if all of it was looked at; `forms` is where a bureau's own templates lie. Returns the generation's
    folder."""
    generations = published / "generations"
    generations.mkdir(parents=True, exist_ok=True)
    _sweep(published)
    number = max((int(path.name) for path in generations.iterdir() if path.name.isdigit()), default=0) + 1
    building = generations / f".building-{number:06d}"
    building.mkdir()
    _copy(work_database, building)
    write_data_dictionary(building / DATABASE, building / DICTIONARY)
    write_published_reports(building / DATABASE, building / REPORTS, progress, forms)
    if inputs is not None:
        (building / INPUTS).write_bytes(inputs)
    generation = building.rename(generations / f"{number:06d}")
    _sync(generations)
    for name in LINKS:
        _link(published / name, Path("current") / name)
    _link(published / "current", Path("generations") / generation.name)
    _sync(published)
    _forget_old(generations, keep=generation)
    return generation


def _copy(work_database: Path, folder: Path) -> None:
    parquet = folder / PARQUET
    parquet.mkdir()
    database = folder / DATABASE
    with duckdb.connect() as connection:
        connection.execute(f"attach {_quoted(str(work_database))} as work (read_only)")
        connection.execute(f"attach {_quoted(str(database))} as published (storage_version '{STORAGE_VERSION}')")
        connection.execute("use work")
        for table in mart_tables(connection):
            connection.execute(f"create table published.main.{table} as from work.marts.{table}")
            connection.execute(f"copy work.marts.{table} to {_quoted(f'{parquet / table}.parquet')} (format parquet)")
        _copy_comments(connection)
        connection.execute("use memory")
        connection.execute("detach published")
    for file in (database, *parquet.iterdir()):
        file.chmod(0o444)
        _sync(file)


def _copy_comments(connection: duckdb.DuckDBPyConnection) -> None:
    """The descriptions of tables and columns travel with the database."""
    tables = connection.execute(
        "select table_name, comment from duckdb_tables() where database_name = 'work' and schema_name = 'marts' "
        "and comment is not null"
    ).fetchall()
    columns = connection.execute(
        "select table_name, column_name, comment from duckdb_columns() where database_name = 'work' "
        "and schema_name = 'marts' and comment is not null"
    ).fetchall()
    for table, comment in tables:
        connection.execute(f"comment on table published.main.{table} is {_quoted(comment)}")
    for table, column, comment in columns:
        connection.execute(f'comment on column published.main.{table}."{column}" is {_quoted(comment)}')


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


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
