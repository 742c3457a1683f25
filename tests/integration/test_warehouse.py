"""The whole pipeline over raw/ as it is, through the real Dagster, dbt and Great Expectations."""

import hashlib
import stat
from decimal import Decimal
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook  # type: ignore[import-untyped]

from expectations.model import load_identities
from orchestration.cli import main
from orchestration.defs.assets.verdicts import check_name
from orchestration.home.settings import Settings
from tests.published import PUTUO, REAL_VERDICTS, WUHAN, ask, reasons, verdicts


def test_every_expected_department_year_has_its_verdict(warehouse: Settings) -> None:
    assert verdicts(warehouse) == REAL_VERDICTS


def test_the_waived_violations_are_told_with_their_figures(warehouse: Settings) -> None:
    told = reasons(warehouse, WUHAN[0])
    assert "“公用经费合计”行“决算数”栏 15.82，应等于同栏“302 商品和服务支出”行 49.19" in told
    assert "“合计”行“基本支出”栏 521.33，应等于下列各数之和 487.96" in told


@pytest.mark.parametrize(
    ("place", "measure", "total"),
    [
        (WUHAN, "expenditure_items_sum_wan", "2141.86"),
        (WUHAN, "basic_expenditure_items_sum_wan", "521.32"),
        (WUHAN, "project_expenditure_items_sum_wan", "1620.54"),
        (WUHAN, "government_fund_items_sum_wan", "278.06"),
        (PUTUO, "expenditure_items_sum_wan", "2940.06"),
    ],
)
def test_the_published_items_sum_to_the_known_totals(
    warehouse: Settings, place: tuple[str, int], measure: str, total: str
) -> None:
    rows = ask(
        warehouse, f"select {measure} from mart_department_year where (department_id, fiscal_year) = (?, ?)", *place
    )
    assert rows == [(Decimal(total),)]


def test_a_plain_sum_over_a_fact_counts_nothing_twice(warehouse: Settings) -> None:
    rows = ask(
        warehouse, "select department_id, sum(amount_wan) from fct_expenditure_by_function group by all order by all"
    )
    assert rows == [("putuo_czj", Decimal("2940.06")), ("wuhan_jkq_dsj", Decimal("2141.86"))]


def test_the_violations_name_the_cell_that_explains_both(warehouse: Settings) -> None:
    rows = ask(
        warehouse,
        "select distinct suspect_row_key, suspect_printed_wan, suspect_value_wan from dq_identity_result "
        "where outcome = 'violated' and is_waived and suspect_explains = 2",
    )
    assert rows == [("operating_total", Decimal("15.82"), Decimal("49.19"))]


def test_one_mistake_is_one_finding(warehouse: Settings) -> None:
    rows = ask(warehouse, "select department_id, violations, is_waived, suspects, likely_cause from dq_finding")
    suspects = "general_budget_basic_by_economic[operating_total].final 15.82 → 49.19"
    assert rows == [("wuhan_jkq_dsj", 2, True, suspects, "row_slip")]


def test_every_table_is_published_and_only_those_of_what_is_wrong_are_empty(warehouse: Settings) -> None:
    tables = [name for (name,) in ask(warehouse, "select table_name from duckdb_tables()")]
    empty = {name for name in tables if ask(warehouse, f"select count(*) from {name}") == [(0,)]}
    assert len(tables) == 47
    of_explanations = {
        "fct_claim",
        "fct_budget_execution",
        "fct_project",
        "fct_performance_indicator",
        "fct_key_task",
        "dim_glossary",
    }
    of_withheld = {"withheld_department_year", "withheld_expenditure_by_function"}
    # the workbooks of raw/ hold the sheets alone
    of_nothing = {"dq_problem", "dq_doubtful_figure", "dq_review", "dq_rule_finding"}
    assert empty == of_nothing | of_explanations | of_withheld


