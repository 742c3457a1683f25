"""Old Excel workbooks (XLS, BIFF8), one worksheet per sheet, spans as merged cells."""

import io
import random
from dataclasses import dataclass
from typing import Any

import xlwt  # type: ignore[import-untyped]

from tests.synthetic.documents.formats.spreadsheet import AmountCells, number_format, worksheets
from tests.synthetic.documents.formats.widths import column_widths
from tests.synthetic.documents.grid import GridCell, Role
from tests.synthetic.documents.publication import Publication

_WIDTH_UNITS_PER_CHARACTER = 256

_CENTERED = frozenset({Role.TITLE, Role.HEAD, Role.LINE_NUMBER})
_RIGHT = frozenset({Role.MARGIN, Role.AMOUNT})


@dataclass(frozen=True, slots=True)
class Style:
    amounts: AmountCells = AmountCells.FORMATTED


def random_style(rng: random.Random) -> Style:
    return Style(amounts=rng.choice(list(AmountCells)))


def write(publication: Publication, style: Style) -> bytes:
    workbook = xlwt.Workbook(encoding="utf-8")
    looks = _Looks()
    for worksheet, sheet in zip(worksheets(publication), publication.sheets, strict=True):
        target = workbook.add_sheet(worksheet.name)
        for column, width in enumerate(column_widths(sheet.grid)):
            target.col(column).width = max(width, 8) * _WIDTH_UNITS_PER_CHARACTER
        for cell in worksheet.grid.cells:
            ruled = worksheet.first_row <= cell.row_no <= worksheet.last_row
            _put(target, cell, looks.of(cell, ruled, style), style)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _put(target: Any, cell: GridCell, look: Any, style: Style) -> None:
    content = cell.content
    is_number = content.value is not None and style.amounts is not AmountCells.TEXT
    target.write_merge(
        cell.row_no - 1,
        cell.row_no + cell.row_span - 2,
        cell.column_no - 1,
        cell.column_no + cell.column_span - 2,
        content.value if is_number else content.text or None,
        look,
    )


class _Looks:
    """A workbook holds only a few thousand styles: equal ones are shared."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bool, str], Any] = {}

    def of(self, cell: GridCell, ruled: bool, style: Style) -> Any:
        value = cell.content.value
        number = number_format(value) if value is not None and style.amounts is AmountCells.FORMATTED else "General"
        role = cell.content.role
        align = "centre" if role in _CENTERED else "right" if role in _RIGHT else "left"
        key = (align, ruled, number)
        if key not in self._known:
            lines = "left thin, right thin, top thin, bottom thin" if ruled else "left no_line"
            rules = f"align: horiz {align}, vert centre, wrap {'on' if ruled else 'off'}; borders: {lines}"
            self._known[key] = xlwt.easyxf(rules, num_format_str=number)
        return self._known[key]
