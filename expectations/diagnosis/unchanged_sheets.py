"""Sheets that repeat the sheet of the year before, figure by figure."""

from collections.abc import Iterable, Iterator

from expectations.diagnosis.ledger import Effect, Ledger
from expectations.diagnosis.model import CellAddress, SheetAddress
from expectations.diagnosis.move import Implausibility, Move

KIND = "sheet_of_last_year"


def propose_unchanged_sheets(ledger: Ledger, unchanged: Iterable[SheetAddress]) -> Iterator[Move]:
    """Yield, for each sheet of last year, the move that withdraws it: nothing is known of what it should show."""
    for sheet in sorted(unchanged):
        freed = frozenset(
            key
            for key in ledger.violated_as_printed
            if any(address[:2] == sheet for address in ledger.equations[key].signs)
        )
        cells: dict[CellAddress, None] = {
            address: None
            for key in sorted(freed)
            for address in ledger.equations[key].signs
            if address[:2] == sheet and ledger.printed(address) is not None
        }
        if freed and cells:
            yield Move(KIND, {}, cells, Effect(freed, frozenset()), Implausibility.CERTAIN, freed=freed)
