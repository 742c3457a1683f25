"""Two pages on one sheet are read one after the other, each in its own columns."""

from collections.abc import Sequence

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

NAMES = [(f"2010{number}", f"支出第{number}项", f"{number}.00", "1.00", "2.00") for number in range(40)]


def side_by_side(left: Draw, right: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((2 * WIDTH, HEIGHT))
        canvas.saveState()
        left(canvas)
        canvas.restoreState()
        canvas.translate(WIDTH, 0)
        right(canvas)

    return draw


def text_page(canvas: Canvas) -> None:
    for number in range(6):
        write(canvas, 60, 760 - 20 * number, f"第{number}条 部门职责的说明")


def blank(canvas: Canvas) -> None:
    pass


def test_two_sheets_on_one_page_are_two_tables() -> None:
    content = read(side_by_side(ruled_sheet, ruled_sheet))
    assert [grid(table) for table in tables(content)] == [[HEAD, *ROWS]] * 2
    assert [table.page for table in tables(content)] == [1, 1]
    assert lines(content)[:2] == lines(content)[3:5] == ["支出决算表", "单位：万元"]
    left, right = (table.cells[0].box for table in tables(content))
    assert left is not None and right is not None
    assert (right.x0 - left.x0, right.top) == pytest.approx((WIDTH, left.top), abs=1)


def latin_sheet(canvas: Canvas) -> None:
    """In a font that is in the file: sideways text in others may be lost."""
    canvas.setFont("Vera", 10)
    for row_no in range(4):
        canvas.drawString(55, 742 - 24 * row_no, f"Item {row_no}")
        canvas.drawRightString(255, 742 - 24 * row_no, f"{row_no}.25")
    canvas.grid([50, 150, 260], [TOP - 24 * row for row in range(5)])


def test_two_sheets_on_a_turned_page_are_two_tables() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((HEIGHT, 2 * WIDTH))
        canvas.setPageRotation(90)
        canvas.translate(HEIGHT, 0)
        canvas.rotate(90)
        latin_sheet(canvas)
        canvas.translate(WIDTH, 0)
        latin_sheet(canvas)

    content = read(draw)
    assert [grid(table) for table in tables(content)] == [[(f"Item {row}", f"{row}.25") for row in range(4)]] * 2
    left, right = (table.cells[0].box for table in tables(content))
    assert left is not None and right is not None
    assert (right.x0 - left.x0, right.top) == pytest.approx((WIDTH, left.top), abs=1)


def test_a_page_of_text_is_read_before_the_sheet_beside_it() -> None:
    content = read(side_by_side(text_page, ruled_sheet))
    assert [line.replace(" ", "") for line in lines(content)[:7]] == [
        *(f"第{number}条部门职责的说明" for number in range(6)),
        "支出决算表",
    ]
    assert [grid(table) for table in tables(content)] == [[HEAD, *ROWS]]


def test_a_table_goes_on_from_page_to_page_and_sheet_to_sheet() -> None:
    def part(rows: Sequence[Sequence[str]]) -> Draw:
        return page_of(rows, XS, TOP)

    content = read(
        side_by_side(part([HEAD, *NAMES[:10]]), part(NAMES[10:20])),
        side_by_side(part(NAMES[20:30]), part(NAMES[30:])),
    )
    assert [table.goes_on for table in tables(content)] == [False, True, True, True]
    assert [table.page for table in tables(content)] == [1, 1, 2, 2]


def test_the_halves_of_one_table_without_rules_stay_together() -> None:
    """A wide page whose income and expenditure stand apart."""

    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((HEIGHT, WIDTH))
        for number in range(8):
            y = 500 - ROW_HEIGHT * number
            write(canvas, 60, y, f"收入第{number}项")
            write(canvas, 360, y, f"{number}1.00", "right")
            write(canvas, 480, y, f"支出第{number}项")
            write(canvas, 780, y, f"{number}2.00", "right")

    content = read(draw)
    rows = grid(tables(content)[0])
    assert ("收入第3项", "31.00", "支出第3项", "32.00") in rows


def test_a_wide_page_with_one_table_is_one_page() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((HEIGHT, WIDTH))
        page_of([HEAD, *ROWS[:3]], (60, 200, 380, 500, 640, 780), 500)(canvas)

    assert [grid(table) for table in tables(read(draw))] == [[HEAD, *ROWS[:3]]]


def test_the_last_sheet_may_hold_one_page() -> None:
    content = read(side_by_side(ruled_sheet, blank))
    assert [grid(table) for table in tables(content)] == [[HEAD, *ROWS]]
