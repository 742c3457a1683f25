"""Where files lie against what they say of themselves: a disagreement is told, and the graver the surer."""

import hashlib
import os
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.department_year import DepartmentYear
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.model import Body, Problem
from orchestration.disclosure.reading import read_documents, read_file
from orchestration.home.settings import Settings
from orchestration.ingestion.manifest import load_manifest, receipts
from orchestration.ingestion.submission import combine_readings, find_submission, unregistered_folders
from orchestration.landing.rows import department_year_tables
from orchestration.registry.model import load_registry
from tests.workbooks import consistent_workbook

REGISTRY = """\
department_id,name,aliases,district,administrative_code,expected_years
finance,云溪市财政局,市财政局,云溪市,420000,2024
audit,云溪市审计局,,云溪市,420000,2024
"""
MANIFEST_HEADER = "department_id,fiscal_year,file_name,source_url,fetched_on,sha256,supersedes\n"
FILED = (ProblemKind.DEPARTMENT_DISAGREES, ProblemKind.FISCAL_YEAR_DISAGREES, ProblemKind.CHECKSUM_DISAGREES)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    (settings.raw / "finance" / "2024").mkdir(parents=True)
    settings.registry.write_text(REGISTRY, "utf-8")
    return settings


def file(settings: Settings, data: bytes, name: str = "final_accounts.xlsx") -> None:
    (settings.raw / "finance" / "2024" / name).write_bytes(data)


def manifest(settings: Settings, *lines: str) -> None:
    settings.manifest.write_text(MANIFEST_HEADER + "".join(f"{line}\n" for line in lines), "utf-8")


def filed(settings: Settings, department_id: str = "finance") -> DepartmentYear:
    registry = load_registry(settings.registry)
    submission = find_submission(settings, load_manifest(settings.manifest), registry.by_id[department_id], 2024)
    return combine_readings(submission, registry, [read_file(path, name) for path, name in submission.files])


def disagreements(settings: Settings) -> list[Problem]:
    return [problem for problem in filed(settings).problems if problem.kind in FILED]


@pytest.mark.parametrize("name", ["云溪市财政局", "市财政局", "财政局", "云溪市财政局（本级）", "云溪市财政局机关"])
def test_a_document_under_its_own_name_is_at_home(settings: Settings, name: str) -> None:
    file(settings, consistent_workbook(name, 2024))
    assert disagreements(settings) == []
    assert filed(settings).cells


def test_a_document_of_another_registered_department_is_an_error(settings: Settings) -> None:
    file(settings, consistent_workbook("云溪市审计局", 2024))
    (problem,) = disagreements(settings)
    assert (problem.kind, problem.severity) == (ProblemKind.DEPARTMENT_DISAGREES, Severity.ERROR)
    assert "of 云溪市审计局, which is registered as audit; it is filed under 云溪市财政局" in problem.message.reason_en
    assert problem.file_name == "final_accounts.xlsx"


@pytest.mark.parametrize(
    ("units", "told"),
    [
        ("", []),
        ("office,云溪市财政局（本级）,,云溪市,420000,2024,finance\n", ["move it to the folder office"]),
        ("centre,云溪市财政局信息中心,,云溪市,420000,2024,finance\n", ["register the body itself as a unit"]),
    ],
)
def test_the_accounts_of_the_body_alone_belong_to_a_unit_where_there_are_units(
    settings: Settings, units: str, told: list[str]
) -> None:
    lines = [f"{line}," for line in REGISTRY.splitlines()]
    settings.registry.write_text("\n".join([f"{lines[0]}parent_id", *lines[1:], units]), "utf-8")
    file(settings, consistent_workbook("云溪市财政局", 2024))
    registry = load_registry(settings.registry)
    submission = find_submission(settings, load_manifest(settings.manifest), registry.by_id["finance"], 2024)
    ((path, name),) = submission.files
    reading = read_file(path, name)
    of_unit = replace(reading, recognition=replace(reading.recognition, body=Body.UNIT))
    problems = [
        problem for problem in combine_readings(submission, registry, [of_unit]).problems if problem.kind in FILED
    ]
    assert [problem.message.remedy_en.split(",")[0].split(" (")[0] for problem in problems] == told
    assert all(problem.severity is Severity.WARNING for problem in problems)


