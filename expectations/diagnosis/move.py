"""A move: one hypothesis under examination, with its effect on the equations.

How it is found belongs to the generators, which moves together explain most to the search.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from types import MappingProxyType

from expectations.diagnosis.amounts_allowed import may_show
from expectations.diagnosis.ledger import NOTHING, Changes, Effect, Ledger
from expectations.diagnosis.model import CellAddress, EquationKey

_NO_SLACK: Changes = MappingProxyType({})
_NOWHERE: Mapping[CellAddress, CellAddress] = MappingProxyType({})


class Implausibility(IntEnum):
    """How far-fetched a move is, apart from how much it explains."""

    CERTAIN = 0
    """Hardly anything else can be behind it: last year's sheet."""
    TELLING = 2
    """It hardly fits by chance: a telling slip, an amount that another sheet prints, neighbours exchanged."""
    SLIP = 6
    """Some other slip, or a row of which another sheet prints the code alone."""
    MOVED = 7
    """Figures of several rows moved, none got lost."""
    PLAIN = 8
    """One cell, and no slip that explains its amount."""
    LOST = 9
    """Figures of several rows moved, and those that got lost follow from the equations."""
    FREE = 10
    """A blank of which nothing but the equations tells."""


CARRIED_ON = 1
"""What a slip is less plausible by where totals must have been added up with it."""


@dataclass(frozen=True, slots=True)
class Move:
    """Cells that change together. `expected` are the amounts that they should show, None for a blank.

    `slack` is what an expected amount may be off by, `freed` are equations of which nothing can be said any more,
    `unsaid` cells whose amount is one of several that would do; of `shared` ones only the sum is known at all.
    """

    kind: str
    changes: Changes
    expected: Mapping[CellAddress, Decimal | None]
    effect: Effect
    implausibility: int
    moved_by: int = 0
    causes: Mapping[CellAddress, str] = field(default_factory=dict)
    found_at: Mapping[CellAddress, CellAddress] = field(default_factory=dict)
    slack: Changes = field(default_factory=dict)
    freed: frozenset[EquationKey] = frozenset()
    unsaid: frozenset[CellAddress] = frozenset()
    shared: frozenset[CellAddress] = frozenset()

    def amount(self, address: CellAddress) -> Decimal | None:
        """What a cell should show, zero for a blank; None where the move does not say."""
        return None if self.freed or address in self.unsaid else self.expected[address] or NOTHING

    def says_more(self, other: "Move") -> bool:
        """Whether it says the same of the same cells, no less plausibly, and of one more what it should show."""
        return (
            self.implausibility <= other.implausibility
            and self.unsaid < other.unsaid
            and self.expected.keys() == other.expected.keys()
            and all(self.amount(address) == other.amount(address) for address in other.expected.keys() - other.unsaid)
        )

    @property
    def order(self) -> tuple[int, int, int, str, list[CellAddress]]:
        """Best first: most repaired, then most plausible, then fewest cells."""
        return -self.effect.gain, self.implausibility, len(self.expected), self.kind, sorted(self.expected)


def changes_to(ledger: Ledger, expected: Mapping[CellAddress, Decimal | None]) -> dict[CellAddress, Decimal]:
    """By how much the cells change that are expected to show other amounts than they do."""
    return {
        address: change
        for address, amount in expected.items()
        if (change := (amount or NOTHING) - (ledger.printed(address) or NOTHING))
    }


def is_allowed(ledger: Ledger, expected: Mapping[CellAddress, Decimal | None]) -> bool:
    """Whether every cell may be expected to show its amount."""
    return all(
        amount is None or amount >= 0 or (address in ledger.figures and may_show(ledger.figures[address], amount))
        for address, amount in expected.items()
    )


def propose(
    ledger: Ledger,
    kind: str,
    expected: Mapping[CellAddress, Decimal | None],
    implausibility: int,
    *,
    moved_by: int = 0,
    least: int = 1,
    slack: Changes = _NO_SLACK,
    found_at: Mapping[CellAddress, CellAddress] = _NOWHERE,
) -> Move | None:
    """The move that gives cells these amounts, if it repairs more than it breaks and no amount is forbidden.

    At least `least` equations must come out right: a floor counts only where it is met exactly.
    """
    changes = changes_to(ledger, expected)
    if not ledger.is_repaired(changes, slack) or not is_allowed(ledger, expected):
        return None
    effect = ledger.judge(changes, slack)
    if effect.gain <= 0 or sum(_is_exact(ledger, key, changes) for key in effect.repaired) < least:
        return None
    changed = {address: expected[address] for address in changes}
    return Move(kind, changes, changed, effect, implausibility, moved_by, found_at=found_at, slack=slack)


def _is_exact(ledger: Ledger, key: EquationKey, changes: Changes) -> bool:
    equation = ledger.equations[key]
    return not equation.is_floor or abs(ledger.residual(equation, changes)) <= equation.allowance
