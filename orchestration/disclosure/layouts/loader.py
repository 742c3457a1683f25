"""The layout files, validated and indexed: titles, heads, row labels and vocabulary.

A new title, label, head or regional variant is a line in a YAML file. Applying layouts belongs to resolution.
"""

import functools
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from expectations.yaml_file import read_yaml
from orchestration.disclosure.strict_model import StrictModel
from orchestration.disclosure.text import compact

FOLDER = Path(__file__).parent

Words = Annotated[frozenset[str], AfterValidator(lambda words: frozenset(compact(word) for word in words))]
"""Printed variants of one meaning, made comparable."""

Pattern = Annotated[re.Pattern[str], AfterValidator(lambda pattern: re.compile(compact(pattern.pattern)))]


class Shape(StrEnum):
    """How a sheet is laid out; see sheets.yml."""

    FUNCTION_ROWS = "function_rows"
    TWO_SIDED = "two_sided"
    ECONOMIC_BLOCKS = "economic_blocks"
    ITEMS_ACROSS = "items_across"


class SheetLayout(StrictModel):
    """One of the nine sheets: `heads` by column key, or by item where `columns` holds the column keys."""

    name: str
    shape: Shape
    titles: Words
    titles_of_part: Pattern | None = None
    codes: Pattern | None = None
    heads: dict[str, Words] = Field(default_factory=dict)
    sides: dict[str, dict[str, Words]] = Field(default_factory=dict)
    sums: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    columns: dict[str, Words] = Field(default_factory=dict)
    columns_alone: dict[str, Words] = Field(default_factory=dict)
    foot_heads: dict[str, Words] = Field(default_factory=dict)
    ignored_heads: Words = frozenset()
    ignored_rows: tuple[Pattern, ...] = ()

    @functools.cached_property
    def known_heads(self) -> tuple[str, ...]:
        """The heads over its figures."""
        groups = (self.heads, self.foot_heads, self.columns, self.columns_alone, *self.sides.values())
        return tuple(sorted({word for heads in groups for words in heads.values() for word in words}))


class Roles(StrictModel):
    """Heads of the columns that carry no amounts."""

    code: Words
    name: Words
    label: Words
    line_number: Words
    unit: Words


class Vocabulary(StrictModel):
    """Words that all sheets share."""

    not_modelled_titles: Words
    titles_of_halves: Words
    title_prefix_forbids: Words
    title_sentence_starts: Words
    names_of_the_whole: Words
    organisation_endings: Words
    own_suffixes: tuple[Pattern, ...]
    short_endings: dict[str, str]
    title_suffixes: tuple[Pattern, ...]
    titles_of_all_sheets: tuple[Pattern, ...]
    budget_titles: Words
    sections_after_sheets: Pattern
    note_starts: Words
    declares_empty: tuple[Pattern, ...]
    empty_instructions: tuple[Pattern, ...]
    roles: Roles
    total_labels: Words
    other_figure_heads: tuple[Pattern, ...]
    figure_heads: Words
    neutral_heads: Words


class Units(StrictModel):
    """The units of amounts, each a power of ten of 万元, and the words that tell them from the names of bodies."""

    powers_of_wan: dict[str, int]
    unit_labels: Words
    body_labels: Words
    body_endings: Words
    measures: Words


class Lines(StrictModel):
    """Row labels: key -> printed variants."""

    income: dict[str, Words]
    opening_balance_parts: dict[str, Words]
    expenditure: dict[str, Words]
    functional_classes: dict[str, tuple[str, ...]]
    economic_foot: dict[str, Words]
    ignored_labels: Words
    closing_balance_parts: Words


class Layouts(StrictModel):
    """All layouts, with indexes from printed words to keys."""

    sheets: dict[str, SheetLayout]
    vocabulary: Vocabulary
    lines: Lines
    units: Units

    @functools.cached_property
    def titles(self) -> dict[str, str]:
        """Sheet id by printed title."""
        return {title: sheet_id for sheet_id, sheet in self.sheets.items() for title in sheet.titles}

    def single_heads(self, sheet_id: str) -> frozenset[str]:
        """The heads of a sheet, also those that only stand over or under others."""
        heads = (*self.sheets[sheet_id].known_heads, *self.vocabulary.neutral_heads, *self.vocabulary.roles.label)
        return frozenset(word for head in heads for word in head.split("/"))

    @functools.cached_property
    def income_lines(self) -> dict[str, str]:
        """Row key by printed label of income lines."""
        return by_word(self.lines.income)

    @functools.cached_property
    def opening_balance_parts(self) -> dict[str, str]:
        """Row key by printed label of the parts of the opening balance."""
        return by_word(self.lines.opening_balance_parts)

    @functools.cached_property
    def expenditure_lines(self) -> dict[str, str]:
        """Row key by printed label of expenditure lines, functional classes included."""
        classes = {
            compact(name): f"expenditure.{code}"
            for code, names in self.lines.functional_classes.items()
            for name in names
        }
        return classes | by_word(self.lines.expenditure)

    @functools.cached_property
    def summary_rows(self) -> tuple[str, ...]:
        """The row keys of the summaries from top to bottom, the income side first."""
        parts = {"income.opening_balance": tuple(self.lines.opening_balance_parts)}
        income = (row for line in self.lines.income for row in (line, *parts.get(line, ())))
        classes = (f"expenditure.{code}" for code in self.lines.functional_classes)
        return (*income, *classes, *self.lines.expenditure)

    @functools.cached_property
    def economic_foot(self) -> dict[str, str]:
        """Row key by printed label of the foot lines of the economic sheet."""
        return by_word(self.lines.economic_foot)

    @functools.cached_property
    def telling_words(self) -> frozenset[str]:
        """Labels and heads of the sheets without codes that hardly occur anywhere else."""
        items = (
            self.sheets[sheet_id].heads for sheet_id, sheet in self.sheets.items() if sheet.shape is Shape.ITEMS_ACROSS
        )
        return (
            frozenset(self.income_lines)
            | frozenset(self.expenditure_lines)
            | frozenset(word for heads in items for words in heads.values() for word in words)
            - frozenset({"合计", "小计", "总计"})
        )


def by_word(meanings: dict[str, Words]) -> dict[str, str]:
    """Return the key of each printed word."""
    return {word: key for key, words in meanings.items() for word in words}


@functools.cache
def load_layouts(folder: Path = FOLDER) -> Layouts:
    """Return the validated layouts. Raises pydantic.ValidationError on unknown keys."""
    content = {name: read_yaml(folder / f"{name}.yml").content for name in ("sheets", "vocabulary", "lines", "units")}
    return Layouts.model_validate(content)
