"""A document cut into its printed sheets: each title with the lines and table parts that belong to it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, takewhile
from operator import attrgetter

from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.model import Document, Line, OpaqueBlock, Place, Table, TableCell
from orchestration.disclosure.resolution.side_by_side import apart
from orchestration.disclosure.resolution.titles import (
    is_furniture_text,
    is_note,
    is_sentence,
    title_sheet,
    unknown_title,
)
from orchestration.disclosure.resolution.units import stated_unit
from orchestration.disclosure.text import compact

MIN_TITLE_SPAN = 3
MAX_TITLE_HEAD_LENGTH = 40
MIN_NARRATIVE_LENGTH = 45
MIN_REMARK_LENGTH = 16
UNIT_ROWS = 8
"""Rows of a part in which its unit may stand."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class TablePart:
    """Consecutive rows of one table that belong to one sheet; a sheet may go on in a part without any header.

    `unit` is the one stated above the sheet, None where none is.
    """

    table: Table
    rows: tuple[tuple[TableCell, ...], ...]
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """One printed sheet: `sheet_id` None where the title is known but not modelled, or not known at all.

    `above` are the line of the title and those of numbering, department and unit right above it, `opaque` what stands
    under it and cannot be read. `heading` is its title as printed, with whatever stands in the same line, empty where
    it is the name of a worksheet; `head` are the lines between the title and the first table. `unit` is the one that it
    states, None where it states none; a sheet that is still being cut has none yet.
    """

    sheet_id: str | None
    title: str
    place: Place
    is_known: bool = True
    parts: tuple[TablePart, ...] = ()
    lines: tuple[Line, ...] = ()
    above: tuple[Line, ...] = ()
    opaque: tuple[OpaqueBlock, ...] = ()
    heading: str = ""
    head: tuple[Line, ...] = ()
    unit: str | None = None


@dataclass
class _Open:
    """The segment being filled; closed to tables once narrative text has begun."""

    segment: Segment
    parts: list[TablePart] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    head: list[Line] = field(default_factory=list)
    opaque: list[OpaqueBlock] = field(default_factory=list)
    closed: bool = False

    def take(self, line: Line) -> None:
        """Put a line into it. What stands below a table may belong to the head of the next sheet."""
        self.lines.append(line)
        if not self.parts:
            self.head.append(line)

    def whole(self) -> Segment:
        """The segment with all that was put into it."""
        return replace(
            self.segment,
            parts=tuple(self.parts),
            lines=tuple(self.lines),
            head=tuple(self.head),
            opaque=tuple(self.opaque),
        )


@dataclass(frozen=True, slots=True)
class Cut:
    """What a document falls into: the sheets, and the lines that belong to none."""

    segments: tuple[Segment, ...]
    narrative: tuple[Line, ...]
    orphans: tuple[TablePart, ...]


def table_rows(table: Table) -> Iterator[tuple[TableCell, ...]]:
    """The rows of a table that carry text, each from left to right."""
    ordered = sorted(table.cells, key=attrgetter("row_no", "column_no"))
    for _, cells in groupby(ordered, key=attrgetter("row_no")):
        row = tuple(cells)
        yield (_merged(row),) if _is_filled(row) else row


def _is_filled(row: tuple[TableCell, ...]) -> bool:
    """Whether a merged cell was dissolved and its words stand in every column: a title, a unit or a sentence."""
    words = row[0].text
    return (
        len(row) >= MIN_TITLE_SPAN
        and row[1].text == words
        and len(words) > 1
        and all(cell.text == words for cell in row)
        and (_CHINESE.search(words) is not None)
    )


def _merged(row: tuple[TableCell, ...]) -> TableCell:
    last = row[-1]
    return row[0]._replace(column_span=last.column_no + last.column_span - row[0].column_no)


def cell_place(table: Table, cell: TableCell) -> Place:
    """The place of a table cell in its file."""
    return Place(table.page, table.table_no, table.sheet_name, cell.row_no, cell.column_no, cell.box, table.picture_no)


def row_title(row: tuple[TableCell, ...], layouts: Layouts) -> tuple[str | None, str] | None:
    """The known title that stands in a row of a grid."""
    if len(row) > 3:
        return None
    return next((found for cell in row if (found := title_sheet(cell.text, layouts))), None)


def unknown_row_title(row: tuple[TableCell, ...], is_first: bool, layouts: Layouts) -> str | None:
    """The unknown title that stands alone in a row of a grid: in its first one, or over several columns."""
    alone = len(row) == 1 and (is_first or row[0].column_span >= MIN_TITLE_SPAN)
    return unknown_title(row[0].text, layouts) if alone else None


def is_furniture(row: tuple[TableCell, ...]) -> bool:
    """A row inside the grid that belongs above it: numbering, department, unit."""
    return any(is_furniture_text(cell.text) for cell in row)


def is_remark(row: tuple[TableCell, ...], layouts: Layouts) -> bool:
    """A row inside the grid that is a note: it begins like one, or is one long text and nothing else."""
    return is_note(row[0].text, layouts) or (len(row) == 1 and len(compact(row[0].text)) >= MIN_REMARK_LENGTH)


def _is_narrative(text: str, layouts: Layouts) -> bool:
    words = compact(text)
    return len(words) >= MIN_NARRATIVE_LENGTH and "。" in words and not is_note(words, layouts) and "本表" not in words


