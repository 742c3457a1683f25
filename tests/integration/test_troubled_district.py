"""Copies of raw/ in which much goes wrong at once, each thing in a department-year of its own."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import dagster as dg
import docx
import duckdb
import pytest
import yaml

from expectations.vocabulary import ProblemKind
from orchestration.cli.run_job import RunRequest, run_warehouse
from orchestration.defs.assets.department_years import last_told, targets_of
from orchestration.home.progress import Silent
from orchestration.home.settings import Settings
from tests.published import PUTUO, REAL_VERDICTS, WUHAN, Row, ask, reasons, verdicts
from tests.workbooks import consistent_workbook, edited, with_sheet_again, with_value, without_sheet

YEAR = 2024
BUREAUS = {
    "healthy_bureau": "云溪市财政局",
    "damaged_bureau": "临泽区教育局",
    "empty_bureau": "南塘县司法局",
    "short_bureau": "南塘县数据局",
    "worded_bureau": "东洲市总工会",
    "repeating_bureau": "白石自治县司法局",
    "borrowing_bureau": "河阴县水务局",
    "dollar_bureau": "河阴县商务局",
    "renamed_bureau": "河阴县招商局",
}
UNREGISTERED = "unknown_bureau"
RENAMED, NEW_NAME = "renamed_bureau", "河阴县投资促进中心"
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
    "borrowing_bureau": (ProblemKind.FOREIGN_SHEET, "final_accounts.xlsx", "公开03表", "names 云溪市民政局"),
    "dollar_bureau": (ProblemKind.UNKNOWN_UNIT, "final_accounts.xlsx", "公开03表", "'美元'"),
    RENAMED: (ProblemKind.DEPARTMENT_DISAGREES, "final_accounts.xlsx", "", f"it is of {NEW_NAME}, a name that nobody"),
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
    of_others = with_value("公开03表", "A3", "部门：云溪市民政局")
    write(raw, "borrowing_bureau", YEAR, edited(workbooks["borrowing_bureau"], of_others))
    write(raw, "dollar_bureau", YEAR, edited(workbooks["dollar_bureau"], with_value("公开03表", "F3", "单位：美元")))
    write(raw, RENAMED, YEAR, consistent_workbook(NEW_NAME, YEAR))
    write(raw, UNREGISTERED, YEAR, workbooks["healthy_bureau"])
    (raw / "forms").mkdir()
    (raw / "forms" / "notice.docx").write_bytes(b"no document")
    wuhan = (origin / WUHAN[0] / str(WUHAN[1]) / "final_accounts.xlsx").read_bytes()
    write(raw, STALE, WUHAN[1], edited(wuhan, with_value("公开06表", "I34", 15.83)))


@pytest.fixture(scope="module")
def troubled(warehouse: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A second run over a home where raw/ is already published: Wuhan's waivers are withdrawn there, and given to a
    department-year that prints another figure. The work database is of a version whose vocabulary had fewer traits."""
    folder = tmp_path_factory.mktemp("troubled")
    settings = Settings(folder / "raw", folder / "home")
    bad_raw(warehouse.raw, settings.raw)
    shutil.copytree(warehouse.home, settings.home, symlinks=True)
    waivers = yaml.load(warehouse.waivers.read_text("utf-8"), Loader=yaml.BaseLoader)
    assert {waiver["department_id"] for waiver in waivers} == {WUHAN[0]}
    moved = [waiver | {"department_id": department} for waiver in waivers for department in (STALE, UNKNOWN)]
    settings.waivers.write_text(yaml.safe_dump(moved, allow_unicode=True), "utf-8")
    with duckdb.connect(str(settings.work_database)) as connection:
        connection.execute("alter table seeds.vocabulary drop column is_stale")
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
        ("borrowing_bureau", YEAR): "published_with_warnings",
        ("dollar_bureau", YEAR): "published_with_warnings",
        (RENAMED, YEAR): "quarantined",
    }


