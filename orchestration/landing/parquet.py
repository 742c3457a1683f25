"""The files of the landing area and of the control and decision tables: where they lie, and how they are written.

What stands in them is decided in `rows`, `explanation_rows` and `control_rows`; the fingerprint that says a landing
folder is complete belongs to ingestion.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.home.atomic_files import atomic_file
from orchestration.landing.declaration import DECLARATIONS

if TYPE_CHECKING:
    import polars as pl


def partition_folder(landing: Path, department_id: str, year: int) -> Path:
    """Where the landing tables of a department-year lie."""
    return landing / department_id / str(year)


def write_department_year(folder: Path, tables: Mapping[str, "pl.DataFrame"]) -> None:
    """Write the landing tables of a department-year, each atomically. One without rows has no file: half of all would
    be such, and each costs more to write and to open than it holds."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        if table.is_empty():
            path.unlink(missing_ok=True)
        else:
            write_parquet(path, table)


def write_parquet(path: Path, table: "pl.DataFrame") -> None:
    """Write a Parquet file so that a reader sees the old one or the new one, never a part."""
    # the files are small, many, and always read whole: statistics and a denser packing cost more than they save
    with atomic_file(path) as file:
        table.write_parquet(file, compression="snappy", statistics=False)


def table_file(home: Path, name: str) -> Path:
    """The file of a control or decision table."""
    return home / DECLARATIONS.tables[name].files


def write_tables(home: Path, tables: Mapping[str, "pl.DataFrame"]) -> None:
    """Write each control or decision table atomically."""
    for name, table in tables.items():
        write_parquet(table_file(home, name), table)


def is_readable(home: Path, name: str) -> bool:
    """Whether a control or decision table is there, whole, and of the shape that is declared now."""
    import polars as pl

    from orchestration.landing.frames import SCHEMAS

    try:
        return pl.read_parquet(table_file(home, name)).schema == SCHEMAS[name]
    except (OSError, pl.exceptions.PolarsError):
        return False


SENTINEL = "~none"
"""The folder of empty tables. It sorts behind all departments: what DuckDB plans by is the size of the first file."""


def write_sentinel(landing: Path) -> None:
    """Empty tables, so that a glob over the landing area always finds a schema."""
    from orchestration.landing.frames import LANDING_TABLES, frame

    folder = landing / SENTINEL / "0"
    for name in LANDING_TABLES:
        write_parquet(folder / f"{name}.parquet", frame(name))


def sweep(landing: Path) -> None:
    """Remove the half-written files of a killed run. Only the sole writer may do so."""
    for leftover in landing.glob("*/*/.*.part"):
        leftover.unlink()
