"""Recording the events of a run without waiting for the disk at each of them.

Dagster's SQLite storage makes an engine of SQLAlchemy's for every event, which compiles each statement anew, and opens
and closes a database, which costs several flushes to the disk. While this module keeps the engines and connections of
a run's databases, and asks SQLite to flush only at checkpoints, an event costs a fourth. A killed process loses
nothing; a power cut may lose the last events of the run that it kills, never the consistency of the databases
(https://sqlite.org/wal.html). PostgreSQL needs none of this.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

_SWIFT: set[str] = set()
"""The runs whose events this process records swiftly already."""


class _KeptConnections(QueuePool):
    """Connections that outlive the engine's disposal, which Dagster asks for after every event."""

    def dispose(self) -> None:
        """Keep them."""

    def recreate(self) -> "_KeptConnections":
        """Keep them."""
        return self

    def close(self) -> None:
        """Close them all."""
        super().dispose()


@contextmanager
def speed_up_event_log(instance: dg.DagsterInstance | None, run_id: str) -> Iterator[None]:
    """For as long as the outermost such block lasts, the events of this run are recorded swiftly by this process."""
    storage = instance.event_log_storage if instance is not None else None
    if not isinstance(storage, SqliteEventLogStorage) or run_id in _SWIFT:
        yield
        return
    addresses = [storage.conn_string_for_shard(shard) for shard in (INDEX_SHARD_NAME, run_id)]
    _SWIFT.add(run_id)
    try:
        with _kept_engines(frozenset(addresses)):
            yield
    finally:
        _SWIFT.discard(run_id)


@contextmanager
def _kept_engines(addresses: frozenset[str]) -> Iterator[None]:
    """For as long as the block lasts, this process has one engine for each of these databases, with what it compiled
    and its connections."""
    module: Any = sqlite_event_log
    make = module.create_engine
    kept: dict[str, Engine] = {}

    def engine_of(address: str, **options: Any) -> Engine:
        if address in kept:
            return kept[address]
        if address not in addresses:
            other: Engine = make(address, **options)
            return other
        arguments = options.get("connect_args", {}) | {"check_same_thread": False}
        kept[address] = make(address, **options | {"poolclass": _KeptConnections, "connect_args": arguments})
        event.listen(kept[address], "connect", _flush_at_checkpoints)
        return kept[address]

    module.create_engine = engine_of
    try:
        yield
    finally:
        module.create_engine = make
        for engine in kept.values():
            if isinstance(engine.pool, _KeptConnections):
                engine.pool.close()


def _flush_at_checkpoints(connection: Any, _record: object) -> None:
    connection.execute("pragma synchronous = normal")
