"""A work database small enough to be written in a moment: what the publication and its reports read, and no more."""

from decimal import Decimal
from pathlib import Path

import duckdb

_MARTS = """
create schema marts;
create table marts.dq_department_year (
    department_id varchar, fiscal_year integer, verdict varchar, reasons varchar[], stated_figures integer,
    bound_figures integer, doubtful_figures integer, confirmed_figures integer
);
create table marts.dim_department (department_id varchar, department_name varchar);
create table marts.dq_problem (
    department_id varchar, fiscal_year integer, problem_no integer, kind varchar, severity varchar, place varchar,
    reason varchar, reason_en varchar, remedy varchar, remedy_en varchar
);
create table marts.dq_coverage (
    department_id varchar, fiscal_year integer, is_expected boolean, due_on date, received_on date, days_late integer,
    as_of date
);
create table marts.dq_district_member (
    district varchar, department_id varchar, department_name varchar, fiscal_year integer, verdict varchar,
    has_errors boolean, open_errors integer
);
create table marts.dq_district_year (
    district varchar, fiscal_year integer, expected integer, received integer, in_time integer, late integer,
    timing_unknown integer, missing integer, not_yet_due integer, with_errors integer, with_resolved integer,
    open_errors integer, resolved_findings integer
);
create table marts.mart_district_year (
    district varchar, fiscal_year integer, measure varchar, measure_name varchar, amount_wan decimal(20, 6),
    stated integer, expected integer, published integer, withheld integer, missing integer, not_yet_due integer,
    unknown integer, received_unexpected integer, declared_none integer, not_stated integer, withheld_known integer,
    share_of_known decimal(20, 6), is_complete boolean
);
create table marts.dq_part (
    department_id varchar, fiscal_year integer, part varchar, status varchar, heading varchar, place varchar,
    page integer, row_no integer
);
create table marts.dq_edition (department_id varchar, fiscal_year integer, edition_no integer, published_at timestamp);
create table marts.dq_rule_finding (
    department_id varchar, fiscal_year integer, rule_id varchar, sheet_id varchar, row_key varchar, column_key varchar,
    binding varchar, title varchar, title_en varchar, severity varchar, message varchar, place varchar
);
create table marts.dq_printed_formula (
    department_id varchar, fiscal_year integer, sheet_id varchar, formula_no integer, judgement varchar, place varchar,
    reason varchar
);
create table marts.dq_waiver (
    department_id varchar, fiscal_year integer, identity_id varchar, binding varchar, state varchar, is_stale boolean,
    residual_wan decimal(20, 6), found_wan decimal(20, 6), reason varchar, author varchar, granted_on date
);
create table marts.dq_finding_history (
    department_id varchar, fiscal_year integer, check_id varchar, binding varchar, first_edition integer,
    status varchar, severity varchar, words varchar, first_seen_at timestamp, last_seen_at timestamp,
    resolved_edition integer, resolved_at timestamp
);
create table marts.dq_finding_figure (
    department_id varchar, fiscal_year integer, check_id varchar, binding varchar, first_edition integer,
    term_no integer, cell_fiscal_year integer, sheet_id varchar, row_key varchar, column_key varchar,
    row_label varchar, unit varchar, amount_before decimal(20, 6), amount decimal(20, 6), edition_no integer
);
create table marts.dim_identity (identity_id varchar, title varchar);
create table marts.dq_review (
    department_id varchar, fiscal_year integer, check_id varchar, binding varchar, owner varchar, note varchar
);
create table marts.fct_expenditure (department_id varchar, fiscal_year integer, amount_wan decimal(20, 6));
create table marts.dq_identity_result (
    department_id varchar, fiscal_year integer, identity_id varchar, title varchar, title_en varchar,
    check_first varchar, check_first_en varchar,
    binding varchar, severity varchar, outcome varchar, sentence varchar, terms varchar, missing_terms varchar,
    relation varchar, reported_wan decimal(20, 6), computed_wan decimal(20, 6), residual_wan decimal(20, 6),
    allowance_wan decimal(20, 12), source_positions varchar, last_digit varchar, waiver_reason varchar,
    is_waived boolean default false, suspects varchar, phrase varchar, finding_id varchar
);
create table marts.dq_term (
    department_id varchar, fiscal_year integer, identity_id varchar, binding varchar, term_no integer, side varchar,
    sign integer, cell_fiscal_year integer, sheet_id varchar, row_key varchar, column_key varchar, row_label varchar,
    amount decimal(20, 6), unit varchar, words varchar, place varchar, printed_text varchar, phrase varchar,
    document_sha256 varchar, file_name varchar, page integer, table_no integer, sheet_name varchar, row_no integer,
    column_no integer, box_x0 float, box_top float, box_x1 float, box_bottom float, scan_confidence integer,
    confirmed_by varchar
);
create table marts.dq_candidate_cell (
    department_id varchar, fiscal_year integer, identity_id varchar, binding varchar, candidate_rank integer,
    cell_fiscal_year integer, sheet_id varchar, row_key varchar, column_key varchar, row_label varchar,
    printed_wan decimal(20, 6), expected_wan decimal(20, 6), likely_cause varchar, likely_cause_title varchar,
    likely_cause_title_en varchar, hypothesis integer, hypothesis_kind varchar, hypothesis_title varchar,
    hypothesis_title_en varchar, hypothesis_check varchar, hypothesis_check_en varchar, found_sheet_id varchar,
    found_row_key varchar, found_column_key varchar
);
create table marts.dq_sheet (
    department_id varchar, fiscal_year integer, sheet_id varchar, status varchar, figures integer, file_name varchar,
    page integer, sheet_name varchar
);
create table marts.dim_document (
    department_id varchar, fiscal_year integer, file_name varchar, format varchar, pages integer,
    document_sha256 varchar, source_url varchar
);
create table marts.dq_doubtful_figure (
    department_id varchar, fiscal_year integer, figure_no integer, sheet_id varchar, row_key varchar,
    row_label varchar, column_key varchar, column_label varchar, picture_no integer, reading varchar,
    other_reading varchar, doubt varchar, scan_confidence integer, document_sha256 varchar, file_name varchar,
    place varchar, page integer, table_no integer, row_no integer, column_no integer,
    box_x0 float, box_top float, box_x1 float, box_bottom float
);
comment on table marts.fct_expenditure is 'Expenditure, the department''s own';
comment on column marts.fct_expenditure.amount_wan is 'in 万元';
insert into marts.dim_department values ('finance', '云溪市财政局');
insert into marts.dq_doubtful_figure values
    ('audit', 2024, 1, 'expenditure', '205', '教育支出', 'total', '合计', null, '7.00', '1.00', 'read_differently', 62,
     'a', 'scan.pdf', '第1页', 1, 1, 7, 3, 10, 20, 60, 30);
insert into marts.dq_problem values
    ('odd', 0, 1, 'unknown_department', 'error', null, '文件夹 [odd] 无人登记',
     'folder [odd] belongs to nobody', '请登记', 'register it');
insert into marts.dq_waiver values (
    'nobody', 2024, 'a.b', '', 'unknown_department', true, 1.00, null, 'printed so', 'somebody', '2026-01-02'
);
insert into marts.dq_identity_result by name select
    'finance' as department_id, 2024 as fiscal_year, 'expenditure.row_total' as identity_id, 'total' as binding,
    'a row = its kinds' as title, 'equals' as relation, 'error' as severity, 'violated' as outcome,
    '49.19 ≠ 15.82' as sentence, -33.37 as residual_wan, 0.01 as allowance_wan,
    '公用经费合计 15.82 → 49.19' as suspects;
"""


def small_work_database(path: Path, amount: str = "2141.86", verdict: str = "published") -> Path:
    """One department-year with one figure. Written anew where there was one before."""
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(_MARTS)
        connection.execute(
            "insert into marts.dq_department_year values ('finance', 2024, ?, ['told [so]'], 0, 0, 0, 0)", [verdict]
        )
        connection.execute("insert into marts.fct_expenditure values ('finance', 2024, ?)", [Decimal(amount)])
    return path
