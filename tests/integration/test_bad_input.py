"""A folder of everything that goes wrong beside one sound file: one message for each, and nothing of it in the cells.

Read as the main job reads: the department-year with its registry, to the tables of the landing area.
"""

import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl  # type: ignore[import-untyped]
import polars as pl
import pytest
import reportlab  # type: ignore[import-untyped]
from PIL import Image
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind
from orchestration.home.settings import Settings
from orchestration.ingestion.ingest import find_changed, ingest
from orchestration.landing.parquet import partition_folder
from orchestration.registry.model import load_registry
from tests.workbooks import consistent_workbook, edited

DEPARTMENT, YEAR = "finance", 2024
REGISTRY = (
    "department_id,name,aliases,district,administrative_code,expected_years\nfinance,云溪市财政局,,云溪市,420199,2024\n"
)
SOUND = "final_accounts.xlsx"
FALSE_FIGURE = "987654.32"
"""Printed in the bad files, never in the sound one."""

pdfmetrics.registerFont(TTFont("Vera", Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"))

Draw = Callable[[Canvas], None]


def pdf(draw: Draw, pages: int = 1, **options: object) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1, **options)
    for _ in range(pages):
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def words(canvas: Canvas) -> None:
    canvas.drawString(70, 700, f"total {FALSE_FIGURE}")


def picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (60, 84), 200)), 0, 0, 595, 842)


