"""Claims that were read, beside the figures that a text is known to state, in the order of the text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from orchestration.disclosure.claims.model import Base, Claim, ClaimKind, Explanation
from orchestration.disclosure.model import CellKey

DIRECTION = "direction"
_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")
_POINTS = "个百分点"
_SAME_NUMBER = 4
"""What a pair of equal numbers weighs, where one that is right weighs one more."""

_ALLOWED: Mapping[str, frozenset[str]] = {
    "amount": frozenset({"amount", "count"}),
    _POINTS: frozenset({"change", "growth", "rate"}),
}


class Match(StrEnum):
    """What became of a stated figure."""

    RIGHT = "right"
    KIND = "wrong kind"
    WRONG = "wrong cell"
    UNBOUND = "unbound"
    UNREAD = "not read"


@dataclass(frozen=True, slots=True)
class Known:
    """A figure that a text states; `number` is as printed, `value` in 万元 or percent, a decrease negative."""

    kind: str
    cells: tuple[CellKey, ...]
    value: Decimal
    number: Decimal
    unit: str
    is_previous: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A known figure, the claim that was read of it, and what to say of the two."""

    known: Known
    claim: Claim | None
    match: Match

    @property
    def is_right(self) -> bool:
        return self.match is Match.RIGHT


def cells_of(claim: Claim) -> tuple[CellKey, ...]:
    """The cells that a claim is bound to: one, several for a sum, none."""
    subject: Any = claim.subject
    cells = getattr(subject, "cells", None)
    if cells is None:
        cells = () if subject.cell is None else (subject.cell,)
    return tuple(cells)


def stated_claims(explanation: Explanation) -> list[Claim]:
    """The claims of the text, without what is derived from others."""
    return [
        claim
        for claim in explanation.claims
        if claim.origin.source == "narrative" and claim.kind is not ClaimKind.WHOLE and claim.text
    ]


def judge(known: Sequence[Known], claims: Sequence[Claim]) -> list[Judged]:
    """Pair figures by number and unit in their order, directions between the same figures; then compare the pairs."""
    pairs = _pair_figures(known, claims)
    _pair_directions(known, claims, pairs)
    _pair_elsewhere(known, claims, pairs)
    return [
        Judged(figure, claim, _compare(figure, claim))
        for number, figure in enumerate(known)
        for claim in (claims[pairs[number]] if number in pairs else None,)
    ]


def _pair_figures(known: Sequence[Known], claims: Sequence[Claim]) -> dict[int, int]:
    """The pairs in order that share most numbers and units, and among equal numbers those that are right."""
    told = [number for number, figure in enumerate(known) if figure.kind != DIRECTION]
    read = [number for number, claim in enumerate(claims) if claim.kind is not ClaimKind.DIRECTION]
    printed = [_printed(claims[number]) for number in read]
    best = [[0] * (len(read) + 1) for _ in range(len(told) + 1)]
    gains: dict[tuple[int, int], int] = {}
    for row in range(len(told) - 1, -1, -1):
        figure = known[told[row]]
        own = (abs(figure.number), figure.unit)
        for column in range(len(read) - 1, -1, -1):
            value = max(best[row + 1][column], best[row][column + 1])
            if printed[column] == own:
                gain = _SAME_NUMBER + (_compare(figure, claims[read[column]]) is Match.RIGHT)
                gains[row, column] = gain
                value = max(value, gain + best[row + 1][column + 1])
            best[row][column] = value
    pairs: dict[int, int] = {}
    row = column = 0
    while row < len(told) and column < len(read):
        gain = gains.get((row, column), 0)
        if gain and best[row][column] == gain + best[row + 1][column + 1]:
            pairs[told[row]] = read[column]
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return pairs


def _printed(claim: Claim) -> tuple[Decimal, str]:
    match = _NUMBER.match(claim.text)
    if match is None:
        return Decimal(-1), claim.text
    return abs(Decimal(match[0].replace(",", ""))), claim.text[match.end() :]


def _pair_directions(known: Sequence[Known], claims: Sequence[Claim], pairs: dict[int, int]) -> None:
    """A direction belongs between what the figures before and behind it are paired with; the right one goes first."""
    free = {number for number, claim in enumerate(claims) if claim.kind is ClaimKind.DIRECTION}
    for number, figure in enumerate(known):
        if figure.kind != DIRECTION:
            continue
        begin = max((pairs[other] for other in range(number) if other in pairs), default=-1)
        after = (pairs[other] for other in range(number + 1, len(known)) if other in pairs)
        between = sorted(free & set(range(begin + 1, next(after, len(claims)))))
        right = [other for other in between if claims[other].value == figure.value]
        if between:
            pairs[number] = (right or between)[0]
            free.discard(pairs[number])


