"""One document checked without a warehouse: the same compiled SQL as the warehouse, in an in-memory database.

dbt compiles the models once; the compiled text is kept until a model changes.
"""

import csv
import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from expectations.model import load_identities
from expectations.rules import load_rules
from orchestration.catalogue import SCHEMAS as CATALOGUE_SCHEMAS
from orchestration.catalogue import identity_tables, rule_tables
from orchestration.disclosure.department_year import DepartmentYear, combine
from orchestration.disclosure.model import Problem
from orchestration.disclosure.reading import read_file
from orchestration.disclosure.resolution.resolve import describe_place
from orchestration.landing import SCHEMAS as LANDING_SCHEMAS
from orchestration.landing import frames
from orchestration.reports.places import refused_place, sheet_name
from orchestration.reports.view import (
    DocumentView,
    Facts,
    ProblemView,
    ReportView,
    ResultView,
    SheetView,
    assemble,
    rule_findings,
    suspect_of,
)
from orchestration.settings import Settings
from orchestration.suspects import find_suspects

EVALUATION = (
    "audit_identity_result",
    "audit_disputed_term",
    "audit_printed_formula",
    "audit_rule_finding",
    "stg_findings",
)
"""What a check needs; everything upstream of these is built too."""


class CompilationError(RuntimeError):
    """dbt could not compile the models."""


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """A model as dbt compiled it for an in-memory database."""

    name: str
    schema: str
    sql: str


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
            self.verdict,
            documents=tuple(
                DocumentView(each.document.file_name, each.document.format, each.document.pages, each.document.sha256)
                for each in self.filed.readings
            ),
            sheets=tuple(
                SheetView(
                    filed.reading.sheet_id,
                    sheet_name(filed.reading.sheet_id),
                    filed.reading.status.value,
                    figures[filed.reading.sheet_id],
                    filed.file_name,
                )
                for filed in self.filed.sheets
            ),
            results=tuple(_result_view(result) for result in self.results),
            rules=rule_findings(row | {"where": refused_place(row)} for row in self.refused),
            problems=(
                *(
                    ProblemView(problem.severity.value, describe_place(problem.place), problem.reason, problem.remedy)
                    for problem in self.filed.problems
                ),
                *(
                    ProblemView("info", formula["place"], formula["reason"], "correct the formula under the sheet")
                    for formula in self.formulas
                    if formula["judgement"] == "misprinted"
                ),
            ),
        )
        return assemble(facts)

    @property
    def verdict(self) -> str:
        """How the check ended, as a report names it."""
        if not self.readable:
            return "unreadable"
        return "check_failed" if self.violated else "check_passed"

    @property
    def readable(self) -> bool:
        return bool(self.filed.cells)

    @property
    def violated(self) -> bool:
        """Whether anything of severity error is wrong: an identity, or what a rule refuses."""
        return any(row["severity"] == "error" for row in self.refused) or any(
            result["outcome"] == "violated" and result["severity"] == "error" for result in self.results
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
        result["severity"],
        result["outcome"],
        result["terms"] or "",
        result["missing_terms"] or "",
        result["residual"],
        result["allowance"],
        tuple(positions.split("; ")) if positions else (),
        suspect_of(result["suspect"]),
        phrase=result["phrase"] or "",
        finding_id=result["finding_id"],
    )


def problem_json(problem: Problem) -> dict[str, Any]:
    place = {key: value for key, value in asdict(problem.place).items() if value is not None}
    return {
        "kind": problem.kind.value,
        "severity": problem.severity.value,
        "file": problem.file_name or None,
        "sheet_id": problem.sheet_id,
        "place": place,
        "reason": problem.reason,
        "remedy": problem.remedy,
    }


def check_file(path: Path, settings: Settings) -> Check:
    """Read one document and evaluate every identity. Raises CompilationError where the models do not compile."""
    filed = combine([read_file(path)])
    if not filed.cells:
        return Check(filed)
    recognition = filed.readings[0].recognition
    tables = frames("document", recognition.fiscal_year or 0, filed)
    with evaluated(tables, settings) as connection:
        return Check(filed, records(connection, RESULTS), records(connection, REFUSED), records(connection, FORMULAS))


