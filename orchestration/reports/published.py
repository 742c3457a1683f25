"""The report views of everything that a publication knows, read from its marts."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import duckdb

from orchestration.reports.view import (
    ProblemView,
    ReportView,
    ResultView,
    SheetView,
    SuspectCell,
    assemble,
    sheet_name,
)

_RESULTS = """
select
    results.department_id, results.fiscal_year, results.identity_id, title, title_en, binding, severity, outcome,
    coalesce(terms, '') as terms, coalesce(missing_terms, '') as missing, residual_wan, allowance_wan,
    coalesce(source_positions, '') as positions, waiver_reason,
    suspect_sheet_id, suspect_row_key, suspect_column_key, cells.row_label, suspect_printed_wan, suspect_value_wan,
    coalesce(results.phrase, '') as phrase
from marts.dq_identity_result as results
left join staging.stg_cells as cells
    on results.department_id = cells.department_id and results.fiscal_year = cells.fiscal_year
    and results.suspect_sheet_id = cells.sheet_id and results.suspect_row_key = cells.row_key
    and results.suspect_column_key = cells.column_key
order by all
"""

_DEPARTMENT_YEARS = """
select years.department_id, years.fiscal_year, departments.department_name, years.verdict, years.reasons
from marts.dq_department_year as years
left join marts.dim_department as departments using (department_id)
order by all
"""

_SHEETS = """
select sheets.department_id, sheets.fiscal_year, sheets.sheet_id, sheets.status, coalesce(sheets.file_name, ''),
    count(cells.amount) as figures
from staging.stg_sheets as sheets
left join staging.stg_cells as cells using (department_id, fiscal_year, sheet_id)
group by all
order by all
"""

_PROBLEMS = """
select department_id, fiscal_year, severity,
    concat_ws(', ', file_name, 'page ' || page, sheet_name, 'row ' || row_no, 'column ' || column_no) as place,
    reason, remedy
from staging.stg_problems
order by all
"""

Key = tuple[str, int]


def published_views(connection: duckdb.DuckDBPyConnection) -> Iterator[ReportView]:
    """One view per department-year that was expected or received, from an open work database."""
    results: dict[Key, list[ResultView]] = defaultdict(list)
    for row in connection.execute(_RESULTS).fetchall():
        results[row[0], row[1]].append(_result(row[2:]))
    sheets: dict[Key, list[SheetView]] = defaultdict(list)
    for department_id, year, sheet_id, status, file_name, figures in connection.execute(_SHEETS).fetchall():
        sheets[department_id, year].append(SheetView(sheet_id, sheet_name(sheet_id), status, figures, file_name))
    problems: dict[Key, list[ProblemView]] = defaultdict(list)
    for department_id, year, severity, place, reason, remedy in connection.execute(_PROBLEMS).fetchall():
        problems[department_id, year].append(ProblemView(severity, place, reason, remedy))
    for department_id, year, name, verdict, reasons in connection.execute(_DEPARTMENT_YEARS).fetchall():
        key = (department_id, year)
        yield assemble(
            name or department_id,
            department_id,
            year,
            verdict,
            reasons or (),
            sheets[key],
            results[key],
            problems[key],
        )


def _result(row: tuple[Any, ...]) -> ResultView:
    (identity_id, title, title_en, binding, severity, outcome, terms, missing, residual, allowance) = row[:10]
    positions, waiver, sheet_id, row_key, column_key, label, printed, expected, phrase = row[10:]
    suspect = None
    if sheet_id is not None:
        suspect = SuspectCell(sheet_id, row_key, column_key, label or row_key, printed, expected)
    return ResultView(
        identity_id,
        title,
        title_en,
        binding,
        severity,
        outcome,
        terms,
        missing,
        residual,
        allowance,
        tuple(positions.split("; ")) if positions else (),
        suspect,
        waiver,
        phrase,
    )
