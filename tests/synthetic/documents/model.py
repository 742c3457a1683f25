"""What a written disclosure says, before any layout or file format: the figures are the truth a reader must find."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.disclosure.model import CellKey

YUAN_PER_WAN = Decimal(10_000)


@dataclass(frozen=True)
class Disclosure:
    """One department-year.

    `figures` are in 万元 whatever unit a sheet is printed in: a key that is absent is printed blank, a zero as 0.00.
    `code_names` names function and economic codes where the printed name differs from the standard one.
    `declared_empty` are the sheet ids that carry the sentence that they have no data. `units` holds the sheets printed
    in 元; all others are in 万元. `decimals` are those printed, in the printed unit.
    """

    department_name: str
    fiscal_year: int
    figures: Mapping[CellKey, Decimal]
    code_names: Mapping[str, str]
    declared_empty: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)
    decimals: int = 2

    def unit(self, sheet_id: str) -> str:
        return self.units.get(sheet_id, "万元")

    def in_printed_unit(self, key: CellKey) -> Decimal | None:
        """The figure as printed, with exactly `decimals` decimals; None where the cell is blank.

        Raises ValueError where so many decimals cannot hold the figure: a writer that rounds would lose the truth.
        """
        amount = self.figures.get(key)
        if amount is None:
            return None
        exact = amount * YUAN_PER_WAN if self.unit(key.sheet_id) == "元" else amount
        printed = exact.quantize(Decimal(1).scaleb(-self.decimals))
        if printed != exact:
            raise ValueError(f"{key} = {amount} 万元 does not fit into {self.decimals} decimals")
        return printed
