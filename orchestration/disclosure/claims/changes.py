"""Link the change of a whole to the changes of its parts, where the explanation tells those of all parts.

Parts belong to the whole whose change was told last before them, and only if both are against the same base: behind
another base (与预算相比，…；其中…) they would be added up to a change that they are no parts of.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from orchestration.disclosure.claims.model import Claim, ClaimKind, Link, Role
from orchestration.disclosure.model import CellKey

GENERAL, PUBLIC = "general_budget_expenditure", "three_public"
PARTS = {
    CellKey(PUBLIC, "total", "final"): tuple(
        CellKey(PUBLIC, row, "final") for row in ("overseas_travel", "vehicles", "reception")
    ),
    CellKey(PUBLIC, "vehicles", "final"): tuple(
        CellKey(PUBLIC, row, "final") for row in ("vehicle_purchase", "vehicle_operation")
    ),
    CellKey(GENERAL, "total", "total"): tuple(CellKey(GENERAL, "total", column) for column in ("basic", "project")),
}
"""Wholes of which nothing but these parts can exist. Expenditure as such has others than basic and project."""


def link_changes(claims: Iterable[Claim]) -> Iterator[Link]:
    """Yield the links of each change of a whole to the changes of all its parts; none where one of them is not told."""
    told: dict[CellKey, tuple[Claim, dict[CellKey, Claim]]] = {}
    for claim in claims:
        cell = claim.subject.cell
        if cell is None or not _is_change(claim):
            continue
        for whole, (total, parts) in told.items():
            if cell in PARTS[whole] and claim.base is total.base and claim.section == total.section:
                parts.setdefault(cell, claim)
        if cell in PARTS and claim.kind is ClaimKind.CHANGE:
            yield from _links_of(told.pop(cell, None))
            told[cell] = (claim, {})
    for group in told.values():
        yield from _links_of(group)


def _links_of(group: tuple[Claim, dict[CellKey, Claim]] | None) -> Iterator[Link]:
    if group is None:
        return
    total, parts = group
    if total.subject.cell is not None and len(parts) == len(PARTS[total.subject.cell]):
        yield from (Link(total.claim_key, Role.PART, part.claim_key) for part in parts.values())


def _is_change(claim: Claim) -> bool:
    """Whether a claim says by how much something changed, in money; 持平 says by nothing."""
    is_level = claim.kind is ClaimKind.DIRECTION and claim.value == 0
    return claim.resolved and (is_level or (claim.kind is ClaimKind.CHANGE and claim.scale == Decimal(1)))
