"""From registry, catalogue and judgement to the control and decision tables. The marts read them as `control` and
`decision`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TypeAlias

from expectations.model import Identity, Waiver, compile_identity, render_formula
from expectations.rules import Rule
from expectations.verdict import Decision
from orchestration.registry.model import Department, Registry

TableRows: TypeAlias = dict[str, Sequence[Mapping[str, object]]]
"""Rows by the name of their table; a column that a row does not have is null."""


def registry_rows(
    registry: Registry,
    grid: Iterable[tuple[Department, int]],
    receipts: Mapping[tuple[str, int], date],
    as_of: date,
) -> TableRows:
    """Who there is; for each department-year of the grid whether it was expected and by when; and when it came.

    `as_of` is the day for which lateness is told.
    """
    departments = [
        {
            "department_id": department.department_id,
            "name": department.name,
            "aliases": ";".join(department.aliases),
            "district": department.district,
            "administrative_code": department.administrative_code,
            "parent_id": department.parent_id,
            "valid_from": department.valid_from,
            "valid_to": department.valid_to,
            "successor_id": department.successor_id,
            "former_names": ";".join(former.name for former in department.former_names),
        }
        for department in registry.departments
    ]
    obligations = [
        {
            "department_id": department.department_id,
            "fiscal_year": year,
            "expectation": expectation.value,
            "reason": reason.text if reason else None,
            "reason_en": reason.text_en if reason else None,
            "due_on": registry.due_on.get(year),
            "as_of": as_of,
        }
        for department, year in grid
        for expectation, reason in [registry.obligation(department, year)]
    ]
    received = [
        {"department_id": department_id, "fiscal_year": year, "received_on": day}
        for (department_id, year), day in sorted(receipts.items())
    ]
    return {
        "departments": departments,
        "filing_obligations": obligations,
        "receipts": received,
    }


def identity_rows(identities: Iterable[Identity], waivers: Iterable[Waiver]) -> TableRows:
    """The identities, the terms they compile to, and the waivers."""
    identities = tuple(identities)
    return {
        "identities": [
            {
                "identity_id": identity.id,
                "title": identity.title,
                "title_en": identity.title_en,
                "basis": identity.basis,
                "check_first": identity.check,
                "check_first_en": identity.check_en,
                "severity": identity.severity.value,
                "relation": identity.relation.value,
                "where_printed": identity.where_printed,
                "is_about_claims": identity.is_about_claims,
                "formula": render_formula(identity),
            }
            for identity in identities
        ],
        "identity_terms": [asdict(term) for identity in identities for term in compile_identity(identity)],
        "waivers": [
            {
                "department_id": waiver.department_id,
                "fiscal_year": waiver.fiscal_year,
                "identity_id": waiver.identity,
                "binding": waiver.binding,
                "residual": waiver.residual,
                "reason": waiver.reason,
                "author": waiver.author,
                "granted_on": waiver.date,
            }
            for waiver in waivers
        ],
    }


def rule_rows(rules: Iterable[Rule]) -> TableRows:
    """The rules beside the identities."""
    rows = [{"rule_id": rule.id, **rule.model_dump(mode="json", exclude={"id"})} for rule in rules]
    return {"rules": rows}


def decision_rows(decisions: Iterable[Decision]) -> TableRows:
    """What becomes of each department-year, and why."""
    rows = [
        {
            "department_id": decision.department_id,
            "fiscal_year": decision.fiscal_year,
            "verdict": decision.verdict.value,
            "reasons": list(decision.reasons),
        }
        for decision in decisions
    ]
    return {"verdicts": rows}
