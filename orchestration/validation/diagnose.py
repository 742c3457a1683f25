"""Diagnose the violations in the work database: DuckDB rows in, the control table `findings` out.

The search itself belongs to expectations.diagnosis.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb

from expectations.diagnosis.corroboration import attach_claims
from expectations.diagnosis.model import Change, Diagnosis, Equation, EquationState, Figure, SheetAddress
from expectations.diagnosis.search import explain_violations, unexplained_violation
from expectations.diagnosis.slips import load_likely_causes
from expectations.diagnosis.stated_figures import explain_stated_figures
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.validation.claim_equations import load_claim_equations
from orchestration.validation.hypothesis_words import describe

_EQUATION_STATES = {
    "violated": EquationState.VIOLATED,
    "holds": EquationState.HOLDS,
    "not_stated": EquationState.UNRESOLVED,
}

VIOLATION = ("department_id", "fiscal_year", "identity_id", "binding")

_TERMS = """
select
    department_id, fiscal_year, identity_id, binding, relation, outcome, residual, allowance,
    cell_fiscal_year, sheet_id, row_key, column_key, row_label, printed_value, step, direction, is_open_total,
    neighbours, line_no, column_no
from diagnosis.diag_violated_term
order by all
"""

_UNCHANGED_SHEETS = """
select department_id, fiscal_year, sheet_id from diagnosis.diag_unchanged_sheet order by all
"""

_VIOLATIONS = """
select department_id, fiscal_year, identity_id, binding
from evaluation.eval_identity_result
where outcome = 'violated'
order by all
"""


def diagnose_violations(connection: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """The rows of the table `findings`: every violation with its finding id and candidate cells; amounts in 万元."""
    claims = load_claim_equations(connection)
    unchanged = _unchanged_sheets(connection)
    rows: list[dict[str, object]] = []
    for department_id, terms in groupby(_rows(connection.execute(_TERMS)), key=itemgetter(0)):
        found = _diagnose_department(terms, unchanged.get(department_id, ()))
        diagnoses = attach_claims(found, claims.get(department_id, ()))
        rows.extend(row for diagnosis in diagnoses for row in _rows_of(department_id, diagnosis))
    of_sheets = {tuple(row[name] for name in VIOLATION) for row in rows}
    for department_id, equations in claims.items():
        left = [each for each in equations if each.is_evidence and (department_id, *each.key) not in of_sheets]
        diagnoses = explain_stated_figures(left)
        rows.extend(row for diagnosis in diagnoses for row in _rows_of(department_id, diagnosis))
    explained = {tuple(row[name] for name in VIOLATION) for row in rows}
    for violation in connection.execute(_VIOLATIONS).fetchall():
        if violation not in explained:
            rows.extend(_rows_of(violation[0], unexplained_violation(violation[1:])))
    return rows


def _unchanged_sheets(connection: duckdb.DuckDBPyConnection) -> dict[str, list[SheetAddress]]:
    found: dict[str, list[SheetAddress]] = defaultdict(list)
    for department_id, year, sheet_id in connection.execute(_UNCHANGED_SHEETS).fetchall():
        found[department_id].append((year, sheet_id))
    return found


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(100_000):
        yield from rows


def _diagnose_department(terms: Iterable[tuple[Any, ...]], unchanged: Iterable[SheetAddress]) -> tuple[Diagnosis, ...]:
    figures: dict[tuple[Any, ...], Figure] = {}
    outcomes: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    signs: defaultdict[tuple[Any, ...], dict[Any, int]] = defaultdict(dict)
    open_totals: defaultdict[tuple[Any, ...], set[Any]] = defaultdict(set)
    for row in terms:
        key, address = row[1:4], row[8:12]
        if address not in figures:
            figures[address] = _figure(address, *row[12:15], *row[17:])
        outcomes[key] = row[4:8]
        signs[key][address] = row[15]
        if row[16]:
            open_totals[key].add(address)
    return explain_violations(
        figures.values(),
        (
            Equation(
                key,
                _EQUATION_STATES[outcome],
                residual or Decimal(0),
                allowance,
                relation == "at_least",
                signs[key],
                frozenset(open_totals.get(key, ())),
            )
            for key, (relation, outcome, residual, allowance) in outcomes.items()
        ),
        unchanged,
        load_layouts().summary_rows,
    )


def _figure(
    address: tuple[Any, ...],
    label: str,
    printed: Decimal | None,
    step: Decimal,
    neighbours: Iterable[Decimal | None] | None,
    line: int | None,
    column_no: int | None,
) -> Figure:
    beside = tuple(amount for amount in neighbours or () if amount is not None)
    return Figure(address, label or address[2], printed, step, beside, line, column_no or 0)


def _rows_of(department_id: str, diagnosis: Diagnosis) -> Iterator[dict[str, object]]:
    suspects = list(_suspects(diagnosis))
    for year, identity_id, binding in diagnosis.violations:
        violation = {
            "department_id": department_id,
            "fiscal_year": year,
            "identity_id": identity_id,
            "binding": binding,
            "finding_id": diagnosis.finding_id,
            "explained": len(diagnosis.violations),
        }
        yield from (violation | suspect for suspect in suspects or [{}])


def _suspects(diagnosis: Diagnosis) -> Iterator[dict[str, object]]:
    """The cells of all hypotheses; those of one share its number, rank and words."""
    for number, hypothesis in enumerate(diagnosis.hypotheses, start=1):
        words = describe(hypothesis)
        shared = {
            "hypothesis": number,
            "hypothesis_kind": hypothesis.kind,
            "hypothesis_title": words.title,
            "hypothesis_title_en": words.title_en,
            "hypothesis_check": words.check,
            "hypothesis_check_en": words.check_en,
            "suspect_rank": hypothesis.rank,
        }
        yield from (shared | _cell(change) for change in hypothesis.changes)


def _cell(change: Change) -> dict[str, object]:
    cell_year, sheet_id, row_key, column_key = change.figure.address
    found_year, found_sheet, found_row, found_column = change.found_at or (None, None, None, None)
    cause = load_likely_causes()[change.likely_cause] if change.likely_cause else None
    return {
        "cell_fiscal_year": cell_year,
        "sheet_id": sheet_id,
        "row_key": row_key,
        "column_key": column_key,
        "row_label": change.figure.label,
        "printed_value": change.figure.printed,
        "suspect_value": change.expected,
        "likely_cause": cause.id if cause else None,
        "likely_cause_title": cause.title if cause else None,
        "likely_cause_title_en": cause.title_en if cause else None,
        "found_fiscal_year": found_year,
        "found_sheet_id": found_sheet,
        "found_row_key": found_row,
        "found_column_key": found_column,
    }
