"""The whole pipeline through the real Dagster, dbt and Great Expectations: what it publishes and what it refuses."""

import hashlib
import os
import shutil
import stat
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
import yaml
from click.testing import CliRunner, Result

from expectations.model import load_identities
from expectations.vocabulary import ProblemKind
from orchestration.cli import main
from orchestration.cli.run_job import run_warehouse
from orchestration.defs.assets.department_years import last_told, targets_of
from orchestration.defs.assets.verdicts import check_name
from orchestration.defs.automation import JOB_NAME
from orchestration.defs.definitions import build_defs
from orchestration.defs.partitions import split_key
from orchestration.home.progress import Silent
from orchestration.home.settings import Settings
from tests.workbooks import consistent_workbook, edited, with_sheet_again, with_value, without_sheet

PUTUO, WUHAN = ("putuo_czj", 2024), ("wuhan_jkq_dsj", 2023)
REAL_VERDICTS = {
    ("putuo_czj", 2023): "not_received",
    PUTUO: "published",
    ("putuo_shgzb", 2024): "not_received",
    ("wuhan_jkq_dsj", 2022): "not_received",
    WUHAN: "published_with_waiver",
}

Row = tuple[Any, ...]


def ask(settings: Settings, query: str, *values: object) -> list[Row]:
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        return connection.execute(query, values).fetchall()


def verdicts(settings: Settings) -> dict[tuple[str, int], str]:
    rows = ask(settings, "select department_id, fiscal_year, verdict from dq_department_year")
    return {(department, year): verdict for department, year, verdict in rows}


def reasons(settings: Settings, department_id: str) -> str:
    rows = ask(settings, "select reasons from dq_department_year where department_id = ?", department_id)
    return "\n".join(reason for (found,) in rows for reason in found)


def published_state(settings: Settings) -> dict[str, str]:
    """Every file and link of the publication, with its content."""
    return {
        path.relative_to(settings.published).as_posix(): str(path.readlink())
        if path.is_symlink()
        else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in settings.published.rglob("*")
        if path.is_symlink() or path.is_file()
    }


# ---- raw/ as it is


def test_every_expected_department_year_has_its_verdict(warehouse: Settings) -> None:
    assert verdicts(warehouse) == REAL_VERDICTS


def test_the_waived_violations_are_told_with_their_figures(warehouse: Settings) -> None:
    told = reasons(warehouse, WUHAN[0])
    assert "49.19 ≠ 公用经费合计 15.82" in told
    assert "487.96 ≠ 合计 521.33" in told


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
    assert len(tables) == 32
    of_explanations = {
        "fct_claim",
        "fct_budget_execution",
        "fct_project",
        "fct_performance_indicator",
        "fct_key_task",
        "dim_glossary",
    }
    # the workbooks of raw/ hold the sheets alone
    assert empty == {"dq_problem", "dq_rule_finding"} | of_explanations


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
        "README.md",
        "departments.csv",
        "manifest.csv",
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
    assert {asset for asset, name in by_asset if name.startswith("grain_")} & {"stg_cells", "dim_department"} == {
        "stg_cells"
    }
    assert {asset for asset, name in by_asset if name.startswith("accepted_values_")} >= {"fct_expenditure_by_function"}


# ---- copies of raw/ in which much goes wrong at once, each thing in a department-year of its own

YEAR = 2024
BUREAUS = {
    "healthy_bureau": "云溪市财政局",
    "damaged_bureau": "临泽区教育局",
    "empty_bureau": "南塘县司法局",
    "short_bureau": "南塘县数据局",
    "worded_bureau": "东洲市总工会",
    "repeating_bureau": "白石自治县司法局",
}
UNREGISTERED = "unknown_bureau"
STALE = "wuhan_corrected"
UNKNOWN = "nobody"

