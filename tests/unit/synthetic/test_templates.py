"""Every template is complete: nine sheets, a place for every canonical cell it should print, sound grids."""

from decimal import Decimal

import pytest

from orchestration.disclosure.model import CellKey
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.grid import Content, Grid, Merge, Role
from tests.synthetic.documents.model import Disclosure
from tests.synthetic.documents.render import printed_figures, render

SHEET_IDS = {
    "income_expenditure_summary",
    "income",
    "expenditure",
    "appropriation_summary",
    "general_budget_expenditure",
    "general_budget_basic_by_economic",
    "government_fund",
    "state_capital",
    "three_public",
}

EVERYWHERE = [
    CellKey("income_expenditure_summary", "income.opening_balance", "final"),
    CellKey("income_expenditure_summary", "expenditure.201", "final"),
    CellKey("income", "2010350", "affiliate_remittance"),
    CellKey("expenditure", "total", "subsidy_to_affiliates"),
    CellKey("appropriation_summary", "income.opening_balance.state_capital", "final"),
    CellKey("appropriation_summary", "expenditure.grand_total", "government_fund"),
    CellKey("general_budget_expenditure", "201", "basic"),
    CellKey("general_budget_basic_by_economic", "30101", "final"),
    CellKey("general_budget_basic_by_economic", "operating_total", "final"),
    CellKey("government_fund", "2120803", "closing_balance"),
    CellKey("state_capital", "2230105", "project"),
    CellKey("three_public", "vehicle_operation", "budget"),
    CellKey("three_public", "reception", "final"),
]


@pytest.mark.parametrize("name", templates.names())
def test_a_template_has_the_nine_sheets(name: str) -> None:
    sheets = templates.load(name).sheets
    assert len(sheets) == 9
    assert {sheet.id for sheet in sheets} == SHEET_IDS


@pytest.mark.parametrize("name", templates.names())
def test_a_template_has_a_place_for_each_kind_of_figure(name: str) -> None:
    figures = {key: Decimal(number).scaleb(-2) for number, key in enumerate(EVERYWHERE, start=101)}
    sheets = render(Disclosure("某市某局", 2024, figures, {}), templates.load(name))
    assert printed_figures(sheets) == figures


@pytest.mark.parametrize("name", templates.names())
def test_an_empty_sheet_carries_its_sentence(name: str) -> None:
    disclosure = Disclosure("某市某局", 2024, {}, {}, declared_empty=frozenset({"government_fund"}))
    for sheet in render(disclosure, templates.load(name)):
        assert any("故本表无数据" in note for note in sheet.notes) == (sheet.sheet_id == "government_fund")


def test_an_unlisted_economic_code_joins_the_list_of_its_class() -> None:
    key = CellKey("general_budget_basic_by_economic", "31019", "final")
    disclosure = Disclosure("某市某局", 2024, {key: Decimal("1.00")}, {})
    sheets = {sheet.sheet_id: sheet for sheet in render(disclosure, templates.load("hubei"))}
    codes = [cell for cell in sheets[key.sheet_id].grid.cells if cell.content.text in ("31013", "31019", "31021")]
    assert [cell.content.text for cell in sorted(codes, key=lambda cell: cell.row_no)] == ["31013", "31019", "31021"]
    assert len({cell.column_no for cell in codes}) == 1


def test_tokens_merge_into_rectangles() -> None:
    left, up = Merge.LEFT, Merge.UP
    a, b = Content("a", Role.HEAD), Content("b", Role.HEAD)
    grid = Grid.of([[a, left, b], [up, up, up]], head_rows=2)
    assert [(cell.row_span, cell.column_span) for cell in grid.cells] == [(2, 2), (2, 1)]
    assert list(grid.covering_rows()) == [(1, 2)]


@pytest.mark.parametrize("rows", [[["a", "b"], ["c"]], [["a", "<"], ["^", "b"]]])
def test_rows_that_make_no_grid_are_refused(rows: list[list[str]]) -> None:
    tokens = [[Merge(text) if text in "<^" else Content(text, Role.HEAD) for text in row] for row in rows]
    with pytest.raises(ValueError):
        Grid.of(tokens, head_rows=1)


def test_a_figure_with_too_many_decimals_is_refused() -> None:
    key = CellKey("income", "total", "total")
    with pytest.raises(ValueError, match="decimals"):
        render(Disclosure("某市某局", 2024, {key: Decimal("0.001")}, {}), templates.load("hubei"))
