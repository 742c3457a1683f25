"""From raw/ to the landing area: find the department-years that changed, read their documents side by side, land them.

What a document means is decided in `disclosure`; when a run starts is decided in `defs`.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from orchestration.home.settings import Settings
from orchestration.ingestion.fingerprint import (
    is_intact,
    is_probably_up_to_date,
    is_up_to_date,
    read_fingerprint,
)
from orchestration.ingestion.manifest import load_active_manifest
from orchestration.ingestion.submission import Submission, filed_under, find_submission
from orchestration.landing.parquet import partition_folder
from orchestration.registry.grid import DepartmentYearKey
from orchestration.registry.model import Registry

Keys = Iterable[DepartmentYearKey]


def find_submissions(settings: Settings, registry: Registry, keys: Keys) -> Iterator[Submission]:
    """What lies in raw/ for each of these department-years."""
    manifest = load_active_manifest(settings)
    for department_id, year in keys:
        yield find_submission(settings, manifest, registry.by_id[department_id], year)


def find_changed(settings: Settings, registry: Registry, keys: Keys) -> tuple[Submission, ...]:
    """Those whose landing is damaged or was made from other contents, names or reading code."""
    return _failing(settings, registry, keys, lambda folder, each: is_up_to_date(folder, each, registry))


def find_probably_changed(settings: Settings, registry: Registry, keys: Keys) -> tuple[Submission, ...]:
    """The same from file listings alone: cheap enough to ask every minute."""
    return _failing(settings, registry, keys, lambda folder, each: is_probably_up_to_date(folder, each, registry))


def find_damaged(settings: Settings, registry: Registry, keys: Keys) -> tuple[Submission, ...]:
    """Those whose landed tables are gone or no longer what was written, whatever lies in raw/."""
    return _failing(settings, registry, keys, lambda folder, _: is_intact(folder, read_fingerprint(folder)))


def _failing(
    settings: Settings, registry: Registry, keys: Keys, is_fine: Callable[[Path, Submission], bool]
) -> tuple[Submission, ...]:
    return tuple(
        submission
        for submission in find_submissions(settings, registry, keys)
        if not is_fine(partition_folder(settings.landing, *submission.key), submission)
    )


def ingest(settings: Settings, registry: Registry, chosen: Sequence[Submission]) -> Iterator[Submission]:
    """Read the submissions and land each of them as soon as its documents are read, both in worker processes."""
    # who only asks what changed needs no worker processes
    from orchestration.ingestion.land import land_sheets, land_submission
    from orchestration.ingestion.worker_pool import reading_pool

    if not chosen:
        return
    with reading_pool(settings.read_seconds, settings.slow_files) as pool:
        groups = ((each, each.files, filed_under(registry, each)) for each in chosen)
        land = partial(land_submission, settings.landing, pickle.dumps(registry))
        for submission, files, is_landed in pool.read_and_do(land, groups):
            if is_landed is None:
                land_sheets(settings.landing, registry, submission, files)
            yield submission
