"""Every column is described in one place: its declaration, a doc block beside the models, or the only model it has."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
import yaml

from orchestration.home.settings import PROJECT

MODELS = PROJECT / "dbt_project" / "models"
FOLDERS = ("staging", "evaluation", "diagnosis", "decision", "marts")
BLOCK = re.compile(r"{% docs (\w+) %}\n(.*?)\n{% enddocs %}", re.DOTALL)
REFERENCE = re.compile(r"{{ doc\('(\w+)'\) }}")


def blocks() -> Iterator[tuple[str, str]]:
    for path in sorted(MODELS.rglob("*.md")):
        yield from BLOCK.findall(path.read_text("utf-8"))


def descriptions() -> Iterator[tuple[str, str, str]]:
    """Model, column, and what its yml says of it."""
    for folder in FOLDERS:
        for path in sorted((MODELS / folder).rglob("*.yml")):
            for model in yaml.safe_load(path.read_text("utf-8")).get("models", ()):
                for column in model["columns"]:
                    yield model["name"], column["name"], " ".join(column["description"].split())


def test_no_description_is_written_twice() -> None:
    written = Counter((column, text) for _, column, text in descriptions() if not REFERENCE.fullmatch(text))
    assert {key for key, times in written.items() if times > 1} == set()


def test_no_description_repeats_a_doc_block() -> None:
    texts = {text for _, text in blocks()}
    assert [(model, column) for model, column, text in descriptions() if text in texts] == []


def test_no_two_doc_blocks_have_one_name() -> None:
    assert [name for name, times in Counter(name for name, _ in blocks()).items() if times > 1] == []


@pytest.mark.parametrize("folder", ["evaluation", "marts"])
def test_a_doc_block_beside_the_models_serves_several(folder: str) -> None:
    referred = Counter(text for _, _, text in descriptions())
    for name, _ in BLOCK.findall((MODELS / folder / "_columns.md").read_text("utf-8")):
        assert referred[f"{{{{ doc('{name}') }}}}"] > 1, name
