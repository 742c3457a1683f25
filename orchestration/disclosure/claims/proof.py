"""Whether stated figures agree, by the interval rule: a printed figure stands for anything within half its last unit.

Proof chooses between readings of one sentence; judging the reading that was chosen is for the identities.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from orchestration.disclosure.amounts import WAN_EXPONENTS
from orchestration.disclosure.claims.model import Claim, Subject
from orchestration.disclosure.model import Cell, CellKey

HUNDRED = Decimal(100)
_HALF = Decimal(5)


class Printed(NamedTuple):
    """A printed figure and half a unit of its last decimal, both in 万元."""

    value: Decimal
    half_unit: Decimal

    def agrees(self, other: "Printed") -> bool:
        """Whether both may stand for one true value."""
        return abs(self.value - other.value) <= self.half_unit + other.half_unit


def printed_claim(claim: Claim) -> Printed:
    """Return the figure of a claim."""
    return Printed(claim.value, claim.half_unit)


class PrintedCells:
    """The printed figures of a department-year by cell. `printed` names the sheets that are there, empty ones too."""

    def __init__(self, cells: Iterable[Cell], printed: Iterable[str] = ()) -> None:
        self._cells: Mapping[CellKey, Cell] = {cell.key: cell for cell in cells}
        self._sheets = frozenset((*printed, *(key.sheet_id for key in self._cells)))

    def knows(self, subject: Subject) -> bool:
        """Whether the sheets of the subject's cells are there, so that a cell without a figure is blank."""
        return all(cell.sheet_id in self._sheets for cell in subject.cells)

    def __iter__(self) -> Iterator[CellKey]:
        return iter(self._cells)

    def find(self, subject: Subject) -> Printed | None:
        """Return the figure of the subject's cells, added up; None where one of them is blank or there are none."""
        found = [self._cells[key] for key in subject.cells if key in self._cells]
        if not found or len(found) < len(subject.cells):
            return None
        return Printed(sum((cell.amount for cell in found), Decimal(0)), sum(map(_half_unit, found), Decimal(0)))


def _half_unit(cell: Cell) -> Decimal:
    return _HALF.scaleb(WAN_EXPONENTS.get(cell.unit, 0) - cell.decimals - 1)


def is_percentage(percent: Printed, part: Printed, whole: Printed) -> bool:
    """Return whether part / whole may be the printed percentage; `percent` counts in percent."""
    lowest, highest = whole.value - whole.half_unit, whole.value + whole.half_unit
    corners = [
        (percent.value + off) * base
        for off in (-percent.half_unit, percent.half_unit)
        for base in (max(lowest, Decimal(0)), highest)
    ]
    return min(corners) <= HUNDRED * (part.value + part.half_unit) and HUNDRED * (part.value - part.half_unit) <= max(
        corners
    )