@pytest.mark.parametrize("name", ["南塘县教育局", "云溪市财政局信息中心", "云溪市财政局第一税源管理所"])
def test_a_name_that_nobody_bears_waits_for_the_line_that_registers_it(settings: Settings, name: str) -> None:
    file(settings, consistent_workbook(name, 2024))
    (problem,) = disagreements(settings)
    assert (problem.kind, problem.severity) == (ProblemKind.DEPARTMENT_DISAGREES, Severity.ERROR)
    lines = REGISTRY.splitlines()
    told = f"finance,云溪市财政局,市财政局;{name},云溪市,420000,2024"
    assert f"replace line 2 of departments.csv by: {told} " in problem.message.remedy_en
    assert f"第 2 行改为“{told}”" in problem.message.remedy
    settings.registry.write_text("\n".join((lines[0], told, lines[2])), "utf-8")
    assert disagreements(settings) == []
    assert filed(settings).cells


@pytest.mark.parametrize("said", [{"is_in_passing": True}, {"department_name": "合计一般公共"}])
def test_a_name_in_passing_or_that_is_no_whole_one_is_a_warning(settings: Settings, said: dict[str, Any]) -> None:
    file(settings, consistent_workbook("南塘县教育局", 2024))
    registry = load_registry(settings.registry)
    submission = find_submission(settings, load_manifest(settings.manifest), registry.by_id["finance"], 2024)
    ((path, name),) = submission.files
    reading = read_file(path, name)
    told = replace(reading, recognition=replace(reading.recognition, **said))
    (problem,) = (each for each in combine_readings(submission, registry, [told]).problems if each.kind in FILED)
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("first_year", "severities"),
    [("2025", [Severity.WARNING]), ("2020", [Severity.ERROR])],
)
def test_the_name_of_the_department_that_it_became_is_its_own_before_that_one_existed(
    settings: Settings, first_year: str, severities: list[Severity]
) -> None:
    settings.registry.write_text(
        "department_id,name,aliases,district,administrative_code,expected_years,valid_from,valid_to,successor_id\n"
        "finance,云溪市财政局,,云溪市,420000,2024,,2024,data\n"
        f"data,云溪市数据局,,云溪市,420000,2025,{first_year},,\n",
        "utf-8",
    )
    file(settings, consistent_workbook("云溪市数据局", 2024))
    assert [problem.severity for problem in disagreements(settings)] == severities


def test_the_very_name_of_another_department_is_that_one_s(settings: Settings) -> None:
    """云溪市文旅局 could be short for 云溪市文化和旅游局, were it not registered itself."""
    settings.registry.write_text(
        REGISTRY.replace("市财政局,,", "")
        .replace("云溪市财政局,市财政局", "云溪市文化和旅游局,")
        .replace("云溪市审计局", "云溪市文旅局"),
        "utf-8",
    )
    file(settings, consistent_workbook("云溪市文旅局", 2024))
    (problem,) = disagreements(settings)
    assert (problem.kind, problem.severity) == (ProblemKind.DEPARTMENT_DISAGREES, Severity.ERROR)


def test_the_line_that_registers_a_name_keeps_what_else_stands_in_it(settings: Settings) -> None:
    settings.registry.write_text(
        "department_id,name,aliases,district,administrative_code,expected_years,former_names\n"
        'finance,云溪市财政局,,"云溪市,城关",420000,2024,云溪县财政局 2015-2019\n',
        "utf-8",
    )
    file(settings, consistent_workbook("南塘县教育局", 2024))
    (problem,) = disagreements(settings)
    told = 'finance,云溪市财政局,南塘县教育局,"云溪市,城关",420000,2024,云溪县财政局 2015-2019'
    assert told in problem.message.remedy


