"""Slips that totals carry on: a wrong figure, and totals above it that were added up with it."""

from collections.abc import Iterator

from expectations.diagnosis.cell_moves import CellMoves
from expectations.diagnosis.ledger import Ledger
from expectations.diagnosis.model import CellAddress
from expectations.diagnosis.move import Move

KIND = "carried_slip"
_ECONOMIC = "general_budget_basic_by_economic"
_THREE_PUBLIC = {"vehicle_purchase": ("vehicles", "total"), "vehicle_operation": ("vehicles", "total")}


def propose_carried_slips(ledger: Ledger, cell_moves: CellMoves) -> Iterator[Move]:
    """Yield the moves of figures together with their totals: those of the column, of the row, or of both."""
    signs = {key: ledger.equations[key].signs for key in sorted(ledger.violated_as_printed)}
    violated = ledger.violated_cells()
    seen: set[frozenset[CellAddress]] = set()
    for address, figure in sorted(ledger.figures.items()):
        if figure.printed is None:
            continue
        for cells in _groups(ledger, address):
            is_told = not violated.isdisjoint(cells) and any(
                sum(own.get(cell, 0) for cell in cells) for own in signs.values()
            )
            if not is_told or frozenset(cells) in seen:
                continue
            seen.add(frozenset(cells))
            yield from cell_moves.together(KIND, cells)


def _groups(ledger: Ledger, address: CellAddress) -> Iterator[tuple[CellAddress, ...]]:
    year, sheet, row, column = address
    rows = [row, *(above for above in _totals_above(sheet, row) if ledger.printed((year, sheet, above, column)))]
    across = column != "total" and ledger.printed((year, sheet, row, "total")) is not None
    for height in range(1, len(rows) + 1):
        own = tuple((year, sheet, each, column) for each in rows[:height])
        if height > 1:
            yield own
        if across:
            totals = ((year, sheet, each, "total") for each in rows[:height])
            yield (*own, *(cell for cell in totals if ledger.printed(cell) is not None))


def _totals_above(sheet: str, row: str) -> tuple[str, ...]:
    """The rows that add a row up, from the nearest to the grand total."""
    if row.isdigit():
        codes = tuple(row[:length] for length in (5, 3) if length < len(row))
        if sheet != _ECONOMIC:
            return (*codes, "total")
        return (*codes, "personnel_total" if row[:3] in ("301", "303") else "operating_total", "total")
    side, _, line = row.partition(".")
    if not line:
        return _THREE_PUBLIC.get(row, ("total",) if row in ("overseas_travel", "vehicles", "reception") else ())
    if line in ("total", "opening_balance", "closing_balance"):
        return (f"{side}.grand_total",)
    if line.startswith("opening_balance."):
        return ("income.opening_balance", "income.grand_total")
    return (f"{side}.total", f"{side}.grand_total") if line != "grand_total" else ()
