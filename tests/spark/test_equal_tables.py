"""Every table of a finished run built once more on Spark, by dbt's own command, and compared row by row."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from rich.table import Table

from orchestration.home.settings import PROJECT, Settings
from tests.synthetic.district.write import District, write_district
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.formats.registry import FORMATS

pytestmark = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="needs the extra `spark` (make setup SPARK=1) and a JVM 17 (Debian: openjdk-17-jre-headless)",
)

WHAT = District(4, (2022, 2023, 2024), tuple(FORMATS), templates.names(), defects=4, seed=7)
"""Few department-years, in every format; some are published, some with warnings, some withheld."""

WITH_ARRAYS = (
    "neighbours_stand_on_the_lines_right_above_and_below",
    "several_figures_of_one_line_are_neighbours_in_the_order_of_their_keys",
    "all_equations_of_a_violated_year_come_with_their_cells",
)
"""Unit tests whose fixtures hold arrays: dbt writes them as DuckDB reads them. Their tables are compared as a whole."""

INEXACT = ("DOUBLE", "FLOAT")


@dataclass(frozen=True)
class Compared:
    """A table as both targets built it: its rows on DuckDB, and those that one of the two has alone."""

    name: str
    rows: int
    differing: int
    inexact: tuple[str, ...]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a run over a generated district, with the tables of Spark below `spark/`."""
    folder = tmp_path_factory.mktemp("district")
    write_district(WHAT, folder, lambda _: None)
    settings = Settings(folder / "raw", folder / "home")
    places = ("--raw", str(settings.raw), "--home", str(settings.home))
    assert subprocess.run([sys.executable, "-m", "orchestration.cli", "run", *places], check=False).returncode in (0, 1)
    project = str(settings.dbt_project)
    built = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "build", "--target", "spark", "--quiet"),
            *("--project-dir", project, "--profiles-dir", project),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
            *("--exclude", *(f"test_name:{name}" for name in WITH_ARRAYS)),
        ],
        env=os.environ | {"JUESUAN_HOME": str(settings.home), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout[-8000:]
    return settings.home


def compared(home: Path) -> Iterator[Compared]:
    """Every table of the work database but what was loaded into it. Raises duckdb.Error where Spark has none."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home / 'work.duckdb'}' as work (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where database_name = 'work' and schema_name not in ('landing', 'main') order by all"
        ).fetchall()
        for schema, name in tables:
            yield _compared(connection, f"work.{schema}.{name}", home / "spark" / f"{schema}.db" / name)


def _compared(connection: duckdb.DuckDBPyConnection, table: str, folder: Path) -> Compared:
    name = table.rpartition(".")[2]
    ((rows,),) = connection.execute(f"select count(*) from {table}").fetchall()
    if not rows and not any(folder.glob("*.parquet")):
        assert folder.is_dir(), f"{name}: not built"
        return Compared(name, 0, 0, ())
    here = connection.execute(f"describe {table}").fetchall()
    there = dict(row[:2] for row in connection.execute(f"describe from '{folder}/*.parquet'").fetchall())
    columns = ", ".join(f'"{column}"' for column, *_ in here)
    inexact = tuple(column for column, kind, *_ in here if kind not in INEXACT and there[column] in INEXACT)
    one, other = f"select {columns} from {table}", f"select {columns} from '{folder}/*.parquet'"
    ((differing,),) = connection.execute(
        f"select (select count(*) from ({one} except all {other})) + (select count(*) from ({other} except all {one}))"
    ).fetchall()
    return Compared(name, rows, differing, inexact)


def test_every_table_is_the_same_on_both_targets(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = tuple(compared(home))
    table = Table("table", "rows", "rows of one target alone", "inexact columns", title="DuckDB and Spark")
    for each in found:
        table.add_row(each.name, str(each.rows), str(each.differing), ", ".join(each.inexact))
    with capsys.disabled():
        Console().print(table)
    assert [each for each in found if each.differing or each.inexact] == []
    # a comparison of nothing with nothing would say as much
    assert len(found) > 80 and sum(each.rows > 0 for each in found) > 60


def test_the_spark_of_a_home_holds_nothing_else(home: Path) -> None:
    with duckdb.connect(str(home / "work.duckdb"), read_only=True) as connection:
        known = connection.execute("select schema_name || '.db/' || table_name from duckdb_tables()").fetchall()
    built = {str(folder.relative_to(home / "spark")) for folder in (home / "spark").glob("*.db/*")}
    assert built <= {name for (name,) in known}
