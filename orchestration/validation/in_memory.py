"""The models of the warehouse over tables in memory: for one document, for tests and for benchmarks.

dbt compiles the models once; the compiled text is kept until a model changes.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from expectations.model import load_identities
from expectations.rules import load_rules
from orchestration.home.dbt_files import digest_project
from orchestration.home.dbt_runner import MANIFEST, dbt_version, invoke
from orchestration.home.settings import Settings
from orchestration.home.user_cache import cached_folder
from orchestration.landing.control_rows import identity_tables, rule_tables
from orchestration.landing.declaration import DECLARATIONS
from orchestration.landing.frames import SCHEMAS, frame
from orchestration.validation.diagnose import diagnose_violations

EVALUATION = (
    "eval_identity_result",
    "diag_violated_term",
    "eval_printed_formula",
    "eval_rule_violation",
)
"""What the audit needs; everything upstream of these is built too."""

CHECK = (*EVALUATION, "dq_identity_result", "dq_candidate_cell", "dq_rule_finding", "dq_printed_formula")
"""What a check of one document asks for beside."""

COMPILED = "compiled.json"

MARTS = "marts"
"""The schema of the models that are built behind the diagnosis."""


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """A model as dbt compiled it for an in-memory database."""

    name: str
    schema: str
    materialized: str
    sql: str
    builds_on: Sequence[str]


@contextmanager
def evaluated(
    landed: Mapping[str, pl.DataFrame], settings: Settings, wanted: Sequence[str] = EVALUATION
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database in which the wanted models and all they build on are built over landed tables, the findings
    before the marts where the violated terms are among them. The marts are the schema in use, as where they are
    published."""
    tables = {name: frame(name) for name in SCHEMAS}
    tables |= identity_tables(load_identities(settings.identities), ()) | rule_tables(load_rules(settings.rules))
    tables |= landed
    with duckdb.connect() as connection:
        for name, table in tables.items():
            load_source(connection, name, table)
        models = compiled_models(settings, wanted)
        _build(connection, (model for model in models if model.schema != MARTS))
        if "diag_violated_term" in wanted:
            load_source(connection, "findings", diagnose_violations(connection))
        _build(connection, (model for model in models if model.schema == MARTS))
        connection.execute(f"create schema if not exists {MARTS}")
        connection.execute(f"use {MARTS}")
        yield connection


def load_source(connection: duckdb.DuckDBPyConnection, name: str, table: pl.DataFrame) -> None:
    """Put a frame in the place of a source table of dbt."""
    schema = DECLARATIONS.tables[name].source.name
    connection.register("incoming", table.to_arrow())
    connection.execute(f"create schema if not exists {schema}")
    connection.execute(f"create or replace table {schema}.{name} as from incoming")
    connection.unregister("incoming")


def build_models(connection: duckdb.DuckDBPyConnection, settings: Settings, wanted: Sequence[str] = EVALUATION) -> None:
    """Run the wanted models in a database that holds the tables of the landing and the catalogue."""
    _build(connection, compiled_models(settings, wanted))


def _build(connection: duckdb.DuckDBPyConnection, models: Iterable[CompiledModel]) -> None:
    for model in models:
        connection.execute(f"create schema if not exists {model.schema}")
        connection.execute(f"create {model.materialized} {model.schema}.{model.name} as {model.sql}")


def compiled_models(settings: Settings, wanted: Sequence[str] = EVALUATION) -> tuple[CompiledModel, ...]:
    """The wanted models and all they build on, in the order they build on each other."""
    models = {model.name: model for model in _project(settings)}
    needed = set(wanted)
    for model in reversed(models.values()):
        if model.name in needed:
            needed.update(model.builds_on)
    return tuple(model for model in models.values() if model.name in needed)


def _project(settings: Settings) -> tuple[CompiledModel, ...]:
    """Every model and seed in order; compiled again only when the project changed."""
    digest = digest_project(settings.dbt_project, dbt_version())
    folder = cached_folder(settings, "compiled", digest, lambda building: _compile(settings, building))
    entries = json.loads((folder / COMPILED).read_text("utf-8"))
    return tuple(CompiledModel(**entry) for entry in entries)


def _compile(settings: Settings, folder: Path) -> None:
    # the parsed project of the home names its database
    command = ("compile", "--target", "memory", "--quiet", "--select", "resource_type:model")
    with redirect_stdout(io.StringIO()):
        invoke(settings, command, folder)
    nodes = json.loads((folder / MANIFEST).read_text("utf-8"))["nodes"]
    built = {key: node for key, node in nodes.items() if node["resource_type"] in ("seed", "model")}
    models = [asdict(_model(built[key], built)) for key in _in_order(built)]
    (folder / COMPILED).write_text(json.dumps(models), "utf-8")


def _model(node: Mapping[str, Any], built: Mapping[str, Any]) -> CompiledModel:
    is_seed = node["resource_type"] == "seed"
    return CompiledModel(
        node["name"],
        node["schema"],
        "table" if is_seed else node["config"]["materialized"],
        _seed_sql(node) if is_seed else node["compiled_code"],
        tuple(built[key]["name"] for key in node["depends_on"].get("nodes", ()) if key in built),
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
