"""From the audit tables in the work database to verdicts: the only place where DuckDB, Great Expectations and the
verdict rules meet."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

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
    identity_demand,
    judge,
)
from expectations.verdict import Findings, Ruling, Trouble, Violation, rule
from orchestration.catalogue import table

if TYPE_CHECKING:
    import pandas as pd

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
    rules = tuple(
        IdentityRule(*row)
        for row in connection.execute(
            "select identity_id, title, severity from staging.stg_identities order by identity_id"
        ).fetchall()
    )
    evaluated = _evaluated(connection, rules)
    refused = frozenset(_refused(connection, rules, evaluated))
    sheets = pandas_frame(
        connection,
        "select department_id, fiscal_year, sheet_id, status from staging.stg_sheets order by all",
    )
    incomplete = judge("sheets", sheets, completeness_demands(sheets), SHEET_KEY)
    violations = _violations(connection)
    failures = _named(refused, violations)
    findings = Findings(
        expected=_keys(connection, "staging.stg_expectations", "expectation = 'expected'"),
        received=_keys(connection, "staging.stg_documents"),
        with_cells=_keys(
            connection,
            "intermediate.int_department_years semi join "
            "(select department_year from intermediate.int_observations where amount is not null) "
            "using (department_year)",
        ),
        violations=tuple(violations.values()),
        failures=failures,
        troubles=(*_troubles(connection), *_incomplete(incomplete)),
        waivers=tuple(waivers),
    )
    return Judgement(rule(findings), failures, findings.violations, evaluated, rules)


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


def _evaluated(connection: duckdb.DuckDBPyConnection, rules: Sequence[IdentityRule]) -> dict[str, int]:
    """How many results each identity of the catalogue has."""
    rows: list[tuple[str, int]] = connection.execute(
        f"""
        select identity_id, count(*)
        from audit.audit_evaluation inner join intermediate.int_equations using (equation)
        where outcome in {EVALUATED} group by all
        """
    ).fetchall()
    return {identity.identity_id: 0 for identity in rules} | dict(rows)


def _refused(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[IdentityRule], evaluated: Mapping[str, int]
) -> Iterator[Numbers]:
    """What Great Expectations refuses. Raises EngineError where it has not looked at every evaluated result."""
    judged: Counter[str] = Counter()
    for frame in _result_frames(connection):
        for identity_no, own in frame.groupby("identity_no", sort=False):
            identity = rules[cast(int, identity_no)]
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
