"""The database that every evaluation in memory begins with: all declared tables, empty but for identities and rules,
and the seeds.

It follows from the package alone, so that it is made once per version and kept in the user's cache: a check reads no
declaration, no identity and no seed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path

import duckdb

from orchestration.home.dbt_runner import dbt_version
from orchestration.home.settings import PROJECT, Settings
from orchestration.home.user_cache import digest_files, load_cached
from orchestration.validation.compiled_models import SEEDS, CompiledModel

Rows = Iterable[Mapping[str, object]]

DATABASE = "prepared.duckdb"
TABLES = "tables.json"
CODE = (PROJECT / "expectations", PROJECT / "orchestration" / "landing")
"""What decides how declarations, identities and rules become tables, beside this module."""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A source table of dbt: the schema that it lies in, and the types of its columns."""

    name: str
    schema: str
    types: Mapping[str, str]

    @property
    def address(self) -> str:
        """The table as a query names it."""
        return f"{self.schema}.{self.name}"

    def create(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make it, without rows."""
        columns = ", ".join(f"{column} {kind}" for column, kind in self.types.items())
        connection.execute(f"create schema if not exists {self.schema}")
        connection.execute(f"create table {self.address} ({columns})")

    def replace(self, connection: duckdb.DuckDBPyConnection, rows: Rows) -> None:
        """Put these rows in the place of its own; a column that a row does not have is null.

        They go through JSON, as text of the statement: for frames as for parameters DuckDB imports pandas and pyarrow,
        which takes longer than all else does.
        """
        connection.execute(f"truncate {self.address}")
        listed = list(rows)
        if not listed:
            return
        text = _quoted(json.dumps(listed, ensure_ascii=False, default=_as_text))
        structure = _quoted(json.dumps([self.types]))
        connection.execute(
            f"insert into {self.address} select entry.* from (select unnest(from_json({text}, {structure})) as entry)"
        )


@dataclass(frozen=True, slots=True)
class PreparedDatabase:
    """An open database in memory, and its source tables by name."""

    connection: duckdb.DuckDBPyConnection
    tables: Mapping[str, SourceTable]


def open_prepared_database(settings: Settings, models: Sequence[CompiledModel]) -> PreparedDatabase:
    """A new copy in memory. Raises CatalogueError and DeclarationError for what the package says wrongly."""
    files = chain(*(folder.rglob("*.py") for folder in CODE), *(folder.rglob("*.yml") for folder in CODE))
    catalogue = chain(settings.identities.glob("*.yml"), settings.rules.glob("*.yml"))
    seeds = (settings.dbt_project / "seeds").glob("*.csv")
    version = dbt_version() + "".join(model.sql for model in models if model.schema == SEEDS)
    return load_cached(
        settings,
        "prepared",
        digest_files({*files, *catalogue, *seeds, Path(__file__)}, version),
        lambda folder: _prepare(settings, models, folder),
        _opened,
        (OSError, ValueError, TypeError, duckdb.Error),
    )


def _opened(folder: Path) -> PreparedDatabase:
    tables = json.loads((folder / TABLES).read_text("utf-8"))
    # one document is too little to share among threads
    connection = duckdb.connect(config={"threads": 1})
    try:
        connection.execute(f"attach {_quoted(str(folder / DATABASE))} as prepared (read_only)")
        connection.execute("copy from database prepared to memory")
        connection.execute("detach prepared")
    except duckdb.Error:
        connection.close()
        raise
    return PreparedDatabase(connection, {table["name"]: SourceTable(**table) for table in tables})


def _prepare(settings: Settings, models: Sequence[CompiledModel], folder: Path) -> None:
    tables = {table.name: table for table in _declared()}
    with duckdb.connect(str(folder / DATABASE)) as connection:
        for table in tables.values():
            table.create(connection)
        for name, rows in _catalogue(settings):
            tables[name].replace(connection, rows)
        connection.execute(f"create schema {SEEDS}")
        for seed in (model for model in models if model.schema == SEEDS):
            connection.execute(f"create table {SEEDS}.{seed.name} as {seed.sql}")
    listed = [{"name": table.name, "schema": table.schema, "types": dict(table.types)} for table in tables.values()]
    (folder / TABLES).write_text(json.dumps(listed), "utf-8")


def _declared() -> Iterator[SourceTable]:
    # only to prepare: what is prepared needs no declarations
    from orchestration.landing.declaration import DECLARATIONS

    for table in DECLARATIONS.tables.values():
        yield SourceTable(table.name, table.source.name, table.types)


def _catalogue(settings: Settings) -> Iterator[tuple[str, Rows]]:
    # only to prepare: what is prepared needs no catalogue
    from expectations.model import load_identities
    from expectations.rules import load_rules
    from orchestration.landing.control_rows import identity_rows, rule_rows

    yield from identity_rows(load_identities(settings.identities), ()).items()
    yield from rule_rows(load_rules(settings.rules)).items()


def _as_text(value: object) -> str:
    match value:
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a table")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
