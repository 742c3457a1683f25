"""Where everything of a disclosure stands on the pages of an OFD file, in millimetres from the top left corner.

How a producer writes that down belongs to `ofd`.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.synthetic.documents.formats.paging import Continuation, pages_of
from tests.synthetic.documents.formats.widths import squeezed_widths, text_width
from tests.synthetic.documents.grid import Grid, GridCell, Role, Sheet
from tests.synthetic.documents.publication import Publication, Section

PORTRAIT, LANDSCAPE = (210.0, 297.0), (297.0, 210.0)
_MARGIN = 14.0
_LARGEST_FONT = 2.8
_COVER, _HEADING, _BODY = 7.0, 4.9, 3.5
_LEADING = 1.3
_PADDING = 0.7
_BASELINE = 0.86
"""Of the height of a line, from its top."""

_WIDE_FROM = 8
"""A grid of so many columns lies on its side."""

_RIGHT, _CENTRE = (Role.MARGIN, Role.AMOUNT), (Role.TITLE, Role.HEAD, Role.LINE_NUMBER)


class Text(NamedTuple):
    """A line of text by the point at which it stands on its baseline, and the size of its letters."""

    text: str
    x: float
    y: float
    size: float


class Cell(NamedTuple):
    """The rectangle of a cell of a table."""

    x: float
    y: float
    width: float
    height: float


@dataclass
class Page:
    """One page with what stands on it."""

    size: tuple[float, float]
    texts: list[Text] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class _Look:
    """The widths of a table's columns and the size of its letters."""

    size: float
    widths: tuple[float, ...]

    @classmethod
    def fitting(cls, grid: Grid, room: float, name_width: int) -> "_Look":
        characters = squeezed_widths(grid, int(room / _LARGEST_FONT * 2), name_width)
        size = min(_LARGEST_FONT, room / sum(characters) * 2)
        return cls(size, tuple(width * size / 2 for width in characters))


def lay_out(publication: Publication, continuation: Continuation, seed: int, name_width: int) -> list[Page]:
    """The pages of a whole disclosure; `seed` decides after which rows a page breaks."""
    setter = _Setter(random.Random(seed), continuation, name_width)
    setter.turn()
    setter.y = 90
    setter.write(publication.cover, _COVER, Role.TITLE)
    setter.turn()
    setter.write("目录", _HEADING, Role.TITLE)
    for page, line in enumerate(publication.contents, start=3):
        setter.write(f"{line}{'…' * 12}{page}", _BODY)
    setter.turn()
    setter.write_sections(publication.before)
    setter.turn(_paper(publication.sheets[0].grid))
    setter.write(publication.opening, _HEADING, Role.TITLE)
    for at, sheet in enumerate(publication.sheets):
        if at:
            setter.turn(_paper(sheet.grid))
        setter.write_sheet(sheet)
    setter.turn()
    setter.write_sections(publication.after)
    return [page for page in setter.pages if page.texts]


def lines_of(text: str, room: float, size: float) -> list[str]:
    """The lines into which a text is broken where it is wider than the room."""
    most = max(int(room / size * 2 + 1e-6), 2)
    lines = [""]
    for letter in text:
        if letter == "\n" or text_width(lines[-1] + letter) > most:
            lines.append("")
        lines[-1] += letter.replace("\n", "")
    return lines


def _paper(grid: Grid) -> tuple[float, float]:
    return LANDSCAPE if grid.column_count >= _WIDE_FROM else PORTRAIT


