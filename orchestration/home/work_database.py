"""The database that dbt writes. Everything in it follows from the landing area, so a broken one is thrown away."""

import duckdb

from orchestration.home.settings import Settings


def discard_if_broken(settings: Settings) -> None:
    """Remove a work database that a fault left unusable. Raises duckdb.IOException while somebody else has it open."""
    path = settings.work_database
    if not path.exists():
        return
    try:
        duckdb.connect(str(path)).close()
    except duckdb.IOException as fault:
        if "lock" in str(fault).lower():
            raise
        _remove(settings)
    except duckdb.Error:
        _remove(settings)


def _remove(settings: Settings) -> None:
    for path in (settings.work_database, settings.work_database.with_suffix(".duckdb.wal")):
        path.unlink(missing_ok=True)
