"""Convert regions of lines (tables without vertical rules) into rows and columns.

Numbers determine the columns, since they never extend beyond their own; names and heads do. Two numbers of one row are
never merged into one cell. Finding regions (see regions.py) and columns (see gutters.py) does not belong here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import NamedTuple, TypeAlias

from orchestration.disclosure.readers.fixed_layout.lines.gutters import (
    Band,
    column_of,
    find_bands,
    merge_bands,
    overlap,
)
from orchestration.disclosure.readers.fixed_layout.lines.heads import (
    head_cells,
    head_length,
    lowest_heads,
    repeated_length,
)
from orchestration.disclosure.readers.fixed_layout.lines.regions import Region
from orchestration.disclosure.readers.fixed_layout.lines.rows import (
    Chunk,
    Row,
    Strip,
    long_rules,
    make_chunk,
    strips_between,
    words_of_strip,
)
from orchestration.disclosure.readers.fixed_layout.lines.unruled_heads import (
    AssignedHeads,
    assign_heads,
    unruled_head_length,
)
from orchestration.disclosure.readers.fixed_layout.page.drawing import Stroke
from orchestration.disclosure.readers.fixed_layout.page.figures import is_broken_amount, is_figure, is_number
from orchestration.disclosure.readers.fixed_layout.page.words import Word, line_text

_WRAP_DISTANCE = 1.8
"""The greatest distance in font sizes between baselines of a wrapped name."""

_HALF_LINE = 0.95
"""Baselines closer than this (font sizes) are one row: a name wrapped around the line of its figures."""

_FULL = 0.9
"""The least share of its column that the first line of a wrapped amount fills."""


@dataclass(frozen=True, slots=True)
class BandCell:
    """The words of one cell; row and column numbers count from 1."""

    row_no: int
    column_no: int
    words: tuple[Word, ...]
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class BandTable:
    """A table whose columns were found by position: its cells in reading order.

    `goes_on` marks the continuation of the table before; `is_certain` is False where position leaves doubt about the
    column or the head of a figure.
    """

    cells: tuple[BandCell, ...]
    column_count: int
    goes_on: bool = False
    is_certain: bool = True


_Columns: TypeAlias = dict[int, list[Chunk]]


class _Part(NamedTuple):
    """One page of a table: its strips, those of the head first."""

    region: Region
    strips: list[Strip]
    head_length: int

    @property
    def head(self) -> list[Strip]:
        return self.strips[: self.head_length]

    @property
    def body(self) -> list[Strip]:
        return self.strips[self.head_length :]


def band_tables(regions: Sequence[Region]) -> list[BandTable]:
    """Return the parts of one table on consecutive pages, in common columns."""
    if all(region.reach is None for region in regions):
        return _unruled_tables(regions)
    parts: list[_Part] = []
    for region in regions:
        strips = strips_of(region)
        length = repeated_length(strips, parts[0].head) if parts else head_length(strips)
        parts.append(_Part(region, strips, length))
    bands = find_bands(lowest_heads(parts[0].head, regions[0].rules), [strip for part in parts for strip in part.body])
    if bands:
        breaks = ((_in_bands(one.rows[-1], bands), _in_bands(other.body[0][0], bands)) for one, other in _breaks(parts))
        is_certain = not any(_cuts_amount(upper, lower, bands) for upper, lower in breaks)
        return [replace(_ruled_table(part, bands), is_certain=is_certain) for part in parts]
    bands = _bands([row for region in regions for row in region.rows])
    return [_numbered_table(region, bands) for region in regions]


def _breaks(parts: Sequence[_Part]) -> list[tuple[Region, _Part]]:
    """Return the region above and the part below each page break."""
    return [(one.region, other) for one, other in pairwise(parts) if one.region.rows and other.body]


def _unruled_tables(regions: Sequence[Region]) -> list[BandTable]:
    """Return the parts of a table without any rule, with heads only where position assigns them with certainty."""
    parts = [_unruled_part(regions[0], ()), *(_unruled_part(region, regions[0].rows) for region in regions[1:])]
    body = [[row] for part in parts for row in part.body]
    bands = find_bands([], body)
    words = (word for strip in body if bands for word in words_of_strip(strip))
    figures = {column_of(word, bands) for word in words if is_figure(word.text)}
    assigned = assign_heads(parts[0].head, bands, [bands[at - 1] for at in sorted(figures)]) if bands else None
    rows_of_all = [_in_bands(row, bands) for part in parts for row in part.body] if bands else []
    if assigned is None or any(_cuts_amount(upper, lower, bands) for upper, lower in pairwise(rows_of_all)):
        bands = _bands([row for region in regions for row in region.rows])
        return [replace(_numbered_table(region, bands), is_certain=False) for region in regions]
    return [_assigned_table(part, assigned) for part in parts]


class _UnruledPart(NamedTuple):
    """One page of a table without any rule."""

    head: Sequence[Row]
    body: Sequence[Row]


def _unruled_part(region: Region, before: Sequence[Row]) -> _UnruledPart:
    """Split the lines below the head; on a continuation page only lines that repeat the head before are head."""
    if before:
        both = zip(region.rows, before, strict=False)
        length = sum(1 for _ in takewhile(lambda pair: line_text(pair[0].line) == line_text(pair[1].line), both))
    else:
        length = unruled_head_length(region.rows)
    return _UnruledPart(region.rows[:length], region.rows[length:])


def _assigned_table(part: _UnruledPart, assigned: AssignedHeads) -> BandTable:
    heads = [
        BandCell(head.row_no, head.first_column, head.words, head.last_column - head.first_column + 1)
        for head in (assigned.cells if part.head else [])
    ]
    rows = [_in_bands(row, assigned.bands) for row in part.body]
    body = _cells_of(
        _body(rows, assigned.bands, ()), 1 + max((cell.row_no for cell in heads), default=0), assigned.bands
    )
    return BandTable((*heads, *body), len(assigned.bands))


def strips_of(region: Region) -> list[Strip]:
    """Return the lines between long rules as strips; single lines where there are no such rules."""
    strips = strips_between(region.rows, long_rules(region.rules))
    is_one_row = region.reach is not None and sum(row.has_number for row in region.rows) == 1
    return strips if len(strips) > 1 or is_one_row else [[row] for row in region.rows]


def _ruled_table(part: _Part, bands: Sequence[Band]) -> BandTable:
    rules = part.region.rules
    head_rows, body_rows = (
        [_in_bands(row, bands) for strip in half for row in strip] for half in (part.head, part.body)
    )
    heads = list(head_cells(head_rows, bands, rules))
    cells = [
        BandCell(head.row_no, head.first_column, head.words, head.last_column - head.first_column + 1) for head in heads
    ]
    body = _cells_of(_ruled_body(body_rows, bands, rules), 1 + max((cell.row_no for cell in cells), default=0), bands)
    return BandTable((*cells, *body), len(bands))


def _numbered_table(region: Region, bands: Sequence[Band]) -> BandTable:
    return BandTable(tuple(_cells_of(_body(region.rows, bands, region.rules), 1, bands)), len(bands))


def _cells_of(table_rows: Iterable[_Columns], first: int, bands: Sequence[Band]) -> Iterator[BandCell]:
    for row_no, columns in enumerate(table_rows, first):
        yield from _cells(row_no, columns, bands)


def _body(rows: Sequence[Row], bands: Sequence[Band], rules: Sequence[Stroke]) -> Iterator[_Columns]:
    strips = strips_between(rows, rules)
    for strip in strips:
        yield from _rows_of_strip(strip, bands, len(strips) > 1)


def _ruled_body(rows: Sequence[Row], bands: Sequence[Band], rules: Sequence[Stroke]) -> Iterator[_Columns]:
    """Yield one row per strip between two rules, or several where a column has two numbers in the strip."""
    strips = strips_between(rows, rules)
    for strip in strips:
        columns = _columns((chunk for row in strip for chunk in row.chunks), bands)
        is_one = len(strips) > 1 and not any(
            _is_crowded(chunks) and not _is_broken_amount(chunks, bands[column - 1])
            for column, chunks in columns.items()
        )
        yield from (columns,) if is_one else _rows_of_strip(strip, bands, len(strips) > 1)


def _in_bands(row: Row, bands: Sequence[Band]) -> Row:
    """Return the row with its words grouped by column; figures and words across columns stay separate."""
    parts: dict[tuple[int, int], list[Word]] = {}
    for number, word in enumerate(row.line):
        reach = sum(overlap(word, band) > 0 for band in bands)
        alone = reach > 1 or is_figure(word.text)
        parts.setdefault((column_of(word, bands), number if alone else -1), []).append(word)
    chunks = tuple(map(make_chunk, parts.values()))
    return Row(row.line, chunks, tuple(chunk for chunk in chunks if is_number(chunk.text)))


def _bands(rows: Sequence[Row]) -> list[Band]:
    """Return the columns from left to right, found from numbers first, then names, then heads of empty columns."""
    bands = merge_bands(Band(number.x0, number.x1) for row in rows for number in row.numbers)
    if any(len({column_of(number, bands) for number in row.numbers}) < len(row.numbers) for row in rows):
        bands = _right_aligned(rows)
    names = (chunk for row in rows if row.numbers for chunk in row.chunks if chunk not in row.numbers)
    bands += merge_bands(part for name in names for part in _part_before(name, bands))
    heads = [Band(chunk.x0, chunk.x1) for row in rows if not row.numbers for chunk in row.chunks]
    bands += merge_bands(head for head in heads if not any(overlap(head, band) > 0 for band in bands))
    return sorted(bands)


def _right_aligned(rows: Sequence[Row]) -> list[Band]:
    """Return bands for numbers so long that neighbouring columns overlap: only their right edges separate them."""
    bands: list[Band] = []
    for number in sorted((number for row in rows for number in row.numbers), key=lambda number: number.x1):
        if bands and number.x1 - bands[-1].x1 <= number.words[0].size:
            bands[-1] = Band(bands[-1].x0, number.x1)
        else:
            bands.append(Band(max(number.x0, bands[-1].x1) if bands else number.x0, number.x1))
    return bands


def _part_before(name: Chunk, numbers: Sequence[Band]) -> Iterator[Band]:
    """Yield the part of a name before the numbers it may run into; nothing for a word among numbers."""
    if not any(band.x0 <= name.x0 < band.x1 for band in numbers):
        yield Band(name.x0, min([name.x1, *(band.x0 for band in numbers if band.x0 > name.x0)]))


def _rows_of_strip(strip: Sequence[Row], bands: Sequence[Band], is_ruled: bool) -> Iterator[_Columns]:
    """Yield the rows between two rules: visual lines, joined where a name or head is wrapped and no cells mix."""
    is_one_row = is_ruled and sum(bool(row.numbers) for row in strip) <= 1
    for group in _close_groups(strip, _WRAP_DISTANCE if is_one_row else _HALF_LINE):
        chunks = [chunk for row in group for chunk in row.chunks]
        columns = _columns(chunks, bands)
        is_mixed = any(map(_is_crowded, columns.values())) or any(_spans(chunk, bands) for chunk in chunks)
        yield from (_columns(row.chunks, bands) for row in group) if is_mixed else (columns,)


def _close_groups(strip: Sequence[Row], reach: float) -> Iterator[list[Row]]:
    """Yield groups of lines no further apart than `reach` font sizes, at most one of them with numbers."""
    group: list[Row] = []
    for row in strip:
        is_close = bool(group) and row.baseline - group[-1].baseline < reach * row.size
        is_second = bool(row.numbers) and any(each.numbers for each in group)
        if group and (is_second or not is_close):
            yield group
            group = []
        group.append(row)
    yield group


def _spans(chunk: Chunk, bands: Sequence[Band]) -> bool:
    return sum(overlap(chunk, band) > 0 for band in bands) > 1


def _columns(chunks: Iterable[Chunk], bands: Sequence[Band]) -> _Columns:
    columns: _Columns = {}
    for chunk in chunks:
        columns.setdefault(column_of(chunk, bands), []).append(chunk)
    return columns


def _is_crowded(chunks: Sequence[Chunk]) -> bool:
    return len(chunks) > 1 and any(is_number(chunk.text) for chunk in chunks)


def _is_broken_amount(chunks: Sequence[Chunk], band: Band) -> bool:
    """Return whether the lines of a cell are one wrapped amount whose first line fills the column."""
    fills = chunks[0].x1 - chunks[0].x0 >= _FULL * (band.x1 - band.x0)
    is_stacked = all(upper.words[0].baseline < lower.words[0].baseline for upper, lower in pairwise(chunks))
    return fills and is_stacked and is_broken_amount([chunk.text for chunk in chunks])


def _cuts_amount(upper: Row, lower: Row, bands: Sequence[Band]) -> bool:
    """Return whether a line of numbers alone may continue the amounts of the line above, column by column."""
    if len(lower.numbers) < len(lower.chunks):
        return False
    above = {column_of(chunk, bands): chunk.text for chunk in upper.chunks}
    below = {column_of(number, bands): number.text for number in lower.numbers}
    return all(column in above and is_broken_amount([above[column], text]) for column, text in below.items())


def _cells(row_no: int, columns: _Columns, bands: Sequence[Band]) -> Iterator[BandCell]:
    for column_no, chunks in sorted(columns.items()):
        is_apart = _is_crowded(chunks) and not _is_broken_amount(chunks, bands[column_no - 1])
        together = [[chunk] for chunk in chunks] if is_apart else [chunks]
        for part in together:
            yield BandCell(row_no, column_no, tuple(word for chunk in part for word in chunk.words))
