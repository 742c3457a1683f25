"""What the spreadsheet formats share: how a worksheet is laid out from top to bottom, and how amounts are typed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from tests.synthetic.documents.grid import Content, Grid, GridCell, Role, Sheet
from tests.synthetic.documents.publication import Publication


class AmountCells(StrEnum):
    """Numbers with a format that shows their decimals, numbers in General format (trailing zeros lost), or texts."""

    FORMATTED = "formatted"
    GENERAL = "general"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A sheet and all around it as one grid; `first_row` and `last_row` are those of the ruled table inside."""

    name: str
    grid: Grid
    first_row: int
    last_row: int


def worksheets(publication: Publication) -> Iterator[Worksheet]:
    """One worksheet per sheet; the first also carries the heading of the whole."""
    for sheet in publication.sheets:
        headings = (publication.opening,) if sheet is publication.sheets[0] else ()
        titled = under_titles(sheet, headings)
        last_row = titled.row_count
        yield Worksheet(sheet.name, _over_notes(titled, sheet), last_row - sheet.grid.row_count + 1, last_row)


def under_titles(sheet: Sheet, headings: tuple[str, ...] = ()) -> Grid:
    """The sheet's grid with the headings, its title and its strips as its first rows."""
    width = sheet.grid.column_count
    half = (width + 1) // 2
    above: list[GridCell] = []
    for row_no, title in enumerate((*headings, sheet.title), start=1):
        above.append(GridCell(Content(title, Role.TITLE), row_no, 1, column_span=width))
    for row_no, strip in enumerate(sheet.strips, start=len(above) + 1):
        above.append(GridCell(Content(strip.left, Role.NOTE), row_no, 1, column_span=half))
        above.append(GridCell(Content(strip.right, Role.MARGIN), row_no, half + 1, column_span=width - half))
    offset = len(headings) + 1 + len(sheet.strips)
    below = (replace(cell, row_no=cell.row_no + offset) for cell in sheet.grid.cells)
    return Grid((*above, *below), sheet.grid.row_count + offset, width, sheet.grid.head_rows + offset)


def decimals_of(value: Decimal) -> int:
    """How many decimals the number was printed with."""
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def number_format(value: Decimal) -> str:
    """The spreadsheet format that shows the number with its decimals."""
    decimals = decimals_of(value)
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def _over_notes(grid: Grid, sheet: Sheet) -> Grid:
    notes = (
        GridCell(Content(note, Role.NOTE), row_no, 1, column_span=grid.column_count)
        for row_no, note in enumerate(sheet.notes, start=grid.row_count + 1)
    )
    return Grid((*grid.cells, *notes), grid.row_count + len(sheet.notes), grid.column_count, grid.head_rows)