def test_sheets_that_all_name_another_body_than_the_cover_wait_too(settings: Settings) -> None:
    file(settings, consistent_workbook("云溪市财政局", 2024))
    registry = load_registry(settings.registry)
    submission = find_submission(settings, load_manifest(settings.manifest), registry.by_id["finance"], 2024)
    ((path, name),) = submission.files
    reading = read_file(path, name)
    said = replace(reading, recognition=replace(reading.recognition, sheets_name="南塘县教育局"))
    (problem,) = (each for each in combine_readings(submission, registry, [said]).problems if each.kind in FILED)
    assert problem.severity is Severity.ERROR
    assert "市财政局;南塘县教育局" in problem.message.remedy


def test_another_fiscal_year_is_an_error(settings: Settings) -> None:
    file(settings, consistent_workbook("云溪市财政局", 2023))
    (problem,) = disagreements(settings)
    assert (problem.kind, problem.severity) == (ProblemKind.FISCAL_YEAR_DISAGREES, Severity.ERROR)
    assert "of fiscal year 2023; it is filed under 2024" in problem.message.reason_en


def test_another_checksum_than_the_manifests_is_an_error(settings: Settings) -> None:
    data = consistent_workbook("云溪市财政局", 2024)
    file(settings, data)
    manifest(settings, f"finance,2024,final_accounts.xlsx,,2025-09-01,{'0' * 64},")
    (problem,) = disagreements(settings)
    assert (problem.kind, problem.severity) == (ProblemKind.CHECKSUM_DISAGREES, Severity.ERROR)
    assert hashlib.sha256(data).hexdigest()[:12] in problem.message.reason_en


@pytest.mark.parametrize("year", [2024, 2023])
def test_the_manifests_checksum_counts_for_its_own_department_year_only(settings: Settings, year: int) -> None:
    data = consistent_workbook("云溪市财政局", 2024)
    file(settings, data)
    sha256 = hashlib.sha256(data).hexdigest() if year == 2024 else "0" * 64
    manifest(settings, f"finance,{year},final_accounts.xlsx,,2025-09-01,{sha256},")
    assert disagreements(settings) == []


def test_a_superseded_file_is_not_read(settings: Settings) -> None:
    file(settings, consistent_workbook("云溪市财政局", 2024, seed=1), "first.xlsx")
    file(settings, consistent_workbook("云溪市财政局", 2024, seed=2), "second.xlsx")
    both = filed(settings)
    assert any(problem.kind is ProblemKind.CONFLICTING_FIGURES for problem in both.problems)
    manifest(settings, "finance,2024,second.xlsx,,2025-09-01,,first.xlsx")
    newest = filed(settings)
    assert newest.superseded == {"first.xlsx"}
    assert [reading.document.file_name for reading in newest.readings] == ["second.xlsx"]
    assert not any(problem.kind is ProblemKind.CONFLICTING_FIGURES for problem in newest.problems)


def test_a_document_under_a_former_name_is_at_home_in_its_years_only(settings: Settings) -> None:
    former = REGISTRY.replace("expected_years\n", "expected_years,former_names\n").replace(",2024\n", ",2024,\n")
    file(settings, consistent_workbook("南塘县财政局", 2024))
    settings.registry.write_text(former.replace(",2024,\n", ",2024,南塘县财政局 2020-2024\n", 1), "utf-8")
    assert disagreements(settings) == []
    settings.registry.write_text(former.replace(",2024,\n", ",2024,南塘县财政局 2020-2023\n", 1), "utf-8")
    (problem,) = disagreements(settings)
    assert (problem.kind, problem.severity) == (ProblemKind.DEPARTMENT_DISAGREES, Severity.WARNING)


