"""The landing area: typed tables, each written whole or not at all."""

from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from orchestration.disclosure.department_year import combine
from orchestration.disclosure.model import Box, CellKey, Place, Problem, ProblemKind, Severity
from orchestration.home.settings import Settings
from orchestration.landing.columns import AMOUNT, place_columns
from orchestration.landing.tables import (
    SCHEMAS,
    SENTINEL,
    frames,
    partition_folder,
    problem_row,
    write_frames,
    write_parquet,
    write_sentinel,
)
from tests.landed import Printed, landed

TOTAL = CellKey("expenditure", "total", "total")
PRINTED = Printed({TOTAL: Decimal("2141.860001")}, units={"expenditure": "元"}, unread=frozenset({TOTAL}))


def test_every_table_has_its_schema_with_and_without_rows() -> None:
    for tables in (landed("finance", 2024, PRINTED), frames("finance", 2024, combine([]))):
        assert {name: dict(table.schema) for name, table in tables.items()} == SCHEMAS


def test_the_documents_are_written_last() -> None:
    assert list(landed("finance", 2024, PRINTED))[-1] == "documents"


def test_an_amount_is_kept_to_the_last_decimal() -> None:
    (row,) = landed("finance", 2024, PRINTED)["cells"].to_dicts()
    assert row["amount"] == Decimal("2141.860001")
    assert (row["department_id"], row["fiscal_year"], row["unit"], row["decimals"]) == ("finance", 2024, "元", 2)
    assert SCHEMAS["cells"]["amount"] == AMOUNT == pl.Decimal(20, 6)


def test_a_department_year_has_a_row_for_each_of_the_nine_sheets() -> None:
    sheets = landed("finance", 2024, PRINTED)["sheets"]
    assert len(sheets) == 9
    assert dict(sheets.select("sheet_id", "status").rows())["expenditure"] == "found"
    assert set(sheets["status"]) == {"found", "missing"}


def test_a_department_year_without_a_file_has_no_sheets() -> None:
    assert len(frames("finance", 2024, combine([]))["sheets"]) == 0


def test_a_problem_keeps_its_cell_and_place() -> None:
    box = Box(1.0, 2.0, 3.0, 4.0)
    place = Place(page=7, table_no=2, row_no=3, column_no=4, box=box)
    problem = Problem(ProblemKind.NOT_A_NUMBER, Severity.WARNING, "", "why", "what to do", place, "expenditure", TOTAL)
    row = problem_row({"department_id": "finance", "fiscal_year": 2024}, problem)
    assert list(row) == list(SCHEMAS["problems"])
    assert (row["row_key"], row["column_key"], row["page"], row["box_bottom"]) == ("total", "total", 7, 4.0)
    assert row["file_name"] is None


def test_an_unknown_place_is_blank() -> None:
    assert set(place_columns(Place()).values()) == {None}


def test_tables_are_read_back_as_written(tmp_path: Path) -> None:
    tables = landed("finance", 2024, PRINTED)
    folder = partition_folder(tmp_path, "finance", 2024)
    write_frames(folder, tables)
    assert folder == tmp_path / "finance" / "2024"
    for name, table in tables.items():
        assert pl.read_parquet(folder / f"{name}.parquet").equals(table)


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "cells.parquet"
    write_parquet(path, pl.DataFrame({"amount": [1]}))
    before = path.read_bytes()
    with pytest.raises(pl.exceptions.PolarsError):
        write_parquet(path, pl.DataFrame({"amount": [object()]}))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_replaces_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "cells.parquet"
    write_parquet(path, pl.DataFrame({"amount": [1]}))
    write_parquet(path, pl.DataFrame({"amount": [2]}))
    assert pl.read_parquet(path)["amount"].to_list() == [2]


def test_an_empty_landing_area_still_has_every_schema(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "raw", tmp_path)
    write_sentinel(settings.landing)
    for name, schema in SCHEMAS.items():
        found = pl.read_parquet(settings.landing / "*" / "*" / f"{name}.parquet")
        assert dict(found.schema) == schema
        assert len(found) == 0


def test_duckdb_meets_the_empty_tables_last(tmp_path: Path) -> None:
    """It expects of all files what the first one holds, and joins accordingly."""
    settings = Settings(tmp_path / "raw", tmp_path)
    write_sentinel(settings.landing)
    for department_id in ("zzz_9", "a"):
        cells = pl.DataFrame(schema=SCHEMAS["cells"])
        write_parquet(partition_folder(settings.landing, department_id, 2024) / "cells.parquet", cells)
    files = duckdb.sql(f"select file from glob('{settings.landing}/*/*/cells.parquet')").fetchall()
    assert [Path(file).parent.parent.name for (file,) in files] == ["a", "zzz_9", SENTINEL]
