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
    """Return the claims, each with one reading of its subject; in DOUBT that reading may be no cell at all.

    Amounts are settled first: changes told without an amount are proved by those that the passage states.
    """
    groups: dict[tuple[int, Subject], list[Claim]] = defaultdict(list)
    for entry in stated:
        groups[entry.mention, entry.claim.subject].append(entry.claim)
    open_groups = {key: claims for key, claims in groups.items() if key[1].others}
    chosen = {
        key: _choose(key[1], claims, cells) for key, claims in open_groups.items() if any(map(_is_amount, claims))
    }
    amounts: dict[str, Printed] = {}
    for entry in stated:
        if _is_amount(entry.claim):
            subject = chosen.get((entry.mention, entry.claim.subject), entry.claim.subject)
            amounts.setdefault(subject.key, printed_claim(entry.claim))
    chosen |= {
        key: _choose_by_growth(key[1], claims, cells, amounts)
        for key, claims in open_groups.items()
        if key not in chosen
    }
    settled = tuple(_with_subject(entry.claim, chosen.get((entry.mention, entry.claim.subject))) for entry in stated)
    return _settle_years(settled, cells)


def _with_subject(claim: Claim, subject: Subject | None) -> Claim:
    return claim if subject is None or subject is claim.subject else replace(claim, subject=subject)


def _is_amount(claim: Claim) -> bool:
    return claim.kind is ClaimKind.AMOUNT and claim.base is Base.NONE


def _choose(subject: Subject, claims: Sequence[Claim], cells: PrintedCells) -> Subject:
    """Return the first reading with which an amount agrees."""
    stated = [printed_claim(claim) for claim in claims if _is_amount(claim)]
    for reading in _readings(subject):
        printed = cells.find(reading)
        if printed is not None and any(printed.agrees(amount) for amount in stated):
            return _proved(reading, subject)
    return _unproved(subject)


def _choose_by_growth(
    subject: Subject, claims: Sequence[Claim], cells: PrintedCells, amounts: Mapping[str, Printed]
) -> Subject:
    """Return the first reading whose amount, as stated or else as printed, gives the growth that is told."""
    for reading in _readings(subject):
        if _grows(claims, amounts.get(reading.key) or cells.find(reading)):
            return _proved(reading, subject)
    return _unproved(subject)


def _readings(subject: Subject) -> tuple[Subject, ...]:
    return subject.others if subject.binding is Binding.DOUBT else (subject, *subject.others)


def _proved(reading: Subject, subject: Subject) -> Subject:
    return reading if reading is subject else replace(reading, binding=Binding.PROOF, others=(subject,))


def _unproved(subject: Subject) -> Subject:
    return replace(subject, binding=Binding.NONE, others=()) if subject.binding is Binding.DOUBT else subject


def _grows(claims: Sequence[Claim], amount: Printed | None) -> bool:
    """Whether the change and the growth that are told belong to this amount."""
    change = next((printed_claim(claim) for claim in claims if claim.kind is ClaimKind.CHANGE), None)
    growth = next((printed_claim(claim) for claim in claims if claim.kind is ClaimKind.GROWTH), None)
    if change is None or growth is None or amount is None:
        return False
    before = Printed(amount.value - change.value, amount.half_unit + change.half_unit)
    return before.value > 0 and is_percentage(growth, change, before)


def _settle_years(claims: Sequence[Claim], cells: PrintedCells) -> list[Claim]:
    """Return the amounts said of the year before as ones of this year where they are printed so: the year is the slip.

    Where both years are told of a subject, each is what it is said to be.
    """
    told = {(claim.passage, claim.subject.key) for claim in claims if _is_amount(claim)}
    return [
        replace(claim, base=Base.NONE)
        if claim.kind is ClaimKind.AMOUNT
        and claim.base is Base.PREVIOUS_YEAR
        and (claim.passage, claim.subject.key) not in told
        and (printed := cells.find(claim.subject)) is not None
        and printed.value
        and printed.agrees(printed_claim(claim))
        else claim
        for claim in claims
    ]
