"""The three public expenses to cells, whichever way the sheet is turned."""

from decimal import Decimal

import pytest

from tests.documents import amounts, figures, line, read, table

UNIT = line("单位：万元")


THREE_PUBLIC = (line("财政拨款“三公”经费支出决算表"), UNIT)


def test_budget_and_final_figures_may_interleave() -> None:
    reading = read(
        *THREE_PUBLIC,
        table(
            "合计|<|因公出国（境）费|<|公务用车购置及运行费|<|<|<|<|<|公务接待费|<",
            "^|^|^|^|小计|<|公务用车购置费|<|公务用车运行费|<|^|^",
            "预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数",
            "7.00|5.00|1.00||4.00|4.00|||4.00|4.00|2.00|1.00",
        ),
    )
    assert amounts(reading, "three_public") == figures(
        total="budget 7.00 final 5.00",
        overseas_travel="budget 1.00",
        vehicles="budget 4.00 final 4.00",
        vehicle_operation="budget 4.00 final 4.00",
        reception="budget 2.00 final 1.00",
    )
    assert reading.problems == ()


def test_six_budget_columns_may_stand_before_six_final_ones() -> None:
    items = "合计|因公出国（境）费|公务用车购置及运行维护费|<|<|公务接待费"
    below = "^|^|小计|公务用车购置费|公务用车运行维护费|^"
    reading = read(
        *THREE_PUBLIC,
        table(
            "预算数|<|<|<|<|<|决算数|<|<|<|<|<",
            f"{items}|{items}",
            f"{below}|{below}",
            "1|2|3|4|5|6|7|8|9|10|11|12",
            "7.00|1.00|4.00||4.00|2.00|5.00|0.00|4.00||4.00|1.00",
        ),
    )
    assert amounts(reading, "three_public") == figures(
        total="budget 7.00 final 5.00",
        overseas_travel="budget 1.00 final 0.00",
        vehicles="budget 4.00 final 4.00",
        vehicle_operation="budget 4.00 final 4.00",
        reception="budget 2.00 final 1.00",
    )


def test_items_may_stand_down_the_rows_and_counts_are_no_amounts() -> None:
    reading = read(
        *THREE_PUBLIC,
        table(
            "项目|预算数|决算数",
            "合计|7.00|5.00",
            "1.因公出国（境）费|1.00|0.00",
            "2.公务接待费|2.00|1.00",
            "国内公务接待批次|12|9",
        ),
    )
    assert amounts(reading, "three_public") == figures(
        total="budget 7.00 final 5.00", overseas_travel="budget 1.00 final 0.00", reception="budget 2.00 final 1.00"
    )
    assert reading.problems == ()


DATED_THREE_PUBLIC = line("2023年度一般公共预算财政拨款“三公”经费支出决算表")


ITEMS = {
    ("total", "budget"): Decimal(7),
    ("total", "final"): Decimal(5),
    ("vehicles", "budget"): Decimal(4),
    ("vehicles", "final"): Decimal(4),
    ("vehicle_operation", "budget"): Decimal(4),
    ("vehicle_operation", "final"): Decimal(4),
    ("reception", "budget"): Decimal(3),
    ("reception", "final"): Decimal(1),
}


@pytest.mark.parametrize(
    "rows",
    [
        (  # counts beside amounts, and the rest of the form below
            "项目|行次|预算数|决算数|项目|行次|统计数",
            "栏次||1|2|栏次||3",
            "一、“三公”经费支出|1|—|—|二、相关统计数|11|—",
            "（一）支出合计|2|7.00|5.00|1．因公出国（境）团组数（个）|12|",
            "2．公务用车购置及运行维护费|3|4.00|4.00|4．公务用车保有量（辆）|15|2",
            "其中：（1）公务用车运行维护费|4|4.00|4.00|三、机关运行经费|20|123.45",
            "3．公务接待费|7|3.00|1.00|5．国内公务接待批次（个）|16|9",
        ),
        (  # other years and changes beside
            "项目|2022年决算数|2023年预算数|2023年决算数|增减%",
            "合计|6.00|7.00|5.00|-16.67",
            "公务用车购置及运行维护费|5.00|4.00|4.00|-20.00",
            "公务用车运行维护费|5.00|4.00|4.00|-20.00",
            "公务接待费|1.00|3.00|1.00|0.00",
        ),
        (  # kinds down the rows
            "项目|合计|公务用车购置及运行维护费|<|公务接待费",
            "^|^|小计|公务用车运行维护费|^",
            "上年决算数|6.10|4.00|4.00|2.10",
            "预算数|7.00|4.00|4.00|3.00",
            "决算数|5.00|4.00|4.00|1.00",
            "增减额|-2.00|0.00|0.00|-2.00",
        ),
    ],
)
def test_the_three_public_expenses_in_other_forms(rows: tuple[str, ...]) -> None:
    reading = read(DATED_THREE_PUBLIC, UNIT, table(*rows))
    assert amounts(reading, "three_public") == ITEMS
    assert reading.problems == ()


def test_an_item_and_its_kind_may_stand_in_one_head() -> None:
    reading = read(
        *THREE_PUBLIC,
        table(
            "合计预算数|合计决算数|因公出国（境）费预算数|因公出国（境）费决算数|公务接待费预算数|公务接待费决算数",
            "3.00|2.00|1.00|1.00|2.00|1.00",
        ),
    )
    assert amounts(reading, "three_public") == figures(
        total="budget 3.00 final 2.00", overseas_travel="budget 1.00 final 1.00", reception="budget 2.00 final 1.00"
    )


def test_a_total_and_one_item_are_enough_rows() -> None:
    reading = read(*THREE_PUBLIC, table("项目|预算数|决算数", "合计|3.00|2.00", "公务接待费|3.00|2.00"))
    assert amounts(reading, "three_public") == figures(
        total="budget 3.00 final 2.00", reception="budget 3.00 final 2.00"
    )


def test_of_an_initial_and_a_full_years_budget_the_latter_is_the_budget() -> None:
    """As Yunnan prints them, beside 决算统计数."""
    rows = ("（一）支出合计|3.00|2.00|1.00", "3．公务接待费|3.00|2.00|1.00", "（二）相关统计数|——|——|——")
    both = read(*THREE_PUBLIC, table("项目|年初预算数|全年预算数|决算统计数", *rows))
    assert amounts(both, "three_public") == figures(total="budget 2.00 final 1.00", reception="budget 2.00 final 1.00")
    assert both.problems == ()
    alone = read(*THREE_PUBLIC, table("项目|年初预算数|决算数", "合计|3.00|1.00", "公务接待费|3.00|1.00"))
    assert amounts(alone, "three_public")["total", "budget"] == Decimal(3)


def test_column_numbers_are_no_figures_where_a_note_is_marked_beside_them() -> None:
    heads = ("项目|“三公”经费|<", "^|小计|公务接待费")
    reading = read(*THREE_PUBLIC, table(*heads, "栏次[1]|1|2", "预算数||", "决算数||"))
    assert reading.cells == ()
    assert reading.problems == ()
