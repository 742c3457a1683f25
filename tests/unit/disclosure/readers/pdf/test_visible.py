"""What a reader does not see changes nothing."""

import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.drawn_pdfs import (
    ALL_COLUMNS,
    ALL_ROWS,
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
    rule,
    ruled_sheet,
    tables,
    write,
    write_sheet,
)


def bold_by_repetition(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    canvas.translate(0.3, 0.1)
    write_sheet(canvas)


def hidden_text(canvas: Canvas) -> None:
    """What a program hides is not printed, wherever it lies."""
    ruled_sheet(canvas)
    text = canvas.beginText(XS[2] + 3, TOP - 1.5 * ROW_HEIGHT - 3.5)
    text.setFont("STSong-Light", 10)
    text.setTextRenderMode(3)
    text.textLine("8")
    canvas.drawText(text)


def level_watermark(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    canvas.setFillGray(0.85)
    write(canvas, 120, 620, "内部资料仅供参考", size=50)
    canvas.setFillGray(0)


def transparent_watermark(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFillAlpha(0.2)
    write(canvas, 120, 620, "2024", size=70)
    canvas.restoreState()
    ruled_sheet(canvas)


def double_rules(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    canvas.translate(1.5, 1.5)
    rule(canvas, ALL_ROWS, ALL_COLUMNS)


def dashed_rules(canvas: Canvas) -> None:
    canvas.setDash(3, 2)
    ruled_sheet(canvas)


def rules_of_dots(canvas: Canvas) -> None:
    """Dashes as strokes of their own."""
    write_sheet(canvas)
    bottom = TOP - ROW_HEIGHT * (len(ROWS) + 1)
    for row in ALL_ROWS:
        for x in range(XS[0], XS[-1], 4):
            canvas.line(x, TOP - ROW_HEIGHT * row, x + 2, TOP - ROW_HEIGHT * row)
    for x in XS:
        for y in range(bottom, TOP, 4):
            canvas.line(x, y, x, y + 2)


def framed_page(canvas: Canvas) -> None:
    canvas.rect(20, 20, WIDTH - 40, HEIGHT - 40)
    ruled_sheet(canvas)


@pytest.mark.parametrize(
    "draw",
    [
        bold_by_repetition,
        hidden_text,
        level_watermark,
        transparent_watermark,
        double_rules,
        dashed_rules,
        rules_of_dots,
        framed_page,
    ],
)
def test_what_a_reader_does_not_see_changes_nothing(draw: Draw) -> None:
    content = read(draw)
    [table] = tables(content)
    assert grid(table) == [HEAD, *ROWS]
    assert lines(content)[:2] == ["支出决算表", "单位：万元"]


def test_equal_digits_of_a_figure_stay_two_beside_large_words_that_overlap() -> None:
    def draw(canvas: Canvas) -> None:
        page_of([("项目", "金额"), ("合计", ""), ("其他", "")], (50, 200, 300), TOP)(canvas)
        for row_no, figure in enumerate(("10.55", "2,211.00"), start=2):
            write(canvas, 205, TOP - row_no * ROW_HEIGHT + 8, figure, size=6)
        for y in range(200, 600, 40):
            write(canvas, 60, y, "部门决算情况说明", size=20)
            write(canvas, 160, y, "部门决算情况说明", size=20)

    [table] = tables(read(draw))
    assert grid(table)[1:] == [("合计", "10.55"), ("其他", "2,211.00")]
