"""The printed labels of self-evaluation forms, and the columns that stand under their heads."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from orchestration.disclosure.claims.language import Pattern
from orchestration.disclosure.claims.passages import plain
from orchestration.disclosure.model import TableCell

Row = tuple[TableCell, ...]


class FormWords(BaseModel):
    """See forms.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: dict[str, frozenset[str]]
    whole_department: frozenset[str]
    whole_titles: tuple[str, ...]
    amount_heads: dict[str, frozenset[str]]
    amount_rows: tuple[str, ...]
    indicator_heads: dict[str, frozenset[str]]
    header_remains: frozenset[str]
    totals: frozenset[str]
    ends: frozenset[str]
    task_heads: dict[str, frozenset[str]]
    ticked: Pattern
    value_like: Pattern
    weight_in_words: Pattern


@functools.cache
def load_form_words(path: Path = Path(__file__).parent / "forms.yml") -> FormWords:
    """Read and check the labels. Raises pydantic.ValidationError on anything unknown in them."""
    return FormWords.model_validate(yaml.safe_load(path.read_text("utf-8")))


def label(text: str) -> str:
    """A printed label without what stands in parentheses."""
    return re.sub(r"\([^()]*\)|[：:*]", "", plain(text))


@dataclass
class Heads:
    """Columns of the heads in force, by role in printed order."""

    columns: dict[str, int] = field(default_factory=dict)
    ragged: bool = False


def heads_of(row: Row, labels: list[str], known: Mapping[str, frozenset[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell, words in zip(row, labels, strict=True):
        role = next((role for role, names in known.items() if words in names or words.rstrip("AB/") in names), None)
        if role is not None:
            found.setdefault(role, cell.column_no)
    return found


def by_column(columns: Mapping[str, int], row: Row, exact: bool) -> dict[str, TableCell]:
    """The cells under each head; without trust in columns only those exactly below it."""
    found: dict[str, TableCell] = {}
    for cell in row:
        at = [(column, role) for role, column in columns.items() if column <= cell.column_no]
        if at:
            column, role = max(at)
            if not exact or column == cell.column_no:
                found.setdefault(role, cell)
    return found
