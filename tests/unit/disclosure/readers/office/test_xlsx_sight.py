"""XLSX: only what a person sees of a cell is read, and titles and units in page headers too."""

from collections.abc import Callable
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock  # type: ignore[import-untyped]
from openpyxl.cell.text import InlineFont  # type: ignore[import-untyped]
from openpyxl.drawing.image import Image  # type: ignore[import-untyped]
from openpyxl.formatting.rule import CellIsRule  # type: ignore[import-untyped]
from openpyxl.styles import Color, Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.worksheet.table import Table as ListObject  # type: ignore[import-untyped]

from orchestration.disclosure.model import Line, OpaqueBlock, OpaqueKind, Place, Table
from tests.spreadsheets import MAIN, only_table, read, saved, sheet_of, texts, with_part, xlsx

DARK = PatternFill("solid", fgColor="1F4E79")


def edited(edit: Callable[[Any], None]) -> bytes:
    book = openpyxl.Workbook()
    edit(book.worksheets[0])
    return saved(book)


def shown(edit: Callable[[Any], None]) -> list[str]:
    blocks = read(edited(edit)).blocks
    return [cell.text for block in blocks if isinstance(block, Table) for cell in block.cells]


@pytest.mark.parametrize(
    "font",
    [
        Font(strike=True),
        Font(size=1),
        Font(color="FFFFFFFF"),
        Font(color=Color(theme=0)),
        Font(color=Color(indexed=9)),
        Font(color=Color(theme=0, tint=-0.02)),
    ],
)
def test_cells_that_nobody_sees_are_not_read(font: Font) -> None:
    def edit(sheet: Any) -> None:
        sheet["A1"], sheet["B1"], sheet["C1"] = "合计", 12, 397.18
        sheet["B1"].font = font

    assert shown(edit) == ["合计", "397.18"]


@pytest.mark.parametrize(
    ("font", "fill"),
    [
        (Font(color="FFFFFFFF"), DARK),
        (Font(color=Color(theme=0)), PatternFill("solid", fgColor=Color(theme=4))),
        (Font(color="FFFFFFFF"), PatternFill("darkGrid", fgColor="000000")),
        (Font(color=Color(theme=0, tint=-0.5)), PatternFill()),
        (Font(color=Color(theme=1)), PatternFill()),
        (Font(color=Color(theme=5)), PatternFill()),
        (Font(vertAlign="superscript"), PatternFill()),
    ],
)
def test_cells_that_can_be_seen_are_read(font: Font, fill: PatternFill) -> None:
    def edit(sheet: Any) -> None:
        sheet["A1"] = 12
        sheet["A1"].font, sheet["A1"].fill = font, fill

    assert shown(edit) == ["12"]


def test_letters_in_the_colour_of_their_fill_are_not_seen() -> None:
    def edit(sheet: Any) -> None:
        sheet["A1"], sheet["B1"] = 12, 3
        sheet["A1"].font, sheet["A1"].fill = Font(color="FF1F4E79"), DARK

    assert shown(edit) == ["3"]


def test_white_letters_are_seen_where_a_rule_or_a_list_paints_their_cells() -> None:
    def edit(sheet: Any) -> None:
        sheet.append(["项目", "决算数"])
        sheet.append(["合计", 12])
        for cell in (*sheet[1], sheet["B2"], sheet.cell(9, 9, "藏")):
            cell.font = Font(color="FFFFFFFF")
        sheet.conditional_formatting.add("B2:B3", CellIsRule("greaterThan", ["0"], fill=DARK))
        sheet.add_table(ListObject(displayName="t", ref="A1:B1"))

    assert sorted(shown(edit)) == sorted(["项目", "决算数", "合计", "12"])


def test_rows_and_columns_without_any_height_or_width_are_hidden() -> None:
    def edit(sheet: Any) -> None:
        sheet["A1"], sheet["A2"], sheet["C1"] = "甲", "乙", "丙"
        sheet.row_dimensions[2].height = 0.5

    data = with_part(
        edited(edit),
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(
            b"<sheetData>", b'<cols><col min="3" max="3" width="0" customWidth="1"/></cols><sheetData>'
        ),
    )
    assert texts(only_table(data)) == {(1, 1): "甲"}


