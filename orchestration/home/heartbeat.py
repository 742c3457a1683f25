"""The file that a living run keeps locked, and the record of the last run: what `status` tells without Dagster.

Locks are released when the process dies, so that a run that was killed is one whose record has no end and whose
heartbeat nobody holds. Who may write to the home is decided in `run_lock`.
"""

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO

from orchestration.home.atomic_files import atomic_file
from orchestration.home.settings import Settings

RECORD = "last_run.json"
_NEW_SECONDS = 5.0
_ASKING_SECONDS = 0.05


class RunEnd(StrEnum):
    """How a run came to its end by itself."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """The last run that held the home; it has no end while it lives, nor after it was killed."""

    run_id: str
    began_at: datetime
    end: RunEnd | None = None


def read_last_run(settings: Settings) -> RunRecord | None:
    """The record of the last run; None where there is none that can be read."""
    try:
        entry = json.loads((settings.home / RECORD).read_bytes())
        end = RunEnd(entry["end"]) if entry["end"] else None
        return RunRecord(entry["run_id"], datetime.fromisoformat(entry["began_at"]), end)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def record_run(settings: Settings, run: RunRecord) -> None:
    """Put this run in the place of the one before."""
    entry = {"run_id": run.run_id, "began_at": run.began_at.isoformat(), "end": run.end}
    with atomic_file(settings.home / RECORD) as file:
        file.write(json.dumps(entry).encode())


def has_heartbeat(settings: Settings, run_id: str) -> bool:
    """Whether the process of a run still exists (it may be waiting for its turn)."""
    path = heartbeat_file(settings, run_id)
    if not path.exists():
        return False
    with locked_file(path) as file:
        return file is None


def sweep_heartbeats(settings: Settings) -> None:
    """Remove the files of runs whose process is gone. One that was made a moment ago may not be locked yet."""
    newest = time.time() - _NEW_SECONDS
    for path in (settings.home / "runs").glob("*"):
        if path.stat().st_mtime < newest and not has_heartbeat(settings, path.name):
            path.unlink(missing_ok=True)


def heartbeat_file(settings: Settings, run_id: str) -> Path:
    """The file that the process of a run keeps locked."""
    return settings.home / "runs" / run_id


@contextmanager
def hold_heartbeat(settings: Settings, run_id: str) -> Iterator[None]:
    """Show that the process of a run exists until the block ends; where it ends by itself, nothing is left behind.
    Whoever began the run in this process may hold it already, and does so for longer."""
    path = heartbeat_file(settings, run_id)
    with ExitStack() as stack:
        file = stack.enter_context(locked_file(path))
        if file is None:
            # who asks whether the run lives holds it for a moment
            time.sleep(_ASKING_SECONDS)
            file = stack.enter_context(locked_file(path))
        yield
        if file is not None:
            path.unlink(missing_ok=True)


@contextmanager
def locked_file(path: Path) -> Iterator[IO[bytes] | None]:
    """The file, locked by this process until the block ends; None where another one has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield file
