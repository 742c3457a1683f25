"""The data package: what frictionless reads in it, and that keys and references are those that were proved."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pytest

from orchestration.home.progress import Silent
from orchestration.publication.data_package import Imprint, write_data_package
from orchestration.publication.gate import Declared, Key, Reference
from orchestration.publication.generation import publish
from orchestration.reports.described import DescribedColumn, DescribedTable
from tests.small_work_database import small_work_database

DECLARED = Declared(
    frozenset({"fct_expenditure", "dim_department"}),
    frozenset({"fct_expenditure"}),
    frozenset(),
    (Key("fct_expenditure", ("department_id", "fiscal_year")), Key("dim_department", ("department_id",))),
    (
        Reference("fct_expenditure", ("department_id",), "marts.dim_department", ("department_id",), may_be_null=False),
        Reference("fct_expenditure", ("fiscal_year",), "decision.verdicts", ("fiscal_year",), may_be_null=False),
    ),
    words=(),
)


def package_of(folder: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return package


@pytest.fixture
def published(tmp_path: Path) -> Path:
    publish(
        small_work_database(tmp_path / "work.duckdb"),
        tmp_path / "published",
        Silent(),
        imprint=Imprint("ODbL-1.0", DECLARED),
    )
    return tmp_path / "published"


def test_it_is_a_valid_data_package(published: Path) -> None:
    report = frictionless.Package.validate_descriptor(package_of(published), basepath=str(published))
    assert report.valid, report.flatten(["title", "message"])
    package = frictionless.Package.from_descriptor(str(published / "datapackage.json"))
    assert {resource.name for resource in package.resources} == {
        path.stem for path in (published / "parquet").iterdir()
    }


def test_every_file_is_the_one_described(published: Path) -> None:
    for resource in package_of(published)["resources"]:
        file = published / resource["path"]
        names = [column[0] for column in duckdb.sql(f"describe from '{file}'").fetchall()]
        assert [field["name"] for field in resource["schema"]["fields"]] == names
        assert resource["bytes"] == file.stat().st_size


def test_keys_references_licence_and_meanings_are_told(published: Path) -> None:
    package = package_of(published)
    (facts,) = (each for each in package["resources"] if each["name"] == "fct_expenditure")
    assert facts["schema"]["primaryKey"] == ["department_id", "fiscal_year"]
    # a reference to the decision leads to no published table
    assert facts["schema"]["foreignKeys"] == [
        {"fields": ["department_id"], "reference": {"resource": "dim_department", "fields": ["department_id"]}}
    ]
    (amount,) = (field for field in facts["schema"]["fields"] if field["name"] == "amount_wan")
    assert amount == {"name": "amount_wan", "type": "number", "description": "in 万元", "columnType": "value"}
    assert package["licenses"] == [{"name": "ODbL-1.0"}]


def test_the_version_follows_from_the_newest_edition(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    file.write_bytes(b"")
    table = DescribedTable("t", "", (DescribedColumn("reasons", "varchar[]", ""),))
    written = []
    for moment in (datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 1, 12, tzinfo=UTC), None):
        write_data_package(tmp_path / "datapackage.json", (table,), {"t": file}, Imprint(), moment)
        written.append((tmp_path / "datapackage.json").read_bytes())
    assert written[0] == written[1]
    package = json.loads(written[0])
    assert (package["version"], package["created"]) == ("2026.03.01.120000", "2026-03-01T12:00:00+00:00")
    assert json.loads(written[2])["version"] == "0"
    assert package["resources"][0]["schema"]["fields"][0]["type"] == "array"


def test_a_type_that_no_mart_had_is_not_guessed(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    file.write_bytes(b"")
    table = DescribedTable("t", "", (DescribedColumn("place", "geometry", ""),))
    with pytest.raises(KeyError, match="geometry"):
        write_data_package(tmp_path / "datapackage.json", (table,), {"t": file}, Imprint(), None)
