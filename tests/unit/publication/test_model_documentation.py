"""The page of the models follows from the project alone, and nothing that a description says ends its script."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from orchestration.publication.model_documentation import write_model_documentation


def manifest(tmp_path: Path, moment: str, folder: str) -> Path:
    node = {"resource_type": "model", "schema": "marts", "created_at": moment, "root_path": folder}
    column = {"name": "amount_wan", "data_type": "decimal(20, 6)"}
    parsed: dict[str, Any] = {
        "metadata": {
            "generated_at": moment,
            "invocation_id": moment,
            "run_started_at": moment,
            "project_name": "juesuan",
        },
        "nodes": {
            "model.juesuan.mart_a": {
                **node,
                "name": "mart_a",
                "description": "</script><script>alert(1)</script>",
                "columns": {"amount_wan": column},
            },
            "operation.juesuan.x": {**node, "resource_type": "operation", "name": "x"},
        },
        "sources": {},
        "unit_tests": {},
        "macros": {
            "macro.dbt.own": {"package_name": "dbt"},
            "macro.juesuan.ratio": {"package_name": "juesuan", "created_at": moment},
        },
    }
    file = tmp_path / f"{moment}.json"
    file.write_text(json.dumps(parsed), "utf-8")
    return file


def test_the_page_tells_of_the_project_and_of_nothing_else(tmp_path: Path) -> None:
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    write_model_documentation(manifest(tmp_path, "2026-01-01", "/home/a"), first)
    write_model_documentation(manifest(tmp_path, "2027-12-31", "/srv/b"), second)
    page = first.read_text("utf-8")
    assert page == second.read_text("utf-8")
    assert "/home/a" not in page and "2026-01-01" not in page
    assert '"amount_wan":{"comment":null,"index":1,"name":"amount_wan","type":"decimal(20, 6)"}' in page
    assert "macro.juesuan.ratio" in page and "macro.dbt.own" not in page and "operation.juesuan.x" not in page


def test_a_description_cannot_end_the_script_that_holds_it(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    write_model_documentation(manifest(tmp_path, "2026-01-01", "/home/a"), page)
    assert re.search(r"<\\/script><script>alert", page.read_text("utf-8"))
    assert "</script><script>alert" not in page.read_text("utf-8")


def test_another_page_of_dbt_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "index.html"
    empty.write_text("<html></html>", "utf-8")
    monkeypatch.setattr("dbt.task.docs.DOCS_INDEX_FILE_PATH", str(empty))
    with pytest.raises(ValueError, match="no place for its manifest"):
        write_model_documentation(manifest(tmp_path, "2026-01-01", "/home/a"), tmp_path / "page.html")
