"""The unit words of the explanation: a figure of the sheets told digit for digit, with another unit behind it."""

from collections.abc import Iterator
from decimal import Decimal

from orchestration.disclosure.claims.model import Claim, ClaimKind, Finding
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, finding
from orchestration.disclosure.model import Cell, CellKey

RULE = "narrative.unit"
APART = frozenset({Decimal(10_000), Decimal(1) / Decimal(10_000)})
"""元, 万元 and 亿元 lie so many times apart."""


def unit_words(evidence: Evidence) -> Iterator[Finding]:
    """Amounts that equal a cell of the sheets, or would if the unit were the next larger or smaller one."""
    for claim in evidence.claims:
        cell = _told(evidence, claim)
        if cell is None or cell.amount == 0 or claim.value == 0:
            continue
        times = claim.value / cell.amount
        if times == 1:
            yield _finding(claim, HOLDS, "")
        elif times in APART:
            yield _finding(claim, VIOLATED, f"{claim.text}{claim.unit} ↔ {cell.amount_text} {cell.unit}")


def _told(evidence: Evidence, claim: Claim) -> Cell | None:
    parts = claim.subject.key.split("/")
    if claim.kind is not ClaimKind.AMOUNT or len(parts) != 3:
        return None
    return evidence.cells.get(CellKey(*parts))


def _finding(claim: Claim, outcome: str, terms: str) -> Finding:
    return finding(RULE, claim.claim_key, outcome, terms, claim.phrase, claim.origin.file_name, claim.place)
