"""The two summaries to cells: lines of either side by their labels, whatever stands beside them."""

from decimal import Decimal

import pytest

from expectations.vocabulary import ProblemKind
from tests.documents import amounts, figures, labels, line, read, table, warnings

UNIT = line("单位：万元")


APPROPRIATION = (
    line("财政拨款收入支出决算总表"),
    UNIT,
)


APPROPRIATION_HEAD = (
    "收入|<|支出|<|<|<|<",
    "项目|决算数|项目|小计|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款",
)


SUMMARY = line("收入支出决算总表")


def test_the_budgets_are_income_before_the_opening_balance_and_its_parts_after_it() -> None:
    reading = read(
        *APPROPRIATION,
        table(
            *APPROPRIATION_HEAD,
            "一、一般公共预算财政拨款|8.00|一、一般公共服务支出|7.00|7.00||",
            "二、政府性基金预算财政拨款|2.00|二、城乡社区支出|3.00||3.00|",
            "三、国有资本经营预算财政拨款||本年支出合计|10.00|7.00|3.00|",
            "本年收入合计|10.00|年末财政拨款结转和结余|3.00|2.00|1.00|",
            "年初财政拨款结转和结余|3.00|||||",
            "一、一般公共预算财政拨款|1.00|||||",
            "二、政府性基金预算财政拨款|2.00|||||",
            "总计|13.00|总计|13.00|9.00|4.00|",
        ),
    )
    found = amounts(reading, "appropriation_summary")
    assert {row: amount for (row, column), amount in found.items() if column == "final"} == {
        "income.general_public_budget": Decimal("8.00"),
        "income.government_fund": Decimal("2.00"),
        "income.total": Decimal("10.00"),
        "income.opening_balance": Decimal("3.00"),
        "income.opening_balance.general_public_budget": Decimal("1.00"),
        "income.opening_balance.government_fund": Decimal("2.00"),
        "income.grand_total": Decimal("13.00"),
    }
    assert {key: amount for key, amount in found.items() if key[0] == "expenditure.212"} == {
        ("expenditure.212", "total"): Decimal("3.00"),
        ("expenditure.212", "government_fund"): Decimal("3.00"),
    }
    assert found["expenditure.grand_total", "general_public_budget"] == Decimal("9.00")
    assert reading.problems == ()


def test_a_class_is_known_by_its_name_and_not_by_its_ordinal() -> None:
    reading = read(
        line("收入支出决算总表"),
        UNIT,
        table("收入|<|支出|<", "项目|决算数|项目|决算数", "||十九、住房保障支出|4.00", "||二十二、其他支出|1.00"),
    )
    assert amounts(reading, "income_expenditure_summary") == figures(
        **{"expenditure.221": "final 4.00", "expenditure.229": "final 1.00"}
    )


def test_a_label_may_be_wrapped_over_two_rows() -> None:
    reading = read(
        line("收入支出决算总表"),
        UNIT,
        table(
            "收入|<|支出|<",
            "项目|决算数|项目|决算数",
            "六、经营收入|1.00|一、一般公共服务支出|7.00",
            "七、附属单位|||",
            "上缴收入|8.00|二、外交支出|2.00",
        ),
    )
    assert amounts(reading, "income_expenditure_summary") == figures(
        **{
            "income.operating": "final 1.00",
            "income.affiliate_remittance": "final 8.00",
            "expenditure.201": "final 7.00",
            "expenditure.202": "final 2.00",
        }
    )
    assert labels(reading)["income.affiliate_remittance"] == "七、附属单位上缴收入"


def test_words_in_very_many_rows_are_no_label_that_goes_on() -> None:
    rows = ("六、经营收入|1.00|一、一般公共服务支出|7.00", *("其他文字" * 9 + "|||",) * 1_000, "未知|8.00||")
    reading = read(SUMMARY, UNIT, table("收入|<|支出|<", "项目|决算数|项目|决算数", *rows))
    (problem,) = reading.problems
    assert problem.kind is ProblemKind.UNKNOWN_LABEL
    assert len(problem.message.reason_en) < 500


def test_an_unknown_label_is_told_with_the_nearest_known_one_and_its_place() -> None:
    rows = ("||一、一般公共服务支出|5.00", "||二、外郊支出|7.00")
    reading = read(
        line("收入支出决算总表"),
        UNIT,
        table("收入|<|支出|<", "项目|决算数|项目|决算数", *rows, page=3, table_no=2),
    )
    (problem,) = reading.problems
    assert problem.kind is ProblemKind.UNKNOWN_LABEL
    assert problem.message.reason_en == (
        "the row label '二、外郊支出' is not known in sheet 收入支出决算总表; the nearest known label is 外交支出; "
        "1 figure was not read"
    )
    assert "check the label" in problem.message.remedy_en
    assert problem.file_name == "printed.pdf"
    assert (problem.place.page, problem.place.table_no, problem.place.row_no) == (3, 2, 4)
    assert amounts(reading, "income_expenditure_summary") == figures(**{"expenditure.201": "final 5.00"})


