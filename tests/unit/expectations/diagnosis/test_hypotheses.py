"""Mistakes that change several cells: each kind in a small sheet is one finding, with the right figures."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.diagnosis.kinds import load_hypothesis_kinds
from expectations.diagnosis.model import CellAddress
from tests.unit.expectations.diagnosis.small_sheet import (
    COLUMNS,
    SHEET,
    YEAR,
    Cells,
    best,
    cell,
    expected,
    explain,
    lines,
    right,
)


def only(figures: Cells, unchanged: tuple[tuple[int, str], ...] = ()) -> tuple[str, Cells]:
    """Kind and changes of the one likeliest hypothesis of the one finding."""
    (diagnosis,) = explain(figures, unchanged)
    (hypothesis,) = best(diagnosis)
    return hypothesis.kind, expected(hypothesis)


def differing(figures: Cells) -> Cells:
    """The right amounts of the cells that print others."""
    return {address: amount for address, amount in right().items() if figures.get(address) != amount}


def test_a_consistent_sheet_gives_no_finding() -> None:
    assert explain(right()) == ()


@pytest.mark.parametrize("start", [0, 4])
@pytest.mark.parametrize("by", [1, -1])
def test_figures_wrapped_round_in_one_column(start: int, by: int) -> None:
    figures, rows = right(), lines()[start : start + 5]
    for position, row in enumerate(rows):
        figures[cell(row, "project")] = right()[cell(rows[(position - by) % len(rows)], "project")]
    (diagnosis,) = explain(figures)
    (hypothesis,) = best(diagnosis)
    assert hypothesis.kind == "column_shifted"
    assert expected(hypothesis) == differing(figures)
    assert hypothesis.moved_by == by


def test_figures_moved_down_whose_last_got_lost() -> None:
    figures, rows = right(), lines()[3:8]
    for row, above in zip(rows[1:], rows, strict=False):
        figures[cell(row, "basic")] = right()[cell(above, "basic")]
    kind, changes = only(figures)
    assert kind == "column_shifted"
    assert changes == differing(figures)


def test_all_figures_of_rows_moved_up() -> None:
    figures, rows = right(), lines()[2:9]
    for row, below in zip(rows, [*rows[1:], rows[0]], strict=True):
        for column in COLUMNS:
            figures[cell(row, column)] = right()[cell(below, column)]
    kind, changes = only(figures)
    assert kind == "rows_shifted"
    assert changes == differing(figures)


def test_two_figures_of_neighbouring_rows_exchanged() -> None:
    figures = right()
    one, other = cell("2010101", "project"), cell("2010102", "project")
    figures[one], figures[other] = figures[other], figures[one]
    assert only(figures) == ("cells_exchanged", differing(figures))


def test_two_rows_exchanged() -> None:
    figures = right()
    for column in COLUMNS:
        one, other = cell("2010102", column), cell("2050201", column)
        figures[one], figures[other] = figures[other], figures[one]
    assert only(figures) == ("rows_exchanged", differing(figures))


def test_a_row_left_out_is_named_with_the_place_of_its_amount() -> None:
    figures = {address: amount for address, amount in right().items() if address[1:3] != (SHEET, "2050202")}
    (diagnosis,) = explain(figures)
    (hypothesis,) = best(diagnosis)
    assert hypothesis.kind == "row_omitted"
    assert expected(hypothesis) == differing(figures)
    assert {change.found_at for change in hypothesis.changes} == {None, cell("2050202", "total", "income")}


def test_a_blank_that_another_sheet_fills() -> None:
    figures = right() | {cell("2050201"): None}
    kind, changes = only(figures)
    assert (kind, changes) == ("blank_filled", {cell("2050201"): Decimal("53.92")})


def test_a_slip_that_the_totals_carry_on_is_one_finding() -> None:
    figures = right()
    for row in ("2010102", "20101", "201"):
        figures[cell(row, "project")] = (figures[cell(row, "project")] or Decimal(0)) - 900
    kind, changes = only(figures)
    assert kind == "carried_slip"
    assert changes == differing(figures)


@pytest.mark.parametrize("factor", [Decimal(10_000), Decimal("0.0001")])
def test_a_column_in_another_unit(factor: Decimal) -> None:
    figures = right()
    for row in lines():
        figures[cell(row, "project")] = ((figures[cell(row, "project")] or Decimal(0)) * factor).quantize(
            Decimal("0.01")
        )
    kind, changes = only(figures)
    assert kind == "column_unit"
    assert changes == differing(figures)


def test_last_years_sheet_is_named_and_nothing_is_expected_of_its_cells() -> None:
    figures = right()
    for address in figures:
        if address[1] == "income":
            figures[address] = (figures[address] or Decimal(0)) + 1
    kind, changes = only(figures | {}, ((YEAR, "income"),))
    assert kind == "sheet_of_last_year"
    assert {address[1] for address in changes} == {"income"}
    assert set(changes.values()) == {None}


def test_a_flipped_sign_is_one_cell() -> None:
    figures = right()
    figures[cell("20805", "project")] = -(figures[cell("20805", "project")] or Decimal(0))
    assert only(figures) == ("cell", differing(figures))


_ADDRESSES = sorted(address for address in right() if address[1] == SHEET)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(_ADDRESSES), st.decimals("0", "3000", places=2), min_size=1, max_size=4))
def test_no_hypothesis_expects_negative_expenditure_or_breaks_what_holds(wrong: dict[CellAddress, Decimal]) -> None:
    figures = right() | wrong
    for diagnosis in explain(figures):
        for hypothesis in diagnosis.hypotheses:
            assert hypothesis.kind in load_hypothesis_kinds()
            assert all(change.expected is None or change.expected >= 0 for change in hypothesis.changes)


@settings(max_examples=40, deadline=None)
@given(st.permutations(_ADDRESSES[:12]))
def test_the_order_of_the_input_does_not_matter(order: list[CellAddress]) -> None:
    figures = right() | {cell("2010101", "basic"): Decimal("75.12"), cell("2010102", "basic"): Decimal("120.35")}
    shuffled = {address: figures[address] for address in order} | figures
    assert explain(shuffled) == explain(figures)
