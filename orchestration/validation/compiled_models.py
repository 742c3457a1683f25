"""The models and seeds as dbt compiled them, in the order they build on each other; kept until a model changes.

Running them does not belong here.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from orchestration.home.dbt_files import digest_project
from orchestration.home.dbt_runner import MANIFEST, dbt_version, invoke
from orchestration.home.settings import Settings
from orchestration.home.user_cache import load_cached

COMPILED = "compiled.json"
SEEDS = "seeds"
"""The schema of the seeds."""


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """A model as dbt compiled it for an in-memory database."""

    name: str
    schema: str
    materialized: str
    sql: str
    builds_on: Sequence[str]


def select_models(models: Sequence[CompiledModel], wanted: Sequence[str]) -> tuple[CompiledModel, ...]:
    """The wanted models and all they build on, in the order they build on each other."""
    needed = set(wanted)
    for model in reversed(models):
        if model.name in needed:
            needed.update(model.builds_on)
    return tuple(model for model in models if model.name in needed)


def load_compiled_models(settings: Settings) -> tuple[CompiledModel, ...]:
    """Every model and seed in order; compiled again only when the project changed. Raises DbtFailed."""
    digest = digest_project(settings.dbt_project, dbt_version())
    return load_cached(
        settings, "compiled", digest, lambda folder: _compile(settings, folder), _read, (OSError, ValueError, TypeError)
    )


def _read(folder: Path) -> tuple[CompiledModel, ...]:
    return tuple(CompiledModel(**entry) for entry in json.loads((folder / COMPILED).read_text("utf-8")))


def _compile(settings: Settings, folder: Path) -> None:
    # the parsed project of the home names its database
    command = ("compile", "--target", "memory", "--quiet", "--select", "resource_type:model")
    with redirect_stdout(io.StringIO()):
        invoke(settings, command, folder)
    nodes = json.loads((folder / MANIFEST).read_text("utf-8"))["nodes"]
    built = {key: node for key, node in nodes.items() if node["resource_type"] in ("seed", "model")}
    models = [asdict(_model(built[key], built)) for key in _in_order(built)]
    (folder / COMPILED).write_text(json.dumps(models), "utf-8")


def _model(node: Mapping[str, Any], built: Mapping[str, Any]) -> CompiledModel:
    is_seed = node["resource_type"] == "seed"
    return CompiledModel(
        node["name"],
        node["schema"],
        "table" if is_seed else node["config"]["materialized"],
        _seed_sql(node) if is_seed else node["compiled_code"],
        tuple(built[key]["name"] for key in node["depends_on"].get("nodes", ()) if key in built),
    )


def _seed_sql(seed: Mapping[str, Any]) -> str:
    """A seed as dbt would load it."""
    path = Path(seed["root_path"] or "") / seed["original_file_path"]
    types = seed["config"]["column_types"]
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    casts = ", ".join(f"cast({column} as {types.get(column, 'varchar')}) as {column}" for column in columns)
    return f"select {casts} from read_csv('{path}', all_varchar = true, header = true)"


def _in_order(models: Mapping[str, Any]) -> list[str]:
    ordered: list[str] = []
    waiting = dict(models)
    while waiting:
        ready = [key for key, node in waiting.items() if not set(node["depends_on"].get("nodes", ())) & waiting.keys()]
        ordered.extend(sorted(ready))
        for key in ready:
            del waiting[key]
    return ordered
