"""From the audit tables in the work database to verdicts: the only place where DuckDB, Great Expectations and the
verdict rules meet."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import duckdb
import polars as pl

from expectations.model import Waiver
from expectations.rules import Rule
from expectations.suites import (
    RESULT_KEY,
    RULE_KEY,
    EngineError,
    Failure,
    IdentityRule,
    identity_demand,
    judge,
    rule_demands,
)
from expectations.verdict import Findings, Irregularity, Ruling, Trouble, Violation, hold_waivers, rule
from expectations.waiving import HeldWaiver

if TYPE_CHECKING:
    import pandas as pd

JUDGED = ("audit_identity_result", "audit_rule_result", "stg_departments", "stg_expectations")
"""The models that are read here; everything upstream of them is too."""

EVALUATED = ("exact", "within_rounding", "violated")

Numbers = tuple[int, int]
NUMBERS = ("department_year", "equation")
"""The key of a result while it is judged; only what is refused is looked up by name."""

ROWS_PER_FRAME = 8_000_000
"""What is in memory at once; DuckDB rounds it up to whole vectors."""

_EVALUATED_RESULTS = f"""
with identities as (
    select identity_id, relation, row_number() over (order by identity_id) - 1 as identity_no
    from staging.stg_identities
),
equations as (
    select equation, relation, cast(identity_no as smallint) as identity_no
    from intermediate.int_equations inner join identities using (identity_id)
),
residuals as (
    select *, coalesce(reported, 0) - coalesce(computed, 0) as residual
    from audit.audit_evaluation inner join equations using (equation)
    where outcome in {EVALUATED}
)
select
    department_year,
    equation,
    identity_no,
    allowance,
    cast(case relation when 'at_least' then greatest(-residual, 0) else abs(residual) end as decimal(38, 12)) as excess
from residuals
"""
"""The excess is what the allowance must cover: a total above its parts is none where the relation is at_least."""

_FITS = "greatest(allowance, excess) < 9000000"
"""As a number of 10⁻¹² 万元 nearly every result fits into 64 bits; the others are judged as Decimals."""

TOLD = 3
"""How many places of one broken rule a reason names."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All rulings, the refused rows behind them, how many results each identity had, and the waivers."""

    rulings: tuple[Ruling, ...]
    failures: tuple[Failure, ...]
    violations: tuple[Violation, ...]
    evaluated: dict[str, int]
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
    identities = tuple(
        IdentityRule(*row)
        for row in connection.execute(
            "select identity_id, title, severity from staging.stg_identities order by identity_id"
        ).fetchall()
    )
    evaluated = _evaluated(connection, identities)
    refused = frozenset(_refused(connection, identities, evaluated))
    violations = _violations(connection)
    failures = _named(refused, violations)
    received = _keys(connection, "staging.stg_documents")
    findings = Findings(
        departments=_values(connection, "select department_id from staging.stg_departments"),
        identities=frozenset(identity.identity_id for identity in identities),
        expected=_keys(connection, "staging.stg_expectations", "expectation = 'expected'"),
        received=received,
        with_cells=_keys(
            connection,
            "intermediate.int_department_years semi join "
            "(select department_year from intermediate.int_observations where amount is not null) "
            "using (department_year)",
        ),
        violations=tuple(violations.values()),
        failures=failures,
        irregularities=_irregularities(connection, rules, len(received)),
        troubles=_troubles(connection),
        waivers=tuple(waivers),
    )
    return Judgement(
        rule(findings),
        failures,
        findings.violations,
        evaluated,
        identities,
        hold_waivers(findings),
    )


def _evaluated(connection: duckdb.DuckDBPyConnection, identities: Sequence[IdentityRule]) -> dict[str, int]:
    """How many results each identity of the catalogue has."""
    rows: list[tuple[str, int]] = connection.execute(
        f"""
        select identity_id, count(*)
        from audit.audit_evaluation inner join intermediate.int_equations using (equation)
        where outcome in {EVALUATED} group by all
        """
    ).fetchall()
    return {identity.identity_id: 0 for identity in identities} | dict(rows)


def _refused(
    connection: duckdb.DuckDBPyConnection, identities: Sequence[IdentityRule], evaluated: Mapping[str, int]
) -> Iterator[Numbers]:
    """What Great Expectations refuses. Raises EngineError where it has not looked at every evaluated result."""
    judged: Counter[str] = Counter()
    for frame in _result_frames(connection):
        for identity_no, own in frame.groupby("identity_no", sort=False):
            identity = identities[cast(int, identity_no)]
            for failure in judge(identity.identity_id, own, [identity_demand(identity, len(own))], NUMBERS):
                yield int(failure.key["department_year"]), int(failure.key["equation"])
            judged[identity.identity_id] += len(own)
    missed = {identity_id: rows for identity_id, rows in evaluated.items() if judged[identity_id] != rows}
    if missed:
        raise EngineError(f"of the evaluated results {missed} only {dict(judged)} were judged")


def _result_frames(connection: duckdb.DuckDBPyConnection) -> Iterator["pd.DataFrame"]:
    """Allowance and excess of every evaluated result, exactly, in frames that memory can hold."""
    fitting = connection.execute(f"select * from ({_EVALUATED_RESULTS}) where {_FITS}")
    for batch in fitting.to_arrow_reader(ROWS_PER_FRAME):
        yield _as_whole_numbers(pl.DataFrame(batch))
    large = pandas_frame(connection, f"select * from ({_EVALUATED_RESULTS}) where not ({_FITS})")
    if len(large):
        yield large


def _as_whole_numbers(results: pl.DataFrame) -> "pd.DataFrame":
    """Both amounts as the whole number of 10⁻¹² that a DECIMAL is kept as. Polars raises where one does not fit."""
    amounts = [pl.col(name).to_physical().cast(pl.Int64) for name in ("allowance", "excess")]
    return results.with_columns(amounts).to_pandas()


def _named(refused: Set[Numbers], violations: Mapping[Numbers, Violation]) -> tuple[Failure, ...]:
    """What Great Expectations refused, by name. Raises EngineError where the SQL, judging by the same rule, does not
    agree."""
    if refused != violations.keys():
        raise EngineError(f"the audit and the suite disagree about {sorted(refused ^ violations.keys())[:5]}")
    return tuple(
        Failure(violation.identity_id, {column: getattr(violation, column) for column in RESULT_KEY})
        for violation in violations.values()
    )


def _violations(connection: duckdb.DuckDBPyConnection) -> dict[Numbers, Violation]:
    rows: list[tuple[Any, ...]] = connection.execute(
        """
        select
            department_year, equation, department_id, fiscal_year, identity_id, binding, severity,
            cast(coalesce(reported, 0) - coalesce(computed, 0) as decimal(20, 6)) as residual, terms
        from audit.audit_evaluation
        inner join intermediate.int_department_years using (department_year)
        inner join intermediate.int_equations using (equation)
        inner join staging.stg_identities using (identity_id)
        left join audit.audit_evidence using (department_id, fiscal_year, identity_id, binding)
        where outcome = 'violated'
        order by department_id, fiscal_year, identity_id, binding
        """
    ).fetchall()
    return {(department_year, equation): Violation(*rest) for department_year, equation, *rest in rows}


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
