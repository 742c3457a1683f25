"""Runs whose process is gone are failed, so that they are run again; runs that live, begin or end are left alone."""

import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.execution.backfill import BulkActionStatus, PartitionBackfill
from dagster._core.remote_origin import (
    RegisteredCodeLocationOrigin,
    RemotePartitionSetOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.test_utils import create_run_for_test

from orchestration.defs.automation import JOB_NAME
from orchestration.defs.killed_runs import BACKFILL, PARTITION, RETRIED_BY, WILL_RETRY, build_killed_runs
from orchestration.defs.partitions import RANGE_END, RANGE_START
from orchestration.home.heartbeat import heartbeat_file, hold_heartbeat
from orchestration.home.settings import Settings
from orchestration.registry.model import COLUMNS

STARTED, FAILURE = dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.FAILURE
TO_BE_RETRIED = {BACKFILL: "abcdefgh", WILL_RETRY: "true"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "raw", tmp_path / "home")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def began(instance: dg.DagsterInstance, status: dg.DagsterRunStatus = STARTED, **tags: str) -> str:
    run: dg.DagsterRun = create_run_for_test(instance, job_name=JOB_NAME, status=status, tags=tags)
    return run.run_id


def look(settings: Settings, instance: dg.DagsterInstance, times: int = 1) -> list[dg.RunRequest]:
    """What is asked for at the last of so many looks."""
    cursor, requests = None, list[dg.RunRequest]()
    for _ in range(times):
        data = build_killed_runs(settings).evaluate_tick(dg.build_sensor_context(instance, cursor=cursor))
        cursor, requests = data.cursor, list(data.run_requests or ())
    return requests


def status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


def test_a_run_that_was_killed_is_failed_at_the_second_look(settings: Settings, instance: dg.DagsterInstance) -> None:
    killed, killed_at_its_begin = began(instance), began(instance)
    heartbeat = heartbeat_file(settings, killed)
    heartbeat.parent.mkdir(parents=True)
    heartbeat.touch()
    look(settings, instance)
    assert {status(instance, run) for run in (killed, killed_at_its_begin)} == {STARTED}
    look(settings, instance, times=2)
    assert {status(instance, run) for run in (killed, killed_at_its_begin)} == {FAILURE}


def test_a_run_that_lives_is_left_alone(settings: Settings, instance: dg.DagsterInstance) -> None:
    run = began(instance)
    with hold_heartbeat(settings, run):
        look(settings, instance, times=3)
        assert status(instance, run) is STARTED
    assert not heartbeat_file(settings, run).exists()


def test_two_runs_of_which_each_begins_at_a_look_are_left_alone(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    first = began(instance)
    data = build_killed_runs(settings).evaluate_tick(dg.build_sensor_context(instance))
    second = began(instance)
    with hold_heartbeat(settings, first):
        build_killed_runs(settings).evaluate_tick(dg.build_sensor_context(instance, cursor=data.cursor))
        assert {status(instance, run) for run in (first, second)} == {STARTED}


@pytest.mark.parametrize(
    ("tags", "ends"),
    [
        ({RANGE_START: "a|2023", RANGE_END: "b|2024", PARTITION: "a|2023"}, ("a|2023", "b|2024")),
        ({PARTITION: "a|2023"}, ("a|2023", "a|2023")),
    ],
    ids=["a range", "one partition"],
)
def test_a_killed_run_of_a_backfill_that_is_over_is_asked_for_again(
    settings: Settings, instance: dg.DagsterInstance, tags: dict[str, str], ends: tuple[str, str]
) -> None:
    backfill(instance, BulkActionStatus.COMPLETED_FAILED)
    run = began(instance, FAILURE, **TO_BE_RETRIED, **tags)
    (request,) = look(settings, instance)
    assert (request.run_key, request.tags[RANGE_START], request.tags[RANGE_END]) == (run, *ends)
    assert BACKFILL not in request.tags


@pytest.mark.parametrize(
    ("ended_as", "tags"),
    [
        (BulkActionStatus.REQUESTED, TO_BE_RETRIED),
        (BulkActionStatus.CANCELED, TO_BE_RETRIED),
        (BulkActionStatus.COMPLETED_FAILED, TO_BE_RETRIED | {RETRIED_BY: "ijklmnop"}),
        (BulkActionStatus.COMPLETED_FAILED, TO_BE_RETRIED | {WILL_RETRY: "false"}),
        (BulkActionStatus.COMPLETED_FAILED, {WILL_RETRY: "true"}),
    ],
    ids=["backfill goes on", "cancelled by a person", "retried", "not to be retried", "of no backfill"],
)
def test_what_dagster_or_a_person_sees_to_is_not_asked_for(
    settings: Settings, instance: dg.DagsterInstance, ended_as: BulkActionStatus, tags: dict[str, str]
) -> None:
    backfill(instance, ended_as)
    began(instance, FAILURE, **tags, **{PARTITION: "a|2023"})
    assert look(settings, instance) == []


@pytest.mark.parametrize(
    ("ended_as", "is_asked_for"), [(BulkActionStatus.FAILED, True), (BulkActionStatus.CANCELED, False)]
)
def test_a_backfill_that_dagster_gave_up_is_run_as_one(
    settings: Settings, instance: dg.DagsterInstance, ended_as: BulkActionStatus, is_asked_for: bool
) -> None:
    settings.raw.mkdir()
    line = "finance,云溪市财政局,,云溪市,420000,2022-2024"
    settings.registry.write_text("\n".join((",".join(COLUMNS), line)) + "\n", "utf-8")
    backfill(instance, ended_as, "finance|2022", "finance|2023")
    requests = look(settings, instance)
    asked = [(request.run_key, request.tags[RANGE_START], request.tags[RANGE_END]) for request in requests]
    assert asked == ([(TO_BE_RETRIED[BACKFILL], "finance|2022", "finance|2023")] if is_asked_for else [])


def backfill(instance: dg.DagsterInstance, ended_as: BulkActionStatus, *partitions: str) -> None:
    origin = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("code"), "__repository__")
    instance.add_backfill(
        PartitionBackfill(
            TO_BE_RETRIED[BACKFILL],
            ended_as,
            from_failure=False,
            tags={},
            backfill_timestamp=time.time(),
            backfill_end_timestamp=time.time(),
            partition_names=list(partitions),
            partition_set_origin=RemotePartitionSetOrigin(
                repository_origin=origin, partition_set_name=f"{JOB_NAME}_partition_set"
            ),
        )
    )
