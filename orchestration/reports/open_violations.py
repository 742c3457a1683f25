"""The open violations of a publication, as waivers could be proposed for them."""

import duckdb

from expectations.waivers import OpenViolation
from orchestration.reports import repository


def open_violations(
    connection: duckdb.DuckDBPyConnection,
    department: str | None,
    year: int | None,
    identity: str | None,
    binding: str | None,
) -> tuple[OpenViolation, ...]:
    """The violations that no waiver releases, narrowed by whatever is given; from an open published database."""
    return tuple(
        OpenViolation(
            (row["department_id"], row["fiscal_year"], row["identity_id"], row["binding"]),
            row["residual_wan"],
            tuple(filter(None, (row["title"], row["sentence"], row["suspects"] and f"suspect: {row['suspects']}"))),
        )
        for row in repository.open_violations(connection, department, year, identity, binding)
    )
