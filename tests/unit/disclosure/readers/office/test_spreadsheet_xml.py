"""SpreadsheetML 2003: a workbook in one bare XML file."""

import random

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Line, Place, Table
from orchestration.disclosure.readers.content import Content
from tests.spreadsheets import by_place, flipped, read, read_or_refused, refused, tables, texts

NAMESPACES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:html="http://www.w3.org/TR/REC-html40"'
)
HEAD = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'


def worksheet(rows: str, name: str = "公开01表", options: str = "") -> str:
    table = f'<Table ss:ExpandedColumnCount="9">{rows}</Table>'
    around = f'<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">{options}</WorksheetOptions>'
    return f'<Worksheet ss:Name="{name}">{table}{around}</Worksheet>'


def workbook(*worksheets: str, styles: str = "") -> bytes:
    return f"{HEAD}<Workbook {NAMESPACES}><Styles>{styles}</Styles>{''.join(worksheets)}</Workbook>".encode()


def row(*cells: str, attributes: str = "") -> str:
    return f"<Row {attributes}>{''.join(cells)}</Row>"


def cell(text: object, attributes: str = "", kind: str | None = None) -> str:
    kind = kind or ("String" if isinstance(text, str) else "Number")
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def style(name: str, inside: str, attributes: str = "") -> str:
    return f'<Style ss:ID="{name}" {attributes}>{inside}</Style>'


def only(content: Content) -> Table:
    (table,) = tables(content)
    return table


def test_places_spans_and_formats_are_those_of_the_worksheet() -> None:
    styles = style("money", '<NumberFormat ss:Format="Standard"/>') + style(
        "wan", '<NumberFormat ss:Format="0.0&quot;万元&quot;"/>'
    )
    rows = (
        row(cell("收入决算表", 'ss:MergeAcross="2" ss:MergeDown="1"'), cell("右"))
        + row(cell(7, 'ss:Index="4"'), attributes='ss:Index="2"')
        + row(cell(1234.5, 'ss:StyleID="money"'), cell(3, 'ss:Index="3" ss:StyleID="wan"'), attributes='ss:Index="5"')
        + row(cell(1, kind="Boolean"), cell("2024-08-30T00:00:00.000", kind="DateTime"), cell("#N/A", kind="Error"))
    )
    table = only(read(workbook(worksheet(rows), styles=styles)))
    assert texts(table) == {
        (1, 1): "收入决算表",
        (1, 4): "右",
        (2, 4): "7",
        (5, 1): "1,234.50",
        (5, 3): "3.0万元",
        (6, 1): "TRUE",
        (6, 2): "2024-08-30",
        (6, 3): "#N/A",
    }
    title = by_place(table)[1, 1]
    assert (title.row_span, title.column_span, table.sheet_name) == (2, 3, "公开01表")


def test_styles_of_rows_columns_and_parents_count() -> None:
    styles = (
        style("Default", '<NumberFormat ss:Format="0.0"/>')
        + style("base", '<NumberFormat ss:Format="0.000"/>')
        + style("child", "<Font/>", 'ss:Parent="base"')
    )
    columns = '<Column ss:StyleID="child"/><Column ss:Index="3" ss:Span="1" ss:Hidden="1"/>'
    rows = columns + row(cell(1), cell(2), cell(3), cell(4), cell(5)) + row(cell(1), attributes='ss:StyleID="base"')
    content = read(workbook(worksheet(rows), styles=styles))
    assert texts(only(content)) == {(1, 1): "1.000", (1, 2): "2.0", (1, 5): "5.0", (2, 1): "1.000"}
    assert [problem.kind for problem in content.problems] == [ProblemKind.HIDDEN_SHEET]


def test_only_what_a_person_sees_is_read() -> None:
    styles = (
        style("struck", '<Font ss:StrikeThrough="1"/>')
        + style("pale", '<Font ss:Color="#FFFFFF"/>')
        + style("dark", '<Font ss:Color="#FFFFFF"/><Interior ss:Color="#1F4E79" ss:Pattern="Solid"/>')
        + style("hidden", '<NumberFormat ss:Format=";;;"/>')
    )
    raised = '<ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">397.18<Sup>①</Sup></ss:Data>'
    struck = '<ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><S>12</S><B>397.18</B></ss:Data>'
    rows = (
        row(*(cell(12, f'ss:StyleID="{name}"') for name in ("struck", "pale", "dark", "hidden")))
        + row(f"<Cell>{raised}</Cell>", f"<Cell>{struck}</Cell>")
        + row(cell("藏"), attributes='ss:Hidden="1"')
    )
    content = read(workbook(worksheet(rows), styles=styles))
    assert texts(only(content)) == {(1, 3): "12", (2, 1): "397.18", (2, 2): "397.18"}
    assert len(content.problems) == 2


def test_hidden_worksheets_headers_and_missing_results_are_told() -> None:
    header = '<PageSetup><Header x:Data="&amp;C收入决算表&amp;R单位：元"/><Footer x:Data="&amp;C&amp;P"/></PageSetup>'
    missing = '<Cell ss:Formula="=SUM(R1C1)"><Data ss:Type="Number"></Data></Cell>'
    content = read(
        workbook(
            worksheet(row(cell("藏")), "附", "<Visible>SheetHidden</Visible>"),
            worksheet(row(cell("合计"), missing), options=header),
        )
    )
    place = Place(table_no=2, sheet_name="公开01表")
    assert content.blocks[:2] == (Line("收入决算表", place), Line("单位：元", place))
    assert [problem.kind for problem in content.problems] == [ProblemKind.HIDDEN_SHEET, ProblemKind.NO_CACHED_VALUE]


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "gb18030"])
def test_the_declared_encoding_is_used(codec: str) -> None:
    data = workbook(worksheet(row(cell("收入")))).decode()
    data = data.replace('version="1.0"', f'version="1.0" encoding="{codec}"')
    assert texts(only(read(data.encode(codec)))) == {(1, 1): "收入"}


def test_damage_and_attacks_are_refused() -> None:
    whole = workbook(worksheet(row(cell("a"))))
    assert refused(whole[:-20]).kind is ProblemKind.DAMAGED_FILE
    twice = workbook(worksheet(row(cell("a"), cell("b", 'ss:Index="1"'))))
    assert refused(twice).kind is ProblemKind.DAMAGED_FILE
    typed = whole.replace(b"?><Workbook", b'?><!DOCTYPE Workbook [<!ENTITY a "x">]><Workbook')
    assert refused(typed).kind in (ProblemKind.UNREADABLE_FILE, ProblemKind.UNSUPPORTED_FORMAT)
    far = workbook(worksheet(row(cell("a")) + row(cell("b", 'ss:Index="16000"'), attributes='ss:Index="1000000"')))
    assert refused(far).kind is ProblemKind.TOO_LARGE


def test_flipped_bytes() -> None:
    chance = random.Random(5)
    data = workbook(worksheet(row(cell("收入", 'ss:MergeAcross="2"'), cell(1.5))))
    for _ in range(300):
        read_or_refused(flipped(data, chance))
