"""The layers of the dbt project: a model refers to its own layer or to those before it, and its name says its layer."""

import re
from pathlib import Path

from tests.architecture.imports import ROOT

MODELS = ROOT / "dbt_project" / "models"
LAYERS = ("staging", "evaluation", "diagnosis", "decision", "marts")
PREFIXES = {
    "staging": "stg_",
    "evaluation": "eval_",
    "diagnosis": "diag_",
    "decision": "dec_",
    "marts/facts": "fct_",
    "marts/dimensions": "dim_",
    "marts/wide": "mart_",
    "marts/quality": "dq_",
    "marts/withheld": "withheld_",
}
SOURCES = {
    "landing": LAYERS,
    "control": LAYERS,
    "decision": ("decision", "marts"),
}
"""From which layer on each source may be read: what is decided is not there before the evaluation."""
_REF = re.compile(r"ref\('(\w+)'\)")
_SOURCE = re.compile(r"source\('(\w+)', *'\w+'\)")
_COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*", re.DOTALL)


def layer_of(path: Path) -> str:
    return path.relative_to(MODELS).parts[0]


def models() -> dict[str, Path]:
    return {path.stem: path for path in sorted(MODELS.rglob("*.sql"))}


def text_of(path: Path) -> str:
    return _COMMENT.sub("", path.read_text("utf-8"))


def test_a_model_is_named_by_its_layer_and_has_its_yml_beside_it() -> None:
    for name, path in models().items():
        folder = path.parent.relative_to(MODELS).as_posix()
        prefix = next(prefix for layer, prefix in PREFIXES.items() if f"{folder}/".startswith(f"{layer}/"))
        assert name.startswith(prefix), path
        assert path.with_suffix(".yml").is_file(), path


def test_refs_only_go_down() -> None:
    known = models()
    up = [
        f"{name} refers to {target}"
        for name, path in known.items()
        for target in _REF.findall(text_of(path))
        if target in known and LAYERS.index(layer_of(known[target])) > LAYERS.index(layer_of(path))
    ]
    assert up == []


def test_decisions_are_read_only_behind_the_evaluation() -> None:
    early = [
        f"{name} reads {source}"
        for name, path in models().items()
        for source in _SOURCE.findall(text_of(path))
        if layer_of(path) not in SOURCES[source]
    ]
    assert early == []


def test_facts_and_dimensions_do_not_read_the_wide_views_of_them() -> None:
    up = [
        f"{name} refers to {target}"
        for name, path in models().items()
        if path.parent.name in ("facts", "dimensions")
        for target in _REF.findall(text_of(path))
        if target.startswith("mart_")
    ]
    assert up == []
