"""Exchanges: two figures, two rows or two columns of one sheet that stand in each other's place."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import TypeAlias

from expectations.diagnosis.ledger import NOTHING, Ledger
from expectations.diagnosis.model import CellAddress, SheetAddress
from expectations.diagnosis.move import Implausibility, Move, propose
from expectations.diagnosis.printed_order import Block

CELLS, ROWS, COLUMNS = "cells_exchanged", "rows_exchanged", "columns_exchanged"
Pair: TypeAlias = tuple[CellAddress, CellAddress]
Neighbours: TypeAlias = set[tuple[SheetAddress, str, str]]
"""Rows that stand right above each other in some block of a sheet."""


def propose_exchanges(ledger: Ledger, blocks: dict[SheetAddress, tuple[Block, ...]]) -> Iterator[Move]:
    """Yield the exchanges that a violated equation hints at: of cells, and of the rows and columns they stand in."""
    neighbours = {
        (sheet, *rows)
        for sheet, own in blocks.items()
        for block in own
        for pair in pairwise(block.rows)
        for rows in (pair, pair[::-1])
    }
    pairs = sorted(_fitting_pairs(ledger))
    for pair in pairs:
        if _may_be_exchanged(ledger, neighbours, pair):
            yield from _exchange(ledger, CELLS, [pair], _implausibility(ledger, neighbours, pair))
    rows = {(one[:2], min(one[2], other[2]), max(one[2], other[2])) for one, other in pairs if one[2] != other[2]}
    columns = {(one[:2], min(one[3], other[3]), max(one[3], other[3])) for one, other in pairs if one[3] != other[3]}
    for sheet, first, second in sorted(rows):
        widest = sorted({column for block in blocks.get(sheet, ()) for column in block.columns})
        if len(widest) > 1:
            across = [((*sheet, first, column), (*sheet, second, column)) for column in widest]
            yield from _exchange(ledger, ROWS, across, min(_telling(ledger, pair) for pair in across))
    for sheet, first, second in sorted(columns):
        for block in blocks.get(sheet, ()):
            down = [(block.cell(row, first), block.cell(row, second)) for row in block.rows]
            yield from _exchange(ledger, COLUMNS, down, Implausibility.TELLING)


def _implausibility(ledger: Ledger, neighbours: Neighbours, pair: Pair) -> int:
    """Figures of neighbouring rows or of one row are easily exchanged; others no more easily than whole rows move."""
    return _telling(ledger, pair) if _are_close(neighbours, pair) else Implausibility.MOVED


def _telling(ledger: Ledger, pair: Pair) -> int:
    """Two amounts hardly fit each other's place by chance; an amount and a zero do more easily, and still more easily
    an amount and a blank."""
    printed = [ledger.printed(cell) for cell in pair]
    if all(printed):
        return Implausibility.TELLING
    return Implausibility.MOVED if None in printed else Implausibility.SLIP


def _exchange(ledger: Ledger, kind: str, pairs: list[Pair], implausibility: int) -> Iterator[Move]:
    expected: dict[CellAddress, Decimal | None] = {}
    for one, other in pairs:
        expected[one], expected[other] = ledger.printed(other), ledger.printed(one)
    if any(amount is not None and address not in ledger.figures for address, amount in expected.items()):
        return
    move = propose(ledger, kind, expected, implausibility)
    if move is not None and len(move.changes) > 1:
        yield move


def _fitting_pairs(ledger: Ledger) -> set[Pair]:
    """Pairs of one sheet of which one takes part in a violated equation that the other's figure would satisfy."""
    amounts = _amounts_by_sheet(ledger)
    found: set[Pair] = set()
    for key in ledger.violated_as_printed:
        equation = ledger.equations[key]
        if equation.is_floor:
            continue
        for address, sign in equation.signs.items():
            printed = ledger.printed(address) or NOTHING
            change = -sign * equation.residual
            wanted = ((printed + change, False), (printed + change / 2, True))
            for amount, is_inside in wanted:
                for other in _near(amounts[address[:2]], amount, equation.allowance):
                    inside = equation.signs.get(other, 0) == -sign
                    fits = inside if is_inside else other not in equation.signs
                    if fits and other != address:
                        found.add((min(address, other), max(address, other)))
    return found


def _amounts_by_sheet(ledger: Ledger) -> dict[SheetAddress, list[tuple[Decimal, CellAddress]]]:
    amounts: defaultdict[SheetAddress, list[tuple[Decimal, CellAddress]]] = defaultdict(list)
    for address, figure in ledger.figures.items():
        amounts[address[:2]].append((figure.printed or NOTHING, address))
    for own in amounts.values():
        own.sort()
    return amounts


def _near(amounts: list[tuple[Decimal, CellAddress]], amount: Decimal, tolerance: Decimal) -> Iterator[CellAddress]:
    start = bisect_left(amounts, amount - tolerance, key=lambda entry: entry[0])
    for printed, address in amounts[start:]:
        if printed > amount + tolerance:
            return
        yield address


def _may_be_exchanged(ledger: Ledger, neighbours: Neighbours, pair: Pair) -> bool:
    """Any two figures may be; a figure and a blank only where they stand side by side or right above each other."""
    one, other = pair
    if ledger.printed(one) and ledger.printed(other):
        return True
    return one[2] == other[2] or (one[3] == other[3] and _are_close(neighbours, pair))


def _are_close(neighbours: Neighbours, pair: Pair) -> bool:
    one, other = pair
    return one[2] == other[2] or (one[:2], one[2], other[2]) in neighbours
