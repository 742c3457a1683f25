"""The published report pages: one finding for one mistake, self-contained, and the same as a check prints."""

import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.home.settings import PROJECT, Settings
from orchestration.publication.generation import DATABASE

WUHAN = "wuhan_jkq_dsj-2023.html"
SUSPECT = "一般公共预算财政拨款基本支出决算表“公用经费合计”行“决算数”栏 15.82 → 49.19"


def page(warehouse: Settings, name: str) -> str:
    return (warehouse.published / "reports" / name).read_text("utf-8")


def test_the_one_wrong_figure_is_one_finding_with_its_consequence(warehouse: Settings) -> None:
    html = page(warehouse, WUHAN)
    assert html.count('<section class="finding') == 1
    assert SUSPECT in html
    assert "一般公共预算财政拨款支出决算表“合计”行“基本支出”栏 521.33，应等于下列各数之和 487.96" in html
    assert "由此引起" in html


def test_a_page_asks_nothing_of_the_network_and_needs_no_script(warehouse: Settings) -> None:
    for path in (warehouse.published / "reports").glob("*.html"):
        html = path.read_text("utf-8")
        # a link to an original is followed by who clicks it; a picture lies beside the page
        assert not re.search(r"https?://", re.sub(r'<a href="https?://[^"]*">', "", html)), path.name
        assert not re.search(r'\b(src|srcset)="(?!spots/\w+(-near)?\.png")', html), path.name
        # the search of the index, and nothing else
        assert html.count("<script") == (path.name == "index.html"), path.name


def test_the_inspection_form_says_what_the_marts_say(warehouse: Settings) -> None:
    form = openpyxl.load_workbook(warehouse.reports / "wuhan_jkq_dsj-2023-inspection.xlsx")

    def value(name: str) -> Any:
        (target,) = form.defined_names[name].destinations
        return form[target[0]][target[1]].value

    assert value("department_id") == "wuhan_jkq_dsj"
    # its one violation is waived
    assert (value("general_budget_basic_by_economic_answer"), value("income_answer")) == ("是", "是")
    # a workbook of the nine sheets holds nothing beside them
    assert (value("glossary_answer"), value("glossary_problem")) == ("否", "公开文件中没有“名词解释”")
    assert value("timeliness_answer") == "未能核对"


def test_the_index_lists_every_department_year_that_was_expected(warehouse: Settings) -> None:
    html = page(warehouse, "index.html")
    for name in ("putuo_czj-2023", "putuo_czj-2024", "putuo_shgzb-2024", "wuhan_jkq_dsj-2022", "wuhan_jkq_dsj-2023"):
        assert f'href="{name}.html"' in html
        assert (warehouse.published / "reports" / f"{name}.html").is_file()
    assert html.index("未收到") < html.index("已发布（有豁免）")


def test_the_page_for_leaders_says_what_a_sum_is_without(warehouse: Settings) -> None:
    assert 'href="leaders.html"' in page(warehouse, "index.html")
    html = page(warehouse, "leaders.html")
    assert "合计 2,940.05 万元，含 1/2 个部门，约占已知支出 100%；缺失 1 个" in html
    assert f'<a href="{WUHAN}">2023</a>' not in html, "what is waived is not open"


def test_a_check_prints_the_same_finding_before_publication(evaluation: Settings) -> None:
    file = PROJECT / "raw" / "wuhan_jkq_dsj" / "2023" / "final_accounts.xlsx"
    result = CliRunner().invoke(main, ["check", str(file), "--format", "html", "--home", str(evaluation.home)])
    assert result.exit_code == 1
    assert result.output.count('<section class="finding') == 1
    assert SUSPECT in result.output


def test_reports_are_made_again_from_the_published_database_alone(warehouse: Settings, tmp_path: Path) -> None:
    """No work database, no landing, no raw files: only the one file that was published."""
    home, made = tmp_path / "home", tmp_path / "made"
    (home / "published").mkdir(parents=True)
    shutil.copy(warehouse.published_database, home / "published" / DATABASE)
    result = CliRunner().invoke(main, ["report", str(made), "--home", str(home)])
    assert result.exit_code == 0, result.output
    published = {path.name: path.read_bytes() for path in (warehouse.published / "reports").iterdir()}
    assert {path.name: path.read_bytes() for path in made.iterdir()} == published
    assert CliRunner().invoke(main, ["report", str(made), "--home", str(home)]).exit_code == 2
