"""Backup and restore of a home: what cannot be made again from raw/.

That is the publication in force (the history of findings is in it), Dagster's records, the registry in force and what
people noted on findings. The landing area and the work database are made again by the next run.
"""

import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from orchestration.home.atomic_files import atomic_file
from orchestration.home.run_lock import PATIENCE_SECONDS, hold_run_lock
from orchestration.home.settings import Settings

_TRANSIENT_SUFFIXES = ("-wal", "-shm", "-journal")


class BackupRefused(RuntimeError):
    """There is nothing to save, or something that a restore would overwrite."""


def back_up(settings: Settings, target: Path) -> int:
    """Write a home to a tar.gz file while no run writes to it; returns its size in bytes. Raises BackupRefused."""
    if not settings.published_database.exists():
        raise BackupRefused(f"nothing is published in {settings.home}: there is nothing to save")
    folders = (settings.kept_registry.parent, settings.reviews.parent, settings.dagster_home)
    with (
        hold_run_lock(settings, PATIENCE_SECONDS),
        atomic_file(target) as file,
        tarfile.open(fileobj=file, mode="w:gz") as tar,
    ):
        for path in _publication(settings):
            tar.add(path, path.relative_to(settings.home), recursive=False)
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                _add(tar, path, path.relative_to(settings.home))
    return target.stat().st_size


def restore(settings: Settings, source: Path) -> None:
    """Put a saved home into a place where nothing is published. Raises BackupRefused."""
    if settings.published.exists() or settings.dagster_home.exists():
        raise BackupRefused(f"{settings.home} is in use; restore into an empty folder and move it there")
    settings.home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.home, prefix=".restore-") as unpacked:
        try:
            with tarfile.open(source, "r:gz") as tar:
                tar.extractall(unpacked, filter="tar")
        except (OSError, tarfile.TarError, EOFError) as error:
            raise BackupRefused(f"{source} is no backup that can be read: {error}") from error
        for path in Path(unpacked).iterdir():
            path.rename(settings.home / path.name)


def _publication(settings: Settings) -> Iterator[Path]:
    """The generation in force, and the links that put it in force."""
    generation = (settings.published / "current").resolve()
    yield from (generation, *sorted(generation.rglob("*")))
    yield from sorted(path for path in settings.published.iterdir() if path.is_symlink())


def _add(tar: tarfile.TarFile, path: Path, name: Path) -> None:
    """A file as it is; an SQLite database as one consistent state, though the daemon may be writing to it."""
    if path.name.endswith(_TRANSIENT_SUFFIXES) or not path.is_file():
        return
    if path.suffix != ".db":
        tar.add(path, name)
        return
    with tempfile.NamedTemporaryFile() as copy:
        with sqlite3.connect(path) as origin, sqlite3.connect(copy.name) as saved:
            origin.backup(saved)
        tar.add(copy.name, name)
