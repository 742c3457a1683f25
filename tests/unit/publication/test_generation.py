"""Publication: readers see the old state or the new one, whatever goes wrong in between."""

import hashlib
import json
import re
import stat
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl  # type: ignore[import-untyped]
import pytest
from openpyxl.workbook.defined_name import DefinedName  # type: ignore[import-untyped]

from orchestration.home.progress import Silent
from orchestration.home.published_generation import KEPT_GENERATIONS
from orchestration.home.settings import Settings
from orchestration.publication.generation import LINKS, publish
from tests.small_work_database import small_work_database

AMOUNT = "select amount_wan from fct_expenditure"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "raw", tmp_path / "home")
    small_work_database(settings.work_database)
    return settings


def publish_anew(settings: Settings, amount: str) -> Path:
    small_work_database(settings.work_database, amount)
    return publish(settings.work_database, settings.published, Silent())


def opened(settings: Settings) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(settings.published_database), read_only=True)


def published_amount(settings: Settings) -> Decimal:
    with opened(settings) as connection:
        ((amount,),) = connection.execute(AMOUNT).fetchall()
    assert isinstance(amount, Decimal)
    return amount


def break_reports(settings: Settings) -> None:
    """The reports are written after the database and before anything is put in force."""
    with duckdb.connect(str(settings.work_database)) as connection:
        connection.execute("drop table marts.dq_sheet")


def test_the_published_files_are_links_to_one_generation(settings: Settings) -> None:
    generation = publish(settings.work_database, settings.published, Silent())
    assert (settings.published / "current").readlink() == Path("generations") / generation.name
    for name in LINKS:
        assert (settings.published / name).readlink() == Path("current") / name
        assert (settings.published / name).resolve() == generation / name


def test_tables_and_their_descriptions_are_published(settings: Settings) -> None:
    publish(settings.work_database, settings.published, Silent())
    with opened(settings) as connection:
        tables = connection.execute("select table_name, comment from duckdb_tables() order by all").fetchall()
        columns = connection.execute(
            "select comment from duckdb_columns() where table_name = 'fct_expenditure' and column_name = 'amount_wan'"
        ).fetchall()
    assert ("fct_expenditure", "Expenditure, the department's own") in tables
    assert len(tables) == 23
    assert columns == [("in 万元",)]


def test_parquet_files_say_what_they_hold(settings: Settings) -> None:
    publish(settings.work_database, settings.published, Silent())
    file = settings.published / "parquet" / "fct_expenditure.parquet"
    told = dict(duckdb.sql(f"select decode(key), decode(value) from parquet_kv_metadata('{file}')").fetchall())
    assert told["description"] == "Expenditure, the department's own"
    assert json.loads(told["columns"])["amount_wan"] == "in 万元"


def test_every_published_file_has_its_checksum(settings: Settings) -> None:
    generation = publish(settings.work_database, settings.published, Silent())
    lines = (settings.published / "SHA256SUMS").read_text("utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {path.relative_to(generation).as_posix() for path in generation.rglob("*") if path.is_file()}
    assert sums.keys() == files - {"SHA256SUMS"}
    assert {"juesuan.duckdb", "datapackage.json", "reports/index.html"} < sums.keys()
    for name, digest in sums.items():
        assert hashlib.sha256((settings.published / name).read_bytes()).hexdigest() == digest


def test_parquet_holds_what_the_database_holds(settings: Settings) -> None:
    publish(settings.work_database, settings.published, Silent())
    file = settings.published / "parquet" / "fct_expenditure.parquet"
    assert duckdb.sql(f"from '{file}'").fetchall() == [("finance", 2024, Decimal("2141.86"))]
    with opened(settings) as connection:
        names = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    assert {path.stem for path in file.parent.iterdir()} == names


def test_the_report_of_each_department_year_is_published(settings: Settings) -> None:
    publish(settings.work_database, settings.published, Silent())
    names = {path.name for path in (settings.published / "reports").iterdir()}
    notice = {"finance-2024-notice.docx", "finance-2024-notice.html"}
    assert (
        names
        == {"index.html", "finance-2024.html", "finance-2024-inspection.xlsx", "findings.xlsx", "leaders.html"} | notice
    )


def test_a_bureaus_own_form_is_filled_in(settings: Settings) -> None:
    settings.forms.mkdir(parents=True)
    book = openpyxl.Workbook()
    book.defined_names["department_name"] = DefinedName("department_name", attr_text="Sheet!$B$7")
    book.save(settings.forms / "inspection.xlsx")
    publish(settings.work_database, settings.published, Silent(), forms=settings.forms)
    form = openpyxl.load_workbook(settings.reports / "finance-2024-inspection.xlsx")
    assert form.active["B7"].value == "云溪市财政局"
    page = (settings.reports / "finance-2024.html").read_text("utf-8")
    assert re.search('<a href="finance-2024-inspection.xlsx">.{,40}公开情况检查表', page)


def test_database_and_parquet_are_read_only(settings: Settings) -> None:
    publish(settings.work_database, settings.published, Silent())
    files = [settings.published_database, *(settings.published / "parquet").iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o444}
    with opened(settings) as connection, pytest.raises(duckdb.Error, match="read-only"):
        connection.execute("delete from fct_expenditure")


def test_an_open_reader_keeps_what_it_opened_and_the_next_one_sees_the_new(settings: Settings) -> None:
    publish_anew(settings, "1.00")
    with opened(settings) as reader:
        publish_anew(settings, "2.00")
        assert reader.execute(AMOUNT).fetchall() == [(Decimal("1.00"),)]
        assert reader.execute("select count(*) from dim_department").fetchall() == [(1,)]
    assert published_amount(settings) == Decimal("2.00")


def test_a_failure_before_the_last_rename_leaves_the_previous_publication(settings: Settings) -> None:
    generation = publish_anew(settings, "1.00")
    small_work_database(settings.work_database, "2.00")
    break_reports(settings)
    with pytest.raises(duckdb.Error):
        publish(settings.work_database, settings.published, Silent())
    assert published_amount(settings) == Decimal("1.00")
    assert (settings.published / "reports").resolve() == generation / "reports"


def test_a_first_publication_that_fails_publishes_nothing(settings: Settings) -> None:
    break_reports(settings)
    with pytest.raises(duckdb.Error):
        publish(settings.work_database, settings.published, Silent())
    assert not settings.published_database.exists()


def test_what_a_failed_publication_left_is_swept_by_the_next(settings: Settings) -> None:
    publish_anew(settings, "1.00")
    break_reports(settings)
    with pytest.raises(duckdb.Error):
        publish(settings.work_database, settings.published, Silent())
    generations = settings.published / "generations"
    assert [path.name for path in generations.glob(".*")] == [".building-000002"]
    generation = publish_anew(settings, "3.00")
    assert generation.name == "000002"
    assert list(generations.glob(".*")) == []
    assert published_amount(settings) == Decimal("3.00")


def test_old_generations_are_forgotten_and_the_newest_kept(settings: Settings) -> None:
    for amount in ("1.00", "2.00", "3.00", "4.00"):
        newest = publish_anew(settings, amount)
    kept = sorted(path.name for path in (settings.published / "generations").iterdir())
    assert kept == ["000003", "000004"]
    assert len(kept) == KEPT_GENERATIONS
    assert newest.name == "000004"
