"""Log files that are written anew by each run. What is written into them is the caller's."""

from contextlib import suppress
from pathlib import Path

KEPT = 5


def rotate(path: Path, kept: int = KEPT) -> None:
    """Keep the file as `<name>.1`, the one before as `.2`, and so on up to `kept`; the oldest goes."""
    for number in range(kept, 0, -1):
        older = path if number == 1 else numbered(path, number - 1)
        with suppress(FileNotFoundError):
            older.replace(numbered(path, number))


def numbered(path: Path, number: int) -> Path:
    """Where the file lies that was written `number` runs before the last one."""
    return path.with_name(f"{path.name}.{number}")
