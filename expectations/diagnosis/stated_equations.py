"""Identities over stated figures, and which amounts of one figure would satisfy them while all others stay.

Amounts are in 万元, percent or a count, as the explanation states them. Which figure is likeliest wrong does not belong
here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from expectations.diagnosis.model import CellAddress, EquationKey
from expectations.model import Relation, Side

LARGEST = Decimal(10) ** 14
"""No stated figure is as large."""

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """All amounts from the lowest to the highest, both of them included; none where they are the other way round."""

    lowest: Decimal
    highest: Decimal

    def __contains__(self, amount: Decimal) -> bool:
        return self.lowest <= amount <= self.highest

    def __bool__(self) -> bool:
        return self.lowest <= self.highest


ANY_AMOUNT = Interval(-LARGEST, LARGEST)
NO_AMOUNT = Interval(LARGEST, -LARGEST)


@dataclass(frozen=True, slots=True)
class StatedTerm:
    """A figure in an identity: a claim, or a cell of the sheets; `half_unit` is half of its last printed place."""

    address: CellAddress
    label: str
    side: Side
    sign: int
    amount: Decimal
    half_unit: Decimal


@dataclass(frozen=True, slots=True)
class StatedEquation:
    """An identity of claims under one binding. A direction holds where its total has the sign of its parts; `scale` is
    what a quotient is multiplied by to give the total. A violation is no evidence against a stated figure where a cell
    of the sheets may be wrong."""

    key: EquationKey
    relation: Relation
    is_violated: bool
    is_evidence: bool
    terms: tuple[StatedTerm, ...]
    scale: Decimal = Decimal(1)

    def side(self, side: Side) -> tuple[StatedTerm, ...]:
        """The terms of one side."""
        return tuple(term for term in self.terms if term.side == side)


class _Sum(NamedTuple):
    """What terms add up to around one figure: `rest` + `factor` · figure, give or take half a unit of each."""

    rest: Decimal
    factor: int
    half_unit: Decimal

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        return self.rest - self.half_unit, self.rest + self.half_unit


def common_amounts(intervals: Iterable[Interval]) -> Interval:
    """The amounts that all intervals have in common."""
    every = (ANY_AMOUNT, *intervals)
    return Interval(max(each.lowest for each in every), min(each.highest for each in every))


def admitted_amounts(equation: StatedEquation, address: CellAddress) -> Interval:
    """The amounts of a figure with which an equation holds, as far as they are one interval."""
    total = _sum_around(equation.side("total"), address)
    part = _sum_around(equation.side("part"), address)
    base = _sum_around(equation.side("base"), address)
    match equation.relation:
        case Relation.RATIO if total.factor:
            return _quotient(equation, total, part, base)
        case Relation.RATIO:
            return _term_of_quotient(equation, total, part, base)
        case Relation.DIRECTION if total.factor:
            return Interval(
                -LARGEST if part.rest <= part.half_unit else _NOTHING,
                LARGEST if part.rest >= -part.half_unit else _NOTHING,
            )
        case Relation.DIRECTION:
            lowest = -LARGEST if total.rest < 0 else -part.half_unit
            highest = LARGEST if total.rest > 0 else part.half_unit
            return _solve(part.rest, part.factor, lowest, highest)
        case _:
            allowance = total.half_unit + part.half_unit
            highest = LARGEST if equation.relation is Relation.AT_LEAST else allowance
            return _solve(total.rest - part.rest, total.factor - part.factor, -allowance, highest)


def is_satisfied(equation: StatedEquation, amounts: Mapping[CellAddress, Decimal]) -> bool:
    """Whether an equation holds once some of its figures are others than printed."""
    changed = {term.address: amounts[term.address] for term in equation.terms if term.address in amounts}
    terms = tuple(replace(term, amount=changed.get(term.address, term.amount)) for term in equation.terms)
    return any(
        amount in admitted_amounts(replace(equation, terms=terms), address) for address, amount in changed.items()
    )


def _sum_around(terms: Iterable[StatedTerm], address: CellAddress) -> _Sum:
    rest, factor, half_unit = _NOTHING, 0, _NOTHING
    for term in terms:
        half_unit += term.half_unit
        if term.address == address:
            factor += term.sign
        else:
            rest += term.sign * term.amount
    return _Sum(rest, factor, half_unit)


def _solve(rest: Decimal, factor: int, lowest: Decimal, highest: Decimal) -> Interval:
    """The amounts for which `rest` + `factor` · amount lies between two bounds."""
    if not factor:
        return ANY_AMOUNT if lowest <= rest <= highest else NO_AMOUNT
    ends = ((lowest - rest) / factor, (highest - rest) / factor)
    return Interval(min(ends), max(ends))


def _quotient(equation: StatedEquation, total: _Sum, part: _Sum, base: _Sum) -> Interval:
    if base.bounds[0] <= 0 <= base.bounds[1]:
        return _as_printed(equation)
    quotients = [
        equation.scale * numerator / denominator for numerator, denominator in product(part.bounds, base.bounds)
    ]
    return Interval(min(quotients) - total.half_unit, max(quotients) + total.half_unit)


def _term_of_quotient(equation: StatedEquation, total: _Sum, part: _Sum, base: _Sum) -> Interval:
    """The figure solved for at the ends of all intervals: between them it grows or falls throughout, unless it is
    divided by zero somewhere."""
    divisors = [quotient * base.factor - equation.scale * part.factor for quotient in total.bounds]
    if min(divisors) <= 0 <= max(divisors):
        return _as_printed(equation)
    amounts = [
        (equation.scale * numerator - quotient * denominator) / divisor
        for (quotient, divisor), numerator, denominator in product(
            zip(total.bounds, divisors, strict=True), part.bounds, base.bounds
        )
    ]
    return Interval(min(amounts), max(amounts))


def _as_printed(equation: StatedEquation) -> Interval:
    """What can be said where a quotient is unbounded: a figure that does no harm as printed."""
    return NO_AMOUNT if equation.is_violated else ANY_AMOUNT
