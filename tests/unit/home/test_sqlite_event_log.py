"""Recording without waiting for the disk: nothing is lost, and nothing stays switched off afterwards."""

import sqlite3
from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration.home.sqlite_event_log import speed_up_event_log

FULL, NORMAL = 2, 1
WITHOUT_RUN = ""
"""The run of the events that `materialize` records."""


def synchronous(instance: dg.DagsterInstance) -> int:
    """How the instance's own connection to its index of events flushes."""
    storage = instance.event_log_storage
    assert isinstance(storage, SqliteEventLogStorage)
    with storage.index_connection() as connection:
        level: int = connection.execute(sqlalchemy.text("pragma synchronous")).scalar_one()
    return level


def materialize(instance: dg.DagsterInstance, partition: str) -> None:
    instance.report_runless_asset_event(dg.AssetMaterialization("cells", partition=partition))


def test_events_are_recorded_and_the_default_comes_back(tmp_path: Path) -> None:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        materialize(instance, "a|2024")
        index = next(tmp_path.rglob("index.db"))
        with speed_up_event_log(instance, "a-run"):
            assert synchronous(instance) == NORMAL
            materialize(instance, "b|2024")
            # another process sees it at once
            with sqlite3.connect(index) as other:
                (count,) = other.execute("select count(*) from event_logs where partition = 'b|2024'").fetchone()
            assert count == 1
        assert synchronous(instance) == FULL
        assert instance.get_materialized_partitions(dg.AssetKey("cells")) == {"a|2024", "b|2024"}


def test_the_databases_stay_open_between_two_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance, speed_up_event_log(instance, WITHOUT_RUN):
        materialize(instance, "a|2024")
        monkeypatch.setattr(sqlite3.dbapi2, "connect", lambda *_, **__: pytest.fail("opened once more"))
        materialize(instance, "b|2024")


def test_the_run_that_is_recorded_swiftly_may_ask_again(tmp_path: Path) -> None:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance, speed_up_event_log(instance, "a-run"):
        with speed_up_event_log(instance, "a-run"):
            materialize(instance, "a|2024")
        assert synchronous(instance) == NORMAL


def test_an_instance_without_sqlite_files_is_left_alone() -> None:
    with dg.DagsterInstance.ephemeral() as instance, speed_up_event_log(instance, "a-run"):
        materialize(instance, "a|2024")
    with speed_up_event_log(None, "none"):
        pass
