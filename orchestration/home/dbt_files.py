"""The state of the dbt project's files. Running dbt does not belong here."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("macros", "models", "seeds", "tests")


def digest_project(project: Path, version: str = "") -> str:
    """Changes with the place of the project, with the name or content of any of its files, and with the version of
    what reads them.

    Times of change would not do: an installer may keep those of the package, older than what an earlier version left
    in the home. The place counts because dbt keeps the paths of seeds.
    """
    digest = hashlib.sha256(f"{project}\0{version}".encode())
    for path in sorted(_files(project)):
        digest.update(path.relative_to(project).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _files(project: Path) -> Iterator[Path]:
    yield from project.glob("*.yml")
    for folder in FOLDERS:
        yield from (path for path in (project / folder).rglob("*") if path.is_file())
