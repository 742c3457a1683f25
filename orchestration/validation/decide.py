"""From the audit tables in the work database to verdicts: the judged results, the rules beside them and the registry
meet the verdict rules here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from expectations.model import Waiver
from expectations.rules import Rule
from expectations.suites import RULE_KEY, EngineError, Failure, IdentityRule, judge, rule_demands
from expectations.verdict import Findings, Irregularity, Ruling, Trouble, Violation, hold_waivers, rule
from expectations.waivers import HeldWaiver
from orchestration.validation.judge import judge_results, pandas_frame

JUDGED = ("eval_identity_result", "dec_rule_result")
"""The models that are read here; everything upstream of them is too."""

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


def judge_audit(connection: duckdb.DuckDBPyConnection, waivers: Sequence[Waiver], rules: Sequence[Rule]) -> Judgement:
    """Judge everything that the audit evaluated. Raises EngineError where Great Expectations cannot be trusted."""
    identities = tuple(
        IdentityRule(*row)
        for row in connection.execute(
            "select identity_id, title, severity from control.identities order by identity_id"
        ).fetchall()
    )
    results = judge_results(connection, identities)
    received = _keys(connection, "landing.documents")
    findings = Findings(
        departments=_values(connection, "select department_id from control.departments"),
        identities=frozenset(identity.identity_id for identity in identities),
        expected=_keys(connection, "control.filing_obligations", "expectation = 'expected'"),
        received=received,
        with_cells=_keys(
            connection,
            "staging.stg_department_years semi join "
            "(select department_year from evaluation.eval_observation where amount is not null) "
            "using (department_year)",
        ),
        violations=results.violations,
        failures=results.failures,
        irregularities=_irregularities(connection, rules, len(received)),
        troubles=_troubles(connection),
        waivers=tuple(waivers),
    )
    return Judgement(
        rule(findings),
        results.failures,
        results.violations,
        results.outcomes,
        identities,
        hold_waivers(findings),
    )


def _troubles(connection: duckdb.DuckDBPyConnection) -> tuple[Trouble, ...]:
    rows: list[tuple[Any, ...]] = connection.execute(
        """
        select department_id, fiscal_year, kind, severity, concat_ws(': ', file_name, reason)
        from landing.problems where severity <> 'info' and kind <> 'missing_sheet' and fiscal_year > 0
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
        "select department_id, fiscal_year, rule_id, refused from decision.dec_rule_result "
        "order by department_id, fiscal_year, rule_id",
    )
    failures = judge("rules", results, rule_demands(rules, department_years), RULE_KEY)
    refused = {
        (department_id, year, rule_id): Irregularity(department_id, year, rule_id, severity, _told(count, messages))
        for department_id, year, rule_id, severity, count, messages in connection.execute(
            "select * from decision.dec_rule_result where refused > 0"
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
