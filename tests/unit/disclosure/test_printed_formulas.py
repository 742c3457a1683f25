"""Formulas under the sheets: what is read, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.disclosure.model import Axis, Line, Place, PrintedFormula
from orchestration.disclosure.resolution.printed_formulas import printed_formulas
from tests.documents import line, read, table

HERE = Place(page=3)

AlertCursor = list[tuple[Axis, int, tuple[int, ...]]]


def formulas(text: str) -> list[PrintedFormula]:
    return list(printed_formulas([Line(text, HERE)]))


def told(text: str) -> AlertCursor:
    """Axis, total and signed numbers of each formula."""
    return [(f.axis, f.total, tuple(sign * number for sign, number in f.parts)) for f in formulas(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("27行=（1+2+3）行", [(Axis.LINE, 27, (1, 2, 3))]),
        ("27行＝（１＋２＋…＋６）行；", [(Axis.LINE, 27, (1, 2, 3, 4, 5, 6))]),
        ("58行=(32+33+...+36)行。", [(Axis.LINE, 58, (32, 33, 34, 35, 36))]),
        ("58行=(32+33……36)行", [(Axis.LINE, 58, (32, 33, 34, 35, 36))]),
        ("64行 = 59行 + 60行.", [(Axis.LINE, 64, (59, 60))]),
        ("1 栏各行 = (2+3) 栏各行。", [(Axis.COLUMN, 1, (2, 3))]),
        ("6栏各行=（1+2-3）栏各行", [(Axis.COLUMN, 6, (1, 2, -3))]),
        ("6栏各行=（1+2－3）栏各行", [(Axis.COLUMN, 6, (1, 2, -3))]),
        ("31行=62行", [(Axis.LINE, 31, (62,))]),
        ("注：本表列示收支。7行=(1+2)行；8行=(3+4)行", [(Axis.LINE, 7, (1, 2)), (Axis.LINE, 8, (3, 4))]),
    ],
)
def test_a_formula_is_read(text: str, expected: AlertCursor) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "注：本表反映部门本年度的总收支情况。",
        "27行=（1+2+行",
        "27行=…行",
        "27行=（1+…）行",
        "27行=（1+2）栏",
        "27行=（1-（2+3））行",
        "27行=（1+1）行",
        "27行=本年收入合计",
        "增长率=（1+2）%",
        "2023年=100",
    ],
)
def test_what_is_no_plain_sum_is_left_alone(text: str) -> None:
    assert told(text) == []


def test_a_formula_keeps_its_words_and_its_place() -> None:
    (formula,) = formulas("注：7行=（1+2+3）行。")
    assert (formula.text, formula.place) == ("7行=(1+2+3)行", HERE)


@given(
    st.sampled_from("行栏"),
    st.integers(1, 99),
    st.lists(st.integers(1, 99), min_size=2, max_size=8, unique=True),
    st.sampled_from(["", " "]),
)
def test_what_is_written_is_read_back(axis: str, total: int, parts: list[int], gap: str) -> None:
    text = f"{total}{axis}各行{gap}={gap}（{f'{gap}+{gap}'.join(map(str, parts))}）{axis}各行；"
    assert told(text) == [({"行": Axis.LINE, "栏": Axis.COLUMN}[axis], total, tuple(parts))]


# ---- the numbers that a sheet prints


def test_line_numbers_mean_their_lines_and_unused_ones_nothing() -> None:
    reading = read(
        line("2024年度财政拨款收入支出决算总表"),
        line("单位：万元"),
        table(
            "收入|<|<|支出|<|<|<|<|<",
            "项目|行次|决算数|项目|行次|小计|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款",
            "栏次||1|栏次||2|3|4|5",
            "一、一般公共预算财政拨款|1|7.00|一、一般公共服务支出|33|7.00|7.00||",
            "|7||二、外交支出|34||||",
            "本年收入合计|27|7.00|本年支出合计|59|7.00|7.00||",
            "从未见过的行|28||从未见过的另一行|60||||",
        ),
        line("7行=（1）行"),
    )
    (sheet,) = reading.sheets
    lines = {n.number: n.row_key for n in sheet.numbers if n.axis is Axis.LINE}
    assert lines == {
        1: "income.general_public_budget",
        7: None,
        27: "income.total",
        33: "expenditure.201",
        34: "expenditure.202",
        59: "expenditure.total",
    }
    columns = {n.number: n.column_key for n in sheet.numbers if n.axis is Axis.COLUMN}
    assert columns == {1: "final", 2: "total", 3: "general_public_budget", 4: "government_fund", 5: "state_capital"}
    assert [formula.text for formula in sheet.formulas] == ["7行=(1)行"]


def test_column_numbers_mean_the_columns_they_stand_under() -> None:
    reading = read(
        line("2024年度支出决算表"),
        line("单位：万元"),
        table(
            "项目|<|本年支出合计|基本支出|项目支出",
            "科目编码|科目名称|^|^|^",
            "栏次|<|1|2|3",
            "201|一般公共服务支出|7.00|5.00|2.00",
            "1栏各行=（2+3）栏各行|<|<|<|<",
        ),
    )
    (sheet,) = reading.sheets
    assert {n.number: n.column_key for n in sheet.numbers} == {1: "total", 2: "basic", 3: "project"}
    assert [formula.parts for formula in sheet.formulas] == [((1, 2), (1, 3))]
