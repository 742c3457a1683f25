"""One run at a time writes to a home, wherever it was started: in a terminal, by the daemon or from the UI.

Locks are released when the process dies, so that a killed run blocks nobody. The next run marks as failed what the
killed one left as "started" in the instance. A run's heartbeat is a file that its process keeps locked.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from orchestration.home.retention import prune_once_a_day
from orchestration.home.settings import Settings
from orchestration.home.sqlite_event_log import speed_up_event_log

PATIENCE_SECONDS = 3600
"""How long a run that nobody watches waits for another one."""

_POLL_SECONDS = 0.5


class HomeLocked(RuntimeError):
    """Another run is writing to the same home."""


@dataclass(frozen=True, slots=True)
class RunLock:
    """Proof that the run holds the home: the resource of every step that writes."""

    run_id: str


@contextmanager
def hold_run_lock(settings: Settings, patience: float) -> Iterator[None]:
    """Keep every other process from writing to the home.

    Raises HomeLocked where another one still holds it after `patience` seconds.
    """
    deadline = time.monotonic() + patience
    while True:
        with _locked(settings.home / ".lock") as got:
            if got:
                yield
                return
        if time.monotonic() >= deadline:
            raise HomeLocked(f"another run is writing to {settings.home}; wait until it ends")
        time.sleep(_POLL_SECONDS)


def has_heartbeat(settings: Settings, run_id: str) -> bool:
    """Whether the process of a run still exists (it may be waiting for its turn)."""
    path = _heartbeat_file(settings, run_id)
    if not path.exists():
        return False
    with _locked(path) as got:
        return not got


def build_run_lock(settings: Settings, patience: float) -> dg.ResourceDefinition:
    """The resource that every writing step asks for; the run holds it from its first step to its last."""

    @dg.resource(description="一次只有一个运行写入 / One run at a time writes")
    def run_lock(context: dg.InitResourceContext) -> Iterator[RunLock]:
        run_id = context.run.run_id if context.run else "none"
        heartbeat = _heartbeat_file(settings, run_id)
        with _locked(heartbeat), hold_run_lock(settings, patience), speed_up_event_log(context.instance, run_id):
            if context.instance is not None:
                fail_orphaned_runs(context.instance, settings)
            yield RunLock(run_id)
            heartbeat.unlink(missing_ok=True)
            if context.instance is not None:
                _prune(context, context.instance, settings)

    return run_lock


def fail_orphaned_runs(instance: dg.DagsterInstance, settings: Settings) -> None:
    """Mark as failed the runs that count as started though their process is gone."""
    started = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
    for run in started:
        heartbeat = _heartbeat_file(settings, run.run_id)
        if heartbeat.exists() and not has_heartbeat(settings, run.run_id):
            instance.report_run_failed(run, "the process of this run was killed; what was published is untouched")
            heartbeat.unlink()


def _prune(context: dg.InitResourceContext, instance: dg.DagsterInstance, settings: Settings) -> None:
    done = prune_once_a_day(instance, settings)
    if done is not None and done.fault is not None and context.log is not None:
        context.log.warning(f"old records could not be removed, which harms no figure: {done.fault}")


def _heartbeat_file(settings: Settings, run_id: str) -> Path:
    return settings.home / "runs" / run_id


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Whether this process got the lock of a file, which it holds until the block ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
