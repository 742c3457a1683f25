"""Search for the smallest set of cells whose correction satisfies all violated equations of one department.

A move gives one cell one new value. The beam search over sets of moves prefers, in this order, the fewest remaining
violations, the fewest changed cells, and moves that a typing slip explains. It proposes only and alters no figure.
Reading the equations from the warehouse does not belong here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple, TypeAlias

from expectations.diagnosis.model import (
    CandidateCell,
    CellAddress,
    Diagnosis,
    Equation,
    EquationKey,
    EquationState,
    Figure,
)
from expectations.diagnosis.slips import choose_likeliest_amount, load_likely_causes

BEAM = 24
MOVES_PER_CELL = 2
MAX_MOVES = 12
MAX_AMOUNTS = 41
"""The number of printable amounts of an interval that are compared with the printed amount."""

MAX_CANDIDATES = 64

_Changes: TypeAlias = Mapping[CellAddress, Decimal]

_UNBOUNDED = Decimal("Infinity")


class _Interval(NamedTuple):
    """The changes of one cell that satisfy an equation, and the change that leaves no residual; all in 万元."""

    lowest: Decimal
    exact: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class _Move:
    """A change of one cell in 万元; every change from `lowest` to `highest` repairs the same equations."""

    address: CellAddress
    change: Decimal
    lowest: Decimal
    highest: Decimal
    repaired: frozenset[EquationKey]
    broken: frozenset[EquationKey]

    @property
    def gain(self) -> int:
        return len(self.repaired) - len(self.broken)


class _Department:
    """The figures and equations of one department, indexed by the cells that a change touches."""

    def __init__(self, figures: Iterable[Figure], equations: Iterable[Equation]) -> None:
        self.figures = {figure.address: figure for figure in figures}
        self.equations = {equation.key: equation for equation in equations}
        self.touched: defaultdict[CellAddress, list[Equation]] = defaultdict(list)
        for equation in self.equations.values():
            for address in equation.signs:
                self.touched[address].append(equation)
        self._chosen_amounts: dict[tuple[CellAddress, Decimal, Decimal], tuple[Decimal, str | None]] = {}

    def residual(self, equation: Equation, changes: _Changes) -> Decimal:
        return sum(
            (sign * changes[address] for address, sign in equation.signs.items() if address in changes),
            equation.residual,
        )

    def is_violated(self, equation: Equation, changes: _Changes) -> bool:
        if equation.state is EquationState.UNRESOLVED and equation.signs.keys().isdisjoint(changes):
            return False
        residual = self.residual(equation, changes)
        return residual < -equation.allowance or (residual > equation.allowance and not equation.is_floor)

    def violated(self, changes: _Changes) -> frozenset[EquationKey]:
        return frozenset(key for key, equation in self.equations.items() if self.is_violated(equation, changes))

    def moves(self, changes: _Changes, violated: frozenset[EquationKey]) -> Iterator[_Move]:
        """Yield, for every cell of a violated equation, the changes that repair most and break least."""
        addresses = {address for key in violated for address in self.equations[key].signs} - changes.keys()
        for address in sorted(addresses):
            yield from self._moves_of(address, changes, violated)

    def _moves_of(self, address: CellAddress, changes: _Changes, violated: frozenset[EquationKey]) -> list[_Move]:
        intervals = {equation.key: self._interval(address, equation, changes) for equation in self.touched[address]}
        found: dict[tuple[frozenset[EquationKey], frozenset[EquationKey]], _Move] = {}
        for change in _propose_changes(intervals, violated):
            fits = frozenset(
                key for key, interval in intervals.items() if interval.lowest <= change <= interval.highest
            )
            repaired = fits & violated
            broken = frozenset(intervals.keys() - fits - violated)
            if change and repaired and (repaired, broken) not in found:
                lowest = max(intervals[key].lowest for key in fits)
                highest = min(intervals[key].highest for key in fits)
                found[repaired, broken] = _Move(address, change, lowest, highest, repaired, broken)
        ranked = sorted(found.values(), key=lambda move: (-move.gain, -len(move.repaired)))
        return [move for move in ranked[:MOVES_PER_CELL] if move.gain >= 0]

    def _interval(self, address: CellAddress, equation: Equation, changes: _Changes) -> _Interval:
        sign, allowance = equation.signs[address], equation.allowance
        exact = -sign * self.residual(equation, changes)
        lowest = -_UNBOUNDED if equation.is_floor and sign < 0 else exact - allowance
        highest = _UNBOUNDED if equation.is_floor and sign > 0 else exact + allowance
        return _Interval(lowest, exact, highest)

    def choose_amount(self, move: _Move) -> tuple[Decimal, str | None]:
        """Return the amount in 万元 that the cell probably should show, and the slip that explains the printed one."""
        key = (move.address, move.lowest, move.highest)
        if key not in self._chosen_amounts:
            figure = self.figures[move.address]
            amounts = _printable_amounts(figure, move)
            self._chosen_amounts[key] = choose_likeliest_amount(figure, amounts) or (amounts[0], None)
        return self._chosen_amounts[key]

    def implausibility(self, move: _Move) -> int:
        """Return 0 where a telling slip explains the move, 1 for any other slip, 2 for none, 3 for a blank cell."""
        if self.figures[move.address].printed is None:
            return 3
        cause = self.choose_amount(move)[1]
        return 2 if cause is None else 0 if load_likely_causes()[cause].telling else 1


def _propose_changes(intervals: Mapping[EquationKey, _Interval], violated: frozenset[EquationKey]) -> Iterator[Decimal]:
    """Yield exact repairs first, then the ends of all intervals: the most intervals overlap at one of them."""
    by_precision = sorted(
        intervals.items(), key=lambda entry: (entry[0] not in violated, entry[1].highest - entry[1].lowest)
    )
    yield from (interval.exact for _, interval in by_precision)
    yield from (
        end for interval in intervals.values() for end in (interval.lowest, interval.highest) if end.is_finite()
    )


def _printable_amounts(figure: Figure, move: _Move) -> list[Decimal]:
    """The amounts in printed decimals that the move allows, nearest to the move's own amount first."""
    printed = figure.printed or Decimal(0)
    step = figure.step
    best = ((printed + move.change) / step).to_integral_value()
    least = _round_within(printed + move.lowest, step, ROUND_CEILING, best - MAX_AMOUNTS)
    most = _round_within(printed + move.highest, step, ROUND_FLOOR, best + MAX_AMOUNTS)
    steps = sorted((Decimal(number) for number in range(int(least), int(most) + 1)), key=lambda n: abs(n - best))
    return [number * step for number in steps[:MAX_AMOUNTS]] or [printed + move.change]


