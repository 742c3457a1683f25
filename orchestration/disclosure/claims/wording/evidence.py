"""The input of the wording rules, and the patterns they use."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from expectations.yaml_file import read_yaml
from orchestration.disclosure.claims.forms import Form
from orchestration.disclosure.claims.language import Pattern
from orchestration.disclosure.claims.model import Claim, Indicator
from orchestration.disclosure.claims.names import AccountNames
from orchestration.disclosure.claims.passages import Passage, normalise
from orchestration.disclosure.claims.projects import ProjectLinks
from orchestration.disclosure.model import Cell, CellKey, Line, Recognition
from orchestration.disclosure.strict_model import StrictModel

FOLDER = Path(__file__).parent
VIOLATED, HOLDS = "violated", "exact"
ResidueKind: TypeAlias = Literal["placeholder", "figure left blank", "open choice", "instruction"]
"""Part of the bindings of results: the history of a finding rests on it."""


class Fault(StrictModel):
    """A kind of fault in words, and the pattern that finds it."""

    title: str
    words: Pattern


class Residue(StrictModel):
    """A kind of template residue and a pattern that finds it; `in_cells` where it counts in cells of tables too."""

    what: ResidueKind
    words: Pattern
    in_cells: bool = True


class MissingUnit(StrictModel):
    """Words that need a unit behind their `number`, and the unit."""

    unit: str
    words: Pattern


class RequiredCount(StrictModel):
    """A count that the explanation must tell where the row of the three public expenses, `expense`, is not zero."""

    cell: str
    expense: str
    what: str
    words: Pattern


class OutlayList(StrictModel):
    """The subject whose amount a list of outlays follows, and the economic classes that the list covers."""

    subject: str
    classes: tuple[str, ...]


class Wording(StrictModel):
    """The patterns of wording.yml, where each key is described."""

    residue_titles: dict[ResidueKind, str]
    residue: tuple[Residue, ...]
    residue_except: Pattern
    outlay_lists: tuple[OutlayList, ...]
    list_begin: Pattern
    list_open: Pattern
    kind_separator: Pattern
    purpose: Pattern
    natures: dict[str, tuple[str, ...]]
    nature_hints: dict[str, Pattern]
    reason: Pattern
    reason_of_change: Pattern
    reason_of_none: Pattern
    reviewed_count: Pattern
    all_count: Pattern
    all_reviewed: Pattern
    indicator_noise: Pattern
    same_units: dict[str, str]
    year_stated: Pattern
    year_compared: Pattern
    name_stated: Pattern
    no_name: Pattern
    broken_years: tuple[Fault, ...]
    contradictions: tuple[Fault, ...]
    nearly: Pattern
    missing_units: tuple[MissingUnit, ...]
    unit_elsewhere: Pattern
    unit_behind_list: Pattern
    doubled_stops: Pattern
    figure_told: Pattern
    paragraph_end: Pattern
    numbered_line: Pattern
    required_counts: tuple[RequiredCount, ...]
    counts_told: Pattern


@functools.cache
def load_wording() -> Wording:
    """Return the validated patterns. Raises pydantic.ValidationError on unknown keys."""
    return Wording.model_validate(read_yaml(FOLDER / "wording.yml").content)


@functools.cache
def load_outlays() -> Mapping[str, tuple[str, ...]]:
    """Return the economic codes of each kind of outlay."""
    content: dict[str, list[str]] = read_yaml(FOLDER / "outlays.yml").content
    return {normalise(name): tuple(codes) for name, codes in content.items()}


@dataclass(frozen=True, slots=True)
class SubmittedPassage:
    """A passage and the name of its file."""

    file_name: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class SubmittedLine:
    """A line as printed, with its quotes, and the name of its file."""

    file_name: str
    line: Line


@dataclass(frozen=True)
class Evidence:
    """The input of all wording rules for one department-year.

    `lines` are those of the explanation and `titles` those of the sheets, as printed.
    """

    passages: Sequence[SubmittedPassage]
    lines: Sequence[SubmittedLine]
    titles: Sequence[SubmittedLine]
    notes: Sequence[SubmittedLine]
    table_texts: Sequence[SubmittedLine]
    claims: Sequence[Claim]
    cells: Mapping[CellKey, Cell]
    names: AccountNames
    forms: Sequence[Form]
    projects: ProjectLinks
    recognition: Recognition
    wording: Wording

    @functools.cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators of all forms."""
        return tuple(indicator for form in self.forms for indicator in form.indicators)

    def passage_of(self, claim: Claim) -> Passage | None:
        """Return the passage of a claim; None for a claim of a form."""
        return next(
            (submitted.passage for submitted in self.passages if submitted.passage.number == claim.passage), None
        )


def quote_around(text: str, match: re.Match[str], before: int = 24, after: int = 24) -> str:
    """Return the words around a match, within its sentence."""
    start = max(text.rfind("。", 0, match.start()) + 1, match.start() - before)
    stop = text.find("。", match.end())
    return text[start : min(stop if stop >= 0 else len(text), match.end() + after)]
