"""What the records say of runs and of the daemon."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._daemon.types import DaemonHeartbeat

from orchestration.home.dagster_instance import prepare_instance, record_unchanged
from orchestration.home.instance_state import InstanceState, read_instance_state
from orchestration.home.settings import Settings
from tests.recorded_runs import NOW, record_run


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "raw", tmp_path / "home")


@pytest.fixture
def instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    prepare_instance(settings)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as found:
        yield found


def test_asking_makes_no_instance(settings: Settings) -> None:
    assert read_instance_state(settings) is None
    assert not settings.home.exists()


def test_a_good_run_a_failed_one_and_the_most_silent_part_of_the_daemon(
    instance: dg.DagsterInstance, settings: Settings
) -> None:
    assert read_instance_state(settings) == InstanceState(None, False, None)
    record_run(instance, 3)
    record_run(instance, 1, is_failing=True)
    for kind, minutes in (("SENSOR", 2), ("SCHEDULER", 50)):
        moment = (NOW - timedelta(minutes=minutes)).timestamp()
        instance.add_daemon_heartbeat(DaemonHeartbeat(moment, kind, None))
    assert read_instance_state(settings) == InstanceState(NOW - timedelta(days=3), True, NOW - timedelta(minutes=50))


def test_a_look_that_found_nothing_changed_is_as_good_as_a_run(
    instance: dg.DagsterInstance, settings: Settings
) -> None:
    record_run(instance, 3)
    (settings.published / "current").mkdir(parents=True)
    record_unchanged(instance, settings)
    state = read_instance_state(settings)
    assert state is not None
    assert state.last_good_run_at is not None
    assert state.last_good_run_at > NOW
