"""OpenDocument spreadsheets, from their XML alone: every cell keeps the text that was printed, hidden sheets and merged
ranges are marked, and repetition (which may be absurd) is counted before it is written out."""

import io
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, product

from lxml import etree

from orchestration.disclosure.model import Place, Problem, ProblemKind, Table
from orchestration.disclosure.readers.container import parse_xml, refuse_too_many_elements
from orchestration.disclosure.readers.content import MAX_TABLE_CELLS, Content, UnreadableFile
from orchestration.disclosure.readers.number_formats import parse_number, print_number, without_currency
from orchestration.disclosure.readers.worksheet import (
    GridPlace,
    MergedRange,
    PrintedCell,
    build_table,
    hidden_sheet,
    no_cached_values,
)

CONTENT_PART = "content.xml"

_STYLES_PART, _META_PART = "styles.xml", "meta.xml"

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"

_PARAGRAPH, _SPACES, _TAB, _LINE_BREAK = f"{_TEXT}p", f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"
_NUMERIC = frozenset({"float", "currency", "percentage"})
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

    name: str
    hidden: bool
    rows: int = 0
    columns: list[tuple[int, str]] = field(default_factory=list)
    printed: list[PrintedCell] = field(default_factory=list)
    merged: list[MergedRange] = field(default_factory=list)
    uncalculated: list[GridPlace] = field(default_factory=list)

    def default_style(self, column_no: int) -> str:
        following = bisect_left(self.columns, (column_no, ""))
        return self.columns[following][1] if following < len(self.columns) else ""


def read_ods(file_name: str, parts: Mapping[str, bytes]) -> Content:
    """The tables of an OpenDocument spreadsheet from its verified parts.

    Raises UnreadableFile where the XML is broken, holds too much or is no spreadsheet.
    """
    try:
        sheets = list(_sheets(parts))
        program = _program(parts)
    except etree.XMLSyntaxError as failure:
        raise UnreadableFile(
            ProblemKind.DAMAGED_FILE,
            f"the workbook is damaged: {failure.msg}",
            "download it again, or let a spreadsheet program repair it and save it as a new file",
        ) from failure
    if not sheets:
        raise UnreadableFile(
            ProblemKind.UNSUPPORTED_FORMAT,
            "the OpenDocument file holds no worksheet",
            "supply the workbook as XLSX, XLS or ODS",
        )
    tables: list[Table] = []
    problems: list[Problem] = []
    for table_no, sheet in enumerate(sheets, 1):
        place = Place(table_no=table_no, sheet_name=sheet.name)
        if sheet.hidden:
            problems.append(hidden_sheet(file_name, place))
            continue
        tables.append(build_table(table_no, sheet.name, sheet.printed, sheet.merged))
        if sheet.uncalculated:
            problems.append(no_cached_values(file_name, place, sheet.uncalculated))
    return Content(blocks=tuple(table for table in tables if table.cells), producer=program, problems=tuple(problems))


def _sheets(parts: Mapping[str, bytes]) -> Iterator[_Sheet]:
    styles = _Styles()
    if _STYLES_PART in parts:
        styles.collect(parse_xml(parts[_STYLES_PART]))
    sheet = _Sheet("", hidden=True)
    for event, element in _events(parts[CONTENT_PART]):
        if element.tag == f"{_TABLE}table":
            if not _is_worksheet(element):
                continue
            if event == "end":
                yield sheet
            else:
                style = element.get(f"{_TABLE}style-name")
                sheet = _Sheet(element.get(f"{_TABLE}name", ""), hidden=style in styles.hiding)
        elif event == "start":
            continue
        elif element.tag == f"{_TABLE}table-row":
            _read_row(sheet, element, styles)
            _forget(element)
        elif element.tag == f"{_TABLE}table-column":
            last = sheet.columns[-1][0] if sheet.columns else 0
            style = element.get(f"{_TABLE}default-cell-style-name", "")
            sheet.columns.append((last + _count(element, "number-columns-repeated"), style))
        else:
            styles.collect(element)


def _events(content: bytes) -> Iterator[tuple[str, etree._Element]]:
    refuse_too_many_elements(content)
    events: Iterator[tuple[str, etree._Element]] = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=(f"{_OFFICE}automatic-styles", f"{_TABLE}table", f"{_TABLE}table-column", f"{_TABLE}table-row"),
        resolve_entities=False,
        no_network=True,
    )
    return events


def _is_worksheet(table: etree._Element) -> bool:
    parent = table.getparent()
    return parent is not None and parent.tag == f"{_OFFICE}spreadsheet"


def _forget(row: etree._Element) -> None:
    """Free what was read: the rows before stay in the tree otherwise until the whole file is parsed."""
    row.clear()
    parent = row.getparent()
    while parent is not None and (before := row.getprevious()) is not None:
        parent.remove(before)


def _read_row(sheet: _Sheet, row: etree._Element, styles: _Styles) -> None:
    first_row = sheet.rows + 1
    sheet.rows += _count(row, "number-rows-repeated")
    rows = range(first_row, sheet.rows + 1)
    row_style = row.get(f"{_TABLE}default-cell-style-name")
    column_no = 1
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        columns = range(column_no, column_no + _count(cell, "number-columns-repeated"))
        column_no = columns.stop
        if cell.tag != f"{_TABLE}table-cell":
            continue
        style = cell.get(f"{_TABLE}style-name") or row_style or sheet.default_style(columns.start)
        uncalculated = _uncalculated(cell)
        text, decimals = (uncalculated, None) if uncalculated else _printed(cell, styles.fix_decimals(style))
        if not text or text.isspace():
            continue
        places = list(islice(product(rows, columns), MAX_TABLE_CELLS + 1 - len(sheet.printed)))
        sheet.printed += [(place, text, decimals) for place in places]
        sheet.merged += _merged(cell, (first_row, columns.start))
        sheet.uncalculated += places if uncalculated else []


def _uncalculated(cell: etree._Element) -> str:
    """The formula of a cell that was saved without its result; empty for every other cell."""
    formula = cell.get(f"{_TABLE}formula")
    if formula is None or cell.get(f"{_OFFICE}value-type") or _paragraphs(cell):
        return ""
    return "=" + formula.partition("=")[2]


def _printed(cell: etree._Element, fixed_decimals: bool) -> tuple[str, int | None]:
    kind = cell.get(f"{_OFFICE}value-type")
    shown = _paragraphs(cell)
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", shown).replace("T", " ").removesuffix(" 00:00:00"), None
    if kind not in _NUMERIC:
        return shown or cell.get(f"{_OFFICE}string-value", ""), None
    if shown and (fixed_decimals or kind == "percentage"):
        return without_currency(shown), None
    number = parse_number(cell.get(f"{_OFFICE}value", ""))
    return (shown, None) if number is None else print_number(number)


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
    text = element.get(f"{namespace}{name}", "1")
    return int(text) if _COUNT.fullmatch(text) else 1


def _program(parts: Mapping[str, bytes]) -> str | None:
    if _META_PART not in parts:
        return None
    return parse_xml(parts[_META_PART]).findtext(f".//{_META}generator")
