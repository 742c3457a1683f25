"""Link each claim to the figures it depends on: its amount, its budget, the whole it is a share of, its cell.

Links state only which figures belong together; whether they agree is for the identities to evaluate.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from orchestration.disclosure.claims.changes import link_changes
from orchestration.disclosure.claims.enumerations import LIST
from orchestration.disclosure.claims.language import Language, make_subject
from orchestration.disclosure.claims.model import Base, Binding, Claim, ClaimKind, Link, Role, Subject
from orchestration.disclosure.claims.names import CLASS_DIGITS, DIGITS_OF_LEVEL, ITEM, SECTION_DIGITS
from orchestration.disclosure.claims.proof import HUNDRED, Printed, PrintedCells, is_percentage, printed_claim
from orchestration.disclosure.model import CellKey

BUDGET_BASES = frozenset({Base.INITIAL, Base.ANNUAL, Base.STATED})
SHEETS_WITH_BUDGET = frozenset({"three_public"})
MEASURES = frozenset({ClaimKind.AMOUNT, ClaimKind.COUNT})
MAX_WHOLES = 4
_OWN_LEVEL = re.compile(r"(?:本|该)(?P<level>[类款])(?:支出)?(?:决算)?(?:数|总额|合计)?")
_EMPTY_BASE = re.compile(r"^[比其总的约]*$")


class Linker:
    """Links the claims of one department-year, indexed by passage."""

    def __init__(self, claims: Sequence[Claim], cells: PrintedCells, language: Language, department: str = "") -> None:
        self.claims = claims
        self.department = department
        self.language = language
        self.cells = cells
        self.by_passage: Mapping[int, list[int]] = defaultdict(list)
        for index, claim in enumerate(claims):
            self.by_passage[claim.passage].append(index)

    def find_links(self) -> Iterator[Link]:
        """Yield the links of every resolved claim of the explanation; claims of forms have their own."""
        for index, claim in enumerate(self.claims):
            if claim.resolved and claim.base is not Base.FORM and self._is_sure(claim.subject):
                yield from self._links_of(index, claim)
        yield from self._link_budget_items()
        yield from link_changes(self.claims)

    def _is_sure(self, subject: Subject) -> bool:
        """Whether it is known what a figure is about: by name, or by the section where its sheet is there to confirm
        it; not where figures and names of a list could not be told apart."""
        is_confirmed = subject.binding is not Binding.FRAME or self.cells.knows(subject)
        return is_confirmed and not subject.key.startswith(LIST)

    def _links_of(self, index: int, claim: Claim) -> Iterator[Link]:
        match claim.kind:
            case ClaimKind.AMOUNT:
                offset = -1 if claim.base is Base.PREVIOUS_YEAR else 0
                yield from _cell_links(claim, Role.CELL, offset)
            case ClaimKind.BUDGET:
                if claim.base is not Base.INITIAL:  # the sheet prints the budget of the whole year
                    yield from self._link_budget_cell(claim, Role.CELL)
            case ClaimKind.CHANGE | ClaimKind.GROWTH | ClaimKind.DIRECTION | ClaimKind.COMPLETION:
                yield from self._link_amount(index, claim)
                base = tuple(self._link_base(index, claim))
                yield from base
                if claim.kind is ClaimKind.GROWTH and (claim.base not in BUDGET_BASES or not base):
                    yield from self._link_change(index, claim)
            case ClaimKind.SHARE:
                yield from self._link_amount(index, claim)
                yield from self._link_whole(index, claim)
            case _:
                return

    def _link_base(self, index: int, claim: Claim) -> Iterator[Link]:
        return self._link_budget(index, claim) if claim.base in BUDGET_BASES else self._link_previous(index, claim)

    def _nearest_claim(
        self, index: int, claim: Claim, kinds: Iterable[ClaimKind], base: Base | None = None
    ) -> Claim | None:
        """Return the claim of these kinds about the subject in its passage: the last before, else the first after.

        Amounts of another year only count where `base` asks for them.
        """
        wanted = frozenset(kinds)
        found = [
            other
            for other in self.by_passage[claim.passage]
            if other != index
            and self.claims[other].subject.key == claim.subject.key
            and self.claims[other].kind in wanted
            and self.claims[other].resolved
            and (self.claims[other].base is base or (base is None and not _is_of_previous_year(self.claims[other])))
        ]
        before = [other for other in found if other < index]
        chosen = before[-1] if before else next(iter(found), None)
        return None if chosen is None else self.claims[chosen]

    def _link_amount(self, index: int, claim: Claim) -> Iterator[Link]:
        stated = self._nearest_claim(index, claim, MEASURES if claim.kind is ClaimKind.SHARE else (ClaimKind.AMOUNT,))
        if stated is not None:
            yield Link(claim.claim_key, Role.AMOUNT, stated.claim_key)
        else:
            yield from _cell_links(claim, Role.AMOUNT)

    def _link_previous(self, index: int, claim: Claim) -> Iterator[Link]:
        """Link the figure of the year before: as stated in the passage, else as published then."""
        stated = self._nearest_claim(index, claim, (ClaimKind.AMOUNT,), Base.PREVIOUS_YEAR)
        if stated is None:
            yield from _cell_links(claim, Role.PREVIOUS, -1)
            return
        yield Link(claim.claim_key, Role.PREVIOUS, stated.claim_key)
        yield Link(claim.claim_key, Role.STATED_PREVIOUS, stated.claim_key)

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
            fitting = [budget for budget in stated.values() if _is_rate_of(claim, amount, budget)]
            return next(iter(fitting), stated.get(Base.ANNUAL))
        return None

    def _link_budget_cell(self, claim: Claim, role: Role) -> Iterator[Link]:
        cell = claim.subject.cell
        if cell is not None and cell.sheet_id in SHEETS_WITH_BUDGET:
            yield Link(claim.claim_key, role, cell=CellKey(cell.sheet_id, cell.row_key, "budget"))

    def _link_whole(self, index: int, claim: Claim) -> Iterator[Link]:
        """Link the whole that a share is of: of several that its words may mean, the one that makes the share true.

        Where none does and the figure of one is not known, it may be that one, and nothing can be said of the share.
        """
        part = self._printed_part(index, claim)
        wholes = [
            (subject, stated)
            for subject in self._find_wholes(claim)
            if subject.key != claim.subject.key
            and ((stated := self._find_stated(claim, subject)) is not None or subject.cells)
        ]
        if not wholes:
            return
        fitting = (pair for pair in wholes if part is not None and self._is_share_of(claim, part, *pair))
        unknown = (pair for pair in wholes if pair[1] is None and not self.cells.knows(pair[0]))
        subject, stated = next(fitting, None) or next(unknown, wholes[0])
        if stated is not None:
            yield Link(claim.claim_key, Role.WHOLE, stated.claim_key)
        else:
            yield from (Link(claim.claim_key, Role.WHOLE, cell=cell) for cell in subject.cells)

    def _printed_part(self, index: int, claim: Claim) -> Printed | None:
        stated = self._nearest_claim(index, claim, MEASURES)
        return printed_claim(stated) if stated is not None else self.cells.find(claim.subject)

    def _is_share_of(self, claim: Claim, part: Printed, subject: Subject, stated: Claim | None) -> bool:
        whole = printed_claim(stated) if stated is not None else self.cells.find(subject)
        return whole is not None and is_percentage(printed_claim(claim), part, whole)

    def _find_wholes(self, claim: Claim) -> tuple[Subject, ...]:
        """Return the wholes that a share may be of, likeliest first: as its words say, else those spoken of before."""
        words = re.sub(r"\d{4}年度?", "", claim.base_words)
        if _EMPTY_BASE.match(words):
            return self._wholes_before(claim)
        own = _OWN_LEVEL.fullmatch(words)
        if own is not None:
            return _row_above(claim, DIGITS_OF_LEVEL[own["level"]])
        vocabularies = (self.language.vocabulary(claim.section), self.language.all_words())
        found = (vocabulary.named(name) for name in self._names_in(words) for vocabulary in vocabularies)
        return tuple(reading for subject in found if subject for reading in (subject, *subject.others))

    def _names_in(self, words: str) -> Iterator[str]:
        """Yield the words, and what remains of them behind the department's name and words that name nothing."""
        yield words
        own = words.replace(self.department, "") if self.department else words
        for start in range(len(own) - 1):
            if not self.language.phrases.filler.sub("", own[:start]):
                yield own[start:]

    def _wholes_before(self, claim: Claim) -> tuple[Subject, ...]:
        """Return the wholes named before in the passage, nearest first, then that of the section and the rows above."""
        own = self._index(claim)
        before = [
            self.claims[other].subject
            for other in reversed(self.by_passage[claim.passage])
            if other < own and self.claims[other].subject.whole and self.claims[other].kind in MEASURES
        ]
        default = self.language.section(claim.section).subject
        section = (make_subject(default, "", whole=True),) if default else ()
        return (*before[:MAX_WHOLES], *section, *_row_above(claim, SECTION_DIGITS), *_row_above(claim, CLASS_DIGITS))

    def _index(self, claim: Claim) -> int:
        return next(i for i in self.by_passage[claim.passage] if self.claims[i] is claim)

    def _find_stated(self, claim: Claim, subject: Subject) -> Claim | None:
        """Return the first figure of the passage that states the subject, and surely: by name, or beside its sheet."""
        stated = (
            self.claims[other]
            for other in self.by_passage[claim.passage]
            if self.claims[other].subject.key == subject.key
            and self.claims[other].kind in MEASURES
            and self.claims[other].resolved
            and not _is_of_previous_year(self.claims[other])
            and self._is_sure(self.claims[other].subject)
        )
        return next(stated, None)

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
            unbound = self._unbound_budgets(total, cell.sheet_id, printed - stated)
            if printed and printed == stated | unbound.keys():
                parts = (*items.values(), *unbound.values())
                yield from (Link(total.claim_key, Role.PART, item.claim_key) for item in parts)

    def _unbound_budgets(self, total: Claim, sheet_id: str, rows: Iterable[str]) -> Mapping[str, Claim]:
        """Return the budgets of items that no name binds to their row, by the one of `rows` that has their amount."""
        own = [self.claims[other] for other in self.by_passage[total.passage]]
        amounts = {
            claim.subject.key: printed_claim(claim)
            for claim in own
            if claim.kind is ClaimKind.AMOUNT and claim.resolved and not _is_of_previous_year(claim)
        }
        printed = {row: self.cells.find(make_subject(f"{sheet_id}/{row}/total", "")) for row in rows}
        found: dict[str, Claim] = {}
        for claim in own:
            amount = amounts.get(claim.subject.key)
            if amount is None or not claim.subject.key.startswith(ITEM):
                continue
            if claim.kind is ClaimKind.BUDGET and claim.base is total.base:
                fitting = [row for row, cell in printed.items() if cell is not None and cell.agrees(amount)]
                if len(fitting) == 1:
                    found.setdefault(fitting[0], claim)
        return found


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
    if amount is None or own is None or _is_rate_of(claim, amount, own):
        return None
    return next((other for other in budgets if other is not own and _is_rate_of(claim, amount, other)), None)


def _is_rate_of(rate: Claim, amount: Claim, budget: Claim) -> bool:
    return is_percentage(printed_claim(rate), printed_claim(amount), printed_claim(budget))


def _is_of_previous_year(claim: Claim) -> bool:
    return claim.kind is ClaimKind.AMOUNT and claim.base is Base.PREVIOUS_YEAR


def _cell_links(claim: Claim, role: Role, year_offset: int = 0) -> Iterator[Link]:
    yield from (Link(claim.claim_key, role, cell=cell, year_offset=year_offset) for cell in claim.subject.cells)


def _row_above(claim: Claim, digits: int) -> tuple[Subject, ...]:
    """Return the section (5 digits) or class (3 digits) above the rows that a claim is about."""
    cells = claim.subject.cells
    above = {CellKey(cell.sheet_id, cell.row_key[:digits], cell.column_key) for cell in cells}
    if len(above) != 1 or not all(cell.row_key.isdigit() and len(cell.row_key) > digits for cell in cells):
        return ()
    return tuple(Subject("/".join(cell), "", (cell,), binding=Binding.FRAME) for cell in above)


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
        if whole.value and is_stated_once and abs(total - whole.value) <= allowance:
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
