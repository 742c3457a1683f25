"""How much room a home takes, part by part, and the next run needs. What follows from it is decided elsewhere."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from orchestration.home.log_files import KEPT, numbered
from orchestration.home.settings import Settings

MARGIN_BYTES = 256 * 1024 * 1024
"""What a run needs beside the copies of what is there already: spilled joins, records, logs."""

BLOCK_BYTES = 512
"""The unit of st_blocks, whatever the file system's own is."""


@dataclass(frozen=True, slots=True)
class DiskUse:
    """Bytes of each part of a home, bytes free on its disk, and how many of them the next run may need."""

    parts: dict[str, int]
    free: int
    needed: int

    @property
    def total(self) -> int:
        """Bytes of the whole home."""
        return sum(self.parts.values())


def measure_disk_use(settings: Settings) -> DiskUse:
    """Look at every file of a home. Raises OSError where there is no home."""
    logs = (settings.run_log, *(numbered(settings.run_log, number) for number in range(1, KEPT + 1)))
    compute_logs, dbt_logs = settings.dagster_home / "storage", settings.dbt_target / "logs"
    parts = {
        "published": _bytes(settings.published),
        "landing": _bytes(settings.landing),
        "work database": _bytes(settings.work_database) + _bytes(settings.work_database.with_suffix(".duckdb.wal")),
        "records": _bytes(settings.dagster_home, without=(compute_logs,)),
        "logs": sum(_bytes(path) for path in (*logs, compute_logs, dbt_logs, settings.logs)),
    }
    parts["other"] = _bytes(settings.home) - sum(parts.values())
    return DiskUse(parts, shutil.disk_usage(settings.home).free, _needed(settings, parts["work database"]))


def _needed(settings: Settings, work_database: int) -> int:
    """The work database is built anew, a generation is built beside the one in force, the records may be rewritten."""
    generation = _bytes((settings.published / "current").resolve())
    return (
        MARGIN_BYTES + work_database + generation + 2 * _bytes(settings.dagster_home / "history" / "runs" / "index.db")
    )


def _bytes(path: Path, without: Sequence[Path] = ()) -> int:
    """What a file or a folder takes on the disk; what vanishes meanwhile, as a run may be under way, counts nothing."""
    total = 0
    for file in (path, *_files(path, without)):
        with suppress(FileNotFoundError):
            total += file.lstat().st_blocks * BLOCK_BYTES
    return total


def _files(path: Path, without: Sequence[Path]) -> Iterator[Path]:
    for folder, folders, files in os.walk(path):
        folders[:] = [name for name in folders if Path(folder, name) not in without]
        yield from (Path(folder, name) for name in (*folders, *files))
