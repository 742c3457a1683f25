"""A figure that an explanation states, and the units that it may be told in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from orchestration.disclosure.model import CellKey

PREVIOUS, BUDGET = "previous", "budget"
"""What a figure may be compared with."""

FACTORS: Mapping[str, Decimal] = MappingProxyType(
    {"万元": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10_000), "%": Decimal(1), "个百分点": Decimal(1)}
)
DECIMALS: Mapping[str, int] = MappingProxyType({"万元": 2, "元": 2, "亿元": 4, "%": 2, "个百分点": 2})


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that the explanation states, or a direction (1, 0, −1).

    `cells` are one, several for a sum, none for what no sheet holds. `value` is in 万元 or percent, a decrease
    negative; `text` is the printed number. `is_previous` is an amount of the year before; changes, growth and
    directions are `against` it or the budget. `whole` is what a share is a share of; `turns` are the directions that
    could be said in place of one. Figures told in one breath share a `paragraph`.
    """

    kind: str
    cells: tuple[CellKey, ...]
    value: Decimal
    text: str = ""
    unit: str = ""
    half_unit: Decimal = Decimal(0)
    is_previous: bool = False
    against: str = ""
    whole: tuple[CellKey, ...] = ()
    turns: tuple[int, ...] = ()
    paragraph: int = 0
