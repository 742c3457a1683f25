"""Documents beside a checkout whose figures stand beside other rows: one mistake is one finding in words."""

import pytest

from orchestration.home.settings import PROJECT, Settings
from orchestration.reports.view import Finding
from orchestration.validation.precheck import check_file

SHARED = PROJECT.parent / "shared"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of documents is not beside this checkout")


def errors(name: str, settings: Settings) -> list[Finding]:
    report = check_file(SHARED / name, settings).report()
    return [finding for finding in report.findings if finding.severity == "error"]


def test_figures_moved_up_by_a_row_are_one_finding_with_the_figures_that_belong_there(evaluation: Settings) -> None:
    (finding,) = errors("cases/sheets/H_rows_shifted.html", evaluation)
    assert finding.mistake is not None
    assert finding.mistake.title.endswith("“决算数”的数字上移一行")
    right = {
        cell.row_key: str(cell.expected.normalize()) for cell in finding.mistake.cells if cell.expected is not None
    }
    assert right.items() >= {"30217": "0.5", "30231": "9.5", "30299": "13"}.items()
    assert len(finding.results) == 3


def test_figures_beside_other_names_are_one_finding_of_all_that_they_violate(evaluation: Settings) -> None:
    (finding,) = errors("data/putuo_wlj_2025.pdf", evaluation)
    assert finding.mistake is not None
    assert "错位" in finding.mistake.title
    assert {cell.sheet_id for cell in finding.mistake.cells} == {"general_budget_expenditure"}
    assert len(finding.results) >= 47
