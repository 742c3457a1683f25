"""The landing area: one department-year as Parquet files, each written atomically. `stamps` marks them complete."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import polars as pl

from orchestration.disclosure.department_year import DepartmentYear
from orchestration.disclosure.model import Place, Problem

AMOUNT = pl.Decimal(20, 6)
"""万元, exact."""

_PLACE: dict[str, Any] = {
    "page": pl.Int32,
    "table_no": pl.Int32,
    "sheet_name": pl.String,
    "row_no": pl.Int32,
    "column_no": pl.Int32,
    "box_x0": pl.Float32,
    "box_top": pl.Float32,
    "box_x1": pl.Float32,
    "box_bottom": pl.Float32,
}
_KEY: dict[str, Any] = {"department_id": pl.String, "fiscal_year": pl.Int32}

SCHEMAS: dict[str, dict[str, Any]] = {
    "cells": _KEY
    | {
        "sheet_id": pl.String,
        "row_key": pl.String,
        "row_label": pl.String,
        "column_key": pl.String,
        "column_label": pl.String,
        "amount": AMOUNT,
        "decimals": pl.Int32,
        "unit": pl.String,
        "amount_text": pl.String,
        "document_sha256": pl.String,
        "file_name": pl.String,
        "reader": pl.String,
    }
    | _PLACE,
    "sheets": _KEY
    | {"sheet_id": pl.String, "status": pl.String, "title": pl.String, "unit": pl.String, "file_name": pl.String}
    | _PLACE,
    "problems": _KEY
    | {
        "kind": pl.String,
        "severity": pl.String,
        "file_name": pl.String,
        "sheet_id": pl.String,
        "row_key": pl.String,
        "column_key": pl.String,
        "reason": pl.String,
        "remedy": pl.String,
    }
    | _PLACE,
    "documents": _KEY
    | {
        "file_name": pl.String,
        "document_sha256": pl.String,
        "size": pl.Int64,
        "format": pl.String,
        "reader": pl.String,
        "pages": pl.Int32,
        "producer": pl.String,
        "recognised_department": pl.String,
        "recognised_fiscal_year": pl.Int32,
        "recognised_kind": pl.String,
    },
}


def frames(department_id: str, year: int, filed: DepartmentYear) -> dict[str, pl.DataFrame]:
    """The tables of one department-year."""
    key = {"department_id": department_id, "fiscal_year": year}
    rows: dict[str, Iterable[Mapping[str, object]]] = {
        "cells": (
            key
            | {
                "sheet_id": entry.cell.key.sheet_id,
                "row_key": entry.cell.key.row_key,
                "row_label": entry.cell.row_label,
                "column_key": entry.cell.key.column_key,
                "column_label": entry.cell.column_label,
                "amount": entry.cell.amount,
                "decimals": entry.cell.decimals,
                "unit": entry.cell.unit,
                "amount_text": entry.cell.amount_text,
                "document_sha256": entry.reading.document.sha256,
                "file_name": entry.reading.document.file_name,
                "reader": entry.reading.document.reader,
            }
            | place_columns(entry.cell.place)
            for entry in filed.cells
        ),
        "sheets": (
            key
            | {
                "sheet_id": entry.reading.sheet_id,
                "status": entry.reading.status.value,
                "title": entry.reading.title,
                "unit": entry.reading.unit,
                "file_name": entry.file_name or None,
            }
            | place_columns(entry.reading.place)
            for entry in filed.sheets
        )
        if filed.readings
        else (),
        "problems": (problem_row(key, problem) for problem in filed.problems),
        "documents": (
            key
            | {
                "file_name": reading.document.file_name,
                "document_sha256": reading.document.sha256,
                "size": reading.document.size,
                "format": reading.document.format,
                "reader": reading.document.reader,
                "pages": reading.document.pages,
                "producer": reading.document.producer,
                "recognised_department": reading.recognition.department_name,
                "recognised_fiscal_year": reading.recognition.fiscal_year,
                "recognised_kind": reading.recognition.kind,
            }
            for reading in filed.readings
        ),
    }
    return {name: pl.DataFrame(list(rows[name]), schema=SCHEMAS[name], orient="row") for name in SCHEMAS}


def problem_row(key: Mapping[str, object], problem: Problem) -> dict[str, object]:
    return {
        **key,
        "kind": problem.kind.value,
        "severity": problem.severity.value,
        "file_name": problem.file_name or None,
        "sheet_id": problem.sheet_id,
        "row_key": problem.key.row_key if problem.key else None,
        "column_key": problem.key.column_key if problem.key else None,
        "reason": problem.reason,
        "remedy": problem.remedy,
        **place_columns(problem.place),
    }


def place_columns(place: Place) -> dict[str, object]:
    box = place.box
    return {
        "page": place.page,
        "table_no": place.table_no,
        "sheet_name": place.sheet_name,
        "row_no": place.row_no,
        "column_no": place.column_no,
        "box_x0": box.x0 if box else None,
        "box_top": box.top if box else None,
        "box_x1": box.x1 if box else None,
        "box_bottom": box.bottom if box else None,
    }


def partition_folder(landing: Path, department_id: str, year: int) -> Path:
    return landing / department_id / str(year)


def write_frames(folder: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    """Write each table atomically, in the order given."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        write_parquet(folder / f"{name}.parquet", table)


def write_parquet(path: Path, table: pl.DataFrame) -> None:
    """Write a Parquet file so that a reader sees the old one or the new one, never a part."""
    with atomic_file(path) as file:
        table.write_parquet(file)


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes the place of `path` when the block ends well, and leaves no trace otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_sentinel(landing: Path) -> None:
    """Empty tables, so that a glob over the landing area always finds a schema."""
    folder = landing / "__none__" / "0"
    for name, schema in SCHEMAS.items():
        write_parquet(folder / f"{name}.parquet", pl.DataFrame(schema=schema))


def sweep(landing: Path) -> None:
    """Remove the half-written files of a killed run. Only the sole writer may do so."""
    for leftover in landing.glob("*/*/.*.part"):
        leftover.unlink()
