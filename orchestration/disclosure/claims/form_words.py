"""The printed labels of self-evaluation forms (forms.yml) and the columns under their heads.

Reading whole forms does not belong here (see forms.py).
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from expectations.yaml_file import read_yaml
from orchestration.disclosure.claims.language import Pattern
from orchestration.disclosure.claims.passages import normalise
from orchestration.disclosure.model import TableCell
from orchestration.disclosure.strict_model import StrictModel

Row = tuple[TableCell, ...]


class FormWords(StrictModel):
    """The labels of forms.yml, where each key is described."""

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
    """Return the validated labels. Raises pydantic.ValidationError on unknown keys."""
    return FormWords.model_validate(read_yaml(path).content)


def label_text(text: str) -> str:
    """Return a printed label without parentheses, colons and asterisks."""
    return re.sub(r"\([^()]*\)|[：:*]", "", normalise(text))


@dataclass
class HeadColumns:
    """The column number of each head by role, in printed order; `ragged` where column numbers are unreliable."""

    columns: dict[str, int] = field(default_factory=dict)
    ragged: bool = False


def find_heads(row: Row, labels: list[str], known: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """Return the column number of each role whose head is among the known labels of the row."""
    found: dict[str, int] = {}
    for cell, words in zip(row, labels, strict=True):
        role = next((role for role, names in known.items() if words in names or words.rstrip("AB/") in names), None)
        if role is not None:
            found.setdefault(role, cell.column_no)
    return found


def cells_under_heads(columns: Mapping[str, int], row: Row, exact: bool) -> dict[str, TableCell]:
    """Return the first cell under each head, by role; with `exact` only cells in exactly the head's column."""
    found: dict[str, TableCell] = {}
    for cell in row:
        at = [(column, role) for role, column in columns.items() if column <= cell.column_no]
        if at:
            column, role = max(at)
            if not exact or column == cell.column_no:
                found.setdefault(role, cell)
    return found
