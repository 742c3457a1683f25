"""Figures of consecutive rows that stand some rows too low or too high: in one column, or all figures of the rows.

Read from top to bottom a shift moves figures down; read from bottom to top the same search finds those moved up. Where
figures fell out at the end, their amounts follow from the equations, or they stand at the other end.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from decimal import Decimal

from expectations.diagnosis.indistinct_moves import unite
from expectations.diagnosis.ledger import NOTHING, Ledger
from expectations.diagnosis.model import CellAddress, EquationKey, SheetAddress
from expectations.diagnosis.move import Implausibility, Move, propose
from expectations.diagnosis.omissions import UNNAMED
from expectations.diagnosis.printed_order import Block
from expectations.diagnosis.same_subject import Elsewhere

COLUMN, ROWS = "column_shifted", "rows_shifted"
_MIN_VIOLATIONS = 2
"""One equation alone tells nothing of a shift in which a figure got lost."""

_BY_FLOORS = 3
"""What a shift is less plausible by that only floors tell beside what its lost figures are taken from."""

MAX_ROWS = 3
"""By how many rows figures are moved at most."""

_MAIN_COLUMNS = ("total", "final")
Expected = dict[CellAddress, Decimal | None]
_Front = tuple[Expected, int]
"""Amounts of rows before those that moved, and how far-fetched it is that the figures left them."""


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

    @property
    def moved_by(self) -> int:
        """How far figures went, downwards."""
        return -self.by if self.is_upwards else self.by

    @property
    def family(self) -> tuple[tuple[str, ...], int]:
        """What shifts of one sheet have in common that differ only in where they begin and end."""
        return self.columns, self.moved_by

    def over(self, columns: tuple[str, ...]) -> "_Run":
        return _Run(self.block, self.rows, columns, self.by, self.is_upwards)


def propose_shifts(
    ledger: Ledger, blocks: Mapping[SheetAddress, tuple[Block, ...]], elsewhere: Elsewhere
) -> Iterator[Move]:
    """Yield the shifts that repair violations, in every block of a sheet that has any."""
    violated = ledger.violated_cells()
    for sheet in ledger.violated_sheets():
        found: defaultdict[tuple[tuple[str, ...], int], list[Move]] = defaultdict(list)
        for block in blocks.get(sheet, ()):
            for column in block.columns:
                if any(block.cell(row, column) in violated for row in block.rows):
                    for run in _runs(block, (column,)):
                        found[run.family] += _scan(ledger, run, (column,), frozenset(), elsewhere)
            main = next((column for column in _MAIN_COLUMNS if column in block.columns), None)
            if main is not None and len(block.columns) > 1:
                across = _equations_inside_rows(ledger, block)
                for run in _runs(block, (main,)):
                    found[run.over(block.columns).family] += _scan(ledger, run, block.columns, across, elsewhere)
        for moves in found.values():
            yield from unite(moves)


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
    """Let a run begin at every row and grow until it breaks an equation that no further row can mend.

    Among rows that stand in the same equations, two places where a run may end tell as much as all of them.
    """
    last = _last_positions(ledger, run, ignored)
    whole = run.over(columns)
    told = [at for at, row in enumerate(run.rows) if _is_violated(ledger, run, row, ignored)]
    settled_at: dict[int, list[EquationKey]] = {}
    for key, position in last.items():
        settled_at.setdefault(position, []).append(key)
    alike = _count_alike(ledger, whole, ignored)
    for start in range(len(run.rows) - run.by):
        fronts = list(_fronts(ledger, whole, start, alike))
        changes: dict[CellAddress, Decimal] = {}
        expected: Expected = {}
        for at in range(start, len(run.rows) - run.by):
            _move_one(ledger, run, at, changes)
            expected |= {whole.cell(at, column): ledger.printed(whole.cell(at + run.by, column)) for column in columns}
            settled = [
                key for key in settled_at.get(at, ()) if not changes.keys().isdisjoint(ledger.equations[key].signs)
            ]
            if any(
                key not in ledger.violated_as_printed and ledger.is_violated(ledger.equations[key], changes)
                for key in settled
            ):
                break
            is_told = any(start <= position <= at + run.by for position in told)
            if not is_told or alike[at + run.by] > run.by or all(amount is None for amount in expected.values()):
                continue
            yield from _go_round(ledger, whole, elsewhere, start, expected)
            yield from _fall_out(ledger, whole, elsewhere, start, expected, fronts)


def _last_positions(ledger: Ledger, run: _Run, ignored: frozenset[EquationKey]) -> dict[EquationKey, int]:
    """Up to which row of the run each equation can still change."""
    return {
        equation.key: position
        for position, row in enumerate(run.rows)
        for column in run.columns
        for equation in ledger.touched[run.block.cell(row, column)]
        if equation.key not in ignored
    }


def _count_alike(ledger: Ledger, run: _Run, ignored: frozenset[EquationKey]) -> list[int]:
    """For each row of the run, how many rows right before it stand in the same equations in the same way."""
    counts: list[int] = []
    before: set[tuple[str, EquationKey, int]] | None = None
    for row in run.rows:
        own = {
            (column, equation.key, equation.signs[cell])
            for column in run.columns
            for cell in (run.block.cell(row, column),)
            for equation in ledger.touched[cell]
            if equation.key not in ignored
        }
        counts.append(counts[-1] + 1 if own == before else 0)
        before = own
    return counts


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


def _go_round(ledger: Ledger, run: _Run, elsewhere: Elsewhere, start: int, expected: Expected) -> Iterator[Move]:
    """The run from `start` on whose first figures belong to the rows after it.

    Only the shorter way round: so many rows one way are the others the other way.
    """
    moved = len(expected) // len(run.columns)
    if moved < run.by or (moved == run.by and run.is_upwards):
        return
    ends = {
        run.cell(start + moved + at, column): ledger.printed(run.cell(start + at, column))
        for at in range(run.by)
        for column in run.columns
    }
    if any(amount is not None for amount in ends.values()):
        yield from _judge(ledger, run, elsewhere, expected | ends, Implausibility.MOVED, 1)


def _fall_out(
    ledger: Ledger, run: _Run, elsewhere: Elsewhere, start: int, expected: Expected, fronts: Iterable[_Front]
) -> Iterator[Move]:
    """The run from `start` on whose last figures stand nowhere any more, behind each of the fronts."""
    end = start + len(expected) // len(run.columns)
    lost = [run.cell(row, column) for row in range(end, end + run.by) for column in run.columns]
    if _violations_of(ledger, (*expected, *lost)) < _MIN_VIOLATIONS:
        return
    for front, implausibility in fronts:
        yield from _lose(ledger, run, elsewhere, expected | front, lost, implausibility)


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
    solved, shared = _solve(ledger, expected, lost)
    guessed = solved.keys() - expected.keys()
    if any((solved[cell] or NOTHING) < 0 for cell in guessed):
        return
    rows = len({cell[2] for cell in guessed})
    free = _free(ledger, guessed)
    implausibility += max(rows - 1, 0)
    found = [*_judge(ledger, run, elsewhere, solved, implausibility, 1 + free)] or [
        move
        for move in _judge(ledger, run, elsewhere, solved, implausibility + _BY_FLOORS, max(free, 1))
        if move.effect.gain > free
    ]
    for move in found:
        changed = move.expected.keys()
        yield replace(move, unsaid=frozenset(guessed & changed), shared=shared & changed)


def _free(ledger: Ledger, guessed: Set[CellAddress]) -> int:
    """How many amounts taken from the equations are none that the others imply, as a row's total follows from its parts
    and one of several in the same sum from the rest."""
    inside = {
        equation.key
        for cell in guessed
        for equation in ledger.touched[cell]
        if sum(other in equation.signs for other in guessed) > 1 and not equation.is_floor
    }
    return max(len(guessed) - len(inside), min(len(guessed), 1))


def _are_vacated(ledger: Ledger, run: _Run, start: int) -> bool:
    """Whether the places that figures moved away from are blank, or still show what moved."""
    for at in range(start, start + run.by):
        for column in run.columns:
            printed = ledger.printed(run.cell(at, column))
            below = at + run.by
            if printed is not None and (below >= len(run.rows) or printed != ledger.printed(run.cell(below, column))):
                return False
    return True


def _fronts(ledger: Ledger, run: _Run, start: int, alike: list[int]) -> Iterator[_Front]:
    """What the first figures of a run may belong to: rows without a figure right before it, which other sheets name or
    which are some under the code above, or nothing that is known."""
    row = run.rows[start]
    above = next((row[:length] for length in (5, 3) if length < len(row) and row[:length] in run.block.rows), None)
    unnamed = (f"{above}{UNNAMED}",) if above and row.isdigit() else ()
    for gap in (*(run.block.gap(row, run.is_upwards) if run.by == 1 else ()), *unnamed):
        cells: Expected = {run.block.cell(gap, column): _sum(ledger, run, start, column) for column in run.columns}
        if any(cell in ledger.figures and amount for cell, amount in cells.items()):
            yield cells, Implausibility.LOST
    if _are_vacated(ledger, run, start):
        yield {}, Implausibility.LOST
    elif alike[min(start + run.by + 1, len(run.rows) - 1)] <= run.by:
        yield {}, Implausibility.FREE


def _sum(ledger: Ledger, run: _Run, start: int, column: str) -> Decimal:
    """What the first figures of the run amount to, as many as rows before it lack theirs."""
    return sum((ledger.printed(run.cell(start + at, column)) or NOTHING for at in range(run.by)), NOTHING)


def _judge(
    ledger: Ledger, run: _Run, elsewhere: Elsewhere, expected: Expected, implausibility: int, least: int
) -> Iterator[Move]:
    known = {cell: amount for cell, amount in expected.items() if cell in ledger.figures}
    implausibility = max(implausibility - _bonus(ledger, elsewhere, known), Implausibility.MOVED)
    move = propose(ledger, run.kind, known, implausibility, moved_by=run.moved_by, least=least)
    if move is not None and len(move.changes) > 1:
        yield move


def _bonus(ledger: Ledger, elsewhere: Elsewhere, expected: Expected) -> int:
    """How much more plausible a shift is that fills blank cells with what other sheets print, and how much less one
    that fills them with anything else."""
    filled = [(cell, amount) for cell, amount in expected.items() if amount and ledger.figures[cell].line is None]
    if not filled:
        return 0
    if any(cell[2].endswith(UNNAMED) for cell, _ in filled):
        return -1
    return 2 if all(elsewhere.find(cell, amount, ledger.figures[cell].step) for cell, amount in filled) else -2


def _solve(ledger: Ledger, expected: Expected, lost: list[CellAddress]) -> tuple[Expected, frozenset[CellAddress]]:
    """Give the figures that fell out the amounts that their equations leave open, one after the other. Several in the
    same sum share what it lacks; which has how much is unknown."""
    solved = dict(expected)
    unknown = [cell for cell in lost if cell in ledger.figures]
    shared: set[CellAddress] = set()
    while unknown:
        found = _solve_next(ledger, solved, unknown)
        if not found:
            break
        solved |= found
        shared |= found.keys() if len(found) > 1 else set()
        unknown = [cell for cell in unknown if cell not in found]
    return solved, frozenset(shared)


def _solve_next(ledger: Ledger, solved: Expected, unknown: list[CellAddress]) -> dict[CellAddress, Decimal]:
    """What the violated equation with the fewest unknown cells says of them; one takes all that they amount to."""
    changes = {cell: (amount or NOTHING) - (ledger.printed(cell) or NOTHING) for cell, amount in solved.items()}
    open_equations = [
        ([other for other in unknown if other in equation.signs], equation)
        for cell in unknown
        for equation in ledger.touched[cell]
        if not equation.is_floor and ledger.is_violated(equation, changes)
    ]
    if not open_equations:
        return {}
    cells, equation = min(open_equations, key=lambda each: len(each[0]))
    emptied = {cell: -(ledger.printed(cell) or NOTHING) for cell in cells}
    first, *others = cells
    return {
        **dict.fromkeys(others, NOTHING),
        first: -equation.signs[first] * ledger.residual(equation, changes | emptied),
    }
