"""The answer of `juesuan check --format json`: plain JSON values under names that stay."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from orchestration.disclosure.department_year import SubmittedSheet
from orchestration.disclosure.model import Place, Problem
from orchestration.reports.repository import Row
from orchestration.reports.row_views import result_view
from orchestration.reports.sentences import sentence
from orchestration.validation.precheck import Check

_RESULT = {
    "identity_id": "identity_id",
    "title": "title",
    "title_en": "title_en",
    "check": "check_first",
    "check_en": "check_first_en",
    "binding": "binding",
    "severity": "severity",
    "relation": "relation",
    "outcome": "outcome",
    "reported": "reported_wan",
    "computed": "computed_wan",
    "residual": "residual_wan",
    "allowance": "allowance_wan",
    "terms": "terms",
    "missing_terms": "missing_terms",
    "source_positions": "source_positions",
    "last_digit": "last_digit",
    "figures": "figures",
    "phrase": "phrase",
    "finding_id": "finding_id",
    "candidates": "candidates",
}
"""Names in the answer, and the columns that they come from."""

_RULE = (
    "rule_id",
    "title",
    "title_en",
    "severity",
    "message",
    "message_en",
    "sheet_id",
    "row_key",
    "column_key",
    "binding",
    "place",
)
_FORMULA = ("sheet_id", "formula", "judgement", "identity_id", "reason", "reason_en")


def check_json(check: Check) -> dict[str, Any]:
    """Everything that was found, violations first. Amounts are texts in 万元, so that they stay exact."""
    figures = check.figures
    reading = check.submitted.readings[0]
    file_name = reading.document.file_name
    return {
        "file": file_name,
        "sha256": reading.document.sha256,
        "format": reading.document.format,
        "department": reading.recognition.department_name,
        "fiscal_year": reading.recognition.fiscal_year,
        "sheets": [_sheet(sheet, figures[sheet.reading.sheet_id]) for sheet in check.submitted.sheets],
        "results": [_result(row) for row in sorted(check.results, key=lambda row: row["outcome"] != "violated")],
        "rules": [{name: row[name] for name in _RULE} for row in check.broken_rules],
        "printed_formulas": [_formula(row, file_name) for row in check.formulas],
        "problems": [_problem(problem) for problem in check.submitted.problems],
    }


def _sheet(sheet: SubmittedSheet, figures: int) -> dict[str, Any]:
    return {
        "sheet_id": sheet.reading.sheet_id,
        "status": sheet.reading.status.value,
        "title": sheet.reading.title,
        "unit": sheet.reading.unit,
        "cells": figures,
    }


def _result(row: Row) -> dict[str, Any]:
    likeliest = [candidate for candidate in row["candidates"] if candidate["rank"] == 1]
    answer = {name: row[column] for name, column in _RESULT.items()}
    answer["sentence"] = sentence(result_view(row))
    answer["suspect"] = likeliest[0] if len(likeliest) == 1 else None
    answer["hypothesis"] = _hypothesis(likeliest)
    return {name: _plain(value) for name, value in answer.items()}


def _hypothesis(likeliest: Sequence[Row]) -> dict[str, Any] | None:
    """The likeliest mistake with all its cells, where no other is as likely."""
    if len({cell["hypothesis"] for cell in likeliest}) != 1:
        return None
    names = ("kind", "title", "title_en", "check", "check_en")
    return {name: likeliest[0][f"hypothesis_{name}"] for name in names} | {"cells": list(likeliest)}


def _formula(row: Row, file_name: str) -> dict[str, Any]:
    """A formula under a sheet; its place is inside the one file that was asked about."""
    return {name: row[name] for name in _FORMULA} | {"place": row["place"].removeprefix(file_name).removeprefix(", ")}


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "kind": problem.kind.value,
        "severity": problem.severity.value,
        "file": problem.file_name or None,
        "sheet_id": problem.sheet_id,
        "place": _stated(problem.place),
        **asdict(problem.message),
    }


def _stated(place: Place) -> dict[str, Any]:
    stated = {key: value for key, value in place._asdict().items() if value is not None}
    return stated | {"box": place.box._asdict()} if place.box else stated


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
