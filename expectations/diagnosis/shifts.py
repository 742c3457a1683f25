"""Figures of consecutive rows that stand some rows too low or too high: in one column, or all figures of the rows.

Read from top to bottom a shift moves figures down; read from bottom to top the same search finds those moved up. Where
figures fell out at the end, their amounts follow from the equations, or they stand at the other end.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from expectations.diagnosis.ledger import NOTHING, Effect, Ledger
from expectations.diagnosis.model import CellAddress, EquationKey, SheetAddress
from expectations.diagnosis.move import Implausibility, Move, propose
from expectations.diagnosis.omissions import UNNAMED
from expectations.diagnosis.printed_order import Block
from expectations.diagnosis.same_subject import Elsewhere

COLUMN, ROWS = "column_shifted", "rows_shifted"
_MIN_VIOLATIONS = 2
"""One equation alone tells nothing of a shift in which a figure got lost."""

MAX_ROWS = 3
"""By how many rows figures are moved at most."""

_MAIN_COLUMNS = ("total", "final")
Expected = dict[CellAddress, Decimal | None]


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows in the order in which the search reads them; `by` is how far their figures went in this order."""

    block: Block
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    by: int
    is_upwards: bool

    def cell(self, position: int, column: str) -> CellAddress:
        return self.block.cell(self.rows[position], column)

    @property
    def kind(self) -> str:
        return COLUMN if len(self.columns) == 1 else ROWS

    def over(self, columns: tuple[str, ...]) -> "_Run":
        return _Run(self.block, self.rows, columns, self.by, self.is_upwards)


def propose_shifts(
    ledger: Ledger, blocks: Mapping[SheetAddress, tuple[Block, ...]], elsewhere: Elsewhere
) -> Iterator[Move]:
    """Yield the shifts that repair violations, in every block of a sheet that has any."""
    violated = ledger.violated_cells()
    for sheet in ledger.violated_sheets():
        for block in blocks.get(sheet, ()):
            for column in block.columns:
                if any(block.cell(row, column) in violated for row in block.rows):
                    for run in _runs(block, (column,)):
                        yield from _shortest(_scan(ledger, run, (column,), frozenset(), elsewhere))
            main = next((column for column in _MAIN_COLUMNS if column in block.columns), None)
            if main is not None and len(block.columns) > 1:
                across = _equations_inside_rows(ledger, block)
                for run in _runs(block, (main,)):
                    yield from _shortest(_scan(ledger, run, block.columns, across, elsewhere))


def _shortest(moves: Iterable[Move]) -> Iterator[Move]:
    """Of shifts that explain as much and only differ in how far they go, the shortest: what the equations tell apart.
    The figures at its ends are left open where there are longer ones."""
    groups: defaultdict[tuple[Effect, int], list[Move]] = defaultdict(list)
    for move in moves:
        groups[move.effect, move.implausibility].append(move)
    for group in groups.values():
        kept: dict[int, Move] = {}
        longer: set[int] = set()
        for number, move in enumerate(sorted(group, key=lambda each: len(each.expected))):
            shorter = next((at for at, other in kept.items() if _said(other).items() <= move.expected.items()), None)
            if shorter is None:
                kept[number] = move
            else:
                longer.add(shorter)
        yield from (move if at in longer else replace(move, unsaid=frozenset()) for at, move in kept.items())


def _said(move: Move) -> dict[CellAddress, Decimal | None]:
    return {cell: amount for cell, amount in move.expected.items() if cell not in move.unsaid}


def _runs(block: Block, columns: tuple[str, ...]) -> Iterator[_Run]:
    for by in range(1, MAX_ROWS + 1):
        yield _Run(block, block.rows, columns, by, False)
        yield _Run(block, block.rows[::-1], columns, by, True)


