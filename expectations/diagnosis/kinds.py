"""The kinds of hypotheses and their names; they are in hypotheses.yml. What the names are filled with is known to those
who show a hypothesis."""

import functools
from pathlib import Path

from expectations.diagnosis.named_entries import NamedEntry, load_entries

HYPOTHESES = Path(__file__).parent / "hypotheses.yml"


class HypothesisKind(NamedEntry):
    """A kind of mistake: its title is a template; `check` is one sentence of what to check first."""

    check: str
    check_en: str


@functools.cache
def load_hypothesis_kinds() -> dict[str, HypothesisKind]:
    """Return the kinds by id."""
    return load_entries(HYPOTHESES, HypothesisKind)
