"""From what was read of a department-year to the rows of its landing tables. Writing them is `parquet`'s."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from orchestration.disclosure.department_year import DepartmentYear
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import Document, PrintedFormula, Problem, ScanReading
from orchestration.landing.explanation_rows import explanation_rows
from orchestration.landing.place import place_columns

if TYPE_CHECKING:
    import polars as pl


def department_year_tables(department_id: str, year: int, department_year: DepartmentYear) -> "dict[str, pl.DataFrame]":
    """The landing tables of one department-year; amounts in 万元."""
    # a check of one document puts the rows into its database and needs no Polars
    from orchestration.landing.frames import LANDING_TABLES, frame

    rows = department_year_rows(department_id, year, department_year)
    return {name: frame(name, rows[name]) for name in LANDING_TABLES}


def department_year_rows(
    department_id: str, year: int, department_year: DepartmentYear
) -> dict[str, Iterable[Mapping[str, object]]]:
    """The rows of each landing table, by its name."""
    key = {"department_id": department_id, "fiscal_year": year}
    return {
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
            | _scan_columns(entry.cell.scan)
            for entry in department_year.cells
        ),
        "sheets": (
            key
            | {
                "sheet_id": entry.reading.sheet_id,
                "status": entry.reading.status.value,
                "usual_title": load_layouts().sheets[entry.reading.sheet_id].name,
                "title": entry.reading.title,
                "unit": entry.reading.unit,
                "has_unplaced_figures": entry.reading.has_unplaced_figures,
                "file_name": entry.file_name or None,
            }
            | place_columns(entry.reading.place)
            for entry in department_year.sheets
        )
        if department_year.readings
        else (),
        "parts": (
            key
            | {
                "part": entry.reading.part.value,
                "status": entry.reading.status.value,
                "heading": entry.reading.heading or None,
                "file_name": entry.file_name or None,
            }
            | place_columns(entry.reading.place)
            for entry in department_year.parts
        ),
        "printed_numbers": (
            key | {"sheet_id": entry.reading.sheet_id, **asdict(number)}
            for entry in department_year.sheets
            for number in entry.reading.numbers
        ),
        "printed_formulas": (
            key | {"sheet_id": entry.reading.sheet_id, "formula_no": number, "file_name": entry.file_name} | term
            for entry in department_year.sheets
            for number, formula in enumerate(entry.reading.formulas, start=1)
            for term in formula_rows(formula)
        ),
        "problems": (problem_row(key, problem) for problem in department_year.problems),
        "doubtful_figures": (
            key
            | figure.key._asdict()
            | {
                "row_label": figure.row_label,
                "column_label": figure.column_label,
                "picture_no": figure.place.picture_no,
                "reading": figure.text,
                "other_reading": figure.scan.other,
                "doubt": figure.doubt.value,
                "scan_confidence": figure.scan.confidence_percent,
                "document_sha256": reading.document.sha256,
                "file_name": reading.document.file_name,
            }
            | place_columns(figure.place)
            for reading in department_year.readings
            for figure in reading.doubtful
        ),
        "unread_cells": (key | cell_key._asdict() for cell_key in department_year.unread_cells),
        **explanation_rows(key, department_year.explanation),
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
                "source_url": _source_url(reading.document, department_year.source_urls),
            }
            for reading in department_year.readings
        ),
    }


def _scan_columns(scan: ScanReading | None) -> dict[str, object]:
    """How a figure was recognised on a picture; nothing of what is text."""
    return {
        "scan_confidence": scan.confidence_percent if scan else None,
        "confirmed_by": (scan.confirmed_by or None) if scan else None,
        "confirmed_on": scan.confirmed_on if scan else None,
    }


def _source_url(document: Document, known: Mapping[str, str]) -> str | None:
    """Where a document came from; one that was unpacked came with its archive."""
    archive = document.archive.file_name if document.archive else ""
    return known.get(document.file_name) or known.get(archive) or None


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
    """One row of `problems`; `key` says whose it is."""
    return {
        **key,
        "kind": problem.kind.value,
        "severity": problem.severity.value,
        "file_name": problem.file_name or None,
        "sheet_id": problem.sheet_id,
        "row_key": problem.key.row_key if problem.key else None,
        "column_key": problem.key.column_key if problem.key else None,
        **asdict(problem.message),
        **place_columns(problem.place),
    }
