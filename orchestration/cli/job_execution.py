"""The main job in this process, on the instance that the UI shows."""

import logging
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import date

import dagster as dg
import sqlalchemy.exc
from dagster._core.utils import make_new_run_id

from orchestration.cli.run_job import RecordsLost
from orchestration.defs.assets.registry import registry_config
from orchestration.defs.automation import JOB_NAME, due, run_tags
from orchestration.defs.definitions import build_defs
from orchestration.defs.partitions import sync_partitions
from orchestration.home.dagster_instance import open_instance
from orchestration.home.heartbeat import heartbeat_file, locked_file
from orchestration.home.log_files import rotate
from orchestration.home.progress import Progress
from orchestration.home.run_lock import hold_run_lock
from orchestration.home.settings import Settings
from orchestration.home.sqlite_event_log import speed_up_event_log
from orchestration.registry.grid import DepartmentYearKey, Grid
from orchestration.registry.model import Registry

INTERRUPTED = dg.DagsterExecutionInterruptedError.__name__

LOG_CONFIG = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def execute(
    settings: Settings,
    progress: Progress,
    registry: Registry,
    grid: Grid,
    chosen: Sequence[DepartmentYearKey] | None,
    as_of: date | None,
) -> str | None:
    """Run the job over the chosen department-years, or over those that are due where none are chosen; return what
    stopped it, None where nothing did.

    Raises HomeLocked where another run is writing, RecordsLost where it could not be recorded, KeyboardInterrupt where
    somebody ended it.
    """
    with hold_run_lock(settings, patience=0):
        # only to say so at once: the run takes the lock itself
        pass
    # threads that are still at work when a run ends early would complain on the terminal that their log is closed
    logging.raiseExceptions = False
    try:
        result = _executed(settings, progress, registry, grid, chosen, as_of)
    except (OSError, sqlalchemy.exc.SQLAlchemyError) as fault:
        # a full disk, or a database server that went away
        raise RecordsLost(f"the orchestrator could not keep its records: {str(fault).splitlines()[0]}") from fault
    if result.success:
        return None
    if _is_interrupted(result):
        raise KeyboardInterrupt
    return _failure(result)


def _executed(
    settings: Settings,
    progress: Progress,
    registry: Registry,
    grid: Grid,
    chosen: Sequence[DepartmentYearKey] | None,
    as_of: date | None,
) -> dg.ExecuteInProcessResult:
    """The job over the chosen department-years, or over those that are due where none are chosen."""
    rotate(settings.run_log)
    run_id = make_new_run_id()
    heartbeat = heartbeat_file(settings, run_id)
    with (
        locked_file(heartbeat),
        open_instance(settings) as instance,
        speed_up_event_log(instance, run_id),
        settings.run_log.open("w") as log,
    ):
        sync_partitions(instance, grid)
        tags = run_tags(grid, due(instance, settings, registry, grid) if chosen is None else chosen, "cli")
        job = build_defs(settings, progress, patience=0).resolve_job_def(JOB_NAME)
        config = LOG_CONFIG | registry_config(as_of)
        with redirect_stdout(log):
            try:
                return job.execute_in_process(
                    instance=instance, tags=tags, run_config=config, raise_on_error=False, run_id=run_id
                )
            finally:
                heartbeat.unlink(missing_ok=True)


def _is_interrupted(result: dg.ExecuteInProcessResult) -> bool:
    failures = [event.step_failure_data for event in result.all_events if event.is_step_failure]
    return any(data.error is not None and data.error.cls_name == INTERRUPTED for data in failures)


def _failure(result: dg.ExecuteInProcessResult) -> str:
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            error = data.user_failure_data.description if data.user_failure_data else None
            cause = data.error.cause or data.error if data.error else None
            return f"{event.step_key}: {error or (cause.message.strip() if cause else 'failed')}"
    return next((event.message or "" for event in result.all_events if event.is_failure), "the run failed")
