"""One run at a time writes to a home, wherever it was started: in a terminal, by the daemon or from the UI.

Every lock dies with its process, so that a killed run blocks nobody. What it left in the instance as "started" is
corrected by the next run.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from orchestration.home.settings import Settings
from orchestration.home.sqlite_event_log import swift_records

PATIENCE_SECONDS = 3600
"""How long a run that nobody watches waits for another one."""

_POLL_SECONDS = 0.5


class Busy(RuntimeError):
    """Another run is writing to the same home."""


@dataclass(frozen=True, slots=True)
class SoleWriter:
    """Held by a step: its run alone may write."""

    run_id: str


@contextmanager
def exclusive(settings: Settings, patience: float) -> Iterator[None]:
    """Hold the home. Raises Busy where another process still holds it after `patience` seconds."""
    deadline = time.monotonic() + patience
    while True:
        with _locked(settings.home / ".lock") as got:
            if got:
                yield
                return
        if time.monotonic() >= deadline:
            raise Busy(f"another run is writing to {settings.home}; wait until it ends")
        time.sleep(_POLL_SECONDS)


def is_alive(settings: Settings, run_id: str) -> bool:
    """Whether the process of a run still exists (it may be waiting for its turn)."""
    path = _sign_of_life(settings, run_id)
    if not path.exists():
        return False
    with _locked(path) as got:
        return not got


def build_sole_writer(settings: Settings, patience: float) -> dg.ResourceDefinition:
    """The resource that every writing step asks for; the run holds it from its first step to its last."""

    @dg.resource(description="一次只有一个运行写入 / One run at a time writes")
    def sole_writer(context: dg.InitResourceContext) -> Iterator[SoleWriter]:
        run_id = context.run.run_id if context.run else "none"
        sign = _sign_of_life(settings, run_id)
        with _locked(sign), exclusive(settings, patience), swift_records(context.instance, run_id):
            if context.instance is not None:
                bury_the_dead(context.instance, settings)
            yield SoleWriter(run_id)
            sign.unlink(missing_ok=True)

    return sole_writer


def bury_the_dead(instance: dg.DagsterInstance, settings: Settings) -> None:
    """Mark as failed the runs that count as started though their process is gone."""
    started = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
    for run in started:
        sign = _sign_of_life(settings, run.run_id)
        if sign.exists() and not is_alive(settings, run.run_id):
            instance.report_run_failed(run, "the process of this run was killed; what was published is untouched")
            sign.unlink()


def _sign_of_life(settings: Settings, run_id: str) -> Path:
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
