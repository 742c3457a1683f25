"""SpreadsheetML 2003: a whole workbook in one bare XML file, as Excel 2003 and many programs of departments save it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from orchestration.disclosure.messages.message import fragment
from orchestration.disclosure.readers.container import fault_of_xml, forget, iterate_xml
from orchestration.disclosure.readers.content import Content
from orchestration.disclosure.readers.office.cell_looks import (
    CellStyle,
    Font,
    RichText,
    TextRun,
    hex_colour,
    printed_text,
)
from orchestration.disclosure.readers.office.number_formats import (
    NumberFormat,
    Printed,
    parse_format,
    parse_number,
    print_number,
)
from orchestration.disclosure.readers.office.ooxml_worksheet import damaged_workbook
from orchestration.disclosure.readers.office.running_lines import coded_lines
from orchestration.disclosure.readers.office.worksheet import Worksheet, refuse_too_many_cells, worksheet_content
from orchestration.disclosure.readers.sight import LEAST_SIZE, WHITE

_SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_READ = (
    *(f"{_SPREADSHEET}{name}" for name in ("Style", "Worksheet", "Column", "Row")),
    f"{_EXCEL}WorksheetOptions",
)

_NAMED_FORMATS = {
    "General Number": "General",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Currency": "#,##0.00",
    "Euro Currency": "#,##0.00",
}
_COUNT = re.compile(r"\d{1,7}")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_STRUCK, _RAISED = frozenset({"S", "Del", "Strike"}), frozenset({"Sup", "Sub"})
_TIMELESS = "T00:00:00.000"


@dataclass(slots=True)
class _Sheet:
    """A worksheet while it is read: its styles by column, and how far its rows and columns have come."""

    worksheet: Worksheet
    rows: int = 0
    columns: int = 0
    column_styles: dict[int, str] = field(default_factory=dict)


def read_spreadsheet_xml(file_name: str, data: bytes) -> Content:
    """The tables of the workbook. Raises UnreadableFile for XML that is broken, too large or hostile."""
    refuse_too_many_cells(data.count(b"<Cell") + data.count(b":Cell"))
    try:
        return worksheet_content(file_name, list(_worksheets(data)), producer=None)
    except etree.XMLSyntaxError as failure:
        raise damaged_workbook(fragment("files.xml_broken", error=fault_of_xml(failure))) from failure


def _worksheets(data: bytes) -> Iterator[Worksheet]:
    styles: dict[str, CellStyle] = {}
    sheet = _Sheet(Worksheet(""))
    for event, element in iterate_xml(data, _READ, events=("start", "end")):
        kind = element.tag.rpartition("}")[2]
        if kind == "Worksheet":
            if event == "end":
                yield sheet.worksheet
            else:
                sheet = _Sheet(Worksheet(_said(element, "Name") or ""))
        elif event == "start":
            continue
        elif kind == "Row":
            _read_row(sheet, element, styles)
            forget(element)
        elif kind == "Column":
            _note_columns(sheet, element)
        elif kind == "Style":
            styles[_said(element, "ID") or ""] = _style(element, styles)
        else:
            _note_options(sheet.worksheet, element)


def _style(element: etree._Element, styles: dict[str, CellStyle]) -> CellStyle:
    base = styles.get(_said(element, "Parent") or "Default", CellStyle())
    shape, font, ground = base.shape, base.font, base.ground
    for part in element:
        match part.tag.rpartition("}")[2]:
            case "Font":
                font = _font(part, base.font)
            case "Interior" if _said(part, "Pattern") not in (None, "None"):
                ground = hex_colour(_said(part, "Color") or "") if _said(part, "Pattern") == "Solid" else None
            case "Interior":
                ground = WHITE
            case "NumberFormat":
                shape = _shape(_said(part, "Format") or "General")
    return CellStyle(shape, font, ground)


def _shape(code: str) -> NumberFormat:
    if code.endswith(("Date", "Time")):
        return NumberFormat()
    return parse_format(_NAMED_FORMATS.get(code, code))


def _font(part: etree._Element, base: Font) -> Font:
    colour = _said(part, "Color")
    return Font(
        struck=_said(part, "StrikeThrough") == "1",
        raised=_said(part, "VerticalAlign") in ("Superscript", "Subscript"),
        size=_length(_said(part, "Size"), base.size),
        ink=hex_colour(colour) if colour else None,
    )


def _note_columns(sheet: _Sheet, column: etree._Element) -> None:
    first = _stated_place(column, sheet.columns + 1)
    sheet.columns = min(first + _count(column, "Span", 0), _LAST_COLUMN)
    numbers = range(first, sheet.columns + 1)
    if _said(column, "Hidden") == "1" or _said(column, "Width") == "0":
        sheet.worksheet.hidden_columns.add(first, sheet.columns)
    if style := _said(column, "StyleID"):
        sheet.column_styles.update(dict.fromkeys(numbers, style))


def _read_row(sheet: _Sheet, row: etree._Element, styles: dict[str, CellStyle]) -> None:
    row_no = _stated_place(row, sheet.rows + 1)
    sheet.rows = min(row_no + _count(row, "Span", 0), _LAST_ROW)
    if _said(row, "Hidden") == "1" or 0 < _length(_said(row, "Height"), LEAST_SIZE) < LEAST_SIZE:
        sheet.worksheet.hidden_rows.add(row_no, sheet.rows)
    row_style = _said(row, "StyleID")
    column_no = 1
    for cell in row.iterchildren(f"{_SPREADSHEET}Cell"):
        column_no = _stated_place(cell, column_no)
        across, down = _count(cell, "MergeAcross", 0), _count(cell, "MergeDown", 0)
        if across or down:
            corner = min(row_no + down, _LAST_ROW), min(column_no + across, _LAST_COLUMN)
            sheet.worksheet.merged.append(((row_no, column_no), corner))
        name = _said(cell, "StyleID") or row_style or sheet.column_styles.get(column_no) or "Default"
        _read_cell(sheet.worksheet, cell, (row_no, column_no), styles.get(name, CellStyle()))
        column_no += across + 1


def _read_cell(worksheet: Worksheet, cell: etree._Element, place: tuple[int, int], style: CellStyle) -> None:
    data = cell.find(f"{_SPREADSHEET}Data")
    if data is None:
        return
    kind = _said(data, "Type") or "String"
    is_figure = kind == "Number"
    if is_figure and not (data.text or "").strip():
        if _said(cell, "Formula"):
            worksheet.uncalculated.append(place)
            worksheet.cells[place] = Printed("=")
        return
    worksheet.put(place, _printed(kind, data, style), style, is_figure)


def _printed(kind: str, data: etree._Element, style: CellStyle) -> Printed | RichText:
    text = data.text or ""
    match kind:
        case "Number":
            number = parse_number(text.strip()) if text.isascii() else None
            return Printed("#NUM!") if number is None else print_number(number, style.shape)
        case "Boolean":
            return Printed("FALSE" if text.strip() == "0" else "TRUE")
        case "DateTime":
            return Printed(text.strip().removesuffix(_TIMELESS).removesuffix(".000").replace("T", " "))
        case _:
            return RichText(tuple(_runs(data, None, style.font))) if len(data) else printed_text(text)


def _runs(node: etree._Element, font: Font | None, base: Font) -> Iterator[TextRun]:
    """The pieces of a text that is marked up like a web page."""
    yield TextRun(node.text or "", font)
    for inner in node:
        own, name = base if font is None else font, inner.tag.rpartition("}")[2]
        if name in _STRUCK:
            own = own._replace(struck=True)
        elif name in _RAISED:
            own = own._replace(raised=True)
        elif name == "Font":
            colour, size = _said_in_page(inner, "Color"), _said_in_page(inner, "Size")
            own = own._replace(size=_length(size, own.size), ink=hex_colour(colour) if colour else own.ink)
        yield from _runs(inner, own, base)
        yield TextRun(inner.tail or "", font)


def _note_options(worksheet: Worksheet, options: etree._Element) -> None:
    visibility = options.findtext(f"{_EXCEL}Visible") or ""
    worksheet.visible = not visibility.startswith("Sheet")
    setup = options.find(f"{_EXCEL}PageSetup")
    running = () if setup is None else setup.iterchildren(f"{_EXCEL}Header", f"{_EXCEL}Footer")
    worksheet.running_lines = coded_lines([part.get(f"{_EXCEL}Data", "") for part in running], worksheet.name)


def _said(element: etree._Element, name: str) -> str | None:
    """An attribute; some programs forget the namespace of theirs."""
    return element.get(f"{_SPREADSHEET}{name}", element.get(name))


def _said_in_page(element: etree._Element, name: str) -> str | None:
    return next((str(text) for key, text in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def _stated_place(element: etree._Element, following: int) -> int:
    """The number of a row, column or cell: the following one unless it skips some."""
    stated = _count(element, "Index", following)
    if stated < following:
        raise damaged_workbook(fragment("office.cell_in_other_place"))
    return stated


def _count(element: etree._Element, name: str, otherwise: int) -> int:
    text = _said(element, name)
    return int(text) if text and _COUNT.fullmatch(text) else otherwise


def _length(text: str | None, otherwise: float) -> float:
    try:
        return otherwise if text is None else float(text)
    except ValueError:
        return otherwise
