"""Tables drawn in plain text: cells between bars that stand below each other, or fields that blanks keep apart.

What counts is where a character stands on a screen of fixed width, on which a Chinese character takes two columns.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from orchestration.disclosure.model import TableCell

_BAR = "|"
_GAP_COLUMNS = 2
_FIGURE = re.compile(r"[-(]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+\)?")
_MIN_ROWS_WITH_FIGURES = 2
_MAX_WRAPPED_LENGTH = 24


@dataclass(frozen=True, slots=True)
class _Field:
    """A piece of a line, and the columns of the screen from `start` up to `end` that it takes."""

    text: str
    start: int
    end: int


def boxed_cells(rows: Sequence[tuple[int, str]]) -> tuple[TableCell, ...] | None:
    """The cells of rows between bars, with the columns that they span; None where the bars do not stand below each
    other. `rows` are numbered lines."""
    bars = [[start for start, _, character in _characters(line) if character == _BAR] for _, line in rows]
    edges = max(bars, key=len, default=[])
    if len(edges) < 2 or any(not set(places) <= set(edges) for places in bars):
        return None
    if all(len(places) == len(edges) for places in bars):
        return None
    cells = []
    for (row_no, line), places in zip(rows, bars, strict=True):
        texts = line.strip().strip(_BAR).split(_BAR)
        if len(texts) != len(places) - 1:
            return None
        for text, left, right in zip(texts, places, places[1:], strict=False):
            first, last = edges.index(left), edges.index(right)
            if text.strip():
                cells.append(TableCell(text.strip(), row_no, first + 1, column_span=last - first))
    return tuple(cells)


def spaced_runs(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[bool, list[tuple[int, str]]]]:
    """The lines cut into runs that may be a table (several fields a line; a wrapped name may stand alone between two of
    them) and runs that are not."""
    wide = [len(_fields(line)) > 1 for _, line in lines]
    for at, (_, line) in enumerate(lines):
        between = 0 < at < len(lines) - 1 and wide[at - 1] and wide[at + 1]
        wide[at] = wide[at] or (between and len(line.strip()) <= _MAX_WRAPPED_LENGTH)
    for is_wide, run in groupby(zip(wide, lines, strict=True), key=lambda pair: pair[0]):
        yield is_wide, [line for _, line in run]


def spaced_cells(rows: Sequence[tuple[int, str]]) -> tuple[TableCell, ...] | None:
    """The cells of rows whose fields blanks keep apart; None where there are no figures, or where two fields of a row
    would fall into one column, so that nobody can tell the columns."""
    fields = [_fields(line) for _, line in rows]
    stating = [line for line in fields if any(_FIGURE.fullmatch(field.text) for field in line)]
    if len(stating) < _MIN_ROWS_WITH_FIGURES:
        return None
    columns = _columns(stating)
    placed = [(_spread(line, columns), line) for line in fields]
    orphans = [field for spans, line in placed for span, field in zip(spans, line, strict=True) if span is None]
    columns = sorted([*columns, *_columns([[field] for field in orphans])])
    cells = []
    for (row_no, _), line in zip(rows, fields, strict=True):
        spans = _spread(line, columns)
        starts = [span[0] for span in spans if span is not None]
        if len(set(starts)) < len(line):
            return None
        cells += [
            TableCell(field.text, row_no, span[0] + 1, column_span=span[1] - span[0])
            for span, field in zip(spans, line, strict=True)
            if span is not None
        ]
    return tuple(cells)


def _columns(lines: Sequence[Sequence[_Field]]) -> list[tuple[int, int]]:
    """The stretches of the screen that any of the fields takes."""
    columns: list[tuple[int, int]] = []
    for start, end in sorted((field.start, field.end) for line in lines for field in line):
        if columns and start < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], end))
        else:
            columns.append((start, end))
    return columns


def _spread(line: Sequence[_Field], columns: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """For every field the columns from and up to which it reaches; in order where each column has one."""
    if len(line) == len(columns):
        return [(at, at + 1) for at in range(len(line))]
    spans: list[tuple[int, int] | None] = []
    for field in line:
        under = [at for at, (start, end) in enumerate(columns) if start < field.end and field.start < end]
        spans.append((under[0], under[-1] + 1) if under else None)
    return spans


def _fields(line: str) -> list[_Field]:
    fields: list[_Field] = []
    for start, end, character in _characters(line):
        if character.isspace():
            continue
        if fields and start - fields[-1].end < _GAP_COLUMNS:
            last = fields[-1]
            fields[-1] = _Field(last.text + " " * (start - last.end) + character, last.start, end)
        else:
            fields.append(_Field(character, start, end))
    return fields


def _characters(line: str) -> Iterator[tuple[int, int, str]]:
    """Every character with the columns of the screen from and up to which it reaches."""
    at = 0
    for character in line:
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        yield at, at + width, character
        at += width
