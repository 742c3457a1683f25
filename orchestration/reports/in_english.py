"""What a page says of a result to a reader of English: each figure first, then where it stands. Sheets, columns and
kinds of claims go by their ids; a row goes by its name as printed, by which alone it is found on the page."""

import re
from collections.abc import Callable, Mapping, Sequence

from expectations.amounts import plain
from expectations.model import Relation
from orchestration.reports.judged import (
    POINTS,
    Difference,
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
from orchestration.reports.places import NARRATIVE, claim_subject, column_in_english, row_in_words
from orchestration.reports.suspects import SuspectCell
from orchestration.reports.terms import TermView, with_unit

BLANK = "(blank)"

_LAST_DIGIT = {"cut_off": "; the last digit is cut off, not rounded", "off": "; the last digit differs"}
_DIRECTIONS = {1: "an increase", 0: "no change", -1: "a decrease"}
_CELL_IDS = re.compile(r"\b(?P<sheet>\w++)\[(?P<row>[^\]]*)\]\.(?P<column>\w+)")


def sentence_in_english(result: Judged) -> str:
    """What a result says of its figures; empty where none is printed. Words that a rule quotes stay as they are."""
    if not result.terms:
        return ""
    if result.relation is Relation.WORDING:
        return "; ".join(term.words for term in result.terms)
    total = _sum(side(result, "total"), result) or f"{BLANK} {missing_in_english(result.missing)}".strip()
    return f"{total} {_EXPECTED[result.relation](result)}{_LAST_DIGIT.get(result.last_digit, '')}"


def difference_in_english(result: Judged) -> str:
    """The difference and what rounding may explain of it; empty where nothing is compared."""
    if result.allowance is None or not is_compared(result):
        return ""
    rounding = f"rounding explains at most {_amount(shown(result.allowance, result))}"
    found = difference(result)
    if found is None:
        return rounding if result.allowance else ""
    differs = f"differs by {_amount(found)}"
    if result.last_digit:
        return differs
    return f"{differs}; {rounding}" if result.allowance else f"{differs}; no figure is rounded, so they should be equal"


def suspect_in_english(cell: SuspectCell) -> str:
    """A cell, or a stated figure, with its printed and its likely value."""
    cause = f" ({cell.likely_cause_en})" if cell.likely_cause_en else ""
    where = _where(cell.sheet_id, cell.row_key, cell.column_key, cell.label)
    printed = BLANK if cell.printed is None else plain(cell.printed)
    return f"{where}: {printed} → {'?' if cell.expected is None else plain(cell.expected)}{cause}"


def missing_in_english(missing: str) -> str:
    """What an identity lacks: the ids of the mart as words."""
    return _CELL_IDS.sub(lambda cell: _where(cell["sheet"], cell["row"], cell["column"], ""), missing)


def _equals(result: Judged) -> str:
    parts = side(result, "part")
    return f"should equal {_computed(parts, result)}{_sum(parts, result)}"


def _restates(result: Judged) -> str:
    parts = side(result, "part")
    return _equals(result) if is_sum(parts) else f"should agree with {_sum(parts, result)}"


def _at_least(result: Judged) -> str:
    parts, excuse = side(result, "part"), side(result, "excuse")
    explained = f"; {_sum(excuse, result)} may explain it" if excuse else ""
    return f"should be no less than {_computed(parts, result)}{_sum(parts, result)}{explained}"


def _ratio(result: Judged) -> str:
    base = side(result, "base")
    over = f"but {_bracketed(side(result, 'part'), result)} ÷ {_bracketed(base, result)}"
    if quotient := quotient_in_unit(result):
        return f"{over} = {quotient}"
    return f"{over} {'is no rate: the divisor is zero' if is_zero(base) else 'cannot be computed'}"


def _direction(result: Judged) -> str:
    parts = side(result, "part")
    return f"but {_computed(parts, result)}{_sum(parts, result)}"


_EXPECTED: Mapping[Relation, Callable[[Judged], str]] = {
    Relation.EQUALS: _equals,
    Relation.RESTATES: _restates,
    Relation.AT_LEAST: _at_least,
    Relation.RATIO: _ratio,
    Relation.DIRECTION: _direction,
}


def _computed(parts: Sequence[TermView], result: Judged) -> str:
    """What a sum comes to, before its parts."""
    return f"{sum_in_unit(parts, result) or BLANK} = " if is_sum(parts) else ""


def _bracketed(terms: Sequence[TermView], result: Judged) -> str:
    return f"({_sum(terms, result)})" if is_sum(terms) else _sum(terms, result) or BLANK


def _sum(terms: Sequence[TermView], result: Judged) -> str:
    told = "".join(f" {'−' if term.sign < 0 else '+'} {_told(term, result.fiscal_year)}" for term in terms)
    return told.removeprefix(" + ").lstrip()


def _told(term: TermView, fiscal_year: int | None) -> str:
    year = f"{term.fiscal_year} " if fiscal_year not in (None, term.fiscal_year) else ""
    return f"{_figure(term)} ({year}{_where(term.sheet_id, term.row_key, term.column_key, term.label)})"


def _figure(term: TermView) -> str:
    if term.amount is None:
        return "(not read)"
    if not term.is_claim:
        return plain(term.amount)
    return _DIRECTIONS[int(term.amount)] if term.column_key == "direction" else with_unit(term.amount, term.shown_unit)


def _where(sheet_id: str, row_key: str, column_key: str, label: str) -> str:
    column = column_in_english(sheet_id, row_key, column_key)
    if sheet_id == NARRATIVE:
        source = "self-evaluation form" if row_key.startswith("form|") else "explanation"
        return f'{source}, "{label or claim_subject(row_key)}", {column}'
    return f'{sheet_id.replace("_", " ")}, row "{row_in_words(row_key, label)}", column "{column}"'


def _amount(told: Difference) -> str:
    return with_unit(told.amount, "percentage points" if told.unit == POINTS else told.unit)
