"""The scenario of each department-year of an invented district, and the verdict that it must get."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from tests.synthetic.district.population import Department
from tests.synthetic.truth.defects import KINDS


class Scenario(StrEnum):
    """What happens to a department-year's submission.

    `IN_PARTS` splits it into two files; `SHEET_LEFT_OUT` lacks one of the nine sheets.
    """

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


MISFILED = frozenset((Scenario.OTHER_DEPARTMENT, Scenario.OTHER_YEAR))
"""Scenarios whose figures are compared with no other year."""

PUBLISHED, WARNED = "published", "published_with_warnings"

VERDICTS: Mapping[Scenario, str] = MappingProxyType(
    {
        Scenario.IN_ORDER: PUBLISHED,
        Scenario.LATE: PUBLISHED,
        Scenario.SUPERSEDED: PUBLISHED,
        Scenario.IN_PARTS: PUBLISHED,
        Scenario.SHEET_LEFT_OUT: WARNED,
        Scenario.MISSING: "not_received",
        Scenario.SCANNED: "unreadable",
        Scenario.TRUNCATED: "unreadable",
        Scenario.ENCRYPTED: "unreadable",
        Scenario.OTHER_DEPARTMENT: "quarantined",
        Scenario.OTHER_YEAR: "quarantined",
        Scenario.WRONG_FIGURES: "quarantined",
    }
)

_SHARES: Mapping[Scenario, float] = MappingProxyType(
    {
        Scenario.MISSING: 0.04,
        Scenario.OTHER_DEPARTMENT: 0.01,
        Scenario.OTHER_YEAR: 0.01,
        Scenario.SUPERSEDED: 0.03,
        Scenario.IN_PARTS: 0.03,
        Scenario.SHEET_LEFT_OUT: 0.02,
        Scenario.SCANNED: 0.02,
        Scenario.TRUNCATED: 0.015,
        Scenario.LATE: 0.05,
        Scenario.ENCRYPTED: 0.01,
    }
)
"""Shares of all department-years; a small district gets one of each in this order while there is room."""

_SEED_NAME = "fates"
"""Part of the random seed; another name would change every generated district."""


@dataclass(frozen=True)
class Plan:
    """The scenario of one department-year; `defect` is the kind of error where its figures are wrong."""

    scenario: Scenario
    defect: str | None = None


def plans(
    seed: int, departments: Sequence[Department], years: Sequence[int], defects: int
) -> dict[tuple[str, int], Plan]:
    """Return a plan for every department-year that exists.

    `defects` of them have wrong figures; every other scenario occurs at least once while a third of the rest stays in
    order. Raises ValueError for more defects than department-years.
    """
    rng = random.Random(f"{seed}/{_SEED_NAME}")
    keys = [(d.department_id, year) for d in departments for year in years if d.exists_in(year)]
    if defects > len(keys):
        raise ValueError(f"{defects} defects do not fit into {len(keys)} department-years")
    founded = {department.department_id: department.founded for department in departments}
    open_keys = rng.sample(keys, k=len(keys))
    found = {key: Plan(Scenario.IN_ORDER) for key in keys}
    kinds = rng.sample(sorted(KINDS), k=len(KINDS))
    for number in range(defects):
        found[open_keys.pop()] = Plan(Scenario.WRONG_FIGURES, kinds[number % len(kinds)])
    room = len(open_keys) * 2 // 3
    for scenario, share in _SHARES.items():
        for _ in range(min(room, max(1, round(share * len(keys))))):
            key = next(
                (key for key in open_keys if scenario is not Scenario.OTHER_YEAR or founded[key[0]] != key[1]), None
            )
            if key is not None:
                open_keys.remove(key)
                found[key] = Plan(scenario)
                room -= 1
    return found
