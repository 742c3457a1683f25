"""Findings of the audit's violations: none is left without one."""

from decimal import Decimal

import duckdb

from orchestration.landing.frames import frame
from orchestration.validation.diagnose import diagnose_violations

_AUDIT = """
create schema evaluation;
create schema diagnosis;

create table diagnosis.diag_violated_term (
    department_id varchar, fiscal_year integer, identity_id varchar, binding varchar, relation varchar, outcome varchar,
    residual decimal(20, 6), allowance decimal(20, 12), cell_fiscal_year integer, sheet_id varchar, row_key varchar,
    column_key varchar, row_label varchar, printed_value decimal(20, 6), step decimal(20, 6), direction integer,
    is_open_total boolean, neighbours decimal(20, 6)[], line_no integer, column_no integer
);
create table diagnosis.diag_claim_term (
    department_id varchar, fiscal_year integer, identity_id varchar, binding varchar, relation varchar,
    is_violated boolean, is_evidence boolean, side varchar, sign integer, cell_fiscal_year integer, sheet_id varchar,
    row_key varchar, column_key varchar, row_label varchar, printed_value decimal(20, 6),
    half_unit decimal(20, 12), scale decimal(20, 6)
);
create table diagnosis.diag_unchanged_sheet (department_id varchar, fiscal_year integer, sheet_id varchar);
create table evaluation.eval_identity_result (
    department_id varchar, fiscal_year integer, identity_id varchar, binding varchar, outcome varchar
);
insert into evaluation.eval_identity_result values
    ('finance', 2024, 'narrative.share', 'three_public', 'violated'),
    ('finance', 2024, 'narrative.growth', '', 'violated'),
    ('finance', 2024, 'expenditure.row_total', 'total', 'exact');
"""


def test_a_violation_in_which_no_cell_takes_part_is_a_finding_of_its_own() -> None:
    with duckdb.connect() as connection:
        connection.execute(_AUDIT)
        found = frame("findings", diagnose_violations(connection))
    assert found.select("identity_id", "finding_id", "explained", "sheet_id").rows() == [
        ("narrative.growth", "2024 narrative.growth", 1, None),
        ("narrative.share", "2024 narrative.share[three_public]", 1, None),
    ]


_WRONG_TOTAL = """
insert into evaluation.eval_identity_result values
    ('finance', 2024, 'income.roll_up', 'total', 'violated'),
    ('finance', 2024, 'narrative.restated_amount', 'right', 'violated'),
    ('finance', 2024, 'narrative.restated_amount', 'wrong', 'violated'),
    ('finance', 2024, 'narrative.share', 'half', 'violated');
insert into diagnosis.diag_violated_term values
    ('finance', 2024, 'income.roll_up', 'total', 'equals', 'violated', -33.37, 0.01, 2024, 'income', 'total', 'total',
     '合计', 15.82, 0.01, 1, false, [], 1, null),
    ('finance', 2024, 'income.roll_up', 'kept', 'equals', 'holds', 0, 0.01, 2024, 'income', '201', 'total',
     '一般公共服务支出', 49.19, 0.01, 1, false, [], 2, null);
insert into diagnosis.diag_claim_term values
    ('finance', 2024, 'narrative.restated_amount', 'right', 'restates', true, false, 'total', 1, 2024, 'narrative',
     'right', 'amount', '合计', 49.19, 0.005, null),
    ('finance', 2024, 'narrative.restated_amount', 'right', 'restates', true, false, 'part', 1, 2024, 'income', 'total',
     'total', '合计', 15.82, 0.005, null),
    ('finance', 2024, 'narrative.restated_amount', 'wrong', 'restates', true, false, 'total', 1, 2024, 'narrative',
     'wrong', 'amount', '合计', 19.82, 0.005, null),
    ('finance', 2024, 'narrative.restated_amount', 'wrong', 'restates', true, false, 'part', 1, 2024, 'income', 'total',
     'total', '合计', 15.82, 0.005, null),
    ('finance', 2024, 'narrative.share', 'half', 'ratio', true, false, 'total', 1, 2024, 'narrative',
     'half', 'share', '一半', 50.00, 0.005, 100),
    ('finance', 2024, 'narrative.share', 'half', 'ratio', true, false, 'part', 1, 2024, 'narrative',
     'half', 'amount', '一半', 24.595, 0.0005, 100),
    ('finance', 2024, 'narrative.share', 'half', 'ratio', true, false, 'base', 1, 2024, 'income', 'total',
     'total', '合计', 15.82, 0.005, 100);
"""


def test_a_claim_that_the_likely_value_makes_true_belongs_to_the_finding_of_the_cell() -> None:
    with duckdb.connect() as connection:
        connection.execute(_AUDIT + "delete from evaluation.eval_identity_result;" + _WRONG_TOTAL)
        found = frame("findings", diagnose_violations(connection))
    assert found.select("identity_id", "binding", "finding_id", "explained", "suspect_value").rows() == [
        ("income.roll_up", "total", "2024 income[total].total", 3, Decimal("49.19")),
        ("narrative.restated_amount", "right", "2024 income[total].total", 3, Decimal("49.19")),
        ("narrative.share", "half", "2024 income[total].total", 3, Decimal("49.19")),
        ("narrative.restated_amount", "wrong", "2024 narrative.restated_amount[wrong]", 1, None),
    ]


_WRONG_AMOUNT = """
insert into evaluation.eval_identity_result values
    ('finance', 2024, 'narrative.restated_amount', 'amount', 'violated'),
    ('finance', 2024, 'narrative.share', 'share', 'violated');
insert into diagnosis.diag_claim_term values
    ('finance', 2024, 'narrative.restated_amount', 'amount', 'restates', true, true, 'total', 1, 2024, 'narrative',
     'reception', 'amount', '公务接待费', 4.56, 0.005, null),
    ('finance', 2024, 'narrative.restated_amount', 'amount', 'restates', true, true, 'part', 1, 2024, 'three_public',
     'reception', 'final', '公务接待费', 3.46, 0.005, null),
    ('finance', 2024, 'narrative.share', 'share', 'ratio', true, true, 'total', 1, 2024, 'narrative',
     'reception_share', 'share', '公务接待费', 19.2, 0.05, 100),
    ('finance', 2024, 'narrative.share', 'share', 'ratio', true, true, 'part', 1, 2024, 'narrative',
     'reception', 'amount', '公务接待费', 4.56, 0.005, 100),
    ('finance', 2024, 'narrative.share', 'share', 'ratio', true, true, 'base', 1, 2024, 'three_public',
     'total', 'final', '合计', 18.00, 0.005, 100);
"""


def test_claims_that_one_new_amount_makes_true_are_one_finding() -> None:
    with duckdb.connect() as connection:
        connection.execute(_AUDIT + "delete from evaluation.eval_identity_result;" + _WRONG_AMOUNT)
        found = frame("findings", diagnose_violations(connection))
    finding = ("2024 narrative[reception].amount", 2, "情况说明中“公务接待费”的“金额”有误", Decimal("3.46"))
    assert found.select("identity_id", "finding_id", "explained", "hypothesis_title", "suspect_value").rows() == [
        ("narrative.restated_amount", *finding),
        ("narrative.share", *finding),
    ]