def _round_within(amount: Decimal, step: Decimal, rounding: str, otherwise: Decimal) -> Decimal:
    if not amount.is_finite():
        return otherwise
    whole = (amount / step).to_integral_value(rounding)
    return max(whole, otherwise) if rounding == ROUND_CEILING else min(whole, otherwise)


@dataclass(frozen=True, slots=True)
class _Cover:
    """A set of moves under examination and the violations that remain after it."""

    changes: dict[CellAddress, Decimal]
    moves: tuple[_Move, ...]
    violated: frozenset[EquationKey]
    implausibility: int

    @property
    def order(self) -> tuple[int, int, int, list[CellAddress]]:
        return len(self.violated), len(self.moves), self.implausibility, sorted(self.changes)


def explain_violations(figures: Iterable[Figure], equations: Iterable[Equation]) -> tuple[Diagnosis, ...]:
    """Return the diagnoses of one department, those with candidate cells first; equal input gives equal output."""
    department = _Department(figures, equations)
    printed = department.violated({})
    if not printed:
        return ()
    cover = _find_cover(department, _Cover({}, (), printed, 0))
    diagnoses: list[Diagnosis] = []
    explained: set[EquationKey] = set()
    for move in sorted(cover.moves, key=lambda move: (-len(move.repaired), move.address)):
        diagnosis = _diagnose_move(department, cover, move, printed - explained)
        if diagnosis is not None:
            diagnoses.append(diagnosis)
            explained.update(diagnosis.violations)
    diagnoses.extend(unexplained_violation(key) for key in sorted(printed - explained))
    return tuple(diagnoses)


def unexplained_violation(key: EquationKey) -> Diagnosis:
    """Return the diagnosis of a violation that no single cell explains: it stands alone, without candidates."""
    return Diagnosis(_violation_id(key), (key,), ())


def _find_cover(department: _Department, start: _Cover) -> _Cover:
    best, beam = start, [start]
    for _ in range(min(MAX_MOVES, len(start.violated))):
        following: dict[frozenset[tuple[CellAddress, Decimal]], _Cover] = {}
        for state in beam:
            for move in department.moves(state.changes, state.violated):
                changes = {**state.changes, move.address: move.change}
                violated = (state.violated - move.repaired) | move.broken
                weight = state.implausibility + department.implausibility(move)
                following.setdefault(
                    frozenset(changes.items()), _Cover(changes, (*state.moves, move), violated, weight)
                )
        beam = sorted(following.values(), key=lambda state: state.order)[:BEAM]
        if not beam:
            break
        best = min(best, beam[0], key=lambda state: state.order)
        if not best.violated:
            break
    return best


def _diagnose_move(
    department: _Department, cover: _Cover, move: _Move, unexplained: frozenset[EquationKey]
) -> Diagnosis | None:
    """Diagnose what one move of the cover explains beside the others; list every cell that explains it equally well."""
    others = {address: change for address, change in cover.changes.items() if address != move.address}
    without = department.violated(others)
    aim = len(without) - len(cover.violated)
    explained = tuple(sorted((without - cover.violated) & unexplained))
    if not explained:
        return None
    rivals = [rival for rival in department.moves(others, without) if rival.gain >= aim]
    best_of_cell: dict[CellAddress, tuple[int, _Move]] = {}
    for rival in rivals:
        best_of_cell.setdefault(rival.address, (department.implausibility(rival), rival))
    ranked = sorted(best_of_cell.values(), key=lambda pair: (pair[0], pair[1].address))
    levels = sorted({level for level, _ in ranked})
    candidates = tuple(
        CandidateCell(department.figures[rival.address], *department.choose_amount(rival), levels.index(level) + 1)
        for level, rival in ranked[:MAX_CANDIDATES]
    )
    alone = sum(candidate.rank == 1 for candidate in candidates) == 1
    finding_id = _cell_id(candidates[0].figure.address) if alone else _violation_id(explained[0])
    return Diagnosis(finding_id, explained, candidates)


def _violation_id(key: EquationKey) -> str:
    year, identity_id, binding = key
    return f"{year} {identity_id}[{binding}]" if binding else f"{year} {identity_id}"


def _cell_id(address: CellAddress) -> str:
    year, sheet_id, row_key, column_key = address
    return f"{year} {sheet_id}[{row_key}].{column_key}"
