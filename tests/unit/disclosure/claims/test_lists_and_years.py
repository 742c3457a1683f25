"""Lists, years, brackets and the readings of one sentence: whom a figure belongs to."""

import pytest

from orchestration.disclosure.claims.model import Base, Binding
from orchestration.disclosure.claims.years import is_previous_year
from tests.unit.disclosure.claims.said import claims, told

GENERAL = "general_budget_expenditure"
GRAND = "income_expenditure_summary/{}.grand_total/final"


def subjects(section: str, text: str) -> list[str]:
    return [key for _, key, _ in told(section, text)]


def test_figures_are_dealt_out_to_a_list() -> None:
    text = "行政运行、专项统计业务两项分别支出6.00万元、2.00万元，分别占本款的75.00%、25.00%。"
    assert subjects("general_budget", text) == [f"{GENERAL}/{code}/total" for code in ("2010501", "2010505")] * 2


@pytest.mark.parametrize(
    "text",
    [
        "行政运行、专项统计业务两项分别支出6.00万元、2.00万元、1.00万元。",
        "行政运行、不知何项、专项统计业务分别支出6.00万元、2.00万元。",
    ],
)
def test_nothing_is_dealt_out_where_figures_and_names_are_not_as_many(text: str) -> None:
    assert not any(claim.subject.cells for claim in claims("general_budget", text))


def test_a_sum_of_a_list_is_about_all_its_members() -> None:
    (claim,) = claims("general_budget", "行政运行、专项统计业务两项合计8.00万元。")
    assert [cell.row_key for cell in claim.subject.cells] == ["2010501", "2010505"]


def test_what_is_said_of_each_is_said_of_all() -> None:
    keys = [GRAND.format("income"), GRAND.format("expenditure")]
    assert subjects("totals", "收入总计、支出总计均为10.00万元。") == keys
    assert subjects("totals", "收入总计10.00万元，支出总计10.00万元，与上年相比，各增加1.00万元。") == [*keys, *keys]


def test_a_bracket_is_left_where_it_closes() -> None:
    text = "财政拨款收入9.00万元（其中：一般公共预算8.00万元，政府性基金预算1.00万元），占收入合计90.00%。"
    assert subjects("income", text) == [
        "income/total/fiscal_appropriation",
        "appropriation_summary/income.general_public_budget/final",
        "appropriation_summary/income.government_fund/final",
        "income/total/fiscal_appropriation",
    ]


def test_an_unknown_name_is_about_no_cell() -> None:
    (known, unknown) = claims("three_public", "公务用车运行维护费3.00万元，公务用车加油2.00万元。")
    assert known.subject.cells
    assert (unknown.subject.cells, unknown.subject.binding) == ((), Binding.NONE)


def test_a_name_inside_a_longer_one_is_not_that_name() -> None:
    (claim,) = claims("three_public", "公务用车购置费及运行维护费31.67万元。")
    assert claim.subject.key == "three_public/vehicles/final"


def test_words_in_doubt_are_only_taken_for_a_cell_that_agrees() -> None:
    assert claims("expenditure", "其他资金安排的项目支出7.00万元。")[0].subject.cells == ()


def test_two_years_of_one_sentence_are_told_apart() -> None:
    before, now, growth = claims("general_budget", "行政运行由上年的8.00万元变为本年的6.00万元，变动25.00%。")
    assert (before.base, now.base) == (Base.PREVIOUS_YEAR, Base.NONE)
    assert growth.value < 0


@pytest.mark.parametrize(
    ("lead", "is_before"),
    [
        ("商业服务业等支出由", True),
        ("上年同期为", True),
        ("基本支出2022年", True),
        ("比上年的", True),
        ("2023年为", False),
        ("与上年相比，支出合计", False),
        ("比2022年年初预算减少", False),
        ("上年结转", False),
    ],
)
def test_the_year_that_governs_an_amount(lead: str, is_before: bool) -> None:
    assert is_previous_year(lead, lead, 2023) is is_before


def test_a_reason_ends_where_the_sentence_goes_on_to_compare() -> None:
    text = "公务接待费3.00万元，主要原因是厉行节约，与上年相比减少1.00万元。"
    assert [claim.resolved for claim in claims("three_public", text)] == [True, True]


def test_a_completion_rate_behind_its_budget() -> None:
    assert told("three_public", "公务接待费3.00万元，完成年初预算4.00万元的75.00%。")[1:] == [
        ("budget.initial", "three_public/reception/final", "4.00"),
        ("completion.initial", "three_public/reception/final", "75.00"),
    ]
