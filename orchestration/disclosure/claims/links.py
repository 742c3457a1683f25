"""Link each claim to the figures it depends on: its amount, its budget, the whole it is a share of, its cell.

Links state only which figures belong together; whether they agree is for the identities to evaluate.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from orchestration.disclosure.claims.language import Language, make_subject
from orchestration.disclosure.claims.model import Base, Claim, ClaimKind, Link, Role, Subject
from orchestration.disclosure.model import Cell, CellKey

BUDGET_BASES = frozenset({Base.INITIAL, Base.ANNUAL, Base.STATED})
SHEETS_WITH_BUDGET = frozenset({"three_public"})
MEASURES = frozenset({ClaimKind.AMOUNT, ClaimKind.COUNT})
HUNDRED = Decimal(100)
_EMPTY_BASE = re.compile(r"^[比其总的约]*$")


class Linker:
    """Links the claims of one department-year, indexed by passage."""

    def __init__(self, claims: Sequence[Claim], cells: Iterable[Cell], language: Language) -> None:
        self.claims = claims
        self.language = language
        self.cells = {cell.key for cell in cells}
        self.by_passage: Mapping[int, list[int]] = defaultdict(list)
        for index, claim in enumerate(claims):
            self.by_passage[claim.passage].append(index)

    def find_links(self) -> Iterator[Link]:
        """Yield the links of every resolved claim of the explanation; claims of forms have their own."""
        for index, claim in enumerate(self.claims):
            if claim.resolved and claim.base is not Base.FORM:
                yield from self._links_of(index, claim)
        yield from self._link_budget_items()

    def _links_of(self, index: int, claim: Claim) -> Iterator[Link]:
        match claim.kind:
            case ClaimKind.AMOUNT:
                if claim.subject.cell is not None:
                    yield Link(claim.claim_key, Role.CELL, cell=claim.subject.cell)
            case ClaimKind.BUDGET:
                if claim.base is not Base.INITIAL:  # the sheet prints the budget of the whole year
                    yield from self._link_budget_cell(claim, Role.CELL)
            case ClaimKind.CHANGE | ClaimKind.GROWTH | ClaimKind.DIRECTION | ClaimKind.COMPLETION:
                yield from self._link_amount(index, claim)
                if claim.base in BUDGET_BASES:
                    yield from self._link_budget(index, claim)
                elif claim.subject.cell is not None:
                    yield Link(claim.claim_key, Role.PREVIOUS, cell=claim.subject.cell, year_offset=-1)
                if claim.kind is ClaimKind.GROWTH:
                    yield from self._link_change(index, claim)
            case ClaimKind.SHARE:
                yield from self._link_amount(index, claim)
                yield from self._link_whole(index, claim)
            case _:
                return

    def _nearest_claim(
        self, index: int, claim: Claim, kinds: Iterable[ClaimKind], base: Base | None = None
    ) -> Claim | None:
        """Return the claim of these kinds about the subject in its passage: the last before, else the first after."""
        wanted = frozenset(kinds)
        found = [
            other
            for other in self.by_passage[claim.passage]
            if other != index
            and self.claims[other].subject.key == claim.subject.key
            and self.claims[other].kind in wanted
            and (base is None or self.claims[other].base is base)
        ]
        before = [other for other in found if other < index]
        chosen = before[-1] if before else next(iter(found), None)
        return None if chosen is None else self.claims[chosen]

    def _link_amount(self, index: int, claim: Claim) -> Iterator[Link]:
        stated = self._nearest_claim(index, claim, MEASURES if claim.kind is ClaimKind.SHARE else (ClaimKind.AMOUNT,))
        if stated is not None:
            yield Link(claim.claim_key, Role.AMOUNT, stated.claim_key)
        elif claim.subject.cell is not None:
            yield Link(claim.claim_key, Role.AMOUNT, cell=claim.subject.cell)

    def _link_change(self, index: int, claim: Claim) -> Iterator[Link]:
        stated = self._nearest_claim(index, claim, (ClaimKind.CHANGE,), claim.base)
        if stated is not None:
            yield Link(claim.claim_key, Role.CHANGE, stated.claim_key)

    def _link_budget(self, index: int, claim: Claim) -> Iterator[Link]:
        stated = self._find_budget(index, claim)
        if stated is not None:
            yield Link(claim.claim_key, Role.BUDGET, stated.claim_key)
        else:
            yield from self._link_budget_cell(claim, Role.BUDGET)

    def _find_budget(self, index: int, claim: Claim) -> Claim | None:
        """Return the budget that the claim refers to: the one it names, or the only one where it names none.

        Among several budgets, a completion rate refers to the one it follows from; other claims refer to none. A rate
        with a wrong label is linked to the budget it follows from: `narrative.completion_label` reports the label.
        """
        if claim.kind is ClaimKind.COMPLETION and (meant := find_mislabelled_budget(claim, self.claims)) is not None:
            return meant
        stated = {
            base: budget
            for base in BUDGET_BASES
            if (budget := self._nearest_claim(index, claim, (ClaimKind.BUDGET,), base)) is not None
        }
        if claim.base is not Base.STATED or Base.STATED in stated or len(stated) < 2:
            return stated.get(claim.base) or (next(iter(stated.values()), None) if claim.base is Base.STATED else None)
        amount = self._nearest_claim(index, claim, (ClaimKind.AMOUNT,))
        if claim.kind is ClaimKind.COMPLETION and amount is not None:
            fitting = [budget for budget in stated.values() if is_rate_of(claim, amount, budget)]
            return next(iter(fitting), stated.get(Base.ANNUAL))
        return None

    def _link_budget_cell(self, claim: Claim, role: Role) -> Iterator[Link]:
        cell = claim.subject.cell
        if cell is not None and cell.sheet_id in SHEETS_WITH_BUDGET:
            yield Link(claim.claim_key, role, cell=CellKey(cell.sheet_id, cell.row_key, "budget"))

    def _link_whole(self, index: int, claim: Claim) -> Iterator[Link]:
        subject = self._find_base_subject(claim)
        if subject is None:
            return
        stated = self._find_whole(index, claim, subject)
        if stated is not None:
            yield Link(claim.claim_key, Role.WHOLE, stated.claim_key)
        elif subject.cell is not None:
            yield Link(claim.claim_key, Role.WHOLE, cell=subject.cell)

    def _find_base_subject(self, claim: Claim) -> Subject | None:
        """Return the whole that a share names, or the whole named last where it names none."""
        words = re.sub(r"\d{4}年度?", "", claim.base_words)
        if _EMPTY_BASE.match(words):
            before = [
                other
                for other in self.by_passage[claim.passage]
                if self.claims[other].subject.whole
                and self.claims[other].kind in MEASURES
                and self.claims[other].subject.key != claim.subject.key
                and self.claims[other].claim_key != claim.claim_key
            ]
            earlier = [other for other in before if other < self._index(claim)]
            if earlier:
                return self.claims[earlier[-1]].subject
            default = self.language.section(claim.section).subject
            subject = make_subject(default, "", whole=True) if default else None
            return None if subject is None or subject.key == claim.subject.key else subject
        vocabulary = self.language.vocabulary(claim.section)
        known = [word for word in vocabulary if words.endswith(word) or words.startswith(word)]
        return vocabulary[max(known, key=len)] if known else None

    def _index(self, claim: Claim) -> int:
        return next(i for i in self.by_passage[claim.passage] if self.claims[i] is claim)

    def _find_whole(self, index: int, claim: Claim, subject: Subject) -> Claim | None:
        stated = [
            other
            for other in self.claims
            if other.subject.key == subject.key and other.kind in MEASURES and other.resolved
        ]
        own = [other for other in stated if other.passage == claim.passage]
        return own[0] if own else None

    def _link_budget_items(self) -> Iterator[Link]:
        """Link the items' budgets to the total budget where the passage states one for every item of the sheet."""
        for total in self.claims:
            cell = total.subject.cell
            if (
                total.kind is not ClaimKind.BUDGET
                or cell is None
                or (cell.row_key, cell.column_key) != ("total", "total")
            ):
                continue
            items = {
                self.claims[other].subject.key: self.claims[other]
                for other in self.by_passage[total.passage]
                if self.claims[other].kind is ClaimKind.BUDGET
                and self.claims[other].base is total.base
                and _is_item(self.claims[other].subject.cell)
            }
            printed = {key.row_key for key in self.cells if key.sheet_id == cell.sheet_id and _is_item(key)}
            stated = {claim.subject.cell.row_key for claim in items.values() if claim.subject.cell}
            if printed and printed == stated:
                yield from (Link(total.claim_key, Role.PART, item.claim_key) for item in items.values())


