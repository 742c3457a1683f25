"""Polars frames of the declared tables: their schemas, and rows put into them. Which rows there are is not decided
here."""

from collections.abc import Iterable, Mapping

import polars as pl

from orchestration.landing.declaration import DECLARATIONS, ColumnType

POLARS_TYPES: Mapping[ColumnType, pl.DataType] = {
    "varchar": pl.String(),
    "varchar[]": pl.List(pl.String),
    "boolean": pl.Boolean(),
    "integer": pl.Int32(),
    "bigint": pl.Int64(),
    "float": pl.Float32(),
    "decimal(20, 6)": pl.Decimal(20, 6),
    "decimal(20, 12)": pl.Decimal(20, 12),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us"),
}

SCHEMAS: Mapping[str, pl.Schema] = {
    table.name: pl.Schema({name: POLARS_TYPES[kind] for name, kind in table.types.items()})
    for table in DECLARATIONS.tables.values()
}
LANDING_TABLES = tuple(table.name for table in DECLARATIONS.tables_of("landing"))
"""The tables that each department-year has."""


def frames(tables: Mapping[str, Iterable[Mapping[str, object]]]) -> dict[str, pl.DataFrame]:
    """The declared tables with these rows."""
    return {name: frame(name, rows) for name, rows in tables.items()}


def frame(name: str, rows: Iterable[Mapping[str, object]] = ()) -> pl.DataFrame:
    """The declared table with these rows; a column that a row does not have is null."""
    return pl.DataFrame(list(rows), schema=SCHEMAS[name], orient="row")
