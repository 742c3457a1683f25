"""Ruled tables: rules, cells, spans, and what is supplied where rules are missing."""

from itertools import pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from orchestration.disclosure.model import Line, Table
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
    read,
    rule,
    ruled_sheet,
    tables,
    write,
    write_sheet,
)


def test_a_ruled_sheet_is_read_cell_by_cell_between_its_lines() -> None:
    content = read(ruled_sheet)
    [table] = tables(content)
    assert grid(table) == [HEAD, *ROWS]
    assert (table.page, table.table_no, table.column_count, table.spans_known) == (1, 1, 5, True)
    assert [type(block) for block in content.blocks] == [Line, Line, Table, Line]
    assert lines(content) == [
        "支出决算表",
        "单位：万元",
        "以上各项相加为2,940.05万元，最大的一项占79.49%。",
    ]
    assert content.pages == 1


def test_places_are_points_from_the_top_left_corner() -> None:
    content = read(ruled_sheet)
    [table] = tables(content)
    box = next(cell.box for cell in table.cells if cell.text == "2,940.05")
    assert box is not None
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx(
        (260, HEIGHT - TOP + 24, 350, HEIGHT - TOP + 48), abs=1
    )
    title = content.blocks[0]
    assert isinstance(title, Line) and title.place.box is not None
    assert title.place.box.x0 < WIDTH / 2 < title.place.box.x1
    assert title.place.box.top < HEIGHT - 815 < title.place.box.bottom


def three_rules(canvas: Canvas) -> None:
    write_sheet(canvas)
    rule(canvas, (0, 1, len(ROWS) + 1), ())


def horizontal_rules(canvas: Canvas) -> None:
    write_sheet(canvas)
    rule(canvas, ALL_ROWS, ())


def outer_frame(canvas: Canvas) -> None:
    write_sheet(canvas)
    rule(canvas, ALL_ROWS, (0, len(XS) - 1))


def vertical_rules(canvas: Canvas) -> None:
    write_sheet(canvas)
    rule(canvas, (0, 1, len(ROWS) + 1), ALL_COLUMNS)


@pytest.mark.parametrize("draw", [horizontal_rules, three_rules, outer_frame, vertical_rules, write_sheet])
def test_rows_and_columns_without_rules_are_found_by_their_numbers(draw: Draw) -> None:
    content = read(draw)
    [table] = tables(content)
    assert grid(table) == [HEAD, *ROWS]
    assert not table.spans_known
    assert lines(content)[:2] == ["支出决算表", "单位：万元"]
    assert len(lines(content)) == 3


def test_missing_outer_rules_are_supplied() -> None:
    def draw(canvas: Canvas) -> None:
        write_sheet(canvas)
        rule(canvas, ALL_ROWS, range(1, len(XS) - 1))

    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]
    assert table.spans_known


def test_merged_cells_carry_their_spans() -> None:
    def draw(canvas: Canvas) -> None:
        for y, x0, x1 in ((700, 50, 350), (680, 150, 350), (660, 50, 350), (640, 50, 350)):
            canvas.line(x0, y, x1, y)
        for x, y0, y1 in ((50, 640, 700), (150, 640, 700), (250, 640, 680), (350, 640, 700)):
            canvas.line(x, y0, x, y1)
        for x, y, text in ((60, 675, "项目"), (200, 686, "财政拨款"), (160, 666, "基本支出"), (260, 666, "项目支出")):
            write(canvas, x, y, text)
        for x, text in ((60, "合计"), (160, "12.30"), (260, "4.50")):
            write(canvas, x, 646, text)

    [table] = tables(read(draw))
    places = {cell.text: (cell.row_no, cell.column_no, cell.row_span, cell.column_span) for cell in table.cells}
    assert places == {
        "项目": (1, 1, 2, 1),
        "财政拨款": (1, 2, 1, 2),
        "基本支出": (2, 2, 1, 1),
        "项目支出": (2, 3, 1, 1),
        "合计": (3, 1, 1, 1),
        "12.30": (3, 2, 1, 1),
        "4.50": (3, 3, 1, 1),
    }


def test_a_title_inside_the_grid_spans_its_columns() -> None:
    def draw(canvas: Canvas) -> None:
        ruled_sheet(canvas)
        canvas.rect(XS[0], TOP, XS[-1] - XS[0], ROW_HEIGHT)
        write(canvas, WIDTH / 2, TOP + 8, "2024年度支出情况", "centre")

    [table] = tables(read(draw))
    [title] = [cell for cell in table.cells if cell.row_no == 1]
    assert (title.text, title.column_no, title.column_span) == ("2024年度支出情况", 1, 5)
    assert grid(table)[1:] == [HEAD, *ROWS]


@pytest.mark.parametrize("thickness", [0.5, 1.5])
def test_rules_drawn_as_filled_rectangles_rule_too(thickness: float) -> None:
    def draw(canvas: Canvas) -> None:
        write_sheet(canvas)
        height = ROW_HEIGHT * (len(ROWS) + 1)
        for row in ALL_ROWS:
            canvas.rect(XS[0], TOP - ROW_HEIGHT * row, XS[-1] - XS[0], thickness, stroke=0, fill=1)
        for x in XS:
            canvas.rect(x, TOP - height, thickness, height, stroke=0, fill=1)

    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]


def test_rules_in_one_path_and_inside_a_form_rule_too() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("rules")
        path = canvas.beginPath()
        for row in range(len(ROWS) + 1):
            for left, right in pairwise(XS):
                path.rect(left - 20, 500 - ROW_HEIGHT * (row + 1), right - left, ROW_HEIGHT)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.endForm()
        canvas.saveState()
        canvas.translate(20, TOP - 500)
        canvas.doForm("rules")
        canvas.restoreState()
        write_sheet(canvas)

    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]
    assert table.spans_known


def test_shading_and_a_diagonal_rule_nothing() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.8)
        canvas.rect(XS[0], TOP - ROW_HEIGHT, XS[-1] - XS[0], ROW_HEIGHT, stroke=0, fill=1)
        canvas.rect(XS[2] + 20, TOP - 2 * ROW_HEIGHT + 5, 60, 14, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.line(XS[0], TOP, XS[1], TOP - ROW_HEIGHT)
        ruled_sheet(canvas)

    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]


def test_an_amount_wider_than_its_cell_stays_whole_and_touching_cells_stay_apart() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 680, 660):
            canvas.line(50, y, 250, y)
        for x in (50, 150, 200, 250):
            canvas.line(x, 660, x, 700)
        write(canvas, 199, 686, "1,234,567,890.12", "right")
        write(canvas, 150, 666, "人员经费", "right")
        write(canvas, 150, 666, "12.34")

    [table] = tables(read(draw))
    assert {(cell.row_no, cell.column_no): cell.text for cell in table.cells} == {
        (1, 2): "1,234,567,890.12",
        (2, 1): "人员经费",
        (2, 2): "12.34",
    }


def test_two_figures_of_one_cell_are_never_put_together() -> None:
    def draw(canvas: Canvas) -> None:
        write_sheet(canvas)
        rule(canvas, ALL_ROWS, (0, 1, 2, 4, 5))

    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]
    assert not table.spans_known


def test_a_lone_rule_that_short_marks_cross_is_no_table() -> None:
    """As the ruler of a form, or the trunk of a plan."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 70, 700, "公开时间")
        canvas.line(70, 600, 400, 600)
        for x in (100, 200, 300):
            canvas.line(x, 596, x, 604)

    content = read(draw)
    assert tables(content) == []
    assert lines(content) == ["公开时间"]
