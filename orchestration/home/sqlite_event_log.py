"""Recording the events of a run without waiting for the disk at each of them.

Dagster's SQLite storage opens and closes a database for every event, which costs several flushes to the disk each time;
a run over hundreds of department-years would spend most of its time there. While this module holds the databases open
and asks SQLite to flush only at checkpoints, an event costs a tenth. A killed process loses nothing; a power cut may
lose the last events of the run that it kills, never the consistency of the databases (https://sqlite.org/wal.html).
It also makes an engine of SQLAlchemy's for every event, which compiles each statement anew: `kept_engines` keeps one
a database. PostgreSQL needs none of this.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import dagster as dg
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from sqlalchemy import event
from sqlalchemy.engine import Engine


@contextmanager
def speed_up_event_log(instance: dg.DagsterInstance | None, run_id: str) -> Iterator[None]:
    """For as long as the block lasts, the events of this run are recorded swiftly by this process."""
    storage = instance.event_log_storage if instance is not None else None
    if not isinstance(storage, SqliteEventLogStorage):
        yield
        return
    shards = [storage.path_for_shard(shard) for shard in (INDEX_SHARD_NAME, run_id)]
    event.listen(Engine, "connect", _flush_at_checkpoints)
    try:
        with _held_open(shards[0]), _held_open(shards[1]), kept_engines():
            yield
    finally:
        event.remove(Engine, "connect", _flush_at_checkpoints)


@contextmanager
def kept_engines() -> Iterator[None]:
    """For as long as the block lasts, this process has one engine a database of events, with what it compiled."""
    storage: Any = sqlite_event_log
    make = storage.create_engine
    kept: dict[str, Engine] = {}

    def engine_of(address: str, **options: Any) -> Engine:
        engine = kept.get(address) or make(address, **options)
        return kept.setdefault(address, engine)

    storage.create_engine = engine_of
    try:
        yield
    finally:
        storage.create_engine = make


@contextmanager
def _held_open(path: str) -> Iterator[None]:
    """SQLite empties its write-ahead log whenever the last connection closes; this one stays."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("select count(*) from sqlite_master").fetchone()
        yield


def _flush_at_checkpoints(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = normal")
