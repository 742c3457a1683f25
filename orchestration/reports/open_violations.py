"""The open violations of a publication, as waivers could be proposed for them."""

from decimal import Decimal

import duckdb

from expectations.waivers import Waivable

_OPEN = """
select department_id, fiscal_year, identity_id, binding, residual_wan, title, terms, suspects
from dq_identity_result
where outcome = 'violated' and not is_waived and severity <> 'info'
    and ($department is null or department_id = $department)
    and ($year is null or fiscal_year = $year)
    and ($identity is null or identity_id = $identity)
    and ($binding is null or binding = $binding)
order by department_id, fiscal_year, identity_id, binding
"""


def open_violations(
    connection: duckdb.DuckDBPyConnection,
    department: str | None,
    year: int | None,
    identity: str | None,
    binding: str | None,
) -> tuple[Waivable, ...]:
    """The violations that no waiver releases, narrowed by whatever is given; from an open published database."""
    chosen = {"department": department, "year": year, "identity": identity, "binding": binding}
    rows: list[tuple[str, int, str, str, Decimal, str, str | None, str | None]] = connection.execute(
        _OPEN, chosen
    ).fetchall()
    return tuple(
        Waivable(
            (department_id, fiscal_year, identity_id, bound),
            residual,
            tuple(note for note in (title, terms, f"suspect: {suspects}" if suspects else None) if note),
        )
        for department_id, fiscal_year, identity_id, bound, residual, title, terms, suspects in rows
    )
