"""Pages as pictures, read without a network: what is certain is right, and the rest is told."""

import io
import socket
from collections.abc import Callable

import pytest

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.model import ScanDoubt, Table, TableCell
from orchestration.disclosure.readers.content import Content
from orchestration.disclosure.readers.pdf import read_pdf
from tests.drawn_pdfs import Draw, drawn, raw_file, ruled_sheet

pytest.importorskip("cv2", reason="the extra `scan` is not installed")
pytest.importorskip("onnxruntime", reason="the extra `scan` is not installed")
pytest.importorskip("rapidocr", reason="the extra `scan` is not installed")

import cv2
import numpy as np
import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageChops, ImageDraw
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from orchestration.disclosure.readers.scan.agreement import is_amount

DPI = 200


@pytest.fixture(autouse=True)
def without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a scan is read without a network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def picture(draw: Draw = ruled_sheet) -> Image.Image:
    page = pypdfium2.PdfDocument(drawn(draw))[0]
    image: Image.Image = page.render(scale=DPI / 72).to_pil().convert("L")
    return image


def pictured(image: Image.Image, text: str = "") -> Draw:
    """A page that is a picture; `text` is written behind it without ink, as scanning programs do."""

    def draw(canvas: Canvas) -> None:
        width, height = (side * 72 / DPI for side in image.size)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(image), 0, 0, width, height)
        if text:
            canvas.drawString(72, 72, text, mode=3)

    return draw


def read(*draws: Draw) -> Content:
    return read_pdf(raw_file(drawn(*draws)))


def certain(content: Content) -> list[tuple[int, int, str]]:
    return [(cell.row_no, cell.column_no, cell.text) for cell in cells(content) if cell.scan and not cell.scan.doubt]


def cells(content: Content) -> list[TableCell]:
    return [cell for block in content.blocks if isinstance(block, Table) for cell in block.cells]


PRINTED = [(cell.row_no, cell.column_no, cell.text) for cell in cells(read(ruled_sheet))]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda image: image, id="as it is"),
        pytest.param(lambda image: image.rotate(180), id="upside down"),
        pytest.param(lambda image: image.rotate(90, expand=True), id="on its side"),
        pytest.param(lambda image: image.rotate(1.1, fillcolor=255, resample=Image.Resampling.BICUBIC), id="askew"),
    ],
)
def test_a_sheet_on_a_picture_is_read_as_it_is_printed(change: Callable[[Image.Image], Image.Image]) -> None:
    content = read(pictured(change(picture())))
    assert set(certain(content)) <= set(PRINTED)
    assert len(certain(content)) >= 0.9 * len(PRINTED)
    [note] = content.problems
    assert (note.kind, note.severity) == (ProblemKind.SCANNED_PAGE, Severity.INFO)
    assert content.scanned_pages == ()


def test_pages_of_text_are_read_as_text_and_pictures_as_pictures() -> None:
    content = read(ruled_sheet, pictured(picture(), text="1.11"))
    own, recognised = (block for block in content.blocks if isinstance(block, Table))
    assert all(cell.scan is None for cell in own.cells) and all(cell.scan for cell in recognised.cells)
    assert [cell.text for cell in own.cells] == [cell.text for cell in recognised.cells]


def test_the_boxes_of_a_picture_are_where_those_of_the_text_are() -> None:
    for text, scan in zip(cells(read(ruled_sheet)), cells(read(pictured(picture()))), strict=True):
        assert text.box is not None and scan.box is not None
        assert max(abs(one - other) for one, other in zip(text.box, scan.box, strict=True)) < 2


def test_a_page_that_is_cut_through_its_figures_gives_none_of_them_for_certain() -> None:
    whole = picture()
    cut = [cell for cell in cells(read(ruled_sheet)) if cell.column_no == 4 and is_amount(cell.text)]
    box = cut[0].box
    assert box is not None and len(cut) == 6
    half = whole.crop((0, 0, int((box.x0 + 0.75 * (box.x1 - box.x0)) * DPI / 72), whole.height))
    seen = cells(read(pictured(half)))
    right = {(cell.row_no, cell.text) for cell in seen if not (cell.scan and cell.scan.doubt) and is_amount(cell.text)}
    # of some rows that which is left of the cut figure looks like a code that was misread
    assert right <= {(row, text) for row, column, text in PRINTED if column == 3 and is_amount(text)}
    assert len(right) >= len(cut) / 2
    assert sum(cell.scan is not None and cell.scan.doubt is not None for cell in seen) >= len(cut)


