"""The tables that the models read beside the landing area: registry, catalogue, judgement and previous publication."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from expectations.model import Identity, Waiver, compile_identity, formula
from expectations.rules import Rule
from expectations.verdict import Ruling
from expectations.waivers import HeldWaiver
from orchestration.landing.columns import AMOUNT
from orchestration.landing.tables import write_parquet
from orchestration.registry.model import Department, Registry

SCHEMAS: dict[str, dict[str, Any]] = {
    "departments": {
        "department_id": pl.String,
        "name": pl.String,
        "aliases": pl.String,
        "district": pl.String,
        "administrative_code": pl.String,
        "parent_id": pl.String,
        "valid_from": pl.Int32,
        "valid_to": pl.Int32,
        "successor_id": pl.String,
        "former_names": pl.String,
    },
    "filing_obligations": {
        "department_id": pl.String,
        "fiscal_year": pl.Int32,
        "expectation": pl.String,
        "reason": pl.String,
        "due_on": pl.Date,
        "as_of": pl.Date,
    },
    "receipts": {"department_id": pl.String, "fiscal_year": pl.Int32, "received_on": pl.Date},
    "identities": {
        "identity_id": pl.String,
        "title": pl.String,
        "title_en": pl.String,
        "basis": pl.String,
        "severity": pl.String,
        "relation": pl.String,
        "where_printed": pl.Boolean,
        "is_about_claims": pl.Boolean,
        "formula": pl.String,
    },
    "identity_terms": {
        "identity_id": pl.String,
        "slot": pl.Int32,
        "alternative": pl.Int32,
        "side": pl.String,
        "sign": pl.Int32,
        "years_back": pl.Int32,
        "sheet_id": pl.String,
        "row_rule": pl.String,
        "row_key": pl.String,
        "column_rule": pl.String,
        "column_key": pl.String,
        "budget": pl.String,
    },
    "waivers": {
        "department_id": pl.String,
        "fiscal_year": pl.Int32,
        "identity_id": pl.String,
        "binding": pl.String,
        "residual": AMOUNT,
        "reason": pl.String,
        "author": pl.String,
        "granted_on": pl.Date,
    },
    "rules": {
        "rule_id": pl.String,
        "title": pl.String,
        "title_en": pl.String,
        "basis": pl.String,
        "severity": pl.String,
        "message": pl.String,
        "message_en": pl.String,
    },
    "findings": {
        "department_id": pl.String,
        "fiscal_year": pl.Int32,
        "identity_id": pl.String,
        "binding": pl.String,
        "finding_id": pl.String,
        "explained": pl.Int32,
        "suspect_rank": pl.Int32,
        "cell_fiscal_year": pl.Int32,
        "sheet_id": pl.String,
        "row_key": pl.String,
        "column_key": pl.String,
        "row_label": pl.String,
        "printed_value": AMOUNT,
        "suspect_value": AMOUNT,
        "likely_cause": pl.String,
        "likely_cause_title": pl.String,
        "likely_cause_title_en": pl.String,
    },
    "verdicts": {
        "department_id": pl.String,
        "fiscal_year": pl.Int32,
        "verdict": pl.String,
        "reasons": pl.List(pl.String),
    },
    "waiver_states": {
        "department_id": pl.String,
        "fiscal_year": pl.Int32,
        "identity_id": pl.String,
        "binding": pl.String,
        "state": pl.String,
        "is_stale": pl.Boolean,
        "found": AMOUNT,
    },
    "previous_editions": {
        "department_id": pl.String,
        "fiscal_year": pl.Int32,
        "edition_no": pl.Int32,
        "documents": pl.String,
        "catalogue": pl.String,
        "published_at": pl.Datetime("us"),
    },
    "previous_findings": {
        "department_id": pl.String,
        "fiscal_year": pl.Int32,
        "check_id": pl.String,
        "binding": pl.String,
        "first_edition": pl.Int32,
        "severity": pl.String,
        "words": pl.String,
        "first_seen_at": pl.Datetime("us"),
        "last_edition": pl.Int32,
        "last_seen_at": pl.Datetime("us"),
        "resolved_edition": pl.Int32,
        "resolved_at": pl.Datetime("us"),
    },
    "publication_time": {"published_at": pl.Datetime("us")},
}


def registry_tables(
    registry: Registry,
    grid: Iterable[tuple[Department, int]],
    receipts: Mapping[tuple[str, int], date],
    as_of: date,
) -> dict[str, pl.DataFrame]:
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
            "reason": reason or None,
            "due_on": registry.due_on.get(year),
            "as_of": as_of,
        }
        for department, year in grid
        for expectation, reason in [registry.expectation(department, year)]
    ]
    received = [
        {"department_id": department_id, "fiscal_year": year, "received_on": day}
        for (department_id, year), day in sorted(receipts.items())
    ]
    return {
        "departments": table("departments", departments),
        "filing_obligations": table("filing_obligations", obligations),
        "receipts": table("receipts", received),
    }


def identity_tables(identities: Iterable[Identity], waivers: Iterable[Waiver]) -> dict[str, pl.DataFrame]:
    """The identities, the terms they compile to, and the waivers."""
    identities = tuple(identities)
    return {
        "identities": table(
            "identities",
            [
                {
                    "identity_id": identity.id,
                    "title": identity.title,
                    "title_en": identity.title_en,
                    "basis": identity.basis,
                    "severity": identity.severity,
                    "relation": identity.relation.value,
                    "where_printed": identity.where_printed,
                    "is_about_claims": identity.is_about_claims,
                    "formula": formula(identity),
                }
                for identity in identities
            ],
        ),
        "identity_terms": table(
            "identity_terms", [asdict(term) for identity in identities for term in compile_identity(identity)]
        ),
        "waivers": table(
            "waivers",
            [
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
        ),
    }


def rule_tables(rules: Iterable[Rule]) -> dict[str, pl.DataFrame]:
    """The rules beside the identities."""
    rows = [{"rule_id": rule.id, **rule.model_dump(exclude={"id"})} for rule in rules]
    return {"rules": table("rules", rows)}


def judged_tables(rulings: Iterable[Ruling], waivers: Iterable[HeldWaiver]) -> dict[str, pl.DataFrame]:
    """What the judgement says: verdicts, and what each waiver does."""
    return {
        "verdicts": table(
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
        ),
        "waiver_states": table(
            "waiver_states",
            [
                {
                    "department_id": held.waiver.department_id,
                    "fiscal_year": held.waiver.fiscal_year,
                    "identity_id": held.waiver.identity,
                    "binding": held.waiver.binding,
                    "state": held.state.value,
                    "is_stale": held.stale,
                    "found": held.found,
                }
                for held in waivers
            ],
        ),
    }


def table(name: str, rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMAS[name], orient="row")


DECISION = frozenset({"findings", "verdicts", "waiver_states"})
"""The tables that are written between the evaluation and the marts."""


def source_of(name: str) -> str:
    """The source that dbt reads a table under: `decision` or `control`."""
    return "decision" if name in DECISION else "control"


def control_file(home: Path, name: str) -> Path:
    return home / source_of(name) / f"{name}.parquet"


def write_tables(home: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    for name, frame in tables.items():
        write_parquet(control_file(home, name), frame)


def is_readable(home: Path, name: str) -> bool:
    """Whether a catalogue table is there, whole, and of the shape that is written now."""
    try:
        return pl.read_parquet(control_file(home, name)).schema == pl.Schema(SCHEMAS[name])
    except (OSError, pl.exceptions.PolarsError):
        return False
