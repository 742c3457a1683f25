"""Great Expectations over the two small tables of the decision layer: which department-years fail which check.

Its parsed result is the only source of verdicts. What a failure leads to, and its reasons, do not belong here.
"""

from collections.abc import Iterable, Sequence

import duckdb

from expectations.model import Identity
from expectations.rules import Rule
from expectations.suites import Check, Failure, Suite, identity_suite, rule_suite
from orchestration.validation.suite_run import EngineError, run_suite


def checks_of(catalogue: Iterable[Identity | Rule]) -> tuple[Check, ...]:
    """Identities or rules as the suites need to know them."""
    return tuple(Check(entry.id, f"{entry.title} / {entry.title_en}", entry.severity) for entry in catalogue)


def failed_identities(
    connection: duckdb.DuckDBPyConnection, identities: Sequence[Identity], department_years: int
) -> tuple[Failure, ...]:
    """The department-years whose largest excess over the allowance is above zero, identity by identity.

    Raises EngineError where not every identity was looked at in each of the `department_years` that were read.
    """
    checks = checks_of(identities)
    return _failed(connection, identity_suite(checks), checks, _LARGEST_EXCESSES, department_years)


def failed_rules(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], department_years: int
) -> tuple[Failure, ...]:
    """The department-years in which a rule is broken anywhere. Raises EngineError as `failed_identities` does."""
    checks = checks_of(rules)
    return _failed(connection, rule_suite(checks), checks, _REFUSALS, department_years)


_LARGEST_EXCESSES = """
select department_id, fiscal_year, identity_id as check_id, largest_excess as figure from decision.dec_identity_result
"""
_REFUSALS = """
select department_id, fiscal_year, rule_id as check_id, refused as figure from decision.dec_rule_result
"""


def _failed(
    connection: duckdb.DuckDBPyConnection, suite: Suite, checks: Sequence[Check], figures: str, department_years: int
) -> tuple[Failure, ...]:
    """Runs the suite over one row per department-year with one column per check. A row that the table lacks leaves a
    blank, which no expectation passes over."""
    found = {id_ for (id_,) in connection.execute(f"select distinct check_id from ({figures})").fetchall()}
    if unknown := found - {check.check_id for check in checks}:
        raise EngineError(f"suite {suite.name}: the catalogue has no {', '.join(sorted(unknown))}")
    columns = ", ".join(
        f"any_value(figure) filter (where check_id = '{check.check_id}') as \"{check.check_id}\"" for check in checks
    )
    frame = connection.execute(
        f"select department_id, fiscal_year, {columns} from ({figures}) group by all "
        "order by department_id, fiscal_year"
    ).to_arrow_table()
    return run_suite(suite, checks, frame, department_years)
