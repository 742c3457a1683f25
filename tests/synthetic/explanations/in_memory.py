"""A written disclosure as the reading that a file of it would give, without a file."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from expectations.vocabulary import SheetStatus
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import (
    Cell,
    Document,
    NarrativeLine,
    Place,
    Reading,
    Recognition,
    SheetReading,
    Table,
    TableCell,
)
from tests.synthetic.documents.codes import standard_names
from tests.synthetic.documents.grid import Grid
from tests.synthetic.documents.model import YUAN_PER_WAN, Disclosure
from tests.synthetic.documents.publication import Section


def make_reading(disclosure: Disclosure, sections: Sequence[Section]) -> Reading:
    """The reading of the nine sheets and of the explanation."""
    lines: list[NarrativeLine] = []
    for section in sections:
        lines += [
            NarrativeLine(section.heading, text, Place(page=1)) for text in (section.heading, *section.paragraphs)
        ]
    stated = {key.sheet_id for key in disclosure.figures}
    empty = SheetStatus.EMPTY_DECLARED
    return Reading(
        Document("written.docx", "0" * 64, 0, "docx", "by hand", ()),
        Recognition(disclosure.department_name, disclosure.fiscal_year),
        tuple(SheetReading(sheet, SheetStatus.FOUND if sheet in stated else empty) for sheet in load_layouts().sheets),
        tuple(_cells(disclosure)),
        (),
        tuple(lines),
        tuple(_table(number, section.grid) for number, section in enumerate(sections, start=20) if section.grid),
    )


def _table(number: int, grid: Grid) -> Table:
    cells = (
        TableCell(cell.content.text, cell.row_no, cell.column_no, cell.row_span, cell.column_span)
        for cell in grid.cells
        if cell.content.text
    )
    return Table(number, tuple(cells), grid.column_count, page=1)


def _cells(disclosure: Disclosure) -> Iterable[Cell]:
    for key, amount in disclosure.figures.items():
        unit = disclosure.unit(key.sheet_id)
        printed = amount * YUAN_PER_WAN if unit == "元" else amount
        text = f"{printed.quantize(Decimal('0.01'))}"
        label = disclosure.code_names.get(key.row_key) or standard_names().get(key.row_key, "合计")
        yield Cell(key, label, "", amount, 2, unit, text, Place(page=1))
