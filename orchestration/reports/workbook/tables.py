"""Published tables for people who open files rather than databases: one workbook, or a CSV file each. No text of a
disclosure is ever run as a formula by the program that opens them."""

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from orchestration.home.atomic_files import atomic_file
from orchestration.reports.described import DescribedTable
from orchestration.reports.printable import is_formula_like, printable
from orchestration.reports.workbook.saving import save_workbook

MOST_ROWS = 1_048_575
"""What a worksheet holds beside its head."""

LEGEND = "说明"
_FETCHED = 10_000
_WIDTH = 18


class TooManyRows(ValueError):
    """A table has more rows than a worksheet; the message says what to do."""


def write_tables_workbook(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[DescribedTable],
    target: Path,
    written: Callable[[DescribedTable], object],
) -> None:
    """Write a worksheet for each table, with what its columns mean on the first one; `written` is called with each.
    Amounts stay numbers.

    Raises TooManyRows before anything is written.
    """
    for table in tables:
        [(rows,)] = connection.execute(f"select count(*) from {table.name}").fetchall()
        if rows > MOST_ROWS:
            raise TooManyRows(
                f"{table.name} has {rows} rows, and a worksheet holds {MOST_ROWS}: export it as CSV (--format csv)"
            )
    book = Workbook(write_only=True)
    _write_legend(book.create_sheet(LEGEND), tables)
    for table in tables:
        sheet = book.create_sheet(table.name[:31])
        sheet.freeze_panes = "A2"
        for number in range(1, len(table.columns) + 1):
            sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
        sheet.append([column.name for column in table.columns])
        for row in _rows(connection, table):
            sheet.append([_cell(sheet, value) for value in row])
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}1"
        written(table)
    with closing(book), atomic_file(target) as file:
        save_workbook(book, file)


def write_table_csv(connection: duckdb.DuckDBPyConnection, table: DescribedTable, target: Path) -> None:
    """Write one table as CSV: UTF-8 with the mark by which spreadsheets know it, and an apostrophe before each text
    that they would take for a formula."""
    with atomic_file(target) as file:
        file.write(codecs.BOM_UTF8)
        writer = csv.writer(codecs.getwriter("utf-8")(file))
        writer.writerow([column.name for column in table.columns])
        writer.writerows([_safe(value) for value in row] for row in _rows(connection, table))


def _rows(connection: duckdb.DuckDBPyConnection, table: DescribedTable) -> Iterator[tuple[Any, ...]]:
    cursor = connection.cursor().execute(f"from {table.name} order by all")
    while rows := cursor.fetchmany(_FETCHED):
        yield from rows


def _write_legend(sheet: Worksheet, tables: Sequence[DescribedTable]) -> None:
    for letter, width in zip("ABC", (28, 30, 110), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append(["表 table", "列 column", "含义 meaning"])
    for table in tables:
        sheet.append([table.name, "", _cell(sheet, table.meaning)])
        for column in table.columns:
            sheet.append([table.name, column.name, _cell(sheet, column.meaning)])


def _cell(sheet: Worksheet, value: Any) -> Any:
    plain = _plain(value)
    if not isinstance(plain, str):
        return plain
    cell = WriteOnlyCell(sheet, printable(plain))
    cell.data_type = "s"
    return cell


def _safe(value: Any) -> Any:
    plain = _plain(value)
    return f"'{plain}" if isinstance(plain, str) and is_formula_like(plain) else plain


def _plain(value: Any) -> Any:
    """A value as a cell holds it: lists as text, moments without the zone that workbooks do not know."""
    if isinstance(value, list):
        return "；".join(map(str, value))
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
