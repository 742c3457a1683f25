"""Moves that the equations cannot tell apart: which belong together, and what all of them say.

Where a shift of figures begins or ends is often open: the sum over rows is the same however far inside them it goes.
Then the move that is shown names the figures that every one of them moves, and leaves open those on which they differ.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from expectations.diagnosis.ledger import Effect
from expectations.diagnosis.move import Move
from expectations.diagnosis.omissions import UNNAMED

_MIN_COMMON = 2
"""The number of figures that all must change, whatever their amounts."""


def unite(moves: Iterable[Move]) -> Iterator[Move]:
    """Yield one move for all that repair and break the same, are as plausible and agree on some of their figures. What
    a move expects that nothing is like is not left open."""
    groups: defaultdict[tuple[Effect, int], list[Move]] = defaultdict(list)
    for move in moves:
        groups[move.effect, move.implausibility].append(move)
    for group in groups.values():
        united: list[Move] = []
        alone: set[int] = set()
        for move in sorted(group, key=lambda each: (len(each.expected), sorted(each.expected))):
            for at, other in enumerate(united):
                if (both := _unite_two(other, move)) is not None:
                    united[at] = both
                    alone.discard(at)
                    break
            else:
                alone.add(len(united))
                united.append(move)
        yield from (replace(move, unsaid=move.shared) if at in alone else move for at, move in enumerate(united))


def _unite_two(one: Move, other: Move) -> Move | None:
    """The first move with what the second changes too, those amounts left open on which they differ; None where they
    agree on no figure or have hardly a figure in common.

    Where nothing in common is left open, the figures of the first alone are, so that it does not seem to end there.
    """
    common = one.expected.keys() & other.expected.keys()
    agreed = {cell for cell in common - one.unsaid if one.expected[cell] == other.expected[cell]}
    if not agreed or len(common) < _MIN_COMMON:
        return None
    is_open = any(not cell[2].endswith(UNNAMED) for cell in common - agreed)
    kept = {cell: amount for cell, amount in one.expected.items() if cell in common or not is_open}
    return replace(one, expected=kept, unsaid=frozenset(kept.keys() - agreed))
