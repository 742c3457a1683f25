"""What becomes of each department-year on its way to the bureau, and the verdict that it must get."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from tests.synthetic.district.population import Department
from tests.synthetic.truth.defects import KINDS


class Fate(StrEnum):
    """`IN_PARTS` is a narrative in one file and sheets in another; `SHEET_LEFT_OUT` lacks one of the nine sheets."""

    IN_ORDER = "in_order"
    LATE = "late"
    SUPERSEDED = "superseded"
    IN_PARTS = "in_parts"
    SHEET_LEFT_OUT = "sheet_left_out"
    MISSING = "missing"
    SCANNED = "scanned"
    TRUNCATED = "truncated"
    ENCRYPTED = "encrypted"
    OTHER_DEPARTMENT = "other_department"
    OTHER_YEAR = "other_year"
    WRONG_FIGURES = "wrong_figures"


MISFILED = frozenset((Fate.OTHER_DEPARTMENT, Fate.OTHER_YEAR))
"""Compared with no other year."""

PUBLISHED, WARNED = "published", "published_with_warnings"

VERDICTS: Mapping[Fate, str] = MappingProxyType(
    {
        Fate.IN_ORDER: PUBLISHED,
        Fate.LATE: PUBLISHED,
        Fate.SUPERSEDED: PUBLISHED,
        Fate.IN_PARTS: PUBLISHED,
        Fate.SHEET_LEFT_OUT: WARNED,
        Fate.MISSING: "not_received",
        Fate.SCANNED: "unreadable",
        Fate.TRUNCATED: "unreadable",
        Fate.ENCRYPTED: "unreadable",
        Fate.OTHER_DEPARTMENT: "quarantined",
        Fate.OTHER_YEAR: "quarantined",
        Fate.WRONG_FIGURES: "quarantined",
    }
)

_SHARES: Mapping[Fate, float] = MappingProxyType(
    {
        Fate.MISSING: 0.04,
        Fate.OTHER_DEPARTMENT: 0.01,
        Fate.OTHER_YEAR: 0.01,
        Fate.SUPERSEDED: 0.03,
        Fate.IN_PARTS: 0.03,
        Fate.SHEET_LEFT_OUT: 0.02,
        Fate.SCANNED: 0.02,
        Fate.TRUNCATED: 0.015,
        Fate.LATE: 0.05,
        Fate.ENCRYPTED: 0.01,
    }
)
"""In a small district the first of these come about, one of each."""


@dataclass(frozen=True)
class Plan:
    """The fate of one department-year; `defect` is the kind of error where its figures are wrong."""

    fate: Fate
    defect: str | None = None


def plans(
    seed: int, departments: Sequence[Department], years: Sequence[int], defects: int
) -> dict[tuple[str, int], Plan]:
    """A plan for every department-year that exists: `defects` wrong ones, one or more of each other fate while at least
    a third of the rest stays in order. Raises ValueError for more defects than department-years."""
    rng = random.Random(f"{seed}/fates")
    keys = [(d.department_id, year) for d in departments for year in years if d.exists_in(year)]
    if defects > len(keys):
        raise ValueError(f"{defects} defects do not fit into {len(keys)} department-years")
    founded = {department.department_id: department.founded for department in departments}
    open_keys = rng.sample(keys, k=len(keys))
    found = {key: Plan(Fate.IN_ORDER) for key in keys}
    kinds = rng.sample(sorted(KINDS), k=len(KINDS))
    for number in range(defects):
        found[open_keys.pop()] = Plan(Fate.WRONG_FIGURES, kinds[number % len(kinds)])
    room = len(open_keys) * 2 // 3
    for fate, share in _SHARES.items():
        for _ in range(min(room, max(1, round(share * len(keys))))):
            key = next((key for key in open_keys if fate is not Fate.OTHER_YEAR or founded[key[0]] != key[1]), None)
            if key is not None:
                open_keys.remove(key)
                found[key] = Plan(fate)
                room -= 1
    return found