def find_mislabelled_budget(claim: Claim, claims: Iterable[Claim]) -> Claim | None:
    """Return the budget from which a completion rate follows if the rate names another one, else None."""
    stated = [
        other
        for other in claims
        if other.passage == claim.passage and other.subject.key == claim.subject.key and other.base is not Base.FORM
    ]
    budgets = [other for other in stated if other.kind is ClaimKind.BUDGET]
    amount = next((other for other in stated if other.kind is ClaimKind.AMOUNT), None)
    own = next((other for other in budgets if other.base is claim.base), None)
    if amount is None or own is None or is_rate_of(claim, amount, own):
        return None
    return next((other for other in budgets if other is not own and is_rate_of(claim, amount, other)), None)


def is_rate_of(rate: Claim, amount: Claim, budget: Claim) -> bool:
    """Return whether the rate (percent) equals amount / budget within the printed decimals, by interval arithmetic."""
    lowest, highest = budget.value - budget.half_unit, budget.value + budget.half_unit
    corners = [
        (rate.value + off) * base
        for off in (-rate.half_unit, rate.half_unit)
        for base in (max(lowest, Decimal(0)), highest)
    ]
    return min(corners) <= HUNDRED * (amount.value + amount.half_unit) and HUNDRED * (
        amount.value - amount.half_unit
    ) <= max(corners)


