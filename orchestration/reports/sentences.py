"""A result in one sentence that a clerk can act on: every figure with sheet, row and column, what was expected of them,
and by how much they miss it. In Chinese; ids and formulas stand elsewhere."""

from collections.abc import Callable, Mapping, Sequence

from expectations.model import Relation
from orchestration.reports.judged import (
    Judged,
    difference,
    is_compared,
    is_sum,
    is_zero,
    quotient_in_unit,
    shown,
    side,
    sum_in_unit,
)
from orchestration.reports.places import missing_in_words
from orchestration.reports.terms import TermView, told_together

BLANK = "（空白）"

_LAST_DIGIT = {"cut_off": "，尾数应四舍五入，不应舍去", "off": "，末位不一致"}


def sentence(result: Judged) -> str:
    """What a result says of its figures; empty where none is printed."""
    if not result.terms:
        return ""
    if result.relation is Relation.WORDING:
        return "；".join(term.words for term in result.terms)
    total = told_together(side(result, "total"), result.fiscal_year) or _blank(result)
    return f"{total}，{_EXPECTED[result.relation](result)}{_LAST_DIGIT.get(result.last_digit, '')}"


def _blank(result: Judged) -> str:
    """A side of which nothing is printed, by the cells that are blank where they are known."""
    return f"{missing_in_words(result.missing)}{BLANK}"


def difference_in_words(result: Judged) -> str:
    """The difference and what rounding may explain of it; empty where nothing is compared."""
    if result.allowance is None or not is_compared(result):
        return ""
    rounding = f"四舍五入最多只能造成 {shown(result.allowance, result).words}的尾差"
    found = difference(result)
    if found is None:
        return rounding if result.allowance else ""
    differs = f"相差 {found.words}"
    if result.last_digit:
        return differs
    return f"{differs}，{rounding}" if result.allowance else f"{differs}，两数都未经四舍五入，应当相等"


def _equals(result: Judged) -> str:
    parts = side(result, "part")
    return f"应等于{_sum_of(parts, result)}" if is_sum(parts) else f"应等于{_told(parts, result)}"


def _restates(result: Judged) -> str:
    parts = side(result, "part")
    return _equals(result) if is_sum(parts) else f"应与{_told(parts, result)} 一致"


def _at_least(result: Judged) -> str:
    parts, excuse = side(result, "part"), side(result, "excuse")
    least = _sum_of(parts, result) if is_sum(parts) else _told(parts, result)
    return f"不应小于{least}" + (f"；{_told(excuse, result)}，可以解释" if excuse else "")


def _ratio(result: Judged) -> str:
    base = side(result, "base")
    over = f"{_bracketed(side(result, 'part'), result)}÷{_bracketed(base, result)}"
    if quotient := quotient_in_unit(result):
        return f"而{over}＝{quotient}"
    return f"而{over}，{'除数为零，没有比率可言' if is_zero(base) else '无从计算'}"


def _direction(result: Judged) -> str:
    parts = side(result, "part")
    computed = f"，得 {sum_in_unit(parts, result) or BLANK}" if is_sum(parts) else ""
    return f"而{_told(parts, result)}{computed}"


_EXPECTED: Mapping[Relation, Callable[[Judged], str]] = {
    Relation.EQUALS: _equals,
    Relation.RESTATES: _restates,
    Relation.AT_LEAST: _at_least,
    Relation.RATIO: _ratio,
    Relation.DIRECTION: _direction,
}


def _told(terms: Sequence[TermView], result: Judged) -> str:
    total = side(result, "total")
    return told_together(terms, result.fiscal_year, total[0] if len(total) == 1 else None) or BLANK


def _sum_of(parts: Sequence[TermView], result: Judged) -> str:
    return f"下列各数之和 {sum_in_unit(parts, result) or BLANK}：{_told(parts, result)}"


def _bracketed(terms: Sequence[TermView], result: Judged) -> str:
    return f"（{_told(terms, result)}）" if is_sum(terms) else _told(terms, result)
