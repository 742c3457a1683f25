"""From the disputed terms of the audit to findings: where DuckDB and the search for suspects meet."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb
import polars as pl

from expectations.suspicion.model import Equation, Figure, Finding, Standing
from expectations.suspicion.search import explain, unexplained
from expectations.suspicion.slips import likely_causes
from orchestration.catalogue import table

_STANDINGS = {"violated": Standing.VIOLATED, "holds": Standing.HOLDS, "not_stated": Standing.OPEN}

_TERMS = """
select
    department_id, fiscal_year, identity_id, binding, relation, outcome, residual, allowance,
    cell_fiscal_year, sheet_id, row_key, column_key, row_label, printed_value, step, direction, neighbours
from audit.audit_disputed_term
order by all
"""

_WITHOUT_CELLS = """
select department_id, fiscal_year, identity_id, binding
from audit.audit_identity_result
anti join audit.audit_disputed_term using (department_id, fiscal_year, identity_id, binding)
where outcome = 'violated'
order by all
"""
"""Violations of what an explanation claims: no cell of a sheet takes part in them."""


def find_suspects(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every violation of the audit under its finding, with its suspects: the catalogue table `findings`."""
    cursor = connection.execute(_TERMS)
    rows = [
        row
        for department_id, terms in groupby(_rows(cursor), key=itemgetter(0))
        for finding in _explained(list(terms))
        for row in _finding_rows(department_id, finding)
    ]
    for department_id, year, identity_id, binding in connection.execute(_WITHOUT_CELLS).fetchall():
        rows.extend(_finding_rows(department_id, unexplained((year, identity_id, binding))))
    return table("findings", rows)


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(100_000):
        yield from rows


def _explained(terms: list[tuple[Any, ...]]) -> tuple[Finding, ...]:
    figures: dict[tuple[Any, ...], Figure] = {}
    equations: dict[tuple[Any, ...], tuple[tuple[Any, ...], dict[Any, int]]] = {}
    for row in terms:
        spot = row[8:12]
        label, printed, step, direction, neighbours = row[12:]
        beside = tuple(amount for amount in neighbours or () if amount is not None)
        figures.setdefault(spot, Figure(spot, label or row[10], printed, step, beside))
        _, signs = equations.setdefault(row[1:4], (row[4:8], {}))
        signs[spot] = direction
    return explain(
        figures.values(),
        (
            Equation(key, _STANDINGS[outcome], residual or Decimal(0), allowance, relation == "at_least", signs)
            for key, ((relation, outcome, residual, allowance), signs) in equations.items()
        ),
    )


def _finding_rows(department_id: str, finding: Finding) -> Iterator[dict[str, object]]:
    for year, identity_id, binding in finding.violations:
        violation = {
            "department_id": department_id,
            "fiscal_year": year,
            "identity_id": identity_id,
            "binding": binding,
            "finding_id": finding.finding_id,
            "explained": len(finding.violations),
        }
        if not finding.suspects:
            yield violation
        for suspect in finding.suspects:
            cell_year, sheet_id, row_key, column_key = suspect.figure.spot
            cause = likely_causes()[suspect.likely_cause] if suspect.likely_cause else None
            yield violation | {
                "suspect_rank": suspect.rank,
                "cell_fiscal_year": cell_year,
                "sheet_id": sheet_id,
                "row_key": row_key,
                "column_key": column_key,
                "row_label": suspect.figure.label,
                "printed_value": suspect.figure.printed,
                "suspect_value": suspect.expected,
                "likely_cause": cause.id if cause else None,
                "likely_cause_title": cause.title if cause else None,
                "likely_cause_title_en": cause.title_en if cause else None,
            }
