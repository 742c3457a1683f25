"""Parse tables aligned in plain text: cells between bars below each other, or fields separated by blanks.

Positions are columns of a fixed-width screen, on which a Chinese character takes two.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from orchestration.disclosure.messages.message import fragment
from orchestration.disclosure.model import TableCell
from orchestration.disclosure.readers.content import MAX_TABLE_CELLS, too_many_cells

_BAR = "|"
_GAP_COLUMNS = 2
_BLANK = re.compile(r"\s")
_GAP = re.compile(r"\s\s|\u3000")
"""Blanks that take as many columns as a gap, in a line without outer blanks."""

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
    order = {edge: at for at, edge in enumerate(edges)}
    if len(edges) < 2 or any(place not in order for places in bars for place in places):
        return None
    if all(len(places) == len(edges) for places in bars):
        return None
    cells = []
    for (row_no, line), places in zip(rows, bars, strict=True):
        texts = line.strip().strip(_BAR).split(_BAR)
        if len(texts) != len(places) - 1:
            return None
        for text, left, right in zip(texts, places, places[1:], strict=False):
            first, last = order[left], order[right]
            if text.strip():
                cells.append(TableCell(text.strip(), row_no, first + 1, column_span=last - first))
    return tuple(cells)


def split_spaced_runs(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[bool, list[tuple[int, str]]]]:
    """Split lines into runs; True marks one that may be a table, with several fields per line.

    A wrapped name may stand alone between two such lines.
    """
    wide = [_GAP.search(line.strip()) is not None for _, line in lines]
    for at, (_, line) in enumerate(lines):
        between = 0 < at < len(lines) - 1 and wide[at - 1] and wide[at + 1]
        wide[at] = wide[at] or (between and len(line.strip()) <= _MAX_WRAPPED_LENGTH)
    for is_wide, run in groupby(zip(wide, lines, strict=True), key=lambda pair: pair[0]):
        yield is_wide, [line for _, line in run]


def parse_spaced_cells(rows: Sequence[tuple[int, str]]) -> tuple[TableCell, ...] | None:
    """Return the cells of rows whose fields are separated by blanks.

    None where fewer than two rows have figures, or where two fields of a row share one column. Raises UnreadableFile
    for more than `MAX_TABLE_CELLS` fields.
    """
    fields: list[list[_Field]] = []
    count = 0
    for row_no, text in rows:
        fields.append(_fields(text))
        count += len(fields[-1])
        if count > MAX_TABLE_CELLS:
            raise too_many_cells(fragment("files.table_in_line", line=row_no))
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
        # columns stand apart and in order
        first = bisect_right(columns, field.start, key=itemgetter(1))
        behind = bisect_left(columns, field.end, key=itemgetter(0))
        spans.append((first, behind) if first < behind else None)
    return spans


def _fields(line: str) -> list[_Field]:
    if _GAP.search(line.strip()) is None:
        text = line.strip()
        start = _width(line[: line.index(text)]) if text else 0
        return [_Field(_BLANK.sub(" ", text), start, start + _width(text))] if text else []
    fields: list[_Field] = []
    begin, first, behind, last_end = -1, 0, 0, -_GAP_COLUMNS
    for at, (start, end, character) in enumerate(_characters(line)):
        if character.isspace():
            continue
        if begin >= 0 and start - last_end >= _GAP_COLUMNS:
            fields.append(_Field(_BLANK.sub(" ", line[begin:behind]), first, last_end))
            begin = -1
        if begin < 0:
            begin, first = at, start
        behind, last_end = at + 1, end
    if begin >= 0:
        fields.append(_Field(_BLANK.sub(" ", line[begin:behind]), first, last_end))
    return fields


def _width(text: str) -> int:
    return sum(end - start for start, end, _ in _characters(text))


def _characters(line: str) -> Iterator[tuple[int, int, str]]:
    """Yield every character with its first and end screen column."""
    at = 0
    for character in line:
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        yield at, at + width, character
        at += width
