"""Alerts on department-years of the publication in force: quarantined anew, newly overdue."""

from collections.abc import Callable, Mapping

import dagster as dg
import duckdb

from expectations.vocabulary import State, Verdict
from orchestration.defs.alerts.posting import PATIENCE, Patience
from orchestration.defs.alerts.sensor import Subject, build_alert_sensor
from orchestration.home.settings import Settings
from orchestration.reports import repository
from orchestration.reports.repository import Connection, Row

QUARANTINED = Subject(
    "newly_quarantined",
    "新隔离即告警 / Tells which department-years are quarantined anew, and why",
    "newly quarantined 新隔离",
)
OVERDUE = Subject(
    "newly_overdue",
    "逾期未收到即告警 / Tells which department-years became overdue: expected, past the due date, not received",
    f"newly overdue {State.LATE.title_zh}",
)


def build_quarantine_alert(settings: Settings, patience: Patience = PATIENCE) -> dg.SensorDefinition:
    """The sensor that alerts when a department-year is quarantined that was not."""

    def find(*_: object) -> Mapping[str, str] | None:
        return _lines(settings, _quarantined, lambda row: next(iter(row["reasons"]), "no reason given 未说明原因"))

    return build_alert_sensor(settings, QUARANTINED, find, patience)


def build_overdue_alert(settings: Settings, patience: Patience = PATIENCE) -> dg.SensorDefinition:
    """The sensor that alerts when a department-year becomes overdue."""

    def find(*_: object) -> Mapping[str, str] | None:
        return _lines(
            settings,
            repository.overdue,
            lambda row: f"due 期限 {row['due_on']}, {row['days_late']} days late 逾期 {row['days_late']} 天",
        )

    return build_alert_sensor(settings, OVERDUE, find, patience)


def _quarantined(connection: Connection) -> tuple[Row, ...]:
    return tuple(row for row in repository.verdicts(connection) if row["verdict"] == Verdict.QUARANTINED)


def _lines(
    settings: Settings, query: Callable[[Connection], tuple[Row, ...]], reason: Callable[[Row], str]
) -> Mapping[str, str] | None:
    """A line for each row of the publication in force, by department-year; None where nothing is published."""
    if not settings.published_database.is_file():
        return None
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        found = query(connection)
    return {
        f"{row['department_id']}|{row['fiscal_year']}": f"{row['department']} {row['fiscal_year']}: "
        + " ".join(reason(row).split())
        for row in found
    }
