"""A publication with pictures, drawn by worker processes from a PDF of raw/."""

import hashlib
import re
import shutil
from pathlib import Path

import duckdb
import openpyxl  # type: ignore[import-untyped]
import pytest

from orchestration.defs.drawing import drawing_studio
from orchestration.disclosure.model import Table
from orchestration.disclosure.readers.pdf import read_pdf
from orchestration.home.progress import Silent
from orchestration.home.published_generation import CHECKSUMS
from orchestration.home.settings import Settings
from orchestration.publication.generation import REPORTS, publish
from tests.drawn_pdfs import drawn, raw_file, ruled_sheet
from tests.small_work_database import small_work_database

PDF = drawn(ruled_sheet)
SHA256 = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A figure of a finding on a page of a file, as a run leaves it."""
    settings = Settings(raw=tmp_path / "raw", home=tmp_path / "home")
    path = settings.raw / "finance" / "2024" / "a.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(PDF)
    table = next(block for block in read_pdf(raw_file(PDF)).blocks if isinstance(block, Table))
    cell = next(cell for cell in table.cells if cell.text == "2,940.05")
    assert cell.box
    with duckdb.connect(str(small_work_database(settings.work_database))) as connection:
        connection.execute(
            "insert into marts.dim_document (department_id, fiscal_year, file_name, format, document_sha256) "
            "values ('finance', 2024, 'a.pdf', 'pdf', ?)",
            [SHA256],
        )
        connection.execute(
            "insert into marts.dq_sheet (department_id, fiscal_year, sheet_id, status, figures, file_name) "
            "values ('finance', 2024, 'expenditure', 'found', 18, 'a.pdf')"
        )
        connection.execute(
            "insert into marts.dq_term by name select 'finance' as department_id, 2024 as fiscal_year, "
            "'expenditure.row_total' as identity_id, 'total' as binding, 1 as term_no, 'total' as side, 1 as sign, "
            "2024 as cell_fiscal_year, 'expenditure' as sheet_id, 'total' as row_key, 'total' as column_key, "
            "2940.05 as amount, '万元' as unit, 'a.pdf, page 1' as place, '2,940.05' as printed_text, "
            "? as document_sha256, 'a.pdf' as file_name, 1 as page, ? as table_no, ? as row_no, ? as column_no, "
            "? as box_x0, ? as box_top, ? as box_x1, ? as box_bottom",
            [SHA256, table.table_no, cell.row_no, cell.column_no, *cell.box],
        )
    return settings


def published(settings: Settings) -> Path:
    return publish(settings.work_database, settings.published, Silent(), studio=drawing_studio(settings)) / REPORTS


def contents(reports: Path) -> dict[str, bytes]:
    return {path.relative_to(reports).as_posix(): path.read_bytes() for path in reports.rglob("*") if path.is_file()}


def test_a_figure_leads_to_its_picture_and_the_form_shows_it(settings: Settings) -> None:
    reports = published(settings)
    page, seen = (reports / f"finance-2024{name}.html" for name in ("", "-spots"))
    assert 'href="finance-2024-spots.html#s1"' in page.read_text("utf-8")
    (picture,) = re.findall(r'<img src="([^"]+)"', seen.read_text("utf-8"))
    assert (reports / picture).read_bytes().startswith(b"\x89PNG")
    assert f"{REPORTS}/{picture}" in (reports.parent / CHECKSUMS).read_text("utf-8")
    form = openpyxl.load_workbook(reports / "finance-2024-inspection.xlsx").active
    assert form._images


def test_the_next_publication_is_the_same_and_draws_nothing(settings: Settings) -> None:
    first = contents(published(settings))
    assert sum(name.startswith("spots/") for name in first) == 2
    # nothing is left to draw from
    shutil.rmtree(settings.raw)
    assert contents(published(settings)) == first


def test_a_file_that_changed_since_it_was_read_is_not_drawn(settings: Settings) -> None:
    (settings.raw / "finance" / "2024" / "a.pdf").write_bytes(PDF + b"\n")
    reports = published(settings)
    assert not list(reports.glob("*-spots.html"))
    assert not (reports / "spots").exists()
    assert "1 处未附：原文件已不在，或与读取时不是同一版" in (reports / "finance-2024.html").read_text("utf-8")
