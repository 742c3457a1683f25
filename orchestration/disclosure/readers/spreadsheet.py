"""The reader for workbooks: XLSX, XLS (WPS .et is one of the two inside) and ODS.

python-calamine reads the values of XLSX and XLS; how figures are printed comes from a scan of the workbook's own bytes.
OpenDocument keeps the printed text beside every value and is read from its XML alone.
"""

import datetime
import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from orchestration.disclosure.model import Place, Problem, ProblemKind, Table
from orchestration.disclosure.readers.biff_workbook import check_xls
from orchestration.disclosure.readers.compound_file import OLE_SIGNATURE
from orchestration.disclosure.readers.container import ZIP_SIGNATURE, read_xml_parts
from orchestration.disclosure.readers.content import MAX_FILE_BYTES, Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.number_formats import GENERAL, NumberFormat, print_stored
from orchestration.disclosure.readers.ods_workbook import CONTENT_PART, read_ods
from orchestration.disclosure.readers.ooxml_workbook import check_xlsx
from orchestration.disclosure.readers.worksheet import (
    CheckedWorkbook,
    MergedRange,
    PrintedCell,
    WorksheetScan,
    build_table,
    hidden_sheet,
    no_cached_values,
)

_Figure: TypeAlias = int | float | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def read_spreadsheet(raw: RawFile) -> Content:
    """One Table per visible worksheet that has text, numbered among all worksheets, at its true rows and columns.

    Raises UnreadableFile for damaged, encrypted, oversized or hostile files and for those that are no workbook.
    """
    if not raw.data:
        raise UnreadableFile(ProblemKind.DAMAGED_FILE, "the file is empty", "download it again from the publisher")
    if len(raw.data) > MAX_FILE_BYTES:
        raise UnreadableFile(
            ProblemKind.TOO_LARGE, f"the file has {len(raw.data):,} bytes", "supply the workbook without its pictures"
        )
    if raw.data.startswith(ZIP_SIGNATURE):
        return _read_zip(raw)
    if raw.data.startswith(OLE_SIGNATURE):
        return _read(raw.file_name, check_xls(raw.data))
    raise UnreadableFile(
        ProblemKind.UNSUPPORTED_FORMAT,
        "the file is no workbook of a kind that can be read",
        "supply the workbook as XLSX, XLS or ODS",
    )


def _read_zip(raw: RawFile) -> Content:
    parts = read_xml_parts(raw.data)
    return read_ods(raw.file_name, parts) if CONTENT_PART in parts else _read(raw.file_name, check_xlsx(parts))


def _read(file_name: str, checked: CheckedWorkbook) -> Content:
    with _workbook(checked.container) as workbook:
        return _content(file_name, workbook, checked)


@contextmanager
def _workbook(container: bytes) -> Iterator[CalamineWorkbook]:
    """An open workbook for a `with` block in which all that python-calamine raises becomes UnreadableFile."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(container)) as workbook:
            yield workbook
    except PasswordError as failure:
        raise UnreadableFile(
            ProblemKind.ENCRYPTED_FILE, "the file is protected by a password", "supply the file without a password"
        ) from failure
    except (CalamineError, OSError, ValueError, OverflowError) as failure:
        raise _unreadable(str(failure)) from failure
    except BaseException as failure:
        # A panic of the Rust library is a BaseException whose class no module exports.
        if type(failure).__name__ != "PanicException":
            raise
        raise _unreadable("its records contradict each other") from failure


def _content(file_name: str, workbook: CalamineWorkbook, checked: CheckedWorkbook) -> Content:
    tables: list[Table] = []
    problems: list[Problem] = []
    if len(checked.scans) != len(workbook.sheets_metadata):
        raise _unreadable("it does not say clearly which sheets it has")
    for table_no, (sheet, scan) in enumerate(zip(workbook.sheets_metadata, checked.scans, strict=True), 1):
        place = Place(table_no=table_no, sheet_name=sheet.name)
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible != SheetVisibleEnum.Visible:
            problems.append(hidden_sheet(file_name, place))
            continue
        grid = workbook.get_sheet_by_index(table_no - 1)
        tables.append(build_table(table_no, sheet.name, _printed_cells(grid, scan), _merged(grid)))
        if scan.uncalculated:
            problems.append(no_cached_values(file_name, place, scan.uncalculated))
    return Content(
        blocks=tuple(table for table in tables if table.cells), producer=checked.producer, problems=tuple(problems)
    )


def _printed_cells(sheet: CalamineSheet, scan: WorksheetScan) -> Iterator[PrintedCell]:
    for unread in (scan.errors, scan.uncalculated):
        for place, text in unread.items():
            yield place, text, None
    first_row, first_column = sheet.start or (0, 0)
    for row_no, row in enumerate(sheet.to_python(), first_row + 1):
        for column_no, value in enumerate(row, first_column + 1):
            if isinstance(value, str):
                if value and not value.isspace():
                    yield (row_no, column_no), value, None
            else:
                place = row_no, column_no
                yield place, *_printed(value, scan.formats.get(place, GENERAL))


def _printed(value: _Figure, shape: NumberFormat) -> tuple[str, int | None]:
    if isinstance(value, bool):
        return str(value).upper(), None
    if isinstance(value, (int, float)):
        return print_stored(value, shape) if math.isfinite(value) else ("#NUM!", None)
    return _iso(value), None


def _iso(moment: datetime.date | datetime.time | datetime.timedelta) -> str:
    if isinstance(moment, datetime.timedelta):
        minutes, seconds = divmod(round(moment.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    if isinstance(moment, datetime.datetime):
        return moment.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00")
    return moment.isoformat()


def _merged(sheet: CalamineSheet) -> list[MergedRange]:
    return [
        ((top + 1, left + 1), (bottom + 1, right + 1))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if top <= bottom and left <= right
    ]


def _unreadable(detail: str) -> UnreadableFile:
    return UnreadableFile(
        ProblemKind.UNREADABLE_FILE,
        f"the workbook cannot be read: {detail}",
        "download it again, or open it in a spreadsheet program and save it as a new file",
    )
