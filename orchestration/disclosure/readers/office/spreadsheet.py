"""The entry to workbooks: XLSX, XLS (WPS .et is one of the two), ODS and SpreadsheetML 2003 by their content.

Each is read from its own bytes, so that amounts keep the digits that the file holds and number formats apply to them.
docs/decisions/own-office-readers.md tells why no library does it.
"""

from dataclasses import replace

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.model import Table
from orchestration.disclosure.readers.container import ZIP_SIGNATURE, read_xml_parts
from orchestration.disclosure.readers.content import MAX_FILE_BYTES, Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.office.bare_xml import BareXml, bare_xml
from orchestration.disclosure.readers.office.biff_workbook import read_xls, shown_part_of_xls
from orchestration.disclosure.readers.office.compound_file import OLE_SIGNATURE
from orchestration.disclosure.readers.office.ods_workbook import CONTENT_PART, read_ods
from orchestration.disclosure.readers.office.ooxml_workbook import read_xlsx, shown_part_of_xlsx
from orchestration.disclosure.readers.office.spreadsheet_xml import read_spreadsheet_xml
from orchestration.disclosure.readers.office.worksheet import ShownPart


def read_spreadsheet(raw: RawFile) -> Content:
    """One Table per visible worksheet that has text, numbered among all worksheets, at its true rows and columns.

    Raises UnreadableFile for damaged, encrypted, oversized or hostile files and for those that are no workbook.
    """
    if not raw.data:
        raise UnreadableFile(ProblemKind.DAMAGED_FILE, message("files.empty"))
    if len(raw.data) > MAX_FILE_BYTES:
        raise UnreadableFile(ProblemKind.TOO_LARGE, message("office.too_many_bytes", bytes=len(raw.data)))
    if raw.data.startswith(ZIP_SIGNATURE):
        return _read_zip(raw)
    if raw.data.startswith(OLE_SIGNATURE):
        return read_xls(raw.file_name, raw.data)
    if bare_xml(raw.data) is BareXml.WORKBOOK:
        return read_spreadsheet_xml(raw.file_name, raw.data)
    raise UnreadableFile(ProblemKind.UNSUPPORTED_FORMAT, message("office.no_workbook"))


def _read_zip(raw: RawFile) -> Content:
    parts = read_xml_parts(raw.data)
    return read_ods(raw.file_name, parts) if CONTENT_PART in parts else read_xlsx(raw.file_name, parts)


def read_shown_worksheet(raw: RawFile) -> Content:
    """What is shown of a workbook that stands in another document: one worksheet, or the part of it kept for that.

    Raises what `read_spreadsheet` raises.
    """
    content = read_spreadsheet(raw)
    shown = shown_part_of_xls(raw.data) if raw.data.startswith(OLE_SIGNATURE) else _shown_part_of_zip(raw)
    tables = (block for block in content.blocks if isinstance(block, Table) and block.table_no == shown.table_no)
    return Content(
        tuple(cropped for table in tables if (cropped := _cropped(table, shown)).cells),
        problems=tuple(problem for problem in content.problems if problem.place.table_no == shown.table_no),
    )


def _shown_part_of_zip(raw: RawFile) -> ShownPart:
    parts = read_xml_parts(raw.data)
    return ShownPart() if CONTENT_PART in parts else shown_part_of_xlsx(parts)


def _cropped(table: Table, shown: ShownPart) -> Table:
    if shown.area is None:
        return table
    (top, left), (bottom, right) = shown.area
    cells = (cell for cell in table.cells if top <= cell.row_no <= bottom and left <= cell.column_no <= right)
    return replace(table, cells=tuple(cells))
