"""A small invented district through the whole pipeline: every planted error found, nothing found beside them."""

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli.console import published
from orchestration.cli.run_job import RunRequest, run_warehouse
from orchestration.home.progress import Silent
from orchestration.home.settings import PROJECT, Settings
from tests.published import ask
from tests.synthetic.district.write import District, write_district
from tests.synthetic.truth.answers import ANSWERS
from tests.synthetic.truth.compare import compare, main
from tests.synthetic.truth.sums import MEASURES, DistrictTruth, Sum, Trend

COOKBOOK = {
    int(number): query
    for number, query in re.findall(
        r"^## (\d+)\..*?```sql\n(.*?)```",
        (PROJECT / "docs" / "cookbook.md").read_text("utf-8"),
        re.DOTALL | re.MULTILINE,
    )
}
"""The questions by number, in SQL."""

DISTRICT = District(
    departments=8,
    years=(2023, 2024),
    formats=("xlsx", "text", "csv"),
    layouts=("hubei", "shanghai_joined"),
    defects=3,
    seed=3,
)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("district")
    write_district(DISTRICT, folder, lambda _: None, jobs=1)
    outcome = run_warehouse(settings(folder), Silent(), RunRequest(as_of=date(2026, 1, 31)))
    assert outcome.succeeded, outcome.failure
    return folder


def settings(district: Path) -> Settings:
    return Settings(raw=district / "raw", home=district / "home")


def test_the_warehouse_says_of_a_district_what_is_true_of_it(district: Path) -> None:
    comparison = compare(district / "truth", settings(district))
    assert len(comparison.planted) == DISTRICT.defects
    assert (comparison.undetected, comparison.false_findings) == ([], [])
    assert (comparison.verdicts, comparison.figures, comparison.coverage) == ({}, {}, {})
    assert comparison.agrees
    told = CliRunner().invoke(main, ["--truth", str(district / "truth"), "--home", str(district / "home")])
    assert told.exit_code == 0
    assert "errors: 3 and 0 years after one: 3 of 3 found with every identity that they violate" in told.output


def test_every_planted_error_leads_to_the_place_where_it_is_printed(district: Path) -> None:
    reports = settings(district).reports
    seen = {path: path.read_text("utf-8") for path in reports.glob("*-spots.html")}
    pages = [(reports / path.name.replace("-spots", "")).read_text("utf-8") for path in seen]
    assert len(seen) >= DISTRICT.defects
    for page in pages:
        links = re.findall(r'href="([^"#]+)#(s\d+)"', page)
        assert links
        assert all(f'id="{anchor}"' in seen[reports / name] for name, anchor in links)
    assert sum("<mark>" in page for page in seen.values()) >= DISTRICT.defects


@pytest.fixture(scope="module")
def truth(district: Path) -> DistrictTruth:
    return DistrictTruth(district / "truth", district / "raw" / "departments.csv")


@pytest.mark.parametrize("measure", MEASURES)
def test_sums_and_what_they_lack_are_what_is_true(district: Path, truth: DistrictTruth, measure: str) -> None:
    rows = ask(
        settings(district),
        "select fiscal_year, amount_wan, stated, expected, published, withheld, missing, share_of_known "
        "from mart_district_year where measure = ?",
        measure,
    )
    true = {year: truth.sum_of(MEASURES[measure], year) for year in DISTRICT.years}
    assert {year: Sum(*figures) for year, *figures in rows} == true
    assert any(total.share_of_known not in (None, 1) for total in true.values())


@pytest.mark.parametrize("measure", MEASURES)
def test_growth_is_what_is_true_of_all_that_a_department_was(
    district: Path, truth: DistrictTruth, measure: str
) -> None:
    rows = ask(
        settings(district),
        "select department_id, fiscal_year, amount_wan, members, change_wan from mart_department_trend "
        "where measure = ?",
        measure,
    )
    true = truth.trend_of(MEASURES[measure])
    assert {(department, year): Trend(*figures) for department, year, *figures in rows} == true
    assert {trend.members for trend in true.values()} == {1, 2}
    compared = [key for key, trend in true.items() if trend.change is not None]
    assert {true[line, year - 1].members for line, year in compared} == {1, 2}