def test_a_department_year_is_received_with_its_first_file(settings: Settings) -> None:
    settings.manifest.write_text(
        MANIFEST_HEADER.replace("\n", ",received_on\n")
        + "finance,2024,second.xlsx,,2025-11-01,,first.xlsx,2025-10-20\n"
        + "finance,2024,first.xlsx,,2025-11-01,,,2025-09-12\n"
        + "finance,2023,first.xlsx,,2024-09-12,,,\n"
        + "audit,2024,first.xlsx,,,,,\n"
        + "audit,2023,first.xlsx,,last week,,,\n",
        "utf-8",
    )
    assert receipts(load_manifest(settings.manifest)) == {
        ("finance", 2024): date(2025, 9, 12),
        ("finance", 2023): date(2024, 9, 12),
    }


def test_an_address_of_the_manifest_goes_with_its_file(settings: Settings) -> None:
    file(settings, consistent_workbook("云溪市财政局", 2024))
    manifest(
        settings,
        "finance,2024,final_accounts.xlsx,https://www.yunxi.example/1.xlsx,2025-09-12,,",
        "finance,2024,other.xlsx,,2025-09-12,,",
    )
    (row,) = department_year_tables("finance", 2024, filed(settings))["documents"].to_dicts()
    assert row["source_url"] == "https://www.yunxi.example/1.xlsx"
    settings.manifest.unlink()
    (row,) = department_year_tables("finance", 2024, filed(settings))["documents"].to_dicts()
    assert row["source_url"] is None


def test_a_day_of_receipt_that_is_no_date_is_told(settings: Settings) -> None:
    file(settings, consistent_workbook("云溪市财政局", 2024))
    manifest(settings, "finance,2024,final_accounts.xlsx,,in autumn,,")
    (problem,) = (problem for problem in filed(settings).problems if problem.kind is ProblemKind.MANIFEST_DATE)
    assert problem.severity is Severity.WARNING
    assert "received on 'in autumn', which is no date" in problem.message.reason_en
    assert receipts(load_manifest(settings.manifest)) == {}


def test_a_folder_that_is_not_there_holds_nothing_and_has_no_problem(settings: Settings) -> None:
    nothing = filed(settings, "audit")
    assert (nothing.readings, nothing.cells, nothing.problems) == ((), (), ())


