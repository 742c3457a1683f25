"""Figures of consecutive rows that stand some rows too low or too high: in one column, or all figures of the rows.

Read from top to bottom a shift moves figures down; read from bottom to top the same search finds those moved up. Where
figures fell out at the end, their amounts follow from the equations, or they stand at the other end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from expectations.diagnosis.ledger import NOTHING, Ledger
from expectations.diagnosis.model import CellAddress, EquationKey, SheetAddress
from expectations.diagnosis.move import Implausibility, Move, propose
from expectations.diagnosis.printed_order import Block

COLUMN, ROWS = "column_shifted", "rows_shifted"
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

    @property
    def kind(self) -> str:
        return COLUMN if len(self.columns) == 1 else ROWS

    def over(self, columns: tuple[str, ...]) -> "_Run":
        return _Run(self.block, self.rows, columns, self.by, self.is_upwards)


def propose_shifts(ledger: Ledger, blocks: Mapping[SheetAddress, tuple[Block, ...]]) -> Iterator[Move]:
    """Yield the shifts that repair violations, in every block of a sheet that has any."""
    violated = ledger.violated_cells()
    for sheet in ledger.violated_sheets():
        for block in blocks.get(sheet, ()):
            for column in block.columns:
                if any(block.cell(row, column) in violated for row in block.rows):
                    for run in _runs(block, (column,)):
                        yield from _scan(ledger, run, run.columns, frozenset())
            main = next((column for column in _MAIN_COLUMNS if column in block.columns), None)
            if main is not None and len(block.columns) > 1:
                across = _equations_inside_rows(ledger, block)
                for run in _runs(block, (main,)):
                    yield from _scan(ledger, run, block.columns, across)


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


def _scan(ledger: Ledger, run: _Run, columns: tuple[str, ...], ignored: frozenset[EquationKey]) -> Iterator[Move]:
    """Let a run begin at every row and grow until it breaks an equation that no further row can mend."""
    last = _last_positions(ledger, run, ignored)
    settled_at: dict[int, list[EquationKey]] = {}
    for key, position in last.items():
        settled_at.setdefault(position, []).append(key)
    for start in range(len(run.rows) - run.by):
        changes: dict[CellAddress, Decimal] = {}
        repairs = 0
        for at in range(start, len(run.rows) - run.by):
            _move_one(ledger, run, at, changes)
            settled = [key for key in settled_at.get(at, ()) if not changes.keys().isdisjoint(ledger.equations[key].signs)]
            states = [(key in ledger.violated_as_printed, ledger.is_violated(ledger.equations[key], changes)) for key in settled]
            if any(now and not before for before, now in states):
                break
            repairs += sum(before and not now for before, now in states)
            if at > start or run.by > 1:
                yield from _close(ledger, run.over(columns), start, at, repairs)


def _last_positions(ledger: Ledger, run: _Run, ignored: frozenset[EquationKey]) -> dict[EquationKey, int]:
    """Up to which row of the run each equation can still change."""
    return {
        equation.key: position
        for position, row in enumerate(run.rows)
        for column in run.columns
        for equation in ledger.touched[run.block.cell(row, column)]
        if equation.key not in ignored
    }


def _move_one(ledger: Ledger, run: _Run, at: int, changes: dict[CellAddress, Decimal]) -> None:
    for column in run.columns:
        own = run.block.cell(run.rows[at], column)
        moved = ledger.printed(run.block.cell(run.rows[at + run.by], column))
        change = (moved or NOTHING) - (ledger.printed(own) or NOTHING)
        if change:
            changes[own] = change


def _close(ledger: Ledger, run: _Run, start: int, at: int, repairs: int) -> Iterator[Move]:
    """The run from `start` whose last moved figure belongs to row `at`: what the rows after it should show."""
    expected: Expected = {}
    for row in range(start, at + 1):
        for column in run.columns:
            expected[run.block.cell(run.rows[row], column)] = ledger.printed(
                run.block.cell(run.rows[row + run.by], column)
            )
    if sum(amount != ledger.printed(cell) for cell, amount in expected.items()) < 2:
        return
    ends = [(at + 1 + offset, start + offset) for offset in range(run.by)]
    wrapped = expected | {
        run.block.cell(run.rows[to], column): ledger.printed(run.block.cell(run.rows[source], column))
        for to, source in ends
        for column in run.columns
    }
    yield from _judge(ledger, run, wrapped, Implausibility.MOVED, 1)
    if repairs:
        lost = [run.block.cell(run.rows[to], column) for to, _ in ends for column in run.columns]
        solved = _solve(ledger, expected, lost)
        yield from _judge(ledger, run, solved, Implausibility.LOST, 1 + len(solved) - len(expected))


def _judge(ledger: Ledger, run: _Run, expected: Expected, implausibility: int, least: int) -> Iterator[Move]:
    known = {cell: amount for cell, amount in expected.items() if cell in ledger.figures}
    moved_by = -run.by if run.is_upwards else run.by
    move = propose(ledger, run.kind, known, implausibility, moved_by=moved_by, least=least)
    if move is not None and len(move.changes) > 1:
        yield move


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
    changes = {
        cell: (amount or NOTHING) - (ledger.printed(cell) or NOTHING) for cell, amount in solved.items()
    }
    for cell in unknown:
        for equation in ledger.touched[cell]:
            if equation.is_floor or sum(other in equation.signs for other in unknown) > 1:
                continue
            if ledger.is_violated(equation, changes):
                change = -equation.signs[cell] * ledger.residual(equation, changes)
                return cell, (ledger.printed(cell) or NOTHING) + change
    return None
