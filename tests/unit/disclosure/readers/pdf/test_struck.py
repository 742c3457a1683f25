"""Text with a line drawn through it is struck out and not read; rules and underlines strike nothing out."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.drawn_pdfs import HEAD, ROW_HEIGHT, ROWS, TOP, XS, Draw, grid, page_of, read, ruled_sheet, tables, write

RIGHT = XS[3] - 3
LINE = TOP - 1.5 * ROW_HEIGHT - 3.5
LEFT = RIGHT - stringWidth("2,940.05", "STSong-Light", 10)
"""The ends and the baseline of the total."""


def line(canvas: Canvas, start: float, end: float, above: float = 3.3) -> None:
    canvas.line(start, LINE + above, end, LINE + above)


def struck(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    line(canvas, LEFT, RIGHT)


def struck_by_a_bar(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    canvas.rect(LEFT - 1, LINE + 3, RIGHT - LEFT + 2, 0.6, stroke=0, fill=1)


def struck_twice(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    line(canvas, LEFT, RIGHT, 2.6)
    line(canvas, LEFT, RIGHT, 4)


@pytest.mark.parametrize("draw", [struck, struck_by_a_bar, struck_twice])
def test_a_struck_figure_is_not_read(draw: Draw) -> None:
    [table] = tables(read(draw))
    assert grid(table) == [HEAD, ("", "合计", "", *ROWS[0][3:]), *ROWS[1:]]


def test_the_figure_right_behind_a_struck_one_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        page_of([("项目", "金额"), ("合计", ""), ("其他", "3.00")], (50, 200, 300), TOP)(canvas)
        write(canvas, 205, TOP - 2 * ROW_HEIGHT + 8, "397.1812.00")
        y, width = TOP - 2 * ROW_HEIGHT + 11.3, stringWidth("397.18", "STSong-Light", 10)
        canvas.line(205, y, 205 + width, y)

    [table] = tables(read(draw))
    assert grid(table)[1] == ("合计", "12.00")


def underlined(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    line(canvas, LEFT, RIGHT, -1.5)


def long_rule(canvas: Canvas) -> None:
    """A rule across the whole table, through a line of it."""
    ruled_sheet(canvas)
    line(canvas, XS[0], XS[-1])


@pytest.mark.parametrize("draw", [underlined, long_rule])
def test_other_lines_strike_nothing_out(draw: Draw) -> None:
    [table] = tables(read(draw))
    assert "2,940.05" in {text for row in grid(table) for text in row}


def test_a_line_that_strikes_out_is_no_rule_of_a_table() -> None:
    def draw(canvas: Canvas) -> None:
        for row_no, row in enumerate([("项目", "金额"), ("政府性基金预算\n财政拨款收入", "12.00"), ("其他", "3.00")]):
            top = TOP - 2 * ROW_HEIGHT * row_no
            canvas.line(50, top, 300, top)
            for line_no, text in enumerate(row[0].split("\n")):
                write(canvas, 52, top - 16 - 12 * line_no, text)
            write(canvas, 298, top - 22, row[1], "right")
        canvas.line(50, TOP - 6 * ROW_HEIGHT, 300, TOP - 6 * ROW_HEIGHT)
        y = TOP - 2 * ROW_HEIGHT - 28
        write(canvas, 122, y, "支出")
        canvas.line(122, y + 3.3, 142, y + 3.3)

    [table] = tables(read(draw))
    assert [row for row in grid(table) if "12.00" in row] == [("政府性基金预算\n财政拨款收入", "12.00")]
