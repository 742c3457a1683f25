"""What an error in one year violates in the year after it, where that looks back on what was published."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from orchestration.disclosure.model import CellKey
from tests.synthetic.district.prose import LEVEL
from tests.synthetic.documents.accounts import BUDGETS
from tests.synthetic.documents.compose import field_name
from tests.synthetic.truth.defects import Defect

_SUMMARY, _APPROPRIATION = "income_expenditure_summary", "appropriation_summary"
_BALANCED = ("government_fund", "state_capital")


def find_consequences(
    defect: Defect, true: Mapping[CellKey, Decimal], after: Mapping[CellKey, Decimal], told: Mapping[str, str]
) -> frozenset[str]:
    """The ids of the identities that the year after violates: it prints the figures `after` (万元) and tells in words
    what `told` says, both of them against the `true` figures of the year of the error."""
    wrong = {key for key, printed in defect.changes.items() if printed is not None and key in true}
    return frozenset((*_openings(wrong, after), *_growths(wrong, told)))


def _openings(wrong: Collection[CellKey], after: Mapping[CellKey, Decimal]) -> Iterator[str]:
    for identity_id, opening, closing in _carried_forward(after):
        if opening in after and closing in wrong:
            yield identity_id


def _carried_forward(after: Mapping[CellKey, Decimal]) -> Iterator[tuple[str, CellKey, CellKey]]:
    """Identity, opening balance of a year, closing balance of the year before."""
    yield (
        "opening_balance.summary",
        CellKey(_SUMMARY, "income.opening_balance", "final"),
        CellKey(_SUMMARY, "expenditure.closing_balance", "final"),
    )
    yield (
        "opening_balance.appropriation",
        CellKey(_APPROPRIATION, "income.opening_balance", "final"),
        CellKey(_APPROPRIATION, "expenditure.closing_balance", "total"),
    )
    for budget in BUDGETS:
        yield (
            "opening_balance.budget",
            CellKey(_APPROPRIATION, f"income.opening_balance.{budget}", "final"),
            CellKey(_APPROPRIATION, "expenditure.closing_balance", budget),
        )
    for key in after:
        if key.sheet_id in _BALANCED and key.column_key == "opening_balance":
            yield f"opening_balance.{key.sheet_id}", key, CellKey(key.sheet_id, key.row_key, "closing_balance")


def _growths(wrong: Collection[CellKey], told: Mapping[str, str]) -> Iterator[str]:
    for key in wrong:
        change = told.get(f"{field_name(key)}:change")
        if change is not None:
            yield "narrative.direction_from_previous_year" if change == LEVEL else "narrative.previous_year"