def test_the_rows_of_every_table_are_in_order_so_that_the_same_rows_are_the_same_bytes(warehouse: Settings) -> None:
    for (name,) in ask(warehouse, "select table_name from duckdb_tables()"):
        parquet = warehouse.published / "parquet" / f"{name}.parquet"
        in_order = ask(warehouse, f"from {name} order by all")
        assert ask(warehouse, f"from {name}") == in_order
        assert ask(warehouse, f"from '{parquet}'") == in_order


def test_what_is_wrong_is_new_in_the_first_edition(warehouse: Settings) -> None:
    rows = ask(
        warehouse, "select department_id, status, first_edition, edition_no from dq_finding_history order by all"
    )
    assert rows == [(WUHAN[0], "new", 1, 1)] * 2


def test_the_waivers_are_in_force(warehouse: Settings) -> None:
    assert ask(warehouse, "select state, is_stale from dq_waiver") == [("in_force", False)] * 2


def test_a_cell_that_was_published_leads_back_to_its_file(warehouse: Settings) -> None:
    rows = ask(
        warehouse, "select distinct department_id, document_sha256 from fct_expenditure_by_function order by all"
    )
    files = [warehouse.raw / id_ / str(year) / "final_accounts.xlsx" for id_, year in (PUTUO, WUHAN)]
    assert [sha for _, sha in rows] == [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


def test_the_published_files_are_read_only_and_the_same_in_parquet(warehouse: Settings) -> None:
    files = [warehouse.published_database, *(warehouse.published / "parquet").iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o444}
    parquet = warehouse.published / "parquet" / "fct_expenditure_by_function.parquet"
    both = "from fct_expenditure_by_function except all from read_parquet(?)"
    assert ask(warehouse, both, str(parquet)) == []
    with pytest.raises(duckdb.Error, match="read-only"):
        ask(warehouse, "delete from dim_department")


def test_nothing_was_written_into_raw(warehouse: Settings) -> None:
    assert {path.name for path in warehouse.raw.rglob("*") if path.is_file()} == {
        "departments.csv",
        "waivers.yml",
        "final_accounts.xlsx",
    }


def test_dagster_records_one_check_per_identity_beside_the_dbt_tests_and_the_gate(warehouse: Settings) -> None:
    with dg.DagsterInstance.from_config(str(warehouse.dagster_home)) as instance:
        (run,) = instance.get_runs()
        logs = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    evaluations = [entry.dagster_event.asset_check_evaluation_data for entry in logs if entry.dagster_event]
    by_asset = {
        (evaluation.asset_key.to_user_string(), evaluation.check_name): evaluation for evaluation in evaluations
    }
    identities = {name for asset, name in by_asset if asset == "verdicts"}
    assert identities == {check_name(identity.id) for identity in load_identities()}
    assert {name for asset, name in by_asset if asset == "verdicts" and not by_asset[asset, name].passed} == {
        "general_budget_basic__total",
        "general_budget_basic_by_economic__operating_total",
    }
    assert by_asset["mart_department_year", "marts_may_be_published"].passed
    # those of the marts are held by the gate
    for kind in ("grain_", "accepted_values_"):
        tested = {asset for asset, name in by_asset if name.startswith(kind)}
        assert "stg_cells" in tested and not tested & {"dim_department", "fct_expenditure_by_function"}


def test_the_wide_tables_are_exported_and_an_unknown_one_is_told(warehouse: Settings, tmp_path: Path) -> None:
    exported = CliRunner().invoke(main, ["export", str(tmp_path), "--home", str(warehouse.home)])
    assert exported.exit_code == 0, exported.output
    sheets = load_workbook(tmp_path / "juesuan.xlsx", read_only=True).sheetnames
    assert {"mart_department_year", "mart_function_trend"} < set(sheets)
    assert not any(name.startswith(("fct_", "dq_")) for name in sheets)
    refused = CliRunner().invoke(main, ["export", str(tmp_path), "--table", "mart_x", "--home", str(warehouse.home)])
    assert refused.exit_code == 2
    assert "mart_x" in refused.output
