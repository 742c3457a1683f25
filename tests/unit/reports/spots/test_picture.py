"""Parts of picture files, and of pictures inside documents: framed where the figure was recognised."""

import hashlib
import io
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from orchestration.disclosure.model import Box, Table
from orchestration.disclosure.readers.pdf import read_pdf
from orchestration.reports.spots.drawing import draw_spots
from orchestration.reports.spots.model import DrawingTask, Drawn, NotDrawn, Picture, Spot
from tests.drawn_pdfs import drawn, raw_file, ruled_sheet
from tests.unit.disclosure.readers.scan.test_ofd_pages import picture, scan
from tests.unit.disclosure.readers.test_inner_pictures import web, word

pytest.importorskip("PIL", reason="the extra `scan` is not installed")
pytest.importorskip("cv2", reason="the extra `scan` is not installed")


def sheet_picture() -> bytes:
    stream = io.BytesIO()
    pypdfium2.PdfDocument(drawn(ruled_sheet))[0].render(scale=200 / 72, grayscale=True).to_pil().save(stream, "PNG")
    return stream.getvalue()


def figure() -> Box:
    """Where an amount stands on the page, which has the size of the picture."""
    tables = (block for block in read_pdf(raw_file(drawn(ruled_sheet))).blocks if isinstance(block, Table))
    [box] = (cell.box for table in tables for cell in table.cells if cell.text == "2,106.66")
    assert box is not None
    return box


def draw(folder: Path, name: str, data: bytes, page: int | None, picture_no: int | None) -> Drawn:
    path, sha256 = folder / name, hashlib.sha256(data).hexdigest()
    path.write_bytes(data)
    spot = Spot(sha256, "2,106.66", page=page, box=figure(), is_recognised=True, picture_no=picture_no)
    return draw_spots(DrawingTask(sha256, (path,), (spot,)))[spot]


def test_all_pictures_of_one_sheet_show_the_same_part(tmp_path: Path) -> None:
    data = sheet_picture()
    whole = draw(tmp_path, "a.png", data, 1, None)
    assert isinstance(whole, Picture) and whole.framed == "figure"
    assert draw(tmp_path, "a.docx", word(data), None, 1) == whole
    assert draw(tmp_path, "a.html", web(data), None, 1) == whole


def test_a_page_of_a_picture_in_an_ofd_file_is_shown(tmp_path: Path) -> None:
    shown = draw(tmp_path, "a.ofd", scan(picture()), 1, None)
    assert isinstance(shown, Picture) and shown.framed == "figure"


@pytest.mark.parametrize(("name", "page", "picture_no"), [("a.png", 2, None), ("a.docx", None, 2)])
def test_a_picture_that_is_not_there_is_told(tmp_path: Path, name: str, page: int | None, picture_no: int) -> None:
    data = sheet_picture()
    content = data if name.endswith("png") else word(data)
    assert isinstance(draw(tmp_path, name, content, page, picture_no), NotDrawn)
