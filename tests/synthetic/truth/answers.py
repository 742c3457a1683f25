"""The answers to the questions of docs/cookbook.md, worked out from the truth about a district and its registry alone.

An answer is what the query says in some of its columns, as a set of rows. Questions about what the generator does not
write (editions corrected after a run) have none here.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from tests.synthetic.truth.sums import SHARE, DepartmentYear, DistrictTruth, Place

Rows = set[tuple[object, ...]]

EXPENDITURE: Place = ("expenditure", "total", "total")
THREE_PUBLIC: Place = ("three_public", "total", "final")
OVERSEAS: Place = ("three_public", "overseas_travel", "final")
OPENING: Place = ("income_expenditure_summary", "income.opening_balance", "final")
CLOSING: Place = ("income_expenditure_summary", "expenditure.closing_balance", "final")
PERSONNEL: Place = ("general_budget_basic_by_economic", "personnel_total", "final")

MOST_PROJECTS = 20


def published(truth: DistrictTruth) -> Iterator[tuple[DepartmentYear, Mapping[Place, Decimal]]]:
    """The published department-years with their figures."""
    for key in truth.expected:
        if truth.is_published(key):
            yield key, truth.figures[key]


def classes_by_year(truth: DistrictTruth) -> Rows:
    codes = {row for figures in truth.figures.values() for sheet, row, _ in figures if sheet == "expenditure"}
    rows: Rows = set()
    for year in {year for _, year in truth.expected}:
        for code in (code for code in codes if len(code) == 3):
            total = truth.sum_of(("expenditure", code, "total"), year)
            if total.share_of_known is not None:
                rows.add((year, code, total.amount, total.stated, total.expected))
    return rows


def education_share(truth: DistrictTruth) -> Rows:
    rows: Rows = set()
    for year in {year for _, year in truth.expected}:
        total = truth.sum_of(EXPENDITURE, year)
        education = truth.sum_of(("expenditure", "205", "total"), year).amount or Decimal()
        share = (education / total.amount).quantize(SHARE) if total.amount else None
        rows.add((year, share, total.expected - total.published))
    return rows


def three_public_growth(truth: DistrictTruth) -> Rows:
    return {(*key, trend.amount, trend.change) for key, trend in truth.trend_of(THREE_PUBLIC).items()}


def three_public_execution(truth: DistrictTruth) -> Rows:
    budget = ("three_public", "total", "budget")
    return {(*key, figures[budget], figures[THREE_PUBLIC]) for key, figures in published(truth) if figures[budget] > 0}


def largest_projects(truth: DistrictTruth) -> Rows:
    published = (row for row in truth.projects if truth.is_published((row["department_id"], int(row["fiscal_year"]))))
    largest = sorted(published, key=lambda row: Decimal(row["executed"]), reverse=True)
    return {
        (
            *(row["department_id"], int(row["fiscal_year"]), row["name"]),
            *(Decimal(row[name]) for name in ("budget", "executed", "rate", "score")),
        )
        for row in largest[:MOST_PROJECTS]
    }


def overseas_travel_of_nothing(truth: DistrictTruth) -> Rows:
    told = ((key, figures.get(OVERSEAS)) for key, figures in published(truth))
    return {(*key, "not printed" if amount is None else "zero") for key, amount in told if not amount}


def personnel_growth(truth: DistrictTruth) -> Rows:
    trends = truth.trend_of(PERSONNEL)
    rows: Rows = set()
    for (line, year), trend in trends.items():
        if trend.change is not None and trend.amount is not None:
            before = trend.amount - trend.change
            if trend.change * 10 > before:
                rows.add((line, year, before, trend.amount))
    return rows


def goods_and_services(truth: DistrictTruth) -> Rows:
    sums: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for (_, year), figures in published(truth):
        for (sheet, code, column), amount in figures.items():
            if (
                (sheet, column) == ("general_budget_basic_by_economic", "final")
                and code[:3] == "302"
                and len(code) == 5
            ):
                sums[year, code] += amount
    return {(*key, amount) for key, amount in sums.items()}


def beyond_doubt(truth: DistrictTruth) -> Rows:
    return {(*key, figures[EXPENDITURE]) for key, figures in published(truth) if truth.verdicts[key] == "published"}


def continuity(truth: DistrictTruth) -> Rows:
    years = dict(published(truth))
    rows: Rows = set()
    for (department, year), figures in years.items():
        last = years.get((department, year - 1), {})
        if OPENING in figures and CLOSING in last:
            rows.add((department, year, last[CLOSING], figures[OPENING]))
    return rows


def not_published(truth: DistrictTruth) -> Rows:
    return {key for key in truth.expected if truth.verdicts[key] == "not_received"}


def late(truth: DistrictTruth) -> Rows:
    with (truth.truth / "coverage.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["department_id"], int(row["fiscal_year"])) for row in csv.DictReader(file) if row["is_late"] == "true"
        }


def contradictions(truth: DistrictTruth) -> Rows:
    with (truth.truth / "defects.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["department_id"], int(row["fiscal_year"]), identity)
            for row in csv.DictReader(file)
            for identity in row["identities"].split(";")
        }


def district_total(truth: DistrictTruth) -> Rows:
    totals = {year: truth.sum_of(EXPENDITURE, year) for _, year in truth.expected}
    return {
        (year, each.amount, each.stated, each.expected, each.withheld, each.missing, each.share_of_known)
        for year, each in totals.items()
    }


def withheld(truth: DistrictTruth) -> Rows:
    withheld = (key for key in truth.expected if truth.verdicts[key] in ("quarantined", "unreadable"))
    return {
        (*key, truth.verdicts[key], truth.verdicts[key] == "quarantined" and key not in truth.known_withheld)
        for key in withheld
    }


ANSWERS: Mapping[int, tuple[tuple[str, ...], Callable[[DistrictTruth], Rows]]] = {
    1: (("fiscal_year", "function_code", "class_amount_wan", "with_code", "expected"), classes_by_year),
    2: (("fiscal_year", "education_share", "lacking"), education_share),
    3: (("department_id", "fiscal_year", "amount_wan", "change_wan"), three_public_growth),
    4: (("department_id", "fiscal_year", "plain_budget_wan", "final_wan"), three_public_execution),
    5: (
        (
            *("department_id", "fiscal_year", "name", "budget_wan"),
            *("executed_wan", "execution_rate_percent", "total_score"),
        ),
        largest_projects,
    ),
    6: (("department_id", "fiscal_year", "told"), overseas_travel_of_nothing),
    7: (("department_id", "fiscal_year", "previous_amount_wan", "amount_wan"), personnel_growth),
    8: (("fiscal_year", "economic_code", "amount_wan"), goods_and_services),
    9: (("department_id", "fiscal_year", "expenditure_wan"), beyond_doubt),
    10: (("department_id", "fiscal_year", "left_wan", "begun_with_wan"), continuity),
    13: (("department_id", "fiscal_year"), not_published),
    14: (("department_id", "fiscal_year"), late),
    15: (("department_id", "fiscal_year", "identity_id"), contradictions),
    17: (
        ("fiscal_year", "amount_wan", "stated", "expected", "withheld", "missing", "share_of_known"),
        district_total,
    ),
    18: (("department_id", "fiscal_year", "verdict", "is_misfiled"), withheld),
}
"""By number of the question: the columns that are compared, and the rows that they must hold."""