def _pair_elsewhere(known: Sequence[Known], claims: Sequence[Claim], pairs: dict[int, int]) -> None:
    """What is left may have been read in another order, as tables are; only what is right is taken for read."""
    free = sorted(set(range(len(claims))) - set(pairs.values()))
    for number in sorted(set(range(len(known))) - set(pairs)):
        figure = known[number]
        for other in free:
            same = _printed(claims[other]) == (abs(figure.number), figure.unit)
            if figure.kind != DIRECTION and same and figure.cells and _compare(figure, claims[other]) is Match.RIGHT:
                pairs[number] = other
                free.remove(other)
                break


def _compare(known: Known, claim: Claim | None) -> Match:
    if claim is None:
        return Match.UNREAD
    cells = tuple(map(canonical, cells_of(claim)))
    wanted = tuple(map(canonical, known.cells))
    if sorted(cells) != sorted(wanted):
        return Match.WRONG if cells else Match.UNBOUND
    return Match.RIGHT if _is_of_kind(known, claim) else Match.KIND


def _is_of_kind(known: Known, claim: Claim) -> bool:
    kinds = _ALLOWED.get(known.unit) or _ALLOWED.get(known.kind, frozenset({known.kind}))
    is_previous = claim.kind is ClaimKind.AMOUNT and claim.base is Base.PREVIOUS_YEAR
    same_value = claim.value == known.value or known.unit == _POINTS or (claim.kind is ClaimKind.COUNT)
    return claim.kind.value in kinds and is_previous == known.is_previous and same_value


_TWINS: Mapping[CellKey, CellKey] = {
    CellKey("income_expenditure_summary", "expenditure.grand_total", "final"): CellKey(
        "income_expenditure_summary", "income.grand_total", "final"
    ),
    CellKey("appropriation_summary", "expenditure.grand_total", "total"): CellKey(
        "appropriation_summary", "income.grand_total", "final"
    ),
    CellKey("appropriation_summary", "income.total", "final"): CellKey("income", "total", "fiscal_appropriation"),
    CellKey("general_budget_basic_by_economic", "total", "final"): CellKey(
        "general_budget_expenditure", "total", "basic"
    ),
}
_SHEETS_OF_BUDGETS = {
    "general_public_budget": "general_budget_expenditure",
    "government_fund": "government_fund",
    "state_capital": "state_capital",
}


def canonical(cell: CellKey) -> CellKey:
    """One cell for all that print the same quantity, which are equally right; a budget is bound to the final figure."""
    if cell in _TWINS:
        return _TWINS[cell]
    side, _, line = cell.row_key.partition(".")
    match cell.sheet_id, side:
        case "three_public", _:
            return cell._replace(column_key="final")
        case "income_expenditure_summary", "income" if line in _SHEETS_OF_BUDGETS:
            return cell._replace(sheet_id="appropriation_summary")
        case "income_expenditure_summary", "income" if line == "total":
            return CellKey("income", "total", "total")
        case "income_expenditure_summary", "income" if line in _SOURCES:
            return CellKey("income", "total", line)
        case "income_expenditure_summary", "expenditure" if line == "total" or line.isdigit():
            return CellKey("expenditure", line, "total")
        case "appropriation_summary", "expenditure" if line == "total" or line.isdigit():
            sheet_id = _SHEETS_OF_BUDGETS.get(cell.column_key)
            return CellKey(sheet_id, line, "total") if sheet_id else cell
        case _:
            return cell


_SOURCES = ("superior_subsidy", "institutional", "operating", "affiliate_remittance", "other")


def read_number(text: str) -> Decimal | None:
    """The first number of a text, without its separators."""
    match = _NUMBER.search(text)
    return Decimal(match[0].replace(",", "")) if match else None


def numbers(text: str) -> set[Decimal]:
    """All numbers of a text, without signs."""
    return {abs(Decimal(number.replace(",", ""))) for number in _NUMBER.findall(text) if number.strip(",-")}


def count_matches(judged: Iterable[Judged]) -> dict[Match, int]:
    counts = dict.fromkeys(Match, 0)
    for each in judged:
        counts[each.match] += 1
    return counts
