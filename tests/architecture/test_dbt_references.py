"""Every mart declares its key, and every fact the dimensions that it leads to: the publication gate holds them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.imports import ROOT

MARTS = ROOT / "dbt_project" / "models" / "marts"
DIMENSIONS = {
    "department_id": "dim_department",
    "fiscal_year": "dim_fiscal_year",
    "function_code": "dim_function",
    "economic_code": "dim_economic",
}


def declared(path: Path) -> Any:
    (model,) = yaml.safe_load(path.read_text("utf-8"))["models"]
    return model


@pytest.mark.parametrize("path", sorted(MARTS.rglob("*.yml")), ids=lambda path: path.stem)
def test_a_mart_declares_one_key(path: Path) -> None:
    assert [next(iter(test)) for test in declared(path)["data_tests"]].count("grain") == 1


@pytest.mark.parametrize("path", sorted((MARTS / "facts").glob("*.yml")), ids=lambda path: path.stem)
def test_a_fact_leads_to_every_dimension_of_its_columns(path: Path) -> None:
    fact = declared(path)
    leading = {
        column["name"]: test["relationships"]["arguments"]["to"]
        for column in fact["columns"]
        for test in column.get("data_tests", ())
        if "relationships" in test
    }
    columns = {column["name"] for column in fact["columns"]}
    expected = {column: f"ref('{target}')" for column, target in DIMENSIONS.items() if column in columns}
    assert leading == expected
    documents = [test["refers_to"]["arguments"] for test in fact["data_tests"] if "refers_to" in test]
    place = ["department_id", "fiscal_year", "file_name", "document_sha256"]
    assert documents == [{"columns": place, "to": "ref('dim_document')"}]
