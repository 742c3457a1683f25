"""The published dictionary says of every published column what the database says of it."""

from pathlib import Path

import duckdb

from orchestration.home.progress import Silent
from orchestration.publication.data_dictionary import write_data_dictionary
from orchestration.publication.generation import publish
from orchestration.reports.described import described_tables
from tests.small_work_database import small_work_database


def test_every_table_and_column_is_there_with_its_comment(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "marts.duckdb")) as connection:
        connection.execute("create table fct_b (amount_wan decimal(20, 6), department_id varchar)")
        connection.execute("create table dim_a (department_id varchar)")
        connection.execute("comment on table fct_b is 'Amounts. 金额。'")
        connection.execute("comment on column fct_b.amount_wan is 'One or | more, in 万元'")
        tables = described_tables(connection)
    write_data_dictionary(tables, tmp_path / "dictionary.md", tmp_path / "dictionary.html")
    lines = (tmp_path / "dictionary.md").read_text("utf-8").splitlines()
    headings = [line for line in lines if line.startswith("## ")]
    assert headings == ["## dim_a", "## fct_b"]
    assert "Amounts. 金额。" in lines
    assert [line for line in lines if line.startswith("| `")] == [
        "| `department_id` | `varchar` |  |",
        "| `amount_wan` | `decimal(20,6)` | One or \\| more, in 万元 |",
        "| `department_id` | `varchar` |  |",
    ]


def test_the_page_says_the_same_and_runs_nothing_of_it(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table fct_b (amount_wan decimal(20, 6))")
        connection.execute("comment on column fct_b.amount_wan is '<script>金额'")
        tables = described_tables(connection)
    write_data_dictionary(tables, tmp_path / "dictionary.md", tmp_path / "dictionary.html")
    page = (tmp_path / "dictionary.html").read_text("utf-8")
    assert '<h2 id="fct_b">' in page
    assert "&lt;script&gt;金额" in page
    assert "<script" not in page


def test_it_is_published_beside_the_files(tmp_path: Path) -> None:
    database = small_work_database(tmp_path / "work.duckdb")
    generation = publish(database, tmp_path / "published", Silent())
    link = tmp_path / "published" / "data_dictionary.md"
    assert link.resolve() == generation / "data_dictionary.md"
    assert "## fct_expenditure\n\nExpenditure, the department's own" in link.read_text("utf-8")
