"""The models of the warehouse over tables in memory: for one document, for tests and for benchmarks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb

from orchestration.home.dbt_runner import parsed_project
from orchestration.home.settings import Settings
from orchestration.validation.compiled_models import SEEDS, CompiledModel, load_compiled_models, select_models
from orchestration.validation.diagnose import diagnose_violations
from orchestration.validation.prepared_database import Rows, open_prepared_database
from orchestration.validation.violations import violation_sentences

EVALUATION = (
    "eval_identity_result",
    "diag_violated_term",
    "diag_unchanged_sheet",
    "diag_claim_term",
    "eval_printed_formula",
    "eval_rule_violation",
)
"""What the audit needs; everything upstream of these is built too."""

CHECK = (*EVALUATION, "dq_identity_result", "dq_term", "dq_candidate_cell", "dq_rule_finding", "dq_printed_formula")
"""What a check of one document asks for beside."""

MARTS = "marts"
"""The schema of the models that are built behind the diagnosis."""

VIOLATED = frozenset({"eval_identity_result", "eval_evidence_term"})
"""What violations are put into words from."""


@contextmanager
def evaluated(
    landed: Mapping[str, Rows], settings: Settings, wanted: Sequence[str] = EVALUATION
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database in which the wanted models and all they build on are built over landed tables: before the
    marts the findings, where the violated terms are among them, and the violations in words, where results are. The
    marts are the schema in use, as where they are published."""
    models = load_compiled_models(settings)
    prepared = open_prepared_database(settings, models)
    to_build = [model for model in select_models(models, wanted) if model.schema != SEEDS]
    with prepared.connection as connection:
        for name, rows in landed.items():
            prepared.tables[name].replace(connection, rows)
        _build(connection, (model for model in to_build if model.schema != MARTS))
        if "diag_violated_term" in wanted:
            prepared.tables["findings"].replace(connection, diagnose_violations(connection))
        if {model.name for model in to_build} >= VIOLATED and any(model.schema == MARTS for model in to_build):
            prepared.tables["violation_sentences"].replace(connection, violation_sentences(connection))
        _build(connection, (model for model in to_build if model.schema == MARTS))
        connection.execute(f"create schema if not exists {MARTS}")
        connection.execute(f"use {MARTS}")
        yield connection


def prepare_models(settings: Settings) -> None:
    """Make what follows from the models of this version alone, where nobody made it yet: the parsed project of a run,
    the compiled models and the database of a check. Raises DbtFailed."""
    parsed_project(settings)
    open_prepared_database(settings, load_compiled_models(settings)).connection.close()


def compiled_models(settings: Settings, wanted: Sequence[str] = EVALUATION) -> tuple[CompiledModel, ...]:
    """The wanted models and all they build on, in the order they build on each other. Raises DbtFailed."""
    return select_models(load_compiled_models(settings), wanted)


def build_models(connection: duckdb.DuckDBPyConnection, settings: Settings, wanted: Sequence[str] = EVALUATION) -> None:
    """Run the wanted models in a database that holds the tables of the landing and the catalogue."""
    _build(connection, compiled_models(settings, wanted))


def _build(connection: duckdb.DuckDBPyConnection, models: Iterable[CompiledModel]) -> None:
    for model in models:
        connection.execute(f"create schema if not exists {model.schema}")
        connection.execute(f"create {model.materialized} {model.schema}.{model.name} as {model.sql}")
