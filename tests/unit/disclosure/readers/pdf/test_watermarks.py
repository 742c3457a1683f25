"""Pale words that are repeated without heed of the page are watermarks; pale words in their cells are print."""

import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.drawn_pdfs import (
    HEAD,
    HEIGHT,
    ROW_HEIGHT,
    ROWS,
    TOP,
    WIDTH,
    XS,
    Draw,
    grid,
    lines,
    page_of,
    read,
    ruled_sheet,
    tables,
    write,
)


def tile(canvas: Canvas, text: str, size: float = 8, step: tuple[int, int] = (150, 70)) -> None:
    for x in range(20, WIDTH - 40, step[0]):
        for y in range(30, HEIGHT - 20, step[1]):
            write(canvas, x, y, text, size=size)


def pale(text: str, size: float = 8) -> Draw:
    def draw(canvas: Canvas) -> None:
        ruled_sheet(canvas)
        canvas.setFillGray(0.85)
        tile(canvas, text, size)
        canvas.setFillGray(0)

    return draw


def translucent(text: str) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillAlpha(0.1)
        tile(canvas, text)
        canvas.restoreState()
        ruled_sheet(canvas)

    return draw


def in_a_form(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    canvas.beginForm("tiles")
    tile(canvas, "样例局 20250912")
    canvas.endForm()
    canvas.setFillAlpha(0.15)
    canvas.doForm("tiles")


def single(canvas: Canvas) -> None:
    """One translucent word, hardly larger than print, across a name."""
    ruled_sheet(canvas)
    canvas.setFillAlpha(0.3)
    write(canvas, XS[1] + 20, TOP - 2.5 * ROW_HEIGHT - 4, "内部资料", size=14)


def upright(canvas: Canvas) -> None:
    """Pale words from bottom to top that outnumber the print."""
    latin_sheet(canvas)
    canvas.setFillGray(0.85)
    canvas.setFont("Vera", 8)
    for x in range(30, WIDTH, 60):
        for y in range(30, HEIGHT, 90):
            canvas.saveState()
            canvas.translate(x, y)
            canvas.rotate(90)
            canvas.drawString(0, 0, "sample 12")
            canvas.restoreState()


def slightly_slanted(canvas: Canvas) -> None:
    """Pale words that rise a little and outnumber the print."""
    latin_sheet(canvas)
    canvas.setFillGray(0.85)
    canvas.rotate(4)
    tile(canvas, "10.0.0.1", step=(60, 40))


def latin_sheet(canvas: Canvas) -> None:
    canvas.setFont("Vera", 10)
    for row_no in range(4):
        canvas.drawString(55, 742 - 24 * row_no, f"Item {row_no}")
        canvas.drawRightString(255, 742 - 24 * row_no, f"{row_no}.25")
    canvas.grid([50, 150, 260], [TOP - 24 * row for row in range(5)])


@pytest.mark.parametrize("draw", [upright, slightly_slanted])
def test_watermarks_that_outnumber_the_print_do_not_turn_the_page(draw: Draw) -> None:
    content = read(draw)
    assert [grid(table) for table in tables(content)] == [[(f"Item {row}", f"{row}.25") for row in range(4)]]
    assert content.problems == ()


def dark(canvas: Canvas) -> None:
    """Words as dark as print that stand across it."""
    ruled_sheet(canvas)
    for x in range(20, WIDTH - 40, 70):
        for y in range(530, 780, 20):
            write(canvas, x, y, "内部资料", size=9)


@pytest.mark.parametrize(
    "draw",
    [
        pale("qingchuan 2025-09-12"),
        pale("192.168.1.20"),
        pale("20250912"),
        pale("样例局", 11),
        translucent("192.168.1.20"),
        translucent("2025"),
        in_a_form,
        single,
        dark,
    ],
)
def test_tiled_pale_words_are_not_read(draw: Draw) -> None:
    content = read(draw)
    [table] = tables(content)
    assert grid(table) == [HEAD, *ROWS]
    assert lines(content)[:2] == ["支出决算表", "单位：万元"]


def test_a_watermark_known_from_one_page_is_one_on_a_page_with_little_print() -> None:
    def sparse(canvas: Canvas) -> None:
        canvas.setFillGray(0.85)
        write(canvas, 20, 300, "20250912", size=8)
        canvas.setFillGray(0)
        write(canvas, 100, 500, "第三部分")

    content = read(pale("20250912"), sparse)
    assert lines(content)[-1] == "第三部分"


def test_grey_amounts_in_their_cells_are_read() -> None:
    rows = [HEAD, *[("20801", "行政运行", "0.00", "0.00", "0.00")] * 12]

    def draw(canvas: Canvas) -> None:
        write(canvas, WIDTH / 2, 815, "支出决算表", "centre", 16)
        canvas.setFillGray(0.7)
        page_of(rows, XS, TOP)(canvas)

    [table] = tables(read(draw))
    assert grid(table) == rows


def test_one_grey_amount_over_a_name_too_long_for_its_cell_takes_no_other_with_it() -> None:
    def draw(canvas: Canvas) -> None:
        rows = [HEAD, *[("20801", "行政运行", "", "", "")] * 12]
        page_of(rows, XS, TOP)(canvas)
        write(canvas, XS[1] + 60, TOP - 2 * ROW_HEIGHT + 13, "及其他不知何名之支出")
        canvas.setFillGray(0.7)
        for row in range(1, 13):
            for x in XS[2:5]:
                write(canvas, x + 2, TOP - ROW_HEIGHT * row - 11, "0.00")

    [table] = tables(read(draw))
    assert sum(row.count("0.00") for row in grid(table)) >= 35


def test_what_a_filled_cell_leaves_of_a_watermark_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        ruled_sheet(canvas)
        canvas.setFillGray(0.85)
        tile(canvas, "内部资料严禁外传", step=(150, 24))
        canvas.setFillGray(1)
        canvas.rect(20, 90, 25, 20, stroke=0, fill=1)

    assert not [text for text in lines(read(draw)) if "外传" in text]
