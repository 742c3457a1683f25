"""The publication of a home as a reader finds it: whole, and which of two states it is in."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.home.published_generation import CHECKSUMS
from orchestration.publication.generation import DATABASE, LINKS, PARQUET

OF_HISTORY = frozenset({"dq_edition", "dq_finding_figure", "dq_finding_history"})
COUNTS_OF_HISTORY = ("findings_", "resolved_", "with_resolved")
"""Tables, and how columns begin, that tell what was published before: they follow from more than the inputs."""

OF_THE_DAY = "as_of"
"""The day for which lateness is told. A run of the services tells that of its own day, and midnight may pass."""


class FaultFound(AssertionError):
    """A run that was harmed harmed what was published, or the next run did not recover."""


@dataclass(frozen=True, slots=True)
class PublishedState:
    """`files` is the digest of everything in force, byte for byte; `figures` that of every row that follows from the
    inputs alone, by which two publications of the same inputs are equal."""

    generation: str
    files: str
    figures: str


def read_published_state(published: Path) -> PublishedState:
    """Look at the publication in force. Raises FaultFound where any part of it is not what was published."""
    generation = published / "current"
    if not generation.is_dir():
        raise FaultFound("nothing is in force")
    astray = [name for name in LINKS if (published / name).resolve() != generation.resolve() / name]
    if astray:
        raise FaultFound(f"links lead elsewhere: {', '.join(astray)}")
    _require_checksums(generation)
    _require_tables(generation)
    return PublishedState(generation.resolve().name, _digest_files(generation), _digest_figures(generation / PARQUET))


def _require_checksums(generation: Path) -> None:
    lines = (generation / CHECKSUMS).read_text("utf-8").splitlines()
    if not lines:
        raise FaultFound("the list of checksums is empty")
    for digest, _, name in (line.partition("  ") for line in lines):
        path = generation / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise FaultFound(f"{name} is not what was published")


def _require_tables(generation: Path) -> None:
    try:
        with duckdb.connect(str(generation / DATABASE), read_only=True) as connection:
            for table, rows in _counted(connection):
                file = generation / PARQUET / f"{table}.parquet"
                if rows != duckdb.read_parquet(str(file)).shape[0]:
                    raise FaultFound(f"table {table} and its Parquet file differ")
    except duckdb.Error as error:
        raise FaultFound(f"the publication cannot be read: {error}") from error


def _counted(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, int]]:
    for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
        ((rows,),) = connection.execute(f"select count(*) from {table}").fetchall()
        yield str(table), int(rows)


def _digest_files(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _digest_figures(parquet: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in parquet.iterdir() if path.stem not in OF_HISTORY):
        table = duckdb.read_parquet(str(path))
        told = [column for column in table.columns if not column.startswith((*COUNTS_OF_HISTORY, OF_THE_DAY))]
        rows = table.project(", ".join(f'"{column}"' for column in told)).fetchall()
        digest.update(repr((path.stem, told, sorted(map(repr, rows)))).encode())
    return digest.hexdigest()
