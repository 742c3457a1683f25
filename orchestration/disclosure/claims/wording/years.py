"""The years that the explanation speaks of: its own fiscal year, and the one before to compare with."""

import re
from collections.abc import Iterator

from orchestration.disclosure.claims.model import Finding
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, FiledPassage, around, finding

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


def fiscal_years(evidence: Evidence) -> Iterator[Finding]:
    """Statements of another year than the document's, and comparisons with another year than the one before."""
    own = evidence.recognition.fiscal_year
    if own is None:
        return
    for filed in evidence.passages:
        if filed.passage.section not in SECTIONS:
            continue
        for pattern, year in ((evidence.wording.year_stated, own), (evidence.wording.year_compared, own - 1)):
            for match in pattern.finditer(filed.passage.text):
                yield _of(filed, match, year)


def _of(filed: FiledPassage, match: re.Match[str], year: int) -> Finding:
    told = int(match["year"])
    terms = f"{told} ≠ {year}" if told != year else ""
    binding = f"{filed.passage.section}|{year}"
    phrase = around(filed.passage.text, match)
    outcome = VIOLATED if terms else HOLDS
    return finding(RULE, binding, outcome, terms, phrase, filed.file_name, filed.passage.place(match.start("year")))
