"""Runs whose process was killed together with the server that began it: nobody else would miss them.

Dagster's code server fails a run whose process ends before it; where the server was killed too, the run counts as
started for ever, and holds the queue. A run that was killed is started again by Dagster; not so one whose backfill
counts as over by then, as that of the last run does. How a run is seen to be alive is in `home.heartbeat`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg
from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.defs.automation import JOB_NAME
from orchestration.defs.partitions import RANGE_END, RANGE_START
from orchestration.home.run_lock import fail_killed_run, runs_without_process
from orchestration.home.settings import Settings

NAME = "killed_runs"
WILL_RETRY, RETRIED_BY = "dagster/will_retry", "dagster/auto_retry_run_id"
BACKFILL, PARTITION = "dagster/backfill", "dagster/partition"
FAILED_BACKFILL = "COMPLETED_FAILED"
"""How Dagster calls a backfill that ran to its end and of which a run failed, whether that was repeated or not."""

LOOK_SECONDS = 30
RECENT = timedelta(hours=1)
"""A backfill that ended longer ago is left alone."""


class KilledRunsCursor(BaseModel):
    """The runs that had no process at the last look: one that begins or ends at that moment has none either."""

    model_config = ConfigDict(frozen=True)

    missed: tuple[str, ...] = ()

    @classmethod
    def from_cursor(cls, cursor: str | None) -> "KilledRunsCursor":
        """Parse a cursor; an unreadable one counts as empty."""
        try:
            return cls.model_validate_json(cursor or "{}")
        except ValidationError:
            return cls()


def build_killed_runs(settings: Settings) -> dg.SensorDefinition:
    """The sensor that fails runs that had no process at two looks, and asks for what Dagster does not start again."""

    @dg.sensor(
        name=NAME,
        job_name=JOB_NAME,
        minimum_interval_seconds=LOOK_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="进程被终止的运行记为失败并重新运行 / Fails runs whose process was killed; they are run again",
    )
    def killed_runs(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        missed = KilledRunsCursor.from_cursor(context.cursor).missed
        without = runs_without_process(context.instance, settings)
        for run in without:
            if run.run_id in missed:
                context.log.warning(f"run {run.run_id} counts as started and its process is gone")
                fail_killed_run(context.instance, run)
        waiting = tuple(run.run_id for run in without if run.run_id not in missed)
        context.update_cursor(KilledRunsCursor(missed=waiting).model_dump_json())
        given_up = _given_up(context.instance)
        if not given_up:
            yield dg.SkipReason(f"{len(without)} runs without a process")
        yield from map(_again, given_up)

    return killed_runs


def _given_up(instance: dg.DagsterInstance) -> list[dg.DagsterRun]:
    """The runs that Dagster meant to start again and will not, because their backfill counts as over."""
    to_be_retried = dg.RunsFilter(
        job_name=JOB_NAME,
        statuses=[dg.DagsterRunStatus.FAILURE],
        tags={WILL_RETRY: "true"},
        updated_after=datetime.now(UTC) - RECENT,
    )
    return [
        run
        for run in instance.get_runs(to_be_retried)
        if RETRIED_BY not in run.tags and _is_backfill_over(instance, run)
    ]


def _is_backfill_over(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    """Whether a run was of a backfill that ended by itself; one that somebody cancelled shall not go on."""
    backfill = instance.get_backfill(run.tags.get(BACKFILL, ""))
    return backfill is not None and backfill.status.value == FAILED_BACKFILL


def _again(run: dg.DagsterRun) -> dg.RunRequest:
    """The same department-years once more, outside the backfill; the key lets Dagster do so once."""
    one = run.tags.get(PARTITION, "")
    ends = {end: run.tags.get(end, one) for end in (RANGE_START, RANGE_END)}
    return dg.RunRequest(run_key=run.run_id, tags=ends | {"juesuan/trigger": NAME})
