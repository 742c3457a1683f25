"""What a run that nobody needs any more leaves in the index of events: what the pages of Dagster's UI still show.

An index is the database that is asked across runs: `index.db` beside the file of each run in SQLite, the one database
in PostgreSQL. Dagster's `delete_events` would empty it of everything the run ever told, and assets and checks would
turn to "never materialised". Here the latest event of every asset, partition and check stays, and of those that are
drawn over time the last one of each week. Which runs go, and their other records, do not belong here.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import dagster as dg
import sqlalchemy as sa
from dagster._core.instance import RUNLESS_RUN_ID
from dagster._core.storage.event_log.schema import (
    AssetCheckExecutionsTable,
    AssetEventTagsTable,
    SqlEventLogStorageTable,
)
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage

HISTORY = ("ASSET_MATERIALIZATION", "ASSET_OBSERVATION")
"""Types of events that carry the numbers that are drawn; the evaluations of checks are kept in a table of their own."""

PLANNED = "PLANNED"
WEEK = timedelta(days=7)

_EVENTS = SqlEventLogStorageTable
_CHECKS = AssetCheckExecutionsTable


def start_of_week(moment: datetime) -> datetime:
    """The Monday at or before a moment, at midnight UTC and without a timezone, as the databases hold it."""
    return datetime(moment.year, moment.month, moment.day) - timedelta(days=moment.weekday())  # noqa: DTZ001


def thin_run(storage: SqlEventLogStorage, run_id: str, started: datetime) -> int:
    """Remove the events of a finished run that nothing shows any more. Returns how many; a second call finds none."""
    week_end = start_of_week(started) + WEEK
    with storage.index_connection() as connection:
        return _thin(connection, _EVENTS.c.run_id == run_id, _CHECKS.c.run_id == run_id, week_end)


def thin_runless(storage: SqlEventLogStorage, before: datetime) -> int:
    """The same for what was recorded without a run, week by week, as far as its week ended before `before`."""
    removed = 0
    limit = start_of_week(before)
    with storage.index_connection() as connection:
        moments = connection.execute(sa.select(_EVENTS.c.timestamp).where(_runless(_EVENTS))).scalars()
        weeks = Counter(start_of_week(moment) for moment in moments if moment < limit)
        # where one event is left of a week, there is nothing to choose
        for week in sorted(week for week, events in weeks.items() if events > 1):
            events = _runless(_EVENTS) & _EVENTS.c.timestamp.between(week, week + WEEK)
            checks = _runless(_CHECKS) & _CHECKS.c.evaluation_event_timestamp.between(week, week + WEEK)
            removed += _thin(connection, events, checks, week + WEEK)
    if storage.is_run_sharded:
        # the file of its own beside the index, of which nothing is shown over time
        with storage.run_connection(RUNLESS_RUN_ID) as connection:
            removed += _count(connection, sa.delete(_EVENTS).where(_EVENTS.c.timestamp < limit))
    return removed


def forget_materializations(instance: dg.DagsterInstance, asset: dg.AssetKey, partitions: Sequence[str]) -> int:
    """Let these partitions count as never materialised. Returns how many events that took; Dagster itself forgets an
    asset only as a whole."""
    storage = instance.event_log_storage
    if not isinstance(storage, SqlEventLogStorage):
        return 0
    there = set(partitions) & storage.get_materialized_partitions(asset)
    if not there:
        return 0
    with storage.index_connection() as connection:
        materialized = (_EVENTS.c.dagster_event_type == HISTORY[0]) & (_EVENTS.c.asset_key == asset.to_string())
        before = _EVENTS.c.id < _last_event(connection)
        removed = sum(
            _count(connection, sa.delete(_EVENTS).where(materialized, before, _EVENTS.c.partition == partition))
            for partition in sorted(there)
        )
    storage.wipe_asset_cached_status(asset)
    return removed


def drop_tags(storage: SqlEventLogStorage) -> None:
    """Remove the tags of events that are gone."""
    gone = ~sa.exists().where(_EVENTS.c.id == AssetEventTagsTable.c.event_id)
    with storage.index_connection() as connection:
        connection.execute(sa.delete(AssetEventTagsTable).where(gone))


def _thin(
    connection: sa.Connection, events: sa.ColumnElement[bool], checks: sa.ColumnElement[bool], week_end: datetime
) -> int:
    return sum(
        _count(connection, sa.delete(table).where(rows, useless))
        for table, rows, criteria in (
            (_EVENTS, events, _useless_events(connection, week_end)),
            (_CHECKS, checks, _useless_checks(week_end)),
        )
        for useless in criteria
    )


def _useless_events(connection: sa.Connection, week_end: datetime) -> Sequence[sa.ColumnElement[bool]]:
    later = _EVENTS.alias("later")
    same = (
        (later.c.asset_key == _EVENTS.c.asset_key)
        & (later.c.dagster_event_type == _EVENTS.c.dagster_event_type)
        & (later.c.id > _EVENTS.c.id)
    )
    last = _last_event(connection)
    shown = _EVENTS.c.dagster_event_type.in_(HISTORY)
    untyped = _EVENTS.c.dagster_event_type.is_(None)
    return (
        (untyped | ~shown) & (_EVENTS.c.id < last),
        shown & _EVENTS.c.partition.is_not(None) & sa.exists().where(same, later.c.partition == _EVENTS.c.partition),
        shown
        & _EVENTS.c.partition.is_(None)
        & sa.exists().where(same, later.c.partition.is_(None), later.c.timestamp < week_end),
    )


def _last_event(connection: sa.Connection) -> int:
    """The number that no removed event may have: SQLite would give it to the next one, and cursors would miss that."""
    return int(connection.execute(sa.select(sa.func.max(_EVENTS.c.id))).scalar() or 0)


def _useless_checks(week_end: datetime) -> Sequence[sa.ColumnElement[bool]]:
    later = _CHECKS.alias("later")
    same = (
        (later.c.asset_key == _CHECKS.c.asset_key)
        & (later.c.check_name == _CHECKS.c.check_name)
        & (later.c.execution_status != PLANNED)
        & (later.c.id > _CHECKS.c.id)
    )
    return (
        # of a check that a run never came to, the last evaluation before it is what holds
        _CHECKS.c.execution_status == PLANNED,
        _CHECKS.c.partition.is_not(None) & sa.exists().where(same, later.c.partition == _CHECKS.c.partition),
        _CHECKS.c.partition.is_(None)
        & sa.exists().where(same, later.c.partition.is_(None), later.c.evaluation_event_timestamp < week_end),
    )


def _runless(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.run_id == RUNLESS_RUN_ID


def _count(connection: sa.Connection, statement: sa.Delete) -> int:
    return int(connection.execute(statement).rowcount)
