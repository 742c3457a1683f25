"""OpenDocument spreadsheets, from their XML alone: every cell keeps the text that was printed, hidden sheets and merged
ranges are marked, and repetition (which may be absurd) is counted before it is written out."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, product

from lxml import etree

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.readers.container import forget, iterate_xml, parse_xml
from orchestration.disclosure.readers.content import MAX_TABLE_CELLS, Content, UnreadableFile
from orchestration.disclosure.readers.office.number_formats import Printed, parse_number, print_number, without_currency
from orchestration.disclosure.readers.office.worksheet import GridPlace, MergedRange, Worksheet, worksheet_content

CONTENT_PART = "content.xml"

_STYLES_PART, _META_PART = "styles.xml", "meta.xml"

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"

_PARAGRAPH, _SPACES, _TAB, _LINE_BREAK = f"{_TEXT}p", f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"
_READ = (f"{_OFFICE}automatic-styles", f"{_TABLE}table", f"{_TABLE}table-column", f"{_TABLE}table-row")
_NUMERIC = frozenset({"float", "currency", "percentage"})
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_FRACTION = re.compile(r"\.(\d+)")
_COUNT = re.compile(r"[1-9]\d{0,6}")
_MOST_PARENTS = 16


@dataclass(slots=True)
class _Styles:
    """Styles by name: which data style a cell style uses, which data styles fix the decimals, what hides a sheet."""

    data_styles: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    hiding: set[str] = field(default_factory=set)

    def collect(self, container: etree._Element) -> None:
        for number in container.iter(f"{_NUMBER}number"):
            decimals = number.get(f"{_NUMBER}decimal-places")
            data_style = number.getparent()
            if decimals is not None and number.get(f"{_NUMBER}min-decimal-places", decimals) == decimals:
                self.fixed.add(data_style.get(f"{_STYLE}name", "") if data_style is not None else "")
        for style in container.iter(f"{_STYLE}style"):
            name = style.get(f"{_STYLE}name", "")
            if data_style_name := style.get(f"{_STYLE}data-style-name"):
                self.data_styles[name] = data_style_name
            if parent := style.get(f"{_STYLE}parent-style-name"):
                self.parents[name] = parent
            if any(part.get(f"{_TABLE}display") == "false" for part in style.iter(f"{_STYLE}table-properties")):
                self.hiding.add(name)

    def fix_decimals(self, name: str) -> bool:
        """Whether numbers in cells of this style show a fixed number of decimals."""
        for _ in range(_MOST_PARENTS):
            if name in self.data_styles:
                return self.data_styles[name] in self.fixed
            name = self.parents.get(name, "")
        return False


@dataclass(slots=True)
class _Sheet:
    """A worksheet while it is read; `columns` tells up to which column which cell style is the default."""

    worksheet: Worksheet
    rows: int = 0
    columns: list[tuple[int, str]] = field(default_factory=list)

    def default_style(self, column_no: int) -> str:
        following = bisect_left(self.columns, (column_no, ""))
        return self.columns[following][1] if following < len(self.columns) else ""


def read_ods(file_name: str, parts: Mapping[str, bytes]) -> Content:
    """The tables of an OpenDocument spreadsheet from its verified parts.

    Raises UnreadableFile where the XML is broken, holds too much or is no spreadsheet.
    """
    try:
        worksheets = list(_worksheets(parts))
        program = _program(parts)
    except etree.XMLSyntaxError as failure:
        raise UnreadableFile(
            ProblemKind.DAMAGED_FILE,
            f"the workbook is damaged: {failure.msg}",
            "download it again, or let a spreadsheet program repair it and save it as a new file",
        ) from failure
    if not worksheets:
        raise UnreadableFile(
            ProblemKind.UNSUPPORTED_FORMAT,
            "the OpenDocument file holds no worksheet",
            "supply the workbook as XLSX, XLS or ODS",
        )
    return worksheet_content(file_name, worksheets, program)


def _worksheets(parts: Mapping[str, bytes]) -> Iterator[Worksheet]:
    styles = _Styles()
    if _STYLES_PART in parts:
        styles.collect(parse_xml(parts[_STYLES_PART]))
    sheet = _Sheet(Worksheet(""))
    for event, element in iterate_xml(parts[CONTENT_PART], _READ, events=("start", "end")):
        if element.tag == f"{_TABLE}table":
            if not _is_worksheet(element):
                continue
            if event == "end":
                yield sheet.worksheet
            else:
                visible = element.get(f"{_TABLE}style-name") not in styles.hiding
                sheet = _Sheet(Worksheet(element.get(f"{_TABLE}name", ""), visible))
        elif event == "start":
            continue
        elif element.tag == f"{_TABLE}table-row":
            _read_row(sheet, element, styles)
            forget(element)
        elif element.tag == f"{_TABLE}table-column":
            _note_columns(sheet, element)
        else:
            styles.collect(element)


def _is_worksheet(table: etree._Element) -> bool:
    parent = table.getparent()
    return parent is not None and parent.tag == f"{_OFFICE}spreadsheet"


def _note_columns(sheet: _Sheet, columns: etree._Element) -> None:
    before = sheet.columns[-1][0] if sheet.columns else 0
    last = before + _count(columns, "number-columns-repeated")
    sheet.columns.append((last, columns.get(f"{_TABLE}default-cell-style-name", "")))
    if _is_hidden(columns):
        sheet.worksheet.hidden_columns.update(range(before + 1, min(last, _LAST_COLUMN) + 1))


def _is_hidden(element: etree._Element) -> bool:
    """Whether a row or column is hidden or filtered out."""
    return element.get(f"{_TABLE}visibility", "visible") != "visible"


def _read_row(sheet: _Sheet, row: etree._Element, styles: _Styles) -> None:
    worksheet = sheet.worksheet
    first_row = sheet.rows + 1
    sheet.rows += _count(row, "number-rows-repeated")
    rows = range(first_row, sheet.rows + 1)
    if _is_hidden(row):
        worksheet.hidden_rows.update(range(first_row, min(sheet.rows, _LAST_ROW) + 1))
    row_style = row.get(f"{_TABLE}default-cell-style-name")
    column_no = 1
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        columns = range(column_no, column_no + _count(cell, "number-columns-repeated"))
        column_no = columns.stop
        if cell.tag != f"{_TABLE}table-cell" or not (len(cell) or cell.attrib):
            continue
        style = cell.get(f"{_TABLE}style-name") or row_style or sheet.default_style(columns.start)
        uncalculated = _uncalculated(cell)
        printed = Printed(uncalculated) if uncalculated else _printed(cell, style, styles)
        if not printed.text or printed.text.isspace():
            continue
        places = list(islice(product(rows, columns), MAX_TABLE_CELLS + 1 - len(worksheet.cells)))
        worksheet.cells.update(dict.fromkeys(places, printed))
        worksheet.merged += _merged(cell, (first_row, columns.start))
        worksheet.uncalculated += places if uncalculated else []


def _uncalculated(cell: etree._Element) -> str:
    """The formula of a cell that was saved without its result; empty for every other cell."""
    formula = cell.get(f"{_TABLE}formula")
    if formula is None or cell.get(f"{_OFFICE}value-type") or _paragraphs(cell):
        return ""
    return "=" + formula.partition("=")[2]


def _printed(cell: etree._Element, style: str, styles: _Styles) -> Printed:
    kind = cell.get(f"{_OFFICE}value-type")
    shown = _paragraphs(cell)
    if kind == "date":
        return Printed(cell.get(f"{_OFFICE}date-value", shown).replace("T", " ").removesuffix(" 00:00:00"))
    if kind not in _NUMERIC:
        return Printed(shown or cell.get(f"{_OFFICE}string-value", ""))
    if shown and kind == "percentage":
        return Printed(shown)
    if shown and styles.fix_decimals(style):
        fraction = _FRACTION.search(shown)
        return Printed(without_currency(shown), len(fraction[1]) if fraction else 0)
    number = parse_number(cell.get(f"{_OFFICE}value", ""))
    return Printed(shown) if number is None else print_number(number)


def _merged(cell: etree._Element, place: GridPlace) -> list[MergedRange]:
    row_no, column_no = place
    last_row = row_no + _count(cell, "number-rows-spanned") - 1
    last_column = column_no + _count(cell, "number-columns-spanned") - 1
    return [] if (last_row, last_column) == place else [(place, (last_row, last_column))]


def _paragraphs(cell: etree._Element) -> str:
    return "\n".join(_text(paragraph) for paragraph in cell.iterchildren(_PARAGRAPH))


def _text(node: etree._Element) -> str:
    pieces = [node.text or ""]
    for child in node:
        if child.tag == _SPACES:
            pieces.append(" " * _count(child, "c", _TEXT))
        elif child.tag in (_TAB, _LINE_BREAK):
            pieces.append("\t" if child.tag == _TAB else "\n")
        elif isinstance(child.tag, str):
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _count(element: etree._Element, name: str, namespace: str = _TABLE) -> int:
    """A repetition or span; 1 where it is absent or absurd."""
    text = element.get(namespace + name)
    return int(text) if text and _COUNT.fullmatch(text) else 1


def _program(parts: Mapping[str, bytes]) -> str | None:
    if _META_PART not in parts:
        return None
    return parse_xml(parts[_META_PART]).findtext(f".//{_META}generator")
