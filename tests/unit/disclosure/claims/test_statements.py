"""Sentences to claims: what each figure is, what it is about, and what it is measured against."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.disclosure.claims.model import ClaimKind
from tests.unit.disclosure.claims.said import claims, told

GRAND_TOTAL = "income_expenditure_summary/income.grand_total/final"
ITEM = "general_budget_expenditure/2010501/total"


@pytest.mark.parametrize(
    ("text", "change", "growth"),
    [
        ("与上年相比，收、支总计各增加10.00万元，增长9.50%。", "10.00", "9.50"),
        ("与2022年度相比，收入、支出总计各减少10.00万元，下降9.50％。", "-10.00", "-9.50"),
        ("收支总计比上年决算数增加10.00万元，上升9.50%。", "10.00", "9.50"),
        ("收支总计较去年减少100,000.00元，降低9.50%。", "-10.000000", "-9.50"),
        ("收支总计同比增加0.001亿元，增幅为9.50%。", "10.000", "9.50"),
    ],
)
def test_changes_and_growth_carry_their_sign(text: str, change: str, growth: str) -> None:
    assert told("totals", text) == [
        ("change.previous_year", GRAND_TOTAL, change),
        ("growth.previous_year", GRAND_TOTAL, growth),
    ]


@pytest.mark.parametrize(
    ("text", "value", "half_unit"),
    [
        ("本年收入合计1,204.50万元。", "1204.50", "0.005"),
        ("本年收入合计12,045,000.00元。", "1204.500000", "0.0000005"),
        ("本年收入合计0.12亿元。", "1200.00", "50.0"),
        ("本年收入合计 １２０４．５ 万元。", "1204.5", "0.05"),
    ],
)
def test_an_amount_keeps_its_printed_precision(text: str, value: str, half_unit: str) -> None:
    (claim,) = claims("income", text)
    assert (claim.value, claim.half_unit) == (Decimal(value), Decimal(half_unit))


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("年初预算为8.00万元，支出决算为6.00万元，完成年初预算的75.00%。", "initial"),
        ("全年预算数为8.00万元，支出决算为6.00万元，完成全年预算数的75.00%。", "annual"),
        ("预算安排8.00万元，支出决算6.00万元，完成预算75.00%。", "stated"),
    ],
)
def test_a_completion_rate_names_its_budget(text: str, base: str) -> None:
    subject = "three_public/total/final"
    assert told("three_public", f"“三公”经费{text}") == [
        (f"budget.{base}", subject, "8.00"),
        ("amount", subject, "6.00"),
        (f"completion.{base}", subject, "75.00"),
    ]


@pytest.mark.parametrize(
    "named",
    [
        "一般公共服务支出（类）统计信息事务（款）行政运行（项）。",
        "一般公共服务（类）统计信息事务（款）行政运行（项）：",
        "一般公共服务支出(201)统计信息事务(05)行政运行(01)。",
        "“一般公共服务支出”（类）“统计信息事务”（款）“行政运行”（项）",
    ],
)
def test_an_item_is_found_by_its_name(named: str) -> None:
    assert told("general_budget", f"1.{named}支出决算为6.00万元。") == [("amount", ITEM, "6.00")]


def test_an_item_that_no_sheet_prints_keeps_its_words() -> None:
    (claim,) = claims("general_budget", "1.教育支出（类）普通教育（款）小学教育（项）。支出决算为6.00万元。")
    assert (claim.subject.cell, claim.subject.words) == (None, "小学教育")


def test_basic_and_project_expenditure_of_an_item_are_its_own() -> None:
    named = "1.一般公共服务支出（类）统计信息事务（款）行政运行（项）。"
    text = "支出决算为6.00万元，其中：基本支出4.00万元，项目支出2.00万元。"
    assert [key for _, key, _ in told("general_budget", named + text)] == [
        ITEM,
        "general_budget_expenditure/2010501/basic",
        "general_budget_expenditure/2010501/project",
    ]


def test_a_reason_names_nothing_and_its_figures_are_not_judged() -> None:
    (amount, reason) = claims("three_public", "公务接待费支出3.00万元，主要原因是会议费减少1.00万元。")
    assert (amount.subject.key, amount.resolved) == ("three_public/reception/final", True)
    assert (reason.kind, reason.resolved) == (ClaimKind.CHANGE, False)


@pytest.mark.parametrize(
    ("text", "direction", "base"),
    [
        ("决算数大于年初预算数的主要原因是追加经费。", 1, "initial"),
        ("决算数小于预算数的主要原因：厉行节约。", -1, "stated"),
        ("决算数与全年预算数持平。", 0, "annual"),
        ("决算数等于预算数。", 0, "stated"),
        ("与上年持平。", 0, "previous_year"),
    ],
)
def test_words_that_compare_are_claims(text: str, direction: int, base: str) -> None:
    (_, claim) = claims("three_public", f"公务接待费支出3.00万元，{text}")
    assert (claim.kind, int(claim.value), claim.base.value) == (ClaimKind.DIRECTION, direction, base)


def test_about_level_is_not_judged() -> None:
    assert not claims("three_public", "公务接待费支出3.00万元，与上年基本持平。")[1].resolved


def test_years_dates_numbers_and_thresholds_are_no_figures() -> None:
    text = (
        "截至2023年12月31日，共有车辆3辆。单价100万元（含）以上设备（不含车辆）2台（套）。依据〔2023〕12号文件第3条。"
    )
    assert told("assets", text) == [("count", "assets.vehicles", "3"), ("count", "assets.equipment", "2")]


def test_a_figure_without_a_unit_is_counted_as_not_understood() -> None:
    (claim,) = claims("procurement", "采购评分为87。")
    assert (claim.kind, claim.value) == (ClaimKind.UNRECOGNISED, Decimal(87))


def test_listed_projects_are_subjects_of_their_own() -> None:
    text = "项目支出30.00万元，主要用于人口普查项目20.00万元；住户调查项目10.00万元。"
    assert [claim.subject.words for claim in claims("general_budget", text)] == [
        "项目支出",
        "人口普查项目",
        "住户调查项目",
    ]


def test_the_same_thing_told_twice_has_two_keys() -> None:
    keys = [claim.claim_key for claim in claims("income", "本年收入合计9.00万元。本年收入合计9.00万元。")]
    assert keys == ["income|income/total/total|amount", "income|income/total/total|amount#2"]


@given(st.decimals(0, 10**9, places=2), st.booleans(), st.sampled_from(["万元", "元", "亿元"]))
def test_every_printed_amount_is_read_exactly(amount: Decimal, grouped: bool, unit: str) -> None:
    printed = f"{amount:,f}" if grouped else f"{amount:f}"
    (claim,) = claims("income", f"本年收入合计{printed}{unit}。")
    factor = {"万元": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10000)}[unit]
    assert (claim.value, claim.kind, claim.text) == (amount * factor, ClaimKind.AMOUNT, f"{printed}{unit}")
