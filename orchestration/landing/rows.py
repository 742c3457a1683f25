"""The landing area: one department-year as Parquet files, each written atomically. `stamps` marks them complete."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import polars as pl

from orchestration.disclosure.department_year import DepartmentYear
from orchestration.disclosure.model import PrintedFormula, Problem
from orchestration.landing.columns import AMOUNT, KEY, PLACE, place_columns
from orchestration.landing.explanation import EXPLANATION_SCHEMAS, explanation_rows

SCHEMAS: dict[str, dict[str, Any]] = {
    "cells": KEY
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
    | PLACE,
    "sheets": KEY
    | {"sheet_id": pl.String, "status": pl.String, "title": pl.String, "unit": pl.String, "file_name": pl.String}
    | PLACE,
    "printed_numbers": KEY
    | {
        "sheet_id": pl.String,
        "axis": pl.String,
        "number": pl.Int32,
        "row_key": pl.String,
        "column_key": pl.String,
    },
    "printed_formulas": KEY
    | {
        "sheet_id": pl.String,
        "formula_no": pl.Int32,
        "formula": pl.String,
        "axis": pl.String,
        "side": pl.String,
        "sign": pl.Int32,
        "number": pl.Int32,
        "file_name": pl.String,
    }
    | PLACE,
    "problems": KEY
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
    | PLACE,
    **EXPLANATION_SCHEMAS,
    "documents": KEY
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
        "printed_numbers": (
            key | {"sheet_id": entry.reading.sheet_id, **asdict(number)}
            for entry in filed.sheets
            for number in entry.reading.numbers
        ),
        "printed_formulas": (
            key | {"sheet_id": entry.reading.sheet_id, "formula_no": number, "file_name": entry.file_name} | term
            for entry in filed.sheets
            for number, formula in enumerate(entry.reading.formulas, start=1)
            for term in formula_rows(formula)
        ),
        "problems": (problem_row(key, problem) for problem in filed.problems),
        **explanation_rows(key, filed.explanation),
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


def formula_rows(formula: PrintedFormula) -> Iterator[dict[str, object]]:
    """One row per term, the total first."""
    for side, sign, number in (("total", 1, formula.total), *(("part", *part) for part in formula.parts)):
        yield {
            "formula": formula.text,
            "axis": formula.axis,
            "side": side,
            "sign": sign,
            "number": number,
            **place_columns(formula.place),
        }


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


SENTINEL = "~none"
"""The folder of empty tables. It sorts behind all departments: what DuckDB plans by is the size of the first file."""


def write_sentinel(landing: Path) -> None:
    """Empty tables, so that a glob over the landing area always finds a schema."""
    folder = landing / SENTINEL / "0"
    for name, schema in SCHEMAS.items():
        write_parquet(folder / f"{name}.parquet", pl.DataFrame(schema=schema))


def sweep(landing: Path) -> None:
    """Remove the half-written files of a killed run. Only the sole writer may do so."""
    for leftover in landing.glob("*/*/.*.part"):
        leftover.unlink()
