"""Pictures of PDF pages: the frame stands where the page shows the figure, or there is none."""

import io
import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from orchestration.disclosure.model import Box, Line, Place, Table
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.pdf import read_pdf
from orchestration.reports.spots import pdf_page
from orchestration.reports.spots.model import Drawn, NotDrawn, Picture, Spot
from orchestration.reports.spots.pdf_page import draw_pages
from orchestration.reports.spots.png import FRAME, WASH, encode_png, indexed
from tests.drawn_pdfs import HEIGHT, WIDTH, Draw, drawn, raw_file, ruled_sheet, write

SENTENCE = "本年支出2,940.05万元，其中基本支出2,336.91万元，比上年增加12.5%"


def write_sentences(canvas: Canvas) -> None:
    write(canvas, 60, 700, SENTENCE)
    write(canvas, 60, 660, "收入312.5万元，支出312.5万元，结余1,0")
    write(canvas, 60, 620, "00.00万元")


def spot_of(text: str, place: Place) -> Spot:
    return Spot("0" * 64, text, "", place.page, place.table_no, place.row_no, place.column_no, place.box)


def cells(data: bytes) -> dict[str, Spot]:
    """The figures of the tables of a file by their text."""
    tables = (block for block in read_pdf(raw_file(data)).blocks if isinstance(block, Table))
    return {
        cell.text: Spot("0" * 64, cell.text, "", table.page, table.table_no, cell.row_no, cell.column_no, cell.box)
        for table in tables
        for cell in table.cells
    }


def stated(data: bytes, text: str, line: str) -> Spot:
    """A figure that a line states."""
    lines = (block for block in read_pdf(raw_file(data)).blocks if isinstance(block, Line))
    return spot_of(text, next(each.place for each in lines if line in each.text))


def pixels(png: bytes) -> NDArray[np.uint8]:
    """The colour numbers of one of our pictures."""
    width, height = struct.unpack(">II", png[16:24])
    at = png.index(b"IDAT")
    packed = zlib.decompress(png[at + 4 : at + 4 + struct.unpack(">I", png[at - 4 : at])[0]])
    rows = np.frombuffer(packed, dtype=np.uint8).reshape(height, -1)[:, 1:]
    return np.stack((rows >> 4, rows & 15), axis=2).reshape(height, -1)[:, :width]


def only(data: bytes, spot: Spot) -> Picture:
    [(_, picture)] = draw_pages(data, [spot])
    assert isinstance(picture, Picture)
    return picture


def framed_box(picture: Picture, top_of_strip: float) -> Box:
    """What the frame of a strip encloses, in points of the page."""
    rows, columns = np.nonzero(pixels(picture.strip) == FRAME)
    scale = 1.5
    return Box(
        columns.min() / scale,
        rows.min() / scale + top_of_strip,
        (columns.max() + 1) / scale,
        (rows.max() + 1) / scale + top_of_strip,
    )


def test_a_cell_is_framed_with_what_stands_around_it() -> None:
    data = drawn(ruled_sheet)
    spot = cells(data)["1,511.89"]
    picture = only(data, spot)
    assert picture.framed == "figure"
    assert spot.box
    shown = pixels(picture.strip)
    assert shown.shape[1] == pytest.approx(WIDTH * 1.5, abs=1)
    top = (spot.box.top + spot.box.bottom) / 2 - shown.shape[0] / 2 / 1.5
    assert framed_box(picture, top) == pytest.approx(spot.box, abs=3)
    assert (shown == WASH).any()
    near = pixels(picture.close_up)
    assert near.shape[1] < shown.shape[1]
    assert (near == FRAME).any()


def test_equal_files_give_equal_pictures() -> None:
    data = drawn(ruled_sheet)
    spot = cells(data)["2,336.91"]
    assert only(data, spot) == only(data, spot)


def test_no_frame_is_drawn_around_another_figure() -> None:
    data = drawn(ruled_sheet)
    found = cells(data)
    wrong = only(data, Spot("0" * 64, "1,511.89", "", 1, 1, 2, 3, found["603.14"].box))
    assert wrong.framed == "nothing"
    assert not (pixels(wrong.strip) == FRAME).any()


