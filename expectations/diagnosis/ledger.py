"""The figures and equations of one department, and what a change of some figures does to the equations.

Which changes are worth a try belongs to the generators of hypotheses.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from expectations.diagnosis.model import CellAddress, Equation, EquationKey, EquationState, Figure, SheetAddress

Changes: TypeAlias = Mapping[CellAddress, Decimal]
"""By how much cells change, in 万元; a blank counts as zero."""

NOTHING = Decimal(0)
_NO_SLACK: Changes = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Effect:
    """The equations that changes repair, and those that held and no longer do."""

    repaired: frozenset[EquationKey]
    broken: frozenset[EquationKey]

    @property
    def gain(self) -> int:
        """How many violations fewer there are."""
        return len(self.repaired) - len(self.broken)


class Ledger:
    """Figures and equations, indexed by the cells that a change touches."""

    def __init__(self, figures: Iterable[Figure], equations: Iterable[Equation]) -> None:
        self.figures = {figure.address: figure for figure in figures}
        self.row_lines = {
            figure.address[:3]: figure.line for figure in self.figures.values() if figure.line is not None
        }
        self.equations = {equation.key: equation for equation in equations}
        self.touched: defaultdict[CellAddress, list[Equation]] = defaultdict(list)
        for equation in self.equations.values():
            for address in equation.signs:
                self.touched[address].append(equation)
        self.violated_as_printed = frozenset(
            key for key, equation in self.equations.items() if self.is_violated(equation, {})
        )

    def printed(self, address: CellAddress) -> Decimal | None:
        """The printed amount; None for a blank and for a cell that no equation knows."""
        figure = self.figures.get(address)
        return figure.printed if figure else None

    def residual(self, equation: Equation, changes: Changes) -> Decimal:
        """Total − parts after the changes."""
        if len(changes) < len(equation.signs):
            return sum(
                (equation.signs[address] * change for address, change in changes.items() if address in equation.signs),
                equation.residual,
            )
        return sum(
            (sign * changes[address] for address, sign in equation.signs.items() if address in changes),
            equation.residual,
        )

    def is_violated(self, equation: Equation, changes: Changes, slack: Changes = _NO_SLACK) -> bool:
        """Whether an equation does not hold after the changes; `slack` is what the changed figures may be off by."""
        if equation.state is EquationState.UNRESOLVED and equation.open_totals.isdisjoint(changes):
            return False
        residual = self.residual(equation, changes)
        allowance = equation.allowance
        if slack:
            allowance += sum((slack.get(address, NOTHING) for address in equation.signs), NOTHING)
        return residual < -allowance or (residual > allowance and not equation.is_floor)

    def violated(self, changes: Changes, slack: Changes = _NO_SLACK) -> frozenset[EquationKey]:
        """The equations that do not hold after the changes."""
        touched = {equation.key: equation for address in (*changes, *slack) for equation in self.touched[address]}
        still = (key for key in self.violated_as_printed if key not in touched)
        changed = (key for key, equation in touched.items() if self.is_violated(equation, changes, slack))
        return frozenset((*still, *changed))

    def is_repaired(self, changes: Changes, slack: Changes = _NO_SLACK) -> bool:
        """Whether any equation that does not hold as printed does after the changes."""
        return any(
            not self.is_violated(self.equations[key], changes, slack)
            for key in self.violated_as_printed
            if not self.equations[key].signs.keys().isdisjoint(changes)
        )

    def judge(self, changes: Changes, slack: Changes = _NO_SLACK) -> Effect:
        """What changes of the printed figures repair and break."""
        after = self.violated(changes, slack)
        return Effect(self.violated_as_printed - after, after - self.violated_as_printed)

    def violated_cells(self) -> set[CellAddress]:
        """The cells of the equations that do not hold as printed."""
        return {address for key in self.violated_as_printed for address in self.equations[key].signs}

    def violated_sheets(self) -> list[SheetAddress]:
        """The sheets whose figures take part in violations."""
        return sorted({address[:2] for address in self.violated_cells()})
