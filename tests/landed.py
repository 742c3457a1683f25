"""Figures put straight into the landing tables, and the compiled models of the warehouse run over many at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from expectations.vocabulary import ProblemKind, Severity, SheetStatus
from orchestration.disclosure.department_year import combine
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.model import Cell, CellKey, Document, Place, Problem, Reading, Recognition, SheetReading
from orchestration.home.settings import Settings
from orchestration.landing.frames import LANDING_TABLES
from orchestration.landing.rows import department_year_tables
from orchestration.validation.in_memory import evaluated

PLACE = Place(sheet_name="somewhere")
UNREAD = message("submissions.outside_link")

ResultKey = tuple[str, int, str, str]
"""department_id, fiscal_year, identity_id, binding."""


@dataclass(frozen=True)
class Printed:
    """What one department-year prints, in 万元.

    A sheet with figures is found and one without is missing, where `sheets` says nothing else.
    """

    figures: Mapping[CellKey, Decimal]
    units: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, SheetStatus] = field(default_factory=dict)
    unread: frozenset[CellKey] = frozenset()


@dataclass(frozen=True)
class Result:
    """One row of the audit."""

    outcome: str
    residual: Decimal | None
    allowance: Decimal


def landed(department_id: str, year: int, printed: Printed) -> dict[str, pl.DataFrame]:
    """The landing tables of one department-year; every amount was printed with two decimals in its sheet's unit."""
    cells = tuple(
        Cell(key, "", "", amount, 2, printed.units.get(key.sheet_id, "万元"), str(amount), PLACE)
        for key, amount in printed.figures.items()
    )
    statuses = {**dict.fromkeys((key.sheet_id for key in printed.figures), SheetStatus.FOUND), **printed.sheets}
    reading = Reading(
        Document("printed.xlsx", "0" * 64, 0, "xlsx", "test", ()),
        Recognition(),
        tuple(SheetReading(sheet_id, status) for sheet_id, status in statuses.items()),
        cells,
        tuple(
            Problem(ProblemKind.NOT_A_NUMBER, Severity.WARNING, "printed.xlsx", UNREAD, PLACE, key.sheet_id, key)
            for key in printed.unread
        ),
    )
    return department_year_tables(department_id, year, combine([reading]))


def together(parts: Iterable[Mapping[str, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    parts = list(parts)
    return {name: pl.concat([tables[name] for tables in parts]) for name in LANDING_TABLES}


def rows_of(tables: Mapping[str, pl.DataFrame]) -> dict[str, Sequence[Mapping[str, object]]]:
    """Frames as the rows that an evaluation in memory begins with."""
    return {name: table.to_dicts() for name, table in tables.items()}


def audit(tables: Mapping[str, pl.DataFrame], settings: Settings) -> dict[ResultKey, Result]:
    """Every result of `eval_identity_result`: many department-years in one pass."""
    with evaluated(rows_of(tables), settings) as connection:
        rows = connection.execute(
            "select department_id, fiscal_year, identity_id, binding, outcome, residual, allowance "
            "from evaluation.eval_identity_result"
        ).fetchall()
    return {(department, year, identity, binding): Result(*rest) for department, year, identity, binding, *rest in rows}
