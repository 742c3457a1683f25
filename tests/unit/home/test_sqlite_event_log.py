"""Recording without waiting for the disk: nothing is lost, and nothing stays switched off afterwards."""

import sqlite3
from pathlib import Path

import dagster as dg
import sqlalchemy
from sqlalchemy.engine import Engine

from orchestration.home.sqlite_event_log import _flush_at_checkpoints, speed_up_event_log

FULL, NORMAL = 2, 1


def synchronous(path: Path) -> int:
    with sqlalchemy.create_engine(f"sqlite:///{path}").connect() as connection:
        level: int = connection.execute(sqlalchemy.text("pragma synchronous")).scalar_one()
    return level


def test_events_are_recorded_and_the_default_comes_back(tmp_path: Path) -> None:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        instance.report_runless_asset_event(dg.AssetMaterialization("cells", partition="a|2024"))
        index = next(tmp_path.rglob("index.db"))
        with speed_up_event_log(instance, "a-run"):
            assert synchronous(index) == NORMAL
            instance.report_runless_asset_event(dg.AssetMaterialization("cells", partition="b|2024"))
            # another process sees it at once
            with sqlite3.connect(index) as other:
                (count,) = other.execute("select count(*) from event_logs where partition = 'b|2024'").fetchone()
            assert count == 1
        assert synchronous(index) == FULL
        assert not sqlalchemy.event.contains(Engine, "connect", _flush_at_checkpoints)
        assert instance.get_materialized_partitions(dg.AssetKey("cells")) == {"a|2024", "b|2024"}


def test_an_instance_without_sqlite_files_is_left_alone() -> None:
    with dg.DagsterInstance.ephemeral() as instance, speed_up_event_log(instance, "a-run"):
        assert not sqlalchemy.event.contains(Engine, "connect", _flush_at_checkpoints)
    with speed_up_event_log(None, "none"):
        pass
