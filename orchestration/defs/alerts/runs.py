"""Alerts on runs of the main job: one that failed, and one that did not happen.

Dagster's own sensor for failed runs moves on where a post does not arrive, and the failure would never be told.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import dagster as dg

from orchestration.defs.alerts.posting import PATIENCE, Patience
from orchestration.defs.alerts.sensor import Subject, build_alert_sensor
from orchestration.defs.automation import JOB_NAME
from orchestration.home.dagster_instance import UNCHANGED_ASSET
from orchestration.home.settings import Settings

FAILED = Subject(
    "run_failed",
    "运行失败即告警 / Tells when a run failed; what was published before stays in force",
    "failed 运行失败; nothing that was published changed",
)
MISSING = Subject(
    "run_missing",
    "该运行而未运行即告警 / Tells when no run began for longer than JUESUAN_HOURS_BETWEEN_RUNS",
    "expected run missing 逾时未运行",
)
FAILURES_ARE_NEWS = timedelta(days=7)
LAST_RUNS = 50


def build_failure_alert(settings: Settings, patience: Patience = PATIENCE) -> dg.SensorDefinition:
    """The sensor that alerts when a run of whatever job fails: Dagster calls a backfill completed whose runs failed."""

    def find(context: dg.SensorEvaluationContext, since: float) -> Mapping[str, str]:
        first = max(datetime.fromtimestamp(since, UTC), datetime.now(UTC) - FAILURES_ARE_NEWS)
        failed = dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE], updated_after=first)
        runs = [
            record.dagster_run
            for record in context.instance.get_run_records(failed, ascending=True)
            # a retry puts a tag on the run that it repeats, which updates that again
            if record.end_time is not None and record.end_time >= first.timestamp()
        ]
        return {run.run_id: f"{_name(run)}: {_failure(context.instance, run.run_id)}" for run in runs}

    return build_alert_sensor(settings, FAILED, find, patience)


def build_missing_run_alert(settings: Settings, patience: Patience = PATIENCE) -> dg.SensorDefinition:
    """The sensor that alerts when the daily run, or whatever starts the main job, did not come. Before the first run,
    the time counts from the sensor's first look."""

    def find(context: dg.SensorEvaluationContext, since: float) -> Mapping[str, str]:
        records = context.instance.get_run_records(dg.RunsFilter(job_name=JOB_NAME), limit=LAST_RUNS)
        moments = [*(record.start_time for record in records), _last_look(context.instance)]
        now = datetime.now(UTC)
        # what began tomorrow or later began under a clock that was wrong
        past = (moment for moment in moments if moment is not None and moment <= now.timestamp())
        began = max(past, default=None)
        quiet_since = datetime.fromtimestamp(since if began is None else began, UTC)
        if now - quiet_since <= timedelta(hours=settings.hours_between_runs):
            return {}
        last = "no run began since 自此无运行" if began is None else "the last run began 上次运行始于"
        return {
            quiet_since.isoformat(): f"{last} {quiet_since.astimezone():%Y-%m-%d %H:%M}, "
            f"more than {settings.hours_between_runs:g} hours ago 已逾 {settings.hours_between_runs:g} 小时; "
            "is the schedule on, the queue free, the registry right? 请检查定时、队列与登记表"
        }

    return build_alert_sensor(settings, MISSING, find, patience)


def _name(run: dg.DagsterRun) -> str:
    backfill = run.tags.get("dagster/backfill")
    return f"run {run.run_id[:8]}" + (f" of backfill {backfill} 回填" if backfill else "")


def _last_look(instance: dg.DagsterInstance) -> float | None:
    """When somebody last looked and found that nothing had changed."""
    found = instance.fetch_observations(dg.AssetKey(UNCHANGED_ASSET), limit=1).records
    return found[0].timestamp if found else None


def _failure(instance: dg.DagsterInstance, run_id: str) -> str:
    """What Dagster recorded as the reason, on one line."""
    found = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.RUN_FAILURE, limit=1, ascending=False)
    events = [record.event_log_entry.dagster_event for record in found.records]
    message = " ".join(event.message or "" for event in events if event)
    return " ".join(message.split()) or "no reason was recorded 未记录原因"
