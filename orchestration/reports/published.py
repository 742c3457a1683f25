"""The report views of everything that a publication knows, read from its marts and the staging tables behind them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

import duckdb

from expectations.vocabulary import FindingStatus, Outcome, Severity, SheetStatus, State, Verdict, WaiverState
from orchestration.reports.places import in_words, refused_place, sheet_name, sheet_rank
from orchestration.reports.view import (
    DocumentView,
    EditionView,
    Facts,
    HistoryEntry,
    ReportView,
    ResultView,
    SheetView,
    WaiverView,
    assemble,
    candidates_of,
    misprints,
    reading_problems,
    rule_findings,
)

Key = tuple[str, int]
Row = Mapping[str, Any]
View = TypeVar("View")

_RESULTS = """
with candidates as (
    select department_id, fiscal_year, identity_id, binding, list({
        'sheet_id': sheet_id,
        'row_key': row_key,
        'column_key': column_key,
        'row_label': row_label,
        'printed': printed_value,
        'expected': suspect_value,
        'likely_cause_title': likely_cause_title
    } order by sheet_id, row_key, column_key) as candidates
    from decision.findings
    where suspect_rank = 1
    group by all
)

select
    department_id, fiscal_year, identity_id, title, title_en, binding, severity, outcome, coalesce(terms, '') as terms,
    coalesce(missing_terms, '') as missing, residual_wan, allowance_wan, coalesce(source_positions, '') as positions,
    waiver_reason, coalesce(candidates, []) as candidates, coalesce(phrase, '') as phrase, finding_id
from marts.dq_identity_result
left join candidates using (department_id, fiscal_year, identity_id, binding)
where outcome not in ('exact', 'not_applicable')
order by all
"""

_EXACT = """
select department_id, fiscal_year, identity_id, title, count(*) as places
from marts.dq_identity_result
where outcome = 'exact'
group by all
order by all
"""

_DEPARTMENT_YEARS = """
select department_id, fiscal_year, departments.department_name, years.verdict, years.reasons,
    coverage.days_late, editions.edition_no, editions.published_at
from marts.dq_department_year as years
left join marts.dim_department as departments using (department_id)
left join marts.dq_coverage as coverage using (department_id, fiscal_year)
left join marts.dq_edition as editions using (department_id, fiscal_year)
order by all
"""

_SHEETS = """
select sheets.department_id, sheets.fiscal_year, sheets.sheet_id, sheets.status, coalesce(sheets.file_name, '') as
    file_name, count(cells.amount) as figures
