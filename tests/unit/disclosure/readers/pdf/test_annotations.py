"""What a viewer draws over a page is part of it: fields, typed text and boxes; comments and hidden things are not."""

import re

import pytest
from reportlab.pdfbase import pdfdoc  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from orchestration.disclosure.readers.pdf import read_pdf
from tests.drawn_pdfs import (
    HEAD,
    ROW_HEIGHT,
    ROWS,
    TOP,
    XS,
    Draw,
    drawn,
    grid,
    lines,
    raw_file,
    read,
    ruled_sheet,
    tables,
    write_sheet,
)

Name = pdfdoc.PDFName

COLUMN, ROW = 2, 1
LEFT, RIGHT, BOTTOM = XS[COLUMN] + 2, XS[COLUMN + 1] - 2, TOP - ROW_HEIGHT * (ROW + 1) + 3
WIDTH, HEIGHT = RIGHT - LEFT, ROW_HEIGHT - 6
RECT = pdfdoc.PDFArray([LEFT, BOTTOM, RIGHT, BOTTOM + HEIGHT])

TYPED = f"BT /F 10 Tf 0 g {WIDTH - 30} 4 Td (8.88) Tj ET"
GROUND = f"1 g 0 0 {WIDTH} {HEIGHT} re f"


def annotate(canvas: Canvas, kind: str, appearance: str | None = None, **entries: object) -> None:
    """Put an annotation over the total of the sheet."""
    entries = {"Type": Name("Annot"), "Subtype": Name(kind), "Rect": RECT, "F": 4} | entries
    if appearance is not None:
        font = pdfdoc.PDFDictionary({"Type": Name("Font"), "Subtype": Name("Type1"), "BaseFont": Name("Helvetica")})
        fonts = pdfdoc.PDFDictionary({"F": font})
        head = {
            "Type": Name("XObject"),
            "Subtype": Name("Form"),
            "BBox": pdfdoc.PDFArray([0, 0, WIDTH, HEIGHT]),
            "Resources": pdfdoc.PDFDictionary({"Font": fonts}),
        }
        stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(head), appearance.encode())
        entries["AP"] = pdfdoc.PDFDictionary({"N": canvas._doc.Reference(stream)})
    canvas._addAnnotation(pdfdoc.PDFDictionary(entries))


def over_sheet(kind: str, appearance: str | None = None, **entries: object) -> Draw:
    def draw(canvas: Canvas) -> None:
        ruled_sheet(canvas)
        annotate(canvas, kind, appearance, **entries)

    return draw


def sheet_with(total: str) -> list[tuple[str, ...]]:
    return [HEAD, (*ROWS[0][:COLUMN], total, *ROWS[0][COLUMN + 1 :]), *ROWS[1:]]


@pytest.mark.parametrize(
    ("draw", "total"),
    [
        (over_sheet("FreeText", f"{GROUND} {TYPED}"), "8.88"),
        (over_sheet("FreeText", GROUND), ""),
        (over_sheet("Square", GROUND), ""),
        (over_sheet("Stamp", f"{GROUND} {TYPED}"), "8.88"),
        (over_sheet("StrikeOut", None, QuadPoints=pdfdoc.PDFArray(
            [LEFT, BOTTOM + HEIGHT, RIGHT, BOTTOM + HEIGHT, LEFT, BOTTOM, RIGHT, BOTTOM]
        )), ""),
    ],
)  # fmt: skip
def test_what_annotations_cover_or_strike_out_is_not_read(draw: Draw, total: str) -> None:
    [table] = tables(read(draw))
    assert grid(table) == sheet_with(total)


@pytest.mark.parametrize(
    "draw",
    [
        over_sheet("FreeText", f"{GROUND} {TYPED}", F=2),
        over_sheet("FreeText", f"{GROUND} {TYPED}", F=32),
        over_sheet("Text", f"{GROUND} {TYPED}", Contents=pdfdoc.PDFString("8.88")),
        over_sheet("Popup", f"{GROUND} {TYPED}"),
        over_sheet("Watermark", TYPED),
        over_sheet("Stamp", f"1 0 0 RG 0 0 {WIDTH} {HEIGHT} re S {TYPED}"),
        over_sheet("Highlight", f"1 1 0 rg 0 0 {WIDTH} {HEIGHT} re f"),
        over_sheet("Redact", f"1 0 0 RG 0 0 {WIDTH} {HEIGHT} re S"),
        over_sheet("Square", f"1 0 0 RG 1 1 {WIDTH - 2} {HEIGHT - 2} re S"),
        over_sheet("Link"),
    ],
)
def test_what_is_no_part_of_the_page_changes_nothing(draw: Draw) -> None:
    [table] = tables(read(draw))
    assert grid(table) == [HEAD, *ROWS]


def blank_total(canvas: Canvas) -> None:
    ruled_sheet(canvas)
    canvas.setFillGray(1)
    canvas.rect(LEFT, BOTTOM, WIDTH, HEIGHT, stroke=0, fill=1)
    canvas.setFillGray(0)


def text_field(canvas: Canvas) -> None:
    blank_total(canvas)
    canvas.acroForm.textfield(
        value="8.88", x=LEFT, y=BOTTOM, width=WIDTH, height=HEIGHT, fontSize=9, borderWidth=0, fillColor=None
    )


def choice(canvas: Canvas) -> None:
    blank_total(canvas)
    canvas.acroForm.choice(
        value="8.88", options=["8.88", "9.99"], x=LEFT, y=BOTTOM, width=WIDTH, height=HEIGHT, fontSize=9, borderWidth=0
    )


def typed_over_a_blank(canvas: Canvas) -> None:
    blank_total(canvas)
    annotate(canvas, "FreeText", TYPED)


@pytest.mark.parametrize("draw", [text_field, choice, typed_over_a_blank])
def test_values_of_fields_are_read_in_their_cells(draw: Draw) -> None:
    [table] = tables(read(draw))
    assert grid(table) == sheet_with("8.88")


def test_the_borders_of_fields_are_no_rules() -> None:
    """A field with a border of its own, on a page without any rule."""

    def draw(canvas: Canvas) -> None:
        write_sheet(canvas)
        canvas.acroForm.textfield(value="1.00", x=LEFT, y=300, width=WIDTH, height=HEIGHT, fontSize=9, borderWidth=1)

    content = read(draw)
    assert "1.00" in lines(content)
    assert grid(tables(content)[0]) == [HEAD, *ROWS]


def test_a_field_that_does_not_say_how_it_looks_is_read() -> None:
    shown = drawn(text_field)
    bare = re.sub(rb"/AP <<.*?>>", lambda found: b" " * len(found[0]), shown, flags=re.DOTALL)
    assert bare != shown
    [table] = tables(read_pdf(raw_file(bare)))
    assert grid(table) == sheet_with("8.88")
