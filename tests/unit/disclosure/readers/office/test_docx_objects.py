"""DOCX: what stands on the page without being text is read where it is a workbook or a document, else told."""

import openpyxl  # type: ignore[import-untyped]
import xlwt  # type: ignore[import-untyped]

from orchestration.disclosure.model import Block, Line, OpaqueBlock, OpaqueKind, Place, Table
from tests.spreadsheets import saved, sheet_of, with_part
from tests.word_documents import (
    blocks,
    document,
    p,
    relations,
    tbl,
    tc,
    tr,
)

TITLE = p("收入决算表")


def drawing(width_cm: float, height_cm: float) -> str:
    extent = f'<wp:extent cx="{int(width_cm * 360_000)}" cy="{int(height_cm * 360_000)}"/>'
    return f'<w:p><w:r><w:drawing><wp:inline>{extent}<a:blip r:embed="rId9"/></wp:inline></w:drawing></w:r></w:p>'


def embedded(size: str = "width:450pt;height:200pt", attributes: str = 'ProgID="Excel.Sheet.12"') -> str:
    shape = f'<v:shape style="{size}"><v:imagedata r:id="rId7"/></v:shape>'
    return f'<w:p><w:r><w:object>{shape}<o:OLEObject {attributes} r:id="rId8"/></w:object></w:r></w:p>'


def test_a_picture_stands_in_its_place() -> None:
    content = blocks(TITLE + drawing(16, 8) + p("注"))
    assert content[1] == OpaqueBlock(OpaqueKind.PICTURE, Place())
    assert isinstance(content[2], Line)
    old = '<w:p><w:r><w:pict><v:shape style="width:12cm;height:6cm"><v:imagedata/></v:shape></w:pict></w:r></w:p>'
    assert blocks(old) == (OpaqueBlock(OpaqueKind.PICTURE, Place()),)


def test_small_pictures_equations_and_struck_ones_are_nothing() -> None:
    assert blocks(drawing(3, 1) + drawing(0.5, 9)) == ()
    assert blocks(embedded(attributes='ProgID="Equation.DSMT4"')) == ()
    assert blocks(embedded("width:20pt;height:12pt")) == ()


def test_a_picture_in_a_cell_follows_the_table() -> None:
    table, picture = blocks(tbl(tr(tc(p("甲") + drawing(9, 9)), tc("1"))))
    assert isinstance(table, Table) and isinstance(picture, OpaqueBlock)


def test_an_object_that_cannot_be_read_is_told() -> None:
    missing = blocks(TITLE + embedded())[1]
    assert missing == OpaqueBlock(OpaqueKind.EMBEDDED_OBJECT, Place())
    parts: dict[str, str | bytes] = {**relations(rId8="embeddings/a.bin"), "word/embeddings/a.bin": b"no workbook"}
    assert blocks(TITLE + embedded(), **parts)[1] == OpaqueBlock(OpaqueKind.EMBEDDED_OBJECT, Place(), "a.bin")


def with_workbook(body: str, workbook: bytes) -> tuple[Block, ...]:
    parts: dict[str, str | bytes] = {**relations(rId8="embeddings/a.xlsx"), "word/embeddings/a.xlsx": workbook}
    return blocks(body, **parts)


def test_an_embedded_workbook_is_read_where_it_stands() -> None:
    workbook = sheet_of({"A1": "项目", "B1": "决算数", "A2": "合计", "B2": 397.18})
    _, first, embedded_table, note = with_workbook(TITLE + tbl(tr(tc("a"), tc("b"))) + embedded() + p("注"), workbook)
    assert isinstance(first, Table) and isinstance(embedded_table, Table) and isinstance(note, Line)
    assert (first.table_no, embedded_table.table_no, embedded_table.sheet_name) == (1, 2, None)
    assert [cell.text for cell in embedded_table.cells] == ["项目", "决算数", "合计", "397.18"]


def test_only_the_worksheet_and_the_area_that_are_shown_are_read() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "not shown"
    shown = book.create_sheet("shown")
    shown["A1"], shown["A2"], shown["D9"] = "合计", 1, "beside"
    book.active = 1
    book.views[0].activeTab = 1
    (table,) = with_workbook(embedded(), saved(book))
    assert isinstance(table, Table) and [cell.text for cell in table.cells] == ["合计", "1", "beside"]


def test_only_the_shown_area_of_a_worksheet_is_read() -> None:
    whole = sheet_of({"A1": "合计", "B1": 397.18, "A9": "备查", "F1": 9})
    part = with_part(
        whole, "xl/workbook.xml", lambda xml: xml.replace(b"</workbook>", b'<oleSize ref="A1:B3"/></workbook>')
    )
    (table,) = with_workbook(embedded(), part)
    assert isinstance(table, Table) and [cell.text for cell in table.cells] == ["合计", "397.18"]


def test_an_embedded_workbook_of_the_old_kind_is_read() -> None:
    book = xlwt.Workbook()
    book.add_sheet("hidden behind").write(0, 0, "not shown")
    book.add_sheet("shown").write(0, 0, 397.18)
    book.set_active_sheet(1)
    (table,) = with_workbook(embedded(), saved(book))
    assert isinstance(table, Table) and [cell.text for cell in table.cells] == ["397.18"]


def test_an_embedded_document_is_read_but_not_what_is_embedded_in_it() -> None:
    inner = document(p("内") + embedded(), **relations(rId8="embeddings/b.xlsx"))
    line, told = with_workbook(embedded(), inner)
    assert isinstance(line, Line) and line.text == "内"
    assert isinstance(told, OpaqueBlock)


def test_an_object_shown_as_an_icon_is_told() -> None:
    icon = embedded(attributes='ProgID="Excel.Sheet.12" DrawAspect="Icon"')
    assert with_workbook(icon, sheet_of({"A1": 1})) == (OpaqueBlock(OpaqueKind.EMBEDDED_OBJECT, Place(), "a.xlsx"),)
