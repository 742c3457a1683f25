"""A document as a run of entries: each line, each row of a table that holds one text, and once, however many rows it
has, what is no text at all. Which entries begin a part belongs to `recognition`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from orchestration.disclosure.model import Document, Line, OpaqueBlock, Place, Table, TableCell
from orchestration.disclosure.resolution.segments import cell_place, table_rows
from orchestration.disclosure.text import compact, with_arabic_years

MAX_TITLE_LENGTH = 40
MAX_LISTED_LENGTH = 70
"""Characters of an entry in a table of contents."""


class Level(IntEnum):
    """How deep a heading stands, by the manner of its number; a heading without one, and a worksheet, stand highest."""

    DIVISION = 0
    CHAPTER = 1
    SECTION = 2
    ITEM = 3


_ORDINALS = (
    (Level.DIVISION, re.compile(r"第([一二三四五六七八九十]{1,3})(?:部分|章)[:、]?")),
    (Level.CHAPTER, re.compile(r"([一二三四五六七八九十]{1,3})[、.,:](?=.)")),
    (Level.SECTION, re.compile(r"\(([一二三四五六七八九十]{1,3})\)[、.]?")),
    (Level.ITEM, re.compile(r"\(?(\d{1,2})[、.)](?!\d)")),
)
_NOT_IN_TITLES = re.compile(r"[。;,!?]|\d万?元|\d%")
_REMARK = re.compile(r"(?<=[^\W\d])\([^()]{0,40}\)?$")
"""In parentheses at the end of a heading, and perhaps broken off at the end of its line."""
_RUN_IN = re.compile(r"[:。]")
_NOISE = re.compile(r"[-—–·第]{0,3}\d{0,4}[-—–·页]{0,3}")
_LEADERS = ".…·‥⋯。_-—\t "
_DIGITS = "0123456789０１２３４５６７８９"
_MOST_PAGE_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a document, made comparable. `level` is None where it has no number; `title` is what stands behind the
    number, before the text that follows in the same line (`runs_on`) or the number of a page (`is_listed`).

    `is_grid` says that it is no line: several cells side by side, or a picture."""

    words: str
    place: Place
    level: Level | None = None
    ordinal: str = ""
    title: str = ""
    runs_on: bool = False
    is_listed: bool = False
    is_grid: bool = False
    is_sheet_name: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether it may be a heading: numbered, short and without inner punctuation."""
        return self.level is not None and bool(self.title)

    @property
    def is_sentence(self) -> bool:
        """Whether it cannot stand in a table of contents."""
        return "。" in self.words or len(self.words) > MAX_LISTED_LENGTH


def outline(document: Document) -> tuple[Entry, ...]:
    """The entries in reading order, page numbers left out."""
    entries = (entry for block in document.blocks for entry in _entries(block))
    return tuple(entry for entry in entries if entry.is_grid or not _NOISE.fullmatch(entry.words))


def _entries(block: Line | Table | OpaqueBlock) -> Iterator[Entry]:
    match block:
        case Line():
            for text in block.text.split("\n"):
                yield entry_of(text, block.place)
        case OpaqueBlock():
            yield Entry("", block.place, is_grid=True)
        case Table():
            if block.sheet_name is not None:
                name = compact(block.sheet_name)
                place = Place(table_no=block.table_no, sheet_name=block.sheet_name)
                yield Entry(name, place, title=name, is_sheet_name=True)
            is_within_grid = False
            for row in table_rows(block):
                is_grid = len(row) > 2 or (len(row) == 2 and not _is_page_number(row[1].text.strip()))
                if is_grid and not is_within_grid:
                    yield Entry("", cell_place(block, row[0]), is_grid=True)
                elif not is_grid:
                    yield from _listed_entries(row, cell_place(block, row[0]))
                is_within_grid = is_grid


def _is_page_number(text: str) -> bool:
    return text.isdigit() and len(text) <= 4


def _listed_entries(row: Sequence[TableCell], place: Place) -> Iterator[Entry]:
    """The lines of a row's one text, or the text with the number of the page beside it."""
    if len(row) == 1:
        yield from (entry_of(text, place) for text in row[0].text.split("\n"))
    else:
        yield entry_of(f"{row[0].text}\t{row[1].text.strip()}", place)


def entry_of(text: str, place: Place) -> Entry:
    """A line as an entry."""
    listed, is_listed = _without_page_number(text)
    words = with_arabic_years(compact(listed))
    if len(words) > MAX_LISTED_LENGTH * 3:
        return Entry(words, place)
    level, ordinal, rest = _split_ordinal(_REMARK.sub("", words) if "(" in words else words)
    break_ = _RUN_IN.search(rest)
    title = rest[: break_.start()] if break_ else rest
    if len(title) > MAX_TITLE_LENGTH or _NOT_IN_TITLES.search(title):
        return Entry(words, place, level, ordinal)
    runs_on = break_ is not None and bool(rest[break_.end() :])
    return Entry(words, place, level, ordinal, title, runs_on, is_listed)


def _split_ordinal(words: str) -> tuple[Level | None, str, str]:
    for level, pattern in _ORDINALS:
        if found := pattern.match(words):
            return level, found[1], words[found.end() :]
    return None, "", words


def _without_page_number(text: str) -> tuple[str, bool]:
    """A line without the leaders and the number of a page at its end, and whether it has them."""
    whole = text.rstrip()
    before = whole.rstrip(_DIGITS)
    words = before.rstrip(_LEADERS)
    if before == whole or len(whole) - len(before) > _MOST_PAGE_DIGITS or not words:
        return text, False
    return words, True
