"""One run at a time writes to a home, wherever it was started: in a terminal, by the daemon or from the UI.

Locks are released when the process dies, so that a killed run blocks nobody. The next run marks as failed what the
killed one left as "started" in the instance. A run's heartbeat is a file that its process keeps locked.
"""

import fcntl
import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import dagster as dg
from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.home.retention import prune_once_a_day
from orchestration.home.settings import Settings
from orchestration.home.sqlite_event_log import speed_up_event_log

PATIENCE_SECONDS = 3600
"""How long a run that nobody watches waits for another one."""

_POLL_SECONDS = 0.5
_GRACE_SECONDS = 1.5
"""How long a process that was killed a moment ago may still look alive."""

_DYING_SECONDS = 30.0
"""How long the kernel may take to clear away a killed process that was writing."""

_ENDING = frozenset("ZX")
_LONGEST_COMMAND = 200


class HomeLocked(RuntimeError):
    """Another run is writing to the same home."""


@dataclass(frozen=True, slots=True)
class RunLock:
    """Proof that the run holds the home: the resource of every step that writes."""

    run_id: str


class Holder(BaseModel):
    """Who holds the lock of a home: a process, its machine, what it was started as, and since when."""

    model_config = ConfigDict(frozen=True)

    pid: int
    host: str
    command: str
    since: datetime

    @classmethod
    def this_process(cls) -> "Holder":
        """The process that asks."""
        command = " ".join((Path(sys.argv[0]).name, *sys.argv[1:]))[:_LONGEST_COMMAND]
        return cls(pid=os.getpid(), host=platform.node(), command=command, since=datetime.now(UTC))

    @property
    def is_gone(self) -> bool:
        """Whether its process has ended, or is ending, on this machine."""
        if self.host != platform.node():
            return False
        try:
            state = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
        except OSError:
            return True
        return state in _ENDING

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} ({self.command}), since {self.since.astimezone():%Y-%m-%d %H:%M:%S}"


@contextmanager
def hold_run_lock(settings: Settings, patience: float) -> Iterator[None]:
    """Keep every other process from writing to the home. One that is dying is waited for, whatever the patience.

    Raises HomeLocked, naming the process, where another one still holds the lock after `patience` seconds.
    """
    began = time.monotonic()
    path = settings.home / ".lock"
    while True:
        with _locked(path) as file:
            if file is not None:
                _write_holder(file)
                yield
                return
        holder = lock_holder(settings)
        dying = holder is None or holder.is_gone
        if time.monotonic() - began >= max(patience, _DYING_SECONDS if dying else _GRACE_SECONDS):
            who = f"{holder}" if holder else "another process"
            raise HomeLocked(f"another run is writing to {settings.home}: {who}; wait until it ends, or end it")
        time.sleep(_POLL_SECONDS)


def lock_holder(settings: Settings) -> Holder | None:
    """Who wrote itself into the lock last, whether it still holds it or not."""
    try:
        return Holder.model_validate_json((settings.home / ".lock").read_bytes())
    except (OSError, ValidationError):
        return None


def is_locked(settings: Settings) -> bool:
    """Whether somebody writes to the home."""
    with _locked(settings.home / ".lock") as file:
        return file is None


def _write_holder(file: IO[bytes]) -> None:
    file.truncate(0)
    file.write(Holder.this_process().model_dump_json().encode())
    file.flush()


def has_heartbeat(settings: Settings, run_id: str) -> bool:
    """Whether the process of a run still exists (it may be waiting for its turn)."""
    path = _heartbeat_file(settings, run_id)
    if not path.exists():
        return False
    with _locked(path) as file:
        return file is None


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
def _locked(path: Path) -> Iterator[IO[bytes] | None]:
    """The file, locked by this process until the block ends; None where another one has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield file
