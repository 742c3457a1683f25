"""A run over one department whose explanation states one figure wrongly: one finding in the marts and in the report."""

from decimal import Decimal

import pytest

from benchmarks.claims.random_texts import write_texts
from orchestration.cli.run_job import run_warehouse
from orchestration.home.progress import Silent
from orchestration.home.settings import Settings
from tests.published import ask

SEED, MANNER = 24, "hunan"
"""A text in which a wrong budget of the three public expenses contradicts its cell and its completion rate."""

REGISTRY = "department_id,name,aliases,district,administrative_code,expected_years\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("wrong_explanation")
    *_, wrong = write_texts(SEED, MANNER, folder)
    recognition = wrong.reading.recognition
    settings = Settings(folder / "raw", folder / "home")
    submitted = settings.raw / "bureau" / str(recognition.fiscal_year)
    submitted.mkdir(parents=True)
    document = folder / wrong.reading.document.file_name
    document.rename(submitted / document.name)
    entry = f"bureau,{recognition.department_name},,云溪市,420000,{recognition.fiscal_year}\n"
    (settings.raw / "departments.csv").write_text(REGISTRY + entry, "utf-8")
    outcome = run_warehouse(settings, Silent())
    assert outcome.succeeded, outcome.failure
    return settings


def test_the_violations_of_a_wrong_budget_are_one_finding(run: Settings) -> None:
    (found,) = ask(
        run, "select violations, hypothesis_kind, hypothesis_title, suspect_row_key, suspect_column_key from dq_finding"
    )
    title = "情况说明中“三公经费财政拨款支出”的“预算数”有误"
    assert found == (2, "stated_figure", title, "three_public|three_public/total/final|budget.stated", "budget")
    candidates = ask(run, "select identity_id, sheet_id, printed_wan, expected_wan from dq_candidate_cell order by all")
    amounts = ("narrative", Decimal("68.25"), Decimal("75.83"))
    assert candidates == [("narrative.completion", *amounts), ("narrative.restated_amount", *amounts)]


def test_the_report_names_the_figure_once(run: Settings) -> None:
    (page,) = (run.published / "reports").glob("bureau-????.html")
    html = page.read_text("utf-8")
    assert html.count('<section class="finding') == 1
    assert "情况说明所述“三公经费财政拨款支出”预算数 68.25 → 75.83" in html
