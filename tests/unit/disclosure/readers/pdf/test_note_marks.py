"""Raised small marks behind words and figures are no part of them."""

import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.drawn_pdfs import HEAD, ROW_HEIGHT, ROWS, TOP, XS, Draw, grid, page_of, read, ruled_sheet, tables, write

LINE = TOP - 1.5 * ROW_HEIGHT - 3.5
"""The baseline of the total."""


def mark(canvas: Canvas, text: str, right: float, size: float = 6, raised: float = 4) -> None:
    write(canvas, right, LINE + raised, text, size=size)


def marked(text: str, size: float = 6, raised: float = 4) -> Draw:
    """Behind a figure, whose text has room on its right, and behind a name."""

    def draw(canvas: Canvas) -> None:
        ruled_sheet(canvas)
        mark(canvas, text, XS[3] - 3, size, raised)
        mark(canvas, text, XS[1] + 23, size, raised)

    return draw


@pytest.mark.parametrize(
    "draw", [marked("1"), marked("12", 6.5, 3.5), marked("*"), marked("①"), marked("[2]", 5), marked("注1", 6)]
)
def test_a_raised_mark_is_not_read(draw: Draw) -> None:
    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]


def test_a_mark_written_with_its_figure_is_split_off() -> None:
    def draw(canvas: Canvas) -> None:
        page_of([("项目", "金额"), ("合计", ""), ("其他", "3.00")], (50, 200, 300), TOP)(canvas)
        text = canvas.beginText(205, TOP - 2 * ROW_HEIGHT + 8)
        text.setFont("Vera", 10)
        text.textOut("397.18")
        text.setFont("Vera", 6.5)
        text.setRise(3.3)
        text.textOut("1")
        canvas.drawText(text)

    [table] = tables(read(draw))
    assert grid(table)[1] == ("合计", "397.18")


def test_small_text_alone_in_its_cell_and_figures_on_other_baselines_are_read() -> None:
    def draw(canvas: Canvas) -> None:
        page_of([("项目", "行次", "金额"), ("合计", "", "3.00"), ("其他", "", "2.00")], (50, 200, 240, 340), TOP)(
            canvas
        )
        write(canvas, 202, TOP - 2 * ROW_HEIGHT + 14, "1", size=6)
        write(canvas, 222, TOP - 2 * ROW_HEIGHT + 14, "2", size=6)
        write(canvas, 202, TOP - 3 * ROW_HEIGHT + 11, "2", size=10)
        write(canvas, 207, TOP - 3 * ROW_HEIGHT + 13, "7", size=10)

    [table] = tables(read(draw))
    assert [row[1] for row in grid(table)] == ["行次", "1 2", "27"]


def test_a_code_below_the_baseline_of_a_larger_word_is_no_mark_of_it() -> None:
    def draw(canvas: Canvas) -> None:
        page_of([("项目", "编码"), ("合计", "")], (50, 200, 300), TOP)(canvas)
        write(canvas, 198 - 3 * 14, TOP - 2 * ROW_HEIGHT + 4, "清河区", size=14)
        write(canvas, 202, TOP - 2 * ROW_HEIGHT + 10, "20404", size=7)

    [table] = tables(read(draw))
    assert grid(table)[1][1] == "20404"
