"""A result in one sentence that a clerk can act on: every figure with sheet, row and column, what was expected of them,
and by how much they miss it. In Chinese; ids and formulas stand elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from expectations.model import Relation
from orchestration.reports.places import missing_in_words
from orchestration.reports.terms import Side, TermView, told_together, with_unit

MOST_DECIMALS = Decimal("0.0001")
"""A quotient is shown no finer than this."""

BLANK = "（空白）"

_LAST_DIGIT = {"cut_off": "，尾数应四舍五入，不应舍去", "off": "，末位不一致"}


class Judged(Protocol):
    """What of a result its sentence is made of: the figures and what they came to."""

    @property
    def relation(self) -> Relation: ...
    @property
    def fiscal_year(self) -> int | None: ...
    @property
    def terms(self) -> Sequence[TermView]: ...
    @property
    def missing(self) -> str: ...
    @property
    def computed(self) -> Decimal | None: ...
    @property
    def residual(self) -> Decimal | None: ...
    @property
    def allowance(self) -> Decimal | None: ...
    @property
    def last_digit(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much two figures differ, in the unit of what is compared."""

    amount: Decimal
    unit: str

    @property
    def words(self) -> str:
        """The amount with its unit."""
        return with_unit(self.amount, self.unit)


def sentence(result: Judged) -> str:
    """What a result says of its figures; empty where none is printed."""
    if not result.terms:
        return ""
    if result.relation is Relation.WORDING:
        return "；".join(term.words for term in result.terms)
    total = told_together(_side(result, "total"), result.fiscal_year) or _blank(result)
    return f"{total}，{_EXPECTED[result.relation](result)}{_LAST_DIGIT.get(result.last_digit, '')}"


def _blank(result: Judged) -> str:
    """A side of which nothing is printed, by the cells that are blank where they are known."""
    return f"{missing_in_words(result.missing)}{BLANK}"


def difference_in_words(result: Judged) -> str:
    """The difference and what rounding may explain of it; empty where nothing is compared."""
    if result.allowance is None or not _is_compared(result):
        return ""
    rounding = f"四舍五入最多只能造成 {_shown(result.allowance, result).words}的尾差"
    found = difference(result)
    if found is None:
        return rounding if result.allowance else ""
    differs = f"相差 {found.words}"
    if result.last_digit:
        return differs
    return f"{differs}，{rounding}" if result.allowance else f"{differs}，两数都未经四舍五入，应当相等"


def difference(result: Judged) -> Difference | None:
    """The difference; None where nothing is compared, or a direction, which says of no figure how large it is."""
    if result.residual is None or not _is_compared(result) or result.relation is Relation.DIRECTION:
        return None
    return _shown(abs(result.residual), result)


def _is_compared(result: Judged) -> bool:
    has_quotient = result.relation is not Relation.RATIO or result.computed is not None
    return result.residual is not None and has_quotient and result.relation is not Relation.WORDING


def _equals(result: Judged) -> str:
    parts = _side(result, "part")
    return f"应等于{_sum_of(parts, result)}" if _is_sum(parts) else f"应等于{_told(parts, result)}"


def _restates(result: Judged) -> str:
    parts = _side(result, "part")
    return _equals(result) if _is_sum(parts) else f"应与{_told(parts, result)} 一致"


def _at_least(result: Judged) -> str:
    parts, excuse = _side(result, "part"), _side(result, "excuse")
    least = _sum_of(parts, result) if _is_sum(parts) else _told(parts, result)
    return f"不应小于{least}" + (f"；{_told(excuse, result)}，可以解释" if excuse else "")


def _ratio(result: Judged) -> str:
    base = _side(result, "base")
    over = f"{_bracketed(_side(result, 'part'), result)}÷{_bracketed(base, result)}"
    if result.computed is None:
        return f"而{over}，{'除数为零，没有比率可言' if _is_zero(base) else '无从计算'}"
    unit = next((term.shown_unit for term in _side(result, "total")), "")
    return f"而{over}＝{with_unit(_rounded(result.computed), unit)}"


def _is_zero(base: Sequence[TermView]) -> bool:
    amounts = [term.sign * term.amount for term in base if term.amount is not None]
    return 0 < len(amounts) == len(base) and not sum(amounts)


def _direction(result: Judged) -> str:
    parts = _side(result, "part")
    computed = f"，得 {_computed(parts, result)}" if _is_sum(parts) else ""
    return f"而{_told(parts, result)}{computed}"


_EXPECTED: Mapping[Relation, Callable[[Judged], str]] = {
    Relation.EQUALS: _equals,
    Relation.RESTATES: _restates,
    Relation.AT_LEAST: _at_least,
    Relation.RATIO: _ratio,
    Relation.DIRECTION: _direction,
}


def _side(result: Judged, side: Side) -> tuple[TermView, ...]:
    return tuple(term for term in result.terms if term.side == side)


def _told(terms: Sequence[TermView], result: Judged) -> str:
    total = _side(result, "total")
    return told_together(terms, result.fiscal_year, total[0] if len(total) == 1 else None) or BLANK


def _is_sum(parts: Sequence[TermView]) -> bool:
    return len(parts) > 1 or any(part.sign < 0 for part in parts)


def _sum_of(parts: Sequence[TermView], result: Judged) -> str:
    return f"下列各数之和 {_computed(parts, result)}：{_told(parts, result)}"


def _computed(parts: Sequence[TermView], result: Judged) -> str:
    """The sum of the parts; the unit stands with claims alone, whose figures have one too."""
    if result.computed is None:
        return BLANK
    return with_unit(result.computed, next((part.shown_unit for part in parts if part.is_claim), ""))


def _bracketed(terms: Sequence[TermView], result: Judged) -> str:
    return f"（{_told(terms, result)}）" if _is_sum(terms) else _told(terms, result)


def _shown(amount: Decimal, result: Judged) -> Difference:
    """A difference in the unit of what is compared: of the total, or of the parts where the total is a direction."""
    compared = () if result.relation is Relation.DIRECTION else _side(result, "total")
    unit = next((term.shown_unit for term in compared or _side(result, "part")), "")
    shown = _rounded(amount) if result.relation is Relation.RATIO else amount
    return Difference(shown, "个百分点" if unit == "%" else unit)


def _rounded(amount: Decimal) -> Decimal:
    rounded = amount.quantize(MOST_DECIMALS)
    return rounded if rounded != amount else amount
