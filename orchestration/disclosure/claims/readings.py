"""Choose between the readings of a subject: the one that makes what is stated true, else the likeliest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from orchestration.disclosure.claims.model import Base, Binding, Claim, ClaimKind, Subject
from orchestration.disclosure.claims.proof import Printed, PrintedCells, is_percentage, printed_claim


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
    amounts = {e.claim.subject.key: printed_claim(e.claim) for e in reversed(stated) if _is_amount(e.claim)}
    chosen = {key: _choose(key[1], claims, cells, amounts) for key, claims in groups.items() if key[1].others}
    settled = (
        replace(entry.claim, subject=chosen.get((entry.mention, entry.claim.subject), entry.claim.subject))
        for entry in stated
    )
    return [_settle_year(claim, cells) for claim in settled]


def _is_amount(claim: Claim) -> bool:
    return claim.kind is ClaimKind.AMOUNT and claim.base is Base.NONE


def _choose(
    subject: Subject, claims: Sequence[Claim], cells: PrintedCells, amounts: Mapping[str, Printed]
) -> Subject:
    """Return the first reading that what is stated proves; `amounts` are those of the passage by subject key."""
    stated = [printed_claim(claim) for claim in claims if _is_amount(claim)]
    for reading in subject.others if subject.binding is Binding.DOUBT else (subject, *subject.others):
        printed = cells.find(reading)
        agrees = printed is not None and any(printed.agrees(amount) for amount in stated)
        if agrees or (not stated and _grows(claims, amounts.get(reading.key, printed))):
            is_first = reading is subject
            return reading if is_first else replace(reading, binding=Binding.PROOF, others=(subject,))
    return replace(subject, binding=Binding.NONE, others=()) if subject.binding is Binding.DOUBT else subject


def _grows(claims: Sequence[Claim], amount: Printed | None) -> bool:
    """Whether the change and the growth that are told belong to this amount."""
    change = next((printed_claim(claim) for claim in claims if claim.kind is ClaimKind.CHANGE), None)
    growth = next((printed_claim(claim) for claim in claims if claim.kind is ClaimKind.GROWTH), None)
    if change is None or growth is None or amount is None:
        return False
    before = Printed(amount.value - change.value, amount.half_unit + change.half_unit)
    return before.value > 0 and is_percentage(growth, change, before)


def _settle_year(claim: Claim, cells: PrintedCells) -> Claim:
    """Return an amount said of the year before as one of this year where it is printed so: the year is the slip."""
    if claim.kind is not ClaimKind.AMOUNT or claim.base is not Base.PREVIOUS_YEAR:
        return claim
    printed = cells.find(claim.subject)
    return (
        replace(claim, base=Base.NONE) if printed and printed.value and printed.agrees(printed_claim(claim)) else claim
    )
