"""The smallest explanation of the violations of one department: the fewest cells whose new values satisfy everything.

A move gives one cell one new value. The search (a beam over sets of moves) prefers, in this order, what leaves the
fewest violations, what changes the fewest cells, and what slips of a hand explain. It never alters a figure: the moves
are suspicions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple, TypeAlias

from expectations.diagnosis.model import Equation, EquationKey, Figure, Finding, Spot, Standing, Suspect
from expectations.diagnosis.slips import likeliest, likely_causes

BEAM = 24
MOVES_PER_CELL = 2
MAX_MOVES = 12
MAX_AMOUNTS = 41
"""So many printable amounts of an interval are compared with the printed one."""

MAX_SUSPECTS = 64

_Changes: TypeAlias = Mapping[Spot, Decimal]

_ENDLESS = Decimal("Infinity")


class _Wanted(NamedTuple):
    """The changes of one cell that satisfy an equation, and the one that leaves no residual."""

    lowest: Decimal
    exact: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class _Move:
    """A change of one cell: any amount of `lowest` to `highest` more does as well as `change`."""

    spot: Spot
    change: Decimal
    lowest: Decimal
    highest: Decimal
    repaired: frozenset[EquationKey]
    broken: frozenset[EquationKey]

    @property
    def gain(self) -> int:
        return len(self.repaired) - len(self.broken)


class _Department:
    """The violations of one department with all that a change of their cells would touch."""

    def __init__(self, figures: Iterable[Figure], equations: Iterable[Equation]) -> None:
        self.figures = {figure.spot: figure for figure in figures}
        self.equations = {equation.key: equation for equation in equations}
        self.touched: defaultdict[Spot, list[Equation]] = defaultdict(list)
        for equation in self.equations.values():
            for spot in equation.signs:
                self.touched[spot].append(equation)
        self._reasons: dict[tuple[Spot, Decimal, Decimal], tuple[Decimal, str | None]] = {}

    def residual(self, equation: Equation, changes: _Changes) -> Decimal:
        return sum(
            (sign * changes[spot] for spot, sign in equation.signs.items() if spot in changes), equation.residual
        )

    def is_violated(self, equation: Equation, changes: _Changes) -> bool:
        if equation.standing is Standing.OPEN and equation.signs.keys().isdisjoint(changes):
            return False
        residual = self.residual(equation, changes)
        return residual < -equation.allowance or (residual > equation.allowance and not equation.is_floor)

    def violated(self, changes: _Changes) -> frozenset[EquationKey]:
        return frozenset(key for key, equation in self.equations.items() if self.is_violated(equation, changes))

    def moves(self, changes: _Changes, violated: frozenset[EquationKey]) -> Iterator[_Move]:
        """For every cell of a violated equation, the changes that repair most and break least."""
        spots = {spot for key in violated for spot in self.equations[key].signs} - changes.keys()
        for spot in sorted(spots):
            yield from self._moves_of(spot, changes, violated)

    def _moves_of(self, spot: Spot, changes: _Changes, violated: frozenset[EquationKey]) -> list[_Move]:
        wanted = {equation.key: self._wanted(spot, equation, changes) for equation in self.touched[spot]}
        found: dict[tuple[frozenset[EquationKey], frozenset[EquationKey]], _Move] = {}
        for change in _proposals(wanted, violated):
            fits = frozenset(key for key, want in wanted.items() if want.lowest <= change <= want.highest)
            repaired = fits & violated
            broken = frozenset(wanted.keys() - fits - violated)
            if change and repaired and (repaired, broken) not in found:
                lowest = max(wanted[key].lowest for key in fits)
                highest = min(wanted[key].highest for key in fits)
                found[repaired, broken] = _Move(spot, change, lowest, highest, repaired, broken)
        ranked = sorted(found.values(), key=lambda move: (-move.gain, -len(move.repaired)))
        return [move for move in ranked[:MOVES_PER_CELL] if move.gain >= 0]

    def _wanted(self, spot: Spot, equation: Equation, changes: _Changes) -> _Wanted:
        sign, allowance = equation.signs[spot], equation.allowance
        exact = -sign * self.residual(equation, changes)
        lowest = -_ENDLESS if equation.is_floor and sign < 0 else exact - allowance
        highest = _ENDLESS if equation.is_floor and sign > 0 else exact + allowance
        return _Wanted(lowest, exact, highest)

    def reason(self, move: _Move) -> tuple[Decimal, str | None]:
        """The amount that a cell probably should show, and the slip that turned it into the printed one."""
        key = (move.spot, move.lowest, move.highest)
        if key not in self._reasons:
            figure = self.figures[move.spot]
            amounts = _printable(figure, move)
            self._reasons[key] = likeliest(figure, amounts) or (amounts[0], None)
        return self._reasons[key]

    def implausibility(self, move: _Move) -> int:
        """0 where a telling slip explains the move, 1 where another does, 2 where none does, 3 for a blank cell."""
        if self.figures[move.spot].printed is None:
            return 3
        cause = self.reason(move)[1]
        return 2 if cause is None else 0 if likely_causes()[cause].telling else 1


def _proposals(wanted: Mapping[EquationKey, _Wanted], violated: frozenset[EquationKey]) -> Iterator[Decimal]:
    """Exact repairs first; then the ends of all intervals: the most intervals overlap at one of these."""
    by_precision = sorted(
        wanted.items(), key=lambda entry: (entry[0] not in violated, entry[1].highest - entry[1].lowest)
    )
    yield from (want.exact for _, want in by_precision)
    yield from (end for want in wanted.values() for end in (want.lowest, want.highest) if end.is_finite())


def _printable(figure: Figure, move: _Move) -> list[Decimal]:
    """The amounts that the cell may be meant to show, in printed places, from the move's own outwards."""
    printed = figure.printed or Decimal(0)
    step = figure.step
    best = ((printed + move.change) / step).to_integral_value()
    least = _places(printed + move.lowest, step, ROUND_CEILING, best - MAX_AMOUNTS)
    most = _places(printed + move.highest, step, ROUND_FLOOR, best + MAX_AMOUNTS)
    steps = sorted((Decimal(number) for number in range(int(least), int(most) + 1)), key=lambda n: abs(n - best))
    return [number * step for number in steps[:MAX_AMOUNTS]] or [printed + move.change]


