"""Rows in the order in which sheets print them, with those that are blank."""

from collections.abc import Iterable
from decimal import Decimal

from expectations.diagnosis.model import CellAddress, Figure
from expectations.diagnosis.printed_order import Block, arrange_blocks

SHEET = (2024, "summary")
LINES = ("income.first", "income.second", "income.third", "expenditure.first")


def cell(row: str) -> CellAddress:
    return (*SHEET, row, "final")


def blocks(printed: Iterable[str], absent: Iterable[str]) -> tuple[Block, ...]:
    figures = [Figure(cell(row), row, Decimal(1), Decimal("0.01"), (), at) for at, row in enumerate(printed, start=1)]
    return arrange_blocks(figures, [cell(row) for row in absent], LINES)[SHEET]


def test_a_line_without_figures_stands_where_the_summaries_print_it() -> None:
    without, filled = blocks(["income.first", "income.third"], ["income.second", "expenditure.first"])
    assert without.rows == ("income.first", "income.third")
    assert without.gap("income.third", is_below=False) == ("income.second",)
    assert filled.rows == ("income.first", "income.second", "income.third")


def test_a_code_without_figures_stands_among_the_codes() -> None:
    _, filled = blocks(["201", "203", "total"], ["202"])
    assert filled.rows == ("201", "202", "203", "total")


def test_a_row_of_which_no_place_is_known_is_not_inserted() -> None:
    (only,) = blocks(["201", "total"], ["income.unheard_of"])
    assert only.rows == ("201", "total")
