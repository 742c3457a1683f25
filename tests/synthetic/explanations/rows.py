"""The rows that a text is repeated for, or that one sentence tells together, and how they are called."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from orchestration.disclosure.model import CellKey
from tests.synthetic.explanations.books import ECONOMIC, GENERAL, Books
from tests.synthetic.explanations.manner import Group

LABELS: Mapping[CellKey, str] = MappingProxyType(
    {
        CellKey("income", "total", "fiscal_appropriation"): "财政拨款收入",
        CellKey("income", "total", "superior_subsidy"): "上级补助收入",
        CellKey("income", "total", "institutional"): "事业收入",
        CellKey("income", "total", "operating"): "经营收入",
        CellKey("income", "total", "affiliate_remittance"): "附属单位上缴收入",
        CellKey("income", "total", "other"): "其他收入",
        CellKey("expenditure", "total", "basic"): "基本支出",
        CellKey("expenditure", "total", "project"): "项目支出",
        CellKey("expenditure", "total", "remitted_to_superior"): "上缴上级支出",
        CellKey("expenditure", "total", "operating"): "经营支出",
        CellKey("expenditure", "total", "subsidy_to_affiliates"): "对附属单位补助支出",
        CellKey("three_public", "overseas_travel", "final"): "因公出国（境）费",
        CellKey("three_public", "vehicles", "final"): "公务用车购置及运行维护费",
        CellKey("three_public", "reception", "final"): "公务接待费",
    }
)
_SELECTIONS: Mapping[str, tuple[str, int, str, tuple[str, ...]]] = MappingProxyType(
    {
        "classes": (GENERAL, 3, "total", ("",)),
        "sections": (GENERAL, 5, "total", ("",)),
        "items": (GENERAL, 7, "total", ("",)),
        "basic_items": (GENERAL, 7, "basic", ("",)),
        "project_items": (GENERAL, 7, "project", ("",)),
        "spent_classes": ("expenditure", 3, "total", ("",)),
        "spent_items": ("expenditure", 7, "total", ("",)),
        "fund_classes": ("government_fund", 3, "total", ("",)),
        "fund_items": ("government_fund", 7, "total", ("",)),
        "capital_items": ("state_capital", 7, "total", ("",)),
        "economic_classes": (ECONOMIC, 3, "final", ("",)),
        "personnel_rows": (ECONOMIC, 5, "final", ("301", "303")),
        "operating_rows": (ECONOMIC, 5, "final", ("302", "307", "310", "399")),
    }
)
"""Rows with codes by sheet, digits, column and the classes that they belong to."""

_UNCODED = {"incomes": "income", "uses": "expenditure", "three_items": "three_public"}


@dataclass(frozen=True)
class Rows:
    """The rows of one department's books."""

    books: Books

    def name(self, cell: CellKey) -> str:
        """How the sheets call the row, or the column of a total."""
        return LABELS[cell] if cell in LABELS else self.books.name(cell.row_key)

    def select(self, selection: str, above: CellKey | None) -> list[CellKey]:
        """The rows of a selection that print something above zero; those below one row where there is one."""
        if selection in _UNCODED:
            figures = self.books.disclosure.figures
            cells = (cell for cell in LABELS if cell.sheet_id == _UNCODED[selection])
            return [cell for cell in cells if figures.get(cell, Decimal(0)) > 0]
        sheet_id, length, column, classes = _SELECTIONS[selection]
        rows = [row for row in self.books.rows(sheet_id, length, column) if row.row_key.startswith(classes)]
        if sheet_id == ECONOMIC:
            return [row for row in rows if self.books.economic_names[self.books.name(row.row_key)] == 1]
        prefix = above.row_key if above is not None and above.row_key.isdigit() else ""
        return [row for row in rows if row.row_key.startswith(prefix)]

    def group(self, group: Group, rng: random.Random) -> tuple[CellKey | None, tuple[CellKey, ...]]:
        """Rows to be told together and the row above them, where they share one; nothing where there are not two."""
        if group.within is None:
            return None, self._sample(self.select(group.of, None), group.most, rng)
        choices = [
            (row, rows)
            for row in self.select(group.within, None)
            if (rows := self._sample(self.select(group.of, row), group.most, rng))
        ]
        return rng.choice(choices) if choices else (None, ())

    def _sample(self, rows: Sequence[CellKey], most: int, rng: random.Random) -> tuple[CellKey, ...]:
        """At least two rows, in order; none with a name that is a list itself."""
        plain = [row for row in rows if "、" not in self.name(row)]
        if len(plain) < 2:
            return ()
        return tuple(sorted(rng.sample(plain, k=min(most, len(plain))), key=plain.index))
