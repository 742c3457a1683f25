"""ODS by odfpy."""

import io
from collections.abc import Iterator
from itertools import product

from odf import number, style, table, text  # type: ignore[import-untyped]
from odf.element import Element  # type: ignore[import-untyped]
from odf.opendocument import OpenDocument, load  # type: ignore[import-untyped]
from odf.teletype import extractText  # type: ignore[import-untyped]

from orchestration.disclosure.readers.content import Content, RawFile
from orchestration.disclosure.readers.office.number_formats import Printed, parse_number, print_number, without_currency
from orchestration.disclosure.readers.office.worksheet import Worksheet, worksheet_content

_CELLS = (table.TableCell().qname, table.CoveredTableCell().qname)


def read_with_odfpy(raw: RawFile) -> Content:
    """The tables of a spreadsheet. Raises whatever odfpy raises.

    Every repetition is written out, as the library leaves it to its user to do.
    """
    document = load(io.BytesIO(raw.data))
    styles = {entry.getAttribute("name"): entry for entry in document.getElementsByType(style.Style)}
    fixed = {
        entry.getAttribute("name")
        for entry in document.getElementsByType(number.NumberStyle)
        if any(part.getAttribute("decimalplaces") is not None for part in entry.getElementsByType(number.Number))
    }
    with_decimals = {name for name, entry in styles.items() if entry.getAttribute("datastylename") in fixed}
    return worksheet_content(raw.file_name, list(_worksheets(document, styles, with_decimals)), producer=None)


def _worksheets(document: OpenDocument, styles: dict[str, Element], with_decimals: set[str]) -> Iterator[Worksheet]:
    for sheet in document.spreadsheet.getElementsByType(table.Table):
        looks = styles.get(sheet.getAttribute("stylename"))
        parts = () if looks is None else looks.getElementsByType(style.TableProperties)
        worksheet = Worksheet(
            sheet.getAttribute("name"), all(part.getAttribute("display") != "false" for part in parts)
        )
        row_no = 1
        for row in sheet.getElementsByType(table.TableRow):
            rows = range(row_no, row_no + int(row.getAttribute("numberrowsrepeated") or 1))
            _read_row(worksheet, row, rows, with_decimals)
            row_no = rows.stop
        yield worksheet


def _read_row(worksheet: Worksheet, row: Element, rows: range, with_decimals: set[str]) -> None:
    column_no = 1
    for cell in (child for child in row.childNodes if child.qname in _CELLS):
        columns = range(column_no, column_no + int(cell.getAttribute("numbercolumnsrepeated") or 1))
        column_no = columns.stop
        if cell.qname != _CELLS[0]:
            continue
        printed = _printed(cell, with_decimals)
        if printed.text.strip():
            worksheet.cells.update(dict.fromkeys(product(rows, columns), printed))
        height = int(cell.getAttribute("numberrowsspanned") or 1)
        width = int(cell.getAttribute("numbercolumnsspanned") or 1)
        if height > 1 or width > 1:
            corner = rows.start, columns.start
            worksheet.merged.append((corner, (corner[0] + height - 1, corner[1] + width - 1)))


def _printed(cell: Element, with_decimals: set[str]) -> Printed:
    shown = "\n".join(extractText(paragraph) for paragraph in cell.getElementsByType(text.P))
    stored = parse_number(cell.getAttribute("value") or "")
    if cell.getAttribute("valuetype") != "float" or stored is None:
        return Printed(shown)
    if cell.getAttribute("stylename") in with_decimals:
        return Printed(without_currency(shown), len(shown.partition(".")[2]))
    return print_number(stored)
