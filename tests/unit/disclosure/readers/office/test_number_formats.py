"""Stored numbers as a spreadsheet prints them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.disclosure.amounts import parse_amount
from orchestration.disclosure.readers.office.number_formats import (
    Moment,
    Printed,
    parse_format,
    parse_number,
    print_moment,
    print_number,
)
from tests.spreadsheets import ACCOUNTING


@pytest.mark.parametrize(
    ("code", "number", "printed"),
    [
        ("0.00", "1234.5", "1234.50"),
        ("0", "2.5", "3"),
        ("#,##0.00", "1234567.5", "1,234,567.50"),
        ("#,##0.00", "-1234.5", "-1,234.50"),
        ("0.00", "1.005", "1.01"),
        ("0.00_);[Red]\\(0.00\\)", "-3", "-3.00"),
        (ACCOUNTING, "0", "0.00"),
        (ACCOUNTING, "1234.5", "1,234.50"),
        ('_ "¥"* #,##0.00_ ', "5", "5.00"),
        ("[$¥-804]#,##0.00", "5", "5.00"),
        ("0.00%", "0.98765", "98.77%"),
        ('0.00"%"', "98.765", "98.77%"),
        ("0.0#", "2", "2.0"),
        ("0.##", "2.5", "2.5"),
        ("0000000", "301", "0000301"),
        ("#,##0.00,", "1234567", "1,234.57"),
        ("0!.0,", "12345", "1.2"),
        ("0\\.0000", "123456", "12.3456"),
        ('"公开"00"表"', "1", "公开01表"),
        ('0.00"万元"', "3", "3.00万元"),
        ("#,##0.00", "1E+300", f"1{',000' * 100}.00"),
    ],
)
def test_a_plain_format_prints_its_decimals(code: str, number: str, printed: str) -> None:
    shown = print_number(Decimal(number), parse_format(code))
    assert (shown.text, shown.fixed) == (printed, True)


@pytest.mark.parametrize(
    ("code", "decimals"), [("0.00", 2), ("#,##0", 0), ("0.##", 2), ("0!.0000", 4), ("0.00%", None)]
)
def test_a_plain_format_tells_the_decimals_of_figures(code: str, decimals: int | None) -> None:
    assert print_number(Decimal("1234.5"), parse_format(code)).decimals == decimals


@pytest.mark.parametrize(
    ("stored", "printed"),
    [
        ("521.33000000000004", "521.33"),
        ("1863.8000000000002", "1863.8"),
        ("0.10000000000582077", "0.1"),
        ("-7.0999999999767169", "-7.1"),
        ("1E-12", "0"),
        ("0.000001", "0.000001"),
        ("33.333333333333336", "33.3333333333333"),
        ("1.2345678E7", "12345678"),
    ],
)
def test_general_format_shows_no_noise_of_binary_fractions(stored: str, printed: str) -> None:
    number = parse_number(stored)
    assert number is not None
    assert print_number(number).text == printed


@pytest.mark.parametrize("stored", ["1e309", "-1E5000", "1e999999999", "nan", "inf", "x"])
def test_what_no_spreadsheet_can_hold_is_no_number(stored: str) -> None:
    assert parse_number(stored) is None


@pytest.mark.parametrize(
    ("code", "serial", "printed"),
    [
        ("yyyy-mm-dd", "45534", "2024-08-30"),
        ('yyyy"年"m"月"d"日"', "45534", "2024-08-30"),
        ("[$-804]yyyy\\-mm\\-dd;@", "45534.5", "2024-08-30 12:00:00"),
        ("m/d/yy", "59", "1900-02-28"),
        ("m/d/yy", "61", "1900-03-01"),
        ("h:mm", "0.378472222222222", "09:05:00"),
        ("[h]:mm", "1.25", "30:00:00"),
        ("yyyy", "-1", "-1"),
        ("yyyy", "1E+300", f"1{'0' * 300}"),
    ],
)
def test_dates_and_times_are_no_figures(code: str, serial: str, printed: str) -> None:
    moment = parse_format(code).moment
    assert moment is not None
    assert print_moment(Decimal(serial), moment, counted_from_1904=False) == printed


@pytest.mark.parametrize("code", ["General", '0.00"days"', "0\\d", "[Red]0.00", "#,##0.00_);(#,##0.00);;@"])
def test_letters_that_are_quoted_make_no_date(code: str) -> None:
    assert parse_format(code).moment is None


def test_dates_may_be_counted_from_1904() -> None:
    assert print_moment(Decimal(44072), Moment.DATE, counted_from_1904=True) == "2024-08-30"


@pytest.mark.parametrize(
    "code", ["General", "@", "# ?/?", "0.00E+00", "[>=100]0.0", "[DBNum1]0", "", "0" * 300, "0-0", "q.0.0"]
)
def test_any_other_format_prints_the_digits_there_are(code: str) -> None:
    assert print_number(Decimal("1234.5"), parse_format(code)) == Printed("1234.5", 1, fixed=False)


@pytest.mark.parametrize(
    ("code", "number", "printed"),
    [
        (";;;", "12", ""),
        (";;;", "-12", ""),
        (";;;", "0", ""),
        (";;", "0", ""),
        (";;0.00", "0", "0.00"),
        (";;0.00", "5", ""),
        ('""', "5", ""),
        ("0.00;", "-5", ""),
        ("0.00;;", "-5", ""),
        ("0.00;;", "5", "5.00"),
        ("0.00;;", "0", "0.00"),
        ('"***";"***"', "5", "***"),
        ('0.00;"-"', "-5", "-"),
        ('0.00;-0.0"万元"', "-5", "-5.0万元"),
        ("0.00;(0.00)", "-5", "-5.00"),
        ("0.00;△0.00", "-5", "-5.00"),
        ("0.00;[Red]0.00", "-5", "-5.00"),
        ("[Blue]0.00;[Blue]0.00", "-5", "5.00"),
        ("0.00;0.00", "-5", "5.00"),
        ("0.00;@", "-5", "-5.00"),
        ("General;-General", "-5", "-5"),
        ('[=0]"";0.00', "5", "5"),
        ('0"."0,"万元"', "3971800", "397.2万元"),
        ('0"."00,,"亿元"', "397180000", "3.97亿元"),
    ],
)
def test_each_sign_is_printed_as_its_section_says(code: str, number: str, printed: str) -> None:
    assert print_number(Decimal(number), parse_format(code)).text == printed


@pytest.mark.parametrize(
    ("code", "text"),
    [(";;;", ""), (";;;@", None), ("0.00;;;", ""), (";;", None), ('0;0;0;"***"', "***"), ("@", None), ("0.00", None)],
)
def test_a_format_may_hide_texts(code: str, text: str | None) -> None:
    assert parse_format(code).text == text


def test_general_keeps_the_text_around_it() -> None:
    assert print_number(Decimal(2023), parse_format('General"年度"')) == Printed("2023年度", 0, fixed=False)


@given(st.decimals(-(10**9), 10**9, places=6, allow_nan=False, allow_infinity=False))
def test_general_format_prints_every_amount_exactly(amount: Decimal) -> None:
    stored = parse_number(repr(float(amount)))
    assert stored is not None
    shown = parse_amount(print_number(stored).text)
    assert shown is not None
    assert shown.value == amount


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_a_format_prints_no_figure_that_is_half_a_step_away(value: float, decimals: int) -> None:
    stored = parse_number(repr(value))
    assert stored is not None
    shown = print_number(stored, parse_format("#,##0." + "0" * decimals if decimals else "0"))
    assert shown.decimals == decimals
    assert abs(Decimal(shown.text.replace(",", "")) - stored) <= Decimal(5).scaleb(-decimals - 1)
