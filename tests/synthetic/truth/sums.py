"""What the sums, counts and growth of a district must be, worked out from the truth about it and its registry alone.

How the warehouse works them out does not belong here: this is written a second time, plainly.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

DepartmentYear: TypeAlias = tuple[str, int]
Place: TypeAlias = tuple[str, str, str]
"""Sheet, row and column."""

MEASURES: Mapping[str, Place] = {
    "income": ("income", "total", "total"),
    "expenditure": ("expenditure", "total", "total"),
    "project_expenditure": ("expenditure", "total", "project"),
    "three_public_final": ("three_public", "total", "final"),
}
"""Totals that every template prints in one place."""

SHARE = Decimal("0.000001")


@dataclass(frozen=True)
class Sum:
    """A sum of a fiscal year, and the department-years in it and behind it."""

    amount: Decimal | None
    stated: int
    expected: int
    published: int
    withheld: int
    missing: int
    share_of_known: Decimal | None


@dataclass(frozen=True)
class Trend:
    """A year of a department with all that went into it; `change` is null where it is compared with nothing."""

    amount: Decimal | None
    members: int
    change: Decimal | None


@dataclass(frozen=True)
class DistrictTruth:
    """The truth about a district as its generator wrote it."""

    truth: Path
    registry: Path

    @cached_property
    def verdicts(self) -> dict[DepartmentYear, str]:
        return {_key(row): row["verdict"] for row in _rows(self.truth / "verdicts.csv")}

    @cached_property
    def figures(self) -> dict[DepartmentYear, dict[Place, Decimal]]:
        found: dict[DepartmentYear, dict[Place, Decimal]] = {}
        for row in _rows(self.truth / "cells.csv"):
            place = (row["sheet_id"], row["row_key"], row["column_key"])
            found.setdefault(_key(row), {})[place] = Decimal(row["amount"])
        return found

    @cached_property
    def projects(self) -> list[dict[str, str]]:
        """The projects of the forms of all department-years, as they are written."""
        return list(_rows(self.truth / "projects.csv"))

    @cached_property
    def expected(self) -> list[DepartmentYear]:
        rows = _rows(self.truth / "coverage.csv")
        return [_key(row) for row in rows if row["status"] != "not_expected"]

    @cached_property
    def known_withheld(self) -> set[DepartmentYear]:
        """Those whose figures are their own, only wrong; the other quarantined ones are misfiled."""
        wrong = {_key(row) for row in _rows(self.truth / "defects.csv")}
        return {key for key, verdict in self.verdicts.items() if verdict == "quarantined" and key in wrong}

    @cached_property
    def line_of(self) -> dict[str, str]:
        """The department at the end of the chain of successors."""
        rows = [row for row in _rows(self.registry) if not row["parent_id"]]
        successors = {row["department_id"]: row["successor_id"] for row in rows}

        def end(department: str) -> str:
            return end(successors[department]) if successors[department] else department

        return {department: end(department) for department in successors}

    def is_published(self, key: DepartmentYear) -> bool:
        return self.verdicts[key].startswith("published")

    def sum_of(self, place: Place, year: int) -> Sum:
        """The sum of one cell over the departments of a year."""
        keys = [key for key in self.expected if key[1] == year]
        verdicts = [self.verdicts[key] for key in keys]
        stated = list(self._stated(place, (key for key in keys if self.is_published(key))))
        withheld = list(self._stated(place, (key for key in keys if key in self.known_withheld)))
        known = sum((*stated, *withheld), Decimal())
        return Sum(
            sum(stated, Decimal()) if stated else None,
            len(stated),
            len(keys),
            sum(verdict.startswith("published") for verdict in verdicts),
            sum(verdict in ("quarantined", "unreadable") for verdict in verdicts),
            sum(verdict == "not_received" for verdict in verdicts),
            (sum(stated, Decimal()) / known).quantize(SHARE) if known else None,
        )

    def trend_of(self, place: Place) -> dict[DepartmentYear, Trend]:
        """Every line in every year in which a member of it existed."""
        members: dict[DepartmentYear, list[DepartmentYear]] = {}
        for department, year in self.expected:
            members.setdefault((self.line_of[department], year), []).append((department, year))
        amounts = {line: self._whole(place, keys) for line, keys in members.items()}
        trends = {}
        for (line, year), amount in amounts.items():
            before = amounts.get((line, year - 1))
            change = None if amount is None or before is None else amount - before
            trends[line, year] = Trend(amount, len(members[line, year]), change)
        return trends

    def _whole(self, place: Place, keys: list[DepartmentYear]) -> Decimal | None:
        published = [key for key in keys if self.is_published(key)]
        stated = list(self._stated(place, published))
        return sum(stated, Decimal()) if len(stated) == len(keys) else None

    def _stated(self, place: Place, keys: Iterable[DepartmentYear]) -> Iterator[Decimal]:
        return (self.figures[key][place] for key in keys if place in self.figures[key])


def _key(row: Mapping[str, str]) -> DepartmentYear:
    return row["department_id"], int(row["fiscal_year"])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
