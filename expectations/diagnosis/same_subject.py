"""Which rows of different sheets are about the same: a code, a line of a summary, a kind of income, an item of the
three public expenses. No identity says that their amounts are equal, yet an amount that is missing in one often stands
in another."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from expectations.diagnosis.model import CellAddress, Figure

_ITEMS_OF_SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "30212": "overseas_travel",
        "30215": "meeting",
        "30216": "training",
        "30217": "reception",
        "30231": "vehicle_operation",
        "31013": "vehicle_purchase",
    }
)
"""The economic sections that are items of the three public expenses."""

_FUNCTION_SHEETS = frozenset(
    {"income", "expenditure", "general_budget_expenditure", "government_fund", "state_capital"}
)
_ECONOMIC = "general_budget_basic_by_economic"


def subject_of(address: CellAddress) -> str | None:
    """What the row of a cell is about, in words that all sheets share; None where no other sheet has its like."""
    _, sheet_id, row_key, column_key = address
    if sheet_id == _ECONOMIC:
        return _ITEMS_OF_SECTIONS.get(row_key)
    if sheet_id == "income" and row_key == "total":
        return "income.total" if column_key == "total" else f"income.{column_key}"
    if sheet_id in _FUNCTION_SHEETS:
        return "expenditure.total" if row_key == "total" else row_key
    side, _, line = row_key.partition(".")
    return line if side == "expenditure" and line.isdigit() else row_key


class Elsewhere:
    """Looks up the amounts that other sheets of the same year print about the same subject."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._by_subject: defaultdict[tuple[int, str], list[Figure]] = defaultdict(list)
        for figure in figures:
            subject = subject_of(figure.address)
            if subject is not None and figure.printed:
                self._by_subject[figure.address[0], subject].append(figure)

    def figures(self, address: CellAddress) -> list[Figure]:
        """The figures about the same subject in other sheets, those of the same column first."""
        subject = subject_of(address)
        if subject is None:
            return []
        others = (figure for figure in self._by_subject[address[0], subject] if figure.address[1] != address[1])
        return sorted(others, key=lambda figure: (figure.address[3] != address[3], figure.address))

    def find(self, address: CellAddress, amount: Decimal, tolerance: Decimal) -> CellAddress | None:
        """The cell of another sheet that prints the amount about the same subject."""
        near = (f.address for f in self.figures(address) if abs((f.printed or amount) - amount) <= tolerance)
        return next(near, None)

    def codes(self, year: int, sheet_id: str) -> set[str]:
        """The codes that any other sheet of a year prints."""
        return {
            subject
            for (of_year, subject), figures in self._by_subject.items()
            if of_year == year and subject.isdigit() and any(figure.address[1] != sheet_id for figure in figures)
        }
