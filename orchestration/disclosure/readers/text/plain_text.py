"""Plain text, Markdown and CSV: lines, and the tables that tabs, pipes, drawn boxes, blanks or commas still show.

A conversion to text keeps the fields of a row but loses merged cells and blank ones, so that what follows shifts: a
table made of tabs is `ragged`. Rows of Markdown and CSV keep their columns. Neither knows spans.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import Enum, auto
from itertools import groupby
from typing import TypeAlias

from orchestration.disclosure.model import Block, Line, Place, ProblemKind, Table, TableCell
from orchestration.disclosure.readers.content import MAX_TABLE_CELLS, Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.detect import csv_delimiter, decode_text
from orchestration.disclosure.readers.text.aligned import boxed_cells, spaced_cells, spaced_runs
from orchestration.disclosure.readers.web.html import blocks_of_markup

Row: TypeAlias = tuple[int, list[str]]
"""The number of a line in the file, from 1, and its fields."""

_BOLD = re.compile(r"\*\*(?=\S)((?:[^*\n]|\n(?!\s*\n)|\*(?!\*))+?)(?<=\S)\*\*")
_MARKERS = re.compile(r"(?:#{1,6}\s+|>\s+|[-*+]\s+(?!\d+\s*[-*+]?$))+")
_RULE = re.compile(r"[-*_=]{3,}|`{3}.*")
_PIPE = re.compile(r"(?<!\\)\|")
_SEPARATOR = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)*\s*:?-{2,}:?\s*\|?")
_BARS = str.maketrans(dict.fromkeys("│┃║┆┊｜", "|"))
_BOX_RULE = re.compile(r"^[ \t]*([─-╿][─-╿ \t|]*|\+[-=+]+\+)[ \t]*$", re.MULTILINE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TABLE_START = re.compile(r"<table[\s>]", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)


def read_text(raw: RawFile) -> Content:
    """The blocks of a text file; the `row_no` of lines and cells is the line of the file, pages are unknown.

    Tables in HTML that a conversion to Markdown left as they were count their own rows.
    Raises UnreadableFile for text in no sound encoding and for absurd tables.
    """
    text = _without_box_rules(decode_text(raw.data).replace("\r\n", "\n").replace("\r", "\n"))
    delimiter = csv_delimiter(text)
    return Content(blocks=tuple(_numbered(_csv_blocks(text, delimiter) if delimiter else _text_blocks(text))))


def _without_box_rules(text: str) -> str:
    """A box drawn with characters of its own, as one of bars and dashes."""
    barred = text.translate(_BARS)
    return _BOX_RULE.sub(lambda rule: "|" + "-" * max(len(rule[1]) - 2, 2) + "|", barred)


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    tables = 0
    for block in blocks:
        if isinstance(block, Table):
            tables += 1
            yield replace(block, table_no=tables)
        else:
            yield block


def _table(rows: list[Row], ragged: bool) -> Iterator[Table]:
    """The table of these rows, still without its number; none where every field is blank."""
    cells = tuple(
        TableCell(text, row_no, column_no)
        for row_no, fields in rows
        for column_no, field in enumerate(fields, start=1)
        if (text := field.strip())
    )
    if len(cells) > MAX_TABLE_CELLS:
        raise UnreadableFile(
            ProblemKind.TOO_LARGE,
            f"the table in line {rows[0][0]} has more than {MAX_TABLE_CELLS} cells",
            "check where the file comes from; a disclosure is far smaller",
        )
    if cells:
        yield Table(0, cells, max(len(fields) for _, fields in rows), ragged=ragged, spans_known=False)


def _csv_blocks(text: str, delimiter: str) -> Iterator[Block]:
    for is_table, rows in groupby(_records(text, delimiter), key=lambda row: len(row[1]) > 1):
        if is_table:
            yield from _table(list(rows), ragged=False)
        else:
            yield from _lines((row_no, fields[0]) for row_no, fields in rows)


def _records(text: str, delimiter: str) -> Iterator[Row]:
    """The records of a CSV file that are not empty, each with the line where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    row_no = 1
    try:
        for fields in reader:
            if fields:
                yield row_no, fields
            row_no = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            ProblemKind.DAMAGED_FILE, f"the CSV breaks off near line {row_no} ({error})", "export the file again"
        ) from error