def test_what_may_be_published_is_in_the_marts_and_nothing_else(troubled: Settings) -> None:
    present = {department for (department,) in ask(troubled, "select department_id from mart_department_year")}
    readable = {
        "healthy_bureau",
        "short_bureau",
        "worded_bureau",
        "repeating_bureau",
        "borrowing_bureau",
        "dollar_bureau",
    }
    assert present == {PUTUO[0], *readable}
    assert {d for (d,) in ask(troubled, "select department_id from fct_appropriation_by_function")} == present


@pytest.mark.parametrize("department_id", ["borrowing_bureau", "dollar_bureau"])
def test_a_sheet_that_is_not_read_accuses_nobody(troubled: Settings, department_id: str) -> None:
    where = "from dq_sheet where department_id = ? and sheet_id = 'expenditure'"
    assert ask(troubled, f"select status {where}", department_id) == [("unreadable",)]
    outcomes: dict[object, object] = dict(
        ask(
            troubled,
            "select outcome, count(*) from dq_identity_result where department_id = ? group by outcome",
            department_id,
        )
    )
    assert outcomes["not_read"] and "violated" not in outcomes
    assert ask(troubled, "select count(*) from fct_expenditure_by_function where department_id = ?", department_id) == [
        (0,)
    ]


def test_without_its_waivers_a_violation_is_quarantined(troubled: Settings) -> None:
    told = reasons(troubled, WUHAN[0])
    assert "“公用经费合计”行“决算数”栏 15.82，应等于同栏“302 商品和服务支出”行 49.19" in told
    assert "“合计”行“基本支出”栏 521.33，应等于下列各数之和 487.96" in told
    assert "豁免" not in told


def test_a_waiver_written_for_another_figure_is_stale(troubled: Settings) -> None:
    told = reasons(troubled, STALE)
    assert "“公用经费合计”行“决算数”栏 15.83，应等于" in told
    assert "所记差额 -33.37 万元，现为 -33.36 万元" in told
    assert "所记差额 33.37 万元，现为 33.36 万元" in told
    assert "已豁免" not in told


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


def register_new_name(settings: Settings) -> None:
    """Put the line that the message names in the place of the one that it names."""
    query = "select remedy from dq_problem where department_id = ? and kind = 'department_disagrees'"
    ((remedy,),) = ask(settings, query, RENAMED)
    told = re.search("departments.csv 第 ([0-9]+) 行改为“(.*?)”", str(remedy))
    assert told is not None
    lines = settings.registry.read_text("utf-8").splitlines()
    assert lines[int(told[1]) - 1].startswith(f"{RENAMED},")
    lines[int(told[1]) - 1] = told[2]
    settings.registry.write_text("\n".join(lines) + "\n", "utf-8")


def test_the_next_publication_of_a_corrected_workbook_closes_its_findings(troubled: Settings, tmp_path: Path) -> None:
    """The third publication in a row: after raw/ alone, and after raw/ with the workbook that is corrected here."""
    assert history(troubled, STALE) == {("new", 1, 1, None)}
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    shutil.copytree(troubled.raw, settings.raw)
    shutil.copytree(troubled.home, settings.home, symlinks=True)
    file = settings.raw / STALE / str(WUHAN[1]) / "final_accounts.xlsx"
    file.write_bytes(edited(file.read_bytes(), with_value("公开06表", "I34", 49.19)))
    register_new_name(settings)
    outcome = run_warehouse(settings, Silent(), RunRequest([STALE, RENAMED]))
    assert outcome.succeeded, outcome.failure
    assert verdicts(settings)[RENAMED, YEAR] == "published"
    assert history(settings, STALE) == {("resolved", 1, 2, 2)}
    assert history(settings, WUHAN[0]) == {("new", 1, 1, None)}
    assert "不符已消除" in reasons(settings, STALE)
    assert verdicts(settings)[STALE, WUHAN[1]] == "published_with_warnings"
    before, after = (
        (each.reports / f"{STALE}-{WUHAN[1]}-notice.html").read_text("utf-8") for each in (troubled, settings)
    )
    assert "整改通知" in before
    assert "更正前后对照" not in before
    figure = "一般公共预算财政拨款基本支出决算表“公用经费合计”行“决算数”栏</td><td>15.83</td>\n<td>49.19</td>"
    assert figure in after
    assert "已整改 2 处" in after


