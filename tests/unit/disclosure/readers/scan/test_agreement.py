"""Which readings are certain: those that agree, are confident, and are in the strict grammar of figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.disclosure.model import ScanDoubt

pytest.importorskip("cv2", reason="the extra `scan` is not installed")

from orchestration.disclosure.readers.scan.agreement import (
    LEAST_CONFIDENCE,
    is_amount,
    is_like_a_figure,
    judge_figure,
)
from orchestration.disclosure.readers.scan.engine import ReadText
from orchestration.disclosure.readers.scan.masking import mask_differences

READINGS = st.text(alphabet="0123456789.,-OolI| ", max_size=12)
CONFIDENCES = st.floats(0, 1)


def sure(text: str) -> ReadText:
    return ReadText(text, 0.99)


@pytest.mark.parametrize("text", ["0.00", "-0.40", "12.34", "1234.56", "1,234.56", "12,345,678.90", "-1,234.00"])
def test_amounts_in_the_strict_grammar_are_certain(text: str) -> None:
    assert judge_figure(sure(text), sure(text)) == (text, judge_figure(sure(text), sure(text))[1])
    assert judge_figure(sure(text), sure(text))[1].doubt is None


@pytest.mark.parametrize("text", ["1,23.45", "12,34", "1.234.56", "O.00", "l2.30", "00.12", "1,234,56", "12.3", ".50"])
def test_what_is_nearly_an_amount_is_doubtful_even_where_both_readings_agree(text: str) -> None:
    assert is_like_a_figure(text)
    assert judge_figure(sure(text), sure(text))[1].doubt is ScanDoubt.NOT_A_FIGURE


@pytest.mark.parametrize(
    ("first", "second"), [("12.34", "-12.34"), ("0.00", ""), ("123.45", "123.46"), ("1,234.56", "1234.5")]
)
def test_readings_that_differ_are_doubtful_and_tell_both(first: str, second: str) -> None:
    text, reading = judge_figure(sure(first), sure(second))
    assert (text, reading.doubt, reading.other) == (first, ScanDoubt.READ_DIFFERENTLY, second)


@pytest.mark.parametrize(
    ("first", "second", "amount"),
    [
        ("1,234,56", "1,234.56", "1,234.56"),
        ("-1.234.56", "-1,234,56", "-1,234.56"),
        ("12,345.678.90", "12.345,678.90", "12,345,678.90"),
        ("0,02", "0.02", "0.02"),
    ],
)
def test_commas_and_points_are_told_apart_by_their_places(first: str, second: str, amount: str) -> None:
    text, reading = judge_figure(sure(first), sure(second))
    assert (text, reading.doubt) == (amount, None)


@pytest.mark.parametrize(
    ("first", "second"), [("1.234.56", "1.234.56"), ("1,23.45", "1.23.45"), ("1,234,56", "1.234,56"), ("12,34", "1234")]
)
def test_a_separator_that_nobody_read_as_what_it_may_be_leaves_doubt(first: str, second: str) -> None:
    """Two amounts side by side, `1.23` and `4.56`, may be read as one text."""
    assert judge_figure(sure(first), sure(second))[1].doubt is not None


def test_one_reading_without_confidence_is_enough_for_a_doubt() -> None:
    _, reading = judge_figure(sure("12.34"), ReadText("12.34", LEAST_CONFIDENCE - 0.01))
    assert reading.doubt is ScanDoubt.LOW_CONFIDENCE


@given(READINGS, CONFIDENCES, READINGS, CONFIDENCES)
def test_a_certain_figure_is_what_both_readings_say(one: str, sure_one: float, other: str, sure_other: float) -> None:
    text, reading = judge_figure(ReadText(one, sure_one), ReadText(other, sure_other))
    if reading.doubt is None:
        places = [each.replace(",", ".") for each in ("".join(one.split()), "".join(other.split()), text)]
        assert len(set(places)) == 1
        assert min(sure_one, sure_other) >= LEAST_CONFIDENCE
        assert is_amount(text) or text.strip("-%").replace(",", "").replace(".", "").isdigit() or set(text) == {"-"}


@pytest.mark.parametrize("text", ["1.", "一、一般公共服务支出", "2023年度", "3=4+5"])
def test_other_texts_are_no_figures(text: str) -> None:
    assert not is_like_a_figure(text)


def test_digits_of_a_sentence_that_are_read_differently_are_masked() -> None:
    assert mask_differences("支出2,940.05万元，增长", "支出2,940.06万元，增长") == "支出2,940.0□万元,增长"
    assert mask_differences("单位：万元", "单位：元") == "单位:□元"
    assert mask_differences("部门决算", "部内决算") == "部门决算"