def test_a_figure_with_a_line_through_it_is_doubtful() -> None:
    image = picture()
    struck, written_over = [cell for cell in cells(read(ruled_sheet)) if cell.text in ("1,511.89", "8.37")][:2]
    assert struck.box is not None and written_over.box is not None
    pen = ImageDraw.Draw(image)
    scale = DPI / 72
    x0, top, x1, bottom = (side * scale for side in struck.box)
    middle = (top + bottom) / 2
    pen.line((x0 + 0.35 * (x1 - x0), middle, x1 - 8, middle - 2), fill=0, width=3)
    x0, top, x1, bottom = (side * scale for side in written_over.box)
    pen.arc((x1 - 60, top + 4, x1 - 10, bottom - 4), 0, 300, fill=40, width=4)
    found = {cell.text: cell.scan for cell in cells(read(pictured(image)))}
    certain_texts = {text for text, scan in found.items() if scan and scan.doubt is None}
    assert {"1,511.89", "8.37"}.isdisjoint(certain_texts) and "2,940.05" in certain_texts
    assert any(scan is not None and scan.doubt is ScanDoubt.STRUCK_OUT for scan in found.values())


def test_the_photograph_of_a_screen_is_flattened_and_its_raster_taken_away() -> None:
    image = picture()
    width, height = image.size
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    moved = np.array([(30, 12), (width - 14, 40), (width - 25, height - 10), (8, height - 30)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    bent = cv2.warpPerspective(np.array(image), matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    y, x = np.mgrid[0:height, 0:width]
    raster = 1 - 0.2 * (2 + np.sin(2 * np.pi * (0.17 * x + 0.02 * y)) + np.sin(2 * np.pi * (0.15 * y - 0.02 * x))) / 2
    content = read(pictured(Image.fromarray((bent * raster).astype(np.uint8))))
    assert set(certain(content)) <= set(PRINTED) and len(certain(content)) >= 0.9 * len(PRINTED)
    assert len(certain(content)) < len(certain(read(pictured(Image.fromarray(bent))))) + 3
    boxes = {(cell.row_no, cell.column_no): cell.box for cell in cells(content)}
    for cell in cells(read(ruled_sheet)):
        box = boxes.get((cell.row_no, cell.column_no))
        if box is not None and cell.box is not None:
            middle = np.array([[[(cell.box.x0 + cell.box.x1) / 2, (cell.box.top + cell.box.bottom) / 2]]]) * DPI / 72
            [[(there_x, there_y)]] = cv2.perspectiveTransform(middle, matrix) * 72 / DPI
            assert abs((box.x0 + box.x1) / 2 - there_x) < 2 and abs((box.top + box.bottom) / 2 - there_y) < 2


def test_print_under_a_seal_on_a_grey_scan_is_told_apart_from_it() -> None:
    image = picture()
    seal = Image.new("L", image.size, 255)
    ImageDraw.Draw(seal).ellipse((560, 180, 960, 580), outline=90, width=14)
    content = read(pictured(ImageChops.multiply(image, seal)))
    assert set(certain(content)) <= set(PRINTED)
    assert len(certain(content)) >= 0.75 * len(PRINTED)
    assert {cell.column_no for cell in cells(content)} == {1, 2, 3, 4, 5}


def test_a_photograph_is_told_and_not_read() -> None:
    rng = np.random.default_rng(5)
    blobs = Image.fromarray(rng.integers(0, 255, (30, 24), dtype=np.uint8)).resize(
        (1654, 2339), Image.Resampling.BICUBIC
    )
    content = read(pictured(blobs))
    [told] = content.problems
    assert (told.kind, told.severity) == (ProblemKind.SCANNED_PAGE, Severity.WARNING)
    assert content.scanned_pages == (1,) and content.blocks == ()


def test_a_picture_that_is_too_coarse_is_told_and_not_read() -> None:
    content = read(pictured_coarsely(picture()))
    assert content.scanned_pages == (1,) and content.problems[0].severity is Severity.WARNING


def pictured_coarsely(image: Image.Image) -> Draw:
    small = image.resize((image.width // 3, image.height // 3))

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(small), 0, 0, *canvas._pagesize)

    return draw


def test_without_the_extra_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.disclosure.readers.pdf.document.recogniser", lambda: None)
    [told] = read(pictured(picture())).problems
    assert "juesuan[scan]" in told.message.remedy and "juesuan[scan]" in told.message.remedy_en


@pytest.mark.parametrize("format_name", ["PNG", "TIFF"])
def test_a_picture_file_is_a_document(format_name: str) -> None:
    from orchestration.disclosure.readers.scan.picture_file import read_picture

    stream = io.BytesIO()
    picture().save(stream, format_name)
    content = read_picture(raw_file(stream.getvalue(), f"scan.{format_name}"))
    assert certain(content) == PRINTED and content.pages == 1


def test_a_tiff_of_several_pages_has_as_many() -> None:
    from orchestration.disclosure.readers.scan.picture_file import read_picture

    blank, stream = Image.new("L", (1654, 2339), 255), io.BytesIO()
    blank.save(stream, "TIFF", save_all=True, append_images=[blank, blank])
    content = read_picture(raw_file(stream.getvalue(), "scan.tiff"))
    assert content.pages == 3 and content.blocks == ()
