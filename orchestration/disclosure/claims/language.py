"""The wording files, validated and indexed: sections, subjects and phrases.

A new wording is a line in a YAML file. Rules that evaluate wording do not belong here (see wording).
"""

import functools
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from expectations.yaml_file import read_yaml
from orchestration.disclosure.claims.model import Base, ClaimKind, Subject
from orchestration.disclosure.claims.passages import normalise
from orchestration.disclosure.model import CellKey
from orchestration.disclosure.strict_model import StrictModel

FOLDER = Path(__file__).parent

Pattern = Annotated[re.Pattern[str], BeforeValidator(re.compile)]
PlainWords = Annotated[tuple[str, ...], AfterValidator(lambda words: tuple(normalise(word) for word in words))]


class Section(StrictModel):
    """A part of the explanation; see sections.yml."""

    id: str
    headings: tuple[Pattern, ...]
    within: tuple[str, ...] = ()
    sheet: str | None = None
    subject: str | None = None
    accounts: bool = True


class SubjectEntry(StrictModel):
    """Words and the subject they name; see subjects.yml."""

    words: PlainWords
    sections: Annotated[tuple[str, ...], AfterValidator(tuple)] = ()
    cell: str | None = None
    key: str | None = None
    whole: bool = False

    def subject(self, words: str) -> Subject:
        """Return the subject of this entry as printed in `words`."""
        return make_subject(self.cell or self.key or "", words, self.whole)


def make_subject(name: str, words: str, whole: bool = False) -> Subject:
    """Return the subject for a name of the wording files: `sheet/row/column`, or a key of the explanation."""
    cell = CellKey(*name.split("/")) if "/" in name else None
    return Subject(name, words, cell, whole)


class FigurePhrase(StrictModel):
    """The kind of claim that the words before a figure (`lead`) make it; see phrases.yml."""

    kind: ClaimKind
    lead: Pattern
    base: Base = Base.NONE
    sign: int = 1
    unresolved: bool = False


class Comparison(StrictModel):
    """Words that name what a change is measured against (上年, 年初预算); see phrases.yml."""

    base: Base
    words: Pattern


class Direction(StrictModel):
    """Words that state a direction without a figure (增加, 减少, 持平): 1, −1 or 0; see phrases.yml."""

    direction: int
    words: Pattern
    base: Base = Base.NONE
    about: bool = False


class Phrases(StrictModel):
    """The phrases of phrases.yml, where each key is described."""

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
        """The pattern of a printed number with the unit that follows it, if any."""
        units = sorted((*self.amount_units, *self.percent_units, *self.count_units), key=len, reverse=True)
        return re.compile(
            r"(?<![\d.A-Za-z])(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<unit>"
            + "|".join(map(re.escape, units))
            + ")?"
        )

    @functools.cached_property
    def filler(self) -> re.Pattern[str]:
        """The pattern of words that name nothing."""
        return re.compile("|".join(pattern.pattern for pattern in self.fillers))


class Language(StrictModel):
    """All wording by which the explanation is read."""

    sections: tuple[Section, ...]
    subjects: tuple[SubjectEntry, ...]
    phrases: Phrases

    def section(self, section_id: str) -> Section:
        """Return the section. Raises StopIteration for an unknown id."""
        return next(section for section in self.sections if section.id == section_id)

    def vocabulary(self, section_id: str) -> dict[str, Subject]:
        """Return the subject of each word in a section; entries of the section take precedence over general ones."""
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
    """Return the validated wording files. Raises pydantic.ValidationError on unknown keys."""
    content = {name: read_yaml(folder / f"{name}.yml").content for name in ("sections", "subjects", "phrases")}
    for entry in content["subjects"]:
        entry["sections"] = entry.pop("in", ())
    return Language.model_validate(content)
