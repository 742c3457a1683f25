"""From the landing area to the work database: the rows of what was landed anew replace those of what it replaces.

A table of the landing area has a file a department-year, and to open one costs more than to read it: models that looked
at the files themselves would open all of them again and again, though one document changed.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from orchestration.home.settings import Settings
from orchestration.ingestion.fingerprint import landed_tables
from orchestration.landing.declaration import DECLARATIONS, Table
from orchestration.landing.parquet import SENTINEL

LOADED = "loaded_files"
"""Which files the tables hold: table, folder of the department-year, hash of the file and of the table's shape."""

MOST_AMENDED = 1 / 4
"""The share of its files up to which a table is amended. To make it anew costs less beyond, and leaves no holes."""


def load_landing(settings: Settings) -> None:
    """Bring the tables of the landing area in the work database to what lies there, one after the other; each is the
    old or the new one whatever happens. Raises duckdb.Error where a file or the database cannot be read."""
    landing = settings.landing
    folders = (folder for folder in sorted(landing.glob("*/*/")) if folder.parent.name != SENTINEL)
    landed = {folder.relative_to(landing).as_posix(): landed_tables(folder) for folder in folders}
    with duckdb.connect(str(settings.work_database)) as connection:
        kinds = _kinds(connection)
        if LOADED not in kinds:
            # what an earlier version left there
            connection.execute("drop schema if exists landing cascade")
            connection.execute("create schema landing")
            connection.execute(f"create table landing.{LOADED} (name varchar, folder varchar, sha256 varchar)")
            kinds = {}
        for table in DECLARATIONS.tables_of("landing"):
            shape = hashlib.sha256(repr(table.types).encode()).hexdigest()[:12]
            files = {
                folder: f"{tables[table.name]} {shape}" for folder, tables in landed.items() if table.name in tables
            }
            _load(connection, landing, table, kinds.get(table.name), files)


def _load(
    connection: duckdb.DuckDBPyConnection, landing: Path, table: Table, kind: str | None, files: Mapping[str, str]
) -> None:
    """Let a table hold the rows of these files: the hash of each by its folder. `kind` is what has its name now."""
    rows = connection.execute(f"select folder, sha256 from landing.{LOADED} where name = ?", [table.name]).fetchall()
    known: dict[str, str] = dict(rows)
    differing = {folder for folder, _ in files.items() ^ known.items()}
    if kind == "BASE TABLE" and not differing:
        return
    connection.begin()
    try:
        if kind == "BASE TABLE" and len(differing) <= MOST_AMENDED * len(files):
            _amend(connection, landing, table, differing, differing & files.keys())
        else:
            if kind == "VIEW":
                connection.execute(f"drop view landing.{table.name}")
            selected = _rows_of(landing, table, files)
            connection.execute(f"create or replace table landing.{table.name} as {selected}")
        connection.execute(f"delete from landing.{LOADED} where name = ?", [table.name])
        connection.execute(
            f"insert into landing.{LOADED} select ?, unnest(?::varchar[]), unnest(?::varchar[])",
            [table.name, list(files), list(files.values())],
        )
        connection.commit()
    except duckdb.Error:
        connection.rollback()
        raise


def _amend(
    connection: duckdb.DuckDBPyConnection, landing: Path, table: Table, gone: Iterable[str], new: Iterable[str]
) -> None:
    """Take the rows of some folders out of a table, and put those of the files that lie there now into it."""
    connection.execute(
        f"delete from landing.{table.name} where department_id || '/' || fiscal_year in (select unnest(?::varchar[]))",
        [sorted(gone)],
    )
    connection.execute(f"insert into landing.{table.name} {_rows_of(landing, table, sorted(new))}")


def _rows_of(landing: Path, table: Table, folders: Iterable[str]) -> str:
    """The query of the rows in these folders. An empty file tells the columns where there is none; it comes last, since
    DuckDB plans by the size of the first."""
    files = (str(landing / folder / f"{table.name}.parquet") for folder in (*folders, f"{SENTINEL}/0"))
    listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    return f"select * from read_parquet([{listed}])"


def _kinds(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """BASE TABLE or VIEW, by the names that the landing area has; asked for once, since to list them takes long."""
    found = connection.execute(
        "select table_name, table_type from information_schema.tables where table_schema = 'landing'"
    )
    return dict(found.fetchall())
