"""How every published table is made, on one page that needs no server: dbt's own documentation of the models, which
follows from the project alone.

dbt's command would write the clock, ids of the call and places of this machine into it, and open the work database for
sizes that change; equal projects have equal pages here.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from orchestration.home.dbt_runner import documentation_page

DBT_PACKAGES = frozenset({"dbt", "dbt_duckdb"})
"""Whose macros are documented by dbt itself."""

_OF_THE_CALL = ("generated_at", "invocation_id", "invocation_started_at", "run_started_at", "user_id", "env")
_MOMENT = "1970-01-01T00:00:00Z"
_INLINE = {name: f'"{name.upper()}.JSON INLINE DATA"' for name in ("manifest", "catalog")}


def write_model_documentation(manifest: Path, target: Path) -> None:
    """Write the page of the models of a parsed project. Raises ValueError where dbt's page has no place for them."""
    page = documentation_page()
    project = _of_the_project(json.loads(manifest.read_text("utf-8")))
    for name, data in (("manifest", project), ("catalog", _catalog(project))):
        if _INLINE[name] not in page:
            raise ValueError(f"dbt's page of documentation has no place for its {name}")
        page = page.replace(_INLINE[name], _as_script(data))
    target.write_text(page, "utf-8")


def _of_the_project(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest without what belongs to the call that wrote it, to this machine, or to dbt's own packages."""
    metadata = {key: value for key, value in manifest["metadata"].items() if key not in _OF_THE_CALL}
    macros = {key: macro for key, macro in manifest["macros"].items() if macro["package_name"] not in DBT_PACKAGES}
    return {
        **manifest,
        "metadata": {**metadata, "generated_at": _MOMENT, "send_anonymous_usage_stats": False},
        "nodes": _timeless({key: node for key, node in manifest["nodes"].items() if _is_documented(node)}),
        "sources": _timeless(manifest["sources"]),
        "unit_tests": _timeless(manifest["unit_tests"]),
        "macros": _timeless(macros),
    }


def _is_documented(node: Mapping[str, Any]) -> bool:
    return bool(node["resource_type"] != "operation")


def _timeless(nodes: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        unique_id: {key: value for key, value in node.items() if key not in ("created_at", "root_path")}
        for unique_id, node in nodes.items()
    }


def _catalog(project: Mapping[str, Any]) -> dict[str, Any]:
    """The tables with the columns that their contracts state; sizes are those of one day, and not told."""
    return {
        "metadata": {"generated_at": _MOMENT},
        "nodes": dict(_tables(project["nodes"])),
        "sources": dict(_tables(project["sources"])),
        "errors": None,
    }


def _tables(nodes: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for unique_id, node in nodes.items():
        if not node.get("columns"):
            continue
        columns = {
            name: {"name": name, "type": column.get("data_type") or "", "index": index, "comment": None}
            for index, (name, column) in enumerate(node["columns"].items(), start=1)
        }
        yield (
            unique_id,
            {
                "metadata": {"type": "BASE TABLE", "schema": node["schema"], "name": node["name"], "database": None},
                "columns": columns,
                "stats": {},
                "unique_id": unique_id,
            },
        )


def _as_script(data: Mapping[str, Any]) -> str:
    """JSON that ends no script of the page that holds it."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("</", "<\\/")
