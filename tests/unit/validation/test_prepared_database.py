"""The prepared database: every declared table, the catalogue in it, and made again where it is damaged."""

from datetime import date
from decimal import Decimal

import pytest

from expectations.model import load_identities
from orchestration.home.dbt_runner import parsed_project
from orchestration.home.settings import Settings
from orchestration.landing.declaration import DECLARATIONS
from orchestration.validation.compiled_models import load_compiled_models
from orchestration.validation.in_memory import prepare_models
from orchestration.validation.prepared_database import DATABASE, TABLES, PreparedDatabase, open_prepared_database


@pytest.fixture
def prepared(evaluation: Settings) -> PreparedDatabase:
    return open_prepared_database(evaluation, load_compiled_models(evaluation))


def test_it_has_every_declared_table_and_the_catalogue(evaluation: Settings, prepared: PreparedDatabase) -> None:
    assert prepared.tables.keys() == DECLARATIONS.tables.keys()
    assert all(prepared.tables[name].types == table.types for name, table in DECLARATIONS.tables.items())
    with prepared.connection as connection:
        counted = connection.execute("select count(*) from control.identities").fetchall()
        assert counted == [(len(load_identities(evaluation.identities)),)]
        assert connection.execute("select count(*) > 0 from seeds.function_codes").fetchall() == [(True,)]


def test_rows_arrive_as_they_are(prepared: PreparedDatabase) -> None:
    row = {
        "department_id": "it's",
        "fiscal_year": 2024,
        "identity_id": 'a "quoted"\n\\ 数',
        "residual": Decimal("-0.000001"),
        "granted_on": date(2026, 1, 2),
    }
    with prepared.connection as connection:
        prepared.tables["waivers"].replace(connection, [row])
        cursor = connection.execute(f"select {', '.join(row)}, binding from control.waivers")
        assert cursor.fetchall() == [(*row.values(), None)]
        prepared.tables["waivers"].replace(connection, ())
        assert connection.execute("select count(*) from control.waivers").fetchall() == [(0,)]


def test_what_is_made_beforehand_is_not_made_by_the_first_run(
    evaluation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare_models(evaluation)

    def made(*_: object) -> None:
        raise AssertionError("dbt was asked once more")

    monkeypatch.setattr("orchestration.home.dbt_runner.invoke", made)
    monkeypatch.setattr("orchestration.validation.compiled_models.invoke", made)
    assert parsed_project(evaluation).manifest.is_file()
    assert load_compiled_models(evaluation)


@pytest.mark.parametrize("name", [DATABASE, TABLES])
def test_a_damaged_one_is_made_again(evaluation: Settings, prepared: PreparedDatabase, name: str) -> None:
    prepared.connection.close()
    damaged = list(evaluation.cache.glob(f"prepared-*/{name}"))
    assert damaged
    for path in damaged:
        path.write_bytes(b"damaged" * 1000)
    again = open_prepared_database(evaluation, load_compiled_models(evaluation))
    again.connection.close()
    assert again.tables == prepared.tables
