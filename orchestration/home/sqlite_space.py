"""The size of SQLite's files: what was removed inside them is given back to the disk. Removing does not belong here."""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

WORTHWHILE_BYTES = 16 * 1024 * 1024
WORTHWHILE_SHARE = 0.25
"""A file with less free room than both is left as it is: the next runs fill it."""


def give_back(path: Path, worthwhile_bytes: int = WORTHWHILE_BYTES) -> int:
    """Rewrite a database without its free pages where that is worthwhile; returns the bytes given back.

    Whoever reads meanwhile keeps what it reads; a kill leaves the database as it was. Where somebody is writing, or the
    disk has no room for the copy, nothing happens: it is tried again another day.
    """
    if not path.is_file():
        return 0
    with closing(sqlite3.connect(path)) as connection, suppress(sqlite3.OperationalError):
        page_bytes, pages, free = (
            connection.execute(f"pragma {name}").fetchone()[0] for name in ("page_size", "page_count", "freelist_count")
        )
        if free * page_bytes < worthwhile_bytes or free < pages * WORTHWHILE_SHARE:
            return 0
        # the copy, and the log through which it replaces the file
        if shutil.disk_usage(path.parent).free < 2 * (pages - free) * page_bytes:
            return 0
        connection.execute("vacuum")
        return int(free * page_bytes)
    return 0
