"""Every result that the audit evaluated, judged by Great Expectations: those of the sheets under their numbers, because
they are many, those of claims under their names."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import duckdb
import polars as pl

from expectations.suites import RESULT_KEY, EngineError, Failure, IdentityRule, identity_demand, judge
from expectations.verdict import Violation
from expectations.vocabulary import Outcome

if TYPE_CHECKING:
    import pandas as pd

EVALUATED = tuple(outcome.value for outcome in Outcome if outcome.is_evaluated)

Numbers = tuple[int, int]
NUMBERS = ("department_year", "equation")
"""The key of a result of the sheets while it is judged; only what is refused is looked up by name."""

Key = tuple[str, int, str, str]
"""A result by name: RESULT_KEY."""

ROWS_PER_FRAME = 8_000_000
"""What is in memory at once; DuckDB rounds it up to whole vectors."""

_EXCESS = "case relation when 'at_least' then greatest(-residual, 0) else abs(residual) end"
"""What the allowance must cover: a total above its parts is no excess where the relation is at_least."""

_SHEET_RESULTS = f"""
with identities as (
    select identity_id, relation, row_number() over (order by identity_id) - 1 as identity_no
    from control.identities
),
equations as (
    select equation, relation, cast(identity_no as smallint) as identity_no
    from evaluation.eval_equation inner join identities using (identity_id)
),
residuals as (
    select *, coalesce(reported, 0) - coalesce(computed, 0) as residual
    from evaluation.eval_sheet_result inner join equations using (equation)
    where outcome in {EVALUATED}
)
select department_year, equation, identity_no, allowance, cast({_EXCESS} as decimal(38, 12)) as excess
from residuals
"""

_FITS = "greatest(allowance, excess) < 9000000"
"""As a number of 10⁻¹² 万元 nearly every result fits into 64 bits; the others are judged as Decimals."""

_CLAIM_RESULTS = f"""
select department_id, fiscal_year, identity_id, binding, allowance, {_EXCESS} as excess
from evaluation.eval_claim_result where outcome in {EVALUATED}
order by department_id, fiscal_year, identity_id, binding
"""


@dataclass(frozen=True, slots=True)
class JudgedResults:
    """What was refused, the same as the SQL tells it, and the number of results by identity and outcome."""

    failures: tuple[Failure, ...]
    violations: tuple[Violation, ...]
    outcomes: Mapping[str, Mapping[str, int]]


def judge_results(connection: duckdb.DuckDBPyConnection, identities: Sequence[IdentityRule]) -> JudgedResults:
    """Judge all results. Raises EngineError where not every one was looked at, or the SQL judges otherwise.

    `identities` are those of the catalogue, in the order of their ids.
    """
    outcomes = _outcomes(connection, identities)
    judged: Counter[str] = Counter()
    refused_of_sheets = frozenset(_refused_of_sheets(connection, identities, judged))
    refused_of_claims = frozenset(_refused_of_claims(connection, identities, judged))
    evaluated = {name: sum(counts[outcome] for outcome in EVALUATED) for name, counts in outcomes.items()}
    missed = {identity_id: rows for identity_id, rows in evaluated.items() if judged[identity_id] != rows}
    if missed:
        raise EngineError(f"of the evaluated results {missed} only {dict(judged)} were judged")
    of_sheets, of_claims = _sheet_violations(connection), _claim_violations(connection)
    _agree(refused_of_sheets, of_sheets.keys())
    _agree(refused_of_claims, of_claims.keys())
    violations = sorted((*of_sheets.values(), *of_claims.values()), key=_key)
    failures = (Failure(each.identity_id, dict(zip(RESULT_KEY, _key(each), strict=True))) for each in violations)
    return JudgedResults(tuple(failures), tuple(violations), outcomes)


def pandas_frame(connection: duckdb.DuckDBPyConnection, query: str) -> "pd.DataFrame":
    """A query as a pandas frame whose DECIMAL columns stay exact (DuckDB's own conversion would make them float)."""
    import pandas as pd

    cursor = connection.execute(query)
    columns = [column[0] for column in cursor.description or ()]
    return pd.DataFrame(cursor.fetchall(), columns=columns, dtype=object)


def _outcomes(connection: duckdb.DuckDBPyConnection, identities: Sequence[IdentityRule]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {identity.identity_id: Counter() for identity in identities}
    query = """
    select identity_id, outcome, count(*)
    from evaluation.eval_outcome inner join evaluation.eval_equation using (equation) group by all
    union all
    select identity_id, outcome, count(*) from evaluation.eval_claim_result group by all
    """
    for identity_id, outcome, count in connection.execute(query).fetchall():
        counts[identity_id][outcome] = count
    return counts


def _refused_of_sheets(
    connection: duckdb.DuckDBPyConnection, identities: Sequence[IdentityRule], judged: Counter[str]
) -> Iterator[Numbers]:
    """What Great Expectations refuses; `judged` counts what it has looked at."""
    for frame in _sheet_frames(connection):
        for identity_no, own in frame.groupby("identity_no", sort=False):
            for failure in _judged(identities[cast(int, identity_no)], own, NUMBERS, judged):
                yield int(failure.key["department_year"]), int(failure.key["equation"])


def _refused_of_claims(
    connection: duckdb.DuckDBPyConnection, identities: Sequence[IdentityRule], judged: Counter[str]
) -> Iterator[Key]:
    by_id = {identity.identity_id: identity for identity in identities}
    for identity_id, own in pandas_frame(connection, _CLAIM_RESULTS).groupby("identity_id", sort=False):
        for failure in _judged(by_id[cast(str, identity_id)], own, RESULT_KEY, judged):
            yield cast(Key, tuple(failure.key[column] for column in RESULT_KEY))


def _judged(
    identity: IdentityRule, own: "pd.DataFrame", key: Sequence[str], judged: Counter[str]
) -> tuple[Failure, ...]:
    failures = judge(identity.identity_id, own, [identity_demand(identity, len(own))], key)
    judged[identity.identity_id] += len(own)
    return failures


def _sheet_frames(connection: duckdb.DuckDBPyConnection) -> Iterator["pd.DataFrame"]:
    """Allowance and excess of every evaluated result, exactly, in frames that memory can hold."""
    fitting = connection.execute(f"select * from ({_SHEET_RESULTS}) where {_FITS}")
    for batch in fitting.to_arrow_reader(ROWS_PER_FRAME):
        yield _as_whole_numbers(pl.DataFrame(batch))
    large = pandas_frame(connection, f"select * from ({_SHEET_RESULTS}) where not ({_FITS})")
    if len(large):
        yield large


def _as_whole_numbers(results: pl.DataFrame) -> "pd.DataFrame":
    """Both amounts as the whole number of 10⁻¹² that a DECIMAL is kept as. Polars raises where one does not fit."""
    amounts = [pl.col(name).to_physical().cast(pl.Int64) for name in ("allowance", "excess")]
    return results.with_columns(amounts).to_pandas()


def _agree(refused: Set[Any], violated: Set[Any]) -> None:
    """The SQL's outcome and Great Expectations' refusal are two judgements of one rule: they must agree."""
    if refused != violated:
        raise EngineError(f"the audit and the suite disagree about {sorted(refused ^ violated)[:5]}")


def _sheet_violations(connection: duckdb.DuckDBPyConnection) -> dict[Numbers, Violation]:
    rows: list[tuple[Any, ...]] = connection.execute(
        """
        select
            department_year, equation, department_id, fiscal_year, identity_id, binding, severity,
            cast(coalesce(reported, 0) - coalesce(computed, 0) as decimal(20, 6)) as residual, terms,
            coalesce(source_positions, '')
        from evaluation.eval_sheet_result
        inner join staging.stg_department_years using (department_year)
        inner join evaluation.eval_equation using (equation)
        inner join control.identities using (identity_id)
        left join evaluation.eval_evidence using (department_id, fiscal_year, identity_id, binding)
        where outcome = 'violated'
        """
    ).fetchall()
    return {(department_year, equation): Violation(*rest) for department_year, equation, *rest in rows}


def _claim_violations(connection: duckdb.DuckDBPyConnection) -> dict[Key, Violation]:
    rows: list[tuple[Any, ...]] = connection.execute(
        """
        select
            department_id, fiscal_year, identity_id, binding, severity, residual, terms, coalesce(source_positions, '')
        from evaluation.eval_claim_result where outcome = 'violated'
        """
    ).fetchall()
    violations = (Violation(*row) for row in rows)
    return {_key(violation): violation for violation in violations}


def _key(violation: Violation) -> Key:
    return violation.department_id, violation.fiscal_year, violation.identity_id, violation.binding