def _equations_inside_rows(ledger: Ledger, block: Block) -> frozenset[EquationKey]:
    """The equations that a row carries along when it moves as a whole."""
    found = set()
    for row in block.rows:
        for column in block.columns:
            for equation in ledger.touched[block.cell(row, column)]:
                own = [address for address in equation.signs if address[:2] == block.sheet]
                if len(own) == len(equation.signs) > 1 and {address[2] for address in own} == {row}:
                    found.add(equation.key)
    return frozenset(found)


def _scan(
    ledger: Ledger, run: _Run, columns: tuple[str, ...], ignored: frozenset[EquationKey], elsewhere: Elsewhere
) -> Iterator[Move]:
    """Let a run begin at every row and grow until it breaks an equation that no further row can mend."""
    last = _last_positions(ledger, run, ignored)
    told = [at for at, row in enumerate(run.rows) if _is_violated(ledger, run, row, ignored)]
    settled_at: dict[int, list[EquationKey]] = {}
    for key, position in last.items():
        settled_at.setdefault(position, []).append(key)
    for start in range(len(run.rows) - run.by):
        changes: dict[CellAddress, Decimal] = {}
        for at in range(start, len(run.rows) - run.by):
            _move_one(ledger, run, at, changes)
            settled = [
                key for key in settled_at.get(at, ()) if not changes.keys().isdisjoint(ledger.equations[key].signs)
            ]
            if any(
                key not in ledger.violated_as_printed and ledger.is_violated(ledger.equations[key], changes)
                for key in settled
            ):
                break
            is_told = any(start <= position <= at + run.by for position in told)
            if is_told:
                yield from _close(ledger, run.over(columns), elsewhere, start, at)


def _last_positions(ledger: Ledger, run: _Run, ignored: frozenset[EquationKey]) -> dict[EquationKey, int]:
    """Up to which row of the run each equation can still change."""
    return {
        equation.key: position
        for position, row in enumerate(run.rows)
        for column in run.columns
        for equation in ledger.touched[run.block.cell(row, column)]
        if equation.key not in ignored
    }


def _is_violated(ledger: Ledger, run: _Run, row: str, ignored: frozenset[EquationKey]) -> bool:
    """Whether a figure of a row takes part in a violation that the run could mend."""
    keys = {equation.key for column in run.columns for equation in ledger.touched[run.block.cell(row, column)]}
    return not ledger.violated_as_printed.isdisjoint(keys - ignored)


def _move_one(ledger: Ledger, run: _Run, at: int, changes: dict[CellAddress, Decimal]) -> None:
    for column in run.columns:
        own = run.block.cell(run.rows[at], column)
        moved = ledger.printed(run.block.cell(run.rows[at + run.by], column))
        change = (moved or NOTHING) - (ledger.printed(own) or NOTHING)
        if change:
            changes[own] = change


def _close(ledger: Ledger, run: _Run, elsewhere: Elsewhere, start: int, at: int) -> Iterator[Move]:
    """The run from `start` whose last moved figure belongs to row `at`: what the rows after it should show."""
    expected: Expected = {}
    for row in range(start, at + 1):
        for column in run.columns:
            expected[run.cell(row, column)] = ledger.printed(run.cell(row + run.by, column))
    ends = [(at + 1 + offset, start + offset) for offset in range(run.by)]
    wrapped = expected | {
        run.cell(to, column): ledger.printed(run.cell(source, column)) for to, source in ends for column in run.columns
    }
    yield from _judge(ledger, run, elsewhere, wrapped, Implausibility.MOVED, 1)
    lost = [run.cell(to, column) for to, _ in ends for column in run.columns]
    if _violations_of(ledger, (*expected, *lost)) < _MIN_VIOLATIONS:
        return
    for front in _fronts(ledger, run, start):
        yield from _lose(ledger, run, elsewhere, expected | front, lost, Implausibility.LOST)
    is_vacated = all(_is_vacated(ledger, run, source, column) for _, source in ends for column in run.columns)
    implausibility = Implausibility.LOST if is_vacated else Implausibility.FREE
    yield from _lose(ledger, run, elsewhere, expected, lost, implausibility)


