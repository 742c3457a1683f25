"""The wording files, validated and indexed: sections, subjects and phrases.

A new wording is a line in a YAML file. Rules that evaluate wording do not belong here (see wording).
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from expectations.yaml_file import read_yaml
from orchestration.disclosure.claims.model import Base, Binding, ClaimKind, Subject
from orchestration.disclosure.claims.passages import normalise
from orchestration.disclosure.model import CellKey
from orchestration.disclosure.strict_model import StrictModel

FOLDER = Path(__file__).parent

_PART = re.compile(r"\{(\w+)\}")

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

    words: tuple[str, ...]
    sections: Annotated[tuple[str, ...], AfterValidator(tuple)] = ()
    cells: tuple[str, ...] = ()
    key: str = ""
    perhaps: str = ""
    whole: bool = False
    bare: bool = False

    def subject(self, words: str) -> Subject:
        """Return the subject of this entry as printed in `words`."""
        if self.perhaps:
            return Subject(self.key, words, binding=Binding.DOUBT, others=(make_subject(self.perhaps, words),))
        first, *others = (make_subject(name, words, self.whole) for name in self.cells or (self.key,))
        return replace(first, others=tuple(others))


def make_subject(name: str, words: str, whole: bool = False, binding: Binding = Binding.WORDS) -> Subject:
    """Return the subject for a name of the wording files: `sheet/row/column`, a sum of them, or another key."""
    cells = tuple(CellKey(*cell.split("/")) for cell in name.split(" + ")) if "/" in name else ()
    return Subject(name, words, cells, whole, binding)


@dataclass(frozen=True)
class Vocabulary:
    """The words that name subjects in one section, each with its entry."""

    entries: tuple[tuple[re.Pattern[str], SubjectEntry], ...]

    @functools.cached_property
    def any_words(self) -> re.Pattern[str]:
        """The pattern of any of the words."""
        return re.compile("|".join(pattern.pattern for pattern, _ in self.entries))

    def find(self, text: str) -> Iterator[tuple[re.Match[str], SubjectEntry]]:
        """Yield the longest words at each place of the text; of equally long ones those of the first entry."""
        start = 0
        while self.entries and (place := self.any_words.search(text, start)):
            match, entry = self.longest_at(text, place.start())
            yield match, entry
            start = match.end()

    def longest_at(self, text: str, start: int) -> tuple[re.Match[str], SubjectEntry]:
        """Return the longest words that begin here. Raises ValueError where none do."""
        found = ((pattern.match(text, start), entry) for pattern, entry in self.entries)
        return max(((match, entry) for match, entry in found if match), key=lambda pair: pair[0].end())

    def named(self, text: str) -> Subject | None:
        """Return the subject whose words are the whole text."""
        return next((entry.subject(text) for pattern, entry in self.entries if pattern.fullmatch(text)), None)


class FigurePhrase(StrictModel):
    """The kind of claim that the words before a figure (`lead`) make it; see phrases.yml."""

    kind: ClaimKind
    lead: Pattern
    base: Base = Base.NONE
    sign: int = 1
    unresolved: bool = False
    after: ClaimKind | None = None
    unit: str | None = None


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


class TableHead(StrictModel):
    """The head of a column of figures in a table of the text, and the kind of claim that they are."""

    kind: ClaimKind
    words: Pattern
    base: Base = Base.NONE
    percent: bool = False


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
    behind_reason: Pattern
    purpose: Pattern
    list_number: Pattern
    before_name: Pattern
    after_name: Pattern
    joined_name: Pattern
    begins: Pattern
    says: Pattern
    restates: Pattern
    accounts: Pattern
    opens_parts: Pattern
    continues: Pattern
    respectively: Pattern
    each: Pattern
    together: Pattern
    project_review: Pattern
    row_head: Pattern
    table_heads: tuple[TableHead, ...]

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
    parts: dict[str, str]
    subjects: tuple[SubjectEntry, ...]
    phrases: Phrases

    def __hash__(self) -> int:
        """Languages are compared as objects: their vocabularies are made once."""
        return id(self)

    def compiled(self, words: str) -> re.Pattern[str]:
        """Return the pattern of words in which `{name}` stands for a part of parts.yml."""
        pieces = _PART.split(normalise(words))
        return re.compile(
            "".join(f"(?:{self.parts[piece]})" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces))
        )

    def section(self, section_id: str) -> Section:
        """Return the section. Raises StopIteration for an unknown id."""
        return next(section for section in self.sections if section.id == section_id)

    def vocabulary(self, section_id: str) -> Vocabulary:
        """Return the words of a section; its own entries come before the general ones."""
        return _vocabulary(self, section_id)

    def all_words(self) -> Vocabulary:
        """Return the words of all sections."""
        return _vocabulary(self, None)


@functools.cache
def _vocabulary(language: Language, section_id: str | None) -> Vocabulary:
    own = [entry for entry in language.subjects if section_id in entry.sections or section_id is None]
    general = [entry for entry in language.subjects if not entry.sections and section_id is not None]
    return Vocabulary(tuple((language.compiled(words), entry) for entry in (*own, *general) for words in entry.words))


@functools.cache
def load_language(folder: Path = FOLDER) -> Language:
    """Return the validated wording files. Raises pydantic.ValidationError on unknown keys."""
    content = {name: read_yaml(folder / f"{name}.yml").content for name in ("sections", "parts", "subjects", "phrases")}
    for entry in content["subjects"]:
        entry["sections"] = entry.pop("in", ())
        if cell := entry.pop("cell", None):
            entry["cells"] = cell.split(" | ")
    return Language.model_validate(content)
