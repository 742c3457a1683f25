"""XLSX by openpyxl."""

import datetime
import io
from collections.abc import Iterator
from decimal import Decimal

import openpyxl  # type: ignore[import-untyped]
from openpyxl.cell.cell import Cell  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet as Sheet  # type: ignore[import-untyped]

from orchestration.disclosure.readers.content import Content, RawFile
from orchestration.disclosure.readers.office.number_formats import Printed, parse_format, print_number
from orchestration.disclosure.readers.office.worksheet import Worksheet, worksheet_content


def read_with_openpyxl(raw: RawFile) -> Content:
    """The tables of a workbook. Raises whatever openpyxl raises.

    The file is parsed twice: openpyxl hands over either the results of formulas or the formulas themselves, and only
    both together show which result is missing.
    """
    results = openpyxl.load_workbook(io.BytesIO(raw.data), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(raw.data))
    worksheets = [_worksheet(results[name], formulas[name]) for name in results.sheetnames]
    return worksheet_content(raw.file_name, worksheets, producer=None)


def _worksheet(sheet: Sheet, formulas: Sheet) -> Worksheet:
    worksheet = Worksheet(sheet.title, visible=sheet.sheet_state == "visible")
    if not worksheet.visible or not isinstance(sheet, Sheet):
        return worksheet
    for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell)):
        place = cell.row, cell.column
        formula = formulas.cell(*place)
        printed = _printed(cell)
        if cell.value is None and formula.data_type == "f":
            worksheet.uncalculated.append(place)
            printed = Printed(str(formula.value))
        if printed.text:
            worksheet.cells[place] = printed
    for area in sheet.merged_cells.ranges:
        worksheet.merged.append(((area.min_row, area.min_col), (area.max_row, area.max_col)))
    for number, row in sheet.row_dimensions.items():
        if row.hidden:
            worksheet.hidden_rows.add(number, number)
    for number in _hidden_columns(sheet):
        worksheet.hidden_columns.add(number, number)
    return worksheet


def _hidden_columns(sheet: Sheet) -> Iterator[int]:
    for column in sheet.column_dimensions.values():
        if column.hidden:
            yield from range(column.min, column.max + 1)


def _printed(cell: Cell) -> Printed:
    match cell.value:
        case None:
            return Printed("")
        case bool(truth):
            return Printed(str(truth).upper())
        case int(number) | float(number):
            return print_number(Decimal(repr(number)), parse_format(cell.number_format))
        case datetime.datetime() as moment:
            return Printed(moment.isoformat(sep=" ").removesuffix(" 00:00:00"))
        case datetime.timedelta() as duration:
            minutes, seconds = divmod(round(duration.total_seconds()), 60)
            return Printed(f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}")
        case datetime.date() | datetime.time() as moment:
            return Printed(moment.isoformat())
        case text:
            return Printed("" if str(text).isspace() else str(text))
