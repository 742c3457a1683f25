"""The landing tables of what stands outside the sheets: claims, links, forms, glossary, key tasks, findings."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from orchestration.disclosure.claims.model import (
    Claim,
    Explanation,
    Finding,
    GlossaryTerm,
    Indicator,
    KeyTask,
    Link,
    Origin,
    Project,
)
from orchestration.landing.columns import AMOUNT, KEY, PLACE, place_columns

HALF_UNIT = pl.Decimal(20, 12)
_ORIGIN: dict[str, Any] = {"document_sha256": pl.String, "file_name": pl.String}

EXPLANATION_SCHEMAS: dict[str, dict[str, Any]] = {
    "claims": KEY
    | {
        "claim_key": pl.String,
        "claim_no": pl.Int32,
        "source": pl.String,
        "section": pl.String,
        "subject_key": pl.String,
        "subject": pl.String,
        "sheet_id": pl.String,
        "row_key": pl.String,
        "column_key": pl.String,
        "kind": pl.String,
        "base": pl.String,
        "value": AMOUNT,
        "decimals": pl.Int32,
        "unit": pl.String,
        "value_text": pl.String,
        "half_unit": HALF_UNIT,
        "scale": AMOUNT,
        "is_resolved": pl.Boolean,
        "phrase": pl.String,
    }
    | _ORIGIN
    | PLACE,
    "claim_links": KEY
    | {
        "claim_key": pl.String,
        "role": pl.String,
        "target_key": pl.String,
        "sheet_id": pl.String,
        "row_key": pl.String,
        "column_key": pl.String,
        "year_offset": pl.Int32,
    },
    "projects": KEY
    | {
        "project_key": pl.String,
        "name": pl.String,
        "department": pl.String,
        "unit_in_charge": pl.String,
        "kind": pl.String,
        "budget": AMOUNT,
        "executed": AMOUNT,
        "execution_rate": AMOUNT,
        "budget_weight": AMOUNT,
        "budget_score": AMOUNT,
        "total_score": AMOUNT,
    }
    | _ORIGIN
    | PLACE,
    "indicators": KEY
    | {
        "project_key": pl.String,
        "project_name": pl.String,
        "indicator_no": pl.Int32,
        "level_one": pl.String,
        "level_two": pl.String,
        "level_three": pl.String,
        "target": pl.String,
        "actual": pl.String,
        "weight": AMOUNT,
        "score": AMOUNT,
    }
    | _ORIGIN
    | PLACE,
    "glossary": KEY
    | {"term_no": pl.Int32, "term": pl.String, "description": pl.String, "function_code": pl.String}
    | _ORIGIN
    | PLACE,
    "key_tasks": KEY
    | {"task_no": pl.Int32, "task": pl.String, "content": pl.String, "completion": pl.String}
    | _ORIGIN
    | PLACE,
    "wording_findings": KEY
    | {
        "identity_id": pl.String,
        "binding": pl.String,
        "outcome": pl.String,
        "terms": pl.String,
        "phrase": pl.String,
        "file_name": pl.String,
    }
    | PLACE,
}


def explanation_rows(key: Mapping[str, object], explanation: Explanation) -> dict[str, Iterable[Mapping[str, object]]]:
    """The rows of each table of one department-year."""
    return {
        "claims": [{**key, **_claim(no, claim)} for no, claim in enumerate(explanation.claims, start=1)],
        "claim_links": [{**key, **_link(link)} for link in explanation.links],
        "projects": [{**key, **_project(project)} for project in explanation.projects],
        "indicators": [{**key, **_indicator(indicator)} for indicator in explanation.indicators],
        "glossary": [{**key, "term_no": no, **_term(term)} for no, term in enumerate(explanation.glossary, start=1)],
        "key_tasks": [{**key, "task_no": no, **_task(task)} for no, task in enumerate(explanation.key_tasks, start=1)],
        "wording_findings": [{**key, **_finding(finding)} for finding in explanation.findings],
    }


def _origin(origin: Origin) -> dict[str, object]:
    return {"document_sha256": origin.document_sha256, "file_name": origin.file_name}


def _claim(number: int, claim: Claim) -> dict[str, object]:
    cell = claim.subject.cell
    return {
        "claim_key": claim.claim_key,
        "claim_no": number,
        "source": claim.origin.source,
        "section": claim.section,
        "subject_key": claim.subject.key,
        "subject": claim.subject.words,
        "sheet_id": cell.sheet_id if cell else None,
        "row_key": cell.row_key if cell else None,
        "column_key": cell.column_key if cell else None,
        "kind": claim.kind.value,
        "base": claim.base.value,
        "value": claim.value,
        "decimals": claim.decimals,
        "unit": claim.unit,
        "value_text": claim.text,
        "half_unit": claim.half_unit,
        "scale": claim.scale,
        "is_resolved": claim.resolved,
        "phrase": claim.phrase,
        **_origin(claim.origin),
        **place_columns(claim.place),
    }


def _link(link: Link) -> dict[str, object]:
    return {
        "claim_key": link.claim_key,
        "role": link.role.value,
        "target_key": link.target_key,
        "sheet_id": link.cell.sheet_id if link.cell else None,
        "row_key": link.cell.row_key if link.cell else None,
        "column_key": link.cell.column_key if link.cell else None,
        "year_offset": link.year_offset,
    }


def _project(project: Project) -> dict[str, object]:
    return {
        "project_key": project.project_key,
        "name": project.name,
        "department": project.department,
        "unit_in_charge": project.unit_in_charge,
        "kind": project.kind,
        "budget": project.budget,
        "executed": project.executed,
        "execution_rate": project.execution_rate,
        "budget_weight": project.budget_weight,
        "budget_score": project.budget_score,
        "total_score": project.total_score,
        **_origin(project.origin),
        **place_columns(project.place),
    }


def _indicator(indicator: Indicator) -> dict[str, object]:
    return {
        "project_key": indicator.project_key,
        "project_name": indicator.project_name,
        "indicator_no": indicator.indicator_no,
        "level_one": indicator.level_one,
        "level_two": indicator.level_two,
        "level_three": indicator.level_three,
        "target": indicator.target,
        "actual": indicator.actual,
        "weight": indicator.weight,
        "score": indicator.score,
        **_origin(indicator.origin),
        **place_columns(indicator.place),
    }


def _term(term: GlossaryTerm) -> dict[str, object]:
    return {
        "term": term.term,
        "description": term.description,
        "function_code": term.function_code,
        **_origin(term.origin),
        **place_columns(term.place),
    }


def _task(task: KeyTask) -> dict[str, object]:
    return {
        "task": task.task,
        "content": task.content,
        "completion": task.completion,
        **_origin(task.origin),
        **place_columns(task.place),
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "identity_id": finding.identity_id,
        "binding": finding.binding,
        "outcome": finding.outcome,
        "terms": finding.terms,
        "phrase": finding.phrase,
        "file_name": finding.file_name,
        **place_columns(finding.place),
    }
