"""The SQL of the models against the tables of a finished run: its unit tests, run by dbt, and how DuckDB joins."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from orchestration.home.settings import EXECUTABLES, Settings
from orchestration.landing.declaration import DECLARATIONS


def test_the_unit_tests_of_the_models_hold(warehouse: Settings) -> None:
    project = str(warehouse.dbt_project)
    with warehouse.as_environment():
        done = subprocess.run(
            [
                *(str(EXECUTABLES / "dbt"), "test", "--select", "test_type:unit", "--quiet"),
                *("--project-dir", project, "--profiles-dir", project),
                *("--target-path", str(warehouse.home / "dbt_unit_tests")),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-4000:]


OUTER_JOINS = frozenset({"LEFT", "RIGHT", "FULL"})


def compared_row_by_row(step: dict[str, Any]) -> Iterator[str]:
    """The conditions of the outer joins at or below a step of a plan that hold each row against each other."""
    about = step["extra_info"]
    if step["name"].strip() == "BLOCKWISE_NL_JOIN" and about["Join Type"] in OUTER_JOINS:
        yield about["Condition"]
    for below in step["children"]:
        yield from compared_row_by_row(below)


def row_by_row(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    (_, plan) = connection.execute(f"explain (format json) {sql}").fetchall()[0]
    return [condition for step in json.loads(plan) for condition in compared_row_by_row(step)]


def test_no_outer_join_holds_each_row_against_each_other(warehouse: Settings) -> None:
    """DuckDB finds rows by their keys only where each part of an outer join's condition names both of its sides."""
    models = sorted((warehouse.dbt_target / "compiled" / "juesuan" / "models").glob("*/**/*.sql"))
    queries = [model for model in models if model.parent.suffix != ".yml"]
    with duckdb.connect(str(warehouse.work_database), read_only=True) as connection:
        slow = {model.stem: found for model in queries if (found := row_by_row(connection, model.read_text("utf-8")))}
    assert len(queries) > 80
    assert slow == {}


@pytest.mark.parametrize(
    ("condition", "conditions"), [("a.x = b.x", 0), ("a.x = b.x and a.y = 1", 1), ("a.x = b.x and b.y = 1", 0)]
)
def test_a_condition_on_one_side_costs_an_outer_join_its_keys(condition: str, conditions: int) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table a as select range as x, range % 3 as y from range(9)")
        connection.execute("create table b as select range as x, range % 3 as y from range(9)")
        found = row_by_row(connection, f"select a.x, b.y from a left join b on {condition}")
    assert len(found) == conditions


def test_what_has_a_file_a_department_year_is_loaded_and_the_rest_looked_at_where_it_lies(warehouse: Settings) -> None:
    with duckdb.connect(str(warehouse.work_database), read_only=True) as connection:
        kinds = connection.execute(
            "select table_schema, table_name, table_type from information_schema.tables "
            "where table_schema in ('landing', 'control', 'decision')"
        ).fetchall()
    kind_of = {(schema, name): kind for schema, name, kind in kinds}
    for table in DECLARATIONS.tables.values():
        kind = "BASE TABLE" if table.source.name == "landing" else "VIEW"
        assert kind_of[table.source.name, table.name] == kind
