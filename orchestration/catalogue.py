"""The catalogue tables that the models read beside the landing area: registry, identities, terms, waivers, verdicts."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from expectations.model import Identity, Waiver, compile_identity, formula
from orchestration.landing import write_parquet
from orchestration.landing_columns import AMOUNT
from orchestration.registry import Registry

SCHEMAS: dict[str, dict[str, Any]] = {
    "departments": {
        "department_id": pl.String,
        "name": pl.String,
        "aliases": pl.String,
        "district": pl.String,
        "administrative_code": pl.String,
    },
    "expected": {"department_id": pl.String, "fiscal_year": pl.Int32},
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
    "verdicts": {
        "department_id": pl.String,
        "fiscal_year": pl.Int32,
        "verdict": pl.String,
        "reasons": pl.List(pl.String),
    },
}


def registry_tables(registry: Registry) -> dict[str, pl.DataFrame]:
    """Who must publish, and for which years."""
    departments = [
        {
            "department_id": department.department_id,
            "name": department.name,
            "aliases": ";".join(department.aliases),
            "district": department.district,
            "administrative_code": department.administrative_code,
        }
        for department in registry.departments
    ]
    expected = [
        {"department_id": department.department_id, "fiscal_year": year}
        for department in registry.departments
        for year in department.expected_years
    ]
    return {"departments": table("departments", departments), "expected": table("expected", expected)}


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


def table(name: str, rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMAS[name], orient="row")


def catalogue_file(home: Path, name: str) -> Path:
    return home / "catalogue" / f"{name}.parquet"


def write_tables(home: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    for name, frame in tables.items():
        write_parquet(catalogue_file(home, name), frame)
