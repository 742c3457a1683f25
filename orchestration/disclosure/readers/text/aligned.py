"""Parse tables aligned in plain text: cells between bars below each other, or fields separated by blanks.

Positions are columns of a fixed-width screen, on which a Chinese character takes two.
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


def parse_boxed_cells(rows: Sequence[tuple[int, str]]) -> tuple[TableCell, ...] | None:
    """Return the cells of rows (numbered lines) between bars, with their column spans.

    None where the bars of the rows are not aligned, or all rows have the same number of bars and so no spans.
    """
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


def split_spaced_runs(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[bool, list[tuple[int, str]]]]:
    """Split lines into runs; True marks one that may be a table, with several fields per line.

    A wrapped name may stand alone between two such lines.
    """
    wide = [len(_fields(line)) > 1 for _, line in lines]
    for at, (_, line) in enumerate(lines):
        between = 0 < at < len(lines) - 1 and wide[at - 1] and wide[at + 1]
        wide[at] = wide[at] or (between and len(line.strip()) <= _MAX_WRAPPED_LENGTH)
    for is_wide, run in groupby(zip(wide, lines, strict=True), key=lambda pair: pair[0]):
        yield is_wide, [line for _, line in run]


def parse_spaced_cells(rows: Sequence[tuple[int, str]]) -> tuple[TableCell, ...] | None:
    """Return the cells of rows whose fields are separated by blanks.

    None where fewer than two rows have figures, or where two fields of a row share one column.
    """
    fields = [_fields(line) for _, line in rows]
    with_figures = [line for line in fields if any(_FIGURE.fullmatch(field.text) for field in line)]
    if len(with_figures) < _MIN_ROWS_WITH_FIGURES:
        return None
    columns = _columns(with_figures)
    placed = [(_assign_columns(line, columns), line) for line in fields]
    outside_columns = [field for spans, line in placed for span, field in zip(spans, line, strict=True) if span is None]
    columns = sorted([*columns, *_columns([[field] for field in outside_columns])])
    cells = []
    for (row_no, _), line in zip(rows, fields, strict=True):
        spans = _assign_columns(line, columns)
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
    """Return the merged screen columns that the fields cover."""
    columns: list[tuple[int, int]] = []
    for start, end in sorted((field.start, field.end) for line in lines for field in line):
        if columns and start < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], end))
        else:
            columns.append((start, end))
    return columns


def _assign_columns(line: Sequence[_Field], columns: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """Return the first and the end column of every field; None for a field outside all columns."""
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
    """Yield every character with its first and end screen column."""
    at = 0
    for character in line:
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        yield at, at + width, character
        at += width