# Text and Markdown ---------------------------------------------------------------------------------------------------


class _Shape(Enum):
    """What a line of text looks like."""

    PROSE = auto()
    TABBED = auto()
    PIPED = auto()
    BLANK = auto()


def _text_blocks(text: str) -> Iterator[Block]:
    position = 0
    for start, end in _embedded_tables(text):
        yield from _plain_blocks(text, position, start)
        yield from blocks_of_markup(text[start:end])
        position = end
    yield from _plain_blocks(text, position, len(text))


def _embedded_tables(text: str) -> Iterator[tuple[int, int]]:
    start = _TABLE_START.search(text)
    while start and (end := _TABLE_END.search(text, start.end())):
        yield start.start(), end.end()
        start = _TABLE_START.search(text, end.end())


def _plain_blocks(text: str, start: int, end: int) -> Iterator[Block]:
    first = 1 + text.count("\n", 0, start)
    lines = enumerate(_BOLD.sub(r"\1", text[start:end]).split("\n"), start=first)
    for shape, run in groupby(_shaped(lines), key=lambda shaped: shaped[0]):
        yield from _run_blocks(shape, [line for _, line in run])


def _shaped(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[_Shape, tuple[int, str]]]:
    """Every line with its shape; a blank one only where it ends something: a tabbed table goes on after it."""
    before = _Shape.BLANK
    for row_no, line in lines:
        shape = _shape(line)
        if shape is not _Shape.BLANK or before is _Shape.PIPED:
            yield shape, (row_no, line)
            before = shape


def _shape(line: str) -> _Shape:
    if "\t" in line:
        return _Shape.TABBED
    if not line.strip():
        return _Shape.BLANK
    return _Shape.PIPED if "|" in line else _Shape.PROSE


def _run_blocks(shape: _Shape, run: list[tuple[int, str]]) -> Iterator[Block]:
    """The blocks of consecutive lines of one shape: tabs that only indent and pipes that only divide make no table."""
    if shape is _Shape.TABBED:
        rows = [(row_no, line.split("\t")) for row_no, line in run]
        if any(sum(bool(field.strip()) for field in fields) > 1 for _, fields in rows):
            yield from _table(rows, ragged=True)
            return
    if shape is _Shape.PROSE:
        yield from _spaced_blocks(run)
        return
    if shape is _Shape.PIPED:
        separators = {row_no for row_no, line in run if _SEPARATOR.fullmatch(line.strip())}
        if separators or all(line.lstrip().startswith("|") for _, line in run):
            boxed = boxed_cells([(row_no, line) for row_no, line in run if row_no not in separators])
            if boxed is not None:
                yield _table_of(boxed)
                return
            rows = [(row_no, _pipe_fields(line)) for row_no, line in run if row_no not in separators]
            yield from _table(rows, ragged=False)
            return
    yield from _lines(run)


def _spaced_blocks(run: list[tuple[int, str]]) -> Iterator[Block]:
    for is_wide, rows in spaced_runs(run):
        cells = spaced_cells(rows) if is_wide else None
        if cells is None:
            yield from _lines(rows)
        else:
            yield _table_of(cells)


def _table_of(cells: tuple[TableCell, ...]) -> Table:
    return Table(0, cells, max(cell.column_no + cell.column_span - 1 for cell in cells), spans_known=False)


def _pipe_fields(line: str) -> list[str]:
    fields = _PIPE.split(line.strip())
    inner = fields[1 if not fields[0] else 0 : -1 if not fields[-1] else None]
    return [_BREAK.sub("\n", field).replace("\\|", "|") for field in inner]


def _lines(lines: Iterable[tuple[int, str]]) -> Iterator[Line]:
    for row_no, line in lines:
        text = _MARKERS.sub("", line.strip(), count=1) if _MARKERS.match(line.strip()) else line.strip()
        if text and not _RULE.fullmatch(text):
            yield Line(text, Place(row_no=row_no))