def test_a_link_out_of_the_folder_is_not_followed(settings: Settings, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere.xlsx"
    outside.write_bytes(consistent_workbook("云溪市财政局", 2024))
    (settings.raw / "finance" / "2024" / "final_accounts.xlsx").symlink_to(outside)
    found = filed(settings)
    assert found.cells == ()
    (problem,) = found.problems
    assert "leads out of its department-year folder" in problem.message.reason_en


@pytest.mark.parametrize("is_link", [True, False])
def test_a_pipe_is_told_and_never_waited_for(settings: Settings, tmp_path: Path, is_link: bool) -> None:
    folder = settings.raw / "finance" / "2024"
    if is_link:
        os.mkfifo(folder / ".pipe")
        (folder / "a.pdf").symlink_to(folder / ".pipe")
    else:
        os.mkfifo(folder / "a.pdf")
    (problem,) = filed(settings).problems
    assert (problem.file_name, problem.message) == ("a.pdf", message("submissions.no_regular_file"))


def test_links_in_a_circle_are_told(settings: Settings) -> None:
    folder = settings.raw / "finance" / "2024"
    (folder / "a.pdf").symlink_to(folder / "b.pdf")
    (folder / "b.pdf").symlink_to(folder / "a.pdf")
    assert {problem.message for problem in filed(settings).problems} == {message("submissions.outside_link")}


@pytest.mark.parametrize("linked", ["finance", "finance/2024"])
def test_a_folder_that_a_link_leads_out_of_raw_is_not_read(settings: Settings, tmp_path: Path, linked: str) -> None:
    file(settings, consistent_workbook("云溪市财政局", 2024))
    elsewhere = tmp_path / "elsewhere"
    (settings.raw / linked).rename(elsewhere)
    (settings.raw / linked).symlink_to(elsewhere)
    found = filed(settings)
    assert found.readings == ()
    (problem,) = found.problems
    assert (problem.file_name, problem.message) == ("finance/2024", message("submissions.outside_folder"))


def test_lock_files_and_hidden_files_are_no_documents(settings: Settings) -> None:
    file(settings, consistent_workbook("云溪市财政局", 2024))
    for name in ("~$final_accounts.xlsx", ".DS_Store"):
        file(settings, b"not a workbook", name)
    assert [reading.document.file_name for reading in filed(settings).readings] == ["final_accounts.xlsx"]


def test_folders_of_nobody_are_told_and_others_are_not(settings: Settings) -> None:
    for name in ("unknown", ".git", "audit", "forms"):
        (settings.raw / name).mkdir()
    problems = unregistered_folders(settings, load_registry(settings.registry))
    assert [(problem.file_name, problem.kind, problem.severity) for problem in problems] == [
        ("unknown", ProblemKind.UNKNOWN_DEPARTMENT, Severity.ERROR)
    ]


# Archives ------------------------------------------------------------------------------------------------------------


def pack(settings: Settings, **documents: bytes) -> str:
    path = settings.raw / "finance" / "2024" / "公开.zip"
    with zipfile.ZipFile(path, "w") as container:
        for name, data in documents.items():
            container.writestr(f"{name}.xlsx", data)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def archived(settings: Settings) -> DepartmentYear:
    registry = load_registry(settings.registry)
    submission = find_submission(settings, load_manifest(settings.manifest), registry.by_id["finance"], 2024)
    readings = [reading for path, name in submission.files for reading in read_documents(path, name)]
    return combine_readings(submission, registry, readings)


def test_the_documents_of_an_archive_are_parts_of_one_disclosure(settings: Settings) -> None:
    sha256 = pack(settings, a=consistent_workbook("云溪市财政局", 2024), b=consistent_workbook("云溪市审计局", 2024))
    manifest(settings, f"finance,2024,公开.zip,,,{sha256},")
    (problem,) = (problem for problem in archived(settings).problems if problem.kind in FILED)
    assert (problem.kind, problem.file_name) == (ProblemKind.DEPARTMENT_DISAGREES, "公开.zip/b.xlsx")
    manifest(settings, "finance,2024,公开.zip,,,0123,")
    assert ProblemKind.CHECKSUM_DISAGREES in {problem.kind for problem in archived(settings).problems}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["finance,2024,secnod.xlsx,,,,first.xlsx"], "there is no file 'secnod.xlsx'"),
        (["finance,2024,first.xlsx,,,,first.xlsx", "finance,2024,second.xlsx,,,,second.xlsx"], "no file would be left"),
        (["finance,2024,first.xlsx,,,,second.xlsx", "finance,2024,second.xlsx,,,,first.xlsx"], "no file would be left"),
    ],
)
def test_a_slip_in_what_supersedes_what_loses_no_file(settings: Settings, lines: list[str], words: str) -> None:
    for name in ("first.xlsx", "second.xlsx"):
        file(settings, consistent_workbook("云溪市财政局", 2024), name=name)
    manifest(settings, *lines)
    found = filed(settings)
    assert {reading.document.file_name for reading in found.readings} == {"first.xlsx", "second.xlsx"}
    problems = [problem for problem in found.problems if problem.kind is ProblemKind.MANIFEST_PROBLEM]
    assert problems
    assert all(words in problem.message.reason_en for problem in problems)


def test_a_document_of_an_archive_may_be_superseded_alone(settings: Settings) -> None:
    pack(settings, a=consistent_workbook("云溪市财政局", 2024), b=consistent_workbook("云溪市审计局", 2024))
    manifest(settings, "finance,2024,公开.zip/a.xlsx,,,,公开.zip/b.xlsx")
    filed_year = archived(settings)
    assert [reading.document.file_name for reading in filed_year.readings] == ["公开.zip/a.xlsx"]