def _places(amount: Decimal, step: Decimal, rounding: str, otherwise: Decimal) -> Decimal:
    if not amount.is_finite():
        return otherwise
    whole = (amount / step).to_integral_value(rounding)
    return max(whole, otherwise) if rounding == ROUND_CEILING else min(whole, otherwise)


@dataclass(frozen=True, slots=True)
class _State:
    changes: dict[Spot, Decimal]
    moves: tuple[_Move, ...]
    violated: frozenset[EquationKey]
    implausibility: int

    @property
    def order(self) -> tuple[int, int, int, list[Spot]]:
        return len(self.violated), len(self.moves), self.implausibility, sorted(self.changes)


def explain(figures: Iterable[Figure], equations: Iterable[Equation]) -> tuple[Finding, ...]:
    """The findings of one department, those with a suspect first. The same input gives the same findings."""
    department = _Department(figures, equations)
    printed = department.violated({})
    if not printed:
        return ()
    cover = _cover(department, _State({}, (), printed, 0))
    findings: list[Finding] = []
    explained: set[EquationKey] = set()
    for move in sorted(cover.moves, key=lambda move: (-len(move.repaired), move.spot)):
        finding = _finding(department, cover, move, printed - explained)
        if finding is not None:
            findings.append(finding)
            explained.update(finding.violations)
    findings.extend(unexplained(key) for key in sorted(printed - explained))
    return tuple(findings)


def unexplained(key: EquationKey) -> Finding:
    """A violation that no cell explains is a finding of its own."""
    return Finding(_named(key), (key,), ())


def _cover(department: _Department, start: _State) -> _State:
    best, beam = start, [start]
    for _ in range(min(MAX_MOVES, len(start.violated))):
        following: dict[frozenset[tuple[Spot, Decimal]], _State] = {}
        for state in beam:
            for move in department.moves(state.changes, state.violated):
                changes = {**state.changes, move.spot: move.change}
                violated = (state.violated - move.repaired) | move.broken
                weight = state.implausibility + department.implausibility(move)
                following.setdefault(
                    frozenset(changes.items()), _State(changes, (*state.moves, move), violated, weight)
                )
        beam = sorted(following.values(), key=lambda state: state.order)[:BEAM]
        if not beam:
            break
        best = min(best, beam[0], key=lambda state: state.order)
        if not best.violated:
            break
    return best


def _finding(
    department: _Department, cover: _State, move: _Move, unexplained: frozenset[EquationKey]
) -> Finding | None:
    """What a move of the cover explains beside the others, and all cells that would explain it as well."""
    others = {spot: change for spot, change in cover.changes.items() if spot != move.spot}
    without = department.violated(others)
    aim = len(without) - len(cover.violated)
    explained = tuple(sorted((without - cover.violated) & unexplained))
    if not explained:
        return None
    rivals = [rival for rival in department.moves(others, without) if rival.gain >= aim]
    best_of_cell: dict[Spot, tuple[int, _Move]] = {}
    for rival in rivals:
        best_of_cell.setdefault(rival.spot, (department.implausibility(rival), rival))
    ranked = sorted(best_of_cell.values(), key=lambda pair: (pair[0], pair[1].spot))
    levels = sorted({level for level, _ in ranked})
    suspects = tuple(
        Suspect(department.figures[rival.spot], *department.reason(rival), levels.index(level) + 1)
        for level, rival in ranked[:MAX_SUSPECTS]
    )
    alone = sum(suspect.rank == 1 for suspect in suspects) == 1
    finding_id = _cell_name(suspects[0].figure.spot) if alone else _named(explained[0])
    return Finding(finding_id, explained, suspects)


def _named(key: EquationKey) -> str:
    year, identity_id, binding = key
    return f"{year} {identity_id}[{binding}]" if binding else f"{year} {identity_id}"


def _cell_name(spot: Spot) -> str:
    year, sheet_id, row_key, column_key = spot
    return f"{year} {sheet_id}[{row_key}].{column_key}"
