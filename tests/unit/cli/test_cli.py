"""The command line: what it prints in each format, what it says when something is wrong, and its exit codes."""

import csv
import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner, Result

from expectations.model import CatalogueError, load_waivers
from orchestration.cli import main
from orchestration.cli.run_job import Outcome
from orchestration.home.progress import Silent
from orchestration.home.settings import PROJECT, Settings
from orchestration.publication.generation import publish
from tests.small_work_database import small_work_database
from tests.workbooks import consistent_workbook, edited, with_value

WUHAN = PROJECT / "raw" / "wuhan_jkq_dsj" / "2023" / "final_accounts.xlsx"
DONE, WRONG, FAILED = 0, 1, 2


def juesuan(*arguments: str | int | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def words(text: str) -> str:
    """Without the line breaks of a terminal."""
    return " ".join(text.split())


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A home with a small publication."""
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    small_work_database(settings.work_database, verdict="quarantined")
    publish(settings.work_database, settings.published, Silent())
    return settings.home


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A disclosure in which everything adds up."""
    path = tmp_path / "final_accounts.xlsx"
    path.write_bytes(consistent_workbook("云溪市财政局", 2024))
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"")
    return path


# ---- run


def test_a_home_that_is_no_folder_is_said_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file", "utf-8")
    result = juesuan("run", "--force", "--raw", PROJECT / "raw", "--home", tmp_path / "home")
    assert result.exit_code == FAILED
    assert f"{tmp_path / 'home'}" in result.stderr.replace("\n", "")
    assert "must be a folder to write in" in words(result.stderr)


# ---- status and sql


def test_status_gives_the_verdicts_as_json(published: Path) -> None:
    result = juesuan("status", "--home", published, "--format", "json")
    assert result.exit_code == DONE
    told = json.loads(result.stdout)
    assert told["counts"] == {"quarantined": 1, "late": 0}
    (row,) = told["department_years"]
    assert row == {
        "department_id": "finance",
        "department": "云溪市财政局",
        "fiscal_year": 2024,
        "verdict": "quarantined",
        "days_late": None,
        "reasons": ["told [so]"],
        "doubtful_figures": 0,
        "confirmed_figures": 0,
    }


def test_status_gives_the_verdicts_as_a_table_with_brackets_as_they_are(published: Path) -> None:
    result = juesuan("status", "--home", published)
    assert result.exit_code == DONE
    for word in ("finance", "2024", "quarantined", "已隔离", "told [so]"):
        assert word in result.stdout


@pytest.mark.parametrize("command", [["status"], ["sql", "select 1"]])
def test_without_a_publication_there_is_nothing_to_ask(tmp_path: Path, command: list[str]) -> None:
    result = juesuan(*command, "--home", tmp_path)
    assert result.exit_code == FAILED
    assert "nothing is published in" in words(result.stderr)
    assert "run `juesuan run` first" in words(result.stderr)


def test_sql_answers_as_csv(published: Path) -> None:
    result = juesuan(
        "sql", "select department_id, amount_wan from fct_expenditure", "--home", published, "--format", "csv"
    )
    assert result.exit_code == DONE
    assert result.stdout == "department_id,amount_wan\nfinance,2141.860000\n"


def test_sql_answers_as_json_with_exact_amounts(published: Path) -> None:
    query = "select amount_wan, fiscal_year, null as nothing, [1, 2] as list from fct_expenditure"
    result = juesuan("sql", query, "--home", published, "--format", "json")
    assert json.loads(result.stdout) == [
        {"amount_wan": "2141.860000", "fiscal_year": 2024, "nothing": None, "list": [1, 2]}
    ]


def test_sql_answers_as_a_table(published: Path) -> None:
    result = juesuan("sql", "select '[b]bold' as word", "--home", published)
    assert result.exit_code == DONE
    assert "[b]bold" in result.stdout


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select nothing from fct_expenditure", "nothing"),
        ("selekt 1", "syntax error"),
        ("delete from fct_expenditure", "read-only"),
    ],
)
def test_sql_that_cannot_be_answered_says_why(published: Path, query: str, message: str) -> None:
    result = juesuan("sql", query, "--home", published)
    assert result.exit_code == FAILED
    assert message in words(result.stderr)
    assert result.stdout == ""


# ---- waive


def test_a_waiver_is_proposed_and_only_a_person_completes_it(published: Path, tmp_path: Path) -> None:
    result = juesuan("waive", "--home", published, "--department", "finance", "--year", "2024")
    assert result.exit_code == DONE
    assert "fill in reason, author and date" in words(result.stderr)
    assert "# 49.19 ≠ 15.82\n" in result.stdout
    assert "# suspect: 公用经费合计 15.82 → 49.19\n" in result.stdout
    file = tmp_path / "waivers.yml"
    file.write_text(result.stdout, "utf-8")
    with pytest.raises(CatalogueError, match=r"reason: .*author: .*date: "):
        load_waivers(file)
    filled = result.stdout.replace("  reason:", "  reason: printed so").replace("  author:", "  author: somebody")
    file.write_text(filled.replace("  date:", "  date: 2026-01-02"), "utf-8")
    (waiver,) = load_waivers(file)
    assert (waiver.department_id, waiver.fiscal_year, waiver.identity, waiver.binding, waiver.residual) == (
        "finance",
        2024,
        "expenditure.row_total",
        "total",
        Decimal("-33.37"),
    )


