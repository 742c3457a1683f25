"""Read one printed figure: its exact value, its kind, and what it is measured against, by the words before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from orchestration.disclosure.amounts import MAX_DECIMALS, MAX_INTEGER_DIGITS
from orchestration.disclosure.claims.language import FigurePhrase, Phrases
from orchestration.disclosure.claims.model import Base, Claim, ClaimKind
from orchestration.disclosure.claims.proof import HUNDRED

_COMPARED = frozenset({ClaimKind.CHANGE, ClaimKind.GROWTH, ClaimKind.DIRECTION})


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure before it has a subject: `value` in 万元, percent or a count; `phrase` is what said its kind."""

    text: str
    unit: str
    value: Decimal
    decimals: int
    half_unit: Decimal
    scale: Decimal
    kind: ClaimKind
    base: Base
    phrase: FigurePhrase | None

    @property
    def is_open(self) -> bool:
        """Whether its words leave open which way it goes (增加（减少）); of zero nothing is left open."""
        return self.phrase is not None and self.phrase.unresolved and self.value != 0


class Number(NamedTuple):
    """A number as printed: amounts in 万元, and half a unit of the last decimal in the unit of `value`."""

    value: Decimal
    decimals: int
    half_unit: Decimal


def read_number(match: re.Match[str], unit: str, phrases: Phrases) -> Number | None:
    """Return the number of a match of `Phrases.figure` in a unit; None for one with more digits than an amount has."""
    text = match["number"].replace(",", "")
    whole, _, decimals = text.partition(".")
    if len(whole.lstrip("-")) > MAX_INTEGER_DIGITS or len(decimals) > MAX_DECIMALS:
        return None
    factor = phrases.amount_units.get(unit, Decimal(1))
    return Number(Decimal(text) * factor, len(decimals), Decimal(5).scaleb(-len(decimals) - 1) * factor)


def read_figure(
    match: re.Match[str], lead: str, sentence: str, before: Sequence[Claim], is_adjacent: bool, phrases: Phrases
) -> Figure | None:
    """Return the figure of a match of `Phrases.figure`; None for one with more digits than an amount has.

    `lead` are the words since the figure before, `sentence` those of the whole sentence so far. `before` are the last
    two claims of the passage; the last one is the figure before, if `is_adjacent`.
    """
    unit = match["unit"] or ""
    number = read_number(match, unit, phrases)
    if number is None:
        return None
    previous = before[-1] if before and is_adjacent else None
    continued = previous if previous and previous.unit == unit and phrases.continues.fullmatch(lead) else None
    phrase = None if continued else _find_phrase(lead, unit, previous, phrases)
    kind = continued.kind if continued else _kind(phrase, unit, phrases)
    return Figure(
        text=match[0],
        unit=unit,
        value=number.value * (_sign_of(continued.value) if continued else _sign(phrase, before)),
        decimals=number.decimals,
        half_unit=Decimal(0) if kind is ClaimKind.COUNT else number.half_unit,
        scale=HUNDRED if unit in phrases.percent_units else Decimal(1),
        kind=kind,
        base=continued.base if continued else _base(phrase, kind, previous, sentence, phrases),
        phrase=phrase,
    )


def _find_phrase(lead: str, unit: str, previous: Claim | None, phrases: Phrases) -> FigurePhrase | None:
    known: Sequence[FigurePhrase] = ()
    if unit in phrases.amount_units:
        known = phrases.amount
    elif unit in phrases.percent_units:
        known = phrases.percent
    return next((phrase for phrase in known if _fits(phrase, lead, unit, previous)), None)


def _fits(phrase: FigurePhrase, lead: str, unit: str, previous: Claim | None) -> bool:
    follows = phrase.after is None or (previous is not None and previous.kind is phrase.after)
    return follows and phrase.unit in (None, unit) and phrase.lead.search(lead) is not None


def _kind(phrase: FigurePhrase | None, unit: str, phrases: Phrases) -> ClaimKind:
    if phrase is not None:
        return phrase.kind
    if not unit or unit in phrases.amount_units or unit in phrases.percent_units:
        return ClaimKind.UNRECOGNISED
    return ClaimKind.SCORE if unit == "分" else ClaimKind.COUNT


def _base(
    phrase: FigurePhrase | None, kind: ClaimKind, previous: Claim | None, sentence: str, phrases: Phrases
) -> Base:
    """Return what the figure is measured against: as its words, the figure before, or the last comparison say."""
    if phrase is not None and phrase.base is not Base.NONE:
        return phrase.base
    if phrase is not None and phrase.after and previous is not None:
        return previous.base
    return find_compared_base(sentence, kind, phrases)


def find_compared_base(sentence: str, kind: ClaimKind, phrases: Phrases) -> Base:
    """Return the base of the last comparison in the sentence; the previous year where it names none."""
    if kind not in _COMPARED:
        return Base.NONE
    found = [
        (match.start(), -order, comparison.base)
        for order, comparison in enumerate(phrases.comparisons)
        for match in comparison.words.finditer(sentence)
    ]
    return max(found)[2] if found else Base.PREVIOUS_YEAR


def _sign(phrase: FigurePhrase | None, before: Sequence[Claim]) -> int:
    """Return the sign that the words give a figure; without a direction (变动幅度) it is that of the change before."""
    if phrase is None or phrase.sign or not before:
        return phrase.sign or 1 if phrase else 1
    last = before[-1]
    if last.kind is ClaimKind.CHANGE or len(before) < 2:
        return _sign_of(last.value)
    other = before[-2]
    return -1 if other.base is Base.PREVIOUS_YEAR and last.value < other.value else 1


def _sign_of(value: Decimal) -> int:
    return -1 if value < 0 else 1
