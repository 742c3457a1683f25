"""The files of the landing area: typed tables, each written whole or not at all."""

from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from orchestration.disclosure.model import CellKey
from orchestration.home.settings import Settings
from orchestration.landing.declaration import DECLARATIONS
from orchestration.landing.frames import LANDING_TABLES, SCHEMAS, frame
from orchestration.landing.parquet import (
    SENTINEL,
    is_readable,
    partition_folder,
    sweep,
    table_file,
    write_department_year,
    write_parquet,
    write_sentinel,
    write_tables,
)
from tests.landed import Printed, landed

PRINTED = Printed({CellKey("expenditure", "total", "total"): Decimal("2141.860001")})
CONTROL_AND_DECISION = [name for name in SCHEMAS if name not in LANDING_TABLES]


def test_tables_are_read_back_as_written(tmp_path: Path) -> None:
    tables = landed("finance", 2024, PRINTED)
    folder = partition_folder(tmp_path, "finance", 2024)
    write_department_year(folder, tables)
    assert folder == tmp_path / "finance" / "2024"
    written = {name: table for name, table in tables.items() if len(table)}
    assert {path.stem for path in folder.iterdir()} == set(written) < set(tables)
    for name, table in written.items():
        assert pl.read_parquet(folder / f"{name}.parquet").equals(table)


def test_a_table_that_has_no_rows_any_more_leaves_no_file(tmp_path: Path) -> None:
    folder = partition_folder(tmp_path, "finance", 2024)
    write_department_year(folder, landed("finance", 2024, PRINTED))
    assert (folder / "cells.parquet").exists()
    write_department_year(folder, {name: frame(name) for name in LANDING_TABLES})
    assert list(folder.iterdir()) == []


def test_an_empty_landing_area_still_has_every_schema(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "raw", tmp_path)
    write_sentinel(settings.landing)
    for name in LANDING_TABLES:
        found = pl.read_parquet(settings.landing / "*" / "*" / f"{name}.parquet")
        assert found.schema == SCHEMAS[name]
        assert len(found) == 0


def test_duckdb_meets_the_empty_tables_last(tmp_path: Path) -> None:
    """It expects of all files what the first one holds, and joins accordingly."""
    settings = Settings(tmp_path / "raw", tmp_path)
    write_sentinel(settings.landing)
    for department_id in ("zzz_9", "a"):
        write_parquet(partition_folder(settings.landing, department_id, 2024) / "cells.parquet", frame("cells"))
    files = duckdb.sql(f"select file from glob('{settings.landing}/*/*/cells.parquet')").fetchall()
    assert [Path(file).parent.parent.name for (file,) in files] == ["a", "zzz_9", SENTINEL]


def test_control_and_decision_tables_lie_where_their_source_says(tmp_path: Path) -> None:
    write_tables(tmp_path, {name: frame(name) for name in CONTROL_AND_DECISION})
    for name in CONTROL_AND_DECISION:
        assert table_file(tmp_path, name) == tmp_path / DECLARATIONS.tables[name].source.name / f"{name}.parquet"
        assert pl.read_parquet(table_file(tmp_path, name)).schema == SCHEMAS[name]
        assert is_readable(tmp_path, name)


@pytest.mark.parametrize("content", [None, b"", b"not parquet"])
def test_a_lost_or_damaged_table_is_not_readable(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        table_file(tmp_path, "verdicts").parent.mkdir()
        table_file(tmp_path, "verdicts").write_bytes(content)
    assert not is_readable(tmp_path, "verdicts")


def test_a_table_of_another_shape_is_not_readable(tmp_path: Path) -> None:
    write_tables(tmp_path, {"verdicts": frame("verdicts").drop("reasons")})
    assert not is_readable(tmp_path, "verdicts")


def test_the_files_of_a_killed_run_are_swept(tmp_path: Path) -> None:
    write_department_year(
        partition_folder(tmp_path, "finance", 2024), {"cells": landed("finance", 2024, PRINTED)["cells"]}
    )
    left = tmp_path / "finance" / "2024" / ".cells.parquet.x.part"
    left.write_bytes(b"half")
    sweep(tmp_path)
    assert [path.name for path in left.parent.iterdir()] == ["cells.parquet"]
