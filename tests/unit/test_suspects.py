"""Findings of the audit's violations: none is left without one."""

import duckdb

from orchestration.suspects import find_suspects

_AUDIT = """
create schema audit;
create table audit.audit_disputed_term (
    department_id varchar, fiscal_year integer, identity_id varchar, binding varchar, relation varchar, outcome varchar,
    residual decimal(20, 6), allowance decimal(20, 12), cell_fiscal_year integer, sheet_id varchar, row_key varchar,
    column_key varchar, row_label varchar, printed_value decimal(20, 6), step decimal(20, 6), direction integer,
    neighbours decimal(20, 6)[]
);
create table audit.audit_identity_result (
    department_id varchar, fiscal_year integer, identity_id varchar, binding varchar, outcome varchar
);
insert into audit.audit_identity_result values
    ('finance', 2024, 'narrative.share', 'three_public', 'violated'),
    ('finance', 2024, 'narrative.growth', '', 'violated'),
    ('finance', 2024, 'expenditure.row_total', 'total', 'exact');
"""


def test_a_violation_in_which_no_cell_takes_part_is_a_finding_of_its_own() -> None:
    with duckdb.connect() as connection:
        connection.execute(_AUDIT)
        found = find_suspects(connection)
    assert found.select("identity_id", "finding_id", "explained", "sheet_id").rows() == [
        ("narrative.growth", "2024 narrative.growth", 1, None),
        ("narrative.share", "2024 narrative.share[three_public]", 1, None),
    ]