@pytest.mark.parametrize("year", DISTRICT.years)
def test_classes_of_expenditure_sum_to_what_is_true(district: Path, truth: DistrictTruth, year: int) -> None:
    rows = ask(
        settings(district),
        "select function_code, class_amount_wan, with_code from mart_function_year "
        "where level = 'class' and fiscal_year = ?",
        year,
    )
    places = {place for figures in truth.figures.values() for place in figures if place[0] == "expenditure"}
    sums = {row_key: truth.sum_of((sheet, row_key, "total"), year) for sheet, row_key, _ in places if len(row_key) == 3}
    true = {code: (total.amount, total.stated) for code, total in sums.items() if total.share_of_known is not None}
    assert {code: (amount, departments) for code, amount, departments in rows} == true
    levels = "select sum(class_amount_wan) from mart_function_year where fiscal_year = ?"
    assert ask(settings(district), levels, year) == [
        (sum(amount for amount, _ in true.values() if amount is not None),)
    ]


def test_what_is_withheld_is_set_apart_and_nothing_else(district: Path, truth: DistrictTruth) -> None:
    rows = ask(
        settings(district), "select department_id, fiscal_year, verdict, is_misfiled from withheld_department_year"
    )
    withheld = {key: verdict for key, verdict in truth.verdicts.items() if verdict in ("quarantined", "unreadable")}
    assert {(department, year): verdict for department, year, verdict, _ in rows} == withheld
    misfiled = {key for key, verdict in withheld.items() if verdict == "quarantined"} - truth.known_withheld
    assert {(department, year) for department, year, _, is_misfiled in rows if is_misfiled} == misfiled


def test_execution_is_that_of_the_sheets(district: Path, truth: DistrictTruth) -> None:
    rows = ask(
        settings(district),
        "select department_id, fiscal_year, plain_budget_wan, final_wan from mart_department_execution "
        "where scope = 'three_public' and plain_budget_source = 'sheet' and final_source = 'sheet'",
    )
    assert {(department, year): (budget, final) for department, year, budget, final in rows} == {
        key: (figures["three_public", "total", "budget"], figures["three_public", "total", "final"])
        for key, figures in truth.figures.items()
        if truth.is_published(key)
    }


def test_the_cookbook_asks_twenty_questions() -> None:
    assert sorted(COOKBOOK) == list(range(1, 21))


@pytest.mark.parametrize("number", COOKBOOK)
def test_a_question_of_the_cookbook_has_its_true_answer(district: Path, truth: DistrictTruth, number: int) -> None:
    with published(settings(district)) as connection:
        asked = connection.execute(COOKBOOK[number])
        columns = [column[0] for column in asked.description]
        rows = [dict(zip(columns, row, strict=True)) for row in asked.fetchall()]
    assert columns
    if number in ANSWERS:
        compared, answer = ANSWERS[number]
        assert {tuple(row[column] for column in compared) for row in rows} == answer(truth)


def test_the_waivers_of_the_sample_say_nothing_about_another_district(district: Path) -> None:
    with published(settings(district)) as connection:
        assert connection.execute("select count(*) from dq_waiver").fetchone() == (0,)


def test_the_comparison_tells_whatever_differs(district: Path, tmp_path: Path) -> None:
    truth = {path.name: path.read_text("utf-8") for path in (district / "truth").iterdir()}
    first = truth["cells.csv"].splitlines()[1]
    truth["cells.csv"] = truth["cells.csv"].replace(first, first + "1", 1)
    truth["verdicts.csv"] = truth["verdicts.csv"].replace("published", "unreadable", 1)
    truth["coverage.csv"] = truth["coverage.csv"].replace("received", "unknown", 1)
    truth["defects.csv"] = "\n".join(truth["defects.csv"].splitlines()[:1]) + "\n"
    for name, text in truth.items():
        (tmp_path / name).write_text(text, "utf-8")
    comparison = compare(tmp_path, settings(district))
    assert [len(found) for found in (comparison.verdicts, comparison.figures, comparison.coverage)] == [1, 1, 1]
    assert len(comparison.false_findings) == DISTRICT.defects
    assert not comparison.agrees
