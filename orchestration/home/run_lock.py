"""One run at a time writes to a home, wherever it was started: in a terminal, by the daemon or from the UI.

Locks are released when the process dies, so that a killed run blocks nobody. The next run marks as failed what the
killed one left as "started" in the instance. What others may know of a run without Dagster is in `heartbeat`.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import dagster as dg

from orchestration.home.garbage import collect_seldom
from orchestration.home.heartbeat import (
    RunEnd,
    RunRecord,
    has_heartbeat,
    heartbeat_file,
    hold_heartbeat,
    locked_file,
    record_run,
    sweep_heartbeats,
)
from orchestration.home.lock_holder import find_lock_holder, write_lock_holder
from orchestration.home.retention import prune_once_a_day
from orchestration.home.run_origin import adopt_run
from orchestration.home.settings import Settings
from orchestration.home.sqlite_event_log import speed_up_event_log

PATIENCE_SECONDS = 3600
"""How long a run that nobody watches waits for another one."""

_POLL_SECONDS = 0.5
_GRACE_SECONDS = 1.5
"""How long a process that was killed a moment ago may still look alive."""

_DYING_SECONDS = 30.0
"""How long the kernel may take to clear away a killed process that was writing."""


class HomeLocked(RuntimeError):
    """Another run is writing to the same home."""


@dataclass(frozen=True, slots=True)
class RunLock:
    """Proof that the run holds the home: the resource of every step that writes."""

    run_id: str


@contextmanager
def hold_run_lock(settings: Settings, patience: float) -> Iterator[None]:
    """Keep every other process from writing to the home. One that is dying is waited for, whatever the patience.

    Raises HomeLocked, naming the process, where another one still holds the lock after `patience` seconds.
    """
    began = time.monotonic()
    path = settings.home / ".lock"
    while True:
        with locked_file(path) as file:
            if file is not None:
                write_lock_holder(file)
                yield
                return
        holder = find_lock_holder(settings)
        dying = holder is None or holder.is_gone
        if time.monotonic() - began >= max(patience, _DYING_SECONDS if dying else _GRACE_SECONDS):
            who = holder or "another process"
            raise HomeLocked(f"another run is writing to {settings.home}: {who}; wait until it ends, or end it")
        time.sleep(_POLL_SECONDS)


def build_run_lock(settings: Settings, patience: float) -> dg.ResourceDefinition:
    """The resource that every writing step asks for; the run holds it from its first step to its last."""

    @dg.resource(description="一次只有一个运行写入 / One run at a time writes")
    def run_lock(context: dg.InitResourceContext) -> Iterator[RunLock]:
        collect_seldom()
        run_id = context.run.run_id if context.run else "none"
        with (
            hold_heartbeat(settings, run_id),
            hold_run_lock(settings, patience),
            speed_up_event_log(context.instance, run_id),
        ):
            if context.instance is not None:
                adopt_run(context.instance, run_id)
                fail_orphaned_runs(context.instance, settings)
            record = RunRecord(run_id, datetime.now(UTC))
            record_run(settings, record)
            yield RunLock(run_id)
            with suppress(OSError):
                # a full disk: the run has its own way to say so
                record_run(settings, replace(record, end=_end_of(context.instance, run_id)))
            if context.instance is not None:
                _prune(context, context.instance, settings)

    return run_lock


def _end_of(instance: dg.DagsterInstance | None, run_id: str) -> RunEnd:
    """How a run ends whose last step is over; the instance itself records it only after this."""
    if instance is None:
        return RunEnd.SUCCEEDED
    run = instance.get_run_by_id(run_id)
    if run is not None and run.status in (dg.DagsterRunStatus.CANCELING, dg.DagsterRunStatus.CANCELED):
        return RunEnd.CANCELLED
    failures = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.STEP_FAILURE, limit=1).records
    return RunEnd.FAILED if failures else RunEnd.SUCCEEDED


def fail_orphaned_runs(instance: dg.DagsterInstance, settings: Settings) -> None:
    """Mark as failed the runs that count as started though their process is gone, and forget those that were killed
    before they counted as started."""
    for run in runs_without_process(instance, settings):
        # one without any is about to begin, or about to end
        if heartbeat_file(settings, run.run_id).exists():
            fail_killed_run(instance, run)
    sweep_heartbeats(settings)


def runs_without_process(instance: dg.DagsterInstance, settings: Settings) -> list[dg.DagsterRun]:
    """The runs that count as started and have no heartbeat: killed, but for what passes within a moment of the begin
    and of the end of a run."""
    started = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
    return [run for run in started if not has_heartbeat(settings, run.run_id)]


def fail_killed_run(instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
    """Mark a run as failed whose process is gone: Dagster starts it again where its tags allow that."""
    instance.report_run_failed(run, "the process of this run was killed; what was published is untouched")


def _prune(context: dg.InitResourceContext, instance: dg.DagsterInstance, settings: Settings) -> None:
    done = prune_once_a_day(instance, settings)
    if done is not None and done.fault is not None and context.log is not None:
        context.log.warning(f"old records could not be removed, which harms no figure: {done.fault}")
