"""Columns, rows and whole sheets in another unit than the sheet says."""

from collections.abc import Iterator
from decimal import Decimal

from expectations.diagnosis.ledger import NOTHING, Ledger
from expectations.diagnosis.model import CellAddress, SheetAddress
from expectations.diagnosis.move import Implausibility, Move, propose
from expectations.diagnosis.printed_order import Block

COLUMN, ROW, SHEET = "column_unit", "row_unit", "sheet_unit"
FACTORS = (Decimal(10_000), Decimal("0.0001"), Decimal(10), Decimal("0.1"))
"""元, 万元, 亿元, and 千元 beside 万元."""

_MIN_FIGURES = 2
_MIN_STEPS = 100
"""A figure of one digit or two fits any power of ten."""


def propose_units(ledger: Ledger, blocks: dict[SheetAddress, tuple[Block, ...]]) -> Iterator[Move]:
    """Yield the moves that print columns, rows and sheets with violations in the other unit."""
    violated = ledger.violated_cells()
    for _, own in sorted(blocks.items()):
        for kind, cells in _groups(own):
            figures = [cell for cell in cells if ledger.printed(cell) is not None]
            is_told = sum(cell in violated for cell in figures) >= _MIN_FIGURES
            if not is_told or sum(bool(ledger.printed(cell)) for cell in figures) < _MIN_FIGURES:
                continue
            for factor in FACTORS:
                move = _rescale(ledger, kind, figures, factor)
                if move is not None:
                    yield move


def _groups(blocks: tuple[Block, ...]) -> Iterator[tuple[str, list[CellAddress]]]:
    columns = sorted({column for block in blocks for column in block.columns})
    for column in columns:
        for block in blocks:
            yield COLUMN, [block.cell(row, column) for row in block.rows]
    for block in blocks:
        for row in block.rows:
            yield ROW, [block.cell(row, column) for column in block.columns]
    yield SHEET, [block.cell(row, column) for block in blocks for row in block.rows for column in block.columns]


def _rescale(ledger: Ledger, kind: str, cells: list[CellAddress], factor: Decimal) -> Move | None:
    """The move that gives every figure its amount in the other unit: exactly where an equation tells it, else as far as
    the printed decimals go."""
    expected: dict[CellAddress, Decimal | None] = {}
    slack: dict[CellAddress, Decimal] = {}
    group = frozenset(cells)
    if max(abs(ledger.printed(cell) or NOTHING) * factor / ledger.figures[cell].step for cell in cells) < _MIN_STEPS:
        return None
    for cell in cells:
        amount = (ledger.printed(cell) or NOTHING) * factor
        lost = ledger.figures[cell].step * factor / 2 if factor > 1 else NOTHING
        exact = _exact_amount(ledger, cell, group) if lost else None
        if exact is not None and abs(exact - amount) <= lost:
            expected[cell] = exact
        else:
            expected[cell] = amount
            slack[cell] = lost
    slack = {cell: lost for cell, lost in slack.items() if lost}
    return propose(ledger, kind, expected, Implausibility.TELLING, least=_MIN_FIGURES, slack=slack)


def _exact_amount(ledger: Ledger, cell: CellAddress, group: frozenset[CellAddress]) -> Decimal | None:
    """What the first violated equation with no other figure of the group asks of a cell."""
    for equation in ledger.touched[cell]:
        alone = sum(address in group for address in equation.signs) == 1
        if alone and not equation.is_floor and equation.key in ledger.violated_as_printed:
            return (ledger.printed(cell) or NOTHING) - equation.signs[cell] * equation.residual
    return None
