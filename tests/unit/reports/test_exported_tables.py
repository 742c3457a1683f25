"""Published tables as workbook and CSV: exact amounts, blank beside zero, and no text that is run as a formula."""

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from orchestration.reports.described import DescribedTable, described_tables
from orchestration.reports.workbook import tables as exported
from orchestration.reports.workbook.tables import TooManyRows, write_table_csv, write_tables_workbook

HOSTILE = "=cmd|' /C calc'!A0"


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create table mart_a (name varchar, amount_wan decimal(20, 6), on_day date, reasons varchar[])")
    connection.execute("comment on column mart_a.amount_wan is '金额'")
    connection.execute(
        "insert into mart_a values (?, ?, ?, ?), ('教育局', 0, null, null), ('财政局', null, null, [])",
        [HOSTILE, Decimal("-12345678901234.123456"), date(2026, 3, 1), ["逾期", "@不符"]],
    )
    return connection


@pytest.fixture
def table(connection: duckdb.DuckDBPyConnection) -> DescribedTable:
    (table,) = described_tables(connection)
    return table


def test_a_workbook_keeps_numbers_blanks_and_texts_apart(
    connection: duckdb.DuckDBPyConnection, table: DescribedTable, tmp_path: Path
) -> None:
    told: list[DescribedTable] = []
    write_tables_workbook(connection, [table], tmp_path / "out" / "juesuan.xlsx", told.append)
    assert told == [table]
    book = load_workbook(tmp_path / "out" / "juesuan.xlsx")
    rows: dict[Any, Any] = {row[0].value: row for row in book["mart_a"].iter_rows(min_row=2)}
    assert [cell.value for cell in next(book["mart_a"].iter_rows())] == ["name", "amount_wan", "on_day", "reasons"]
    assert rows[HOSTILE][0].data_type == "s"
    assert rows[HOSTILE][2].value == datetime(2026, 3, 1)  # noqa: DTZ001 - a workbook knows no zones
    assert (rows["教育局"][1].value, rows["财政局"][1].value) == (0, None)
    assert [[cell.value for cell in row] for row in book["说明"].iter_rows(min_row=2)][2] == [
        "mart_a",
        "amount_wan",
        "金额",
    ]


def test_csv_is_exact_and_no_text_of_it_is_a_formula(
    connection: duckdb.DuckDBPyConnection, table: DescribedTable, tmp_path: Path
) -> None:
    write_table_csv(connection, table, tmp_path / "mart_a.csv")
    assert (tmp_path / "mart_a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "mart_a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert rows["'" + HOSTILE]["amount_wan"] == "-12345678901234.123456"
    assert rows["'" + HOSTILE]["reasons"] == "逾期；@不符"
    assert (rows["教育局"]["amount_wan"], rows["财政局"]["amount_wan"]) == ("0.000000", "")


def test_a_table_longer_than_a_worksheet_is_refused_whole(
    connection: duckdb.DuckDBPyConnection, table: DescribedTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported, "MOST_ROWS", 2)
    with pytest.raises(TooManyRows, match="mart_a has 3 rows"):
        write_tables_workbook(connection, [table], tmp_path / "juesuan.xlsx", print)
    assert list(tmp_path.iterdir()) == []
