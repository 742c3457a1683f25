"""From the decision layer of the work database to verdicts: what Great Expectations refused, its reasons, the reading
problems and the registry meet the verdict rules here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from expectations.model import Identity
from expectations.rules import Rule
from expectations.verdict import Decision, DepartmentYear, Evidence, FailedCheck, ReadingProblem, decide
from expectations.vocabulary import ProblemKind, SheetStatus
from orchestration.validation.judge import failed_identities, failed_rules
from orchestration.validation.reasons import (
    explain_identities,
    explain_rules,
    stale_waivers,
    violations_behind,
    waived_violations,
)
from orchestration.validation.violations import Violation

DECISION_MODELS = ("eval_identity_result", "dec_waiver_state", "dec_identity_result", "dec_rule_result")
"""The models that are read here; everything upstream of them is too."""

_WITH_FIGURES = f"""(
    select department_id, fiscal_year
    from staging.stg_department_years
    where department_year in (select department_year from evaluation.eval_observation where amount is not null)
    union
    select department_id, fiscal_year
    from landing.claims
    anti join (
        select department_id, fiscal_year from landing.sheets where status <> '{SheetStatus.MISSING}'
        union
        select documents.department_id, documents.fiscal_year
        from landing.documents
        left join landing.problems
            on documents.department_id = problems.department_id
            and documents.fiscal_year = problems.fiscal_year
            and documents.file_name = problems.file_name
            and problems.kind = '{ProblemKind.NOT_FINAL_ACCOUNTS}'
            and problems.severity = 'error'
        group by all
        having bool_and(problems.kind is not null)
    ) using (department_id, fiscal_year)
    where source = 'narrative' and bound_by not in ('none', 'doubt')
)"""
"""Where any figure was read: of a sheet, or of an explanation that stands alone. A sheet that is there without figures,
or may hide in what could not be read, says that it does not."""


@dataclass(frozen=True, slots=True)
class IdentityCounts:
    """What all bindings of one identity came to, over all department-years."""

    evaluated: int = 0
    violated: int = 0
    within_rounding: int = 0
    not_stated: int = 0
    not_read: int = 0
    released: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """All decisions, what failed behind them, and the counts of each identity by its id."""

    decisions: tuple[Decision, ...]
    failed_identities: tuple[FailedCheck, ...]
    failed_rules: tuple[FailedCheck, ...]
    violations: tuple[Violation, ...]
    counts: Mapping[str, IdentityCounts]


def decide_verdicts(
    connection: duckdb.DuckDBPyConnection, identities: Sequence[Identity], rules: Sequence[Rule]
) -> Decided:
    """One decision per department-year. Raises EngineError where Great Expectations cannot be trusted."""
    received = _department_years(connection, "landing.documents")
    failures = failed_identities(connection, identities, len(received))
    violations = violations_behind(connection, failures)
    evidence = Evidence(
        expected=_department_years(connection, "control.filing_obligations where expectation = 'expected'"),
        received=received,
        with_figures=_department_years(connection, _WITH_FIGURES),
        failed_identities=explain_identities(connection, failures, violations),
        failed_rules=explain_rules(connection, failed_rules(connection, rules, len(received))),
        waived=waived_violations(violations),
        stale_waivers=stale_waivers(connection),
        problems=_reading_problems(connection),
    )
    return Decided(decide(evidence), evidence.failed_identities, evidence.failed_rules, violations, _counts(connection))


def _reading_problems(connection: duckdb.DuckDBPyConnection) -> tuple[ReadingProblem, ...]:
    rows: list[tuple[Any, ...]] = connection.execute(
        """
        select department_id, fiscal_year, kind, severity, concat_ws('：', file_name, reason)
        from landing.problems where severity <> 'info' and kind <> 'missing_sheet' and fiscal_year > 0
        order by department_id, fiscal_year, file_name, kind, reason
        """
    ).fetchall()
    return tuple(ReadingProblem(*row) for row in rows)


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, IdentityCounts]:
    rows: list[tuple[Any, ...]] = connection.execute(
        """
        select
            identity_id, sum(evaluated), sum(violated), sum(within_rounding), sum(not_stated), sum(not_read),
            sum(released)
        from decision.dec_identity_result group by identity_id
        """
    ).fetchall()
    return {identity_id: IdentityCounts(*map(int, counts)) for identity_id, *counts in rows}


def _department_years(connection: duckdb.DuckDBPyConnection, relation: str) -> frozenset[DepartmentYear]:
    return frozenset(connection.execute(f"select distinct department_id, fiscal_year from {relation}").fetchall())
