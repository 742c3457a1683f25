"""From raw/ to the landing area: what changed is read, side by side, and landed."""

from collections.abc import Iterable, Iterator, Sequence

from orchestration.defs.partitions import DepartmentYearKey
from orchestration.home.settings import Settings
from orchestration.ingestion.fingerprint import is_current, is_intact, land_stamped, read_stamp, seems_current
from orchestration.ingestion.submission import Filing, disclosed, filing_of, load_manifest
from orchestration.ingestion.worker_pool import reading_pool
from orchestration.landing.tables import frames, partition_folder
from orchestration.registry.model import Registry


def filings(settings: Settings, registry: Registry, keys: Iterable[DepartmentYearKey]) -> Iterator[Filing]:
    """What lies in raw/ for each of these department-years."""
    manifest = load_manifest(settings.manifest)
    for department_id, year in keys:
        yield filing_of(settings, manifest, registry.by_id[department_id], year)


def stale(settings: Settings, registry: Registry, keys: Iterable[DepartmentYearKey]) -> tuple[Filing, ...]:
    """Those of which anything that their landing follows from has changed, or whose landing is damaged."""
    return tuple(
        filing
        for filing in filings(settings, registry, keys)
        if not is_current(partition_folder(settings.landing, *filing.key), filing, registry)
    )


def seemingly_stale(settings: Settings, registry: Registry, keys: Iterable[DepartmentYearKey]) -> tuple[Filing, ...]:
    """The same by a look at the listings alone."""
    return tuple(
        filing
        for filing in filings(settings, registry, keys)
        if not seems_current(partition_folder(settings.landing, *filing.key), filing, registry)
    )


def damaged(settings: Settings, registry: Registry, keys: Iterable[DepartmentYearKey]) -> tuple[Filing, ...]:
    """Those whose landed tables are gone or no longer what was written, whatever lies in raw/."""
    return tuple(
        filing
        for filing in filings(settings, registry, keys)
        if not is_intact(folder := partition_folder(settings.landing, *filing.key), read_stamp(folder))
    )


def land(settings: Settings, registry: Registry, chosen: Sequence[Filing]) -> Iterator[Filing]:
    """Read the filings and land each of them as soon as its documents are read."""
    if not chosen:
        return
    with reading_pool(settings.read_seconds) as pool:
        for filing, readings in pool.read((filing, filing.files) for filing in chosen):
            tables = frames(*filing.key, disclosed(filing, registry, readings))
            land_stamped(partition_folder(settings.landing, *filing.key), filing, registry, tables)
            yield filing
