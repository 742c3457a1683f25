"""Runs whose process was killed together with the server that began it: nobody else would miss them.

Dagster's code server fails a run whose process ends before it; where the server was killed too, the run counts as
started for ever, and holds the queue. A run that was killed is started again by Dagster; not so one whose backfill
counts as over by then, as that of the last run does. A backfill that the daemon was at when it was ended is given up,
and its runs are cancelled. How a run is seen to be alive is in `home.heartbeat`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import dagster as dg
from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.defs.automation import JOB_NAME, request_run, run_tags
from orchestration.defs.partitions import RANGE_END, RANGE_START, partition_keys
from orchestration.home.run_lock import fail_killed_run, runs_without_process
from orchestration.home.settings import Settings
from orchestration.registry.active import load_active_registry
from orchestration.registry.grid import build_grid

if TYPE_CHECKING:
    from dagster._core.execution.backfill import PartitionBackfill

NAME = "killed_runs"
WILL_RETRY, RETRIED_BY = "dagster/will_retry", "dagster/auto_retry_run_id"
BACKFILL, PARTITION = "dagster/backfill", "dagster/partition"
FAILED_BACKFILL, GIVEN_UP_BACKFILL = "COMPLETED_FAILED", "FAILED"
"""How Dagster calls a backfill that ran to its end and of which a run failed, whether that was repeated or not; and one
that it could not go on with. Neither is one that somebody cancelled."""

LOOK_SECONDS = 30
RECENT = timedelta(hours=1)
"""A backfill that ended longer ago is left alone."""

LAST_BACKFILLS = 20


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
        requests = [_again(run) for run in _given_up(context.instance)]
        requests += [_again_as_one(settings, backfill) for backfill in _given_up_backfills(context.instance)]
        if not requests:
            yield dg.SkipReason(f"{len(without)} runs without a process")
        yield from requests

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


def _given_up_backfills(instance: dg.DagsterInstance) -> list["PartitionBackfill"]:
    first = (datetime.now(UTC) - RECENT).timestamp()
    return [
        backfill
        for backfill in instance.get_backfills(limit=LAST_BACKFILLS)
        if backfill.status.value == GIVEN_UP_BACKFILL
        and backfill.job_name == JOB_NAME
        and (backfill.backfill_end_timestamp or 0) >= first
    ]


def _again_as_one(settings: Settings, backfill: "PartitionBackfill") -> dg.RunRequest:
    """A run over the department-years of a backfill; the key lets Dagster do so once."""
    grid = build_grid(load_active_registry(settings).registry, settings.raw)
    wanted = frozenset(backfill.partition_names or ())
    keys = [key for partition, key in partition_keys(grid).items() if partition in wanted]
    return request_run(run_tags(grid, keys, NAME), run_key=backfill.backfill_id)
