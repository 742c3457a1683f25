"""Check that the counts which belong to the three public expenses are told where an expense is not zero."""

from collections.abc import Iterator

from orchestration.disclosure.claims.model import WordingResult
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence
from orchestration.disclosure.claims.wording.quoting import as_printed
from orchestration.disclosure.model import CellKey

RULE = "narrative.three_public_counts"
SECTION = "three_public"


def check_three_public_counts(evidence: Evidence) -> Iterator[WordingResult]:
    """Yield a result for each count that is required: violated where the section tells no such number.

    An explanation that tells nothing of these expenses but their amounts is an excerpt: nothing is asked of it.
    """
    passages = [submitted for submitted in evidence.passages if submitted.passage.section == SECTION]
    text = "。".join(submitted.passage.text for submitted in passages)
    if not evidence.wording.counts_told.search(text):
        return
    first = passages[0]
    for required in evidence.wording.required_counts:
        cell = evidence.cells.get(CellKey(SECTION, required.cell, "final"))
        if cell is None or cell.amount <= 0:
            continue
        is_told = required.words.search(text) is not None
        yield WordingResult(
            RULE,
            required.what,
            HOLDS if is_told else VIOLATED,
            "" if is_told else f"{required.expense}决算数为 {as_printed(cell)}，文字未说明{required.what}",
            first.passage.text[:40],
            first.file_name,
            first.passage.place(0),
        )
