"""Every query that people's views ask of the published marts: reports, dashboards, command line, alerts, `check`.

A connection is to a published database, or to one in memory in which the same marts are built and are the schema in
use; nothing behind the marts is read. Rows leave as they are, in a stated order: what they mean to a reader and how it
is worded belongs to the modules that ask.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

import duckdb

from expectations.vocabulary import Outcome, ProblemKind, Severity, Verdict

Connection: TypeAlias = duckdb.DuckDBPyConnection
Row: TypeAlias = Mapping[str, Any]

_PLACE = "department_id, fiscal_year"
FIGURES = """list({
    'side': side, 'sign': sign, 'cell_fiscal_year': cell_fiscal_year, 'sheet_id': sheet_id, 'row_key': row_key,
    'column_key': column_key, 'row_label': row_label, 'amount': amount, 'unit': unit, 'words': words, 'place': place
} order by term_no)"""
"""The figures of one result as a list, each a dict by column; over rows of the figures of results."""


def rows(connection: Connection, query: str, parameters: object = None) -> tuple[dict[str, Any], ...]:
    """The rows of a query, each as a dict by column."""
    cursor = connection.execute(query, parameters)
    columns = [column[0] for column in cursor.description or ()]
    return tuple(dict(zip(columns, row, strict=True)) for row in cursor.fetchall())


def department_years(connection: Connection) -> tuple[Row, ...]:
    """Every department-year that was expected or received, with its verdict, lateness (days) and edition."""
    query = f"""
    select {_PLACE}, coalesce(departments.department_name, department_id) as department, years.verdict,
        coalesce(years.reasons, []) as reasons, years.stated_figures, years.bound_figures, coverage.days_late,
        years.doubtful_figures, years.confirmed_figures, editions.edition_no, editions.published_at
    from dq_department_year as years
    left join dim_department as departments using (department_id)
    left join dq_coverage as coverage using ({_PLACE})
    left join dq_edition as editions using ({_PLACE})
    order by {_PLACE}
    """
    return rows(connection, query)


def verdicts(connection: Connection) -> tuple[Row, ...]:
    """The verdict of every department-year that was expected or received, and its reasons, the gravest first."""
    query = f"""
    select {_PLACE}, coalesce(department_name, department_id) as department, verdict, coalesce(reasons, []) as reasons
    from dq_department_year
    left join dim_department using (department_id)
    order by {_PLACE}
    """
    return rows(connection, query)


def overdue(connection: Connection) -> tuple[Row, ...]:
    """Every department-year that was expected, is past its due date and was not received."""
    query = f"""
    select {_PLACE}, coalesce(department_name, department_id) as department, due_on, days_late
    from dq_coverage
    left join dim_department using (department_id)
    where is_late and not is_received
    order by {_PLACE}
    """
    return rows(connection, query)


def coverage(connection: Connection) -> tuple[Row, ...]:
    """Every department-year of the grid, expected or not: what became of it, and how often each outcome came up."""

    def total(outcome: Outcome) -> str:
        return f"coalesce({' + '.join(f'years.{severity}_{outcome}' for severity in Severity)}, 0) as {outcome}"

    violations = ", ".join(
        f"coalesce(years.{severity}_{Outcome.VIOLATED} + years.rule_{severity}, 0) as {severity}"
        for severity in Severity
    )
    query = f"""
    select {_PLACE}, coalesce(departments.department_name, department_id) as department, coverage.status,
        coalesce(coverage.is_late, false) as is_late, coverage.days_late, coverage.reason, years.verdict,
        coalesce(years.reasons, []) as reasons, {violations}, {total(Outcome.WITHIN_ROUNDING)},
        {total(Outcome.NOT_STATED)}, {total(Outcome.NOT_READ)}, coalesce(years.problems, 0) as problems,
        coalesce(years.doubtful_figures, 0) as doubtful_figures,
        coalesce(years.confirmed_figures, 0) as confirmed_figures
    from dq_coverage as coverage
    left join dq_department_year as years using ({_PLACE})
    left join dim_department as departments using (department_id)
    order by {_PLACE}
    """
    return rows(connection, query)


def district_years(connection: Connection) -> tuple[Row, ...]:
    """How each district published each fiscal year: counts of department-years and errors."""
    return rows(connection, "select * from dq_district_year order by district, fiscal_year")


def district_totals(connection: Connection) -> tuple[Row, ...]:
    """The sums of each district, each with what it lacks."""
    return rows(connection, "select * from mart_district_year order by district, fiscal_year, measure")


def troubled_departments(connection: Connection) -> tuple[Row, ...]:
    """The departments of each district with open errors or a quarantined year, those with the most errors first."""
    query = f"""
    select district, department_id, coalesce(any_value(department_name), department_id) as department_name,
        cast(sum(open_errors) as integer) as open_errors,
        list(fiscal_year order by fiscal_year) filter (where has_errors) as years
    from dq_district_member
    group by district, department_id
    having sum(open_errors) > 0 or bool_or(verdict = '{Verdict.QUARANTINED}')
    order by district, sum(open_errors) desc, len(years) desc, department_id
    """
    return rows(connection, query)


def told_for_day(connection: Connection) -> date | None:
    """The day that lateness is told for; None where nothing is expected."""
    (row,) = rows(connection, "select max(as_of) as as_of from dq_coverage")
    day: date | None = row["as_of"]
    return day


def identity_results(connection: Connection, outcomes: Collection[Outcome]) -> tuple[Row, ...]:
    """The results with one of these outcomes, each with its figures, and with the cells of what would explain it, the
    likeliest first.

    Amounts are exact, in 万元 unless a claim states another unit.
    """
    return _results(connection, f"dq_identity_result where outcome in ({_listed(outcomes)})")


def rounding_differences(connection: Connection) -> tuple[Row, ...]:
    """The first result of each identity of a department-year that holds within rounding only, as `identity_results`
    has it, with `places`, how many such results there are, and `largest_wan`, the largest difference among them."""
    return _results(
        connection,
        f"""(
            select *, count(*) over alike as places, max(abs(residual_wan)) over alike as largest_wan
            from dq_identity_result
            where outcome = '{Outcome.WITHIN_ROUNDING}'
            window alike as (partition by {_PLACE}, identity_id)
            qualify row_number() over (partition by {_PLACE}, identity_id order by binding) = 1
        )""",
    )


def _results(connection: Connection, source: str) -> tuple[Row, ...]:
    """The rows of `source`, which are results, each with figures and with the cells of what would explain it."""
    query = f"""
    with results as (
        from {source}
    ), figures as (
        select {_PLACE}, identity_id, binding, {FIGURES} as figures
        from dq_term
        semi join results using ({_PLACE}, identity_id, binding)
        group by all
    ), candidates as (
        select {_PLACE}, identity_id, binding, list({{
            'fiscal_year': cell_fiscal_year,
            'sheet_id': sheet_id,
            'row_key': row_key,
            'column_key': column_key,
            'row_label': row_label,
            'printed': printed_wan,
            'expected': expected_wan,
            'likely_cause': likely_cause,
            'likely_cause_title': likely_cause_title,
            'likely_cause_title_en': likely_cause_title_en,
            'found_sheet_id': found_sheet_id,
            'found_row_key': found_row_key,
            'found_column_key': found_column_key,
            'hypothesis': hypothesis,
            'hypothesis_kind': hypothesis_kind,
            'hypothesis_title': hypothesis_title,
            'hypothesis_title_en': hypothesis_title_en,
            'hypothesis_check': hypothesis_check,
            'hypothesis_check_en': hypothesis_check_en,
            'rank': candidate_rank
        }} order by candidate_rank, hypothesis, sheet_id, row_key, column_key, cell_fiscal_year) as candidates
        from dq_candidate_cell
        group by all
    )
    select results.*, coalesce(figures.figures, []) as figures, coalesce(candidates.candidates, []) as candidates
    from results
    left join figures using ({_PLACE}, identity_id, binding)
    left join candidates using ({_PLACE}, identity_id, binding)
    order by {_PLACE}, identity_id, binding
    """
    return rows(connection, query)


def spots(connection: Connection) -> tuple[Row, ...]:
    """Where the figures of violations are printed, as far as the edition of the file is known."""
    query = f"""
    select {_PLACE}, terms.identity_id, terms.binding, terms.term_no, terms.document_sha256, terms.printed_text,
        terms.phrase, terms.page, terms.table_no, terms.row_no, terms.column_no, terms.box_x0, terms.box_top,
        terms.box_x1, terms.box_bottom, terms.sheet_name, terms.scan_confidence
    from dq_term as terms
    inner join dq_identity_result as results using ({_PLACE}, identity_id, binding)
    where results.outcome = '{Outcome.VIOLATED}' and terms.document_sha256 is not null
    order by {_PLACE}, terms.identity_id, terms.binding, terms.term_no
    """
    return rows(connection, query)


def _listed(outcomes: Iterable[Outcome]) -> str:
    """Outcomes as text of a query: for a parameter DuckDB would import pandas, and a check would wait for it."""
    return ", ".join(f"'{outcome}'" for outcome in outcomes)


def exact_results(connection: Connection) -> tuple[Row, ...]:
    """How often each identity holds exactly in each department-year."""
    query = f"""
    select {_PLACE}, identity_id, title, title_en, count(*) as places
    from dq_identity_result
    where outcome = '{Outcome.EXACT}'
    group by all
    order by all
    """
    return rows(connection, query)


def rule_findings(connection: Connection) -> tuple[Row, ...]:
    """Every place that breaks a rule."""
    return rows(connection, f"select * from dq_rule_finding order by {_PLACE}, rule_id, sheet_id, row_key, column_key")


def printed_formulas(connection: Connection) -> tuple[Row, ...]:
    """Every formula printed under a sheet, and whether it is right."""
    return rows(connection, f"select * from dq_printed_formula order by {_PLACE}, sheet_id, formula_no")


def problems(connection: Connection) -> tuple[Row, ...]:
    """Every reading problem and misprinted formula."""
    return rows(connection, f"select * from dq_problem order by {_PLACE}, severity, problem_no")


def unmatched_problems(connection: Connection) -> tuple[Row, ...]:
    """The reading problems that belong to no department-year: folders, the registry, the manifest."""
    return rows(
        connection, "select reason, reason_en, remedy, remedy_en from dq_problem where fiscal_year = 0 order by all"
    )


def doubtful_figures(connection: Connection) -> tuple[Row, ...]:
    """The figures of scans that wait for a person, in the order of their places."""
    return rows(connection, f"select * from dq_doubtful_figure order by {_PLACE}, figure_no")


def sheets(connection: Connection) -> tuple[Row, ...]:
    """What became of each sheet, and how many figures were read from it."""
    return rows(connection, f"select * from dq_sheet order by {_PLACE}, sheet_id")


def sheet_places(connection: Connection) -> tuple[Row, ...]:
    """What became of each sheet, and where its title stands."""
    query = f"""
    select {_PLACE}, sheet_id, status, concat_ws(', ', file_name, 'page ' || page, sheet_name) as place
    from dq_sheet
    order by {_PLACE}, sheet_id
    """
    return rows(connection, query)


def parts(connection: Connection) -> tuple[Row, ...]:
    """What became of each part beside the sheets, and where its heading stands."""
    return rows(
        connection, f"select {_PLACE}, part, status, heading, place, page, row_no from dq_part order by {_PLACE}, part"
    )


def deadlines(connection: Connection) -> tuple[Row, ...]:
    """By when every department-year that was expected or received was due, and when it came."""
    query = f"""
    select {_PLACE}, coverage.is_expected, coverage.due_on, coverage.received_on, coverage.days_late, coverage.as_of
    from dq_department_year
    left join dq_coverage as coverage using ({_PLACE})
    order by {_PLACE}
    """
    return rows(connection, query)


def documents(connection: Connection) -> tuple[Row, ...]:
    """Every file that was read."""
    return rows(connection, f"select * from dim_document order by {_PLACE}, file_name")


def waivers(connection: Connection) -> tuple[Row, ...]:
    """Every waiver with its state; `is_matched` is false where no such department-year was expected or received."""
    query = f"""
    select waivers.*, years.department_id is not null as is_matched
    from dq_waiver as waivers
    left join dq_department_year as years using ({_PLACE})
    order by {_PLACE}, identity_id, binding
    """
    return rows(connection, query)


def finding_history(connection: Connection) -> tuple[Row, ...]:
    """Every finding through the editions of its department-year, with the title of its identity where it has one."""
    query = f"""
    select history.*, identities.title
    from dq_finding_history as history
    left join dim_identity as identities on history.check_id = identities.identity_id
    order by {_PLACE}, check_id, binding, first_edition
    """
    return rows(connection, query)


def corrected_figures(connection: Connection) -> tuple[Row, ...]:
    """The figures that changed with the findings that the edition in force resolves, as they were and as they are."""
    query = f"""
    select figures.*
    from dq_finding_figure as figures
    inner join dq_edition as editions using ({_PLACE})
    inner join dq_finding_history as history using ({_PLACE}, check_id, binding, first_edition)
    where history.resolved_edition = editions.edition_no
        and figures.edition_no = editions.edition_no
        and figures.amount_before is distinct from figures.amount
    order by {_PLACE}, sheet_id, row_key, column_key, check_id, binding, term_no
    """
    return rows(connection, query)


def finding_keys(connection: Connection) -> tuple[Row, ...]:
    """What every finding is recognised by that was ever published."""
    query = f"select distinct {_PLACE}, check_id, binding from dq_finding_history order by all"
    return rows(connection, query)


def reviews(connection: Connection) -> tuple[Row, ...]:
    """What people noted on findings."""
    return rows(connection, f"select * from dq_review order by {_PLACE}, check_id, binding")


def open_violations(
    connection: Connection, department: str | None, year: int | None, identity: str | None, binding: str | None
) -> tuple[Row, ...]:
    """The violations above severity info that no waiver releases, narrowed by whatever is given."""
    query = f"""
    select {_PLACE}, identity_id, binding, residual_wan, title, sentence, suspects
    from dq_identity_result
    where outcome = '{Outcome.VIOLATED}' and not is_waived and severity <> '{Severity.INFO}'
        and ($department is null or department_id = $department)
        and ($year is null or fiscal_year = $year)
        and ($identity is null or identity_id = $identity)
        and ($binding is null or binding = $binding)
    order by {_PLACE}, identity_id, binding
    """
    return rows(connection, query, {"department": department, "year": year, "identity": identity, "binding": binding})


def is_registry_refused(connection: Connection) -> bool:
    """Whether this was published with an earlier registry than that of raw/."""
    query = f"select 1 as found from dq_problem where kind = '{ProblemKind.REGISTRY_REFUSED.value}' limit 1"
    return bool(rows(connection, query))
