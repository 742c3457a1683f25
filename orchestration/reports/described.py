"""What a published database says of itself: its tables and columns with their comments. What becomes of it does not
belong here."""

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import duckdb

_COLUMNS = """
select
    table_name,
    coalesce(tables.comment, ''),
    column_name,
    lower(data_type),
    coalesce(columns.comment, '')
from duckdb_columns() as columns
inner join duckdb_tables() as tables using (table_oid, table_name)
where tables.schema_name = current_schema() and tables.database_name = current_database()
order by table_name, column_index
"""


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """A published column; `type` is DuckDB's word for it."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class DescribedTable:
    """A published table with its columns in their order."""

    name: str
    meaning: str
    columns: tuple[DescribedColumn, ...]


def described_tables(connection: duckdb.DuckDBPyConnection) -> tuple[DescribedTable, ...]:
    """The tables of the schema in use, by name."""
    rows = connection.execute(_COLUMNS).fetchall()
    return tuple(
        DescribedTable(name, meaning, tuple(DescribedColumn(*row[2:]) for row in columns))
        for (name, meaning), columns in groupby(rows, key=itemgetter(0, 1))
    )
