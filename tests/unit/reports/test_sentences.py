"""What a result says of its figures: one sentence for each relation, with everything that is needed to find them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from expectations.model import Relation
from expectations.vocabulary import Outcome, Severity
from orchestration.reports.in_english import difference_in_english, sentence_in_english
from orchestration.reports.sentences import difference_in_words, sentence
from orchestration.reports.terms import TermView
from orchestration.reports.view import ResultView


def cell(side: str, amount: str | None, row: str, column: str, label: str = "", **other: object) -> TermView:
    printed = None if amount is None else Decimal(amount)
    term = TermView("total", 1, 2024, "expenditure", row, column, label, printed, "万元", "", "")
    return replace(term, side=side, **other)  # type: ignore[arg-type]


def claim(side: str, amount: str, key: str, label: str, unit: str = "万元", sign: int = 1) -> TermView:
    kind = key.rpartition("|")[2].partition(".")[0]
    return TermView(side, sign, 2024, "narrative", key, kind, label, Decimal(amount), unit, "", "")  # type: ignore[arg-type]


def result(relation: Relation, *terms: TermView, computed: str | None = None, **other: object) -> ResultView:
    figure = None if computed is None else Decimal(computed)
    told = ResultView(
        *("a.b", "甲 = 乙", "a = b", "", Severity.ERROR, Outcome.VIOLATED, 2024, terms, ""),
        *(figure, Decimal("1.00"), Decimal("0.005"), (), None),
        relation=relation,
    )
    return replace(told, **other)  # type: ignore[arg-type]


RATE = claim("total", "93.57", "items|x|completion.initial", "住房公积金", "%")
AMOUNT = claim("part", "245.53", "items|x|amount", "住房公积金")
BUDGET = claim("base", "274.82", "items|x|budget.initial", "住房公积金")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            result(
                Relation.EQUALS,
                cell("total", "3.00", "20101", "basic", "人大事务"),
                cell("part", "1.00", "2010101", "basic", "行政运行"),
                cell("part", "4.00", "2010199", "basic", "其他支出", sign=-1),
                computed="-3.00",
            ),
            "支出决算表“20101 人大事务”行“基本支出”栏 3.00，应等于下列各数之和 -3.00："
            "同栏“2010101 行政运行”行 1.00、减“2010199 其他支出”行 4.00",
        ),
        (
            result(
                Relation.EQUALS,
                cell("total", "3.00", "205", "total", "教育支出"),
                cell("part", "1.00", "205", "basic", "教育支出"),
                cell("part", None, "205", "project", "教育支出"),
            ),
            "支出决算表“205 教育支出”行“合计”栏 3.00，应等于下列各数之和 （空白）："
            "同行“基本支出”栏 1.00、“项目支出”栏（未读出）",
        ),
        (
            result(
                Relation.EQUALS,
                cell("total", "3.00", "205", "total", "教育支出"),
                cell("part", "4.00", "205", "total", "教育支出", sheet_id="income", fiscal_year=2023),
            ),
            "支出决算表“205 教育支出”行“合计”栏 3.00，应等于2023年度收入决算表“205 教育支出”行“合计”栏 4.00",
        ),
        (
            result(
                Relation.EQUALS,
                cell("total", "3.00", "total", "total", sheet_id="income"),
                cell("part", "1.00", "205", "basic", "教育支出"),
                cell("part", "2.00", "208", "basic", "社会保障和就业支出"),
                computed="3.00",
            ),
            "收入决算表“合计”行“合计”栏 3.00，应等于下列各数之和 3.00："
            "支出决算表“基本支出”栏：“205 教育支出”行 1.00、“208 社会保障和就业支出”行 2.00",
        ),
        (
            result(
                Relation.RESTATES,
                replace(AMOUNT, side="total", label="“三公”经费"),
                cell("part", "245.52", "2210201", "total", "住房公积金"),
                last_digit="off",
            ),
            "情况说明所述“‘三公’经费”金额 245.53 万元，"
            "应与支出决算表“2210201 住房公积金”行“合计”栏 245.52 一致，末位不一致",
        ),
        (
            result(
                Relation.AT_LEAST,
                cell("total", "1.00", "205", "total", "教育支出"),
                cell("part", "2.00", "205", "basic", "教育支出"),
                cell("excuse", "-1.00", "205", "other", "教育支出", sheet_id="income"),
            ),
            "支出决算表“205 教育支出”行“合计”栏 1.00，不应小于同行“基本支出”栏 2.00；"
            "收入决算表“205 教育支出”行“其他收入”栏 -1.00，可以解释",
        ),
        (
            result(Relation.RATIO, RATE, AMOUNT, BUDGET, computed="89.342115"),
            "情况说明所述“住房公积金”年初预算完成率 93.57%，而金额 245.53 万元÷年初预算数 274.82 万元＝89.3421%",
        ),
        (
            result(Relation.RATIO, RATE, AMOUNT, replace(BUDGET, amount=Decimal(0)), last_digit="cut_off"),
            "情况说明所述“住房公积金”年初预算完成率 93.57%，"
            "而金额 245.53 万元÷年初预算数 0 万元，除数为零，没有比率可言，尾数应四舍五入，不应舍去",
        ),
        (
            result(
                Relation.DIRECTION,
                claim("total", "1", "items|x|direction.initial", "住房公积金", ""),
                AMOUNT,
                replace(BUDGET, side="part", sign=-1),
                computed="-29.29",
            ),
            "情况说明所述“住房公积金”比年初预算的增减说法“增加”，"
            "而金额 245.53 万元、减年初预算数 274.82 万元，得 -29.29 万元",
        ),
        (
            result(
                Relation.EQUALS,
                claim("total", "3.00", "items|all|amount", "项目支出"),
                claim("part", "1.00", "items|a|amount", "甲项目"),
                claim("part", "1.00", "form|form:project 1|amount.form", "乙项目", "元"),
                claim("part", "0.50", "items|b|amount", "丙项目"),
                computed="2.50",
            ),
            "情况说明所述“项目支出”金额 3.00 万元，应等于下列各数之和 2.50 万元："
            "情况说明所述金额：“甲项目” 1.00 万元、“丙项目” 0.50 万元；自评表所述“乙项目”金额 1.00 万元",
        ),
        (
            result(Relation.RATIO, RATE, AMOUNT, replace(BUDGET, amount=None)),
            "情况说明所述“住房公积金”年初预算完成率 93.57%，而金额 245.53 万元÷年初预算数（未读出），无从计算",
        ),
        (
            result(
                Relation.AT_LEAST,
                cell("part", "5.00", "30217", "final", "公务接待费", sheet_id="general_budget_basic_by_economic"),
                missing="three_public[reception].final",
            ),
            "财政拨款“三公”经费支出决算表：公务接待费·决算数（空白），"
            "不应小于一般公共预算财政拨款基本支出决算表“30217 公务接待费”行“决算数”栏 5.00",
        ),
        (result(Relation.WORDING, replace(AMOUNT, side="total", words="年份少一位")), "年份少一位"),
        (result(Relation.EQUALS), ""),
    ],
)
def test_a_result_is_told_in_one_sentence(told: ResultView, words: str) -> None:
    assert sentence(told) == words


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            result(Relation.EQUALS, cell("total", "3.00", "205", "total")),
            "相差 1.00 万元，四舍五入最多只能造成 0.005 万元的尾差",
        ),
        (
            result(Relation.EQUALS, cell("total", "3.00", "205", "total"), allowance=Decimal(0)),
            "相差 1.00 万元，两数都未经四舍五入，应当相等",
        ),
        (
            result(Relation.RATIO, RATE, computed="89.34", residual=Decimal("4.227885"), allowance=Decimal("0.008445")),
            "相差 4.2279 个百分点，四舍五入最多只能造成 0.0084 个百分点的尾差",
        ),
        (result(Relation.RATIO, RATE), ""),
        (
            result(
                Relation.EQUALS,
                cell("total", "0.10", "205", "total"),
                residual=Decimal("0.000002"),
                allowance=Decimal("0.000001"),
            ),
            "相差 0.000002 万元，四舍五入最多只能造成 0.000001 万元的尾差",
        ),
        (
            result(Relation.AT_LEAST, cell("part", "5.00", "205", "total"), allowance=Decimal(0)),
            "相差 1.00 万元，两数都未经四舍五入，应当相等",
        ),
        (result(Relation.RESTATES, replace(AMOUNT, side="total"), last_digit="off"), "相差 1.00 万元"),
        (result(Relation.DIRECTION, replace(RATE, unit=""), AMOUNT), "四舍五入最多只能造成 0.005 万元的尾差"),
        (result(Relation.DIRECTION, replace(RATE, unit=""), AMOUNT, allowance=Decimal(0)), ""),
        (result(Relation.WORDING, replace(AMOUNT, words="年份少一位")), ""),
        (result(Relation.EQUALS, residual=None), ""),
    ],
)
def test_the_difference_is_told_in_the_unit_of_what_is_compared(told: ResultView, words: str) -> None:
    assert difference_in_words(told) == words


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            result(
                Relation.EQUALS,
                cell("total", "3.00", "20101", "basic", "人大事务"),
                cell("part", "1.00", "2010101", "basic", "行政运行"),
                cell("part", "4.00", "2010199", "basic", "其他支出", sign=-1),
                computed="-3.00",
            ),
            '3.00 (expenditure, row "20101 人大事务", column "basic") should equal -3.00 = '
            '1.00 (expenditure, row "2010101 行政运行", column "basic") '
            '− 4.00 (expenditure, row "2010199 其他支出", column "basic")',
        ),
        (
            result(
                Relation.EQUALS,
                cell("total", "3.00", "205", "total", "教育支出"),
                cell("part", None, "205", "total", "教育支出", sheet_id="income", fiscal_year=2023),
            ),
            '3.00 (expenditure, row "205 教育支出", column "total") should equal '
            '(not read) (2023 income, row "205 教育支出", column "total")',
        ),
        (
            result(
                Relation.RESTATES,
                replace(AMOUNT, side="total"),
                cell("part", "245.52", "2210201", "total", "住房公积金"),
                last_digit="off",
            ),
            '245.53 万元 (explanation, "住房公积金", amount) should agree with '
            '245.52 (expenditure, row "2210201 住房公积金", column "total"); the last digit differs',
        ),
        (
            result(
                Relation.AT_LEAST,
                cell("part", "5.00", "30217", "final", "公务接待费"),
                cell("excuse", "-1.00", "205", "other", "教育支出"),
                missing="three_public[reception].final",
            ),
            '(blank) three public, row "公务接待费", column "final" should be no less than '
            '5.00 (expenditure, row "30217 公务接待费", column "final"); '
            '-1.00 (expenditure, row "205 教育支出", column "other") may explain it',
        ),
        (
            result(Relation.RATIO, RATE, AMOUNT, BUDGET, computed="89.342115"),
            '93.57% (explanation, "住房公积金", initial completion) but 245.53 万元 (explanation, "住房公积金", amount)'
            ' ÷ 274.82 万元 (explanation, "住房公积金", initial budget) = 89.3421%',
        ),
        (
            result(Relation.RATIO, RATE, AMOUNT, replace(BUDGET, amount=Decimal(0)), last_digit="cut_off"),
            '93.57% (explanation, "住房公积金", initial completion) but 245.53 万元 (explanation, "住房公积金", amount)'
            ' ÷ 0 万元 (explanation, "住房公积金", initial budget) is no rate: the divisor is zero'
            "; the last digit is cut off, not rounded",
        ),
        (
            result(
                Relation.DIRECTION,
                claim("total", "1", "items|x|direction.initial", "住房公积金", ""),
                AMOUNT,
                replace(BUDGET, side="part", sign=-1),
                computed="-29.29",
            ),
            'an increase (explanation, "住房公积金", initial direction) but -29.29 万元 = '
            '245.53 万元 (explanation, "住房公积金", amount) − 274.82 万元 (explanation, "住房公积金", initial budget)',
        ),
        (result(Relation.WORDING, replace(AMOUNT, side="total", words="年份少一位")), "年份少一位"),
        (result(Relation.EQUALS), ""),
    ],
)
def test_a_result_is_told_in_english_with_the_names_that_are_printed(told: ResultView, words: str) -> None:
    assert sentence_in_english(told) == words


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            result(Relation.EQUALS, cell("total", "3.00", "205", "total")),
            "differs by 1.00 万元; rounding explains at most 0.005 万元",
        ),
        (
            result(Relation.RATIO, RATE, computed="89.34", residual=Decimal("4.227885"), allowance=Decimal(0)),
            "differs by 4.2279 percentage points; no figure is rounded, so they should be equal",
        ),
        (result(Relation.RESTATES, replace(AMOUNT, side="total"), last_digit="off"), "differs by 1.00 万元"),
        (result(Relation.DIRECTION, replace(RATE, unit=""), AMOUNT), "rounding explains at most 0.005 万元"),
        (result(Relation.EQUALS, residual=None), ""),
    ],
)
def test_the_difference_is_told_in_english(told: ResultView, words: str) -> None:
    assert difference_in_english(told) == words
