"""`juesuan sql` answers from the published tables and does nothing else, whatever it is asked."""

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.home.settings import Settings

WAYS_OUT = (
    "from '{file}'",
    "select * from read_csv('{file}')",
    "select * from read_text('{file}')",
    "select * from read_blob('{file}')",
    "select * from read_json('{file}')",
    "select * from read_parquet('{file}')",
    "select * from sniff_csv('{file}')",
    "select * from parquet_metadata('{file}')",
    "from glob('{folder}/*')",
    "from 'https://example.org/x.csv'",
    "copy dim_a from '{file}'",
    "copy dim_a to '{folder}/out.csv'",
    "copy (select 1) to '{folder}/out.parquet' (format parquet)",
    "export database '{folder}/out'",
    "import database '{folder}/out'",
    "attach '{folder}/out.duckdb'",
    "attach '{work}' as work (read_only)",
    "attach ':memory:' as m",
    "install httpfs",
    "load httpfs",
    "load '{file}'",
    "set enable_external_access = true",
    "reset enable_external_access",
    "set lock_configuration = false",
    "pragma memory_limit = '900GB'",
    "set threads = 4000",
    "set temp_directory = '{folder}'",
    "set log_query_path = '{folder}/log'",
    "set profiling_output = '{folder}/profile'",
    "set secret_directory = '{folder}'",
    "create secret s (type s3)",
    "create table t as select 1",
    "insert into dim_a values ('b')",
    "update dim_a set department_id = 'b'",
    "delete from dim_a",
    "drop table dim_a",
    "alter table dim_a add column b integer",
    "create view v as select 1",
    "create macro m() as 1",
    "select getenv('HOME')",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    settings.published.mkdir(parents=True)
    for database in (settings.published_database, settings.work_database):
        with duckdb.connect(str(database)) as connection:
            connection.execute("create table dim_a as select 'a' as department_id")
    (tmp_path / "secret.csv").write_text("words of another\n", "utf-8")
    return settings.home


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_query_leaves_the_publication(home: Path, way: str) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.parent.rglob("*")}
    places = {"file": home.parent / "secret.csv", "folder": home.parent, "work": home / "work.duckdb"}
    result = CliRunner().invoke(main, ["sql", way.format(**places), "--home", str(home)])
    assert result.exit_code == 2, result.output
    assert "words of another" not in result.output
    assert {path: path.stat().st_mtime_ns for path in home.parent.rglob("*")} == before


def test_a_query_over_the_published_tables_is_answered(home: Path) -> None:
    result = CliRunner().invoke(main, ["sql", "from dim_a", "--format", "csv", "--home", str(home)])
    assert (result.exit_code, result.output) == (0, "department_id\na\n")


def test_a_query_without_end_is_ended(home: Path) -> None:
    endless = "select count(*) from range(10000000) a, range(10000000) b"
    result = CliRunner().invoke(main, ["sql", endless, "--seconds", "0.2", "--home", str(home)])
    assert result.exit_code == 2
    assert "--seconds" in result.output


@pytest.mark.parametrize("command", ["report", "status", "waive"])
def test_a_publication_of_another_version_is_told_in_words(home: Path, tmp_path: Path, command: str) -> None:
    arguments = [str(tmp_path / "pages")] if command == "report" else []
    result = CliRunner().invoke(main, [command, *arguments, "--home", str(home)])
    assert result.exit_code == 2
    assert "another version" in result.output
