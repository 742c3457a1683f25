"""Split visual lines into chunks and strips, the building blocks of tables without vertical rules."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from orchestration.disclosure.readers.fixed_layout.page.drawing import Stroke
from orchestration.disclosure.readers.fixed_layout.page.figures import is_figure, is_number
from orchestration.disclosure.readers.fixed_layout.page.words import Word, line_text

_COLUMN_GAP = 1.0
_FIGURE_GAP = 0.2
"""The least gap in font sizes between columns: between any words, and between two figures side by side."""

_LEADER = re.compile(r"[.．·…⋯‥]{4}|…{2}|_{4}")
"""Dot leaders before the page number in a table of contents."""

_DASHES = frozenset("-－—–")

LONG_RULE = 0.8
"""The least length of a table's rule, as a share of the longest rule of the page."""


class Chunk(NamedTuple):
    """Words of one visual line without a column gap between them."""

    text: str
    x0: float
    x1: float
    words: tuple[Word, ...]


class Row(NamedTuple):
    """One visual line in chunks."""

    line: list[Word]
    chunks: tuple[Chunk, ...]
    numbers: tuple[Chunk, ...]

    @property
    def baseline(self) -> float:
        """The distance of the baseline from the top of the page, in points."""
        return self.line[0].baseline

    @property
    def size(self) -> float:
        """The largest font size of the line, in points."""
        return max(word.size for word in self.line)

    @property
    def has_number(self) -> bool:
        """Whether a word is a number, or a dash for a blank amount; printed column numbers (1 2 3 …) are heads."""
        if any(word.text in _DASHES for word in self.line):
            return True
        numbers = [word.text for word in self.line if is_number(word.text)]
        return bool(numbers) and (len(numbers) < 2 or numbers != [str(at + 1) for at in range(len(numbers))])

    @property
    def is_figured(self) -> bool:
        """Whether the line looks like a table row: a number and something beside it, without dot leaders."""
        return (
            len(self.chunks) > 1 and bool(self.numbers) and not any(_LEADER.search(chunk.text) for chunk in self.chunks)
        )


Strip = list[Row]
"""The lines between two rules, or one line."""


def make_row(line: list[Word]) -> Row:
    """Return a visual line split into chunks that may belong to different columns."""
    chunks = tuple(split_chunks(line))
    return Row(line, chunks, tuple(chunk for chunk in chunks if is_number(chunk.text)))


def split_chunks(line: Sequence[Word]) -> list[Chunk]:
    """Split a visual line into chunks that may belong to different columns."""
    parts: list[list[Word]] = [[line[0]]]
    for word in line[1:]:
        before = parts[-1][-1]
        figures = is_figure(before.text) and is_figure(word.text)
        if word.x0 - before.x1 > (_FIGURE_GAP if figures else _COLUMN_GAP) * max(before.size, word.size):
            parts.append([word])
        else:
            parts[-1].append(word)
    return [make_chunk(part) for part in parts]


def make_chunk(words: Sequence[Word]) -> Chunk:
    """Return words of one line as one chunk."""
    return Chunk(line_text(words), words[0].x0, max(word.x1 for word in words), tuple(words))


def long_rules(rules: Sequence[Stroke]) -> list[Stroke]:
    """Return the rules of at least `LONG_RULE` of the longest length, from top to bottom."""
    longest = max((rule.x1 - rule.x0 for rule in rules), default=0.0)
    return sorted((rule for rule in rules if rule.x1 - rule.x0 >= LONG_RULE * longest), key=lambda rule: rule.top)


def strips_between(rows: Sequence[Row], rules: Iterable[Stroke]) -> list[Strip]:
    """Split the lines of a table where a rule lies between them."""
    levels = [rule.top for rule in rules]
    return [list(strip) for _, strip in groupby(rows, lambda row: sum(level < row.baseline for level in levels))]


def words_of_strip(strip: Iterable[Row]) -> list[Word]:
    """Return all words of the lines."""
    return [word for row in strip for word in row.line]
