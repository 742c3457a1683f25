"""Excel workbooks (XLSX), one worksheet per sheet, spans as merged cells."""

import io
import random
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell.rich_text import CellRichText, TextBlock  # type: ignore[import-untyped]
from openpyxl.cell.text import InlineFont  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Border, Font, Side  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from tests.synthetic.documents.formats.archive import WRITTEN_AT, without_clock
from tests.synthetic.documents.formats.spreadsheet import AmountCells, Worksheet, number_format, worksheets
from tests.synthetic.documents.formats.widths import column_widths
from tests.synthetic.documents.grid import GridCell, Role
from tests.synthetic.documents.publication import Publication

_THIN = Side(style="thin")
_RULED = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TITLE_FONT = Font(size=16, bold=True)
_ALIGNMENTS = {
    Role.TITLE: Alignment(horizontal="center", vertical="center"),
    Role.MARGIN: Alignment(horizontal="right"),
    Role.NOTE: Alignment(horizontal="left"),
    Role.HEAD: Alignment(horizontal="center", vertical="center", wrap_text=True),
    Role.LABEL: Alignment(horizontal="left", vertical="center", wrap_text=True),
    Role.CODE: Alignment(horizontal="left", vertical="center"),
    Role.LINE_NUMBER: Alignment(horizontal="center", vertical="center"),
    Role.AMOUNT: Alignment(horizontal="right", vertical="center"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """Where it `is_annotated`, each text stands between a struck-out and a white one and bears the mark of a note.

    `page_header` is printed on the right of the pages of all worksheets.
    """

    amounts: AmountCells = AmountCells.FORMATTED
    is_annotated: bool = False
    page_header: str = ""


def random_style(rng: random.Random) -> Style:
    return Style(amounts=rng.choice(list(AmountCells)))


def write(publication: Publication, style: Style) -> bytes:
    workbook = Workbook()
    workbook.properties.creator = ""
    workbook.properties.title = publication.cover
    workbook.properties.created = WRITTEN_AT
    workbook.remove(workbook.worksheets[0])
    for worksheet, sheet in zip(worksheets(publication), publication.sheets, strict=True):
        target = workbook.create_sheet(worksheet.name)
        for column_no, width in enumerate(column_widths(sheet.grid), start=1):
            target.column_dimensions[get_column_letter(column_no)].width = max(width, 8)
        target.oddHeader.right.text = style.page_header or None
        _fill(target, worksheet, style)
    stream = io.BytesIO()
    workbook.save(stream)
    return without_clock(stream.getvalue())


def _fill(target: Any, worksheet: Worksheet, style: Style) -> None:
    for cell in worksheet.grid.cells:
        _put(target, cell, style)
    for row in target.iter_rows(worksheet.first_row, worksheet.last_row, 1, worksheet.grid.column_count):
        for place in row:
            place.border = _RULED


def _put(target: Any, cell: GridCell, style: Style) -> None:
    content = cell.content
    place = target.cell(cell.row_no, cell.column_no)
    place.alignment = _ALIGNMENTS[content.role]
    if content.role is Role.TITLE:
        place.font = _TITLE_FONT
    if content.value is None or style.amounts is AmountCells.TEXT:
        place.value = _annotated(content.text) if content.text and style.is_annotated else content.text or None
    else:
        place.value = content.value
        if style.amounts is AmountCells.FORMATTED:
            place.number_format = number_format(content.value)
    if cell.row_span > 1 or cell.column_span > 1:
        target.merge_cells(
            start_row=cell.row_no,
            end_row=cell.row_no + cell.row_span - 1,
            start_column=cell.column_no,
            end_column=cell.column_no + cell.column_span - 1,
        )


def _annotated(text: str) -> CellRichText:
    return CellRichText(
        TextBlock(InlineFont(strike=True), "12"),
        text,
        TextBlock(InlineFont(vertAlign="superscript"), "①"),
        TextBlock(InlineFont(color="FFFFFFFF"), "9"),
    )
