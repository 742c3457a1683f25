"""One file, whatever its format: drawn if it is the edition that was read, and never a reason to stop."""

import hashlib
import random
import zipfile
from pathlib import Path

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.reading import read_file
from orchestration.reports.spots.drawing import draw_spots
from orchestration.reports.spots.model import DrawingTask, Excerpt, NotDrawn, Picture, Spot
from tests.drawn_pdfs import drawn, ruled_sheet
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats.registry import FORMATS
from tests.synthetic.documents.generate import random_disclosure


def written(format_name: str) -> bytes:
    """A disclosure in a format of the invented documents."""
    publication = compose(random_disclosure(random.Random(1)), templates.load("hubei"))
    return FORMATS[format_name].write_at_random(publication, random.Random(1))


def task_of(path: Path, limit: int = 5) -> DrawingTask:
    """The first figures of a file as they were read."""
    reading = read_file(path)
    spots = [
        Spot(
            *(reading.document.sha256, cell.amount_text, "", cell.place.page, cell.place.table_no),
            *(cell.place.row_no, cell.place.column_no, cell.place.box),
        )
        for cell in reading.cells[:limit]
    ]
    assert spots
    return DrawingTask(reading.document.sha256, (path,), tuple(spots))


def test_a_pdf_gives_pictures(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(drawn(ruled_sheet))
    done = draw_spots(task_of(tmp_path / "a.pdf"))
    assert {type(each) for each in done.values()} == {Picture}


@pytest.mark.parametrize("format_name", ["xlsx", "xls", "ods", "csv", "docx", "html", "text", "markdown"])
def test_other_formats_give_excerpts(format_name: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{FORMATS[format_name].suffix}"
    path.write_bytes(written(format_name))
    done = draw_spots(task_of(path))
    assert {type(each) for each in done.values()} == {Excerpt}


def test_a_changed_file_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(drawn(ruled_sheet))
    task = task_of(path)
    path.write_bytes(path.read_bytes() + b"\n")
    assert draw_spots(task) == {}
    path.unlink()
    assert draw_spots(task) == {}


def test_a_document_of_an_archive_is_found_by_its_content(tmp_path: Path) -> None:
    loose, archive = tmp_path / "a.pdf", tmp_path / "all.zip"
    loose.write_bytes(drawn(ruled_sheet))
    task = task_of(loose)
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("公开/a.pdf", loose.read_bytes())
        file.writestr("公开/b.txt", "another")
    done = draw_spots(DrawingTask(task.document_sha256, (archive,), task.spots))
    assert {type(each) for each in done.values()} == {Picture}


def test_a_broken_archive_gives_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def encrypted(data: bytes) -> None:
        raise UnreadableFile(ProblemKind.ENCRYPTED_FILE, message("files.encrypted"))

    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a.pdf", "another")
    monkeypatch.setattr("orchestration.reports.spots.drawing.unpack", encrypted)
    spot = Spot("0" * 64, "1.00", page=1)
    assert draw_spots(DrawingTask("0" * 64, (path,), (spot,))) == {spot: NotDrawn(reason="未能绘制（UnreadableFile）")}


def test_a_broken_file_gives_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    spot = Spot(sha256, "1.00", page=1)
    assert draw_spots(DrawingTask(sha256, (path,), (spot,))) == {spot: NotDrawn(reason="未能绘制（UnreadableFile）")}
