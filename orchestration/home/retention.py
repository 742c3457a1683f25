"""How long the records of runs are kept, and what becomes of them: once a day, at the end of a run that holds the home.

Runs older than the settings say go with their events, compute logs and files; what the pages of the UI show of them
stays, thinned (`event_history`). A run goes last of all, after everything that belongs to it, so that a kill leaves
records that the next pass finds again. Ticks are purged by the daemon, as dagster.yaml says; dbt limits its own logs.
"""

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
from dagster._core.storage.dagster_run import FINISHED_STATUSES
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME

from orchestration.home.atomic_files import atomic_file
from orchestration.home.event_history import drop_tags, thin_run, thin_runless
from orchestration.home.settings import Settings
from orchestration.home.sqlite_space import WORTHWHILE_BYTES, give_back

EVERY = timedelta(days=1)
_STRAY_SECONDS = 86400
_SHARD_SUFFIXES = (".db", ".db-wal", ".db-shm", ".db-journal")


@dataclass(frozen=True, slots=True)
class Pruning:
    """What one pass did: when, how many runs and events went, the bytes that databases gave back, what stopped it."""

    at: str
    runs: int = 0
    events: int = 0
    freed_bytes: int = 0
    fault: str | None = None


def prune_once_a_day(instance: dg.DagsterInstance, settings: Settings, now: datetime | None = None) -> Pruning | None:
    """Prune where the last pass is a day old; returns None where it is not. A fault is reported, never raised."""
    now = now or datetime.now(UTC)
    last = read_last_pruning(settings)
    # one of tomorrow or later was made under a clock that was wrong
    if last is not None and now - EVERY < datetime.fromisoformat(last.at) <= now:
        return None
    try:
        done = prune(instance, settings, now)
    except Exception as fault:
        done = Pruning(now.isoformat(), fault=f"{type(fault).__name__}: {fault}".splitlines()[0])
    with suppress(OSError), atomic_file(_report(settings)) as file:
        file.write(json.dumps(asdict(done)).encode())
    return done


def read_last_pruning(settings: Settings) -> Pruning | None:
    """What the last pass did; None before the first, or where its report cannot be read."""
    try:
        return Pruning(**json.loads(_report(settings).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def prune(
    instance: dg.DagsterInstance, settings: Settings, now: datetime, worthwhile_bytes: int = WORTHWHILE_BYTES
) -> Pruning:
    """Remove what is older than the settings keep. The caller holds the run lock.

    Raises whatever the storages raise.
    """
    storage = instance.event_log_storage
    if not isinstance(storage, SqlEventLogStorage):
        return Pruning(now.isoformat())
    before = now - timedelta(days=settings.keep_days)
    expired = find_expired(instance, settings, before)
    events = 0
    for record in expired:
        run_id = record.dagster_run.run_id
        events += thin_run(storage, run_id, record.create_timestamp)
        instance.compute_log_manager.delete_logs(prefix=[run_id])
        (settings.home / "runs" / run_id).unlink(missing_ok=True)
        if isinstance(storage, SqliteEventLogStorage):
            _remove_shard(storage, run_id)
        instance.run_storage.delete_run(run_id)
    events += thin_runless(storage, before)
    drop_tags(storage)
    if isinstance(storage, SqliteEventLogStorage):
        _remove_stray_shards(instance, storage)
    freed = sum(give_back(path, worthwhile_bytes) for path in _databases(instance, settings))
    return Pruning(now.isoformat(), len(expired), events, freed)


def find_expired(instance: dg.DagsterInstance, settings: Settings, before: datetime) -> Sequence[dg.RunRecord]:
    """The finished runs older than `before`, oldest first, without the newest ones and the last good one."""
    kept = {record.dagster_run.run_id for record in instance.get_run_records(limit=settings.keep_runs)}
    good = instance.get_run_records(dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS]), limit=1)
    kept.update(record.dagster_run.run_id for record in good)
    old = dg.RunsFilter(statuses=list(FINISHED_STATUSES), created_before=before)
    records = instance.get_run_records(old, ascending=True)
    return [record for record in records if record.dagster_run.run_id not in kept]


def _remove_shard(storage: SqliteEventLogStorage, run_id: str) -> None:
    base = Path(storage.path_for_shard(run_id)).with_suffix("")
    for suffix in _SHARD_SUFFIXES:
        base.with_name(base.name + suffix).unlink(missing_ok=True)


def _remove_stray_shards(instance: dg.DagsterInstance, storage: SqliteEventLogStorage) -> None:
    """A page of the UI that asks for a run that is gone makes its file anew, empty."""
    youngest = time.time() - _STRAY_SECONDS
    for run_id in storage.get_all_run_ids():
        path = Path(storage.path_for_shard(run_id))
        if path.stat().st_mtime < youngest and not instance.has_run(run_id):
            _remove_shard(storage, run_id)


def _databases(instance: dg.DagsterInstance, settings: Settings) -> Sequence[Path]:
    """The SQLite files that outlive runs; PostgreSQL looks after its own."""
    storage = instance.event_log_storage
    if not isinstance(storage, SqliteEventLogStorage):
        return ()
    folder = settings.dagster_home
    index = Path(storage.path_for_shard(INDEX_SHARD_NAME))
    return (index, folder / "history" / "runs.db", folder / "schedules" / "schedules.db")


def _report(settings: Settings) -> Path:
    return settings.home / "retention.json"
