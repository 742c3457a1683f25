"""The least that the stages of a run must do: open every document, and execute the same SQL."""

from pathlib import Path
from time import perf_counter

import duckdb

from benchmarks.bare_readers import FLOORS
from orchestration.disclosure.readers.content import RawFile, UnreadableFile
from orchestration.disclosure.readers.detect import detect_format
from orchestration.home.settings import Settings
from orchestration.validation.in_memory import build_models, compiled_models


def bare_reading(settings: Settings) -> float:
    """Seconds that bare libraries take over all documents, one after the other; those that they refuse count too."""
    documents = [(path, path.read_bytes()) for path in sorted(settings.raw.glob("*/*/*"))]
    started = perf_counter()
    for path, data in documents:
        try:
            FLOORS[detect_format(RawFile(path, path.name, data, ""))](data)
        except UnreadableFile:
            continue
        except Exception:
            continue
    return perf_counter() - started


def bare_sql(settings: Settings, folder: Path) -> float:
    """Seconds that DuckDB takes over the SQL of all models, over what the last run landed."""
    models = tuple(path.stem for path in (settings.dbt_project / "models").rglob("*.sql"))
    compiled_models(settings, models)
    with duckdb.connect(str(settings.work_database), read_only=True) as work:
        landing = work.execute(
            "select sql from duckdb_views() where schema_name in ('landing', 'control', 'decision')"
        ).fetchall()
    # the compiled models name their database `memory`
    with duckdb.connect(str(folder / "memory.duckdb")) as connection:
        for schema in ("landing", "control", "decision"):
            connection.execute(f"create schema {schema}")
        for (statement,) in landing:
            connection.execute(statement)
        started = perf_counter()
        build_models(connection, settings, models)
        return perf_counter() - started
