"""What is fine, what is worth a note and what needs a person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orchestration.cli import conditions
from orchestration.cli.conditions import MEGABYTE, Condition, Level
from orchestration.disclosure.messages.message import Fragment
from orchestration.home.disk_use import DiskUse
from orchestration.home.instance_state import InstanceState
from orchestration.home.lock_holder import LockHolder
from orchestration.home.retention import Pruning
from orchestration.storage.last_copy import LastCopy

NOW = datetime(2026, 7, 15, 12, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
COPY = LastCopy("2026-07-15T06:00:00+00:00", "s3://accounts", "000002")


def ran(
    ago: timedelta, failed: bool = False, beat: timedelta | None = None, errors: tuple[str, ...] = ()
) -> InstanceState:
    return InstanceState(NOW - ago, failed, NOW - beat if beat is not None else None, errors)


def space(free: int, needed: int) -> DiskUse:
    return DiskUse({"published": 3 * MEGABYTE, "work database": MEGABYTE}, free * MEGABYTE, needed * MEGABYTE)


CASES = [
    (conditions.publication(None, None, NOW), Level.WRONG, "nothing is published"),
    (conditions.publication("000002", NOW - 90 * MINUTE, NOW), Level.FINE, "90 min ago 90 分钟前"),
    (conditions.last_run(None, NOW, None), Level.WRONG, "no run went well yet"),
    (conditions.last_run(ran(40 * DAY), NOW, None), Level.FINE, "40 days ago 40 天前"),
    (conditions.last_run(ran(40 * DAY), NOW, 30 * DAY), Level.WRONG, "more than 720 h"),
    (conditions.last_run(ran(37 * HOUR, beat=MINUTE), NOW, None), Level.WRONG, "37 h ago 37 小时前, more than 36 h"),
    (conditions.last_run(ran(35 * HOUR, beat=MINUTE), NOW, None), Level.FINE, "35 h ago"),
    (conditions.last_run(ran(HOUR, failed=True), NOW, None), Level.WRONG, "the last run failed"),
    (conditions.daemon(None, NOW), Level.NOTE, "none ever ran here"),
    (conditions.daemon(ran(HOUR), NOW), Level.NOTE, "none ever ran here"),
    (conditions.daemon(ran(HOUR, beat=29 * MINUTE), NOW), Level.FINE, "29 min ago"),
    (conditions.daemon(ran(HOUR, beat=31 * MINUTE), NOW), Level.WRONG, "silent"),
    (conditions.daemon(ran(HOUR, beat=MINUTE, errors=("SENSOR: no\nmore",)), NOW), Level.NOTE, "错误: SENSOR: no"),
    (conditions.unreadable_records(OSError("secret")), Level.UNKNOWN, "OSError"),
    (conditions.run_lock(None, NOW), Level.FINE, "free"),
    (conditions.run_lock(LockHolder(), NOW), Level.FINE, "held by another process"),
    (conditions.run_lock(LockHolder(17, "bureau", NOW - HOUR), NOW), Level.FINE, "process 17 on bureau"),
    (conditions.run_lock(LockHolder(17, None, NOW - 7 * HOUR), NOW), Level.WRONG, "process 17 on this machine"),
    (conditions.free_space(space(3000, 300)), Level.FINE, "2.9 GB free 可用; the next run needs up to 300.0 MB"),
    (conditions.free_space(space(299, 300)), Level.WRONG, "299.0 MB free"),
    (conditions.disk_use(space(1, 1)), Level.FINE, "4.0 MB: published 3.0 MB, work database 1.0 MB"),
    (conditions.retention(None, 90), Level.FINE, "kept for 90 days"),
    (conditions.storage(None, True), Level.WRONG, "not there yet"),
    (conditions.storage(COPY, False), Level.FINE, "generation 000002 is in 已上传至 s3://accounts"),
    (conditions.storage(COPY, True), Level.WRONG, "not there yet"),
    (conditions.storage(replace(COPY, fault="ACCESS_DENIED"), True), Level.WRONG, "ACCESS_DENIED"),
    (conditions.retention(Pruning("2026-07-15T06:00:00+00:00", runs=3), 90), Level.FINE, "last on 2026-07-15: 3 runs"),
    (conditions.retention(Pruning("2026-07-15T06:00:00+00:00", fault="OSError"), 90), Level.NOTE, "清理失败: OSError"),
    (conditions.registry(None), Level.FINE, "in force"),
    (conditions.registry(Fragment("第 3 行：否", "line 3: no")), Level.WRONG, "refused 被拒: line 3: no 第 3 行：否"),
    (conditions.waiting(0), Level.FINE, "nothing changed"),
    (conditions.waiting(2), Level.NOTE, "2 department-years changed"),
    (conditions.versions(), Level.FINE, "dagster 1."),
]


@pytest.mark.parametrize(("condition", "level", "words"), CASES)
def test_a_condition_has_a_level_and_a_sentence(condition: Condition, level: Level, words: str) -> None:
    assert condition.level is level
    assert words in condition.message
    assert (condition.remedy is None) is (level is Level.FINE)


def test_machines_read_the_same_figures() -> None:
    assert conditions.last_run(ran(HOUR), NOW, None).measured["age_seconds"] == 3600
    assert conditions.disk_use(space(1, 1)).measured["work_database_bytes"] == MEGABYTE
    assert conditions.run_lock(LockHolder(17), NOW).measured == {"held": True, "pid": 17, "host": None, "since": None}
    assert "secret" not in str(conditions.unreadable_records(OSError("secret")))
