"""What would explain a finding: the cells, or stated figures, that a mistake changed."""

from dataclasses import dataclass
from decimal import Decimal

from expectations.amounts import plain
from orchestration.reports.places import NARRATIVE, cell_in_words

PERCENTAGES = frozenset({"share", "growth", "completion", "rate"})
"""The kinds of stated figures that are percentages."""


@dataclass(frozen=True, slots=True)
class SuspectCell:
    """A cell that a hypothesis changes, or a stated figure, with the amount that it should show; amounts in 万元. All
    cells of one hypothesis have its number."""

    sheet_id: str
    row_key: str
    column_key: str
    label: str
    printed: Decimal | None
    expected: Decimal | None
    likely_cause: str | None = None
    hypothesis: int | None = None
    title: str = ""
    title_en: str = ""
    check: str = ""
    check_en: str = ""
    likely_cause_en: str | None = None

    @property
    def words(self) -> str:
        """The cell, or the stated figure, with its printed and its likely value."""
        unit = "%" if self.sheet_id == NARRATIVE and self.column_key in PERCENTAGES else ""
        printed = "（空白）" if self.printed is None else plain(self.printed) + unit
        cause = f"（{self.likely_cause}）" if self.likely_cause else ""
        expected = "？" if self.expected is None else plain(self.expected) + unit
        cell = cell_in_words(self.sheet_id, self.row_key, self.column_key, self.label)
        return f"{cell} {printed} → {expected}{cause}"


@dataclass(frozen=True, slots=True)
class SuspectMistake:
    """One mistake that would explain a finding: the cells that it changed, and in words what was done."""

    cells: tuple[SuspectCell, ...]

    @property
    def title(self) -> str:
        """What was done, in one sentence; nothing for one cell, whose figures say it."""
        return self.cells[0].title if len(self.cells) > 1 or self.cells[0].printed is None else ""

    @property
    def title_en(self) -> str:
        """The same in English."""
        return self.cells[0].title_en if self.title else ""

    @property
    def check(self) -> str:
        """What to check first."""
        return self.cells[0].check

    @property
    def check_en(self) -> str:
        """The same in English."""
        return self.cells[0].check_en

    @property
    def words(self) -> str:
        """What was done, or the one cell with its figures."""
        return self.title or self.cells[0].words
