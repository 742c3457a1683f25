"""Tables that continue over a page break."""

from collections.abc import Sequence

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.drawn_pdfs import XS, Draw, grid, page_of, read, tables, write


def test_a_table_has_the_same_columns_on_both_sides_of_a_page_break() -> None:
    """A break inside a head: above it codes and names are under one head, which nothing shows to be two columns."""
    xs = (50, 100, 200, 260, 320)
    upper = page_of([("项目", "合计", "基本支出")], xs, 60)
    lower = page_of([("编码", "名称", "", ""), ("201", "一般公共服务", "12.30", "4.50")], xs, 800)
    first, second = tables(read(upper, lower))
    assert [(cell.text, cell.column_no, cell.column_span) for cell in first.cells] == [
        ("项目", 1, 2),
        ("合计", 3, 1),
        ("基本支出", 4, 1),
    ]
    assert grid(second)[1] == ("201", "一般公共服务", "12.30", "4.50")
    assert (first.column_count, second.column_count) == (4, 4)
    assert (first.goes_on, second.goes_on) == (False, True)


CUT_XS = (50, 92, 134, 176)

WHOLE_ROWS = [("201", "教育", "12.30"), ("202", "农业", "4.50"), ("203", "外交", "7.00"), ("204", "国防", "1.00")]


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        (("205", "社会保障", "1.50"), ("", "就业支出", ""), ("205", "社会保障\n就业支出", "1.50")),
        (("205", "科技", "1,234,56"), ("", "", "7.80"), ("205", "科技", "1,234,56\n7.80")),
        (("205", "二、社会", "1.50"), ("", "保障支出", ""), ("205", "二、社会\n保障支出", "1.50")),
    ],
)
def test_a_row_cut_by_a_page_break_is_put_together(
    above: tuple[str, ...], below: tuple[str, ...], whole: tuple[str, ...]
) -> None:
    upper = page_of([*WHOLE_ROWS, above], CUT_XS, 180)
    lower = page_of([below, *WHOLE_ROWS], CUT_XS, 800)
    first, second = tables(read(upper, lower))
    assert grid(first) == [*WHOLE_ROWS, whole]
    assert grid(second)[1:] == WHOLE_ROWS


@pytest.mark.parametrize("row", [("205", "社会保障", "1.00"), ("", "社会保障", "1.00")])
def test_a_whole_row_after_a_page_break_stays_by_itself(row: tuple[str, ...]) -> None:
    rows = [*WHOLE_ROWS, ("205", "社会保障", "1.50")]
    first, second = tables(read(page_of(rows, CUT_XS, 180), page_of([row, *WHOLE_ROWS], CUT_XS, 800)))
    assert grid(first) == rows
    assert grid(second) == [row, *WHOLE_ROWS]


def test_columns_without_vertical_rules_are_those_of_all_pages_of_a_table() -> None:
    """On the second page nothing stands in the second and third column, and one row is not enough to tell."""

    def page(rows: Sequence[Sequence[str]], top: float) -> Draw:
        def draw(canvas: Canvas) -> None:
            for row_no in range(len(rows) + 1):
                canvas.line(XS[0], top - 20 * row_no, XS[-1], top - 20 * row_no)
            for row_no, row in enumerate(rows):
                for text, right in zip(row, XS[1:], strict=True):
                    write(canvas, right - 3, top - 20 * row_no - 14, text, "right")

        return draw

    head = ("编码", "名称", "合计", "基本支出", "项目支出")
    rows = [head, ("201", "教育", "12.30", "4.50", "7.80"), ("202", "农业", "3.00", "3.00", "")]
    first, second = tables(read(page(rows, 100), page([("203", "外交", "", "", "8.00")], 800)))
    assert grid(first) == rows
    assert grid(second) == [("203", "外交", "", "", "8.00")]
    assert second.goes_on


