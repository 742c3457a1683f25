"""The kinds of hypotheses and their names; they are in hypotheses.yml. What the names are filled with is known to those
who show a hypothesis."""

import functools
from pathlib import Path

from expectations.model import StrictModel
from expectations.yaml_file import read_yaml

HYPOTHESES = Path(__file__).parent / "hypotheses.yml"


class HypothesisKind(StrictModel):
    """A kind of mistake: its title as a template, and one sentence of what to check first."""

    id: str
    title: str
    title_en: str
    check: str
    check_en: str


@functools.cache
def load_hypothesis_kinds() -> dict[str, HypothesisKind]:
    """Return the kinds by id. Raises pydantic.ValidationError on anything unknown in the file."""
    entries = read_yaml(HYPOTHESES).content
    return {kind.id: kind for kind in map(HypothesisKind.model_validate, entries)}
