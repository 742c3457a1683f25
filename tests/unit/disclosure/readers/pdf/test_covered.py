"""What lies under a later box or picture, or has the colour of its ground, is not seen; shading hides nothing."""

from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.drawn_pdfs import HEAD, ROW_HEIGHT, ROWS, TOP, XS, Draw, grid, read, rule, ruled_sheet, tables, write

COLUMN, ROW = 2, 1
LEFT, RIGHT = XS[COLUMN], XS[COLUMN + 1]
BOTTOM = TOP - ROW_HEIGHT * (ROW + 1)


def box(canvas: Canvas, grey: float = 1.0) -> None:
    """Over the total of the sheet, inside its cell."""
    canvas.setFillGray(grey)
    canvas.rect(LEFT + 2, BOTTOM + 2, RIGHT - LEFT - 4, ROW_HEIGHT - 4, stroke=0, fill=1)
    canvas.setFillGray(0)


def in_cell(canvas: Canvas, text: str) -> None:
    write(canvas, RIGHT - 3, BOTTOM + ROW_HEIGHT / 2 - 3.5, text, "right")


def white_box(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    box(canvas)


def white_box_with_border(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    canvas.setFillGray(1)
    canvas.rect(LEFT + 2, BOTTOM + 2, RIGHT - LEFT - 4, ROW_HEIGHT - 4, stroke=1, fill=1)


def black_box(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    box(canvas, 0.0)


def picture(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    dots = ImageReader(Image.new("RGB", (40, 10), "white"))
    canvas.drawImage(dots, LEFT + 2, BOTTOM + 2, RIGHT - LEFT - 4, ROW_HEIGHT - 4)


def box_in_a_form(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    canvas.beginForm("cover")
    canvas.setFillGray(1)
    canvas.rect(0, 0, RIGHT - LEFT - 4, ROW_HEIGHT - 4, stroke=0, fill=1)
    canvas.endForm()
    canvas.translate(LEFT + 2, BOTTOM + 2)
    canvas.doForm("cover")


@pytest.mark.parametrize("draw", [white_box, white_box_with_border, black_box, picture, box_in_a_form])
def test_a_covered_figure_is_not_read(draw: Draw) -> None:
    [table] = tables(read(draw))
    blank = (*ROWS[0][:COLUMN], "", *ROWS[0][COLUMN + 1 :])
    assert grid(table) == [HEAD, blank, *ROWS[1:]]


def test_what_is_written_on_the_cover_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        white_box(canvas)
        in_cell(canvas, "12.00")

    [table] = tables(read(draw))
    assert grid(table)[1] == ("", "合计", "12.00", "2,336.91", "603.14")


def shading(before: bool, prepare: Callable[[Canvas], None] = lambda canvas: None) -> Draw:
    def shade(canvas: Canvas) -> None:
        canvas.saveState()
        prepare(canvas)
        canvas.setFillGray(0.8)
        canvas.rect(XS[0], TOP - 3 * ROW_HEIGHT, XS[-1] - XS[0], 3 * ROW_HEIGHT, stroke=0, fill=1)
        canvas.restoreState()

    def draw(canvas: Canvas) -> None:
        if before:
            shade(canvas)
        ruled_sheet(canvas)
        if not before:
            shade(canvas)

    return draw


def clipped_box(canvas: Canvas) -> None:
    """A box as large as the table of which a clip leaves only a corner."""
    ruled_sheet(canvas)
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(XS[0] - 20, TOP, 10, 10)
    canvas.clipPath(clip, stroke=0)
    canvas.setFillGray(1)
    canvas.rect(XS[0] - 20, TOP - 300, 600, 310, stroke=0, fill=1)
    canvas.restoreState()


def frame_around(canvas: Canvas) -> None:
    """Two outlines filled between them: a frame, which covers nothing inside."""
    ruled_sheet(canvas)
    path = canvas.beginPath()
    path.rect(XS[0] - 8, TOP - 320, 500, 340)
    path.rect(XS[0] - 5, TOP - 317, 494, 334)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


def seal(canvas: Canvas) -> None:
    """A picture with a transparent ground."""
    ruled_sheet(canvas)
    dots = Image.new("RGBA", (60, 60), (255, 0, 0, 0))
    dots.paste((255, 0, 0, 255), (0, 0, 60, 6))
    canvas.drawImage(ImageReader(dots), LEFT, BOTTOM - 60, 120, 120, mask="auto")


def multiply(canvas: Canvas) -> None:
    canvas.setBlendMode("Multiply")


def translucent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0.3)


@pytest.mark.parametrize(
    "draw",
    [
        shading(True),
        shading(False, multiply),
        shading(False, translucent),
        clipped_box,
        frame_around,
        seal,
    ],
)
def test_what_covers_nothing_hides_nothing(draw: Draw) -> None:
    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]


def white_text(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    canvas.setFillGray(1)
    write(canvas, LEFT + 3, BOTTOM + 8, "9")


def text_in_the_colour_of_its_ground(canvas: Canvas) -> None:
    canvas.setFillGray(0.8)
    canvas.rect(XS[0], TOP - 3 * ROW_HEIGHT, XS[-1] - XS[0], 3 * ROW_HEIGHT, stroke=0, fill=1)
    write(canvas, LEFT + 3, BOTTOM + 8, "9")
    canvas.setFillGray(0)
    ruled_sheet(canvas)


def tiny_text(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    write(canvas, LEFT + 3, BOTTOM + 8, "9", size=1)


@pytest.mark.parametrize("draw", [white_text, text_in_the_colour_of_its_ground, tiny_text])
def test_text_that_nobody_sees_is_not_read(draw: Draw) -> None:
    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]


def test_white_heads_on_a_dark_ground_are_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.2)
        canvas.rect(XS[0], TOP - ROW_HEIGHT, XS[-1] - XS[0], ROW_HEIGHT, stroke=0, fill=1)
        canvas.setFillGray(1)
        for text, left, right in zip(HEAD, XS, XS[1:], strict=False):
            write(canvas, (left + right) / 2, TOP - ROW_HEIGHT / 2 - 3.5, text, "centre")
        canvas.setFillGray(0)
        for row_no, row in enumerate(ROWS[:3], start=1):
            for text, left in zip(row, XS, strict=False):
                write(canvas, left + 3, TOP - ROW_HEIGHT * row_no - 16, text)
        rule(canvas, range(5), range(len(XS)))

    [table] = tables(read(draw))
    assert grid(table)[:4] == [HEAD, *ROWS[:3]]
