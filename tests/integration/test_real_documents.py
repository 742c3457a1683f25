"""The real disclosures that lie beside a checkout: every figure exact, none extra, every sheet's status right."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.vocabulary import Severity, SheetStatus, Verdict
from orchestration.disclosure.model import CellKey, Reading
from orchestration.disclosure.reading import read_file
from orchestration.home.settings import PROJECT, Settings
from orchestration.validation.precheck import check_file

DATA = PROJECT.parent / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real disclosures is not beside this checkout")

FUND, CAPITAL, PUBLIC = "government_fund", "state_capital", "three_public"
CASES = [
    ("putuo_czj_2024.pdf", "putuo_czj_2024", 195, {FUND, CAPITAL}),
    ("putuo_shgzb_2024.pdf", "putuo_shgzb_2024", 205, {FUND, CAPITAL, PUBLIC}),
    ("wuhan_dsj_2023.txt", "wuhan_dsj_2023", 208, {CAPITAL}),
]
OF_2025 = [
    ("putuo_wlj_2025.pdf", "putuo_wlj_2025", 394, {CAPITAL}),
    ("putuo_sql_2025.pdf", "putuo_sql_2025", 580, {FUND, CAPITAL}),
]


def expected_cells(name: str) -> dict[CellKey, tuple[Decimal, int | None]]:
    with (DATA / f"{name}.cells.csv").open(encoding="utf-8", newline="") as file:
        return {
            CellKey(row["sheet_id"], row["row_key"], row["column_key"]): (
                Decimal(row["amount"]),
                int(row["page"]) if row.get("page") else None,
            )
            for row in csv.DictReader(file)
        }


def statuses(reading: Reading, status: SheetStatus) -> set[str]:
    return {sheet.sheet_id for sheet in reading.sheets if sheet.status is status}


@pytest.mark.parametrize(("file_name", "cells", "count", "declared_empty"), [*CASES, *OF_2025])
def test_every_figure_is_read_exactly(file_name: str, cells: str, count: int, declared_empty: set[str]) -> None:
    reading = read_file(DATA / file_name)
    expected = expected_cells(cells)
    assert len(expected) == count
    assert {cell.key: cell.amount for cell in reading.cells} == {key: amount for key, (amount, _) in expected.items()}
    known_pages = {key: page for key, (_, page) in expected.items() if page is not None}
    assert {cell.key: cell.place.page for cell in reading.cells if cell.key in known_pages} == known_pages
    assert statuses(reading, SheetStatus.EMPTY_DECLARED) == declared_empty
    assert len(statuses(reading, SheetStatus.FOUND)) == 9 - len(declared_empty)
    assert [problem for problem in reading.problems if problem.severity is not Severity.INFO] == []


@pytest.mark.parametrize(
    ("file_name", "department", "year"),
    [
        ("putuo_czj_2024.pdf", "上海市普陀区财政局", 2024),
        ("putuo_shgzb_2024.pdf", "中共上海市普陀区委社会工作部", 2024),
        ("wuhan_dsj_2023.txt", "武汉经济技术开发区(汉南区)大数据中心", 2023),
        ("putuo_wlj_2025.pdf", "上海市普陀区文化和旅游局", 2025),
        ("putuo_sql_2025.pdf", "上海市普陀区人民政府石泉路街道办事处", 2025),
    ],
)
def test_the_document_is_recognised(file_name: str, department: str, year: int) -> None:
    recognition = read_file(DATA / file_name).recognition
    assert (recognition.department_name, recognition.fiscal_year) == (department, year)
    assert recognition.kind == "final_accounts"


def test_the_blank_template_yields_no_cell_and_is_not_passed(evaluation: Settings) -> None:
    check = check_file(DATA / "shanghai_template_2024.pdf", evaluation)
    assert check.submitted.cells == ()
    assert check.state is Verdict.UNREADABLE


@pytest.mark.parametrize(
    ("raw", "cells"),
    [("wuhan_jkq_dsj/2023", "wuhan_dsj_2023"), ("putuo_czj/2024", "putuo_czj_2024")],
)
def test_the_workbooks_in_raw_hold_the_published_figures(raw: str, cells: str) -> None:
    reading = read_file(PROJECT / "raw" / Path(raw) / "final_accounts.xlsx")
    figures = {key: amount for key, (amount, _) in expected_cells(cells).items()}
    assert {cell.key: cell.amount for cell in reading.cells} == figures
    assert reading.problems == ()


@pytest.mark.parametrize("file_name", [case[0] for case in CASES])
def test_they_break_no_rule(file_name: str, evaluation: Settings) -> None:
    assert check_file(DATA / file_name, evaluation).broken_rules == ()


ERRORS = {
    "putuo_czj_2024.pdf": set[str](),
    "putuo_shgzb_2024.pdf": set[str](),
    "wuhan_dsj_2023.txt": {"general_budget_basic_by_economic.operating_total", "general_budget_basic.total"},
}
MISPRINTS = {"wuhan_dsj_2023.txt": ["7行=(1+2+3)行"]}
NOT_STATED = {"wuhan_dsj_2023.txt": 13}
SAID = ("narrative.", "performance.", "wording.")


@pytest.mark.parametrize("file_name", ERRORS)
def test_the_sheets_have_exactly_the_defects_that_are_known(file_name: str, evaluation: Settings) -> None:
    check = check_file(DATA / file_name, evaluation)
    sheets = [result for result in check.results if not result["identity_id"].startswith(SAID)]
    outcomes = Counter(result["outcome"] for result in sheets)
    assert {result["identity_id"] for result in sheets if result["outcome"] == "violated"} == ERRORS[file_name]
    assert outcomes["violated"] == len(ERRORS[file_name])
    assert outcomes["not_stated"] == NOT_STATED.get(file_name, 0)
    assert outcomes["not_read"] == 0
    misprinted = [formula["formula"] for formula in check.formulas if formula["judgement"] == "misprinted"]
    assert misprinted == MISPRINTS.get(file_name, [])


def test_the_two_violations_and_what_is_said_of_the_cell_are_one_finding_with_one_suspect(
    evaluation: Settings,
) -> None:
    findings = check_file(DATA / "wuhan_dsj_2023.txt", evaluation).report().findings
    (finding,) = (finding for finding in findings if finding.severity == "error")
    said = [result.identity_id for result in finding.results if result.identity_id.startswith(SAID)]
    assert said == ["narrative.restated_amount"]
    assert len(finding.results) == 3
    assert finding.suspect is not None
    assert (finding.suspect.label, finding.suspect.printed, finding.suspect.expected) == (
        "公用经费合计",
        Decimal("15.82"),
        Decimal("49.19"),
    )
    assert finding.suspect.likely_cause == "串行：与相邻行数字相同"