def rich(*pieces: object) -> list[str]:
    def edit(sheet: Any) -> None:
        sheet["A1"] = CellRichText(*pieces)

    return shown(edit)


def test_struck_out_and_invisible_runs_of_a_text_are_not_read() -> None:
    assert rich(TextBlock(InlineFont(strike=True), "12"), "397.18") == ["397.18"]
    assert rich("397.18", TextBlock(InlineFont(color="FFFFFFFF"), "9")) == ["397.18"]
    assert rich("397.18", TextBlock(InlineFont(sz=1), "9")) == ["397.18"]
    assert rich(TextBlock(InlineFont(strike=True), "12")) == []


def test_raised_marks_of_notes_in_a_text_are_not_read() -> None:
    raised = InlineFont(vertAlign="superscript")
    assert rich("397.18", TextBlock(raised, "①")) == ["397.18"]
    assert rich("基本支出", TextBlock(raised, "["), TextBlock(raised, "2]")) == ["基本支出"]
    assert rich(TextBlock(raised, "12")) == ["12"]
    assert rich("面积3m", TextBlock(raised, "2")) == ["面积3m2"]


def test_runs_keep_their_own_fonts_in_a_struck_out_cell_and_white_ones_show_on_dark() -> None:
    def edit(sheet: Any) -> None:
        sheet["A1"] = CellRichText("12", TextBlock(InlineFont(strike=False), "397.18"))
        sheet["A1"].font = Font(strike=True)
        sheet["A2"] = CellRichText(TextBlock(InlineFont(color="FFFFFFFF"), "决算数"))
        sheet["A2"].fill = DARK

    assert shown(edit) == ["397.18", "决算数"]


def test_shared_texts_have_runs_too() -> None:
    item = "<r><rPr><strike/></rPr><t>12</t></r><r><t>397.18</t></r>"
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    data = xlsx(rows, others={"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si>{item}</si></sst>'})
    assert texts(only_table(data)) == {(1, 1): "397.18"}


def test_formats_hide_figures_and_texts() -> None:
    values = {"A1": 12, "A2": "字", "B1": 12, "B2": "字", "C1": -12, "C2": 12}
    formats = {"A1": ";;;", "A2": ";;;", "B1": ";;;@", "B2": ";;;@", "C1": "0.00;", "C2": "0.00;"}
    assert texts(only_table(sheet_of(values, formats))) == {(2, 2): "字", (2, 3): "12.00"}


def test_page_headers_and_footers_stand_over_their_worksheet() -> None:
    def edit(sheet: Any) -> None:
        sheet["A1"] = "合计"
        sheet.oddHeader.center.text = "2024年度收入决算表"
        sheet.oddHeader.center.font, sheet.oddHeader.center.size = "宋体,Bold", 14
        sheet.oddHeader.right.text = "单位：元"
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
        sheet.firstHeader.left.text = "not used"

    title, unit, table = read(edited(edit)).blocks
    place = Place(table_no=1, sheet_name="Sheet")
    assert {title, unit} == {Line("2024年度收入决算表", place), Line("单位：元", place)}
    assert isinstance(table, Table)


def test_pictures_and_objects_on_a_worksheet_are_told(tmp_path: Any) -> None:
    png = tmp_path / "a.png"
    pil = pytest.importorskip("PIL.Image")
    pil.new("RGB", (8, 8)).save(png)

    def edit(sheet: Any) -> None:
        large, small = Image(png), Image(png)
        large.width, large.height = 600, 300
        sheet.add_image(large, "A1")
        sheet.add_image(small, "A1")

    assert read(edited(edit)).blocks == (OpaqueBlock(OpaqueKind.PICTURE, Place(table_no=1, sheet_name="Sheet")),)
    embedded = xlsx("", '<oleObjects><oleObject progId="Word.Document.12" shapeId="1"/></oleObjects>')
    (block,) = read(embedded).blocks
    assert isinstance(block, OpaqueBlock) and block.kind is OpaqueKind.EMBEDDED_OBJECT
