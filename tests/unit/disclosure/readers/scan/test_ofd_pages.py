"""Pages of OFD files that consist of pictures: read as scans, where nothing else is seen on them."""

import io

import pytest

from orchestration.disclosure.model import Table
from orchestration.disclosure.readers.content import Content
from tests.drawn_ofds import A4, layer, read_data, with_parts, word
from tests.drawn_pdfs import drawn, ruled_sheet
from tests.synthetic.documents.formats.ofd import document

pytest.importorskip("cv2", reason="the extra `scan` is not installed")
pytest.importorskip("onnxruntime", reason="the extra `scan` is not installed")
pytest.importorskip("rapidocr", reason="the extra `scan` is not installed")

import pypdfium2  # type: ignore[import-untyped]

RESOURCES = (
    "<ofd:MultiMedias><ofd:MultiMedia ID='30' Type='Image'>"
    "<ofd:MediaFile>scan.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>"
)


def picture(matrix: str = "210 0 0 297 0 0", attributes: str = "") -> str:
    return f"<ofd:ImageObject ID='7' ResourceID='30' CTM='{matrix}' Boundary='0 0 210 297' {attributes}/>"


def scan(*objects: str, dpi: int = 200) -> bytes:
    """A page with these objects; the picture with number 30 is that of the sheet."""
    stream = io.BytesIO()
    pypdfium2.PdfDocument(drawn(ruled_sheet))[0].render(scale=dpi / 72, grayscale=True).to_pil().save(stream, "PNG")
    return with_parts(document([A4], [layer(*objects)], resources=RESOURCES), {"Doc_0/Res/scan.png": stream.getvalue()})


def texts(content: Content) -> list[str]:
    tables = (block for block in content.blocks if isinstance(block, Table))
    return [cell.text for table in tables for cell in table.cells if cell.scan and not cell.scan.doubt]


@pytest.mark.parametrize("others", [(), (word("- 3 -", 100, 290),)], ids=["alone", "with the number of the page"])
def test_a_page_of_a_picture_is_read_as_a_scan(others: tuple[str, ...]) -> None:
    content = read_data(scan(picture(), *others))
    assert {"2,940.05", "1,511.89", "8.37"} <= set(texts(content))
    assert content.scanned_pages == ()


@pytest.mark.parametrize(
    "objects",
    [
        pytest.param((picture(), word("收入决算表", 80, 20)), id="a title beside it"),
        pytest.param((picture("-210 0 0 297 210 0"),), id="mirrored"),
        pytest.param((picture("0 297 -210 0 210 0"),), id="turned"),
    ],
)
def test_what_a_picture_of_the_page_would_lose_is_not_read_from_one(objects: tuple[str, ...]) -> None:
    content = read_data(scan(*objects))
    assert texts(content) == [] and content.scanned_pages == (1,)


def test_a_picture_that_is_too_coarse_is_told() -> None:
    content = read_data(scan(picture(), dpi=70))
    assert texts(content) == [] and content.scanned_pages == (1,)
