"""Moves of one cell, or of a cell and the totals that were added up with it: which amounts satisfy equations."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from expectations.diagnosis.amounts_allowed import may_show
from expectations.diagnosis.ledger import NOTHING, Changes, Effect, Ledger
from expectations.diagnosis.model import CellAddress, Equation, EquationKey, Figure
from expectations.diagnosis.move import CARRIED_ON, Implausibility, Move
from expectations.diagnosis.same_subject import Elsewhere
from expectations.diagnosis.slips import choose_likeliest_amount, load_likely_causes

MOVES_PER_CELL = 2
MAX_AMOUNTS = 41
"""The number of printable amounts of an interval that are compared with the printed amount."""

_UNBOUNDED = Decimal("Infinity")


class _Interval(NamedTuple):
    """The changes of some cells that satisfy an equation, and the change that leaves no residual; all in 万元."""

    lowest: Decimal
    exact: Decimal
    highest: Decimal


class _Range(NamedTuple):
    """A change in 万元; every change from `lowest` to `highest` repairs the same equations."""

    change: Decimal
    lowest: Decimal
    highest: Decimal
    effect: Effect


class CellMoves:
    """Finds the moves of cells in a ledger in which some other cells may have changed already."""

    def __init__(self, ledger: Ledger, elsewhere: Elsewhere, absent: frozenset[CellAddress]) -> None:
        self._ledger = ledger
        self._elsewhere = elsewhere
        self._absent = absent
        self._chosen: dict[tuple[Figure, Decimal, Decimal], tuple[Decimal, str | None] | None] = {}

    def of_violated(self, changes: Changes, violated: frozenset[EquationKey]) -> Iterator[Move]:
        """Yield, for every cell of a violated equation, the changes that repair most and break least."""
        addresses = {address for key in violated for address in self._ledger.equations[key].signs}
        for address in sorted(addresses - changes.keys() - self._absent):
            for found in self._ranges([address], changes, violated):
                move = self._move_one(address, found)
                if move is not None:
                    yield move

    def together(self, kind: str, cells: tuple[CellAddress, ...]) -> Iterator[Move]:
        """Yield the moves of cells that all change by the same amount; the first is where the slip was made.

        Floors alone do not tell the amount.
        """
        figure = self._without_own_totals(cells)
        for found in self._ranges(cells, {}, self._ledger.violated_as_printed):
            chosen = self._choose_amount(figure, found)
            if chosen is None:
                continue
            amount, cause = chosen
            expected = {cell: (self._ledger.printed(cell) or NOTHING) + self._change(figure, amount) for cell in cells}
            is_told = not all(self._ledger.equations[key].is_floor for key in found.effect.repaired)
            is_allowed = all(may_show(self._ledger.figures[cell], amount) for cell, amount in expected.items())
            if is_told and is_allowed and found.effect.gain > 0:
                causes = {cells[0]: cause} if cause else {}
                changes = dict.fromkeys(cells, found.change)
                implausibility = _implausibility(figure, cause) + CARRIED_ON
                yield Move(kind, changes, expected, found.effect, implausibility, causes=causes)

    def _without_own_totals(self, cells: tuple[CellAddress, ...]) -> Figure:
        """The figure of the first cell; that a total above it of this one row prints it too is no slip of the row."""
        figure = self._ledger.figures[cells[0]]
        totals = {self._ledger.printed(cell) for cell in cells[1:]}
        return replace(figure, neighbours=tuple(each for each in figure.neighbours if each not in totals))

    @staticmethod
    def _change(figure: Figure, amount: Decimal) -> Decimal:
        return amount - (figure.printed or NOTHING)

    def _move_one(self, address: CellAddress, found: _Range) -> Move | None:
        figure = self._ledger.figures[address]
        chosen = self._choose_amount(figure, found)
        if chosen is None:
            return None
        amount, cause = chosen
        implausibility, kind, found_at = _implausibility(figure, cause), "cell", {}
        if figure.printed is None:
            place = self._elsewhere.find(address, amount, max(figure.step, found.highest - found.lowest))
            if place is not None:
                kind, found_at = "blank_filled", {address: place}
                implausibility = Implausibility.TELLING + (place[3] != address[3])
        return Move(
            kind,
            {address: found.change},
            {address: amount},
            found.effect,
            implausibility,
            causes={address: cause} if cause else {},
            found_at=found_at,
        )

    def _ranges(self, cells: Iterable[CellAddress], changes: Changes, violated: frozenset[EquationKey]) -> list[_Range]:
        intervals = self._intervals(cells, changes)
        if violated.isdisjoint(intervals):
            return []
        found: dict[Effect, _Range] = {}
        for change in _propose_changes(intervals, violated):
            fits = frozenset(
                key for key, interval in intervals.items() if interval.lowest <= change <= interval.highest
            )
            effect = Effect(fits & violated, frozenset(intervals.keys() - fits - violated))
            if change and effect.repaired and effect not in found:
                lowest = max(intervals[key].lowest for key in fits)
                highest = min(intervals[key].highest for key in fits)
                found[effect] = _Range(change, lowest, highest, effect)
        ranked = sorted(found.values(), key=lambda each: (-each.effect.gain, -len(each.effect.repaired)))
        return [each for each in ranked[:MOVES_PER_CELL] if each.effect.gain >= 0]

    def _intervals(self, cells: Iterable[CellAddress], changes: Changes) -> dict[EquationKey, _Interval]:
        weights: dict[EquationKey, int] = {}
        for cell in cells:
            for equation in self._ledger.touched[cell]:
                weights[equation.key] = weights.get(equation.key, 0) + equation.signs[cell]
        return {
            key: self._interval(weight, self._ledger.equations[key], changes)
            for key, weight in weights.items()
            if weight
        }

    def _interval(self, weight: int, equation: Equation, changes: Changes) -> _Interval:
        allowance = equation.allowance / abs(weight)
        exact = -self._ledger.residual(equation, changes) / weight
        lowest = -_UNBOUNDED if equation.is_floor and weight < 0 else exact - allowance
        highest = _UNBOUNDED if equation.is_floor and weight > 0 else exact + allowance
        return _Interval(lowest, exact, highest)

    def _choose_amount(self, figure: Figure, found: _Range) -> tuple[Decimal, str | None] | None:
        """Return the amount in 万元 that a cell probably should show, and the slip that explains the printed one; None
        where it may show none of the amounts."""
        key = (figure, found.lowest, found.highest)
        if key not in self._chosen:
            amounts = [amount for amount in _printable_amounts(figure, found) if may_show(figure, amount)]
            plain = (amounts[0], None) if amounts else None
            self._chosen[key] = choose_likeliest_amount(figure, amounts) or plain
        return self._chosen[key]


def _implausibility(figure: Figure, cause: str | None) -> int:
    if figure.printed is None:
        return Implausibility.FREE
    if cause is None:
        return Implausibility.PLAIN
    return Implausibility.TELLING if load_likely_causes()[cause].telling else Implausibility.SLIP


def _propose_changes(intervals: Mapping[EquationKey, _Interval], violated: frozenset[EquationKey]) -> Iterator[Decimal]:
    """Yield exact repairs first, then the ends of all intervals: the most intervals overlap at one of them."""
    by_precision = sorted(
        intervals.items(), key=lambda entry: (entry[0] not in violated, entry[1].highest - entry[1].lowest)
    )
    yield from (interval.exact for _, interval in by_precision)
    yield from (
        end for interval in intervals.values() for end in (interval.lowest, interval.highest) if end.is_finite()
    )


def _printable_amounts(figure: Figure, found: _Range) -> list[Decimal]:
    """The amounts in printed decimals that a range allows, nearest to its own amount first."""
    printed = figure.printed or NOTHING
    step = figure.step
    best = ((printed + found.change) / step).to_integral_value()
    least = _round_within(printed + found.lowest, step, ROUND_CEILING, best - MAX_AMOUNTS)
    most = _round_within(printed + found.highest, step, ROUND_FLOOR, best + MAX_AMOUNTS)
    steps = sorted((Decimal(number) for number in range(int(least), int(most) + 1)), key=lambda n: abs(n - best))
    return [number * step for number in steps[:MAX_AMOUNTS]] or [printed + found.change]


def _round_within(amount: Decimal, step: Decimal, rounding: str, otherwise: Decimal) -> Decimal:
    if not amount.is_finite():
        return otherwise
    whole = (amount / step).to_integral_value(rounding)
    return max(whole, otherwise) if rounding == ROUND_CEILING else min(whole, otherwise)
