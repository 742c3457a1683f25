"""OpenDocument spreadsheets (ODS): runs of equal cells are stored once with a repetition, as office programs do."""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from odf.element import Element  # type: ignore[import-untyped]
from odf.number import Number, NumberStyle  # type: ignore[import-untyped]
from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]
from odf.style import Style as OdfStyle  # type: ignore[import-untyped]
from odf.style import TableCellProperties
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow  # type: ignore[import-untyped]
from odf.text import P  # type: ignore[import-untyped]

from tests.synthetic.documents.formats.archive import without_clock
from tests.synthetic.documents.formats.spreadsheet import AmountCells, Worksheet, decimals_of, worksheets
from tests.synthetic.documents.grid import Content, Grid, GridCell
from tests.synthetic.documents.publication import Publication

_RULED = "ruled"


@dataclass(frozen=True, slots=True)
class Style:
    amounts: AmountCells = AmountCells.FORMATTED


def random_style(rng: random.Random) -> Style:
    return Style(amounts=rng.choice(list(AmountCells)))


def write(publication: Publication, style: Style) -> bytes:
    # The library declares all name spaces that the process ever used: without this the bytes depend on its past.
    Element.namespaces.clear()
    document = OpenDocumentSpreadsheet()
    for decimals in sorted(_printed_decimals(publication)):
        _add_number_style(document, decimals)
    ruled = OdfStyle(name=_RULED, family="table-cell")
    ruled.addElement(TableCellProperties(border="0.5pt solid #000000"))
    document.automaticstyles.addElement(ruled)
    for worksheet in worksheets(publication):
        document.spreadsheet.addElement(_table(worksheet, style))
    stream = io.BytesIO()
    document.write(stream)
    return without_clock(stream.getvalue())


def _printed_decimals(publication: Publication) -> set[int]:
    return {decimals_of(value) for sheet in publication.sheets for value in sheet.figures.values()}


def _add_number_style(document: Any, decimals: int) -> None:
    number = NumberStyle(name=f"number{decimals}")
    number.addElement(Number(decimalplaces=decimals, minintegerdigits=1, grouping="true"))
    look = OdfStyle(name=f"amount{decimals}", family="table-cell", datastylename=number)
    look.addElement(TableCellProperties(border="0.5pt solid #000000"))
    document.automaticstyles.addElement(number)
    document.automaticstyles.addElement(look)


def _table(worksheet: Worksheet, style: Style) -> Any:
    table = Table(name=worksheet.name)
    table.addElement(TableColumn(numbercolumnsrepeated=worksheet.grid.column_count))
    for row_no in range(1, worksheet.grid.row_count + 1):
        row = TableRow()
        for element in _row_elements(worksheet, row_no, style):
            row.addElement(element)
        table.addElement(row)
    return table


def _row_elements(worksheet: Worksheet, row_no: int, style: Style) -> Iterator[Any]:
    ruled = worksheet.first_row <= row_no <= worksheet.last_row
    places = [_Place.of(worksheet.grid, row_no, column_no) for column_no in range(1, worksheet.grid.column_count + 1)]
    for place, run in groupby(places):
        length = len(list(run))
        repeat = {"numbercolumnsrepeated": length} if length > 1 else {}
        if place.covered:
            yield CoveredTableCell(**repeat)
        elif place.cell is None:
            yield TableCell(stylename=_RULED, **repeat) if ruled else TableCell(**repeat)
        else:
            yield _cell(place.cell, ruled, style)


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands at one place of a row; equal neighbours are written once. A blank cell is no cell."""

    cell: GridCell | None
    covered: bool

    @classmethod
    def of(cls, grid: Grid, row_no: int, column_no: int) -> "_Place":
        cell = grid.owners[row_no, column_no]
        if (cell.row_no, cell.column_no) != (row_no, column_no):
            return cls(None, covered=True)
        is_blank = not cell.content.text and cell.row_span == cell.column_span == 1
        return cls(None if is_blank else cell, covered=False)


def _cell(cell: GridCell, ruled: bool, style: Style) -> Any:
    attributes: dict[str, object] = {"stylename": _RULED} if ruled else {}
    if cell.column_span > 1 or cell.row_span > 1:
        attributes |= {"numbercolumnsspanned": cell.column_span, "numberrowsspanned": cell.row_span}
    element = TableCell(**attributes | _typed(cell.content, style))
    if cell.content.text:
        element.addElement(P(text=_shown(cell.content, style)))
    return element


def _typed(content: Content, style: Style) -> dict[str, object]:
    if content.value is None or style.amounts is AmountCells.TEXT:
        return {"valuetype": "string"} if content.text else {}
    typed: dict[str, object] = {"valuetype": "float", "value": str(content.value)}
    if style.amounts is AmountCells.FORMATTED:
        typed["stylename"] = f"amount{decimals_of(content.value)}"
    return typed


def _shown(content: Content, style: Style) -> str:
    if content.value is None or style.amounts is not AmountCells.GENERAL:
        return content.text
    return f"{content.value.normalize():f}"
