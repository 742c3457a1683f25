"""CSV files of raw/ as people save them: UTF-8 with or without a mark, or GB 18030 as spreadsheets do in China.

A file that is none is refused with line and reason. What its fields mean belongs to who reads them.
"""

import csv
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from orchestration.disclosure.messages.message import Fragment, fragment
from orchestration.disclosure.text import without_commands

if TYPE_CHECKING:
    import _csv

Columns: TypeAlias = tuple[str, ...]

MAX_BYTES = 32 * 2**20
"""A registry of a hundred thousand departments has a fifth of it."""


class CsvRefused(ValueError):
    """A file is no CSV as expected; `told` names file, line where there is one, and reason."""

    def __init__(self, told: Fragment) -> None:
        super().__init__(told.text_en)
        self.told = told


@dataclass(frozen=True, slots=True)
class CsvFile:
    """The columns of a file and its rows, each with the number of its last line and one field for each column."""

    columns: Columns
    rows: tuple[tuple[int, dict[str, str]], ...]


def is_there(path: Path) -> bool:
    """Whether anything has the name, be it a folder or a link that leads nowhere."""
    return os.path.lexists(path)


def read_csv(
    path: Path, may_be_short: bool = False, wrong_with: Callable[[Columns], Fragment | None] = lambda _: None
) -> CsvFile:
    """Read a file with a line of heads, of which `wrong_with` says what is wrong, or nothing. Where rows
    `may_be_short`, the fields that they lack are empty.

    Raises CsvRefused.
    """
    text = _read_text(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = tuple(head.strip() for head in next(reader, []))
        if len(set(columns)) < len(columns):
            raise _refused(path, 1, fragment("lists.column_twice"))
        if wrong := wrong_with(columns):
            raise _refused(path, 1, wrong)
        return CsvFile(columns, tuple(_rows(path, reader, columns, may_be_short)))
    except csv.Error as error:
        raise _refused(path, reader.line_num, fragment("lists.broken_csv", error=str(error))) from error


def _rows(
    path: Path, reader: "_csv.Reader", columns: Columns, may_be_short: bool
) -> Iterator[tuple[int, dict[str, str]]]:
    for fields in reader:
        if not any(field.strip() for field in fields):
            continue
        missing = len(columns) - len(fields)
        if missing < 0 or (missing and not may_be_short):
            count = fragment("lists.field_count", expected=len(columns), found=len(fields))
            raise _refused(path, reader.line_num, count)
        values = (*(field.strip() for field in fields), *[""] * missing)
        yield reader.line_num, dict(zip(columns, values, strict=True))


def _read_text(path: Path) -> str:
    if not path.is_file():
        raise CsvRefused(in_file(path, fragment("lists.no_file")))
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise CsvRefused(in_file(path, fragment("lists.too_many_bytes", bytes=size, limit=MAX_BYTES)))
        data = path.read_bytes()
    except OSError as error:
        why = fragment("lists.cannot_open", error=error.strerror or str(error))
        raise CsvRefused(in_file(path, why)) from error
    text = _decode(path, data)
    for number, line in enumerate(text.split("\n"), start=1):
        if without_commands(line) != line:
            raise _refused(path, number, fragment("lists.control_characters"))
    return text


def _decode(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        raise _refused(path, line, fragment("lists.unknown_encoding")) from None


def in_file(path: Path, reason: Fragment) -> Fragment:
    """What is wrong with a file as a whole."""
    return fragment("lists.in_file", file=path.name, reason=reason)


def in_line(path: Path, line: int, reason: Fragment) -> Fragment:
    """What is wrong with a line of a file."""
    return fragment("lists.in_line", file=path.name, line=line, reason=reason)


def _refused(path: Path, line: int, reason: Fragment) -> CsvRefused:
    return CsvRefused(in_line(path, line, reason))