@contextmanager
def evaluated(
    landed: Mapping[str, pl.DataFrame], settings: Settings, wanted: Sequence[str] = EVALUATION
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database in which the wanted models and all they build on are built over landed tables, and the
    findings where the terms in dispute are among them."""
    tables = {name: pl.DataFrame(schema=schema) for name, schema in (LANDING_SCHEMAS | CATALOGUE_SCHEMAS).items()}
    tables |= identity_tables(load_identities(settings.identities), ()) | rule_tables(load_rules(settings.rules))
    tables |= landed
    with duckdb.connect() as connection:
        connection.execute("create schema landing")
        for name, frame in tables.items():
            _land(connection, name, frame)
        models = compiled_models(settings, wanted)
        for model in models:
            connection.execute(f"create schema if not exists {model.schema}")
            # what reads the findings reads them once they are found
            materialized = "view" if model.schema == "staging" else "table"
            connection.execute(f"create {materialized} {model.schema}.{model.name} as {model.sql}")
        if any(model.name == "audit_disputed_term" for model in models):
            _land(connection, "findings", find_suspects(connection))
        yield connection


def _land(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    connection.register("incoming", frame.to_arrow())
    connection.execute(f"create or replace table landing.{name} as from incoming")
    connection.unregister("incoming")


def records(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[dict[str, Any], ...]:
    """The rows of a query, each as a dict."""
    cursor = connection.execute(query)
    columns = [column[0] for column in cursor.description or ()]
    return tuple(dict(zip(columns, row, strict=True)) for row in cursor.fetchall())


FORMULAS = """
select
    sheet_id,
    formula,
    judgement,
    identity_id,
    reason,
    concat_ws(', ', 'page ' || page, sheet_name, 'row ' || row_no, 'column ' || column_no) as place
from audit.audit_printed_formula
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
    from staging.stg_findings
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
from audit.audit_identity_result as results
inner join staging.stg_identities as identities using (identity_id)
left join findings using (identity_id, binding)
order by results.outcome = 'violated' desc, results.identity_id, results.binding
"""


REFUSED = """
select findings.rule_id, rules.title, rules.title_en, findings.severity, findings.message, findings.message_en,
    findings.sheet_id, findings.row_key, findings.column_key, findings.binding, findings.place
from audit.audit_rule_finding as findings
inner join staging.stg_rules as rules using (rule_id)
order by rule_id, sheet_id, row_key, column_key
"""


def compiled_models(settings: Settings, wanted: Sequence[str] = EVALUATION) -> tuple[CompiledModel, ...]:
    """The models in the order they build on each other; compiled again only when the project changed."""
    cache = settings.dbt_target / f"compiled-{_fingerprint(settings.dbt_project, wanted)}.json"
    if cache.is_file():
        return tuple(CompiledModel(**entry) for entry in json.loads(cache.read_text("utf-8")))
    models = _compile(settings, wanted)
    cache.parent.mkdir(parents=True, exist_ok=True)
    temporary = cache.with_suffix(".part")
    temporary.write_text(json.dumps([asdict(model) for model in models]), "utf-8")
    temporary.replace(cache)
    return models


def _fingerprint(project: Path, wanted: Sequence[str]) -> str:
    digest = hashlib.sha256()
    digest.update(" ".join((str(project), *wanted)).encode())
    folders = [(project / folder).rglob("*") for folder in ("models", "macros", "seeds")]
    for path in sorted([*chain.from_iterable(folders), project / "dbt_project.yml"]):
        if path.is_file():
            digest.update(path.relative_to(project).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _compile(settings: Settings, wanted: Sequence[str]) -> tuple[CompiledModel, ...]:
    with tempfile.TemporaryDirectory() as target, settings.as_environment():
        command = [
            sys.executable,
            "-c",
            "from dbt.cli.main import cli; cli()",
            "compile",
            "--target",
            "memory",
            "--quiet",
        ]
        folders = ["--project-dir", str(settings.dbt_project), "--profiles-dir", str(settings.dbt_project)]
        done = subprocess.run(
            [*command, *folders, "--target-path", target, "--select", *(f"+{name}" for name in wanted)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise CompilationError((done.stdout + done.stderr).strip()[-2000:])
        nodes = json.loads((Path(target) / "manifest.json").read_text("utf-8"))["nodes"]
    built = {
        key: node
        for key, node in nodes.items()
        if node["resource_type"] == "seed" or (node["resource_type"] == "model" and node.get("compiled_code"))
    }
    return tuple(
        CompiledModel(
            built[key]["name"], built[key]["schema"], built[key].get("compiled_code") or _seed_sql(built[key])
        )
        for key in _in_order(built)
    )


def _seed_sql(seed: Mapping[str, Any]) -> str:
    """A seed as dbt would load it."""
    path = Path(seed["root_path"] or "") / seed["original_file_path"]
    types = seed["config"]["column_types"]
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    casts = ", ".join(f"cast({column} as {types.get(column, 'varchar')}) as {column}" for column in columns)
    return f"select {casts} from read_csv('{path}', all_varchar = true, header = true)"


def _in_order(models: Mapping[str, Any]) -> list[str]:
    ordered: list[str] = []
    waiting = dict(models)
    while waiting:
        ready = [key for key, node in waiting.items() if not set(node["depends_on"].get("nodes", ())) & waiting.keys()]
        ordered.extend(sorted(ready))
        for key in ready:
            del waiting[key]
    return ordered


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