def test_a_bad_template_is_told_and_the_notice_is_written_from_ours(troubled: Settings) -> None:
    query = "select file_name, severity from dq_problem where kind = 'template_refused'"
    assert ask(troubled, query) == [("forms/notice.docx", "warning")]
    text = "\n".join(
        paragraph.text
        for paragraph in docx.Document(str(troubled.reports / f"{WUHAN[0]}-{WUHAN[1]}-notice.docx")).paragraphs
    )
    assert "经核对，你单位 2023 年度部门决算公开文件" in text


def test_a_part_is_unchecked_where_the_file_could_not_be_read(troubled: Settings) -> None:
    statuses = ask(troubled, "select distinct status from dq_part where department_id = ?", "damaged_bureau")
    assert statuses == [("unreadable",)]


def test_the_ui_says_of_each_department_year_what_was_judged(troubled: Settings) -> None:
    judged = verdicts(troubled)
    partitions = [f"{department}|{year}" for department, year in judged]
    with dg.DagsterInstance.from_config(str(troubled.dagster_home)) as instance:
        found = last_told(instance, partitions)
        targets = targets_of(instance, list(found))
    told = {key: evaluation for key, evaluation in found.items() if evaluation is not None}
    assert told.keys() == found.keys()
    said = {partition: (evaluation.description or "").split(": ")[1] for partition, evaluation in told.items()}
    assert {key: said[f"{key[0]}|{key[1]}"].split()[0] for key in judged} == judged
    judged_on = {key: evaluation.target_materialization_data for key, evaluation in told.items()}
    # what was not received has no materialisation to be told of
    assert {key: target for key, target in judged_on.items() if target is not None} == targets
    assert targets.keys() == {f"{id_}|{year}" for (id_, year), verdict in judged.items() if verdict != "not_received"}
    shown = told[f"damaged_bureau|{YEAR}"].metadata["reasons"]
    assert isinstance(shown, dg.TableMetadataValue)
    assert "\n".join(str(record.data["reason 原因"]) for record in shown.records) in reasons(troubled, "damaged_bureau")


@pytest.mark.parametrize("department_id", WRONG)
def test_a_broken_input_gives_one_clear_message(troubled: Settings, department_id: str) -> None:
    kind, file_name, place, word = WRONG[department_id]
    columns = "file_name, place, reason, reason_en, remedy, remedy_en"
    rows = ask(
        troubled, f"select {columns} from dq_problem where department_id = ? and kind = ?", department_id, kind.value
    )
    ((found_file, found_place, reason, reason_en, remedy, remedy_en),) = rows
    assert (found_file or "") == file_name
    assert place in found_place
    assert word in reason_en
    assert remedy and remedy_en
    assert re.search("[一-鿿]", reason) and not re.search("[a-z]{4} [a-z]{2}", reason)
    assert reason in reasons(troubled, department_id) or kind is ProblemKind.MISSING_SHEET


def test_a_folder_of_no_registered_department_is_told_and_not_read(troubled: Settings) -> None:
    columns = "kind, reason, reason_en, remedy_en"
    rows = ask(troubled, f"select {columns} from dq_problem where department_id = ?", UNREGISTERED)
    ((kind, reason, reason_en, remedy_en),) = rows
    assert kind == ProblemKind.UNKNOWN_DEPARTMENT.value
    assert f"文件夹 {UNREGISTERED} 不属于登记表中的任何部门" in reason
    assert f"folder {UNREGISTERED} belongs to no registered department" in reason_en
    assert "departments.csv" in remedy_en
    assert ask(troubled, "select count(*) from dim_document where department_id = ?", UNREGISTERED) == [(0,)]
