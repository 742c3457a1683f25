"""Choose between the readings of a subject: the one that makes what is stated true, else the likeliest."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchestration.disclosure.claims.model import Base, Binding, Claim, ClaimKind, Subject
from orchestration.disclosure.claims.proof import PrintedCells, printed_claim


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim and the number of the mention that named its subject: one mention has one meaning."""

    mention: int
    claim: Claim


def settle_readings(stated: Sequence[Stated], cells: PrintedCells) -> list[Claim]:
    """Return the claims, each with one reading of its subject; in DOUBT that reading may be no cell at all."""
    groups: dict[tuple[int, Subject], list[Claim]] = defaultdict(list)
    for entry in stated:
        groups[entry.mention, entry.claim.subject].append(entry.claim)
    chosen = {key: _choose(key[1], claims, cells) for key, claims in groups.items() if key[1].others}
    settled = (
        replace(entry.claim, subject=chosen.get((entry.mention, entry.claim.subject), entry.claim.subject))
        for entry in stated
    )
    return [_settle_year(claim, cells) for claim in settled]


def _choose(subject: Subject, claims: Sequence[Claim], cells: PrintedCells) -> Subject:
    amounts = [claim for claim in claims if claim.kind is ClaimKind.AMOUNT and claim.base is Base.NONE]
    for reading in subject.others if subject.binding is Binding.DOUBT else (subject, *subject.others):
        printed = cells.find(reading)
        if printed is not None and any(printed.agrees(printed_claim(claim)) for claim in amounts):
            is_first = reading is subject
            return reading if is_first else replace(reading, binding=Binding.PROOF, others=(subject,))
    return replace(subject, binding=Binding.NONE, others=()) if subject.binding is Binding.DOUBT else subject


def _settle_year(claim: Claim, cells: PrintedCells) -> Claim:
    """Return an amount said of the year before as one of this year where it is printed so: the year is the slip."""
    if claim.kind is not ClaimKind.AMOUNT or claim.base is not Base.PREVIOUS_YEAR:
        return claim
    printed = cells.find(claim.subject)
    return (
        replace(claim, base=Base.NONE) if printed and printed.value and printed.agrees(printed_claim(claim)) else claim
    )
