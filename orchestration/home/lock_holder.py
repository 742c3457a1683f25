"""Who holds the run lock of a home, as far as the lock file says. Taking the lock does not belong here (`run_lock`)."""

import fcntl
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orchestration.home.settings import Settings


@dataclass(frozen=True, slots=True)
class LockHolder:
    """The process that holds the lock; None for what the lock file does not say."""

    pid: int | None = None
    host: str | None = None
    since: datetime | None = None


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
    pid, host = told.get("pid"), told.get("host")
    return LockHolder(
        pid if isinstance(pid, int) else None, host if isinstance(host, str) else None, _moment(told.get("since"))
    )


def _moment(told: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(told).astimezone()
    except (TypeError, ValueError):
        return None
