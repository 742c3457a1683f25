"""Input and output of the diagnosis: figures, the equations that contain them, and diagnoses with candidate cells.

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


class EquationState(StrEnum):
    """The state of an equation as printed. An unresolved one has a blank total and counts once a move fills it."""

    VIOLATED = "violated"
    HOLDS = "holds"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed cell; `printed` is None where it is blank, `step` is one unit of its last printed decimal.

    `neighbours` are the figures printed directly above and below.
    """

    address: CellAddress
    label: str
    printed: Decimal | None
    step: Decimal
    neighbours: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Equation:
    """An identity under one binding. `residual` is total − parts; `signs` gives the way each cell moves it.

    It holds where |residual| ≤ allowance, or where residual ≥ −allowance if it only sets a floor.
    """

    key: EquationKey
    state: EquationState
    residual: Decimal
    allowance: Decimal
    is_floor: bool
    signs: Mapping[CellAddress, int]


@dataclass(frozen=True, slots=True)
class CandidateCell:
    """A cell that may be wrong: the value `expected` satisfies the violations of its diagnosis and breaks no equation.

    `likely_cause` is the id of the slip that fits, if any. `rank` is 1 for the best candidates; equal candidates share
    a rank.
    """

    figure: Figure
    expected: Decimal
    likely_cause: str | None
    rank: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Violations with one root cause and the candidate cells for it, likeliest first.

    `candidates` is empty for a violation that no single cell explains. `finding_id` names the finding that a person is
    shown.
    """

    finding_id: str
    violations: tuple[EquationKey, ...]
    candidates: tuple[CandidateCell, ...]