from landing.sheets as sheets
left join landing.cells as cells using (department_id, fiscal_year, sheet_id)
group by all
order by all
"""

_RULES = """
select department_id, fiscal_year, rule_id, title, title_en, severity, sheet_id, binding, message, place
from marts.dq_rule_finding
order by department_id, fiscal_year, rule_id, sheet_id, row_key, column_key
"""

_PROBLEMS = """
select department_id, fiscal_year, kind, severity, place, reason, remedy
from marts.dq_problem
order by department_id, fiscal_year, severity, problem_no
"""

_FORMULAS = """
select department_id, fiscal_year, judgement, place, reason
from marts.dq_printed_formula
order by department_id, fiscal_year, sheet_id, formula_no
"""

_DOCUMENTS = "select * from landing.documents order by department_id, fiscal_year, file_name"

_WAIVERS = "select * from marts.dq_waiver order by department_id, fiscal_year, identity_id, binding"

_HISTORY = """
select * from marts.dq_finding_history
order by department_id, fiscal_year, check_id, binding, first_edition
"""


def published_views(connection: duckdb.DuckDBPyConnection) -> Iterator[ReportView]:
    """One view per department-year that was expected or received, from an open work database."""
    results = _by_key(connection, _RESULTS, _result)
    exact = _by_key(connection, _EXACT, lambda row: ((row["identity_id"], row["title"]), row["places"]))
    sheets = _by_key(connection, _SHEETS, _sheet)
    refused = _by_key(connection, _RULES, lambda row: {**row, "where": refused_place(row)})
    problems = _by_key(connection, _PROBLEMS, lambda row: {**row, "where": in_words(row["place"] or "")})
    formulas = _by_key(connection, _FORMULAS, dict)
    documents = _by_key(connection, _DOCUMENTS, _document)
    waivers = _by_key(connection, _WAIVERS, waiver_view)
    history = _by_key(connection, _HISTORY, _entry)
    for row in _rows(connection, _DEPARTMENT_YEARS):
        key = (row["department_id"], row["fiscal_year"])
        verdict = Verdict(row["verdict"])
        is_late = row["days_late"] is not None and verdict is Verdict.NOT_RECEIVED
        facts = Facts(
            row["department_name"] or key[0],
            *key,
            State.LATE if is_late else verdict,
            tuple(row["reasons"] or ()),
            tuple(documents[key]),
            tuple(sorted(sheets[key], key=lambda sheet: sheet_rank(sheet.sheet_id))),
            tuple(results[key]),
            dict(exact[key]),
            rule_findings(refused[key]),
            reading_problems((*problems[key], *misprints(formulas[key]))),
            tuple(waivers[key]),
            tuple(history[key]),
            EditionView(row["edition_no"], row["published_at"].date()) if row["edition_no"] else None,
            row["days_late"],
        )
        yield assemble(facts)


def unmatched_waivers(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[Key, WaiverView], ...]:
    """The waivers of department-years that nobody expects and nobody received: no page shows them."""
    query = """
    select waivers.* from marts.dq_waiver as waivers
    anti join marts.dq_department_year using (department_id, fiscal_year)
    order by department_id, fiscal_year, identity_id, binding
    """
    return tuple(((row["department_id"], row["fiscal_year"]), waiver_view(row)) for row in _rows(connection, query))


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[Row]:
    cursor = connection.execute(query)
    columns = [column[0] for column in cursor.description or ()]
    for row in cursor.fetchall():
        yield dict(zip(columns, row, strict=True))


def _by_key(
    connection: duckdb.DuckDBPyConnection, query: str, view: Callable[[Row], View]
) -> defaultdict[Key, list[View]]:
    views: defaultdict[Key, list[View]] = defaultdict(list)
    for row in _rows(connection, query):
        views[row["department_id"], row["fiscal_year"]].append(view(row))
    return views


def _result(row: Row) -> ResultView:
    return ResultView(
        row["identity_id"],
        row["title"],
        row["title_en"],
        row["binding"],
        Severity(row["severity"]),
        Outcome(row["outcome"]),
        row["terms"],
        row["missing"],
        row["residual_wan"],
        row["allowance_wan"],
        tuple(row["positions"].split("; ")) if row["positions"] else (),
        candidates_of(row["candidates"]),
        row["waiver_reason"],
        row["phrase"],
        row["finding_id"],
    )


def _sheet(row: Row) -> SheetView:
    return SheetView(
        row["sheet_id"], sheet_name(row["sheet_id"]), SheetStatus(row["status"]), row["figures"], row["file_name"]
    )


def _document(row: Row) -> DocumentView:
    return DocumentView(row["file_name"], row["format"], row["pages"], row["document_sha256"])


def waiver_view(row: Row) -> WaiverView:
    """A row of dq_waiver."""
    return WaiverView(
        row["identity_id"],
        row["binding"],
        WaiverState(row["state"]),
        row["residual_wan"],
        row["found_wan"],
        row["reason"],
        row["author"],
        row["granted_on"],
    )


def _entry(row: Row) -> HistoryEntry:
    return HistoryEntry(
        row["check_id"],
        row["binding"],
        FindingStatus(row["status"]),
        Severity(row["severity"]),
        row["words"] or "",
        row["first_edition"],
        _day(row["first_seen_at"]),
        _day(row["last_seen_at"]),
        row["resolved_edition"],
        _day(row["resolved_at"]) if row["resolved_at"] else None,
    )


def _day(moment: datetime) -> date:
    return moment.date()
