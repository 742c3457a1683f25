"""One document checked without a warehouse, by the same compiled SQL as the warehouse."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from expectations.vocabulary import Outcome, Severity, State, Verdict
from orchestration.disclosure.department_year import DepartmentYear, combine
from orchestration.disclosure.model import Place, Problem
from orchestration.disclosure.reading import read_file
from orchestration.disclosure.resolution.resolve import describe_place
from orchestration.home.settings import Settings
from orchestration.landing.rows import department_year_tables
from orchestration.reports.places import in_words, refused_place, sheet_name
from orchestration.reports.view import (
    DocumentView,
    Facts,
    ReportView,
    ResultView,
    SheetView,
    assemble,
    candidates_of,
    misprints,
    reading_problems,
    rule_findings,
)
from orchestration.validation.in_memory import evaluated, records


@dataclass(frozen=True, slots=True)
class Check:
    """What one document says and whether it adds up."""

    filed: DepartmentYear
    results: tuple[dict[str, Any], ...] = ()
    refused: tuple[dict[str, Any], ...] = ()
    formulas: tuple[dict[str, Any], ...] = ()

    def report(self) -> ReportView:
        """The check as the warehouse would report it."""
        reading = self.filed.readings[0]
        figures = Counter(cell.cell.key.sheet_id for cell in self.filed.cells)
        facts = Facts(
            reading.recognition.department_name or reading.document.file_name,
            reading.document.file_name,
            reading.recognition.fiscal_year,
            self.state,
            documents=tuple(
                DocumentView(each.document.file_name, each.document.format, each.document.pages, each.document.sha256)
                for each in self.filed.readings
            ),
            sheets=tuple(
                SheetView(
                    filed.reading.sheet_id,
                    sheet_name(filed.reading.sheet_id),
                    filed.reading.status,
                    figures[filed.reading.sheet_id],
                    filed.file_name,
                )
                for filed in self.filed.sheets
            ),
            results=tuple(_result_view(result) for result in self.results if result["outcome"] != Outcome.EXACT),
            exact=Counter(
                (result["identity_id"], result["title"])
                for result in self.results
                if result["outcome"] == Outcome.EXACT
            ),
            rules=rule_findings(row | {"where": refused_place(row)} for row in self.refused),
            problems=reading_problems((*map(problem_row, self.filed.problems), *misprints(self.formulas))),
        )
        return assemble(facts)

    @property
    def state(self) -> Verdict | State:
        """How the check ended."""
        if not self.readable:
            return Verdict.UNREADABLE
        return State.CHECK_FAILED if self.violated else State.CHECK_PASSED

    @property
    def readable(self) -> bool:
        return bool(self.filed.cells)

    @property
    def violated(self) -> bool:
        """Whether anything of severity error is wrong: an identity, or what a rule refuses."""
        return any(row["severity"] == Severity.ERROR for row in self.refused) or any(
            result["outcome"] == Outcome.VIOLATED and result["severity"] == Severity.ERROR for result in self.results
        )

    def as_json(self) -> dict[str, Any]:
        """The check as plain JSON values; amounts are texts, so that they stay exact."""
        reading = self.filed.readings[0]
        return {
            "file": reading.document.file_name,
            "sha256": reading.document.sha256,
            "format": reading.document.format,
            "department": reading.recognition.department_name,
            "fiscal_year": reading.recognition.fiscal_year,
            "sheets": [
                {
                    "sheet_id": sheet.reading.sheet_id,
                    "status": sheet.reading.status.value,
                    "title": sheet.reading.title,
                    "unit": sheet.reading.unit,
                    "cells": sum(cell.cell.key.sheet_id == sheet.reading.sheet_id for cell in self.filed.cells),
                }
                for sheet in self.filed.sheets
            ],
            "results": [{key: _json_value(value) for key, value in result.items()} for result in self.results],
            "rules": list(self.refused),
            "printed_formulas": list(self.formulas),
            "problems": [problem_json(problem) for problem in self.filed.problems],
        }


def _result_view(result: Mapping[str, Any]) -> ResultView:
    positions = result["source_positions"]
    return ResultView(
        result["identity_id"],
        result["title"],
        result["title_en"],
        result["binding"],
        Severity(result["severity"]),
        Outcome(result["outcome"]),
        result["terms"] or "",
        result["missing_terms"] or "",
        result["residual"],
        result["allowance"],
        tuple(positions.split("; ")) if positions else (),
        candidates_of(each for each in result["candidates"] if each["rank"] == 1),
        phrase=result["phrase"] or "",
        finding_id=result["finding_id"],
    )


def problem_row(problem: Problem) -> dict[str, str]:
    """A problem as a row of the report's problems."""
    return {
        "kind": problem.kind.value,
        "severity": problem.severity.value,
        "where": in_words(describe_place(problem.place)),
        "reason": problem.reason,
        "remedy": problem.remedy,
    }


