"""What of a result its sentence is made of, in whichever language: the sides, what they come to, and by how much they
miss it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from expectations.model import Relation
from orchestration.reports.terms import Side, TermView, with_unit

MOST_DECIMALS = Decimal("0.0001")
"""A quotient is shown no finer than this."""

POINTS = "个百分点"
"""The unit of a difference of percentages."""


class Judged(Protocol):
    """What of a result its sentence is made of: the figures and what they came to."""

    @property
    def relation(self) -> Relation: ...
    @property
    def fiscal_year(self) -> int | None: ...
    @property
    def terms(self) -> Sequence[TermView]: ...
    @property
    def missing(self) -> str: ...
    @property
    def computed(self) -> Decimal | None: ...
    @property
    def residual(self) -> Decimal | None: ...
    @property
    def allowance(self) -> Decimal | None: ...
    @property
    def last_digit(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much two figures differ, in the unit of what is compared."""

    amount: Decimal
    unit: str

    @property
    def words(self) -> str:
        """The amount with its unit."""
        return with_unit(self.amount, self.unit)


def side(result: Judged, which: Side) -> tuple[TermView, ...]:
    """The figures of one side."""
    return tuple(term for term in result.terms if term.side == which)


def is_sum(parts: Sequence[TermView]) -> bool:
    """Whether figures are added up, or one is subtracted."""
    return len(parts) > 1 or any(part.sign < 0 for part in parts)


def is_zero(base: Sequence[TermView]) -> bool:
    """Whether nothing can be divided by these figures."""
    amounts = [term.sign * term.amount for term in base if term.amount is not None]
    return 0 < len(amounts) == len(base) and not sum(amounts)


def is_compared(result: Judged) -> bool:
    """Whether a difference says anything of a result."""
    has_quotient = result.relation is not Relation.RATIO or result.computed is not None
    return result.residual is not None and has_quotient and result.relation is not Relation.WORDING


def difference(result: Judged) -> Difference | None:
    """The difference; None where nothing is compared, or a direction, which says of no figure how large it is."""
    if result.residual is None or not is_compared(result) or result.relation is Relation.DIRECTION:
        return None
    return shown(abs(result.residual), result)


def sum_in_unit(parts: Sequence[TermView], result: Judged) -> str:
    """What the parts come to; the unit stands with claims alone, whose figures have one too. Empty where a part is not
    known."""
    if result.computed is None:
        return ""
    return with_unit(result.computed, next((part.shown_unit for part in parts if part.is_claim), ""))


def quotient_in_unit(result: Judged) -> str:
    """The quotient in the unit of the total; empty where there is none."""
    if result.computed is None:
        return ""
    return with_unit(_rounded(result.computed), next((term.shown_unit for term in side(result, "total")), ""))


def shown(amount: Decimal, result: Judged) -> Difference:
    """A difference in the unit of what is compared: of the total, or of the parts where the total is a direction."""
    compared = () if result.relation is Relation.DIRECTION else side(result, "total")
    unit = next((term.shown_unit for term in compared or side(result, "part")), "")
    told = _rounded(amount) if result.relation is Relation.RATIO else amount
    return Difference(told, POINTS if unit == "%" else unit)


def _rounded(amount: Decimal) -> Decimal:
    fewer = amount.quantize(MOST_DECIMALS)
    return fewer if fewer != amount else amount
