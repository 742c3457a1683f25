"""Check the units of the explanation: a figure of the sheets repeated digit for digit with another unit."""

from collections.abc import Iterator
from decimal import Decimal

from orchestration.disclosure.claims.model import Claim, ClaimKind, WordingResult
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence
from orchestration.disclosure.claims.wording.quoting import as_printed, as_stated, quoted
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import Cell, CellKey

RULE = "narrative.unit"
UNIT_FACTORS = frozenset({Decimal(10_000), Decimal(1) / Decimal(10_000)})
"""The factors between 元, 万元 and 亿元."""


def check_units(evidence: Evidence) -> Iterator[WordingResult]:
    """Violated where an amount would equal its cell with the next larger or smaller unit; both compared in 万元."""
    for claim in evidence.claims:
        cell = _stated_cell(evidence, claim)
        if cell is None or cell.amount == 0 or claim.value == 0:
            continue
        times = claim.value / cell.amount
        if times == 1:
            yield _result(claim, HOLDS, "")
        elif times in UNIT_FACTORS:
            stated = f"{quoted(claim.subject.words)}文字写作{quoted(as_stated(claim))}"
            sheet = load_layouts().sheets[cell.key.sheet_id].name
            yield _result(claim, VIOLATED, f"{stated}，{sheet}中为 {as_printed(cell)}")


def _stated_cell(evidence: Evidence, claim: Claim) -> Cell | None:
    parts = claim.subject.key.split("/")
    if claim.kind is not ClaimKind.AMOUNT or len(parts) != 3:
        return None
    return evidence.cells.get(CellKey(*parts))


def _result(claim: Claim, outcome: str, terms: str) -> WordingResult:
    return WordingResult(RULE, claim.claim_key, outcome, terms, claim.phrase, claim.origin.file_name, claim.place)
