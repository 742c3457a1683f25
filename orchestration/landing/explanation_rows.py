"""From what stands outside the sheets (claims, links, forms, glossary, key tasks, findings) to rows."""

from collections.abc import Iterable, Mapping

from orchestration.disclosure.claims.model import (
    Claim,
    Explanation,
    GlossaryTerm,
    Indicator,
    KeyTask,
    Link,
    Origin,
    Project,
    WordingResult,
)
from orchestration.landing.place import place_columns


def explanation_rows(key: Mapping[str, object], explanation: Explanation) -> dict[str, Iterable[Mapping[str, object]]]:
    """The rows of each table of one department-year."""
    return {
        "claims": [{**key, **_claim(no, claim)} for no, claim in enumerate(explanation.claims, start=1)],
        "claim_links": [{**key, **_link(link)} for link in explanation.links],
        "projects": [{**key, **_project(project)} for project in explanation.projects],
        "indicators": [{**key, **_indicator(indicator)} for indicator in explanation.indicators],
        "glossary": [{**key, "term_no": no, **_term(term)} for no, term in enumerate(explanation.glossary, start=1)],
        "key_tasks": [{**key, "task_no": no, **_task(task)} for no, task in enumerate(explanation.key_tasks, start=1)],
        "wording_findings": [{**key, **_finding(finding)} for finding in explanation.wording_results],
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
        "bound_by": claim.subject.binding.value,
        "readings": "; ".join(other.key for other in claim.subject.others),
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


def _finding(finding: WordingResult) -> dict[str, object]:
    return {
        "identity_id": finding.identity_id,
        "binding": finding.binding,
        "outcome": finding.outcome,
        "terms": finding.terms,
        "phrase": finding.phrase,
        "file_name": finding.file_name,
        **place_columns(finding.place),
    }