class _Cutter:
    """One walk through the blocks; `running` are the lines that stand on several pages and are no titles."""

    def __init__(self, layouts: Layouts, running: frozenset[str]) -> None:
        self.layouts = layouts
        self.running = running
        self.before = ""
        self.above: list[Line] = []
        self.segments: list[Segment] = []
        self.narrative: list[Line] = []
        self.orphans: list[TablePart] = []
        self.open: _Open | None = None

    def begin(self, sheet_id: str | None, title: str, place: Place, heading: str = "", is_known: bool = True) -> None:
        self.end()
        self.open = _Open(Segment(sheet_id, title, place, is_known, above=tuple(self.above), heading=heading))
        self.above = []

    def end(self) -> None:
        if self.open is not None:
            self.segments.append(_with_unit(self.open.whole()))
        self.open = None

    def take_line(self, line: Line) -> None:
        heading = line.text
        title = title_sheet(heading, self.layouts)
        if title is None and (title := self._broken_title(line)) is not None:
            heading = self.before + heading
        self.before = line.text if title is None else ""
        if title is not None:
            self.above.append(line)
            self.begin(*title, line.place, heading)
            return
        unknown = unknown_title(line.text, self.layouts)
        if unknown is not None and compact(line.text) not in self.running and self.open and not self.open.closed:
            self.begin(None, unknown, line.place, line.text, is_known=False)
            return
        if is_furniture_text(line.text):
            self.above.append(line)
        else:
            self.above = []
        current = self.open
        if self.layouts.vocabulary.sections_after_sheets.match(compact(line.text)):
            self.end()
            self.narrative.append(line)
        elif current is None or current.closed:
            self.narrative.append(line)
        elif current.parts and _is_narrative(line.text, self.layouts):
            current.closed = True
            self.narrative.append(line)
        else:
            current.take(line)

    def _broken_title(self, line: Line) -> tuple[str | None, str] | None:
        """A title that begins in the line before."""
        before, words = compact(self.before), compact(line.text)
        if not before or len(before) > MAX_TITLE_HEAD_LENGTH or is_sentence(before):
            return None
        title = title_sheet(before + words, self.layouts)
        return title if title is not None and len(title[1]) > len(words) else None

    def take_table(self, table: Table) -> None:
        for part in apart(table, self.layouts):
            self._cut_table(part)
        self.before, self.above = "", []

    def take_opaque(self, block: OpaqueBlock) -> None:
        if self.open is not None and not self.open.closed:
            self.open.opaque.append(block)

    def _cut_table(self, table: Table) -> None:
        rows: list[tuple[TableCell, ...]] = []
        named = title_sheet(table.sheet_name, self.layouts) if table.sheet_name else None
        all_rows = tuple(table_rows(table))
        if named is not None and not any(row_title(row, self.layouts) for row in all_rows):
            self.begin(*named, Place(sheet_name=table.sheet_name, table_no=table.table_no))
        elif table.sheet_name is not None and not self._is_titled_in_page_header(table):
            self.end()
        for row in all_rows:
            title = row_title(row, self.layouts)
            unknown = None if title else unknown_row_title(row, all(map(is_furniture, rows)), self.layouts)
            if title is None and unknown is None:
                rows.append(row)
                continue
            above = list(takewhile(is_furniture, reversed(rows)))
            self._place_rows(table, rows[: len(rows) - len(above)])
            rows = above[::-1]
            sheet_id, words = title or (None, unknown or "")
            heading = " ".join(cell.text for cell in row)
            self.begin(sheet_id, words, cell_place(table, row[0]), heading, is_known=title is not None)
        self._place_rows(table, rows)

    def _is_titled_in_page_header(self, table: Table) -> bool:
        """Whether the title of a worksheet stands in the header of its pages, which is a line before its table."""
        current = self.open
        return current is not None and not current.parts and current.segment.place.sheet_name == table.sheet_name

    def _place_rows(self, table: Table, rows: list[tuple[TableCell, ...]]) -> None:
        if not rows:
            return
        part = TablePart(table, tuple(rows))
        current = self.open
        if current is None or current.closed:
            self.orphans.append(part)
        else:
            current.parts.append(part)


def _with_unit(segment: Segment) -> Segment:
    notes = [segment.title, *(line.text for line in segment.lines)]
    grid = [cell.text for part in segment.parts for row in part.rows[:UNIT_ROWS] for cell in row]
    return replace(segment, unit=stated_unit(notes, grid, [line.text for line in segment.above]))


def cut_into_sheets(document: Document, layouts: Layouts) -> Cut:
    """Cut a document at its sheet titles. A title in a table of contents yields a segment without any part."""
    lines = Counter(compact(block.text) for block in document.blocks if isinstance(block, Line))
    cutter = _Cutter(layouts, frozenset(words for words, times in lines.items() if times > 1))
    for block in document.blocks:
        match block:
            case Line():
                cutter.take_line(block)
            case Table():
                cutter.take_table(block)
            case OpaqueBlock():
                cutter.take_opaque(block)
    cutter.end()
    return Cut(tuple(cutter.segments), tuple(cutter.narrative), tuple(cutter.orphans))


def other_tables(cut: Cut) -> tuple[Table, ...]:
    """The tables, or parts of tables, that belong to no modelled sheet, in reading order."""
    unmodelled = (part for segment in cut.segments if segment.sheet_id is None for part in segment.parts)
    parts = sorted((*cut.orphans, *unmodelled), key=lambda part: (part.table.table_no, part.rows[0][0].row_no))
    return tuple(replace(part.table, cells=tuple(cell for row in part.rows for cell in row)) for part in parts)
