"""From the audit tables in the work database to verdicts: the only place where DuckDB, Great Expectations and the
verdict rules meet."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb

from expectations.model import Waiver
from expectations.rules import Rule
from expectations.suites import (
    RESULT_KEY,
    RULE_KEY,
    EngineError,
    Failure,
    IdentityRule,
    identity_demands,
    judge,
    rule_demands,
)
from expectations.verdict import Findings, Irregularity, Ruling, Trouble, Violation, hold_waivers, rule
from expectations.waiving import HeldWaiver

if TYPE_CHECKING:
    import pandas as pd

EVALUATED = ("exact", "within_rounding", "violated")

EXCESS = "case relation when 'at_least' then greatest(-residual, 0) else abs(residual) end"
"""What the allowance must cover: a total above its parts is no excess where the relation is at_least."""


TOLD = 3
"""How many places of one broken rule a reason names."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All rulings, the refused rows behind them, the number of results by identity and outcome, and the waivers."""

    rulings: tuple[Ruling, ...]
    failures: tuple[Failure, ...]
    violations: tuple[Violation, ...]
    outcomes: Mapping[str, Mapping[str, int]]
    identities: tuple[IdentityRule, ...]
    waivers: tuple[HeldWaiver, ...]


def pandas_frame(connection: duckdb.DuckDBPyConnection, query: str) -> "pd.DataFrame":
    """A query as a pandas frame whose DECIMAL columns stay exact (DuckDB's own conversion would make them float)."""
    import pandas as pd

    cursor = connection.execute(query)
    columns = [column[0] for column in cursor.description or ()]
    return pd.DataFrame(cursor.fetchall(), columns=columns, dtype=object)


def judge_audit(connection: duckdb.DuckDBPyConnection, waivers: Sequence[Waiver], rules: Sequence[Rule]) -> Judgement:
    """Judge everything that the audit evaluated. Raises EngineError where Great Expectations cannot be trusted."""
    evaluated = pandas_frame(
        connection,
        f"""
        select department_id, fiscal_year, identity_id, binding, allowance, {EXCESS} as excess
        from audit.audit_identity_result where outcome in {EVALUATED}
        order by department_id, fiscal_year, identity_id, binding
        """,
    )
    identities = tuple(
        IdentityRule(*row)
        for row in connection.execute(
            "select identity_id, title, severity from staging.stg_identities order by identity_id"
        ).fetchall()
    )
    failures = judge("identities", evaluated, identity_demands(identities, evaluated), RESULT_KEY)
    violations = _violations(connection)
    _same_violations(failures, violations)
    received = _keys(connection, "staging.stg_documents")
    findings = Findings(
        departments=_values(connection, "select department_id from staging.stg_departments"),
        identities=frozenset(identity.identity_id for identity in identities),
        expected=_keys(connection, "staging.stg_expectations", "expectation = 'expected'"),
        received=received,
        with_cells=_keys(connection, "staging.stg_cells"),
        violations=violations,
        failures=failures,
        irregularities=_irregularities(connection, rules, len(received)),
        troubles=_troubles(connection),
        waivers=tuple(waivers),
    )
    return Judgement(
        rule(findings),
        failures,
        violations,
        _outcomes(connection, identities),
        identities,
        hold_waivers(findings),
    )


def _same_violations(failures: Sequence[Failure], violations: Sequence[Violation]) -> None:
    """The SQL's outcome and Great Expectations' refusal are two judgements of one rule: they must agree."""
    refused = {tuple(failure.key[column] for column in RESULT_KEY) for failure in failures}
    violated = {(v.department_id, v.fiscal_year, v.identity_id, v.binding) for v in violations}
    if refused != violated:
        raise EngineError(f"the audit and the suite disagree about {sorted(map(str, refused ^ violated))[:5]}")


def _outcomes(connection: duckdb.DuckDBPyConnection, identities: Sequence[IdentityRule]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {identity.identity_id: Counter() for identity in identities}
    query = "select identity_id, outcome, count(*) from audit.audit_identity_result group by all"
    for identity_id, outcome, count in connection.execute(query).fetchall():
        counts[identity_id][outcome] = count
    return counts


def _violations(connection: duckdb.DuckDBPyConnection) -> tuple[Violation, ...]:
    rows: list[tuple[str, int, str, str, str, Decimal, str, str]] = connection.execute(
        """
        select
            department_id, fiscal_year, identity_id, binding, severity, residual, terms,
            coalesce(source_positions, '')
        from audit.audit_identity_result where outcome = 'violated'
        order by department_id, fiscal_year, identity_id, binding
        """
    ).fetchall()
    return tuple(Violation(*row) for row in rows)


def _troubles(connection: duckdb.DuckDBPyConnection) -> tuple[Trouble, ...]:
    rows: list[tuple[Any, ...]] = connection.execute(
        """
        select department_id, fiscal_year, kind, severity, concat_ws(': ', file_name, reason)
        from staging.stg_problems where severity <> 'info' and kind <> 'missing_sheet' and fiscal_year > 0
        order by department_id, fiscal_year, file_name, kind, reason
        """
    ).fetchall()
    return tuple(Trouble(*row) for row in rows)


def _irregularities(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], department_years: int
) -> tuple[Irregularity, ...]:
    """What the rules refuse, as Great Expectations judges it; one entry per rule and department-year."""
    results = pandas_frame(
        connection,
        "select department_id, fiscal_year, rule_id, refused from audit.audit_rule_result "
        "order by department_id, fiscal_year, rule_id",
    )
    failures = judge("rules", results, rule_demands(rules, department_years), RULE_KEY)
    refused = {
        (department_id, year, rule_id): Irregularity(department_id, year, rule_id, severity, _told(count, messages))
        for department_id, year, rule_id, severity, count, messages in connection.execute(
            "select * from audit.audit_rule_result where refused > 0"
        ).fetchall()
    }
    keys = {tuple(failure.key[column] for column in RULE_KEY) for failure in failures}
    if keys != refused.keys():
        raise EngineError(f"the audit and the rules disagree about {sorted(map(str, keys ^ refused.keys()))[:5]}")
    return tuple(refused[key] for key in sorted(refused))


def _told(count: int, messages: Sequence[str]) -> str:
    """The first messages, and how many there are."""
    text = "; ".join(messages[:TOLD])
    return text if count <= TOLD else f"{text}; … {count} in all"


def _keys(connection: duckdb.DuckDBPyConnection, relation: str, condition: str = "true") -> frozenset[tuple[str, int]]:
    query = f"select distinct department_id, fiscal_year from {relation} where {condition}"
    return frozenset(connection.execute(query).fetchall())


def _values(connection: duckdb.DuckDBPyConnection, query: str) -> frozenset[str]:
    return frozenset(value for (value,) in connection.execute(query).fetchall())
