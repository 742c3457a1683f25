"""XLS by xlrd."""

import io
from collections.abc import Iterator
from decimal import Decimal

import xlrd  # type: ignore[import-untyped]

from orchestration.disclosure.readers.content import Content, RawFile
from orchestration.disclosure.readers.office.number_formats import Printed, parse_format, print_moment, print_number
from orchestration.disclosure.readers.office.worksheet import Worksheet, worksheet_content


def read_with_xlrd(raw: RawFile) -> Content:
    """The tables of a workbook. Raises whatever xlrd raises."""
    with xlrd.open_workbook(
        file_contents=raw.data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
    ) as workbook:
        return worksheet_content(raw.file_name, list(_worksheets(workbook)), producer=None)


def _worksheets(workbook: xlrd.Book) -> Iterator[Worksheet]:
    for sheet in workbook.sheets():
        worksheet = Worksheet(sheet.name, visible=sheet.visibility == 0)
        if worksheet.visible:
            _fill(worksheet, workbook, sheet)
        yield worksheet


def _fill(worksheet: Worksheet, workbook: xlrd.Book, sheet: xlrd.sheet.Sheet) -> None:
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            printed = _printed(workbook, cell)
            if printed.text:
                worksheet.cells[row + 1, column + 1] = printed
    for top, bottom, left, right in sheet.merged_cells:
        worksheet.merged.append(((top + 1, left + 1), (bottom, right)))
    for number, row in sheet.rowinfo_map.items():
        if row.hidden:
            worksheet.hidden_rows.add(number + 1, number + 1)
    for number, column in sheet.colinfo_map.items():
        if column.hidden:
            worksheet.hidden_columns.add(number + 1, number + 1)


def _printed(workbook: xlrd.Book, cell: xlrd.sheet.Cell) -> Printed:
    match cell.ctype:
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            number = Decimal(repr(cell.value))
            shape = parse_format(workbook.format_map[workbook.xf_list[cell.xf_index].format_key].format_str)
            if shape.moment is None:
                return print_number(number, shape)
            return Printed(print_moment(number, shape.moment, workbook.datemode == 1))
        case xlrd.XL_CELL_BOOLEAN:
            return Printed("TRUE" if cell.value else "FALSE")
        case xlrd.XL_CELL_ERROR:
            return Printed(xlrd.error_text_from_code[cell.value])
        case _:
            return Printed("" if str(cell.value).isspace() else str(cell.value))
