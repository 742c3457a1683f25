"""Figures that stand beside the names of other rows, as where the names were copied from a sheet with other rows: other
sheets tell which figure belongs to which name."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from expectations.diagnosis.ledger import Ledger
from expectations.diagnosis.model import CellAddress, SheetAddress
from expectations.diagnosis.move import Implausibility, Move, propose
from expectations.diagnosis.printed_order import Block
from expectations.diagnosis.same_subject import Elsewhere

KIND = "rows_misnamed"
_MAIN_COLUMN = "total"
_MIN_ROWS = 4
"""The number of rows whose figures must stand beside other names."""

_REACH = 6
"""How many figures are passed over at most to find that of a row."""


def propose_misnamed_rows(
    ledger: Ledger, blocks: Mapping[SheetAddress, tuple[Block, ...]], elsewhere: Elsewhere
) -> Iterator[Move]:
    """Yield, for each sheet with violations, the move that gives every row the figures that belong to its name."""
    for sheet in ledger.violated_sheets():
        for block in blocks.get(sheet, ()):
            if _MAIN_COLUMN not in block.columns or not any(row.isdigit() for row in block.rows):
                continue
            sources = _align(ledger, block, elsewhere)
            if sum(source not in (None, row) for row, source in sources.items()) < _MIN_ROWS:
                continue
            expected: dict[CellAddress, Decimal | None] = {
                block.cell(row, column): ledger.printed(block.cell(source, column)) if source else None
                for row, source in sources.items()
                for column in block.columns
                if block.cell(row, column) in ledger.figures
            }
            move = propose(ledger, KIND, expected, Implausibility.MOVED, least=_MIN_ROWS)
            if move is not None:
                yield move


def _align(ledger: Ledger, block: Block, elsewhere: Elsewhere) -> dict[str, str | None]:
    """The row in which the figures of each row stand, from the first row on that has others; None for no row.

    Rows and figures keep their order. The total takes the figures that follow those of the last row.
    """
    sources: dict[str, str | None] = {}
    following = 0
    for position, row in enumerate(block.rows):
        if following >= len(block.rows):
            break
        known = {figure.printed for figure in elsewhere.figures(block.cell(row, _MAIN_COLUMN))}
        if not sources and (not known or ledger.printed(block.cell(row, _MAIN_COLUMN)) in known):
            following = position + 1
            continue
        ahead = range(following, min(following + _REACH, len(block.rows)))
        if row == _MAIN_COLUMN:
            found: int | None = following
        else:
            found = next(
                (at for at in ahead if ledger.printed(block.cell(block.rows[at], _MAIN_COLUMN)) in known), None
            )
        sources[row] = None if found is None else block.rows[found]
        following = following if found is None else found + 1
    return sources
