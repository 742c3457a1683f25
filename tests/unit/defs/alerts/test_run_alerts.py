"""People are told of failed runs, and of a run that did not happen, once each."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest
from dagster._serdes import serialize_value
from dagster._utils.error import serializable_error_info_from_exc_info

from orchestration.defs.alerts.department_years import build_overdue_alert, build_quarantine_alert
from orchestration.defs.alerts.posting import Patience
from orchestration.defs.alerts.runs import build_failure_alert, build_missing_run_alert
from orchestration.defs.automation import JOB_NAME
from orchestration.home.dagster_instance import record_unchanged
from orchestration.home.settings import Settings, WebhookKind
from tests.chat_robot import KEY, Answer, ChatRobot

PATIENCE = Patience(attempts=1, pause_seconds=0)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


class Watch:
    """A sensor over and over, with the cursor it left."""

    def __init__(self, sensor: dg.SensorDefinition, instance: dg.DagsterInstance) -> None:
        self._sensor = sensor
        self._instance = instance
        self._cursor: str | None = None

    def look(self) -> None:
        self._cursor = self._sensor.evaluate_tick(dg.build_sensor_context(self._instance, cursor=self._cursor)).cursor


def job(name: str = JOB_NAME) -> dg.JobDefinition:
    @dg.op
    def fails() -> None:
        raise RuntimeError("the disk is full")

    @dg.job(name=name)
    def job() -> None:
        fails()

    return job


def run(instance: dg.DagsterInstance, name: str = JOB_NAME) -> str:
    """A run that fails."""
    return job(name).execute_in_process(instance=instance, raise_on_error=False).run_id


@pytest.mark.parametrize(
    "build", [build_failure_alert, build_missing_run_alert, build_quarantine_alert, build_overdue_alert]
)
def test_every_alert_is_on_from_the_start_and_described_in_both_languages(
    settings: Settings, build: Callable[[Settings], dg.SensorDefinition]
) -> None:
    sensor = build(settings)
    assert sensor.default_status is dg.DefaultSensorStatus.RUNNING
    assert "告警 / Tells" in (sensor.description or "")


def test_a_failed_run_is_told_once(settings: Settings, robot: ChatRobot, instance: dg.DagsterInstance) -> None:
    run(instance)
    watch = Watch(build_failure_alert(settings, PATIENCE), instance)
    watch.look()
    assert robot.shown == [], "what failed before the first look is no news"
    run_id = run(instance)
    watch.look()
    watch.look()
    (shown,) = robot.shown
    assert f"run {run_id[:8]}: " in shown
    assert "Steps failed" in shown


def test_a_failed_run_of_a_backfill_is_told_with_its_backfill(
    settings: Settings, robot: ChatRobot, instance: dg.DagsterInstance
) -> None:
    """Dagster says of the backfill that it is completed."""
    watch = Watch(build_failure_alert(settings, PATIENCE), instance)
    watch.look()
    failed = job("of_chosen_assets").execute_in_process(
        instance=instance, tags={"dagster/backfill": "abcdefgh"}, raise_on_error=False
    )
    watch.look()
    (shown,) = robot.shown
    assert f"run {failed.run_id[:8]} of backfill abcdefgh 回填: " in shown


def test_a_failed_run_is_told_though_the_robot_was_away(
    settings: Settings, robot: ChatRobot, instance: dg.DagsterInstance
) -> None:
    watch = Watch(build_failure_alert(settings, PATIENCE), instance)
    watch.look()
    run_ids = [run(instance), run(instance)]
    robot.script.append(Answer(500))
    with pytest.raises(OSError, match="告警未送达"):
        watch.look()
    watch.look()
    (shown,) = robot.shown
    assert shown.startswith("决算 Juesuan: 2 failed 运行失败")
    assert [line.split(":")[0] for line in shown.splitlines()[1:]] == [f"run {run_id[:8]}" for run_id in run_ids]


def test_a_look_that_told_of_nothing_shows_neither_address_nor_secret(
    settings: Settings, robot: ChatRobot, instance: dg.DagsterInstance, capfd: pytest.CaptureFixture[str]
) -> None:
    """As Dagster keeps it: the error of a tick with its causes, and what is logged."""
    secret = "SEC0123456789"
    signed = replace(settings, webhook_kind=WebhookKind.DINGTALK, webhook_secret=secret)
    for url in (robot.url, robot.url.replace("http:", "https:"), f"https://robot.invalid/robot?access_token={KEY}"):
        watch = Watch(build_failure_alert(replace(signed, webhook_url=url), PATIENCE), instance)
        watch.look()
        run_id = run(instance)
        robot.script.append(Answer(500))
        with pytest.raises(OSError, match="告警未送达") as caught:
            watch.look()
        recorded = serialize_value(serializable_error_info_from_exc_info((OSError, caught.value, caught.tb)))
        logged = [serialize_value(entry) for entry in instance.all_logs(run_id)]
        shown = recorded + "".join(logged) + "".join(capfd.readouterr())
        assert [each for each in (KEY, secret, "sign=", "access_token") if each in shown] == []


def test_a_tag_on_an_old_failure_is_no_news(settings: Settings, robot: ChatRobot, instance: dg.DagsterInstance) -> None:
    run_id = run(instance)
    watch = Watch(build_failure_alert(settings, PATIENCE), instance)
    watch.look()
    instance.add_run_tags(run_id, {"dagster/did_retry": "true"})
    watch.look()
    assert robot.shown == []


def test_a_run_that_did_not_happen_is_told_once_and_again_after_the_next_one(
    settings: Settings, robot: ChatRobot, instance: dg.DagsterInstance
) -> None:
    watch = Watch(build_missing_run_alert(replace(settings, hours_between_runs=1e-9), PATIENCE), instance)
    run(instance)
    watch.look()
    watch.look()
    (shown,) = robot.shown
    assert shown.startswith("决算 Juesuan: 1 expected run missing 逾时未运行\nthe last run began 上次运行始于 2")
    run(instance)
    watch.look()
    assert len(robot.shown) == 2


def test_before_the_first_run_the_time_counts_from_the_first_look(
    settings: Settings, robot: ChatRobot, instance: dg.DagsterInstance
) -> None:
    run(instance, "something_else")
    instance.create_run_for_job(job_def=job(), status=dg.DagsterRunStatus.NOT_STARTED)
    patient = Watch(build_missing_run_alert(settings, PATIENCE), instance)
    patient.look()
    patient.look()
    assert robot.shown == []
    impatient = Watch(build_missing_run_alert(replace(settings, hours_between_runs=1e-9), PATIENCE), instance)
    impatient.look()
    impatient.look()
    (shown,) = robot.shown
    assert "no run began since 自此无运行" in shown, "one that was only asked for did not begin"


def test_a_look_that_found_nothing_changed_is_a_sign_of_life(
    settings: Settings, robot: ChatRobot, instance: dg.DagsterInstance
) -> None:
    (settings.published / "current").mkdir(parents=True)
    watch = Watch(build_missing_run_alert(replace(settings, hours_between_runs=1e-9), PATIENCE), instance)
    run(instance)
    watch.look()
    record_unchanged(instance, settings)
    watch.look()
    assert len(robot.shown) == 2, "the time counts from the look"


def test_what_a_clock_ahead_recorded_is_no_sign_of_life(
    settings: Settings, robot: ChatRobot, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_a_century = (datetime.now(UTC) + timedelta(days=36_500)).timestamp()
    monkeypatch.setattr("orchestration.defs.alerts.runs._last_look", lambda _: in_a_century)
    watch = Watch(build_missing_run_alert(replace(settings, hours_between_runs=1e-9), PATIENCE), instance)
    run(instance)
    watch.look()
    (shown,) = robot.shown
    assert "the last run began" in shown


def test_a_run_within_the_hours_is_enough(settings: Settings, robot: ChatRobot, instance: dg.DagsterInstance) -> None:
    run(instance)
    watch = Watch(build_missing_run_alert(settings, PATIENCE), instance)
    watch.look()
    assert robot.shown == []
