"""Reads owners and notes from the copy that a clerk gives back: sorted, filtered, with columns moved or added and rows
deleted. What becomes of them belongs to `reviews`."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook  # type: ignore[import-untyped]

from orchestration.reports.render import WORKBOOK
from orchestration.reports.reviews import FindingKey, Review
from orchestration.reports.workbook.columns import KEY, NOTE, OWNER

MOST_ROWS_ABOVE = 20
"""Rows that a clerk may have put above the headings."""


MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 100_000, 60, 200 * 1024**2
"""What a copy may hold: a list of findings is far smaller, and a file that is larger would fill the memory."""


class CopyRefused(ValueError):
    """A file that is no list of findings; the message names file, place, reason and remedy."""


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row of the copy on which something may be noted; `review` is None where its key was lost."""

    row_no: int
    review: Review | None


def read_returned(path: Path) -> tuple[ReturnedRow, ...]:
    """The rows of a copy that have a key, or have lost it and say something. Raises CopyRefused."""
    for sheet in _sheets(path):
        headings = _find_headings(sheet)
        if headings is not None:
            top, places = headings
            return tuple(_rows(sheet, top, places))
    raise CopyRefused(
        f"{path.name}: the first {MOST_ROWS_ABOVE} rows of no sheet hold the headings {OWNER}, {NOTE} and {KEY}; "
        f"give back a copy of the published {WORKBOOK}, its hidden last column included"
    )


def _sheets(path: Path) -> Iterator[Sequence[Sequence[Any]]]:
    """The sheets of a file as rows of values, none of them larger than a list of findings may be."""
    try:
        with zipfile.ZipFile(path) as archive:
            is_too_large = sum(part.file_size for part in archive.infolist()) > MOST_BYTES
        book = None if is_too_large else load_workbook(path, data_only=True, read_only=True)
        sheets = [_bounded(sheet) for sheet in book.worksheets] if book is not None else []
    # what the library raises for a damaged file is of many kinds, and named nowhere
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CopyRefused(f"{path.name}: it cannot be read as a workbook ({reason}); save it as .xlsx") from error
    if is_too_large or any(len(sheet) > MOST_ROWS for sheet in sheets):
        raise CopyRefused(
            f"{path.name}: it holds more than {MOST_ROWS:,} rows or {MOST_BYTES // 1024**2} MB; "
            "delete what stands beside the list and save it again"
        )
    yield from sheets


def _bounded(sheet: Any) -> Sequence[Sequence[Any]]:
    return tuple(islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), MOST_ROWS + 1))


def _find_headings(sheet: Sequence[Sequence[Any]]) -> tuple[int, Mapping[str, int]] | None:
    """The index of the row with the headings, and where each of them stands."""
    for index, row in enumerate(sheet[:MOST_ROWS_ABOVE]):
        words = [_text(value) for value in row]
        if all(heading in words for heading in (OWNER, NOTE, KEY)):
            return index, {heading: words.index(heading) for heading in (OWNER, NOTE, KEY)}
    return None


def _rows(sheet: Sequence[Sequence[Any]], top: int, places: Mapping[str, int]) -> Iterator[ReturnedRow]:
    for row_no, row in enumerate(sheet[top + 1 :], start=top + 2):
        owner, note, text = (_text(_value(row, places[heading])) for heading in (OWNER, NOTE, KEY))
        key = FindingKey.parse(text)
        if key is not None:
            yield ReturnedRow(row_no, Review(**key._asdict(), owner=owner, note=note))
        elif owner or note:
            yield ReturnedRow(row_no, None)


def _value(row: Sequence[Any], column: int) -> object:
    """The value of a row that may end before the column."""
    return row[column] if column < len(row) else None


def _text(value: object) -> str:
    """A cell as it is read on the screen, as far as that matters to a name or a note."""
    if isinstance(value, datetime) and value.time() == time.min:
        return str(value.date())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
