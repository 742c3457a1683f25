"""Entries of a YAML list that have an id, and a title in both languages."""

from pathlib import Path
from typing import TypeVar

from expectations.model import StrictModel
from expectations.yaml_file import read_yaml


class NamedEntry(StrictModel):
    """Something that results name."""

    id: str
    title: str
    title_en: str


Entry = TypeVar("Entry", bound=NamedEntry)


def load_entries(path: Path, kind: type[Entry]) -> dict[str, Entry]:
    """Return the entries of a file by id. Raises pydantic.ValidationError on anything unknown in it."""
    return {entry.id: entry for entry in map(kind.model_validate, read_yaml(path).content)}
