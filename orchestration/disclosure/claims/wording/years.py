"""Check the years in the explanation: its own fiscal year, and the previous one in comparisons."""

import re
from collections.abc import Iterator

from orchestration.disclosure.claims.model import WordingResult
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, SubmittedPassage, quote_around

RULE = "narrative.fiscal_year"
SECTIONS = frozenset(
    {
        "totals",
        "income",
        "expenditure",
        "appropriation",
        "general_budget",
        "general_budget_structure",
        "general_budget_items",
        "basic",
        "three_public",
        "government_fund",
        "state_capital",
        "organ_operation",
    }
)


def check_fiscal_years(evidence: Evidence) -> Iterator[WordingResult]:
    """Violated for statements of a year other than the document's and comparisons with one other than the previous."""
    own = evidence.recognition.fiscal_year
    if own is None:
        return
    for submitted in evidence.passages:
        if submitted.passage.section not in SECTIONS:
            continue
        for pattern, year in ((evidence.wording.year_stated, own), (evidence.wording.year_compared, own - 1)):
            for match in pattern.finditer(submitted.passage.text):
                if int(match["year"]) == year or not _is_compared(submitted.passage.text, match.start(), own):
                    yield _result(submitted, match, year)


def _is_compared(text: str, start: int, own: int) -> bool:
    """Whether the sentence goes on to state the document's own year: then it tells two years, not a wrong one."""
    sentence = text[start : text.find("。", start) if "。" in text[start:] else len(text)]
    return re.search(rf"，{own}年", sentence) is not None


def _result(submitted: SubmittedPassage, match: re.Match[str], year: int) -> WordingResult:
    stated_year = int(match["year"])
    terms = f"{stated_year} ≠ {year}" if stated_year != year else ""
    binding = f"{submitted.passage.section}|{year}"
    phrase = quote_around(submitted.passage.text, match)
    outcome = VIOLATED if terms else HOLDS
    return WordingResult(
        RULE, binding, outcome, terms, phrase, submitted.file_name, submitted.passage.place(match.start("year"))
    )