def _violations_of(ledger: Ledger, cells: Iterable[CellAddress]) -> int:
    keys = {equation.key for cell in cells for equation in ledger.touched[cell]}
    return len(keys & ledger.violated_as_printed)


def _lose(
    ledger: Ledger,
    run: _Run,
    elsewhere: Elsewhere,
    expected: Expected,
    lost: list[CellAddress],
    implausibility: int,
) -> Iterator[Move]:
    solved = _solve(ledger, expected, lost)
    open_cells = frozenset(cell for cell in solved if cell not in expected or cell[2].endswith(UNNAMED))
    for move in _judge(ledger, run, elsewhere, solved, implausibility, 1 + len(solved) - len(expected)):
        yield replace(move, unsaid=open_cells & move.expected.keys())


def _is_vacated(ledger: Ledger, run: _Run, row: int, column: str) -> bool:
    """Whether the place that figures moved away from is blank, or still shows what moved."""
    printed = ledger.printed(run.cell(row, column))
    below = row + run.by
    return not printed or (below < len(run.rows) and printed == ledger.printed(run.cell(below, column)))


def _fronts(ledger: Ledger, run: _Run, start: int) -> Iterator[Expected]:
    """Rows without a figure right before the run that its first figures may belong to."""
    if run.by > 1:
        return
    row = run.rows[start]
    above = next((row[:length] for length in (5, 3) if length < len(row) and row[:length] in run.block.rows), None)
    unnamed = (f"{above}{UNNAMED}",) if above and row.isdigit() else ()
    for gap in (*run.block.gap(row, run.is_upwards), *unnamed):
        cells = {run.block.cell(gap, column): ledger.printed(run.cell(start, column)) for column in run.columns}
        if any(cell in ledger.figures and amount for cell, amount in cells.items()):
            yield cells


def _judge(
    ledger: Ledger, run: _Run, elsewhere: Elsewhere, expected: Expected, implausibility: int, least: int
) -> Iterator[Move]:
    known = {cell: amount for cell, amount in expected.items() if cell in ledger.figures}
    moved_by = -run.by if run.is_upwards else run.by
    bonus = _bonus(ledger, elsewhere, known)
    move = propose(ledger, run.kind, known, implausibility - bonus, moved_by=moved_by, least=least)
    if move is not None and len(move.changes) > 1:
        yield move


def _bonus(ledger: Ledger, elsewhere: Elsewhere, expected: Expected) -> int:
    """What it makes a shift more plausible that other sheets print the amounts which it moves into empty rows, and less
    that no sheet names such a row."""
    filled = [(cell, amount) for cell, amount in expected.items() if amount and ledger.figures[cell].line is None]
    if any(cell[2].endswith(UNNAMED) for cell, _ in filled):
        return -1
    return int(bool(filled) and all(elsewhere.find(cell, amount, ledger.figures[cell].step) for cell, amount in filled))


def _solve(ledger: Ledger, expected: Expected, lost: list[CellAddress]) -> Expected:
    """Give the figures that fell out the amounts that their equations leave open, one after the other."""
    solved = dict(expected)
    unknown = [cell for cell in lost if cell in ledger.figures]
    while unknown:
        found = _solve_one(ledger, solved, unknown)
        if found is None:
            break
        cell, amount = found
        solved[cell] = amount
        unknown.remove(cell)
    return solved


def _solve_one(ledger: Ledger, solved: Expected, unknown: list[CellAddress]) -> tuple[CellAddress, Decimal] | None:
    changes = {cell: (amount or NOTHING) - (ledger.printed(cell) or NOTHING) for cell, amount in solved.items()}
    for cell in unknown:
        for equation in ledger.touched[cell]:
            if equation.is_floor or sum(other in equation.signs for other in unknown) > 1:
                continue
            if ledger.is_violated(equation, changes):
                change = -equation.signs[cell] * ledger.residual(equation, changes)
                return cell, (ledger.printed(cell) or NOTHING) + change
    return None
