"""What the publication in force says of each department-year: the one row behind every dashboard."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from expectations.vocabulary import State, Verdict
from orchestration.reports.render import page_of

_RECORDS = """
select
    department_id,
    fiscal_year,
    coalesce(departments.department_name, department_id) as department,
    coverage.status,
    coalesce(coverage.is_late, false) as is_late,
    coverage.days_late,
    coverage.reason,
    years.verdict,
    coalesce(years.reasons, []) as reasons,
    coalesce(error_violated + rule_error, 0) as errors,
    coalesce(warning_violated + rule_warning, 0) as warnings,
    coalesce(info_violated + rule_info, 0) as infos,
    coalesce(error_within_rounding + warning_within_rounding + info_within_rounding, 0) as rounding_hints,
    coalesce(error_not_stated + warning_not_stated + info_not_stated, 0) as not_stated,
    coalesce(error_not_read + warning_not_read + info_not_read, 0) as not_read,
    coalesce(years.problems, 0) as problems
from dq_coverage as coverage
left join dq_department_year as years using (department_id, fiscal_year)
left join dim_department as departments using (department_id)
order by department_id, fiscal_year
"""


@dataclass(frozen=True, slots=True)
class Record:
    """One department-year of the grid.

    `status` is that of dq_coverage; `verdict` is None where nobody expected or received it. `errors`, `warnings` and
    `infos` count violated identities and refused rules together, waived ones too.
    """

    department_id: str
    fiscal_year: int
    department: str
    status: str
    is_late: bool
    days_late: int | None
    reason: str | None
    verdict: Verdict | None
    reasons: tuple[str, ...]
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    rounding_hints: int = 0
    not_stated: int = 0
    not_read: int = 0
    problems: int = 0

    @property
    def state(self) -> Verdict | State:
        """The verdict; `late` where it is overdue and not there; the coverage where there is no verdict."""
        if self.verdict is Verdict.NOT_RECEIVED and self.is_late:
            return State.LATE
        return self.verdict or State(self.status)

    @property
    def page(self) -> str | None:
        """The name of its report page; None where there is none."""
        return page_of(self.department_id, self.fiscal_year) if self.verdict else None


def read_records(connection: duckdb.DuckDBPyConnection) -> tuple[Record, ...]:
    """Every department-year of a published database, by department and year."""
    cursor = connection.execute(_RECORDS)
    columns = [column[0] for column in cursor.description or ()]
    return tuple(_record(dict(zip(columns, row, strict=True))) for row in cursor.fetchall())


def _record(row: Mapping[str, Any]) -> Record:
    return Record(**{**row, "verdict": row["verdict"] and Verdict(row["verdict"]), "reasons": tuple(row["reasons"])})