WRONG: Mapping[str, tuple[ProblemKind, str, str, str]] = {
    "damaged_bureau": (ProblemKind.DAMAGED_FILE, "final_accounts.xlsx", "", ""),
    "empty_bureau": (ProblemKind.DAMAGED_FILE, "final_accounts.xlsx", "", ""),
    "short_bureau": (ProblemKind.MISSING_SHEET, "", "", "支出决算表"),
    "worded_bureau": (ProblemKind.NOT_A_NUMBER, "final_accounts.xlsx", "公开03表, row 7, column 6", "'待核'"),
    "repeating_bureau": (
        ProblemKind.CONFLICTING_FIGURES,
        "final_accounts.xlsx",
        "公开03表 Copy, row 7, column 6",
        "1.23",
    ),
}
"""By department: the kind of its problem, the file, the place, and a word of the reason."""


def write(raw: Path, department_id: str, year: int, data: bytes) -> None:
    folder = raw / department_id / str(year)
    folder.mkdir(parents=True)
    (folder / "final_accounts.xlsx").write_bytes(data)


def bad_raw(origin: Path, raw: Path) -> None:
    """A copy of raw/ with more departments, most of which published something broken."""
    shutil.copytree(origin, raw)
    with (raw / "departments.csv").open("a", encoding="utf-8") as registry:
        for department_id, name in BUREAUS.items():
            registry.write(f"{department_id},{name},,云溪市,420000,{YEAR}\n")
        registry.write(f"{STALE},武汉经济技术开发区（汉南区）大数据中心,,武汉市汉南区,420113,{WUHAN[1]}\n")
    workbooks = {id_: consistent_workbook(name, YEAR, seed) for seed, (id_, name) in enumerate(BUREAUS.items())}
    write(raw, "healthy_bureau", YEAR, workbooks["healthy_bureau"])
    write(raw, "damaged_bureau", YEAR, workbooks["damaged_bureau"][:2000])
    write(raw, "empty_bureau", YEAR, b"")
    write(raw, "short_bureau", YEAR, edited(workbooks["short_bureau"], without_sheet("公开03表")))
    write(raw, "worded_bureau", YEAR, edited(workbooks["worded_bureau"], with_value("公开03表", "F7", "待核")))
    again = with_sheet_again("公开03表", "F7", 1.23)
    write(raw, "repeating_bureau", YEAR, edited(workbooks["repeating_bureau"], again))
    write(raw, UNREGISTERED, YEAR, workbooks["healthy_bureau"])
    wuhan = (origin / WUHAN[0] / str(WUHAN[1]) / "final_accounts.xlsx").read_bytes()
    write(raw, STALE, WUHAN[1], edited(wuhan, with_value("公开06表", "I34", 15.83)))


