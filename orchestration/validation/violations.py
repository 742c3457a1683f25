"""The violated results of the evaluation, each with its figures, and as a sentence that a clerk can act on."""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from expectations.model import Relation
from expectations.verdict import named
from orchestration.reports.repository import FIGURES, rows
from orchestration.reports.sentences import difference_in_words, sentence
from orchestration.reports.terms import TermView, term_view

ViolationKey = tuple[str, int, str, str]
"""department_id, fiscal_year, identity_id, binding."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A violated result with its figures (万元, unless a claim states another unit), and the waiver that releases it,
    if any does."""

    department_id: str
    fiscal_year: int
    identity_id: str
    binding: str
    severity: str
    relation: Relation
    terms: tuple[TermView, ...]
    missing: str
    computed: Decimal | None
    residual: Decimal | None
    allowance: Decimal | None
    last_digit: str
    release: str = ""

    @property
    def key(self) -> ViolationKey:
        """What it is recognised by."""
        return self.department_id, self.fiscal_year, self.identity_id, self.binding

    @property
    def sentence(self) -> str:
        """What is wrong, and by how much."""
        return "；".join(filter(None, (sentence(self), difference_in_words(self))))

    @property
    def reason(self) -> str:
        """The violation as a reason of a verdict: in words, its id behind them."""
        told = self.sentence + f"（{named(self.identity_id, self.binding)}）"
        return f"{told}；{self.release}" if self.release else told


_VIOLATIONS = f"""
with violated as (
    select
        department_id, fiscal_year, identity_id, binding, severity, relation, missing_terms, computed, residual,
        allowance, last_digit
    from evaluation.eval_identity_result
    where outcome = 'violated'
), figures as (
    select department_id, fiscal_year, identity_id, binding, {FIGURES} as figures
    from evaluation.eval_evidence_term
    semi join violated using (department_id, fiscal_year, identity_id, binding)
    group by all
)
select violated.*, coalesce(figures, []) as figures
from violated
left join figures using (department_id, fiscal_year, identity_id, binding)
order by department_id, fiscal_year, identity_id, binding
"""


def violations(connection: duckdb.DuckDBPyConnection) -> tuple[Violation, ...]:
    """All violated results of the work database, in the order of their keys."""
    return tuple(
        Violation(
            row["department_id"],
            row["fiscal_year"],
            row["identity_id"],
            row["binding"],
            row["severity"],
            Relation(row["relation"]),
            tuple(map(term_view, row["figures"])),
            row["missing_terms"] or "",
            row["computed"],
            row["residual"],
            row["allowance"],
            row["last_digit"] or "",
        )
        for row in rows(connection, _VIOLATIONS)
    )


def violation_sentences(connection: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """The rows of the table `violation_sentences`."""
    return [
        {
            "department_id": violation.department_id,
            "fiscal_year": violation.fiscal_year,
            "identity_id": violation.identity_id,
            "binding": violation.binding,
            "sentence": violation.sentence,
        }
        for violation in violations(connection)
    ]
