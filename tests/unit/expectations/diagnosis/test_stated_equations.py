"""Which amounts of one figure satisfy an identity of claims."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.diagnosis.stated_equations import (
    ANY_AMOUNT,
    LARGEST,
    NO_AMOUNT,
    Interval,
    StatedEquation,
    admitted_amounts,
    common_amounts,
    is_satisfied,
)
from expectations.model import Relation
from tests.unit.expectations.diagnosis.small_claims import equation, restated, share, stated, term

MUCH = Decimal(1_000_000)
AMOUNT, CHANGE, GROWTH, BUDGET = (stated(kind, kind) for kind in ("amount", "change", "growth", "budget"))


def interval(lowest: str, highest: str) -> Interval:
    return Interval(Decimal(lowest), Decimal(highest))


def growth(amount: str, change: str, percent: str, *, holds: bool = False) -> StatedEquation:
    return equation(
        "growth",
        Relation.RATIO,
        term(GROWTH, percent),
        term(CHANGE, change, "part"),
        term(AMOUNT, amount, "base"),
        term(CHANGE, change, "base", -1),
        holds=holds,
    )


def test_a_copied_figure_is_the_cell_give_or_take_what_both_were_rounded_by() -> None:
    assert admitted_amounts(restated("reception", "4.56", "3.46"), stated("reception")) == interval("3.45", "3.47")


def test_a_part_is_what_the_other_parts_leave_of_the_sum() -> None:
    terms = (term(BUDGET, "10.00"), term(AMOUNT, "7.00", "part"), term(CHANGE, "4.00", "part"))
    assert admitted_amounts(equation("sum", Relation.EQUALS, *terms), AMOUNT) == interval("5.985", "6.015")


def test_a_figure_of_another_identity_cannot_help() -> None:
    assert admitted_amounts(restated("reception", "4.56", "3.46"), stated("other")) == NO_AMOUNT
    assert admitted_amounts(restated("reception", "3.46", "3.46", holds=True), stated("other")) == ANY_AMOUNT


def test_a_floor_has_no_upper_end() -> None:
    floor = equation("floor", Relation.AT_LEAST, term(AMOUNT, "2.00"), term(BUDGET, "3.00", "part"))
    total, part = (admitted_amounts(floor, address) for address in (AMOUNT, BUDGET))
    assert total.lowest == Decimal("2.99") and MUCH in total
    assert part.highest == Decimal("2.01") and -MUCH in part


@pytest.mark.parametrize(
    ("direction", "inside", "outside"),
    [
        ("1", ("2.99", "1000000"), ("2.98", "-1000000")),
        ("-1", ("3.01", "-1000000"), ("3.02", "1000000")),
        ("0", ("2.99", "3.01"), ("2.98", "3.02")),
    ],
)
def test_an_amount_lies_on_the_side_of_the_budget_that_is_told(
    direction: str, inside: tuple[str, str], outside: tuple[str, str]
) -> None:
    told = equation(
        "direction",
        Relation.DIRECTION,
        term(stated("word", "direction"), direction, half_unit=Decimal(0)),
        term(AMOUNT, "2.00", "part"),
        term(BUDGET, "3.00", "part", -1),
    )
    admitted = admitted_amounts(told, AMOUNT)
    assert all(Decimal(amount) in admitted for amount in inside)
    assert not any(Decimal(amount) in admitted for amount in outside)


@pytest.mark.parametrize(
    ("change", "amounts"),
    [
        ("-3.00", Interval(-LARGEST, Decimal(0))),
        ("3.00", Interval(Decimal(0), LARGEST)),
        ("0.00", ANY_AMOUNT),
    ],
)
def test_a_percentage_has_the_sign_of_its_change(change: str, amounts: Interval) -> None:
    told = equation("contradiction", Relation.DIRECTION, term(GROWTH, "5.00"), term(CHANGE, change, "part"))
    assert admitted_amounts(told, GROWTH) == amounts


def test_the_amount_of_a_share_is_what_its_percentage_is_of_the_whole() -> None:
    admitted = admitted_amounts(share("reception", "19.20", "4.56", "18.00"), stated("reception"))
    assert Decimal("3.46") in admitted
    assert Decimal("3.47") not in admitted


def test_a_change_stands_above_and_below_the_line() -> None:
    admitted = admitted_amounts(growth("110.00", "20.00", "10.00"), CHANGE)
    assert Decimal("10.00") in admitted
    assert Decimal("10.03") not in admitted


def test_nothing_is_told_of_a_figure_where_the_quotient_is_unbounded() -> None:
    assert admitted_amounts(growth("110.00", "110.00", "100.00"), GROWTH) == NO_AMOUNT
    assert admitted_amounts(growth("110.00", "0.00", "0.00", holds=True), AMOUNT) == ANY_AMOUNT


@given(
    *(st.decimals(-1000, 1000, places=2) for _ in range(2)),
    st.decimals(-90, 90, places=2),
    st.sampled_from((AMOUNT, CHANGE, GROWTH)),
)
def test_the_ends_of_what_a_growth_admits_are_where_it_begins_to_fail(
    amount: Decimal, change: Decimal, percent: Decimal, address: tuple[int, str, str, str]
) -> None:
    """The growth is judged by multiplying instead of dividing."""
    told = growth(str(amount), str(change), str(percent))
    admitted = admitted_amounts(told, address)
    if not admitted or admitted == ANY_AMOUNT:
        return
    half, little = Decimal("0.005"), Decimal("0.000001")

    def holds(figure: Decimal) -> bool:
        figures = {AMOUNT: amount, CHANGE: change, GROWTH: percent} | {address: figure}
        base, numerator = figures[AMOUNT] - figures[CHANGE], 100 * figures[CHANGE]
        products = [(figures[GROWTH] + q) * (base + b) for q in (-half, half) for b in (-2 * half, 2 * half)]
        return min(products) <= numerator + 100 * half and max(products) >= numerator - 100 * half

    assert holds((admitted.lowest + admitted.highest) / 2)
    assert not holds(admitted.lowest - little) or not holds(admitted.highest + little)


def test_an_identity_is_judged_with_other_amounts() -> None:
    wrong = growth("110.00", "20.00", "10.00")
    assert is_satisfied(wrong, {CHANGE: Decimal("10.00")})
    assert is_satisfied(wrong, {AMOUNT: Decimal("330.00"), CHANGE: Decimal("30.00"), BUDGET: Decimal(1)})
    assert not is_satisfied(wrong, {AMOUNT: Decimal("110.00"), CHANGE: Decimal("30.00")})
    assert not is_satisfied(wrong, {BUDGET: Decimal("10.00")})


def test_what_intervals_have_in_common() -> None:
    assert common_amounts((interval("1", "5"), interval("4", "9"))) == interval("4", "5")
    assert not common_amounts((interval("1", "2"), interval("4", "9")))
    assert common_amounts(()) == ANY_AMOUNT
