"""What the page says of each district, from the published marts. How it is drawn belongs to `charts` and `page`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from orchestration.reports import repository
from orchestration.reports.repository import Connection, Row

MOST_DEPARTMENTS = 10
"""Departments that are listed as the worst."""

HEADLINE = "expenditure"
"""The measure whose sums are charted over the years."""

MEASURES = (
    "income",
    "expenditure",
    "basic_expenditure",
    "project_expenditure",
    "general_public_budget",
    "government_fund",
    "state_capital",
    "personnel_outlay",
    "operating_outlay",
    "three_public_budget",
    "three_public_final",
)
"""In the order in which a disclosure prints them."""

_TENTH = Decimal("0.1")


class _OfDistrict(BaseModel):
    model_config = ConfigDict(frozen=True)

    district: str


class YearCounts(_OfDistrict):
    """How a fiscal year was published: numbers of department-years, and of errors."""

    fiscal_year: int
    expected: int
    received: int
    in_time: int
    late: int
    timing_unknown: int
    missing: int
    not_yet_due: int
    with_errors: int
    with_resolved: int
    open_errors: int
    resolved_findings: int


class Total(_OfDistrict):
    """A sum of a fiscal year and what it lacks."""

    fiscal_year: int
    measure: str
    measure_name: str
    amount_wan: Decimal | None
    stated: int
    declared_none: int
    expected: int
    received_unexpected: int
    published: int
    withheld: int
    withheld_known: int
    missing: int
    not_yet_due: int
    unknown: int
    not_stated: int
    share_of_known: Decimal | None
    is_complete: bool

    @property
    def covered(self) -> int:
        """Departments that the sum lacks nothing of: they state it, or say that they have none."""
        return self.stated + self.declared_none

    @property
    def departments(self) -> int:
        """Departments that a whole sum would be over."""
        return self.expected + self.received_unexpected

    @property
    def amount(self) -> str:
        """The sum as printed."""
        return "—" if self.amount_wan is None else f"{self.amount_wan:,.2f}"

    @property
    def percent(self) -> str | None:
        """The share of the known as printed; what is less than the whole is never rounded up to it."""
        if self.share_of_known is None:
            return None
        percent = (self.share_of_known * 100).quantize(_TENTH, ROUND_HALF_UP)
        if percent == 100 and self.share_of_known < 1:
            return "99.9%"
        return f"{percent.normalize():f}%"

    @property
    def lacks(self) -> str:
        """What the sum is without, in words; empty where it is complete."""
        unread = self.withheld - self.withheld_known
        counts = (
            ("暂不发布", self.withheld, f"（其中 {unread} 个的数不明）" if unread else ""),
            ("缺失", self.missing, ""),
            ("未到期", self.not_yet_due, ""),
            ("登记表未说明", self.unknown, ""),
            ("未列示", self.not_stated, ""),
        )
        return "、".join(f"{name} {count} 个{more}" for name, count, more in counts if count)

    @property
    def sentence(self) -> str:
        """The sum in one sentence that cannot be quoted without what it lacks."""
        if self.amount_wan is None:
            return f"没有可以合计的数（{self.lacks}）" if self.lacks else "各部门均声明无此项"
        known = "已知支出" if self.measure == HEADLINE else "已知数"
        share = f"，约占{known} {self.percent}" if self.percent else ""
        lacks = f"；{self.lacks}" if self.lacks else ""
        return f"合计 {self.amount} 万元，含 {self.covered}/{self.departments} 个部门{share}{lacks}"


class TroubledDepartment(_OfDistrict):
    """A department with open errors, and the fiscal years that have errors."""

    department_id: str
    department_name: str
    open_errors: int
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DistrictView:
    """One district on the page; years ascend."""

    name: str
    years: tuple[YearCounts, ...]
    totals: tuple[Total, ...]
    worst: tuple[TroubledDepartment, ...]

    @property
    def latest(self) -> YearCounts:
        """The last fiscal year of which anything was received, or the last one."""
        return next((year for year in reversed(self.years) if year.received), self.years[-1])

    @property
    def headline(self) -> tuple[Total, ...]:
        """The sums of the charted measure, by year."""
        return tuple(total for total in self.totals if total.measure == HEADLINE)

    @property
    def of_latest(self) -> tuple[Total, ...]:
        """The sums of all measures in the latest year, except where nobody states one."""
        year = self.latest.fiscal_year
        found = (total for total in self.totals if total.fiscal_year == year and total.stated)
        return tuple(sorted(found, key=lambda total: MEASURES.index(total.measure)))


@dataclass(frozen=True, slots=True)
class Overview:
    """All districts, and the day that lateness is told for."""

    districts: tuple[DistrictView, ...]
    as_of: date | None


def read_overview(connection: Connection) -> Overview:
    """Everything that the page shows, from a published database."""
    years = _by_district(YearCounts, repository.district_years(connection))
    totals = _by_district(Total, repository.district_totals(connection))
    troubled = _by_district(TroubledDepartment, repository.troubled_departments(connection))
    districts = tuple(
        DistrictView(name, counts, totals.get(name, ()), troubled.get(name, ())[:MOST_DEPARTMENTS])
        for name, counts in years.items()
    )
    return Overview(districts, repository.told_for_day(connection))


Model = TypeVar("Model", bound=_OfDistrict)


def _by_district(model: type[Model], rows: Iterable[Row]) -> dict[str, tuple[Model, ...]]:
    models = (model.model_validate(row) for row in rows)
    return {name: tuple(group) for name, group in groupby(models, key=lambda each: each.district)}
