"""Read plain text, Markdown and CSV: lines, and tables made of tabs, pipes, drawn boxes, blanks or commas.

A conversion to text keeps the fields of a row but loses merged and blank cells, so that later fields shift: a table
made of tabs is `ragged`. Rows of Markdown and CSV keep their columns. Neither has spans.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum, auto
from itertools import groupby, islice
from typing import TypeAlias

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import fragment, message
from orchestration.disclosure.model import Block, Line, Place, Table, TableCell
from orchestration.disclosure.readers.content import MAX_TABLE_CELLS, Content, RawFile, UnreadableFile, too_many_cells
from orchestration.disclosure.readers.detect import csv_delimiter, decode_text, plain_fields
from orchestration.disclosure.readers.text.aligned import parse_boxed_cells, parse_spaced_cells, split_spaced_runs
from orchestration.disclosure.readers.text.markup import printed_markdown

Row: TypeAlias = tuple[int, list[str]]
"""The number of a line in the file, from 1, and its fields."""

_BOLD = re.compile(r"\*\*(?=\S)((?:[^*\n]|\n(?!\s*\n)|\*(?!\*))+?)(?<=\S)\*\*")
_MARKERS = re.compile(r"(?:#{1,6}\s+|>\s+|[-*+]\s+(?!\d+\s*[-*+]?$))+")
_RULE = re.compile(r"[-*_=]{3,}|`{3}.*")
_PIPE = re.compile(r"(?<!\\)\|")
_SEPARATOR = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)*\s*:?-{2,}:?\s*\|?")
_BARS = str.maketrans(dict.fromkeys("│┃║┆┊｜", "|"))
_BOX_RULE = re.compile(r"^[ \t]*([─-╿][─-╿ \t|]*+|\+[-=+]+\+[ \t]*+)$", re.MULTILINE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_QUOTED = re.compile(r'=?"((?:[^"]|"")*+)"')
_FIELD_OF_LINES = re.compile(r'(?<=\t)"(?:[^"\t]|"")*+"(?=[\t\n]|$)|^"(?:[^"\t]|"")*+"(?=\t)', re.MULTILINE)
_LINE_IN_FIELD = "\x0b"
_APOSTROPHE = re.compile(r"'[-+(]?\d")
_MOST_EMBEDDED_TABLES = 10_000
_TABLE_START = re.compile(r"<table[\s>]", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)


def read_text(raw: RawFile) -> Content:
    """Return the blocks of a text file; `row_no` is the line of the file, pages are unknown.

    HTML tables inside Markdown count their own rows. Raises UnreadableFile for text in no known encoding and for tables
    with more than `MAX_TABLE_CELLS` cells.
    """
    text = _without_box_rules(decode_text(raw.data).replace("\r\n", "\n").replace("\r", "\n"))
    delimiter = csv_delimiter(text)
    if delimiter is None and '"' in text and "\t" in text:
        text = _FIELD_OF_LINES.sub(lambda field: field[0].replace("\n", _LINE_IN_FIELD), text)
    return Content(blocks=tuple(_numbered(_csv_blocks(text, delimiter) if delimiter else _text_blocks(text))))


def _without_box_rules(text: str) -> str:
    """Replace box-drawing characters by bars and dashes."""
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
    """Yield the table of these rows, not yet numbered; nothing where every field is blank."""
    filled = (
        TableCell(text, row_no, column_no)
        for row_no, fields in rows
        for column_no, field in enumerate(fields, start=1)
        if (text := _unwrap(field.strip()).replace(_LINE_IN_FIELD, "\n"))
    )
    cells = tuple(islice(filled, MAX_TABLE_CELLS + 1))
    if len(cells) > MAX_TABLE_CELLS:
        raise too_many_cells(fragment("files.table_in_line", line=rows[0][0]))
    if cells:
        columns = max(len(fields) for _, fields in rows)
        blank_rows = frozenset(row_no for row_no, fields in rows if ragged and _shows_blanks(fields, columns))
        yield Table(0, cells, columns, ragged=ragged, spans_known=False, blank_rows=blank_rows)


def _shows_blanks(fields: Sequence[str], columns: int) -> bool:
    """Whether a row shows its blank cells: between others, several behind the last, or up to the width of the table."""
    filled = [bool(field.strip()) for field in fields]
    last = _last(filled)
    return not all(filled) and (len(fields) in (columns, *range(last + 3, columns)) or not all(filled[: last + 1]))


def _last(filled: Sequence[bool]) -> int:
    return max((at for at, is_filled in enumerate(filled) if is_filled), default=0)


def _unwrap(field: str) -> str:
    """Return a field without what only keeps a spreadsheet program from changing it: ="212", '212; and without quotes
    that are left of a field of its own."""
    if not field.startswith(("=", "'", "‘", "’", '"')):
        return field
    quoted = _QUOTED.fullmatch(field)
    if quoted is not None:
        inner = quoted[1].replace('""', '"').strip()
        return _unwrap(inner) if inner.startswith("=") else inner
    return field[1:] if _APOSTROPHE.match(field) else field


def _csv_blocks(text: str, delimiter: str) -> Iterator[Block]:
    for is_table, rows in groupby(_records(text, delimiter), key=lambda row: len(row[1]) > 1):
        if is_table:
            yield from _table(list(rows), ragged=False)
        else:
            yield from _lines((row_no, fields[0]) for row_no, fields in rows)


def _records(text: str, delimiter: str) -> Iterator[Row]:
    """Yield the non-empty records of a CSV file, each with the line where it begins."""
    reader = csv.reader(io.StringIO(plain_fields(text), newline=""), delimiter=delimiter)
    row_no = 1
    try:
        for fields in reader:
            if fields:
                yield row_no, fields
            row_no = reader.line_num + 1
    except csv.Error as error:
        told = message("files.csv_broken", line=row_no, error=str(error))
        raise UnreadableFile(ProblemKind.DAMAGED_FILE, told) from error


# Text and Markdown ---------------------------------------------------------------------------------------------------


class _Shape(Enum):
    """The shape of a line of text."""

    PROSE = auto()
    TABBED = auto()
    PIPED = auto()
    BLANK = auto()


def _text_blocks(text: str) -> Iterator[Block]:
    position, row_no = 0, 1
    for number, (start, end) in enumerate(_embedded_tables(text)):
        if number >= _MOST_EMBEDDED_TABLES:
            raise _too_many_tables()
        yield from _plain_blocks(text[position:start], row_no)
        # hardly a text has tables of HTML in it, and none is worth lxml where it has not
        from orchestration.disclosure.readers.web.html import parse_markup

        yield from parse_markup(text[start:end])
        row_no += text.count("\n", position, end)
        position = end
    yield from _plain_blocks(text[position:], row_no)


def _too_many_tables() -> UnreadableFile:
    return UnreadableFile(ProblemKind.TOO_LARGE, message("files.too_many_tables", limit=_MOST_EMBEDDED_TABLES))


def _embedded_tables(text: str) -> Iterator[tuple[int, int]]:
    start = _TABLE_START.search(text)
    while start and (end := _TABLE_END.search(text, start.end())):
        yield start.start(), end.end()
        start = _TABLE_START.search(text, end.end())


def _plain_blocks(text: str, row_no: int) -> Iterator[Block]:
    lines = enumerate(_BOLD.sub(r"\1", printed_markdown(text)).split("\n"), start=row_no)
    for shape, run in groupby(_classify_lines(lines), key=lambda shaped: shaped[0]):
        yield from _run_blocks(shape, [line for _, line in run])


def _classify_lines(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[_Shape, tuple[int, str]]]:
    """Yield every line with its shape; a blank line only after a piped one, for a tabbed table continues after it."""
    before = _Shape.BLANK
    for row_no, line in lines:
        shape = _classify(line)
        if shape is not _Shape.BLANK or before is _Shape.PIPED:
            yield shape, (row_no, line)
            before = shape


def _classify(line: str) -> _Shape:
    if "\t" in line:
        return _Shape.TABBED
    if not line.strip():
        return _Shape.BLANK
    return _Shape.PIPED if "|" in line else _Shape.PROSE


def _run_blocks(shape: _Shape, run: list[tuple[int, str]]) -> Iterator[Block]:
    """Yield the blocks of a run of one shape; tabs that only indent and pipes that only divide make no table."""
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
            boxed = parse_boxed_cells([(row_no, line) for row_no, line in run if row_no not in separators])
            if boxed is not None:
                yield _table_of(boxed)
                return
            rows = [(row_no, _pipe_fields(line)) for row_no, line in run if row_no not in separators]
            yield from _table(rows, ragged=False)
            return
    yield from _lines(run)


def _spaced_blocks(run: list[tuple[int, str]]) -> Iterator[Block]:
    for is_wide, rows in split_spaced_runs(run):
        cells = parse_spaced_cells(rows) if is_wide else None
        if cells is None:
            yield from _lines(rows)
        else:
            yield _table_of(cells)


def _table_of(cells: tuple[TableCell, ...]) -> Table:
    if len(cells) > MAX_TABLE_CELLS:
        raise too_many_cells(fragment("files.table_in_line", line=cells[0].row_no))
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
