"""What the publication in force says of each department-year: the one row behind every dashboard."""

from dataclasses import dataclass

import duckdb

from expectations.vocabulary import State, Verdict
from orchestration.reports import repository
from orchestration.reports.render import page_of
from orchestration.reports.repository import Row


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
    doubtful_figures: int = 0
    confirmed_figures: int = 0

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
    return tuple(_record(row) for row in repository.coverage(connection))


def _record(row: Row) -> Record:
    return Record(
        row["department_id"],
        row["fiscal_year"],
        row["department"],
        row["status"],
        row["is_late"],
        row["days_late"],
        row["reason"],
        Verdict(row["verdict"]) if row["verdict"] else None,
        tuple(row["reasons"]),
        row["error"],
        row["warning"],
        row["info"],
        row["within_rounding"],
        row["not_stated"],
        row["not_read"],
        row["problems"],
        row["doubtful_figures"],
        row["confirmed_figures"],
    )