@pytest.mark.parametrize(
    "choice",
    [("--department", "other"), ("--year", "2023"), ("--identity", "income.row_total"), ("--binding", "201")],
)
def test_nothing_is_proposed_where_no_open_violation_is_meant(published: Path, choice: tuple[str, str]) -> None:
    result = juesuan("waive", "--home", published, *choice)
    assert result.exit_code == WRONG
    assert result.stdout == ""
    assert "no open violation is meant" in words(result.stderr)


# ---- cells


def test_cells_as_csv_carry_exact_amounts_under_their_keys() -> None:
    result = juesuan("cells", WUHAN)
    assert result.exit_code == DONE
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(rows[0])[:5] == ["sheet_id", "row_key", "column_key", "amount", "page"]
    amounts = {(row["sheet_id"], row["row_key"], row["column_key"]): row["amount"] for row in rows}
    assert amounts["general_budget_basic_by_economic", "operating_total", "final"] == "15.82"
    assert amounts["three_public", "total", "budget"] == "2.00"
    assert len(amounts) == len(rows) == 208


def test_cells_in_every_format_are_the_same(tmp_path: Path) -> None:
    out = tmp_path / "cells.parquet"
    assert juesuan("cells", WUHAN, "--format", "parquet", "--out", out).exit_code == DONE
    parquet = pl.read_parquet(out)
    told = json.loads(juesuan("cells", WUHAN, "--format", "json").stdout)
    written = list(csv.DictReader(io.StringIO(juesuan("cells", WUHAN).stdout)))
    assert parquet.schema["amount"] == pl.Decimal(20, 6)
    assert [Decimal(row["amount"]) for row in told] == parquet["amount"].to_list()
    assert [row["amount"] for row in told] == [row["amount"] for row in written]


def test_cells_keeps_problems_out_of_its_output(tmp_path: Path, workbook: Path) -> None:
    path = tmp_path / "worded.xlsx"
    path.write_bytes(edited(workbook.read_bytes(), with_value("公开03表", "F7", "[待核]")))
    result = juesuan("cells", path)
    assert result.exit_code == DONE
    assert "“[待核]”不是数字" in words(result.stderr)
    assert "待核" not in result.stdout


def test_cells_of_a_file_that_cannot_be_read_fail_with_the_reason(broken: Path) -> None:
    result = juesuan("cells", broken)
    assert result.exit_code == FAILED
    assert "error broken.xlsx：" in words(result.stderr)
    assert len(result.stdout.splitlines()) == 1


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    result = juesuan("cells", tmp_path / "nothing.xlsx")
    assert result.exit_code == FAILED
    assert "does not exist" in result.stderr


# ---- check


def test_a_consistent_document_passes(evaluation: Settings, workbook: Path) -> None:
    result = juesuan("check", workbook, "--home", evaluation.home)
    assert result.exit_code == DONE
    assert "云溪市财政局 2024" in result.stdout
    assert "violated" not in result.stdout


def test_a_violated_document_is_told_with_figures_place_and_suspect(evaluation: Settings) -> None:
    result = juesuan("check", WUHAN, "--home", evaluation.home)
    assert result.exit_code == WRONG
    for word in ("应等于", "“公用经费合计”行“决算数”栏 15.82 → 49.19", "公开06表", "violated 2"):
        assert word in words(result.stdout)


def test_check_as_json_has_every_result_with_exact_amounts(evaluation: Settings) -> None:
    result = juesuan("check", WUHAN, "--home", evaluation.home, "--format", "json")
    assert result.exit_code == WRONG
    report = json.loads(result.stdout)
    assert (report["file"], report["fiscal_year"]) == ("final_accounts.xlsx", 2023)
    violated = {entry["identity_id"]: entry for entry in report["results"] if entry["outcome"] == "violated"}
    assert violated.keys() == {
        "general_budget_basic.total",
        "general_budget_basic_by_economic.operating_total",
    }
    assert {entry["residual"] for entry in violated.values()} == {"33.37", "-33.37"}
    sentence = violated["general_budget_basic_by_economic.operating_total"]["sentence"]
    assert sentence == (
        "一般公共预算财政拨款基本支出决算表“公用经费合计”行“决算数”栏 15.82，应等于同栏“302 商品和服务支出”行 49.19"
    )
    assert [figure["amount"] for entry in violated.values() for figure in entry["figures"]].count("15.82") == 2
    assert {entry["suspect"]["expected"] for entry in violated.values()} == {"49.19"}
    assert {entry["suspect"]["likely_cause"] for entry in violated.values()} == {"row_slip"}
    assert {entry["finding_id"] for entry in violated.values()} == {
        "2023 general_budget_basic_by_economic[operating_total].final"
    }
    assert len(report["sheets"]) == 9
    assert report["problems"] == []