def turned_by_the_viewer(canvas: Canvas) -> None:
    canvas.setPageRotation(90)
    canvas.translate(HEIGHT, 0)
    canvas.rotate(90)
    ruled_sheet(canvas)


def drawn_sideways(canvas: Canvas) -> None:
    canvas.setPageSize((HEIGHT, WIDTH))
    canvas.translate(HEIGHT, 0)
    canvas.rotate(90)
    ruled_sheet(canvas)


def cropped(canvas: Canvas) -> None:
    canvas.setCropBox((30, 20, WIDTH - 10, HEIGHT - 5))
    ruled_sheet(canvas)


@pytest.mark.parametrize("draw", [turned_by_the_viewer, drawn_sideways, cropped])
def test_a_page_is_framed_as_a_viewer_shows_it(draw: Draw) -> None:
    data = drawn(draw)
    spot = cells(data)["1,511.89"]
    picture = only(data, spot)
    assert picture.framed == "figure"
    assert spot.box
    rows, columns = np.nonzero(pixels(picture.strip) == FRAME)
    assert np.ptp(columns) / 1.5 == pytest.approx(spot.box.x1 - spot.box.x0, abs=5)
    assert np.ptp(rows) / 1.5 == pytest.approx(spot.box.bottom - spot.box.top, abs=5)


def test_a_number_is_framed_in_its_sentence_and_no_part_of_a_longer_one() -> None:
    data = drawn(write_sentences)
    spot = stated(data, "2,336.91万元", "基本支出")
    picture = only(data, spot)
    assert picture.framed == "figure"
    assert spot.box
    assert np.ptp(np.nonzero(pixels(picture.strip) == FRAME)[1]) < 0.3 * (spot.box.x1 - spot.box.x0) * 1.5
    # a part of 312.5 is no 12.5
    assert only(data, stated(data, "12.5万元", "结余")).framed == "nothing"


@pytest.mark.parametrize(
    ("text", "framed"), [("312.5万元", "line"), ("1,000.00万元", "line"), ("99.00万元", "nothing")]
)
def test_a_number_that_is_there_twice_or_goes_on_leaves_the_frame_to_its_line(text: str, framed: str) -> None:
    data = drawn(write_sentences)
    assert only(data, stated(data, text, "结余")).framed == framed


@pytest.mark.parametrize(
    ("phrase", "framed"),
    [("其中基本支出2,336.91万元", "line"), ("比上年增加12.5%，主要原因", "line"), ("别的话", "nothing")],
)
def test_words_without_a_figure_are_framed_as_a_line(phrase: str, framed: str) -> None:
    data = drawn(write_sentences)
    spot = stated(data, "", "基本支出")
    assert only(data, replace(spot, phrase=phrase)).framed == framed


def test_a_scan_is_shown_as_a_page_without_a_frame() -> None:
    def scan(canvas: Canvas) -> None:
        grey = np.linspace(0, 255, 200 * 300).reshape(300, 200).astype(np.uint8)
        canvas.drawImage(ImageReader(io.BytesIO(encode_png(indexed(grey)))), 0, 0, WIDTH, HEIGHT)

    picture = only(drawn(scan), Spot("0" * 64, "1.00", page=1))
    assert picture.framed == "nothing"
    assert pixels(picture.strip).shape[0] > pixels(picture.strip).shape[1]


def test_a_picture_that_is_large_has_fewer_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    data = drawn(ruled_sheet)
    spot = cells(data)["1,511.89"]
    large = only(data, spot)
    monkeypatch.setattr(pdf_page, "MOST_BYTES", len(large.strip) - 1)
    small = only(data, spot)
    assert len(small.strip) < len(large.strip)
    assert small.framed == "figure"
    monkeypatch.setattr(pdf_page, "MOST_BYTES", 100)
    assert list(draw_pages(data, [spot])) == [(spot, NotDrawn(reason="截图过大"))]


def test_a_page_that_is_not_there_is_told() -> None:
    drawings: list[tuple[Spot, Drawn]] = list(draw_pages(drawn(ruled_sheet), [Spot("0" * 64, "1.00", page=9)]))
    assert drawings == [(drawings[0][0], NotDrawn(reason="文件没有这一页"))]


def test_a_broken_file_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        list(draw_pages(b"%PDF-1.7 nothing", [Spot("0" * 64, "1.00", page=1)]))
