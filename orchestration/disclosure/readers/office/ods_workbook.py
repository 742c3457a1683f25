"""OpenDocument spreadsheets, from their XML alone: every cell keeps the text that was printed, hidden sheets and merged
ranges are marked, and repetition (which may be absurd) is counted before it is written out."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice, product

from lxml import etree

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.model import OpaqueKind
from orchestration.disclosure.readers.container import fault_of_xml, forget, iterate_xml, parse_xml
from orchestration.disclosure.readers.content import MAX_TABLE_CELLS, Content, UnreadableFile
from orchestration.disclosure.readers.office.cell_looks import CellStyle, Font, RichText, TextRun
from orchestration.disclosure.readers.office.drawn_sizes import may_hold_table
from orchestration.disclosure.readers.office.number_formats import Printed, parse_number, print_number, without_currency
from orchestration.disclosure.readers.office.ods_pages import running_lines_of
from orchestration.disclosure.readers.office.ods_styles import Styles
from orchestration.disclosure.readers.office.worksheet import (
    GridPlace,
    MergedRange,
    Worksheet,
    refuse_full,
    refuse_too_many_cells,
    worksheet_content,
)

CONTENT_PART = "content.xml"

_STYLES_PART, _META_PART = "styles.xml", "meta.xml"

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"

_CELL, _VALUE_TYPE, _FORMULA = f"{_TABLE}table-cell", f"{_OFFICE}value-type", f"{_TABLE}formula"
_PARAGRAPH, _SPACES, _TAB, _LINE_BREAK = f"{_TEXT}p", f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"
_SPAN = f"{_TEXT}span"
_READ = (
    *(f"{_OFFICE}automatic-styles", f"{_TABLE}table", f"{_TABLE}table-column", f"{_TABLE}table-row"),
    f"{_TABLE}shapes",
)
_NUMERIC = frozenset({"float", "currency", "percentage"})
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_FRACTION = re.compile(r"\.(\d+)")
_COUNT = re.compile(r"[1-9]\d{0,6}")

_MOST_BLANKS = 100
"""That one mark stands for: a cell may hold a million such marks, and as many blanks say no more than a hundred."""


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
        worksheets = _worksheets(parts)
        first = next(worksheets, None)
        if first is not None:
            return worksheet_content(file_name, chain((first,), worksheets), _program(parts))
    except etree.XMLSyntaxError as failure:
        told = message("office.workbook_damaged", detail=fault_of_xml(failure))
        raise UnreadableFile(ProblemKind.DAMAGED_FILE, told) from failure
    raise UnreadableFile(ProblemKind.UNSUPPORTED_FORMAT, message("office.no_worksheet"))


def _worksheets(parts: Mapping[str, bytes]) -> Iterator[Worksheet]:
    styles = Styles()
    common = parse_xml(parts[_STYLES_PART]) if _STYLES_PART in parts else None
    if common is not None:
        styles.collect(common)
    sheet = _Sheet(Worksheet(""))
    stored = 0
    for event, element in iterate_xml(parts[CONTENT_PART], _READ, events=("start", "end")):
        if element.tag == f"{_TABLE}table":
            if not _is_worksheet(element):
                continue
            if event == "end":
                stored += len(sheet.worksheet.cells)
                refuse_too_many_cells(stored)
                yield sheet.worksheet
            else:
                name, style = element.get(f"{_TABLE}name", ""), element.get(f"{_TABLE}style-name", "")
                sheet = _Sheet(Worksheet(name, visible=style not in styles.hiding))
                sheet.worksheet.running_lines = running_lines_of(common, styles.pages.get(style), name)
        elif event == "start":
            continue
        elif element.tag == f"{_TABLE}table-row":
            _read_row(sheet, element, styles)
            forget(element)
        elif element.tag == f"{_TABLE}table-column":
            _note_columns(sheet, element, styles)
        elif element.tag == f"{_TABLE}shapes":
            _note_drawn(sheet.worksheet, element)
        else:
            styles.collect(element)


def _is_worksheet(table: etree._Element) -> bool:
    parent = table.getparent()
    return parent is not None and parent.tag == f"{_OFFICE}spreadsheet"


def _note_columns(sheet: _Sheet, columns: etree._Element, styles: Styles) -> None:
    before = sheet.columns[-1][0] if sheet.columns else 0
    last = before + _count(columns, "number-columns-repeated")
    sheet.columns.append((last, columns.get(f"{_TABLE}default-cell-style-name", "")))
    if _is_hidden(columns, styles):
        sheet.worksheet.hidden_columns.add(before + 1, min(last, _LAST_COLUMN))


def _is_hidden(element: etree._Element, styles: Styles) -> bool:
    """Whether a row or column is hidden, filtered out or squeezed to nothing."""
    is_flat = element.get(f"{_TABLE}style-name") in styles.flat
    return is_flat or element.get(f"{_TABLE}visibility", "visible") != "visible"


def _note_drawn(worksheet: Worksheet, around: etree._Element) -> None:
    for frame in around.iter(f"{_DRAW}frame"):
        is_object = next(frame.iter(f"{_DRAW}object", f"{_DRAW}object-ole"), None) is not None
        if may_hold_table(frame):
            worksheet.opaque.append(OpaqueKind.EMBEDDED_OBJECT if is_object else OpaqueKind.PICTURE)


def _read_row(sheet: _Sheet, row: etree._Element, styles: Styles) -> None:
    worksheet = sheet.worksheet
    first_row = sheet.rows + 1
    sheet.rows += _count(row, "number-rows-repeated")
    if not worksheet.visible:
        return
    rows = range(first_row, min(sheet.rows, first_row + MAX_TABLE_CELLS) + 1)
    if _is_hidden(row, styles):
        worksheet.hidden_rows.add(first_row, min(sheet.rows, _LAST_ROW))
    row_style = row.get(f"{_TABLE}default-cell-style-name")
    column_no = 1
    for cell in row.iterchildren(_CELL, f"{_TABLE}covered-table-cell"):
        first_column, column_no = column_no, column_no + _count(cell, "number-columns-repeated")
        columns = range(first_column, min(column_no, first_column + MAX_TABLE_CELLS + 1))
        # Most cells of a sheet may be styled blanks.
        if cell.tag != _CELL or not (len(cell) or cell.get(_VALUE_TYPE) or cell.get(_FORMULA)):
            continue
        style = cell.get(f"{_TABLE}style-name") or row_style or sheet.default_style(columns.start)
        plain = _plain_text(cell)
        if plain is None:
            _note_drawn(worksheet, cell)
        uncalculated = _uncalculated(cell)
        printed = Printed(uncalculated) if uncalculated else _printed(cell, plain, style, styles)
        if not printed.text and len(worksheet.unprinted) < MAX_TABLE_CELLS and _is_unprinted(cell):
            worksheet.unprinted += islice(product(rows, columns), MAX_TABLE_CELLS - len(worksheet.unprinted))
        if not printed.text or printed.text.isspace():
            continue
        places = list(islice(product(rows, columns), MAX_TABLE_CELLS + 1 - len(worksheet.cells)))
        worksheet.cells.update(dict.fromkeys(places, printed))
        worksheet.merged += _merged(cell, (first_row, columns.start))
        worksheet.uncalculated += places if uncalculated else []
        refuse_full(worksheet)


def _uncalculated(cell: etree._Element) -> str:
    """The formula of a cell that was saved without its result; empty for every other cell."""
    formula = cell.get(_FORMULA)
    if formula is None or cell.get(_VALUE_TYPE) or _paragraphs(cell):
        return ""
    return "=" + formula.partition("=")[2]


def _plain_text(cell: etree._Element) -> str | None:
    """The text of a cell of one paragraph without anything in it; None for every other cell."""
    return (cell[0].text or "") if len(cell) == 1 and cell[0].tag == _PARAGRAPH and not len(cell[0]) else None


def _printed(cell: etree._Element, plain: str | None, style: str, styles: Styles) -> Printed:
    look = styles.look(style)
    if not look.is_seen and (plain is not None or cell.find(f"{_PARAGRAPH}/{_SPAN}") is None):
        return Printed("")
    shown = _shown(cell, look, styles) if plain is None else plain
    kind = cell.get(_VALUE_TYPE)
    if kind == "date":
        return Printed(cell.get(f"{_OFFICE}date-value", shown).replace("T", " ").removesuffix(" 00:00:00"))
    if kind not in _NUMERIC:
        is_stored_only = not shown and cell.find(_PARAGRAPH) is None
        return Printed(cell.get(f"{_OFFICE}string-value", "") if is_stored_only else shown)
    if shown and kind == "percentage":
        return Printed(shown)
    if shown and styles.fix_decimals(style):
        fraction = _FRACTION.search(shown)
        return Printed(without_currency(shown), len(fraction[1]) if fraction else 0)
    number = parse_number(cell.get(f"{_OFFICE}value", ""))
    if not shown and _is_unprinted(cell):
        return Printed("")
    return Printed(shown) if number is None else print_number(number)


def _is_unprinted(cell: etree._Element) -> bool:
    """Whether a figure is stored whose format prints nothing; a zero of which nothing is printed is still a zero."""
    number = parse_number(cell.get(f"{_OFFICE}value", ""))
    return bool(number) and cell.find(_PARAGRAPH) is not None and not _paragraphs(cell)


def _merged(cell: etree._Element, place: GridPlace) -> list[MergedRange]:
    row_no, column_no = place
    last_row = row_no + _count(cell, "number-rows-spanned") - 1
    last_column = column_no + _count(cell, "number-columns-spanned") - 1
    return [] if (last_row, last_column) == place else [(place, (last_row, last_column))]


def _paragraphs(cell: etree._Element) -> str:
    return "\n".join(_text(paragraph) for paragraph in cell.iterchildren(_PARAGRAPH))


def _shown(cell: etree._Element, look: CellStyle, styles: Styles) -> str:
    """The text of a cell as it is seen: its spans may be struck out, invisible or raised marks of notes."""
    if cell.find(f".//{_SPAN}") is None:
        return _paragraphs(cell)
    return "\n".join(
        look.shown(RichText(tuple(_runs(paragraph, None, styles)))).text for paragraph in cell.iterchildren(_PARAGRAPH)
    )


def _runs(node: etree._Element, font: Font | None, styles: Styles) -> Iterator[TextRun]:
    yield TextRun(node.text or "", font)
    for child in node:
        if child.tag == _SPAN:
            yield from _runs(child, styles.look(child.get(f"{_TEXT}style-name", "")).font, styles)
        else:
            yield TextRun(_character(child), font)
        yield TextRun(child.tail or "", font)


def _text(node: etree._Element) -> str:
    pieces = [node.text or ""]
    for child in node:
        pieces += (_character(child), child.tail or "")
    return "".join(pieces)


def _character(child: etree._Element) -> str:
    """What an element inside a paragraph prints."""
    if child.tag == _SPACES:
        return " " * min(_count(child, "c", _TEXT), _MOST_BLANKS)
    if child.tag in (_TAB, _LINE_BREAK):
        return "\t" if child.tag == _TAB else "\n"
    return _text(child) if isinstance(child.tag, str) else ""


def _count(element: etree._Element, name: str, namespace: str = _TABLE) -> int:
    """A repetition or span; 1 where it is absent or absurd."""
    text = element.get(namespace + name)
    return int(text) if text and _COUNT.fullmatch(text) else 1


def _program(parts: Mapping[str, bytes]) -> str | None:
    if _META_PART not in parts:
        return None
    return parse_xml(parts[_META_PART]).findtext(f".//{_META}generator")
