"""Figures of one column that moved, in a sheet of two sums: what of them the equations tell."""

from collections.abc import Mapping
from decimal import Decimal

from expectations.diagnosis.model import CellAddress, Equation, EquationState, Figure, Hypothesis
from expectations.diagnosis.search import explain_violations

SUMS: Mapping[str, tuple[str, ...]] = {
    "p": ("p1", "p2", "p3", "p4"),
    "q": ("q1", "q2", "q3", "q4"),
    "whole": ("p", "q"),
}
RIGHT: Mapping[str, str] = {
    "p": "1016.91",
    "p1": "310.40",
    "p2": "75.12",
    "p3": "28.75",
    "p4": "602.64",
    "q": "2185.59",
    "q1": "9.87",
    "q2": "512.64",
    "q3": "1046.33",
    "q4": "616.75",
    "whole": "3202.50",
}
"""From top to bottom."""


def cell(row: str) -> CellAddress:
    return (2024, "sheet", row, "final")


def amounts(printed: Mapping[str, str]) -> dict[str, Decimal]:
    return {row: Decimal(amount) for row, amount in printed.items()}


def best(printed: Mapping[str, Decimal]) -> list[Hypothesis]:
    """The likeliest hypotheses of the one finding."""
    step, allowance = Decimal("0.01"), Decimal("0.02")
    figures = [
        Figure(cell(row), row, amount, step, (), line) for line, (row, amount) in enumerate(printed.items(), start=1)
    ]
    equations = []
    for total, parts in SUMS.items():
        residual = printed[total] - sum(printed[part] for part in parts)
        state = EquationState.VIOLATED if abs(residual) > allowance else EquationState.HOLDS
        signs = {cell(total): 1} | {cell(part): -1 for part in parts}
        equations.append(Equation((2024, "sum", total), state, residual, allowance, False, signs))
    (diagnosis,) = explain_violations(figures, equations)
    return [hypothesis for hypothesis in diagnosis.hypotheses if hypothesis.rank == 1]


def said(hypothesis: Hypothesis) -> dict[str, Decimal | None]:
    return {change.figure.address[2]: change.expected for change in hypothesis.changes}


def moved_down(rows: list[str], by: int, vacated: list[str]) -> dict[str, Decimal]:
    """The figures with those of some rows moved down; others stand in the rows that they left."""
    right = amounts(RIGHT)
    return right | {row: right[source] for row, source in zip(rows, [*vacated, *rows[:-by]], strict=True)}


def test_the_consistent_sheet_is_consistent() -> None:
    assert all(amounts(RIGHT)[total] == sum(amounts(RIGHT)[part] for part in parts) for total, parts in SUMS.items())


def test_where_a_round_ends_inside_a_sum_is_left_open() -> None:
    rows = ["p4", "q", "q1", "q2"]
    (hypothesis,) = best(moved_down(rows, 1, ["q2"]))
    assert (hypothesis.kind, hypothesis.moved_by) == ("column_shifted", 1)
    expected = said(hypothesis)
    assert {"p4": Decimal("602.64"), "q": Decimal("2185.59")}.items() <= expected.items()
    assert None in expected.values()


def test_of_two_figures_that_one_sum_lacks_neither_is_said() -> None:
    rows = ["p3", "p4", "q", "q1", "q2", "q3"]
    hypotheses = best(moved_down(rows, 2, ["p3", "p4"]))
    right = amounts(RIGHT)
    assert [(each.kind, each.moved_by) for each in hypotheses] == [("column_shifted", 2)]
    assert all(amount in (None, right[row]) for row, amount in said(hypotheses[0]).items())


def test_nothing_negative_is_expected_of_figures_that_fell_out() -> None:
    wrong = amounts(RIGHT) | {"p4": Decimal("2185.59"), "q": Decimal("9.87"), "q1": Decimal("7000.00")}
    assert all(amount is None or amount >= 0 for each in best(wrong) for amount in said(each).values())
