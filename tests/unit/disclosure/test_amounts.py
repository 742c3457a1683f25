"""Printed amounts: every notation is read exactly, and nothing that is no number becomes one."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.disclosure.amounts import (
    MAX_DECIMALS,
    MAX_INTEGER_DIGITS,
    WAN_EXPONENTS,
    NotAnAmount,
    PrintedAmount,
    in_wan,
    parse_amount,
)

FULL_WIDTH = str.maketrans("0123456789.,-()", "０１２３４５６７８９．，－（）")
MINUSES = "-−–—－"
SIGNS = "△▲负"


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\n\t", "-", "--", "—", "——", "－", "−", "─", "/"])
def test_blank_and_dashes_say_nothing(text: str) -> None:
    assert parse_amount(text) is None


@pytest.mark.parametrize(("text", "decimals"), [("0", 0), ("0.00", 2), ("０．００", 2), ("-0.00", 2), ("(0)", 0)])
def test_a_printed_zero_is_a_zero_without_sign(text: str, decimals: int) -> None:
    printed = parse_amount(text)
    assert printed == PrintedAmount(Decimal(0), decimals)
    assert not printed.value.is_signed()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2141.86", "2141.86"),
        ("2,141.86", "2141.86"),
        ("1,234,567.8", "1234567.8"),
        ("1，234．50", "1234.50"),
        ("２１４１．８６", "2141.86"),
        (" 2 141.86\u3000", "2141.86"),
        ("2141\n.86", "2141.86"),
        ("+3.5", "3.5"),
        (".5", "0.5"),
        ("007", "7"),
        ("-3.50", "-3.50"),
        ("—3.50", "-3.50"),
        ("－ 3.50", "-3.50"),
        ("(3.50)", "-3.50"),
        ("（3.50）", "-3.50"),
        ("△3.50", "-3.50"),
        ("▲1,003.50", "-1003.50"),
        ("负3.50", "-3.50"),
        ("3.50-", "-3.50"),
        ("1,234,5\n67.89", "1234567.89"),
        ("397\u200b.\u00ad18", "397.18"),
        ("\u202a397.18\u202c", "397.18"),
        ("￥397.18", "397.18"),
        ("¥ -397.18", "-397.18"),
        ("-￥397.18", "-397.18"),
        ("397.18①", "397.18"),
        ("⑴397.18", "397.18"),
        ("397.18²", "397.18"),
        ("397.18 *", "397.18"),
        ("397.18[1]", "397.18"),
        ("397.18（注2）", "397.18"),
        ("(397.18)③", "-397.18"),
        ("397.18\n①", "397.18"),
    ],
)
def test_notations_are_read(text: str, value: str) -> None:
    printed = parse_amount(text)
    assert printed is not None
    assert str(printed.value) == value
    assert printed.decimals == len(value.partition(".")[2])


@pytest.mark.parametrize(
    "text",
    [
        "合计",
        "无",
        "12%",
        "1e5",
        "NaN",
        "Infinity",
        "12.5.6",
        "1.",
        ".",
        "+",
        "△",
        "负",
        "()",
        "(3.5",
        "3.5)",
        "--5",
        "-(5)",
        "12,34",
        "1,2345.60",
        "1234,567",
        ",123",
        "1,,234",
        "1,234,",
        "1.234,5",
        "①",
        "397.18\n12",
        "12\n397.18",
        "-\n397.18",
        "397.18\n397.18",
        "397.18 12",
        "397.18 -",
        "12 34",
        "2023年",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_amount(text)


@pytest.mark.parametrize("text", ["9" * (MAX_INTEGER_DIGITS + 1), "1." + "0" * (MAX_DECIMALS + 1)])
def test_more_digits_than_the_warehouse_keeps_are_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_amount(text)


def test_the_longest_amount_is_kept_to_the_last_digit() -> None:
    text = "9" * MAX_INTEGER_DIGITS + "." + "9" * MAX_DECIMALS
    assert parse_amount(text) == PrintedAmount(Decimal(text), MAX_DECIMALS)


@pytest.mark.parametrize(
    ("text", "unit", "wan"),
    [
        ("2141.86", "万元", "2141.86"),
        ("21418600.00", "元", "2141.86"),
        ("1", "元", "0.0001"),
        ("0.01", "元", "0.000001"),
        ("-15.82", "元", "-0.001582"),
        ("0.00", "元", "0"),
        ("20.5000", "元", "0.00205"),
    ],
)
def test_yuan_become_wan_exactly(text: str, unit: str, wan: str) -> None:
    printed = parse_amount(text)
    assert printed is not None
    assert in_wan(printed, unit) == Decimal(wan)


@pytest.mark.parametrize(
    ("text", "unit", "wan"),
    [
        ("3971.8", "千元", "397.18"),
        ("39718", "百元", "397.18"),
        ("3.9718", "百万元", "397.18"),
        ("0.039718", "亿元", "397.18"),
        ("-1", "亿元", "-10000"),
        ("0", "亿元", "0"),
        ("397.18万元", "元", "397.18"),
        ("3,971,800 元", "万元", "397.18"),
    ],
)
def test_every_unit_becomes_wan_and_a_figures_own_comes_first(text: str, unit: str, wan: str) -> None:
    printed = parse_amount(text)
    assert printed is not None
    assert in_wan(printed, unit) == Decimal(wan)


def test_an_amount_in_yi_of_more_digits_than_the_warehouse_keeps_is_refused() -> None:
    with pytest.raises(NotAnAmount):
        in_wan(PrintedAmount(Decimal("99999999999"), 0), "亿元")


def test_yuan_that_the_warehouse_cannot_keep_exactly_are_refused() -> None:
    with pytest.raises(NotAnAmount):
        in_wan(PrintedAmount(Decimal("0.001"), 3), "元")


Notation = Callable[[str], str]

UNSIGNED: dict[str, Notation] = {
    "plain": str,
    "grouped": lambda digits: f"{Decimal(digits):,f}",
    "full width": lambda digits: digits.translate(FULL_WIDTH),
    "full width, grouped": lambda digits: f"{Decimal(digits):,f}".translate(FULL_WIDTH),
    "spaced": lambda digits: " ".join(digits),
    "framed by blanks": lambda digits: f"\u3000{digits} \n",
}
NEGATIVE: dict[str, Notation] = {
    **{f"sign {sign}": sign.__add__ for sign in MINUSES + SIGNS},
    "parentheses": lambda digits: f"({digits})",
    "full-width parentheses": lambda digits: f"（{digits}）",
    "sign and space": lambda digits: f"- {digits}",
}


@st.composite
def printed_digits(draw: st.DrawFn) -> str:
    """An unsigned amount in digits, with as many decimals as were printed."""
    integer = draw(st.integers(min_value=0, max_value=10**MAX_INTEGER_DIGITS - 1))
    decimals = draw(st.integers(min_value=0, max_value=MAX_DECIMALS))
    fraction = draw(st.integers(min_value=0, max_value=10**decimals - 1))
    return f"{integer}.{fraction:0{decimals}d}" if decimals else str(integer)


@given(digits=printed_digits(), notation=st.sampled_from(sorted(UNSIGNED)))
def test_every_notation_of_an_amount_gives_it_back(digits: str, notation: str) -> None:
    printed = parse_amount(UNSIGNED[notation](digits))
    assert printed == PrintedAmount(Decimal(digits), len(digits.partition(".")[2]))


@given(digits=printed_digits(), notation=st.sampled_from(sorted(UNSIGNED)), negation=st.sampled_from(sorted(NEGATIVE)))
def test_every_notation_of_a_negative_amount_gives_it_back(digits: str, notation: str, negation: str) -> None:
    printed = parse_amount(NEGATIVE[negation](UNSIGNED[notation](digits)))
    assert printed == PrintedAmount(-Decimal(digits), len(digits.partition(".")[2]))


@given(st.one_of(st.text(), st.text(alphabet="0123456789０９,，.-—()（）△▲负+ \u3000")))
def test_any_text_is_an_exact_amount_or_nothing_or_refused(text: str) -> None:
    try:
        printed = parse_amount(text)
    except NotAnAmount:
        return
    if printed is not None:
        assert type(printed.value) is Decimal
        assert printed.value.is_finite()
        assert printed.decimals <= MAX_DECIMALS
        assert abs(printed.value) < 10**MAX_INTEGER_DIGITS


@given(digits=printed_digits(), unit=st.sampled_from(sorted(WAN_EXPONENTS)))
def test_an_amount_in_wan_is_exact_or_refused(digits: str, unit: str) -> None:
    value = Decimal(digits)
    try:
        amount = in_wan(PrintedAmount(value, len(digits.partition(".")[2])), unit)
    except NotAnAmount:
        scaled = value.scaleb(WAN_EXPONENTS[unit])
        assert scaled >= 10**MAX_INTEGER_DIGITS or scaled.scaleb(MAX_DECIMALS) % 1 != 0
    else:
        assert amount == value.scaleb(WAN_EXPONENTS[unit])
