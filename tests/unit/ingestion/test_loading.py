"""The landing area in the work database: what changed is loaded, and nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pytest

from orchestration.home.settings import Settings
from orchestration.ingestion.loading import load_landing
from orchestration.landing.frames import frame
from orchestration.landing.parquet import partition_folder, write_department_year, write_sentinel

YEARS = range(2019, 2024)
Years = Mapping[int, Sequence[str]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = Settings(raw=tmp_path / "raw", home=tmp_path / "home")
    home.home.mkdir()
    write_sentinel(home.landing)
    return home


def land(settings: Settings, files: Years) -> None:
    """Land a department's documents of some years, by their names."""
    for year, names in files.items():
        documents = frame("documents", [_document(year, name) for name in names])
        write_department_year(partition_folder(settings.landing, "a", year), {"documents": documents})


def _document(year: int, name: str) -> dict[str, object]:
    return {
        column: {"department_id": "a", "fiscal_year": year, "file_name": name}.get(column)
        for column in frame("documents").columns
    }


def loaded(settings: Settings) -> Years:
    with duckdb.connect(str(settings.work_database), read_only=True) as connection:
        rows = connection.execute(
            "select fiscal_year, list(file_name order by file_name) from landing.documents group by 1"
        ).fetchall()
    return dict(rows)


def amended(settings: Settings) -> bool:
    """Whether the table was amended since it was made: rows that were put in again stand behind others."""
    with duckdb.connect(str(settings.work_database), read_only=True) as connection:
        (years,) = connection.execute("select list(fiscal_year order by rowid) from landing.documents").fetchall()[0]
    return bool(years != sorted(years))


def test_all_tables_are_there_though_nothing_was_landed(settings: Settings) -> None:
    load_landing(settings)
    assert loaded(settings) == {}


def test_what_changed_replaces_what_it_was_and_the_rest_is_left(settings: Settings) -> None:
    land(settings, {year: ["x"] for year in YEARS})
    load_landing(settings)
    land(settings, {2020: ["y", "z"]})
    load_landing(settings)
    assert loaded(settings) == {year: ["x"] for year in YEARS} | {2020: ["y", "z"]}
    assert amended(settings)


def test_a_table_of_which_much_changed_is_made_anew(settings: Settings) -> None:
    land(settings, {year: ["x"] for year in YEARS})
    load_landing(settings)
    land(settings, {2019: ["y"], 2020: ["y"]})
    load_landing(settings)
    assert loaded(settings) == {year: ["x"] for year in YEARS} | {2019: ["y"], 2020: ["y"]}
    assert not amended(settings)


def test_what_is_gone_from_the_landing_area_is_gone(settings: Settings) -> None:
    land(settings, {year: ["x"] for year in YEARS})
    load_landing(settings)
    land(settings, {2023: []})
    load_landing(settings)
    assert loaded(settings) == {year: ["x"] for year in YEARS if year != 2023}


def test_nothing_is_written_where_nothing_changed(settings: Settings) -> None:
    land(settings, {2019: ["x"]})
    load_landing(settings)
    before = settings.work_database.read_bytes()
    load_landing(settings)
    assert settings.work_database.read_bytes() == before


def test_a_file_that_cannot_be_read_leaves_the_table_as_it_was(settings: Settings) -> None:
    land(settings, {year: ["x"] for year in YEARS})
    load_landing(settings)
    (partition_folder(settings.landing, "a", 2020) / "documents.parquet").write_bytes(b"PAR1")
    with pytest.raises(duckdb.Error):
        load_landing(settings)
    assert loaded(settings) == {year: ["x"] for year in YEARS}


def test_what_an_earlier_version_left_is_made_anew(settings: Settings) -> None:
    with duckdb.connect(str(settings.work_database)) as connection:
        connection.execute("create schema landing")
        connection.execute("create table landing.documents as select 'old' as file_name")
        connection.execute("create view landing.claims as select 1 as old")
    land(settings, {2019: ["x"]})
    load_landing(settings)
    assert loaded(settings) == {2019: ["x"]}


def test_a_table_of_another_shape_is_made_anew(settings: Settings) -> None:
    land(settings, {year: ["x"] for year in YEARS})
    load_landing(settings)
    with duckdb.connect(str(settings.work_database)) as connection:
        connection.execute("update landing.loaded_files set sha256 = split_part(sha256, ' ', 1) || ' another'")
        connection.execute("alter table landing.documents drop column document_sha256")
    load_landing(settings)
    with duckdb.connect(str(settings.work_database), read_only=True) as connection:
        columns = [name for name, *_ in connection.execute("describe landing.documents").fetchall()]
    assert columns == frame("documents").columns
