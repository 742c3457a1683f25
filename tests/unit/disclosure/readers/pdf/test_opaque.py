"""Pictures and outlines in the place of tables are named with their places."""

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Line, OpaqueBlock, OpaqueKind
from orchestration.disclosure.readers.content import Content
from tests.drawn_pdfs import HEIGHT, WIDTH, Draw, lines, read, ruled_sheet, tables, write, write_sheet

DOTS = ImageReader(Image.new("L", (60, 84), 200))


def title(canvas: Canvas) -> None:
    write(canvas, WIDTH / 2, 815, "支出决算表", "centre", 16)


def opaque(content: Content) -> list[OpaqueBlock]:
    return [block for block in content.blocks if isinstance(block, OpaqueBlock)]


def picture(canvas: Canvas) -> None:
    title(canvas)
    canvas.drawImage(DOTS, 50, 400, 480, 380)


def strips(canvas: Canvas) -> None:
    title(canvas)
    for number in range(19):
        canvas.drawImage(DOTS, 50, 400 + 20 * number, 480, 20)


def recognised(canvas: Canvas) -> None:
    """A picture of a table with what a program recognised in it."""
    picture(canvas)
    text = canvas.beginText(70, 700)
    text.setFont("STSong-Light", 10)
    text.setTextRenderMode(3)
    text.textLines("\n".join("合计 12.34 56.78" for _ in range(9)))
    canvas.drawText(text)


def whole_page(canvas: Canvas) -> None:
    """A picture of the whole page with a printed header longer than a page number."""
    write(canvas, 60, 815, "青川市样例局二〇二四年度部门决算公开说明材料第一部分单位概况及主要职能")
    canvas.drawImage(DOTS, 0, 0, WIDTH, HEIGHT - 40)


@pytest.mark.parametrize("draw", [picture, strips, recognised, whole_page])
def test_a_picture_in_the_place_of_a_table_is_named(draw: Draw) -> None:
    content = read(draw)
    [block] = opaque(content)
    assert (block.kind, block.place.page) == (OpaqueKind.PICTURE, 1)
    assert block.place.box is not None
    assert [type(each) for each in content.blocks] == [Line, OpaqueBlock]
    assert tables(content) == []


def test_a_page_whose_table_is_a_picture_is_not_read_and_named() -> None:
    content = read(whole_page, ruled_sheet, whole_page, picture)
    [problem] = content.problems
    assert (problem.kind, problem.place.page) == (ProblemKind.SHEET_NOT_TEXT, 1)
    assert problem.message.reason_en.startswith("page 1, 3 shows a picture where a table should be")
    assert content.scanned_pages == (1, 3)
    assert len(opaque(content)) == 3


def test_letters_as_outlines_under_a_printed_title_are_named() -> None:
    def draw(canvas: Canvas) -> None:
        write(
            canvas,
            WIDTH / 2,
            815,
            "青川市样例局二〇二四年度部门决算表之三支出决算表及说明材料部门公开样式",
            "centre",
            12,
        )
        for number in range(300):
            canvas.circle(60 + 16 * (number % 30), 760 - 30 * (number // 30), 4, stroke=0, fill=1)

    [block] = opaque(read(draw))
    assert block.kind is OpaqueKind.DRAWING


def logo(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    canvas.drawImage(DOTS, 20, 20, 60, 40)


def ground(canvas: Canvas) -> None:
    canvas.drawImage(DOTS, 0, 0, WIDTH, HEIGHT)
    ruled_sheet(canvas)


@pytest.mark.parametrize("draw", [logo, ground])
def test_a_logo_and_the_ground_of_a_text_are_nothing(draw: Draw) -> None:
    content = read(draw)
    assert opaque(content) == []
    assert len(tables(content)) == 1


def boxes(canvas: Canvas) -> None:
    """Letters as the plain boxes of a font without curves."""
    for number in range(20):
        canvas.rect(60 + 16 * number, 700, 7, 9, stroke=0, fill=1)


def numbered_circles(canvas: Canvas) -> None:
    for number in range(300):
        canvas.circle(60 + 16 * (number % 30), 700 - 20 * (number // 30), 4)
    write(canvas, WIDTH / 2, 20, "— 7 —", "centre")


def one_path(canvas: Canvas) -> None:
    """All letters of a page in one path."""
    path = canvas.beginPath()
    for number in range(1000):
        path.circle(60 + 8 * (number % 50), 700 - 20 * (number // 50), 3)
    canvas.drawPath(path, stroke=0, fill=1)


@pytest.mark.parametrize("draw", [boxes, numbered_circles, one_path])
def test_pages_of_outlines_are_named(draw: Draw) -> None:
    content = read(ruled_sheet, draw)
    [problem] = content.problems
    assert (problem.kind, problem.place.page) == (ProblemKind.SCANNED_PAGE, 2)
    assert problem.message.reason_en.startswith("page 2 has drawings but no text")
    assert content.scanned_pages == (2,)


def test_a_blank_form_and_a_page_without_anything_are_no_outlines() -> None:
    def rules(canvas: Canvas) -> None:
        for number in range(30):
            canvas.rect(50, 700 - 20 * number, 480, 0.5, stroke=0, fill=1)

    content = read(ruled_sheet, rules, lambda canvas: None, write_sheet)
    assert content.problems == () and content.scanned_pages == ()
    assert "支出决算表" in lines(content)
