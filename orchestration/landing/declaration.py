"""The one declaration of every table that an asset writes for dbt to read: owner, key, columns with unit and meaning.

Loads `tables/*.yml`, `shared_columns.yml` and `sources.yml`. What is derived from them lives elsewhere: Polars schemas
in `frames`, dbt's sources and the data dictionary in `generate`. Knows no Dagster, no Polars and no rows.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    RootModel,
    Tag,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from expectations.yaml_file import NoYamlError, YamlFile, read_yaml
from orchestration.landing.vocabularies import VOCABULARIES

FOLDER = Path(__file__).parent
NAME = r"^[a-z][a-z0-9_]*$"

ColumnType: TypeAlias = Literal[
    "varchar",
    "varchar[]",
    "boolean",
    "integer",
    "bigint",
    "float",
    "decimal(20, 6)",
    "decimal(20, 12)",
    "date",
    "timestamp",
]
"""The type as dbt and DuckDB write it."""

Unit: TypeAlias = Literal["万元", "percent", "points"]
SourceName: TypeAlias = Literal["landing", "control", "decision"]


class DeclarationError(ValueError):
    """A declaration says something unknown or impossible: names the file, the line and the reason."""


class Strict(BaseModel):
    """A model that refuses unknown keys and does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Checked = TypeVar("Checked", bound=BaseModel)


class Described(Strict):
    """What has a meaning in both languages, without a full stop at the end."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


class Source(Described):
    """A schema that dbt reads, and where the files of its tables lie below the home."""

    name: SourceName
    files: str = Field(pattern=r"\{table\}")


class Column(Described):
    """One column. `values` lists all that it may hold; a file may name a vocabulary instead of listing them."""

    name: str = Field(pattern=NAME)
    type: ColumnType
    unit: Unit | None = None
    nullable: bool = False
    values: tuple[str | int, ...] = ()

    @field_validator("values", mode="before")
    @classmethod
    def _look_up_vocabulary(cls, values: object) -> object:
        if not isinstance(values, str):
            return values
        if values not in VOCABULARIES:
            raise ValueError(f"there is no vocabulary {values}")
        return VOCABULARIES[values]


class SharedColumns(Strict):
    """The columns that several tables have, and groups of them that a table may name at once."""

    columns: tuple[Column, ...]
    groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The shared columns by their names."""
        return {column.name: column for column in self.columns}

    @field_validator("groups")
    @classmethod
    def _check_groups(cls, groups: dict[str, tuple[str, ...]], info: ValidationInfo) -> dict[str, tuple[str, ...]]:
        known = {column.name for column in info.data.get("columns", ())}
        if unknown := {name for names in groups.values() for name in names} - known:
            raise ValueError(f"no shared column is called {', '.join(sorted(unknown))}")
        return groups

    def named(self, name: str) -> tuple[Column, ...]:
        """The shared column, or the columns of the group; none where there is neither."""
        return tuple(self.by_name[member] for member in self.groups.get(name, (name,)) if member in self.by_name)


def _kind_of_entry(entry: object) -> str:
    return "shared" if isinstance(entry, str) else "column"


ColumnEntry: TypeAlias = Annotated[
    Annotated[Column, Tag("column")] | Annotated[str, Tag("shared")], Discriminator(_kind_of_entry)
]
"""A column of the table's own, or the name of a shared column or group."""


class TableFile(Described):
    """A file of `tables/`."""

    source: SourceName
    owner: str = Field(pattern=NAME)
    key: tuple[str, ...] = ()
    columns: tuple[ColumnEntry, ...]


@dataclass(frozen=True)
class Table:
    """A table: the asset `owner` writes it; `key` names one row, where anything does."""

    name: str
    source: Source
    owner: str
    key: tuple[str, ...]
    en: str
    zh: str
    columns: tuple[Column, ...]

    @property
    def files(self) -> str:
        """Where its Parquet files lie below the home, as a glob."""
        return self.source.files.format(table=self.name)

    @property
    def types(self) -> dict[str, ColumnType]:
        """The Polars types of the columns, in their order."""
        return {column.name: column.type for column in self.columns}


@dataclass(frozen=True)
class Declarations:
    """All sources, shared columns and tables, by name."""

    sources: Mapping[SourceName, Source]
    shared: Mapping[str, Column]
    tables: Mapping[str, Table]

    def tables_of(self, source: SourceName) -> tuple[Table, ...]:
        """The tables of one source."""
        return tuple(table for table in self.tables.values() if table.source.name == source)


def load_declarations(folder: Path = FOLDER) -> Declarations:
    """All declarations below a folder, tables by name. Raises DeclarationError (file, line, reason)."""
    entries = _checked(RootModel[tuple[Source, ...]], _read(folder / "sources.yml")).root
    sources = {source.name: source for source in entries}
    shared = _checked(SharedColumns, _read(folder / "shared_columns.yml"))
    tables = {path.stem: _table(_read(path), sources, shared) for path in sorted((folder / "tables").glob("*.yml"))}
    return Declarations(sources, shared.by_name, tables)


def _table(file: YamlFile, sources: Mapping[SourceName, Source], shared: SharedColumns) -> Table:
    declared = _checked(TableFile, file)
    if declared.source not in sources:
        raise _error(file, ("source",), f"sources.yml does not declare {declared.source}")
    columns = tuple(_columns(file, declared.columns, shared))
    by_name = {column.name: column for column in columns}
    if unusable := [name for name in declared.key if name not in by_name or by_name[name].nullable]:
        raise _error(file, ("key",), f"no column, or one that may be null: {', '.join(unusable)}")
    return Table(
        file.path.stem,
        sources[declared.source],
        declared.owner,
        declared.key,
        declared.en,
        declared.zh,
        columns,
    )


def _columns(file: YamlFile, entries: Sequence[Column | str], shared: SharedColumns) -> Iterator[Column]:
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        columns = (entry,) if isinstance(entry, Column) else shared.named(entry)
        if not columns:
            raise _error(file, ("columns", number), f"there is no shared column or group {entry}")
        for column in columns:
            if column.name in seen:
                raise _error(file, ("columns", number), f"column {column.name} stands here twice")
            seen.add(column.name)
            yield column


def _read(path: Path) -> YamlFile:
    try:
        return read_yaml(path)
    except NoYamlError as error:
        raise DeclarationError(str(error)) from error


def _error(file: YamlFile, location: Sequence[object], reason: str) -> DeclarationError:
    return DeclarationError(f"{file.path.name}, line {file.line(location)}: {reason}")


def _checked(model: type[Checked], file: YamlFile) -> Checked:
    try:
        return model.model_validate(file.content)
    except ValidationError as error:
        first, *more = error.errors()
        location: tuple[Hashable, ...] = first["loc"]
        reason = f"{'.'.join(map(str, location)) or 'file'}: {first['msg']}"
        raise _error(file, location, reason + (f" (and {len(more)} more)" if more else "")) from error


DECLARATIONS = load_declarations()
