"""XLSX workbooks and SpreadsheetML of few bytes and endless cells."""

from collections.abc import Mapping

from benchmarks.attacks.attack import attacks
from tests.spreadsheets import zipped

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELATIONS = f'<Relationships xmlns="{_PACKAGE}/relationships">'
_ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>收入支出决算总表</t></is></c></row>'


def _text_cell(text: str) -> str:
    return f'<row r="1"><c r="A1" t="inlineStr"><is>{text}</is></c></row>'


def _book(
    rows: str = _ROW, before: str = "", after: str = "", sheets: int = 1, others: Mapping[str, str] | None = None
) -> bytes:
    sheet = f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    named = "".join(f'<sheet name="公开{at}表" sheetId="{at}" r:id="rId{at}"/>' for at in range(1, sheets + 1))
    targets = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/relationships/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, sheets + 1)
    )
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": f'{_RELATIONS}<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><sheets>{named}</sheets>'
            "</workbook>",
            "xl/_rels/workbook.xml.rels": f"{_RELATIONS}{targets}</Relationships>",
            **{f"xl/worksheets/sheet{at}.xml": sheet for at in range(1, sheets + 1)},
            **(others or {}),
        }
    )


def _shared(text: str) -> dict[str, str]:
    return {"xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{text}</sst>'}


def part_of_gigabytes() -> bytes:
    return _book(others={"xl/media/image1.png": "\0" * 430_000_000})


def long_shared_text() -> bytes:
    """One text of nine million letters, shown by four hundred thousand cells."""
    cells = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 190_000))
    return _book(rows=cells, others=_shared(f"<si><t>{'决' * 3_300_000}</t></si>"))


def cell_of_ten_megabytes() -> bytes:
    return _book(rows=_text_cell(f"<t>{'决算支出' * 2_500_000}</t>"))


def number_of_million_digits() -> bytes:
    return _book(rows=f'<row r="1"><c r="A1"><v>{"9" * 5_000_000}</v></c></row>')


def merged_ranges() -> bytes:
    ranges = "".join(f'<mergeCell ref="A{at}:XFD{at}"/>' for at in range(1, 300_000))
    return _book(after=f"<mergeCells>{ranges}</mergeCells>")


def farthest_cell() -> bytes:
    return _book(rows=f'{_ROW}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def columns_over_each_other() -> bytes:
    return _book(before="<cols>" + '<col min="1" max="16384" hidden="1"/>' * 500_000 + "</cols>")


def many_worksheets() -> bytes:
    return _book(sheets=3_000)


def conditional_formats() -> bytes:
    rule = (
        '<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression" priority="1"/></conditionalFormatting>'
    )
    return _book(after=rule * 200_000)


def million_attributes() -> bytes:
    named = " ".join(f'a{at}="1"' for at in range(1_000_000))
    return _book(rows=f'<row r="1" {named}><c r="A1"><v>1</v></c></row>')


def expanding_entities() -> bytes:
    levels = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 12))
    declared = f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a0 "决算">{levels}]>'
    return _book(others={"xl/sharedStrings.xml": f'{declared}<sst xmlns="{_MAIN}"><si><t>&a11;</t></si></sst>'})


def elements_in_depth() -> bytes:
    return _book(rows="<row>" * 400_000 + "</row>" * 400_000)


def _spreadsheet_xml(rows: str) -> bytes:
    namespace = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{namespace}" xmlns:ss="{namespace}">'
        f'<Worksheet ss:Name="1"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def merge_of_billions() -> bytes:
    cell = '<Cell ss:MergeAcross="999999999" ss:MergeDown="999999999"><Data ss:Type="String">决算</Data></Cell>'
    return _spreadsheet_xml(f"<Row>{cell}</Row>" * 1_000)


ATTACKS = (
    *attacks(
        "xlsx",
        part_of_gigabytes,
        long_shared_text,
        cell_of_ten_megabytes,
        number_of_million_digits,
        merged_ranges,
        farthest_cell,
        columns_over_each_other,
        many_worksheets,
        conditional_formats,
        million_attributes,
        expanding_entities,
        elements_in_depth,
    ),
    *attacks("xml", merge_of_billions),
)
