"""Cropped and turned pages are read upright."""

import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.drawn_pdfs import HEIGHT, TOP, WIDTH, Draw, grid, lines, read, tables

AMOUNTS = [("Total", "2,940.05"), ("Basic", "2,336.91"), ("Project", "603.14")]


def latin_sheet(canvas: Canvas) -> None:
    """Amounts in a font that is in the file: sideways text in others may be lost where no Chinese font is installed."""
    canvas.setFont("Vera", 10)
    for row_no, (label, printed) in enumerate(AMOUNTS):
        canvas.drawString(55, 742 - 24 * row_no, label)
        canvas.drawRightString(255, 742 - 24 * row_no, printed)
    canvas.grid([50, 150, 260], [TOP - 24 * row for row in range(4)])


def cropped(canvas: Canvas) -> None:
    canvas.setCropBox((30, 20, WIDTH - 10, HEIGHT - 5))
    canvas.setFont("Vera", 10)
    canvas.drawString(2, 100, "out")
    latin_sheet(canvas)


def turned_by_the_viewer(canvas: Canvas) -> None:
    canvas.setPageRotation(90)
    canvas.translate(HEIGHT, 0)
    canvas.rotate(90)
    latin_sheet(canvas)


def upside_down(canvas: Canvas) -> None:
    canvas.setPageRotation(180)
    canvas.translate(WIDTH, HEIGHT)
    canvas.rotate(180)
    latin_sheet(canvas)


def drawn_sideways(canvas: Canvas) -> None:
    canvas.setPageSize((HEIGHT, WIDTH))
    canvas.translate(HEIGHT, 0)
    canvas.rotate(90)
    latin_sheet(canvas)


@pytest.mark.parametrize(
    ("draw", "place"),
    [
        (cropped, (120, 77, 230, 101)),
        (turned_by_the_viewer, (150, 82, 260, 106)),
        (upside_down, (150, 82, 260, 106)),
        (drawn_sideways, (82, 335, 106, 445)),
    ],
)
def test_cropped_and_turned_pages_are_read_upright_and_placed_as_shown(
    draw: Draw, place: tuple[float, float, float, float]
) -> None:
    content = read(draw)
    [table] = tables(content)
    assert grid(table) == AMOUNTS
    box = next(cell.box for cell in table.cells if cell.text == "2,940.05")
    assert box is not None
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx(place, abs=1)
    assert not lines(content)
