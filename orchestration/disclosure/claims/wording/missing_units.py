"""Find figures without the unit that their words need: 占100, 完成年初预算的98.5, 增加12.30."""

import re
from collections.abc import Iterator
from decimal import Decimal

from orchestration.disclosure.claims.model import WordingResult
from orchestration.disclosure.claims.passages import Passage
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, MissingUnit, quote_around
from orchestration.disclosure.claims.wording.quoting import quoted
from orchestration.disclosure.claims.wording.years import SECTIONS as ACCOUNTS

RULE = "narrative.missing_unit"
SECTIONS = ACCOUNTS | {"procurement"}
"""Sections of amounts and percentages; scores and counts of the others may stand alone."""

_DIGIT = re.compile(r"\d")


def check_missing_units(evidence: Evidence) -> Iterator[WordingResult]:
    """Yield a violation for each figure without its unit, and an exact result for each passage without any."""
    for submitted in evidence.passages:
        passage = submitted.passage
        if passage.section not in SECTIONS or not _DIGIT.search(passage.text):
            continue
        found = _find(passage, evidence)
        for match, missing in found.values():
            binding = f"{passage.section}|{passage.number}|{match.start('number')}"
            terms = f"{quoted(match[0])}后缺少单位“{missing.unit}”"
            phrase = quote_around(passage.text, match)
            place = passage.place(match.start("number"))
            yield WordingResult(RULE, binding, VIOLATED, terms, phrase, submitted.file_name, place)
        if not found:
            binding = f"{passage.section}|{passage.number}"
            yield WordingResult(RULE, binding, HOLDS, "", "", submitted.file_name, passage.place(0))


def _find(passage: Passage, evidence: Evidence) -> dict[int, tuple[re.Match[str], MissingUnit]]:
    """Return the figures by their offset, each with the first unit that its words need."""
    wording = evidence.wording
    found: dict[int, tuple[re.Match[str], MissingUnit]] = {}
    if wording.unit_elsewhere.search(passage.text):
        return found
    for missing in wording.missing_units:
        for match in missing.words.finditer(passage.text):
            start = max(passage.text.rfind(stop, 0, match.end()) for stop in "。；") + 1
            if wording.unit_behind_list.search(passage.text, start, match.end()) or not _matters(match["number"]):
                continue
            found.setdefault(match.start("number"), (match, missing))
    return found


def _matters(number: str) -> bool:
    """Whether a figure says less without its unit; zero does not."""
    return Decimal(number.replace(",", "")) != 0
