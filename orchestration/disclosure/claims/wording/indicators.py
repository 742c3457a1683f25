"""Compare an indicator stated in two places: in two forms, or in a form and in the text."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from orchestration.disclosure.amounts import NotAnAmount, parse_amount
from orchestration.disclosure.claims.model import Indicator, WordingResult
from orchestration.disclosure.claims.passages import normalise
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, SubmittedPassage, Wording
from orchestration.disclosure.claims.wording.quoting import quoted

FORMS_RULE = "performance.indicator_forms"
TEXT_RULE = "performance.indicator_text"
LOOSE_TEXT_RULE = "performance.indicator_count"
TEXT_SECTIONS = frozenset({"key_tasks", "performance", "general_budget_items"})
COVERED = 0.8
"""The least share of an indicator's characters that a clause about it contains."""

MIN_WORDS = 4
MIN_NOUN = 3
"""The least length of a noun by which a clause with a total (共…个…) is matched to the indicator that ends in it."""

_MEASURE = re.compile(r"^[≤≥<>=≦≧]*(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>[^\d≤≥<>=]*)$")
_TOLD = re.compile(
    r"(?<![\d.〔\[-])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>平方米|m2|人次|万条|[条次个件家项人台套场份户处%])?"
)


def parse_measure(text: str) -> tuple[Decimal, str] | None:
    """Return value and unit of a target or actual value that consists of one number; None for any other text."""
    match = _MEASURE.match(normalise(text))
    if match is None:
        return None
    try:
        printed = parse_amount(match["number"])
    except NotAnAmount:
        return None
    return (printed.value, match["unit"]) if printed else None


def check_indicators_between_forms(evidence: Evidence) -> Iterator[WordingResult]:
    """Compare an indicator in the form of the department with the same one in a project's form."""
    by_name: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in evidence.indicators:
        if indicator.actual and len(normalise(indicator.level_three)) >= MIN_WORDS:
            by_name[normalise(indicator.level_three)].append(indicator)
    for name, results in by_name.items():
        forms = {indicator.project_key for indicator in results}
        if "whole" not in forms or len(forms) != 2 or len(results) != 2:
            continue
        one, other = sorted(results, key=lambda indicator: indicator.project_key != "whole")
        yield _compare_forms(name, one, other)


def _compare_forms(name: str, one: Indicator, other: Indicator) -> WordingResult:
    pairs = [
        ("指标值", normalise(one.target or ""), normalise(other.target or "")),
        ("实际完成值", normalise(one.actual or ""), normalise(other.actual or "")),
    ]
    differing = [
        f"{value}在整体自评表中为{quoted(a)}，在项目“{other.project_name}”自评表中为{quoted(b)}"
        for value, a, b in pairs
        if _measures_differ(a, b)
    ]
    terms = f"指标{quoted(name)}的{'；'.join(differing)}" if differing else ""
    return WordingResult(
        FORMS_RULE, name, VIOLATED if differing else HOLDS, terms, name, one.origin.file_name, one.place
    )


def _measures_differ(one: str, other: str) -> bool:
    first, second = parse_measure(one), parse_measure(other)
    if first is None or second is None:
        return False
    return first[0] != second[0] or ((first[1] == "%") != (second[1] == "%"))


def check_indicators_in_text(evidence: Evidence) -> Iterator[WordingResult]:
    """Compare an indicator's actual value with the numbers that clauses of the text state for it.

    Where one of these equals the actual value, the others count as its parts or as other periods.
    """
    for indicator in evidence.indicators:
        value = parse_measure(indicator.actual or "")
        words = evidence.wording.indicator_noise.sub("", normalise(indicator.level_three))
        if value is None or len(words) < MIN_WORDS or "%" in value[1]:
            continue
        results = [
            found
            for submitted in evidence.passages
            if submitted.passage.section in TEXT_SECTIONS
            for found in _compare_clauses(submitted, indicator, words, value, evidence.wording)
        ]
        agreeing = [found for found in results if found.outcome == HOLDS]
        yield from (agreeing or results)[:1]


def _compare_clauses(
    submitted: SubmittedPassage, indicator: Indicator, words: str, value: tuple[Decimal, str], wording: Wording
) -> Iterator[WordingResult]:
    text = submitted.passage.text
    wanted = wording.same_units.get(value[1], value[1])
    for match in _TOLD.finditer(text):
        unit = wording.same_units.get(match["unit"] or "", match["unit"] or "")
        if not unit or (wanted and unit != wanted):
            continue
        start = max(text.rfind(mark, 0, match.start()) for mark in "。；，：") + 1
        end = min((i for mark in "。；，" if (i := text.find(mark, match.end())) >= 0), default=len(text))
        clause = text[start : match.start()] + text[match.end() : end]
        noun = text[match.end() : end]
        totalled = text[start : match.start()].endswith("共") and len(noun) >= MIN_NOUN and words.endswith(noun)
        if not (totalled or is_about(clause, words)):
            continue
        number = Decimal(match["number"].replace(",", ""))
        differs = number != value[0]
        rule = TEXT_RULE if wanted else LOOSE_TEXT_RULE
        told = f"指标{quoted(indicator.level_three)}，文字写作{quoted(match[0])}"
        terms = f"{told}，自评表实际完成值为{quoted(indicator.actual or '')}" if differs else ""
        yield WordingResult(
            rule,
            indicator.level_three,
            VIOLATED if differs else HOLDS,
            terms,
            text[start:end],
            submitted.file_name,
            submitted.passage.place(match.start()),
        )


def is_about(clause: str, words: str) -> bool:
    """Return whether a clause is about an indicator: it contains most of its characters and many of its bigrams."""
    pairs = [words[i : i + 2] for i in range(len(words) - 1)]
    paired = sum(pair in clause for pair in pairs) / len(pairs)
    present = sum(char in clause for char in words) / len(words)
    return present >= COVERED and paired >= COVERED / 2