def _is_item(cell: CellKey | None) -> bool:
    return cell is not None and len(cell.row_key) == 7 and cell.row_key.isdigit()


def build_whole_claims(claims: Sequence[Claim], links: Sequence[Link]) -> tuple[tuple[Claim, ...], tuple[Link, ...]]:
    """Return WHOLE claims of 100 % and the links to their shares, for shares whose amounts add up to the whole."""
    by_key = {claim.claim_key: claim for claim in claims}
    amount = {link.claim_key: link.target_key for link in links if link.role is Role.AMOUNT}
    shares: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    for link in links:
        if link.role is Role.WHOLE and link.target_key:
            share = by_key[link.claim_key]
            shares[(share.passage, link.target_key)].append(share)
    added: list[Claim] = []
    parts: list[Link] = []
    for (_, whole_key), group in shares.items():
        whole = by_key[whole_key]
        stated = [by_key[key] for share in group if (key := amount.get(share.claim_key))]
        is_stated_once = len({claim.subject.key for claim in stated}) == len(stated) == len(group) > 1
        total = sum((claim.value for claim in stated), Decimal(0))
        allowance = sum((claim.half_unit for claim in stated), whole.half_unit)
        if is_stated_once and abs(total - whole.value) <= allowance:
            hundred = replace(
                group[-1],
                claim_key=f"{whole.claim_key}|whole",
                subject=whole.subject,
                kind=ClaimKind.WHOLE,
                value=HUNDRED,
                half_unit=Decimal(0),
            )
            added.append(hundred)
            parts.extend(Link(hundred.claim_key, Role.PART, share.claim_key) for share in group)
    return tuple(added), tuple(parts)