def test_check_as_html_is_a_page_that_asks_nothing_of_the_network(evaluation: Settings) -> None:
    result = juesuan("check", WUHAN, "--home", evaluation.home, "--format", "html")
    assert result.exit_code == WRONG
    assert result.stdout.startswith("<!DOCTYPE html>")
    assert "15.82 → 49.19" in result.stdout
    assert "<script" not in result.stdout
    assert "http://" not in result.stdout
    assert "https://" not in result.stdout


def test_a_document_that_cannot_be_read_is_no_violation(evaluation: Settings, broken: Path) -> None:
    result = juesuan("check", broken, "--home", evaluation.home, "--format", "json")
    assert result.exit_code == FAILED
    (problem,) = json.loads(result.stdout)["problems"]
    assert problem["file"] == "broken.xlsx"
    assert (problem["reason"], problem["reason_en"]) == ("文件是空的", "the file is empty")
    assert (problem["remedy"], problem["remedy_en"]) == (
        "请从公开网站重新下载",
        "download it again from the publisher",
    )


# ---- run, where it must not start


def test_a_run_without_a_registry_says_what_is_missing(tmp_path: Path) -> None:
    result = juesuan("run", "--raw", tmp_path, "--home", tmp_path / "home")
    assert result.exit_code == FAILED
    assert "there is no registry; list the departments in it" in words(result.stderr)


LOSE_RECORDS = """
import sys, threading, time
from orchestration.cli import main, run_job
def lose(*_):
    threading.Thread(target=time.sleep, args=(600,)).start()
    raise run_job.RecordsLost("the disk is full")
run_job.run_warehouse = lose
main(["run", "--home", sys.argv[1]])
"""


def test_a_run_that_cannot_be_recorded_ends_at_once_though_a_step_is_at_work(tmp_path: Path) -> None:
    run = subprocess.run(
        (sys.executable, "-c", LOSE_RECORDS, str(tmp_path)), capture_output=True, timeout=120, check=False
    )
    assert run.returncode == FAILED
    assert (
        "what is published is whole, as it was before or as it is now (juesuan status tells): the disk is full"
        in words(run.stderr.decode())
    )


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--department", "nobody", "department nobody is not in departments.csv"),
        ("--year", "1999", "fiscal year 1999 is neither expected nor received; there are 2022 to 2024"),
    ],
)
def test_a_run_over_nothing_is_refused(home: Path, option: str, value: str, message: str) -> None:
    result = juesuan("run", "--home", home, option, value)
    assert result.exit_code == FAILED
    assert message in words(result.stderr)
    assert not (home / "work.duckdb").exists()


@pytest.mark.parametrize(("kind", "exit_code"), [("registry_refused", WRONG), ("unknown_department", DONE)])
def test_a_strict_run_with_a_refused_registry_is_wrong(
    home: Path, monkeypatch: pytest.MonkeyPatch, kind: str, exit_code: int
) -> None:
    settings = Settings(raw=home / "raw", home=home)
    work = small_work_database(settings.work_database)
    with duckdb.connect(str(work)) as connection:
        connection.execute("update marts.dq_problem set kind = ?, reason = 'told [so]'", [kind])
    publish(work, settings.published, Silent())
    monkeypatch.setattr("orchestration.cli.run_job.run_warehouse", lambda *_: Outcome(True))
    result = juesuan("run", "--home", home, "--strict")
    assert result.exit_code == exit_code
    assert "told [so] → 请登记" in words(result.stdout)


@pytest.mark.parametrize("arguments", [["--help"], ["run", "-h"], ["--version"]])
def test_help_and_version_need_nothing(arguments: list[str]) -> None:
    assert juesuan(*arguments).exit_code == DONE


def test_the_figures_of_scans_that_wait_for_a_person_are_a_page(published: Path, tmp_path: Path) -> None:
    page = tmp_path / "review.html"
    written = juesuan("review", "audit", 2024, "--output", page, "--raw", tmp_path / "raw", "--home", published)
    assert (written.exit_code, "1 figures to look at" in words(written.output)) == (DONE, True)
    text = page.read_text("utf-8")
    assert "教育支出 / 合计" in text
    assert "<b>7.00</b>" in text and "<b>1.00</b>" in text


def test_where_no_figure_waits_for_a_person_no_page_is_written(published: Path, tmp_path: Path) -> None:
    page = tmp_path / "review.html"
    nothing = juesuan("review", "finance", 2024, "--output", page, "--home", published)
    assert (nothing.exit_code, page.exists()) == (WRONG, False)
    assert "no figure waits for a person" in words(nothing.output)
