"""Who holds the run lock of a home, as the lock file says. Taking the lock does not belong here (`run_lock`)."""

import fcntl
import json
import os
import platform
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from orchestration.home.settings import Settings

_LONGEST_COMMAND = 200
_ENDING = frozenset("ZX")
"""A process that is dead and not yet cleared away: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html"""


@dataclass(frozen=True, slots=True)
class LockHolder:
    """The process that holds the lock; None for what the lock file does not say."""

    pid: int | None = None
    host: str | None = None
    since: datetime | None = None
    command: str | None = None

    @property
    def is_gone(self) -> bool:
        """Whether its process has ended, or is ending, on this machine."""
        if self.pid is None or self.host != platform.node():
            return False
        try:
            state = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
        except OSError:
            return True
        return state in _ENDING

    def __str__(self) -> str:
        if self.pid is None:
            return "another process"
        since = f", since {self.since.astimezone():%Y-%m-%d %H:%M:%S}" if self.since else ""
        return f"process {self.pid} on {self.host}{f' ({self.command})' if self.command else ''}{since}"


def this_process() -> LockHolder:
    """The process that asks, from now on."""
    command = " ".join((Path(sys.argv[0]).name, *sys.argv[1:]))[:_LONGEST_COMMAND]
    return LockHolder(os.getpid(), platform.node(), datetime.now(UTC), command)


def write_lock_holder(file: IO[bytes]) -> None:
    """Write this process into the lock file that it has locked."""
    holder = this_process()
    told = {"pid": holder.pid, "host": holder.host, "command": holder.command, "since": f"{holder.since}"}
    file.truncate(0)
    file.write(json.dumps(told, ensure_ascii=False).encode())
    file.flush()


def find_lock_holder(settings: Settings) -> LockHolder | None:
    """Who is writing to the home; None where nobody is. Nothing is written, and the lock is not kept from a run for
    longer than the question takes."""
    with suppress(FileNotFoundError), (settings.home / ".lock").open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _parse(file.read())
    return None


def _parse(content: bytes) -> LockHolder:
    try:
        told = json.loads(content)
    except ValueError:
        return LockHolder()
    if not isinstance(told, Mapping):
        return LockHolder()
    pid, host, command = told.get("pid"), told.get("host"), told.get("command")
    return LockHolder(
        pid if isinstance(pid, int) else None,
        host if isinstance(host, str) else None,
        _moment(told.get("since")),
        command if isinstance(command, str) else None,
    )


def _moment(told: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(told).astimezone()
    except (TypeError, ValueError):
        return None
