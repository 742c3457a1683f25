"""Basic expenditure by economic classification to cells: groups side by side, one list, and the foot."""

from decimal import Decimal

from tests.documents import amounts, figures, line, read, table

UNIT = line("单位：万元")


ECONOMIC = (line("一般公共预算财政拨款基本支出决算表"), UNIT)


BLOCKS_HEAD = "科目编码|科目名称|决算数|科目编码|科目名称|决算数"


def test_economic_codes_stand_in_blocks_side_by_side_over_a_foot() -> None:
    reading = read(
        *ECONOMIC,
        table(
            "人员经费|<|<|公用经费|<|<",
            BLOCKS_HEAD,
            "301|工资福利支出|9.00|302|商品和服务支出|3.00",
            "30101|基本工资|9.00|30201|办公费|1.00",
            "||| 30299|其他商品和服务支出|2.00",
            "人员经费合计|<|9.00|公用经费合计|<|3.00",
        ),
    )
    assert amounts(reading, "general_budget_basic_by_economic") == figures(
        r301="final 9.00",
        r30101="final 9.00",
        r302="final 3.00",
        r30201="final 1.00",
        r30299="final 2.00",
        personnel_total="final 9.00",
        operating_total="final 3.00",
    )
    assert reading.problems == ()


def test_the_foot_may_stand_in_rows_of_its_own_with_a_total() -> None:
    reading = read(
        *ECONOMIC,
        table(
            BLOCKS_HEAD,
            "301|工资福利支出|9.00|302|商品和服务支出|3.00",
            "人员经费合计|<|9.00|||",
            "|||公用经费合计|<|3.00",
            "合计|<|<|<|<|12.00",
        ),
    )
    found = amounts(reading, "general_budget_basic_by_economic")
    assert {key: found[key, "final"] for key in ("personnel_total", "operating_total", "total")} == {
        "personnel_total": Decimal("9.00"),
        "operating_total": Decimal("3.00"),
        "total": Decimal("12.00"),
    }


def test_one_list_with_personnel_and_operating_columns_gives_the_foot_from_its_total() -> None:
    reading = read(
        *ECONOMIC,
        table(
            "科目编码|科目名称|合计|人员经费|公用经费",
            "|合计|12.00|9.00|3.00",
            "301|工资福利支出|9.00|9.00|",
            "302|商品和服务支出|3.00||3.00",
        ),
    )
    assert amounts(reading, "general_budget_basic_by_economic") == figures(
        total="final 12.00",
        personnel_total="final 9.00",
        operating_total="final 3.00",
        r301="final 9.00",
        r302="final 3.00",
    )


def test_the_foot_passes_over_the_budget_column() -> None:
    reading = read(
        line("一般公共预算财政拨款基本支出决算表"),
        UNIT,
        table("科目编码|科目名称|年初预算数|决算数", "301|工资福利支出|8.00|9.00", "人员经费合计|<|8.00|9.00"),
    )
    assert amounts(reading, "general_budget_basic_by_economic") == {
        ("301", "final"): Decimal(9),
        ("personnel_total", "final"): Decimal(9),
    }
    assert reading.problems == ()