def test_a_label_that_repeats_other_lines_is_passed_over() -> None:
    reading = read(
        line("收入支出决算总表"),
        UNIT,
        table("收入|<|支出|<", "项目|决算数|项目|决算数", "其中：教育收费|1.00|一、一般公共服务支出|7.00"),
    )
    assert amounts(reading, "income_expenditure_summary") == figures(**{"expenditure.201": "final 7.00"})
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (("收入|决算数|支出|决算数",), "一、财政拨款收入|8.00|一、一般公共服务支出|7.00"),
        (
            ("收入|<|<|支出|<|<", "项目|上年决算数|本年决算数|项目（按功能分类）|上年决算数|本年决算数"),
            "一、财政拨款收入|6.00|8.00|一、一般公共服务支出|5.00|7.00",
        ),
        (
            ("收入|<|<|<|支出|<|<|<", "项目|行次|年初预算数|决算数|项目|行次|年初预算数|决算数"),
            "一、财政拨款收入|1|6.00|8.00|一、一般公共服务支出|31|5.00|7.00",
        ),
        (
            ("收入|<|支出|<|<|<", "项目|决算数|项目（按功能分类）|决算数|项目（按支出性质和经济分类）|决算数"),
            "①财政拨款收入|8.00|201一般公共服务支出|7.00|一、基本支出|5.00",
        ),
    ],
)
def test_a_summary_with_other_columns_beside(head: tuple[str, ...], row: str) -> None:
    reading = read(SUMMARY, UNIT, table(*head, row))
    assert amounts(reading, "income_expenditure_summary") == {
        ("income.general_public_budget", "final"): Decimal(8),
        ("expenditure.201", "final"): Decimal(7),
    }
    assert reading.problems == ()


def test_the_appropriation_summary_may_begin_with_the_totals() -> None:
    reading = read(
        line("财政拨款收入支出决算总表"),
        UNIT,
        table(
            "收入|<|支出|<|<|<",
            "项目|决算数|项目|合计|一般公共预算财政拨款|政府性基金预算财政拨款",
            "一、本年收入|8.00|一、本年支出|7.00|7.00|",
            "（一）一般公共预算财政拨款|8.00|（一）一般公共服务支出|7.00|7.00|",
            "二、上年结转|1.00|二、结转下年|2.00|2.00|",
            "（一）一般公共预算拨款|1.00|（一）一般公共预算拨款|2.00||",
            "收入总计|9.00|支出总计|9.00|9.00|",
        ),
    )
    found = {row: amount for (row, column), amount in amounts(reading, "appropriation_summary").items()}
    assert found == {
        "income.total": Decimal(8),
        "income.general_public_budget": Decimal(8),
        "income.opening_balance": Decimal(1),
        "income.opening_balance.general_public_budget": Decimal(1),
        "income.grand_total": Decimal(9),
        "expenditure.total": Decimal(7),
        "expenditure.201": Decimal(7),
        "expenditure.closing_balance": Decimal(2),
        "expenditure.grand_total": Decimal(9),
    }
    assert reading.problems == ()


def test_two_columns_with_equal_right_to_a_meaning_have_none() -> None:
    """The labels of the right half are gone: its figures must not become income."""
    reading = read(
        SUMMARY, UNIT, table("收入|<|支出|<", "项目|决算数||决算数", "三、事业收入|8.00||", "四、其他收入|||7.00")
    )
    assert reading.cells == ()
    assert warnings(reading) == [ProblemKind.UNKNOWN_COLUMN]


def test_a_sub_row_of_final_figures_under_the_budgets_changes_none() -> None:
    reading = read(
        *APPROPRIATION,
        table(
            *APPROPRIATION_HEAD,
            "^|^|^|决算数|决算数|决算数|决算数",
            "一、一般公共预算财政拨款|8.00|一、一般公共服务支出|7.00|7.00||",
        ),
    )
    assert amounts(reading, "appropriation_summary") == {
        ("income.general_public_budget", "final"): Decimal(8),
        ("expenditure.201", "total"): Decimal(7),
        ("expenditure.201", "general_public_budget"): Decimal(7),
    }
    assert reading.problems == ()
