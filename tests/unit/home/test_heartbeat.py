"""What a home knows of its last run without Dagster."""

import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from orchestration.cli.home_status import read_home_status
from orchestration.home.heartbeat import (
    RECORD,
    RunEnd,
    RunRecord,
    has_heartbeat,
    heartbeat_file,
    hold_heartbeat,
    locked_file,
    read_last_run,
    record_run,
    sweep_heartbeats,
)
from orchestration.home.settings import PROJECT, Settings

RUN = RunRecord("0123456789", datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(PROJECT / "raw", tmp_path / "home")


def test_a_record_is_read_as_it_was_written(settings: Settings) -> None:
    assert read_last_run(settings) is None
    for run in (RUN, RunRecord(RUN.run_id, RUN.began_at, RunEnd.FAILED)):
        record_run(settings, run)
        assert read_last_run(settings) == run


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"run_id": "a", "began_at": "never", "end": null}'])
def test_a_record_that_cannot_be_read_is_none(settings: Settings, content: bytes) -> None:
    settings.home.mkdir()
    (settings.home / RECORD).write_bytes(content)
    assert read_last_run(settings) is None


def test_only_who_holds_the_file_is_alive(settings: Settings) -> None:
    assert not has_heartbeat(settings, RUN.run_id)
    with locked_file(heartbeat_file(settings, RUN.run_id)):
        assert has_heartbeat(settings, RUN.run_id)
    assert not has_heartbeat(settings, RUN.run_id)


def test_a_run_that_is_seen_alive_by_whoever_began_it_stays_so(settings: Settings) -> None:
    with locked_file(heartbeat_file(settings, RUN.run_id)):
        with hold_heartbeat(settings, RUN.run_id):
            assert has_heartbeat(settings, RUN.run_id)
        assert has_heartbeat(settings, RUN.run_id)


def test_a_run_that_somebody_asks_about_while_it_begins_is_seen_alive(settings: Settings) -> None:
    asked, begun = threading.Event(), threading.Event()

    def ask() -> None:
        with locked_file(heartbeat_file(settings, RUN.run_id)):
            asked.set()
            begun.wait(10)

    def end_the_question(_: float) -> None:
        begun.set()
        asking.join()

    asking = threading.Thread(target=ask)
    asking.start()
    asked.wait(10)
    with (
        patch("orchestration.home.heartbeat.time.sleep", end_the_question),
        hold_heartbeat(settings, RUN.run_id),
    ):
        assert has_heartbeat(settings, RUN.run_id)
    assert not heartbeat_file(settings, RUN.run_id).exists()


def test_files_of_runs_that_are_gone_are_removed(settings: Settings) -> None:
    alive, gone, begun_just_now = (heartbeat_file(settings, name) for name in ("alive", "gone", "new"))
    with locked_file(alive):
        for path in (gone, begun_just_now):
            path.touch()
        for path in (alive, gone):
            os.utime(path, (0, 0))
        sweep_heartbeats(settings)
        assert sorted(path.name for path in alive.parent.iterdir()) == ["alive", "new"]


def test_status_says_how_the_last_run_ended(settings: Settings) -> None:
    assert "there was none" in read_home_status(settings).last_run
    record_run(settings, RUN)
    with locked_file(heartbeat_file(settings, RUN.run_id)):
        assert "under way" in read_home_status(settings).last_run
    assert "was killed" in read_home_status(settings).last_run
    for end, words in ((RunEnd.SUCCEEDED, "succeeded"), (RunEnd.FAILED, "failed"), (RunEnd.CANCELLED, "cancelled")):
        record_run(settings, RunRecord(RUN.run_id, RUN.began_at, end))
        assert words in read_home_status(settings).last_run
