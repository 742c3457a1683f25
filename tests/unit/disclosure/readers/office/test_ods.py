"""ODS: odfpy for what an office program writes, hand-built XML for what none should."""

import random
from typing import Any

from odf import number as odf_number  # type: ignore[import-untyped]
from odf import style as odf_style
from odf import table as odf_table
from odf import text as odf_text
from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind
from tests.spreadsheets import (
    by_place,
    flipped,
    read,
    read_or_refused,
    refused,
    saved,
    tables,
    texts,
    with_part,
    zipped,
)


def cell(shown: str, kind: str = "float", **attributes: Any) -> Any:
    cell = odf_table.TableCell(valuetype=kind, **attributes)
    for line in shown.split("\n"):
        cell.addElement(odf_text.P(text=line))
    return cell


def document() -> Any:
    document = OpenDocumentSpreadsheet()
    two_decimals = odf_number.NumberStyle(name="N2")
    two_decimals.addElement(odf_number.Number(decimalplaces=2, minintegerdigits=1, grouping="true"))
    hiding = odf_style.Style(name="hiding", family="table")
    hiding.addElement(odf_style.TableProperties(display="false"))
    amount = odf_style.Style(name="amount", family="table-cell", datastylename="N2")
    for style in (
        two_decimals,
        hiding,
        amount,
        odf_style.Style(name="child", family="table-cell", parentstylename=amount),
    ):
        document.automaticstyles.addElement(style)

    table = odf_table.Table(name="公开03表")
    table.addElement(odf_table.TableColumn(numbercolumnsrepeated=3))
    table.addElement(odf_table.TableColumn(defaultcellstylename="amount"))
    title = odf_table.TableRow()
    title.addElement(cell("支出\n决算表", "string", numbercolumnsspanned=3, numberrowsspanned=2))
    title.addElement(odf_table.CoveredTableCell(numbercolumnsrepeated=2))
    title.addElement(cell("1,234.50", value="1234.5"))
    figures = odf_table.TableRow(numberrowsrepeated=2)
    figures.addElement(odf_table.TableCell(numbercolumnsrepeated=1000))
    figures.addElement(cell("12.5", value="12.5"))
    figures.addElement(cell("12.346", value="12.3456"))
    figures.addElement(cell("¥7.00", "currency", value="7", stylename="child"))
    figures.addElement(cell("98.77%", "percentage", value="0.98765"))
    figures.addElement(cell("30/08/24", "date", datevalue="2024-08-30"))
    figures.addElement(odf_table.TableCell(formula="of:=SUM([.A1:.A2])"))
    blank = odf_table.TableRow(numberrowsrepeated=1_048_000)
    for row in (title, odf_table.TableRow(numberrowsrepeated=5), figures, blank):
        table.addElement(row)
    document.spreadsheet.addElement(table)
    hidden = odf_table.Table(name="hidden", stylename="hiding")
    hidden_row = odf_table.TableRow()
    hidden_row.addElement(cell("1", value="1"))
    hidden.addElement(hidden_row)
    document.spreadsheet.addElement(hidden)
    return document


def ods(content: str) -> bytes:
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = f"<office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>"
    return zipped({"content.xml": f"<office:document-content {namespaces}>{body}</office:document-content>"})


def test_everything_printed_is_read() -> None:
    content = read(saved(document()))
    (table,) = tables(content)
    cells = by_place(table)
    assert [text for (row_no, _), text in texts(table).items() if row_no < 8] == [
        "支出\n决算表",
        "1,234.50",
        "12.5",
        "12.3456",
        "7.00",
        "98.77%",
        "2024-08-30",
        "=SUM([.A1:.A2])",
    ]
    assert (cells[1, 1].row_span, cells[1, 1].column_span) == (2, 3)
    assert list(cells)[2] == (7, 1001)
    assert [cells[7, column].decimals for column in (1001, 1002, 1003)] == [4, 4, 2]
    assert [cell.text for cell in table.cells if cell.row_no == 8] == [
        cell.text for cell in table.cells if cell.row_no == 7
    ]
    assert table.spans_known
    assert [problem.kind for problem in content.problems] == [ProblemKind.NO_CACHED_VALUE, ProblemKind.HIDDEN_SHEET]


def test_hidden_rows_and_columns_are_left_out() -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    cells = "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in "abcd")
    rows = f'<table:table-row>{cells}</table:table-row><table:table-row table:visibility="filter">{cells}'
    content = read(ods(f'<table:table table:name="x">{columns}{rows}</table:table-row></table:table>'))
    assert texts(tables(content)[0]) == {(1, 1): "a", (1, 4): "d"}
    assert [problem.kind for problem in content.problems] == [ProblemKind.HIDDEN_SHEET]


def test_absurd_repetition_is_refused() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert refused(ods(f'<table:table table:name="x">{row}</table:table>')).kind is ProblemKind.TOO_LARGE


def test_other_documents_are_no_workbooks() -> None:
    assert refused(ods("")).kind is ProblemKind.UNSUPPORTED_FORMAT


def test_broken_xml_is_damage() -> None:
    assert refused(ods("<table:table>")).kind is ProblemKind.DAMAGED_FILE


def test_an_encrypted_document_is_said_to_be_encrypted() -> None:
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    parts: dict[str, str | bytes] = {"META-INF/manifest.xml": manifest, "content.xml": bytes(range(256))}
    assert refused(zipped(parts)).kind is ProblemKind.ENCRYPTED_FILE


FLIPS = 300


def test_flipped_bytes_of_an_ods() -> None:
    chance = random.Random(4)
    data = saved(document())
    for _ in range(FLIPS):
        read_or_refused(with_part(data, "content.xml", lambda part: flipped(part, chance)))
