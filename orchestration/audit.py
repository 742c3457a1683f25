"""From the audit tables in the work database to verdicts: the only place where DuckDB, Great Expectations and the
verdict rules meet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from expectations.model import Waiver
from expectations.suites import (
    RESULT_KEY,
    SHEET_KEY,
    EngineError,
    Failure,
    IdentityRule,
    completeness_demands,
    identity_demands,
    judge,
)
from expectations.verdict import Findings, Ruling, Trouble, Violation, rule
from orchestration.catalogue import table

if TYPE_CHECKING:
    import pandas as pd

EVALUATED = ("exact", "within_rounding", "violated")

EXCESS = "case relation when 'at_least' then greatest(-residual, 0) else abs(residual) end"
"""What the allowance must cover: a total above its parts is no excess where the relation is at_least."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All rulings, the refused rows behind them, and how many results each identity had."""

    rulings: tuple[Ruling, ...]
    failures: tuple[Failure, ...]
    violations: tuple[Violation, ...]
    evaluated: dict[str, int]
    rules: tuple[IdentityRule, ...]


def pandas_frame(connection: duckdb.DuckDBPyConnection, query: str) -> "pd.DataFrame":
    """A query as a pandas frame whose DECIMAL columns stay exact (DuckDB's own conversion would make them float)."""
    import pandas as pd

    cursor = connection.execute(query)
    columns = [column[0] for column in cursor.description or ()]
    return pd.DataFrame(cursor.fetchall(), columns=columns, dtype=object)


def judge_audit(connection: duckdb.DuckDBPyConnection, waivers: Sequence[Waiver]) -> Judgement:
    """Judge everything that the audit evaluated. Raises EngineError where Great Expectations cannot be trusted."""
    evaluated = pandas_frame(
        connection,
        f"""
        select department_id, fiscal_year, identity_id, binding, allowance, {EXCESS} as excess
        from audit.audit_identity_result where outcome in {EVALUATED}
        order by department_id, fiscal_year, identity_id, binding
        """,
    )
    sheets = pandas_frame(
        connection,
        "select department_id, fiscal_year, sheet_id, status from staging.stg_sheets order by all",
    )
    rules = tuple(
        IdentityRule(*row)
        for row in connection.execute(
            "select identity_id, title, severity from staging.stg_identities order by identity_id"
        ).fetchall()
    )
    failures = judge("identities", evaluated, identity_demands(rules, evaluated), RESULT_KEY)
    incomplete = judge("sheets", sheets, completeness_demands(sheets), SHEET_KEY)
    violations = _violations(connection)
    _same_violations(failures, violations)
    findings = Findings(
        expected=_keys(connection, "staging.stg_expectations", "expectation = 'expected'"),
        received=_keys(connection, "staging.stg_documents"),
        with_cells=_keys(connection, "staging.stg_cells"),
        violations=violations,
        failures=failures,
        troubles=(*_troubles(connection), *_incomplete(incomplete)),
        waivers=tuple(waivers),
    )
    counts = {rule_.identity_id: 0 for rule_ in rules} | dict(evaluated["identity_id"].value_counts())
    return Judgement(rule(findings), failures, violations, {k: int(v) for k, v in counts.items()}, rules)


def verdict_table(rulings: Iterable[Ruling]) -> pl.DataFrame:
    return table(
        "verdicts",
        [
            {
                "department_id": ruling.department_id,
                "fiscal_year": ruling.fiscal_year,
                "verdict": ruling.verdict.value,
                "reasons": list(ruling.reasons),
            }
            for ruling in rulings
        ],
    )


def _same_violations(failures: Sequence[Failure], violations: Sequence[Violation]) -> None:
    """The SQL's outcome and Great Expectations' refusal are two judgements of one rule: they must agree."""
    refused = {tuple(failure.key[column] for column in RESULT_KEY) for failure in failures}
    violated = {(v.department_id, v.fiscal_year, v.identity_id, v.binding) for v in violations}
    if refused != violated:
        raise EngineError(f"the audit and the suite disagree about {sorted(map(str, refused ^ violated))[:5]}")


def _violations(connection: duckdb.DuckDBPyConnection) -> tuple[Violation, ...]:
    rows: list[tuple[str, int, str, str, str, Decimal, str]] = connection.execute(
        """
        select department_id, fiscal_year, identity_id, binding, severity, residual, terms
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


def _incomplete(failures: Sequence[Failure]) -> tuple[Trouble, ...]:
    return tuple(
        Trouble(
            str(failure.key["department_id"]),
            int(failure.key["fiscal_year"]),
            "missing_sheet",
            "warning",
            f"sheet {failure.key['sheet_id']} is missing or could not be read",
        )
        for failure in failures
    )


def _keys(connection: duckdb.DuckDBPyConnection, relation: str, condition: str = "true") -> frozenset[tuple[str, int]]:
    query = f"select distinct department_id, fiscal_year from {relation} where {condition}"
    return frozenset(connection.execute(query).fetchall())
