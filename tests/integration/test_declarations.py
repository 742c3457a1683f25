"""What the tables of a finished run hold is what their declarations allow."""

import duckdb
import pytest

from orchestration.home.settings import Settings
from orchestration.landing.declaration import DECLARATIONS


@pytest.fixture(params=DECLARATIONS.tables)
def rows(request: pytest.FixtureRequest, warehouse: Settings) -> duckdb.DuckDBPyRelation:
    """The rows of one table, under its name."""
    table = DECLARATIONS.tables[request.param]
    return duckdb.read_parquet(str(warehouse.home / table.files)).set_alias(table.name)


def test_a_key_names_one_row(rows: duckdb.DuckDBPyRelation) -> None:
    key = ", ".join(DECLARATIONS.tables[rows.alias].key)
    if key:
        assert rows.aggregate(f"{key}, count(*) as times", key).filter("times > 1").fetchall() == []


def test_only_columns_that_may_be_null_are(rows: duckdb.DuckDBPyRelation) -> None:
    columns = [column.name for column in DECLARATIONS.tables[rows.alias].columns if not column.nullable]
    found = rows.aggregate(", ".join(f"count(*) - count({name}) as {name}" for name in columns))
    assert dict(zip(found.columns, found.fetchall()[0], strict=True)) == dict.fromkeys(columns, 0)


def test_a_column_holds_only_declared_values(rows: duckdb.DuckDBPyRelation) -> None:
    for column in DECLARATIONS.tables[rows.alias].columns:
        if column.values:
            held = {value for (value,) in rows.filter(f"{column.name} is not null").select(column.name).fetchall()}
            assert held <= set(column.values), column.name
