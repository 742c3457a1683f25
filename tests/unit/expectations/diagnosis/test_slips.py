"""Slips of a hand, recognised by name."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.diagnosis.model import Figure
from expectations.diagnosis.slips import choose_likeliest_amount, load_likely_causes, recognise_slip

SPOT = (2024, "expenditure", "201", "total")


def figure(printed: str | None, *neighbours: str) -> Figure:
    amount = None if printed is None else Decimal(printed)
    return Figure(SPOT, "服务", amount, Decimal("0.01"), tuple(map(Decimal, neighbours)))


@pytest.mark.parametrize(
    ("printed", "expected", "cause"),
    [
        ("1683.80", "1863.80", "transposed_digits"),
        ("186.38", "1863.80", "misplaced_decimal_point"),
        ("18.64", "1863.80", "misplaced_decimal_point"),
        ("186380.00", "1863.80", "misplaced_decimal_point"),
        ("18638000.00", "1863.80", "wrong_unit"),
        ("0.19", "1863.80", "wrong_unit"),
        ("-33.37", "33.37", "flipped_sign"),
        ("163.80", "1863.80", "dropped_digit"),
        ("18863.80", "1863.80", "added_digit"),
        ("1853.80", "1863.80", "mistyped_digit"),
        ("12.50", "0.00", "extra_figure"),
        (None, "12.50", "missing_figure"),
        ("0.00", "12.50", None),
        ("-18.63", "1863.80", None),
        ("15.82", "49.19", None),
        ("0.02", "200.00", None),
    ],
)
def test_a_slip_has_its_name(printed: str | None, expected: str, cause: str | None) -> None:
    assert recognise_slip(figure(printed), Decimal(expected)) == cause


def test_the_figure_of_a_neighbouring_row_is_a_slip_of_the_row() -> None:
    assert recognise_slip(figure("15.82", "0.54", "15.82"), Decimal("49.19")) == "row_slip"


def test_what_rounding_leaves_open_is_decided_by_the_slip_that_fits() -> None:
    amounts = [Decimal(text) for text in ("1863.79", "1863.80", "1863.81")]
    assert choose_likeliest_amount(figure("1683.80"), amounts) == (Decimal("1863.80"), "transposed_digits")
    assert choose_likeliest_amount(figure("15.82"), amounts) is None


def test_a_telling_slip_goes_before_one_that_may_be_chance() -> None:
    amounts = [Decimal(text) for text in ("1683.81", "1863.80")]
    assert choose_likeliest_amount(figure("1683.80"), amounts) == (Decimal("1863.80"), "transposed_digits")


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_every_name_is_one_that_has_words(printed: int, expected: int) -> None:
    cause = recognise_slip(figure(str(Decimal(printed).scaleb(-2))), Decimal(expected).scaleb(-2))
    assert cause is None or load_likely_causes()[cause].title