def _stated(place: Place) -> dict[str, Any]:
    stated = {key: value for key, value in place._asdict().items() if value is not None}
    return stated | {"box": place.box._asdict()} if place.box else stated


def problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "kind": problem.kind.value,
        "severity": problem.severity.value,
        "file": problem.file_name or None,
        "sheet_id": problem.sheet_id,
        "place": _stated(problem.place),
        "reason": problem.reason,
        "remedy": problem.remedy,
    }


def check_file(path: Path, settings: Settings) -> Check:
    """Read one document and evaluate every identity. Raises CompilationError where the models do not compile."""
    filed = combine([read_file(path)])
    if not filed.cells:
        return Check(filed)
    recognition = filed.readings[0].recognition
    tables = department_year_tables("document", recognition.fiscal_year or 0, filed)
    with evaluated(tables, settings) as connection:
        return Check(filed, records(connection, RESULTS), records(connection, REFUSED), records(connection, FORMULAS))


FORMULAS = """
select
    sheet_id,
    formula,
    judgement,
    identity_id,
    reason,
    concat_ws(', ', 'page ' || page, sheet_name, 'row ' || row_no, 'column ' || column_no) as place
from evaluation.eval_printed_formula
order by sheet_id, formula_no
"""

RESULTS = """
with

findings as (
    select
        identity_id,
        binding,
        any_value(finding_id) as finding_id,
        count(*) filter (where suspect_rank = 1) = 1 as one_stands_out,
        list({
            'fiscal_year': cell_fiscal_year,
            'sheet_id': sheet_id,
            'row_key': row_key,
            'column_key': column_key,
            'row_label': row_label,
            'printed': printed_value,
            'expected': suspect_value,
            'likely_cause': likely_cause,
            'likely_cause_title': likely_cause_title,
            'likely_cause_title_en': likely_cause_title_en,
            'rank': suspect_rank
        } order by suspect_rank, sheet_id, row_key, column_key) filter (where sheet_id is not null) as candidates
    from decision.findings
    group by all
)

select
    results.identity_id,
    identities.title,
    identities.title_en,
    results.binding,
    results.severity,
    results.relation,
    results.outcome,
    results.reported,
    results.computed,
    results.residual,
    results.allowance,
    results.terms,
    results.missing_terms,
    results.source_positions,
    results.phrase,
    findings.finding_id,
    case when findings.one_stands_out then findings.candidates[1] end as suspect,
    coalesce(findings.candidates, []) as candidates
from evaluation.eval_identity_result as results
inner join control.identities as identities using (identity_id)
left join findings using (identity_id, binding)
order by results.outcome = 'violated' desc, results.identity_id, results.binding
"""


REFUSED = """
select findings.rule_id, rules.title, rules.title_en, findings.severity, findings.message, findings.message_en,
    findings.sheet_id, findings.row_key, findings.column_key, findings.binding, findings.place
from evaluation.eval_rule_violation as findings
inner join control.rules as rules using (rule_id)
order by rule_id, sheet_id, row_key, column_key
"""


def _json_value(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _json_value(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_json_value(inner) for inner in value]
    return value
