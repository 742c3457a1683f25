"""Input and output of the diagnosis: figures, the equations that contain them, and diagnoses with their hypotheses.

All amounts are Decimal in 万元. A finding, in contrast, is what reports show a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

CellAddress: TypeAlias = tuple[int, str, str, str]
"""fiscal_year, sheet_id, row_key, column_key: the address of a figure in the disclosures of one department."""

EquationKey: TypeAlias = tuple[int, str, str]
"""fiscal_year, identity_id, binding."""

SheetAddress: TypeAlias = tuple[int, str]
"""fiscal_year, sheet_id."""


class EquationState(StrEnum):
    """The state of an equation as printed. An unresolved one has a blank total and counts once a move fills it."""

    VIOLATED = "violated"
    HOLDS = "holds"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed cell; `printed` is None where it is blank, `step` is one unit of its last printed decimal.

    `neighbours` are the figures printed directly above and below. `line` and `block` tell where its row stands in the
    sheet: on which line, and in which of several blocks side by side.
    """

    address: CellAddress
    label: str
    printed: Decimal | None
    step: Decimal
    neighbours: tuple[Decimal, ...] = ()
    line: int | None = None
    block: int = 0


@dataclass(frozen=True, slots=True)
class Equation:
    """An identity under one binding. `residual` is total − parts; `signs` gives the way each cell moves it.

    It holds where |residual| ≤ allowance, or where residual ≥ −allowance if it only sets a floor. An unresolved one
    counts once one of its `open_totals` is filled.
    """

    key: EquationKey
    state: EquationState
    residual: Decimal
    allowance: Decimal
    is_floor: bool
    signs: Mapping[CellAddress, int]
    open_totals: frozenset[CellAddress] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that a hypothesis changes; `expected` is zero for a blank, and None where the hypothesis does not say.

    `likely_cause` is the id of the slip that fits, `found_at` the cell of another sheet that prints the amount.
    """

    figure: Figure
    expected: Decimal | None
    likely_cause: str | None = None
    found_at: CellAddress | None = None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One mistake that may be behind violations: with its changes, they hold and nothing else breaks.

    `kind` is an id of hypotheses.yml. `assumptions` counts what must have happened for it. `rank` is 1 for the best
    hypotheses of a diagnosis; equal ones share a rank. `moved_by` is the number of rows, downwards, by which figures
    stand too low.
    """

    kind: str
    changes: tuple[Change, ...]
    assumptions: int
    rank: int
    moved_by: int = 0

    @property
    def sheet(self) -> SheetAddress:
        """The sheet in which the mistake was made."""
        return self.changes[0].figure.address[:2]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Violations with one root cause and the hypotheses for it, likeliest first.

    `hypotheses` is empty for a violation that nothing explains. `finding_id` names the finding that a person is shown.
    """

    finding_id: str
    violations: tuple[EquationKey, ...]
    hypotheses: tuple[Hypothesis, ...]