@pytest.mark.parametrize(
    ("rights", "is_known"),
    [((210, 310, 410), True), ((210, 410), True), ((210, 259), False), ((259,), False), ((240, 340, 440), True)],
)
def test_without_rules_figures_beside_their_heads_are_known_by_order_alone(
    rights: Sequence[int], is_known: bool
) -> None:
    def draw(canvas: Canvas) -> None:
        for text, centre in (("科目名称", 90), ("合计", 200), ("基本", 300), ("项目", 400)):
            write(canvas, centre, 700, text, "centre")
        for row_no, name in enumerate(("教育支出", "农业支出", "其他支出")):
            write(canvas, 60, 680 - 20 * row_no, name)
            for right in rights:
                write(canvas, right, 680 - 20 * row_no, f"{row_no}.50", "right")

    [table] = tables(read(draw))
    assert table.columns_known is is_known


@pytest.mark.parametrize(("above", "below", "is_known"), [("1,234,56", "7.80", False), ("1,234.56", "7.80", True)])
def test_an_amount_that_a_page_break_may_have_cut_is_not_believed(above: str, below: str, is_known: bool) -> None:
    def page(rows: Sequence[Sequence[str]], top: float) -> Draw:
        def draw(canvas: Canvas) -> None:
            for row_no in range(len(rows) + 1):
                canvas.line(XS[0], top - 20 * row_no, XS[-1], top - 20 * row_no)
            for row_no, row in enumerate(rows):
                for text, right in zip(row, XS[1:], strict=False):
                    write(canvas, right - 3, top - 20 * row_no - 14, text, "right")

        return draw

    rows = [("编码", "名称", "合计"), ("201", "教育", "12.30"), ("202", "农业", above)]
    both = tables(read(page(rows, 100), page([("", "", below), ("203", "外交", "4.50")], 800)))
    assert [table.columns_known for table in both] == [is_known, is_known]


PART_XS = (50, 200, 300, 400)
PARTS = [
    [("项目", "本年", "上年"), *[(f"第{row}项", f"{row}.00", "1.00") for row in range(6)]],
    [("第9项", "9.00", "1.00")] * 3,
]


def nothing(canvas: Canvas) -> None:
    pass


def page_number(canvas: Canvas) -> None:
    write(canvas, 280, 20, "— 2 —")


def headed(draw: Draw) -> Draw:
    def with_header(canvas: Canvas) -> None:
        write(canvas, 60, 815, "青川市样例局 2024年度决算公开")
        draw(canvas)

    return with_header


@pytest.mark.parametrize(
    "between",
    [
        [],
        [nothing],
        [page_number],
        [nothing, nothing],
        [headed(nothing)],
        [headed(page_number)],
    ],
)
def test_a_table_goes_on_over_blank_pages(between: Sequence[Draw]) -> None:
    first, second = (headed(page_of(part, PART_XS, 780)) for part in PARTS)
    both = tables(read(first, *between, second))
    assert [table.goes_on for table in both] == [False, True]
    assert [table.page for table in both] == [1, 2 + len(between)]


def test_a_scanned_page_between_two_tables_parts_them() -> None:
    first, second = (page_of(part, PART_XS, 780) for part in PARTS)
    scan = ImageReader(Image.new("L", (60, 84), 200))
    both = tables(read(first, lambda canvas: canvas.drawImage(scan, 0, 0, 595, 842), second))
    assert [table.goes_on for table in both] == [False, False]


def test_a_table_goes_on_under_the_headers_of_left_and_right_pages() -> None:
    def page(number: int, draw: Draw) -> Draw:
        def with_header(canvas: Canvas) -> None:
            write(canvas, 60 if number % 2 else 400, 815, "青川市样例局" if number % 2 else "部门决算公开")
            write(canvas, 280, 20, f"— {number} —")
            draw(canvas)

        return with_header

    def text(canvas: Canvas) -> None:
        write(canvas, 60, 700, "一、部门职责")

    parts = [page_of(part, PART_XS, 780) for part in PARTS]
    both = tables(read(*(page(number, draw) for number, draw in enumerate([text, text, *parts], start=1))))
    assert [table.goes_on for table in both] == [False, True]


def test_a_line_of_its_own_between_two_tables_parts_them() -> None:
    def titled(canvas: Canvas) -> None:
        write(canvas, 200, 815, "项目支出决算表")
        page_of(PARTS[1], PART_XS, 780)(canvas)

    both = tables(read(page_of(PARTS[0], PART_XS, 780), titled))
    assert [table.goes_on for table in both] == [False, False]
