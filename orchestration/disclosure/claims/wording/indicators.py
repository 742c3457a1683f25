"""The same indicator told in two places: in two forms, or in a form and in the text."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from orchestration.disclosure.amounts import NotAnAmount, parse_amount
from orchestration.disclosure.claims.model import Finding, Indicator
from orchestration.disclosure.claims.passages import plain
from orchestration.disclosure.claims.wording.evidence import (
    HOLDS,
    VIOLATED,
    Evidence,
    FiledPassage,
    Wording,
    finding,
)

FORMS_RULE = "performance.indicator_forms"
TEXT_RULE = "performance.indicator_text"
LOOSE_TEXT_RULE = "performance.indicator_count"
TEXT_SECTIONS = frozenset({"key_tasks", "performance", "general_budget_items"})
COVERED = 0.8
"""How much of an indicator's words must stand in a clause for the clause to be about it."""

MIN_WORDS = 4
MIN_NOUN = 3
"""What a clause counts in all (共…个…) is the indicator that ends in the same noun."""

_MEASURE = re.compile(r"^[≤≥<>=≦≧]*(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>[^\d≤≥<>=]*)$")
_TOLD = re.compile(
    r"(?<![\d.〔\[-])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>平方米|m2|人次|万条|[条次个件家项人台套场份户处%])?"
)


def measure(text: str) -> tuple[Decimal, str] | None:
    """The value and unit of a target or an actual value that is one number."""
    match = _MEASURE.match(plain(text))
    if match is None:
        return None
    try:
        printed = parse_amount(match["number"])
    except NotAnAmount:
        return None
    return (printed.value, match["unit"]) if printed else None


def indicators_between_forms(evidence: Evidence) -> Iterator[Finding]:
    """One indicator in the form of the department and in that of a project, each with its actual value."""
    by_name: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in evidence.indicators:
        if indicator.actual and len(plain(indicator.level_three)) >= MIN_WORDS:
            by_name[plain(indicator.level_three)].append(indicator)
    for name, told in by_name.items():
        forms = {indicator.project_key for indicator in told}
        if "whole" not in forms or len(forms) != 2 or len(told) != 2:
            continue
        one, other = sorted(told, key=lambda indicator: indicator.project_key != "whole")
        yield _between(name, one, other)


def _between(name: str, one: Indicator, other: Indicator) -> Finding:
    pairs = [(plain(one.target or ""), plain(other.target or "")), (plain(one.actual or ""), plain(other.actual or ""))]
    differing = [(a, b) for a, b in pairs if _differ(a, b)]
    terms = "; ".join(f"{name} {a} ≠ {b} ({other.project_name})" for a, b in differing)
    return finding(FORMS_RULE, name, VIOLATED if differing else HOLDS, terms, name, one.origin.file_name, one.place)


def _differ(one: str, other: str) -> bool:
    first, second = measure(one), measure(other)
    if first is None or second is None:
        return False
    return first[0] != second[0] or ((first[1] == "%") != (second[1] == "%"))


def indicators_in_text(evidence: Evidence) -> Iterator[Finding]:
    """An indicator's actual value and the numbers that clauses of the text state of the same thing.

    Where one of them is the actual value, the others are its parts or other times.
    """
    for indicator in evidence.indicators:
        value = measure(indicator.actual or "")
        words = evidence.wording.indicator_noise.sub("", plain(indicator.level_three))
        if value is None or len(words) < MIN_WORDS or "%" in value[1]:
            continue
        told = [
            found
            for filed in evidence.passages
            if filed.passage.section in TEXT_SECTIONS
            for found in _told(filed, indicator, words, value, evidence.wording)
        ]
        agreeing = [found for found in told if found.outcome == HOLDS]
        yield from (agreeing or told)[:1]


def _told(
    filed: FiledPassage, indicator: Indicator, words: str, value: tuple[Decimal, str], wording: Wording
) -> Iterator[Finding]:
    text = filed.passage.text
    for match in _TOLD.finditer(text):
        start = max(text.rfind(mark, 0, match.start()) for mark in "。；，：") + 1
        end = min((i for mark in "。；，" if (i := text.find(mark, match.end())) >= 0), default=len(text))
        clause = text[start : match.start()] + text[match.end() : end]
        unit = wording.same_units.get(match["unit"] or "", match["unit"] or "")
        wanted = wording.same_units.get(value[1], value[1])
        noun = text[match.end() : end]
        totalled = text[start : match.start()].endswith("共") and len(noun) >= MIN_NOUN and words.endswith(noun)
        if (wanted and unit != wanted) or not unit or not (totalled or covers(clause, words)):
            continue
        number = Decimal(match["number"].replace(",", ""))
        differs = number != value[0]
        rule = TEXT_RULE if wanted else LOOSE_TEXT_RULE
        terms = f"{clause[:30]} {match[0]} ≠ {indicator.level_three} {indicator.actual}" if differs else ""
        yield finding(
            rule,
            indicator.level_three,
            VIOLATED if differs else HOLDS,
            terms,
            text[start:end],
            filed.file_name,
            filed.passage.place(match.start()),
        )


def covers(clause: str, words: str) -> bool:
    """Whether a clause speaks of an indicator: nearly all of its characters, and many of its pairs, recur."""
    pairs = [words[i : i + 2] for i in range(len(words) - 1)]
    paired = sum(pair in clause for pair in pairs) / len(pairs)
    present = sum(char in clause for char in words) / len(words)
    return present >= COVERED and paired >= COVERED / 2
