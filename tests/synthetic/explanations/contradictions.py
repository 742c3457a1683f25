"""Which other value of a stated figure contradicts the sheets or what is said beside it, by intervals of half a printed
unit; worked out without the code under test."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from orchestration.disclosure.model import CellKey
from tests.synthetic.explanations.books import Books
from tests.synthetic.explanations.stated import BUDGET, PREVIOUS, Stated

HUNDRED = Decimal(100)
KINDS = ("amount", "previous", "budget", "change", "growth", "share", "completion", "direction")
"""The kinds of statements that can be told wrongly."""

_HALF_UNITS = {"万元": Decimal("0.005"), "元": Decimal("0.0000005")}
_FACTORS = tuple(map(Decimal, ("0.9", "1.1", "0.5", "2", "10")))


@dataclass(frozen=True)
class Interval:
    """All values that a printed figure may stand for."""

    low: Decimal
    high: Decimal

    def meets(self, other: "Interval") -> bool:
        return self.low <= other.high and other.low <= self.high

    def plus(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def minus(self, other: "Interval") -> "Interval":
        return Interval(self.low - other.high, self.high - other.low)

    def over(self, other: "Interval") -> "Interval | None":
        """The quotient; None where the divisor may be nothing."""
        if other.low <= 0:
            return None
        ends = [one / two for one in (self.low, self.high) for two in (other.low, other.high)]
        return Interval(min(ends), max(ends))


def kind_of(stated: Stated) -> str:
    return "previous" if stated.is_previous else stated.kind


def find_wrong_value(books: Books, told: Sequence[Stated], kind: str, rng: random.Random) -> tuple[int, Decimal] | None:
    """The number of a figure of the kind and a value that contradicts what else is known of it."""
    candidates = [number for number, stated in enumerate(told) if kind_of(stated) == kind and stated.cells]
    for number in rng.sample(candidates, k=len(candidates)):
        for value in _other_values(told[number], told, rng):
            if value != told[number].value and contradicts(books, told, number, value):
                return number, value
    return None


def _other_values(stated: Stated, told: Sequence[Stated], rng: random.Random) -> Iterator[Decimal]:
    if stated.kind == "direction":
        yield from map(Decimal, rng.sample(stated.turns, k=len(stated.turns)))
        return
    neighbours = [other.value for other in told if other.paragraph == stated.paragraph and other.unit == stated.unit]
    scaled = [stated.value * factor for factor in rng.sample(_FACTORS, k=len(_FACTORS))]
    if neighbours and rng.random() < 0.3:
        scaled.insert(0, rng.choice(neighbours))
    step = 2 * stated.half_unit
    for value in scaled:
        if (value > 0) == (stated.value > 0):
            yield (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def contradicts(books: Books, told: Sequence[Stated], number: int, value: Decimal) -> bool:
    """Whether a value in place of the stated one cannot be true."""
    wrong = replace(told[number], value=value)
    if not value and wrong.kind != "direction":
        return False
    around = [
        other
        for index, other in enumerate(told)
        if index != number and other.paragraph == wrong.paragraph and other.cells == wrong.cells
    ]
    match kind_of(wrong):
        case "amount":
            return not _own(wrong).meets(_printed(books, wrong.cells))
        case "share":
            quotient = _printed(books, wrong.cells).over(_printed(books, wrong.whole))
            return quotient is not None and not _own(wrong).meets(_times(quotient, HUNDRED))
        case "direction":
            return any(_is_against(wrong, _printed(books, wrong.cells), base) for base in _bases(books, wrong, around))
        case _:
            base = _base(books, wrong)
            return base is not None and any(not base.meets(other) for other in _bases(books, wrong, around))


def _is_against(direction: Stated, amount: Interval, base: Interval) -> bool:
    if direction.value > 0:
        return amount.high <= base.low
    return amount.low >= base.high if direction.value < 0 else not amount.meets(base)


def _bases(books: Books, stated: Stated, around: Sequence[Stated]) -> Iterator[Interval]:
    """What others say of the base that a figure is compared with: the year before, or the budget."""
    against = _against(stated)
    for other in around:
        if _against(other) == against and other.kind != "direction":
            base = _base(books, other)
            if base is not None:
                yield base
    first = stated.cells[0]
    if against == BUDGET and first.sheet_id == "three_public":
        yield _printed(books, (first._replace(column_key="budget"),))


def _against(stated: Stated) -> str:
    if stated.kind in ("budget", "completion"):
        return BUDGET
    return PREVIOUS if stated.is_previous else stated.against


def _base(books: Books, stated: Stated) -> Interval | None:
    """The base that a figure implies; None where it says nothing of it."""
    own, amount = _own(stated), _printed(books, stated.cells)
    match kind_of(stated):
        case "previous" | "budget":
            return own
        case "change" if stated.unit != "个百分点":
            return amount.minus(own)
        case "growth":
            return amount.over(_times(own.plus(Interval(HUNDRED, HUNDRED)), 1 / HUNDRED))
        case "completion":
            return amount.over(_times(own, 1 / HUNDRED))
        case _:
            return None


def _own(stated: Stated) -> Interval:
    return Interval(stated.value - stated.half_unit, stated.value + stated.half_unit)


def _times(interval: Interval, factor: Decimal) -> Interval:
    return Interval(interval.low * factor, interval.high * factor)


def _printed(books: Books, cells: tuple[CellKey, ...]) -> Interval:
    figures, unit = books.disclosure.figures, books.disclosure.unit
    amount = sum((figures.get(cell, Decimal(0)) for cell in cells), Decimal(0))
    half_unit = sum((_HALF_UNITS[unit(cell.sheet_id)] for cell in cells), Decimal(0))
    return Interval(amount - half_unit, amount + half_unit)
