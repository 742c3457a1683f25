"""What the rules of wording look at, and the shape of what they say."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from orchestration.disclosure.claims.forms import Form
from orchestration.disclosure.claims.language import Pattern
from orchestration.disclosure.claims.model import Claim, Finding, Indicator
from orchestration.disclosure.claims.passages import Passage, plain
from orchestration.disclosure.claims.projects import ProjectLinks
from orchestration.disclosure.claims.subjects import FunctionNames
from orchestration.disclosure.model import Cell, CellKey, Line, Place, Recognition

FOLDER = Path(__file__).parent
VIOLATED, HOLDS = "violated", "exact"


class Residue(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str
    words: Pattern


class OutlayList(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: str
    classes: tuple[str, ...]


class Wording(BaseModel):
    """See wording.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    residue: tuple[Residue, ...]
    residue_except: Pattern
    outlay_lists: tuple[OutlayList, ...]
    list_begin: Pattern
    list_open: Pattern
    kind_separator: Pattern
    purpose: Pattern
    natures: dict[str, tuple[str, ...]]
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


@functools.cache
def load_wording() -> Wording:
    """Read and check the patterns. Raises pydantic.ValidationError on anything unknown in them."""
    return Wording.model_validate(yaml.safe_load((FOLDER / "wording.yml").read_text("utf-8")))


@functools.cache
def load_outlays() -> Mapping[str, tuple[str, ...]]:
    """Kind of outlay -> codes."""
    content: dict[str, list[str]] = yaml.safe_load((FOLDER / "outlays.yml").read_text("utf-8"))
    return {plain(name): tuple(codes) for name, codes in content.items()}


@dataclass(frozen=True, slots=True)
class FiledPassage:
    """A passage and the file it stands in."""

    file_name: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class FiledLine:
    """A line under a sheet and the file it stands in."""

    file_name: str
    line: Line


@dataclass(frozen=True)
class Evidence:
    """One department-year as the rules see it."""

    passages: Sequence[FiledPassage]
    notes: Sequence[FiledLine]
    table_texts: Sequence[FiledLine]
    claims: Sequence[Claim]
    cells: Mapping[CellKey, Cell]
    names: FunctionNames
    forms: Sequence[Form]
    projects: ProjectLinks
    recognition: Recognition
    wording: Wording

    @functools.cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for form in self.forms for indicator in form.indicators)

    def passage_of(self, claim: Claim) -> Passage | None:
        return next((filed.passage for filed in self.passages if filed.passage.number == claim.passage), None)


def finding(
    identity_id: str, binding: str, outcome: str, terms: str, phrase: str, file_name: str, place: Place
) -> Finding:
    return Finding(identity_id, binding, outcome, terms, phrase, file_name, place)


def around(text: str, match: re.Match[str], before: int = 24, after: int = 24) -> str:
    """The words around a match, inside its sentence."""
    start = max(text.rfind("。", 0, match.start()) + 1, match.start() - before)
    stop = text.find("。", match.end())
    return text[start : min(stop if stop >= 0 else len(text), match.end() + after)]
