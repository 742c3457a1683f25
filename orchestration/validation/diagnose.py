"""Diagnose the violations in the work database: DuckDB rows in, the control table `findings` out.

The search itself belongs to expectations.diagnosis.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb

from expectations.diagnosis.corroboration import Claim, attach_claims
from expectations.diagnosis.model import Diagnosis, Equation, EquationState, Figure
from expectations.diagnosis.search import explain_violations, unexplained_violation
from expectations.diagnosis.slips import load_likely_causes

_EQUATION_STATES = {
    "violated": EquationState.VIOLATED,
    "holds": EquationState.HOLDS,
    "not_stated": EquationState.UNRESOLVED,
}

VIOLATION = ("department_id", "fiscal_year", "identity_id", "binding")

_TERMS = """
select
    department_id, fiscal_year, identity_id, binding, relation, outcome, residual, allowance,
    cell_fiscal_year, sheet_id, row_key, column_key, row_label, printed_value, step, direction, neighbours
from diagnosis.diag_violated_term
order by all
"""

_CLAIMS = """
select
    results.department_id, results.fiscal_year, results.identity_id, results.binding, residual, allowance,
    terms.cell_fiscal_year, terms.sheet_id, terms.row_key, terms.column_key,
    case terms.side when 'total' then terms.sign else -terms.sign end as direction
from evaluation.eval_claim_result as results
inner join evaluation.eval_claim_term as terms using (department_id, fiscal_year, identity_id, binding)
where results.outcome = 'violated' and results.relation in ('equals', 'restates') and terms.sheet_id <> 'narrative'
order by all
"""
"""The violated claims about cells of the sheets."""

_VIOLATIONS = """
select department_id, fiscal_year, identity_id, binding
from evaluation.eval_identity_result
where outcome = 'violated'
order by all
"""


def diagnose_violations(connection: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """The rows of the table `findings`: every violation with its finding id and candidate cells; amounts in 万元."""
    claims = _claims(connection)
    rows: list[dict[str, object]] = []
    for department_id, terms in groupby(_rows(connection.execute(_TERMS)), key=itemgetter(0)):
        diagnoses = attach_claims(_diagnose_department(list(terms)), claims.get(department_id, ()))
        rows.extend(row for diagnosis in diagnoses for row in _rows_of(department_id, diagnosis))
    explained = {tuple(row[name] for name in VIOLATION) for row in rows}
    for violation in connection.execute(_VIOLATIONS).fetchall():
        if violation not in explained:
            rows.extend(_rows_of(violation[0], unexplained_violation(violation[1:])))
    return rows


def _claims(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = defaultdict(list)
    for key, rows in groupby(_rows(connection.execute(_CLAIMS)), key=itemgetter(slice(0, 6))):
        department_id, year, identity_id, binding, residual, allowance = key
        signs = {row[6:10]: row[10] for row in rows}
        found[department_id].append(Claim((year, identity_id, binding), residual, allowance, signs))
    return found


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(100_000):
        yield from rows


def _diagnose_department(terms: list[tuple[Any, ...]]) -> tuple[Diagnosis, ...]:
    figures: dict[tuple[Any, ...], Figure] = {}
    equations: dict[tuple[Any, ...], tuple[tuple[Any, ...], dict[Any, int]]] = {}
    for row in terms:
        address = row[8:12]
        label, printed, step, direction, neighbours = row[12:]
        beside = tuple(amount for amount in neighbours or () if amount is not None)
        figures.setdefault(address, Figure(address, label or row[10], printed, step, beside))
        _, signs = equations.setdefault(row[1:4], (row[4:8], {}))
        signs[address] = direction
    return explain_violations(
        figures.values(),
        (
            Equation(key, _EQUATION_STATES[outcome], residual or Decimal(0), allowance, relation == "at_least", signs)
            for key, ((relation, outcome, residual, allowance), signs) in equations.items()
        ),
    )


def _rows_of(department_id: str, diagnosis: Diagnosis) -> Iterator[dict[str, object]]:
    for year, identity_id, binding in diagnosis.violations:
        violation = {
            "department_id": department_id,
            "fiscal_year": year,
            "identity_id": identity_id,
            "binding": binding,
            "finding_id": diagnosis.finding_id,
            "explained": len(diagnosis.violations),
        }
        if not diagnosis.candidates:
            yield violation
        for candidate in diagnosis.candidates:
            cell_year, sheet_id, row_key, column_key = candidate.figure.address
            cause = load_likely_causes()[candidate.likely_cause] if candidate.likely_cause else None
            yield violation | {
                "suspect_rank": candidate.rank,
                "cell_fiscal_year": cell_year,
                "sheet_id": sheet_id,
                "row_key": row_key,
                "column_key": column_key,
                "row_label": candidate.figure.label,
                "printed_value": candidate.figure.printed,
                "suspect_value": candidate.expected,
                "likely_cause": cause.id if cause else None,
                "likely_cause_title": cause.title if cause else None,
                "likely_cause_title_en": cause.title_en if cause else None,
            }
