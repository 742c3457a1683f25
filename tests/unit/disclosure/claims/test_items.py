"""Where a text names function rows, and which row it means there."""

import pytest

from orchestration.disclosure.claims.items import find_items, resolve
from orchestration.disclosure.claims.names import AccountNames
from orchestration.disclosure.layouts.loader import load_layouts
from tests.unit.disclosure.claims.said import function_cells

NAMES = {
    "205": "教育支出",
    "20502": "普通教育",
    "2050202": "小学教育",
    "20508": "进修及培训",
    "2050803": "培训支出",
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "2080501": "行政单位离退休",
    "20899": "其他社会保障和就业支出",
    "2089999": "其他社会保障和就业支出",
    "20401": "武装警察部队",
    "2040101": "行政运行",
    "20406": "司法",
    "2040601": "行政运行",
}


def rows_of(text: str, frame: str = "") -> list[tuple[str, ...]]:
    names = AccountNames(function_cells(NAMES), load_layouts())
    return [tuple(row.code for row in resolve(mention, names, frame)) for mention in find_items(text, names)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("教育支出(类)普通教育(款)小学教育(项)", "2050202"),
        ("教育(类)普通教育(款)小学教育(项)(2050202)", "2050202"),
        ("6.其他社会保障和就业支出(2089999)：", "2089999"),
        ("2080501-行政单位离退休", "2080501"),
        ("1.2080501行政单位离退休：", "2080501"),
        ("(2080501)行政单位离退休", "2080501"),
        ("主要用于行政单位离退休(2080501)支出110,834.02元", "2080501"),
        ("教育支出(205类)进修及培训(20508款)", "20508"),
        ("教育支出(205)普通教育(02)小学教育(02)", "2050202"),
        ("社会保障和就业(类)支出104.70万元", "208"),
    ],
)
def test_a_code_or_its_levels_name_one_row(text: str, code: str) -> None:
    assert rows_of(text) == [(code,)]


@pytest.mark.parametrize("text", ["共10000人", "单价(100)万元", "附件(205)", "2023年度", "(一)收入"])
def test_other_digits_name_nothing(text: str) -> None:
    assert rows_of(text) == []


def test_a_level_stands_under_the_class_before_it() -> None:
    assert rows_of("行政运行(项)", frame="20406") == [("2040601",)]
    assert rows_of("行政运行(项)") == [("2040101", "2040601")]


def test_a_row_outside_the_section_that_is_stated_is_not_taken_for_another_one() -> None:
    assert rows_of("司法(款)行政运行(项)", frame="20401") == [("2040601",)]
    assert rows_of("公安(款)行政运行(项)", frame="20401") == [()]
