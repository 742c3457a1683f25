"""Floors of a run's stages: open every document with bare libraries, and execute the same SQL."""

from pathlib import Path
from time import perf_counter

import duckdb

from benchmarks.bare_readers import FLOORS
from orchestration.disclosure.readers.content import RawFile, UnreadableFile
from orchestration.disclosure.readers.detect import detect_format
from orchestration.home.settings import Settings
from orchestration.landing.declaration import DECLARATIONS
from orchestration.validation.in_memory import build_models, compiled_models


def bare_reading(settings: Settings) -> float:
    """Return the seconds that bare libraries take for all documents in turn, refused ones included."""
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
    """Return the seconds that DuckDB takes for the SQL of all models on the landing area of the last run."""
    models = tuple(path.stem for path in (settings.dbt_project / "models").rglob("*.sql"))
    compiled_models(settings, models)
    # the compiled models name their database `memory`
    with duckdb.connect(str(folder / "memory.duckdb")) as connection:
        for source in DECLARATIONS.sources:
            connection.execute(f"create schema {source}")
        for table in DECLARATIONS.tables.values():
            files = f"{settings.home}/{table.files}".replace("'", "''")
            connection.execute(f"create view {table.source.name}.{table.name} as select * from read_parquet('{files}')")
        started = perf_counter()
        build_models(connection, settings, models)
        return perf_counter() - started
