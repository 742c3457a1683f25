"""Random disclosures satisfy the identities exactly, and the same seed gives the same one."""

import random
from decimal import Decimal

import pytest

from orchestration.disclosure.model import CellKey
from tests.synthetic.documents.accounts import BUDGETS
from tests.synthetic.documents.generate import random_disclosure
from tests.synthetic.documents.model import Disclosure

SEEDS = range(40)

FUNCTION_SHEETS = {
    "income": (
        "fiscal_appropriation",
        "superior_subsidy",
        "institutional",
        "operating",
        "affiliate_remittance",
        "other",
    ),
    "expenditure": ("basic", "project", "remitted_to_superior", "operating", "subsidy_to_affiliates"),
    "general_budget_expenditure": ("basic", "project"),
    "government_fund": ("basic", "project"),
    "state_capital": ("basic", "project"),
}


@pytest.fixture(params=SEEDS)
def disclosure(request: pytest.FixtureRequest) -> Disclosure:
    return random_disclosure(random.Random(request.param))


def amount(disclosure: Disclosure, sheet_id: str, row_key: str, column_key: str = "final") -> Decimal:
    return disclosure.figures.get(CellKey(sheet_id, row_key, column_key), Decimal(0))


def rows(disclosure: Disclosure, sheet_id: str) -> set[str]:
    return {key.row_key for key in disclosure.figures if key.sheet_id == sheet_id}


def columns(disclosure: Disclosure, sheet_id: str) -> set[str]:
    return {key.column_key for key in disclosure.figures if key.sheet_id == sheet_id}


def children(row_key: str, codes: set[str]) -> list[str]:
    if row_key == "total":
        return [code for code in codes if len(code) == 3]
    return [code for code in codes if len(code) == len(row_key) + 2 and code.startswith(row_key)]


def test_the_same_seed_gives_the_same_disclosure() -> None:
    assert random_disclosure(random.Random(7)) == random_disclosure(random.Random(7))


@pytest.mark.parametrize("sheet_id", FUNCTION_SHEETS)
def test_rows_and_roll_ups_add_up(disclosure: Disclosure, sheet_id: str) -> None:
    codes = rows(disclosure, sheet_id) - {"total"}
    for row_key in rows(disclosure, sheet_id):
        parts = (amount(disclosure, sheet_id, row_key, column) for column in FUNCTION_SHEETS[sheet_id])
        assert amount(disclosure, sheet_id, row_key, "total") == sum(parts)
        for column in columns(disclosure, sheet_id) if children(row_key, codes) else ():
            parts = (amount(disclosure, sheet_id, code, column) for code in children(row_key, codes))
            assert amount(disclosure, sheet_id, row_key, column) == sum(parts)


@pytest.mark.parametrize("sheet_id", ["government_fund", "state_capital"])
def test_balances_carry_forward(disclosure: Disclosure, sheet_id: str) -> None:
    for row_key in rows(disclosure, sheet_id):
        opening, income, total, closing = (
            amount(disclosure, sheet_id, row_key, column)
            for column in ("opening_balance", "income", "total", "closing_balance")
        )
        assert closing == opening + income - total


def test_the_summary_agrees_with_the_sheets(disclosure: Disclosure) -> None:
    sheet = "income_expenditure_summary"
    classes = {row for row in rows(disclosure, sheet) if row.removeprefix("expenditure.").isdigit()}
    for row in classes:
        assert amount(disclosure, sheet, row) == amount(
            disclosure, "expenditure", row.removeprefix("expenditure."), "total"
        )
    assert amount(disclosure, sheet, "income.total") == amount(disclosure, "income", "total", "total")
    assert amount(disclosure, sheet, "expenditure.total") == amount(disclosure, "expenditure", "total", "total")
    income_lines = ("income.total", "income.non_appropriation_surplus_used", "income.opening_balance")
    uses = ("expenditure.total", "expenditure.surplus_distribution", "expenditure.closing_balance")
    grand_total = amount(disclosure, sheet, "income.grand_total")
    assert grand_total == sum(amount(disclosure, sheet, line) for line in income_lines)
    assert grand_total == sum(amount(disclosure, sheet, line) for line in uses)
    assert grand_total == amount(disclosure, sheet, "expenditure.grand_total")


def test_the_appropriation_summary_agrees_with_the_sheets(disclosure: Disclosure) -> None:
    sheet = "appropriation_summary"
    budgets = dict(zip(BUDGETS, ("general_budget_expenditure", "government_fund", "state_capital"), strict=True))
    for budget, budget_sheet in budgets.items():
        assert amount(disclosure, sheet, "expenditure.total", budget) == amount(
            disclosure, budget_sheet, "total", "total"
        )
        assert amount(disclosure, sheet, f"income.{budget}") == amount(
            disclosure, "income_expenditure_summary", f"income.{budget}"
        )
    for row in rows(disclosure, sheet):
        if row.startswith("expenditure."):
            parts = (amount(disclosure, sheet, row, budget) for budget in BUDGETS)
            assert amount(disclosure, sheet, row, "total") == sum(parts)
    income = amount(disclosure, sheet, "income.total")
    assert income == amount(disclosure, "income", "total", "fiscal_appropriation")
    grand_total = income + amount(disclosure, sheet, "income.opening_balance")
    assert grand_total == amount(disclosure, sheet, "income.grand_total")
    assert grand_total == amount(disclosure, sheet, "expenditure.grand_total", "total")


def test_basic_expenditure_agrees_with_its_economic_sections(disclosure: Disclosure) -> None:
    sheet = "general_budget_basic_by_economic"
    codes = rows(disclosure, sheet) - {"total", "personnel_total", "operating_total"}
    for code in children("total", codes):
        parts = (amount(disclosure, sheet, section) for section in children(code, codes))
        assert amount(disclosure, sheet, code) == sum(parts)
    outlays = amount(disclosure, sheet, "personnel_total") + amount(disclosure, sheet, "operating_total")
    assert outlays == amount(disclosure, sheet, "total")
    assert outlays == amount(disclosure, "general_budget_expenditure", "total", "basic")


@pytest.mark.parametrize("column", ["budget", "final"])
def test_the_three_public_expenses_add_up(disclosure: Disclosure, column: str) -> None:
    def item(row_key: str) -> Decimal:
        return amount(disclosure, "three_public", row_key, column)

    assert item("vehicles") == item("vehicle_purchase") + item("vehicle_operation")
    assert item("total") == item("overseas_travel") + item("vehicles") + item("reception")


def test_no_total_is_blank_where_a_part_is_stated(disclosure: Disclosure) -> None:
    for sheet_id in FUNCTION_SHEETS:
        codes = rows(disclosure, sheet_id) - {"total"}
        for key in disclosure.figures:
            if key.sheet_id == sheet_id and key.row_key in codes:
                assert CellKey(sheet_id, key.row_key, "total") in disclosure.figures
                assert CellKey(sheet_id, "total", key.column_key) in disclosure.figures
