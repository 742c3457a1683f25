"""The wording files, checked and indexed: sections, subjects and phrases. A new wording is a line in a YAML file."""

import functools
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from orchestration.disclosure.claims.model import Base, ClaimKind, Subject
from orchestration.disclosure.claims.passages import plain
from orchestration.disclosure.model import CellKey

FOLDER = Path(__file__).parent

Pattern = Annotated[re.Pattern[str], BeforeValidator(re.compile)]
PlainWords = Annotated[tuple[str, ...], AfterValidator(lambda words: tuple(plain(word) for word in words))]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Section(Strict):
    """A part of the explanation; see sections.yml."""

    id: str
    headings: tuple[Pattern, ...]
    within: tuple[str, ...] = ()
    sheet: str | None = None
    subject: str | None = None
    accounts: bool = True


class SubjectEntry(Strict):
    """Words and what they name; see subjects.yml."""

    words: PlainWords
    sections: Annotated[tuple[str, ...], AfterValidator(tuple)] = ()
    cell: str | None = None
    key: str | None = None
    whole: bool = False

    def subject(self, words: str) -> Subject:
        return named_subject(self.cell or self.key or "", words, self.whole)


def named_subject(name: str, words: str, whole: bool = False) -> Subject:
    """A subject from its name in the wording files: `sheet/row/column`, or a key of the explanation."""
    cell = CellKey(*name.split("/")) if "/" in name else None
    return Subject(name, words, cell, whole)


class FigurePhrase(Strict):
    """What the words before a figure make of it."""

    kind: ClaimKind
    lead: Pattern
    base: Base = Base.NONE
    sign: int = 1
    unresolved: bool = False


class Comparison(Strict):
    base: Base
    words: Pattern


class Direction(Strict):
    direction: int
    words: Pattern
    base: Base = Base.NONE
    about: bool = False


class Phrases(Strict):
    """See phrases.yml."""

    not_figures: tuple[Pattern, ...]
    amount_units: dict[str, Decimal]
    percent_units: tuple[str, ...]
    count_units: PlainWords
    amount: tuple[FigurePhrase, ...]
    percent: tuple[FigurePhrase, ...]
    comparisons: tuple[Comparison, ...]
    directions: tuple[Direction, ...]
    fillers: tuple[Pattern, ...]
    reason: Pattern
    purpose: Pattern
    list_begin: Pattern
    project_review: Pattern

    @functools.cached_property
    def figure(self) -> re.Pattern[str]:
        """A printed number and its unit, where one follows."""
        units = sorted((*self.amount_units, *self.percent_units, *self.count_units), key=len, reverse=True)
        return re.compile(
            r"(?<![\d.A-Za-z])(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<unit>"
            + "|".join(map(re.escape, units))
            + ")?"
        )

    @functools.cached_property
    def filler(self) -> re.Pattern[str]:
        return re.compile("|".join(pattern.pattern for pattern in self.fillers))


class Language(Strict):
    """All wording that the reading of the explanation knows."""

    sections: tuple[Section, ...]
    subjects: tuple[SubjectEntry, ...]
    phrases: Phrases

    def section(self, section_id: str) -> Section:
        return next(section for section in self.sections if section.id == section_id)

    def vocabulary(self, section_id: str) -> dict[str, Subject]:
        """Words -> subject in a section; an entry for the section itself wins over one for all."""
        general = {
            word: entry.subject(word) for entry in self.subjects if not entry.sections for word in reversed(entry.words)
        }
        own: dict[str, Subject] = {}
        for entry in self.subjects:
            if section_id in entry.sections:
                for word in entry.words:
                    own.setdefault(word, entry.subject(word))
        return general | own


@functools.cache
def load_language(folder: Path = FOLDER) -> Language:
    """Read and check the wording files. Raises pydantic.ValidationError on anything unknown in them."""
    content = {
        name: yaml.safe_load((folder / f"{name}.yml").read_text("utf-8"))
        for name in ("sections", "subjects", "phrases")
    }
    for entry in content["subjects"]:
        entry["sections"] = entry.pop("in", ())
    return Language.model_validate(content)