def letters_without_meaning() -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Vera", 10)
        canvas.drawString(70, 700, f"àéîõüçñ {FALSE_FIGURE}")

    return re.sub(rb"/ToUnicode \d+ 0 R", lambda match: b" " * len(match[0]), pdf(draw, pageCompression=0))


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def repacked(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()


def claiming_gigabytes(data: bytes) -> bytes:
    """The directory of the archive says that its first part unpacks to two gigabytes."""
    at = data.index(b"PK\x01\x02") + 24
    return data[:at] + (2**31 - 1).to_bytes(4, "little") + data[at + 4 :]


def locked(data: bytes) -> bytes:
    """The flag of a password on the first part."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + b"\x01\x00" + data[at + 2 :]


def with_entities(part: bytes) -> bytes:
    end = part.index(b"?>") + 2 if part.startswith(b"<?xml") else 0
    attack = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname"><!ENTITY c "&b;&b;&b;&b;">]>'
    return part[:end] + attack + part[end:]


def workbook(fill: Callable[[Any], None]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("支出决算表",), ("单位：万元",), ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出")):
        sheet.append(row)
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def formula(book: Any) -> None:
    book.active.append(("229", "其他支出", "=D4+E4", None, None))


def hidden(book: Any) -> None:
    sheet = book.create_sheet("草稿")
    sheet.append(("229", "其他支出", float(FALSE_FIGURE)))
    sheet.sheet_state = "hidden"


PAGE = f"""<!DOCTYPE html><html><head><script>document.write("支出决算表 {FALSE_FIGURE}")</script></head>
<body onload="alert({FALSE_FIGURE})"><a href="决算.pdf">附件</a><iframe src="file:///etc/hostname"></iframe>
<table hidden><tr><td>229</td><td>其他支出</td><td>{FALSE_FIGURE}</td></tr></table></body></html>"""

SHEET = consistent_workbook("云溪市财政局", YEAR)

BAD: dict[str, tuple[bytes, ProblemKind]] = {
    "encrypted.pdf": (pdf(words, encrypt="secret"), ProblemKind.ENCRYPTED_FILE),
    "encrypted.xlsx": (locked(SHEET), ProblemKind.ENCRYPTED_FILE),
    "encrypted.docx": (locked(word("秘密")), ProblemKind.ENCRYPTED_FILE),
    "truncated.pdf": (pdf(words)[:-200], ProblemKind.DAMAGED_FILE),
    "truncated.xlsx": (SHEET[: len(SHEET) // 2], ProblemKind.DAMAGED_FILE),
    "truncated.docx": (word("决算")[:-400], ProblemKind.DAMAGED_FILE),
    "empty.pdf": (b"", ProblemKind.DAMAGED_FILE),
    "blank.txt": (b" \n\t\n", ProblemKind.DAMAGED_FILE),
    "picture.pdf": (pdf(picture), ProblemKind.SCANNED_PAGE),
    "letters.pdf": (letters_without_meaning(), ProblemKind.GARBLED_TEXT),
    "bomb.xlsx": (claiming_gigabytes(SHEET), ProblemKind.TOO_LARGE),
    "bomb.docx": (claiming_gigabytes(word("决算")), ProblemKind.TOO_LARGE),
    "entities.xlsx": (repacked(SHEET, "xl/workbook.xml", with_entities), ProblemKind.UNREADABLE_FILE),
    "entities.docx": (repacked(word("决算"), "word/document.xml", with_entities), ProblemKind.UNREADABLE_FILE),
    "hidden.xlsx": (workbook(hidden), ProblemKind.HIDDEN_SHEET),
    "script.html": (PAGE.encode(), ProblemKind.ELSEWHERE),
    "picture.docx": (b"\x89PNG\r\n\x1a\n" + bytes(64), ProblemKind.UNSUPPORTED_FORMAT),
    "archive.pdf": (b"Rar!\x1a\x07\x00" + bytes(64), ProblemKind.UNSUPPORTED_FORMAT),
    "program.xls": (b"MZ\x90\x00" + bytes(64), ProblemKind.UNSUPPORTED_FORMAT),
    "garbled.txt": ("支出决算表\n".encode() * 20 + b"\xe6\x94\x80\xff\xfe", ProblemKind.UNSUPPORTED_FORMAT),
    "budget.docx": (word("云溪市财政局2024年部门预算", "部门收支总表"), ProblemKind.NOT_FINAL_ACCOUNTS),
}
OUTSIDE = "outside.xlsx"
FORMULA = "formula.xlsx"


def land_it(settings: Settings) -> None:
    registry = load_registry(settings.registry)
    changed = find_changed(settings, registry, [(DEPARTMENT, YEAR)])
    assert [each.key for each in ingest(settings, registry, changed)] == [(DEPARTMENT, YEAR)]


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The landing folder of a department-year whose folder holds the sound file and all bad ones."""
    place = tmp_path_factory.mktemp("bad")
    settings = Settings(place / "raw", place / "home")
    folder = settings.raw / DEPARTMENT / str(YEAR)
    folder.mkdir(parents=True)
    settings.registry.write_text(REGISTRY, "utf-8")
    (folder / SOUND).write_bytes(SHEET)
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    (folder / FORMULA).write_bytes(workbook(formula))
    (place / OUTSIDE).write_bytes(edited(SHEET, lambda book: None))
    (folder / OUTSIDE).symlink_to(place / OUTSIDE)
    (folder / "elsewhere").symlink_to(place)
    (folder / "gone.pdf").symlink_to(folder / "nowhere.pdf")
    land_it(settings)
    yield partition_folder(settings.landing, DEPARTMENT, YEAR)


def problems(landed: Path, file_name: str) -> list[dict[str, Any]]:
    return pl.read_parquet(landed / "problems.parquet").filter(pl.col("file_name") == file_name).to_dicts()


@pytest.mark.parametrize("file_name", BAD)
def test_each_bad_file_gets_one_clear_message(landed: Path, file_name: str) -> None:
    (problem,) = problems(landed, file_name)
    assert problem["kind"] == BAD[file_name][1].value
    assert all(len(problem[name]) > 4 for name in ("reason", "reason_en", "remedy", "remedy_en"))
    assert "fault of Juesuan" not in problem["remedy_en"]


def test_a_message_names_the_place_where_there_is_one(landed: Path) -> None:
    assert problems(landed, "picture.pdf")[0]["page"] == 1
    assert problems(landed, "hidden.xlsx")[0]["sheet_name"] == "草稿"


def test_a_formula_without_its_result_is_told_for_the_worksheet_and_for_the_cell_that_is_not_read(landed: Path) -> None:
    worksheet, cell = problems(landed, FORMULA)
    assert (worksheet["kind"], cell["kind"]) == (ProblemKind.NO_CACHED_VALUE.value, ProblemKind.NOT_A_NUMBER.value)
    assert (cell["sheet_id"], cell["row_key"], cell["column_key"]) == ("expenditure", "229", "total")
    assert (cell["row_no"], cell["column_no"]) == (worksheet["row_no"], worksheet["column_no"]) == (4, 3)


@pytest.mark.parametrize("file_name", [OUTSIDE, "elsewhere", "gone.pdf"])
def test_links_are_not_followed(landed: Path, file_name: str) -> None:
    (problem,) = problems(landed, file_name)
    assert (problem["kind"], problem["severity"]) == (ProblemKind.UNREADABLE_FILE.value, "error")


def test_the_sound_file_is_read_as_if_it_were_alone(landed: Path, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    (settings.raw / DEPARTMENT / str(YEAR)).mkdir(parents=True)
    (settings.raw / DEPARTMENT / str(YEAR) / SOUND).write_bytes(SHEET)
    settings.registry.write_text(REGISTRY, "utf-8")
    land_it(settings)
    alone = pl.read_parquet(partition_folder(settings.landing, DEPARTMENT, YEAR) / "cells.parquet")
    cells = pl.read_parquet(landed / "cells.parquet")
    assert cells.equals(alone)
    assert set(cells["file_name"]) == {SOUND}
    assert len(cells) > 100
    assert problems(landed, SOUND) == []


def test_two_thousand_pages_and_odd_names_are_ordinary(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    folder = settings.raw / DEPARTMENT / str(YEAR)
    folder.mkdir(parents=True)
    settings.registry.write_text(REGISTRY, "utf-8")
    names = {
        b"\xb2\xc6\xd5\xfe\xbe\xd6.pdf": "财政局.pdf",  # as an archive made on Windows leaves it
        b"a\xff\xfe.pdf": r"a\xff\xfe.pdf",
        "（终稿）★ '; drop table cells; --\n.pdf".encode(): r"（终稿）★ '; drop table cells; --\n.pdf",
        "\u202efdp.xlsx".encode(): r"\u202efdp.xlsx",
        b"-rf.pdf": "-rf.pdf",
    }
    for name in names:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(SHEET)
    (folder / "thick.pdf").write_bytes(pdf(words, pages=2000))
    land_it(settings)
    landing = partition_folder(settings.landing, DEPARTMENT, YEAR)
    documents = pl.read_parquet(landing / "documents.parquet")
    assert set(documents["file_name"]) == {*names.values(), "thick.pdf"}
    assert set(documents.filter(pl.col("file_name") != "thick.pdf")["format"]) == {"xlsx"}
    assert documents.filter(pl.col("file_name") == "thick.pdf")["pages"].to_list() == [2000]
    assert not (landing / "problems.parquet").exists()
    assert len(pl.read_parquet(landing / "cells.parquet")) > 100
