"""Which sums must hold in a disclosure, worked out from its keys alone: the warehouse is measured against this.

Written apart from the catalogue of identities on purpose; only the ids are shared.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from orchestration.disclosure.model import CellKey
from tests.synthetic.documents.accounts import BUDGETS, OPERATING_CLASSES, PERSONNEL_CLASSES
from tests.synthetic.documents.codes import ancestors

Figures: TypeAlias = Mapping[CellKey, Decimal]

_SUMMARY, _APPROPRIATION = "income_expenditure_summary", "appropriation_summary"
_ECONOMIC = "general_budget_basic_by_economic"
_SHEET_OF_BUDGET = {
    "general_public_budget": "general_budget_expenditure",
    "government_fund": "government_fund",
    "state_capital": "state_capital",
}
_SOURCES = ("superior_subsidy", "institutional", "operating", "affiliate_remittance", "other")
_ROW_PARTS = {
    "income": ("fiscal_appropriation", *_SOURCES),
    "expenditure": ("basic", "project", "remitted_to_superior", "operating", "subsidy_to_affiliates"),
    "general_budget_expenditure": ("basic", "project"),
    "government_fund": ("basic", "project"),
    "state_capital": ("basic", "project"),
}
_APPROPRIATION_COLUMNS = ("total", *BUDGETS)


@dataclass(frozen=True)
class Relation:
    """One total and its signed parts."""

    identity_id: str
    total: CellKey
    parts: tuple[tuple[int, CellKey], ...]

    def residual(self, figures: Figures) -> Decimal | None:
        """Total less parts in 万元; None where the total or all the parts are blank."""
        stated = [sign * figures[key] for sign, key in self.parts if key in figures]
        if self.total not in figures or not stated:
            return None
        return figures[self.total] - sum(stated, Decimal(0))

    def terms(self, figures: Figures) -> int:
        """How many of its cells are printed."""
        return sum(key in figures for key in (self.total, *(key for _, key in self.parts)))


def violated(figures: Figures, half_unit: Decimal) -> frozenset[str]:
    """The ids of the relations that no rounding by up to `half_unit` (万元) per printed figure explains."""
    return frozenset(
        relation.identity_id
        for relation in relations(figures)
        if abs(relation.residual(figures) or Decimal(0)) > half_unit * relation.terms(figures)
    )


def relations(figures: Figures) -> Iterator[Relation]:
    """Every relation between cells of these figures; cells that are blank may be among them."""
    for sheet_id, parts in _ROW_PARTS.items():
        rows = _rows(figures, sheet_id)
        for row in rows:
            yield _sum(f"{sheet_id}.row_total", _key(sheet_id, row, "total"), *(_key(sheet_id, row, p) for p in parts))
        yield from _roll_ups(figures, sheet_id)
    yield from _roll_ups(figures, _ECONOMIC)
    yield from _economic_foot()
    yield from _balances(figures)
    yield from _summary(figures)
    yield from _appropriation(figures)
    yield from _three_public()
    yield from _between_sheets(figures)


def _key(sheet_id: str, row_key: str, column_key: str) -> CellKey:
    return CellKey(sheet_id, row_key, column_key)


def _sum(identity_id: str, total: CellKey, *parts: CellKey) -> Relation:
    return Relation(identity_id, total, tuple((1, part) for part in parts))


def _rows(figures: Figures, sheet_id: str) -> list[str]:
    return sorted({key.row_key for key in figures if key.sheet_id == sheet_id})


def _roll_ups(figures: Figures, sheet_id: str) -> Iterator[Relation]:
    rows = [row for row in _rows(figures, sheet_id) if row.isdigit()]
    columns = sorted({key.column_key for key in figures if key.sheet_id == sheet_id})
    children: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        above = [code for code in ancestors(row) if code in rows]
        if above or sheet_id != _ECONOMIC:
            children[above[-1] if above else "total"].append(row)
    for parent, codes in children.items():
        for column in columns:
            total = _key(sheet_id, parent, column)
            yield _sum(f"{sheet_id}.roll_up", total, *(_key(sheet_id, code, column) for code in codes))


def _economic_foot() -> Iterator[Relation]:
    def final(row: str) -> CellKey:
        return _key(_ECONOMIC, row, "final")

    yield _sum(f"{_ECONOMIC}.personnel_total", final("personnel_total"), *map(final, PERSONNEL_CLASSES))
    yield _sum(f"{_ECONOMIC}.operating_total", final("operating_total"), *map(final, OPERATING_CLASSES))
    yield _sum(f"{_ECONOMIC}.total", final("total"), final("personnel_total"), final("operating_total"))
    basic = _key("general_budget_expenditure", "total", "basic")
    yield _sum("general_budget_basic.total", basic, final("personnel_total"), final("operating_total"))


def _balances(figures: Figures) -> Iterator[Relation]:
    for sheet_id in ("government_fund", "state_capital"):
        for row in _rows(figures, sheet_id):
            signed = ((1, "opening_balance"), (1, "income"), (-1, "total"))
            parts = tuple((sign, _key(sheet_id, row, column)) for sign, column in signed)
            yield Relation(f"{sheet_id}.closing_balance", _key(sheet_id, row, "closing_balance"), parts)


def _classes(figures: Figures, sheet_id: str) -> list[str]:
    return [row for row in _rows(figures, sheet_id) if row.startswith("expenditure.") and row[12:].isdigit()]


def _summary(figures: Figures) -> Iterator[Relation]:
    def final(row: str) -> CellKey:
        return _key(_SUMMARY, row, "final")

    income = [f"income.{line}" for line in (*BUDGETS, *_SOURCES)]
    before = ("income.total", "income.non_appropriation_surplus_used", "income.opening_balance")
    after = ("expenditure.total", "expenditure.surplus_distribution", "expenditure.closing_balance")
    grand_totals = final("income.grand_total"), final("expenditure.grand_total")
    yield _sum(f"{_SUMMARY}.income_total", final("income.total"), *map(final, income))
    yield _sum(f"{_SUMMARY}.income_grand_total", grand_totals[0], *map(final, before))
    yield _sum(f"{_SUMMARY}.expenditure_total", final("expenditure.total"), *map(final, _classes(figures, _SUMMARY)))
    yield _sum(f"{_SUMMARY}.expenditure_grand_total", grand_totals[1], *map(final, after))
    yield _sum(f"{_SUMMARY}.grand_totals_agree", *grand_totals)


def _appropriation(figures: Figures) -> Iterator[Relation]:
    def at(row: str, column: str = "final") -> CellKey:
        return _key(_APPROPRIATION, row, column)

    def lines(of: str) -> list[CellKey]:
        return [at(f"{of}.{budget}") for budget in BUDGETS]

    classes = _classes(figures, _APPROPRIATION)
    yield _sum(f"{_APPROPRIATION}.income_total", at("income.total"), *lines("income"))
    yield _sum(f"{_APPROPRIATION}.opening_balance", at("income.opening_balance"), *lines("income.opening_balance"))
    yield _sum(
        f"{_APPROPRIATION}.income_grand_total",
        *(at(row) for row in ("income.grand_total", "income.total", "income.opening_balance")),
    )
    for row in (*classes, "expenditure.total", "expenditure.closing_balance", "expenditure.grand_total"):
        yield _sum(f"{_APPROPRIATION}.row_total", at(row, "total"), *(at(row, budget) for budget in BUDGETS))
    for column in _APPROPRIATION_COLUMNS:
        total, closing = at("expenditure.total", column), at("expenditure.closing_balance", column)
        yield _sum(f"{_APPROPRIATION}.expenditure_total", total, *(at(row, column) for row in classes))
        yield _sum(f"{_APPROPRIATION}.expenditure_grand_total", at("expenditure.grand_total", column), total, closing)
    yield _sum(f"{_APPROPRIATION}.grand_totals_agree", at("income.grand_total"), at("expenditure.grand_total", "total"))


def _three_public() -> Iterator[Relation]:
    for column in ("budget", "final"):
        total, *items = (
            _key("three_public", row, column) for row in ("total", "overseas_travel", "vehicles", "reception")
        )
        yield _sum("three_public.total", total, *items)
        vehicles, *kinds = (
            _key("three_public", row, column) for row in ("vehicles", "vehicle_purchase", "vehicle_operation")
        )
        yield _sum("three_public.vehicles", vehicles, *kinds)


def _between_sheets(figures: Figures) -> Iterator[Relation]:
    income = _key("income", "total", "fiscal_appropriation")
    summary_lines = [_key(_SUMMARY, f"income.{budget}", "final") for budget in BUDGETS]
    yield _sum("summary_income.total", _key(_SUMMARY, "income.total", "final"), _key("income", "total", "total"))
    yield _sum(
        "summary_expenditure.total",
        _key(_SUMMARY, "expenditure.total", "final"),
        _key("expenditure", "total", "total"),
    )
    for row in _classes(figures, _SUMMARY):
        yield _sum(
            "summary_expenditure.class",
            _key(_SUMMARY, row, "final"),
            _key("expenditure", row.removeprefix("expenditure."), "total"),
        )
    for line, budget in zip(summary_lines, BUDGETS, strict=True):
        yield _sum("summary_appropriation.income_line", line, _key(_APPROPRIATION, f"income.{budget}", "final"))
    yield _sum("summary_income.fiscal_appropriation", income, *summary_lines)
    yield _sum("income_appropriation.total", income, _key(_APPROPRIATION, "income.total", "final"))
    yield _sum(
        "appropriation_government_fund.closing_balance",
        _key(_APPROPRIATION, "expenditure.closing_balance", "government_fund"),
        _key("government_fund", "total", "closing_balance"),
    )
    for budget, sheet_id in _SHEET_OF_BUDGET.items():
        name = f"appropriation_{sheet_id.removesuffix('_expenditure')}"
        yield _sum(f"{name}.total", _key(_APPROPRIATION, "expenditure.total", budget), _key(sheet_id, "total", "total"))
        for row in _classes(figures, _APPROPRIATION):
            yield _sum(
                f"{name}.class",
                _key(_APPROPRIATION, row, budget),
                _key(sheet_id, row.removeprefix("expenditure."), "total"),
            )