class _Setter:
    """Sets one page after the other from top to bottom."""

    def __init__(self, rng: random.Random, continuation: Continuation, name_width: int) -> None:
        self.pages: list[Page] = []
        self.y = _MARGIN
        self._rng, self._continuation, self._name_width = rng, continuation, name_width

    @property
    def _page(self) -> Page:
        return self.pages[-1]

    @property
    def _room(self) -> float:
        return self._page.size[0] - 2 * _MARGIN

    def turn(self, size: tuple[float, float] = PORTRAIT) -> None:
        self.pages.append(Page(size))
        self.y = _MARGIN

    def write(self, text: str, size: float, role: Role = Role.NOTE) -> None:
        for line in lines_of(text, self._room, size):
            self._make_room(size * _LEADING)
            self._put(line, size, role, _MARGIN, self._room)
            self.y += size * _LEADING
        self.y += size * 0.3

    def write_sections(self, sections: Sequence[Section]) -> None:
        for section in sections:
            self.write(section.heading, _HEADING, Role.TITLE)
            for text in section.paragraphs:
                self.write(text, _BODY)
            if section.grid is not None:
                self._rows(section.grid, _Look.fitting(section.grid, self._room, self._name_width))

    def write_sheet(self, sheet: Sheet) -> None:
        self.write(sheet.title, _HEADING, Role.TITLE)
        look = _Look.fitting(sheet.grid, self._room, self._name_width)
        for strip in sheet.strips:
            for text, role in ((strip.left, Role.NOTE), (strip.right, Role.MARGIN)):
                if text:
                    self._put(text, look.size, role, _MARGIN, sum(look.widths))
            self.y += look.size * _LEADING
        pages = list(pages_of(sheet.grid, self._continuation, self._rng))
        for page in pages:
            if page is not pages[0]:
                self.turn(self._page.size)
            self._rows(page, look)
        for note in sheet.notes:
            self.write(note, _BODY)

    def _rows(self, grid: Grid, look: _Look) -> None:
        lefts = [_MARGIN + sum(look.widths[:at]) for at in range(len(look.widths) + 1)]
        heights = dict(_heights(grid, look))
        for run in grid.covering_rows():
            self._make_room(sum(heights[row_no] for row_no in run))
            for row_no in run:
                for cell in grid.rows[row_no - 1]:
                    height = sum(heights[each] for each in range(row_no, row_no + cell.row_span))
                    left, right = lefts[cell.column_no - 1], lefts[cell.column_no - 1 + cell.column_span]
                    self._cell(cell, Cell(left, self.y, right - left, height), look.size)
                self.y += heights[row_no]
        self.y += _BODY

    def _cell(self, cell: GridCell, place: Cell, size: float) -> None:
        self._page.cells.append(place)
        lines = lines_of(cell.content.text, place.width - 2 * _PADDING, size)
        top = place.y + (place.height - len(lines) * size * _LEADING) / 2
        for at, line in enumerate(lines):
            self.y, before = top + at * size * _LEADING, self.y
            self._put(line, size, cell.content.role, place.x + _PADDING, place.width - 2 * _PADDING)
            self.y = before

    def _put(self, line: str, size: float, role: Role, left: float, room: float) -> None:
        spare = room - text_width(line) * size / 2
        x = left + (spare if role in _RIGHT else spare / 2 if role in _CENTRE else 0)
        if line.strip():
            self._page.texts.append(Text(line, x, self.y + size * _LEADING * _BASELINE, size))

    def _make_room(self, height: float) -> None:
        if self.y + height > self._page.size[1] - _MARGIN:
            self.turn(self._page.size)


def _heights(grid: Grid, look: _Look) -> Iterator[tuple[int, float]]:
    """The height of each row: cells over several rows share theirs out."""
    for row_no in range(1, grid.row_count + 1):
        covering = {grid.owners[row_no, column_no] for column_no in range(1, grid.column_count + 1)}
        yield row_no, max(_height(cell, look) for cell in covering)


def _height(cell: GridCell, look: _Look) -> float:
    width = sum(look.widths[cell.column_no - 1 : cell.column_no - 1 + cell.column_span]) - 2 * _PADDING
    lines = len(lines_of(cell.content.text, width, look.size))
    return (lines * look.size * _LEADING + 2 * _PADDING) / cell.row_span
