"""Why a check fails, in words: looked up for those failures alone that Great Expectations found.

No result is compared with its allowance here.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import duckdb
import polars as pl

from expectations.amounts import plain
from expectations.suites import Failure
from expectations.verdict import FailedCheck, WaivedViolation
from expectations.vocabulary import WaiverState
from expectations.waivers import StaleWaiver
from orchestration.validation.violations import Violation, violations

NAMED_PLACES = 3
"""How many places of one broken rule a reason names."""

_RELEASES = """
select department_id, fiscal_year, identity_id, binding, '已豁免（' || author || '，' || granted_on || '）：' || reason
from decision.dec_waiver_state where state = 'in_force'
"""

_FAILED_IDENTITIES = """
select department_id, fiscal_year, identity_id, severity, largest_excess
from decision.dec_identity_result where (department_id, fiscal_year, identity_id) in (from failed)
order by department_id, fiscal_year, identity_id
"""

_FAILED_RULES = """
select
    department_id, fiscal_year, rule_id, results.severity, refused,
    list(message order by sheet_id, row_key, column_key) filter (where message is not null)
from decision.dec_rule_result as results
left join evaluation.eval_rule_violation using (department_id, fiscal_year, rule_id)
where (department_id, fiscal_year, rule_id) in (from failed)
group by department_id, fiscal_year, rule_id, results.severity, refused
order by department_id, fiscal_year, rule_id
"""

_STALE_WAIVERS = """
select department_id, fiscal_year, identity_id, binding, state, residual, found
from decision.dec_waiver_state where is_stale
order by department_id, fiscal_year, identity_id, binding
"""


def violations_behind(connection: duckdb.DuckDBPyConnection, failures: Sequence[Failure]) -> tuple[Violation, ...]:
    """The violated results of the identities that failed, and those that a waiver releases, in the order of keys."""
    failed = {(failure.key["department_id"], failure.key["fiscal_year"], failure.check_id) for failure in failures}
    released = {tuple(key): told for *key, told in connection.execute(_RELEASES).fetchall()}
    return tuple(
        replace(violation, release=released.get(violation.key, ""))
        for violation in violations(connection)
        if violation.key in released or violation.key[:3] in failed
    )


def explain_identities(
    connection: duckdb.DuckDBPyConnection, failures: Sequence[Failure], violations: Sequence[Violation]
) -> tuple[FailedCheck, ...]:
    """The identities that failed, each with the violations that are neither released nor mere information."""
    reasons: dict[tuple[str, int, str], list[str]] = defaultdict(list)
    for violation in violations:
        if not violation.release and violation.severity != "info":
            reasons[violation.department_id, violation.fiscal_year, violation.identity_id].append(violation.reason)
    _register(connection, failures)
    rows: list[tuple[str, int, str, str, Decimal]] = connection.execute(_FAILED_IDENTITIES).fetchall()
    return tuple(
        FailedCheck(
            department_id,
            year,
            identity_id,
            severity,
            tuple(reasons[department_id, year, identity_id])
            or (f"超出尾差最多 {plain(excess)} 万元（{identity_id}）",),
        )
        for department_id, year, identity_id, severity, excess in rows
    )


def explain_rules(connection: duckdb.DuckDBPyConnection, failures: Sequence[Failure]) -> tuple[FailedCheck, ...]:
    """The rules that failed, each with the first places that break it and how many there are."""
    _register(connection, failures)
    rows: list[tuple[str, int, str, str, int, list[str] | None]] = connection.execute(_FAILED_RULES).fetchall()
    return tuple(
        FailedCheck(department_id, year, rule_id, severity, (f"{_places(refused, messages or ())}（{rule_id}）",))
        for department_id, year, rule_id, severity, refused, messages in rows
    )


def waived_violations(violations: Sequence[Violation]) -> tuple[WaivedViolation, ...]:
    """The released violations; one that is mere information needs no waiver."""
    return tuple(
        WaivedViolation(violation.department_id, violation.fiscal_year, violation.reason)
        for violation in violations
        if violation.release and violation.severity != "info"
    )


def stale_waivers(connection: duckdb.DuckDBPyConnection) -> tuple[StaleWaiver, ...]:
    """The waivers that release nothing, in the order of their keys."""
    rows: list[tuple[str, int, str, str, str, Decimal, Decimal | None]] = connection.execute(_STALE_WAIVERS).fetchall()
    return tuple(
        StaleWaiver(department_id, year, identity_id, binding, WaiverState(state), residual, found)
        for department_id, year, identity_id, binding, state, residual, found in rows
    )


def _places(refused: int, messages: Sequence[str]) -> str:
    text = "；".join(messages[:NAMED_PLACES])
    return text if refused <= NAMED_PLACES else f"{text}；等共 {refused} 处"


def _register(connection: duckdb.DuckDBPyConnection, failures: Sequence[Failure]) -> None:
    """Put failures in reach of the queries, as `failed`: department_id, fiscal_year, check_id."""
    rows = [{**failure.key, "check_id": failure.check_id} for failure in failures]
    schema = {"department_id": pl.String, "fiscal_year": pl.Int32, "check_id": pl.String}
    connection.register("failed", pl.DataFrame(rows, schema=schema).to_arrow())
