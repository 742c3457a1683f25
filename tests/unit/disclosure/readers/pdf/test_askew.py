"""Pages laid down askew are levelled, or named with their angle where the angle is too large."""

import math

import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind
from tests.drawn_pdfs import HEAD, HEIGHT, ROWS, WIDTH, Draw, grid, lines, page_of, read, ruled_sheet, tables


def turned(degrees: float, draw: Draw = ruled_sheet) -> Draw:
    def turn(canvas: Canvas) -> None:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(degrees)
        canvas.translate(-WIDTH / 2, -HEIGHT / 2)
        draw(canvas)

    return turn


def boxed_sheet(canvas: Canvas) -> None:
    """Rules drawn as the boxes of the cells."""
    page_of([HEAD, *ROWS[:3]], (50, 120, 260, 350, 440, 530), 760)(canvas)


@pytest.mark.parametrize("degrees", [0.05, 0.3, 1, 2, -0.7, -2, 2.9])
def test_a_page_slightly_askew_is_read(degrees: float) -> None:
    content = read(turned(degrees))
    [table] = tables(content)
    assert grid(table) == [HEAD, *ROWS]
    assert lines(content)[:2] == ["支出决算表", "单位：万元"]
    assert content.problems == ()


@pytest.mark.parametrize("degrees", [0.6, -2])
def test_a_table_of_boxes_askew_is_read(degrees: float) -> None:
    [table] = tables(read(turned(degrees, boxed_sheet)))
    assert grid(table) == [HEAD, *ROWS[:3]]


def test_places_are_those_of_the_page_as_it_lies() -> None:
    [level], [askew] = tables(read(ruled_sheet)), tables(read(turned(2)))
    for one, other in zip(level.cells, askew.cells, strict=True):
        assert one.box is not None and other.box is not None
        across = (one.box.x0 + one.box.x1) / 2 - WIDTH / 2
        up = HEIGHT / 2 - (one.box.top + one.box.bottom) / 2
        cos, sin = math.cos(math.radians(2)), math.sin(math.radians(2))
        assert (other.box.x0 + other.box.x1) / 2 == pytest.approx(WIDTH / 2 + cos * across - sin * up, abs=1.5)
        assert (other.box.top + other.box.bottom) / 2 == pytest.approx(HEIGHT / 2 - cos * up - sin * across, abs=1.5)


def test_a_page_far_askew_is_named_and_not_read() -> None:
    content = read(ruled_sheet, turned(7), ruled_sheet)
    [problem] = content.problems
    assert (problem.kind, problem.place.page) == (ProblemKind.SCANNED_PAGE, 2)
    assert problem.message.reason_en.startswith("page 2 is askew by 7°")
    assert content.scanned_pages == (2,)
    assert [table.page for table in tables(content)] == [1, 3]