@pytest.fixture(scope="module")
def troubled(warehouse: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A second run over a home where raw/ is already published: Wuhan's waivers are withdrawn there, and given to a
    department-year that prints another figure."""
    folder = tmp_path_factory.mktemp("troubled")
    settings = Settings(folder / "raw", folder / "home")
    bad_raw(warehouse.raw, settings.raw)
    shutil.copytree(warehouse.home, settings.home, symlinks=True)
    waivers = yaml.load(warehouse.waivers.read_text("utf-8"), Loader=yaml.BaseLoader)
    assert {waiver["department_id"] for waiver in waivers} == {WUHAN[0]}
    moved = [waiver | {"department_id": department} for waiver in waivers for department in (STALE, UNKNOWN)]
    settings.waivers.write_text(yaml.safe_dump(moved, allow_unicode=True), "utf-8")
    outcome = run_warehouse(settings, Silent())
    assert outcome.succeeded, outcome.failure
    return settings


def test_each_department_year_is_judged_alone(troubled: Settings) -> None:
    assert verdicts(troubled) == REAL_VERDICTS | {
        WUHAN: "quarantined",
        (STALE, WUHAN[1]): "quarantined",
        ("healthy_bureau", YEAR): "published",
        ("damaged_bureau", YEAR): "unreadable",
        ("empty_bureau", YEAR): "unreadable",
        ("short_bureau", YEAR): "published_with_warnings",
        ("worded_bureau", YEAR): "published_with_warnings",
        ("repeating_bureau", YEAR): "published_with_warnings",
    }


def test_what_may_be_published_is_in_the_marts_and_nothing_else(troubled: Settings) -> None:
    present = {department for (department,) in ask(troubled, "select department_id from mart_department_year")}
    readable = {"healthy_bureau", "short_bureau", "worded_bureau", "repeating_bureau"}
    assert present == {PUTUO[0], *readable}
    assert {d for (d,) in ask(troubled, "select department_id from fct_appropriation_by_function")} == present


def test_without_its_waivers_a_violation_is_quarantined(troubled: Settings) -> None:
    told = reasons(troubled, WUHAN[0])
    assert "49.19 ≠ 公用经费合计 15.82" in told
    assert "487.96 ≠ 合计 521.33" in told
    assert "waive" not in told


def test_a_waiver_written_for_another_figure_is_stale(troubled: Settings) -> None:
    told = reasons(troubled, STALE)
    assert "49.19 ≠ 公用经费合计 15.83" in told
    assert "written for -33.37, the residual is -33.36" in told
    assert "written for 33.37, the residual is 33.36" in told
    assert "waived by" not in told


def test_a_waiver_of_a_department_that_nobody_registered_is_told_at_the_end_of_a_run_and_in_the_index(
    troubled: Settings,
) -> None:
    states = ask(troubled, "select distinct state, is_stale from dq_waiver where department_id = ?", UNKNOWN)
    assert states == [("unknown_department", True)]
    assert UNKNOWN in (troubled.published / "reports" / "index.html").read_text("utf-8")


def history(settings: Settings, department_id: str) -> set[Row]:
    query = "select status, first_edition, edition_no, resolved_edition from dq_finding_history where department_id = ?"
    return set(ask(settings, query, department_id))


def test_publishing_again_moves_no_history_where_nothing_changed(warehouse: Settings, troubled: Settings) -> None:
    wuhan = "from dq_finding_history where department_id = ? order by all"
    assert ask(troubled, wuhan, WUHAN[0]) == ask(warehouse, wuhan, WUHAN[0])


def test_the_next_publication_of_a_corrected_workbook_closes_its_findings(troubled: Settings, tmp_path: Path) -> None:
    """The third publication in a row: after raw/ alone, and after raw/ with the workbook that is corrected here."""
    assert history(troubled, STALE) == {("new", 1, 1, None)}
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    shutil.copytree(troubled.raw, settings.raw)
    shutil.copytree(troubled.home, settings.home, symlinks=True)
    file = settings.raw / STALE / str(WUHAN[1]) / "final_accounts.xlsx"
    file.write_bytes(edited(file.read_bytes(), with_value("公开06表", "I34", 49.19)))
    outcome = run_warehouse(settings, Silent(), [STALE])
    assert outcome.succeeded, outcome.failure
    assert history(settings, STALE) == {("resolved", 1, 2, 2)}
    assert history(settings, WUHAN[0]) == {("new", 1, 1, None)}
    assert "the violation is gone" in reasons(settings, STALE)
    assert verdicts(settings)[STALE, WUHAN[1]] == "published_with_warnings"


def test_the_ui_says_of_each_department_year_what_was_judged(troubled: Settings) -> None:
    judged = verdicts(troubled)
    partitions = [f"{department}|{year}" for department, year in judged]
    with dg.DagsterInstance.from_config(str(troubled.dagster_home)) as instance:
        found = last_told(instance, partitions)
        targets = targets_of(instance, list(found))
    told = {key: evaluation for key, evaluation in found.items() if evaluation is not None}
    assert told.keys() == found.keys()
    said = {split_key(partition): (evaluation.description or "").split()[0] for partition, evaluation in told.items()}
    assert {key: said[key] for key in judged} == judged
    assert {key: evaluation.target_materialization_data for key, evaluation in told.items()} == targets
    shown = told[f"damaged_bureau|{YEAR}"].metadata["reasons"]
    assert isinstance(shown, dg.TableMetadataValue)
    assert "\n".join(str(record.data["reason 原因"]) for record in shown.records) in reasons(troubled, "damaged_bureau")


@pytest.mark.parametrize("department_id", WRONG)
def test_a_broken_input_gives_one_clear_message(troubled: Settings, department_id: str) -> None:
    kind, file_name, place, word = WRONG[department_id]
    rows = ask(
        troubled,
        "select file_name, place, reason, remedy from dq_problem where department_id = ? and kind = ?",
        department_id,
        kind.value,
    )
    ((found_file, found_place, reason, remedy),) = rows
    assert (found_file or "") == file_name
    assert place in found_place
    assert word in reason
    assert reason
    assert remedy
    assert reason in reasons(troubled, department_id) or kind is ProblemKind.MISSING_SHEET


def test_a_folder_of_no_registered_department_is_told_and_not_read(troubled: Settings) -> None:
    rows = ask(troubled, "select kind, reason, remedy from dq_problem where department_id = ?", UNREGISTERED)
    ((kind, reason, remedy),) = rows
    assert kind == ProblemKind.UNKNOWN_DEPARTMENT.value
    assert f"folder {UNREGISTERED} belongs to no registered department" in reason
    assert "departments.csv" in remedy
    assert ask(troubled, "select count(*) from dim_document where department_id = ?", UNREGISTERED) == [(0,)]


# ---- engine errors change nothing


@pytest.fixture
def spoilt(warehouse: Settings, tmp_path: Path) -> Settings:
    """A home where raw/ is published, and copies of raw/ and of the identities that a test may spoil."""
    settings = Settings(tmp_path / "raw", tmp_path / "home", tmp_path / "identities")
    shutil.copytree(warehouse.raw, settings.raw)
    shutil.copytree(warehouse.home, settings.home, symlinks=True)
    shutil.copytree(warehouse.identities, settings.identities)
    return settings


def juesuan_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setattr("orchestration.cli.warehouse.places", lambda *_: settings)
    return CliRunner().invoke(main, ["run"])


def test_a_broken_identity_changes_nothing_that_was_published(
    spoilt: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (spoilt.identities / "broken.yml").write_text("- id: expenditure.odd\n  totl: {}\n", "utf-8")
    before = published_state(spoilt)
    result = juesuan_run(spoilt, monkeypatch)
    assert result.exit_code == 2
    assert "broken.yml, line 1: " in result.stderr
    assert "totl: Extra inputs are not permitted" in " ".join(result.stderr.split())
    assert published_state(spoilt) == before


def test_an_error_in_the_middle_of_a_run_changes_nothing_that_was_published(
    spoilt: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt.waivers.write_text("- department_id: putuo_czj\n", "utf-8")
    before = published_state(spoilt)
    result = juesuan_run(spoilt, monkeypatch)
    told = " ".join(result.stderr.split())
    assert result.exit_code == 2
    assert "changed nothing that was published: identity_catalogue: " in told
    assert "waivers.yml, line 1: fiscal_year: Field required" in told
    assert published_state(spoilt) == before


def test_a_gate_that_refuses_stops_the_publication(spoilt: Settings) -> None:
    with duckdb.connect(str(spoilt.work_database)) as connection:
        connection.execute("delete from marts.mart_department_year where department_id = ?", [PUTUO[0]])
    before = published_state(spoilt)
    gate = dg.AssetCheckKey(dg.AssetKey("mart_department_year"), "marts_may_be_published")
    job = build_defs(spoilt).resolve_job_def(JOB_NAME)
    with dg.DagsterInstance.ephemeral() as instance:
        last_steps = job.get_subset(asset_selection={dg.AssetKey("publication")}, asset_check_selection={gate})
        result = last_steps.execute_in_process(instance=instance, raise_on_error=False)
    (evaluation,) = result.get_asset_check_evaluations()
    assert not evaluation.passed
    assert "'department_id': 'putuo_czj'" in str(evaluation.metadata["first"].value)
    assert not result.success
    assert published_state(spoilt) == before


def test_a_second_run_on_the_same_home_is_refused_while_the_first_writes(
    spoilt: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.home.run_lock import hold_run_lock

    with hold_run_lock(spoilt, patience=0):
        result = juesuan_run(spoilt, monkeypatch)
    assert result.exit_code == 2
    assert "another run is writing to" in " ".join(result.stderr.split())
    assert os.environ.get("JUESUAN_HOME") is None
