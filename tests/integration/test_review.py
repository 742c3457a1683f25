"""A clerk's copy of the list of findings, given back: the next publication says what was noted, a backup keeps it."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.cli.run_job import run_warehouse
from orchestration.home.backup import back_up, restore
from orchestration.home.progress import Silent
from orchestration.home.settings import Settings

UNKNOWN = "wuhan_jkq_dsj|2020|expenditure.row_total|total"


@pytest.fixture
def home(warehouse: Settings, tmp_path: Path) -> Settings:
    settings = replace(warehouse, home=tmp_path / "home")
    shutil.copytree(warehouse.home, settings.home, symlinks=True)
    return settings


def give_back(settings: Settings, copy: Path, owner: str, note: str) -> Result:
    """Import the published list with its first finding filled in, and with a row of a finding that never was."""
    book = openpyxl.load_workbook(settings.reports / "findings.xlsx")
    sheet = book["问题清单"]
    head = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, head["负责人"]).value, sheet.cell(2, head["备注"]).value = owner, note
    sheet.append({head["识别码"]: UNKNOWN, head["备注"]: "旧表中的一行"})
    book.save(copy)
    return CliRunner().invoke(main, ["review", "import", str(copy), "--home", str(settings.home)])


def first_row(path: Path) -> dict[str, Any]:
    head, row, *_ = openpyxl.load_workbook(path)["问题清单"].iter_rows(values_only=True)
    return dict(zip(head, row, strict=True))


def test_what_was_noted_stands_in_the_next_publication(home: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    taken = give_back(home, copy, "李四", "已请信息中心更正")
    assert taken.exit_code == 0, taken.output
    assert "row 3: no such finding was ever published" in taken.output
    assert "3 entries changed" in taken.output
    again = CliRunner().invoke(main, ["review", "import", str(copy), "--home", str(home.home)])
    assert "0 entries changed" in again.output

    assert run_warehouse(home, Silent()).unchanged_since is None, "a note is an input of a run"
    row = first_row(home.reports / "findings.xlsx")
    assert (row["负责人"], row["备注"]) == ("李四", "已请信息中心更正")
    assert row["识别码"].startswith("wuhan_jkq_dsj|2023|")
    assert "已请信息中心更正" in (home.reports / "wuhan_jkq_dsj-2023.html").read_text("utf-8")
    assert run_warehouse(home, Silent()).unchanged_since is not None

    made = tmp_path / "made"
    CliRunner().invoke(main, ["report", str(made), "--home", str(home.home)])
    assert (made / "findings.xlsx").read_bytes() == (home.reports / "findings.xlsx").read_bytes()

    told = give_back(home, copy, "王五", "-")
    assert "负责人: 李四 → 王五" in told.output
    assert "备注: 已请信息中心更正 → （删除）" in told.output

    back_up(home, tmp_path / "backup.tar.gz")
    elsewhere = replace(home, home=tmp_path / "elsewhere")
    restore(elsewhere, tmp_path / "backup.tar.gz")
    assert elsewhere.reviews.read_bytes() == home.reviews.read_bytes()


def test_a_file_that_is_no_list_changes_nothing(home: Settings, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    refused = CliRunner().invoke(main, ["review", "import", str(other), "--home", str(home.home)])
    assert refused.exit_code == 2
    assert "give back a copy of the published findings.xlsx" in refused.output
    assert not home.reviews.exists()
