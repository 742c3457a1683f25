"""What the search for suspects is given and what it finds: figures, the equations they stand in, suspicions.

All amounts are Decimal in 万元.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Spot: TypeAlias = tuple[int, str, str, str]
"""fiscal_year, sheet_id, row_key, column_key: where a figure stands in the disclosures of one department."""

EquationKey: TypeAlias = tuple[int, str, str]
"""fiscal_year, identity_id, binding."""


class Standing(StrEnum):
    """How an equation stands as printed. An open one has no total yet: it counts once its blank total is filled."""

    VIOLATED = "violated"
    HOLDS = "holds"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: `printed` is None where it is blank; `step` is the smallest difference that its print can show.

    `neighbours` are the figures printed right above and below.
    """

    spot: Spot
    label: str
    printed: Decimal | None
    step: Decimal
    neighbours: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Equation:
    """An identity under one binding: total − parts is the `residual`, which `signs` says how each cell moves.

    It holds where |residual| ≤ allowance, or where residual ≥ −allowance if it only sets a floor.
    """

    key: EquationKey
    standing: Standing
    residual: Decimal
    allowance: Decimal
    is_floor: bool
    signs: Mapping[Spot, int]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell of which `expected` would satisfy all that it explains and break nothing; `likely_cause` if a slip fits.

    `rank` is 1 for the best explanation of its finding; several are of one rank where nothing tells them apart.
    """

    figure: Figure
    expected: Decimal
    likely_cause: str | None
    rank: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: the violations that one wrong cell explains, with the cells that it may be, the likeliest first.

    Without suspects, a violation that no single cell explains beside the other findings.
    """

    finding_id: str
    violations: tuple[EquationKey, ...]
    suspects: tuple[Suspect, ...]
