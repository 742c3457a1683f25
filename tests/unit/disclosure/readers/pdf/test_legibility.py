"""Scans and fonts without meaning are named and not read."""

import re

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.model import Line
from orchestration.disclosure.readers.pdf import read_pdf
from tests.drawn_pdfs import (
    HEAD,
    HEIGHT,
    ROWS,
    WIDTH,
    Draw,
    drawn,
    grid,
    lines,
    raw_file,
    read,
    ruled_sheet,
    tables,
    write,
)


def scan(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (60, 84), 200)), 0, 0, WIDTH, HEIGHT)


def recognised_scan(canvas: Canvas) -> None:
    scan(canvas)
    text = canvas.beginText(70, 700)
    text.setFont("STSong-Light", 10)
    text.setTextRenderMode(3)
    text.textLines("\n".join("合计 12.34 56.78 支出决算表" for _ in range(9)))
    canvas.drawText(text)


def outlines(canvas: Canvas) -> None:
    for number in range(300):
        canvas.circle(50 + number, 700, 3)


def numbered_scan(canvas: Canvas) -> None:
    scan(canvas)
    write(canvas, 290, 20, "— 7 —")


@pytest.mark.parametrize("draw", [scan, recognised_scan, outlines])
def test_a_picture_of_a_page_is_named_and_yields_nothing(draw: Draw) -> None:
    content = read(ruled_sheet, draw, draw, ruled_sheet, draw)
    assert content.scanned_pages == (2, 3, 5)
    [problem] = content.problems
    assert (problem.kind, problem.severity) == (ProblemKind.SCANNED_PAGE, Severity.WARNING)
    assert (problem.message.reason_en.startswith("page 2-3, 5 "), problem.place.page) == (True, 2)
    assert [table.page for table in tables(content)] == [1, 4]
    assert {block.place.page for block in content.blocks if isinstance(block, Line)} == {1, 4}


def test_a_scan_keeps_its_printed_line_and_a_picture_beside_text_is_no_scan() -> None:
    def illustrated(canvas: Canvas) -> None:
        scan(canvas)
        ruled_sheet(canvas)

    content = read(numbered_scan, illustrated)
    assert content.scanned_pages == (1,)
    assert lines(content)[0].replace(" ", "") == "—7—"
    assert [grid(table) for table in tables(content)] == [[HEAD, *ROWS]]


def test_text_in_fonts_without_meaning_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        ruled_sheet(canvas)
        canvas.setFont("Vera", 10)
        canvas.drawString(70, 400, "àéîõüçñßøåæ")

    data = drawn(ruled_sheet, draw)
    assert len(tables(read_pdf(raw_file(data)))) == 2
    content = read_pdf(raw_file(re.sub(rb"/ToUnicode \d+ 0 R", lambda match: b" " * len(match[0]), data)))
    [problem] = content.problems
    assert (problem.kind, problem.severity, problem.place.page) == (ProblemKind.GARBLED_TEXT, Severity.WARNING, 2)
    assert content.scanned_pages == (2,)
    assert [table.page for table in tables(content)] == [1]


def test_text_lost_for_want_of_a_font_is_named() -> None:
    def single(canvas: Canvas) -> None:
        ruled_sheet(canvas)
        write(canvas, 70, 400, "合")

    def sideways(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        write(canvas, 100, 100, "支出决算表")

    content = read(single, sideways)
    is_complete = {"合", "支出决算表"} <= set(lines(content))
    assert is_complete or [problem.kind for problem in content.problems] == [ProblemKind.MISSING_TOOL]
    assert grid(tables(content)[0]) == [HEAD, *ROWS]
    assert content.scanned_pages == ()
