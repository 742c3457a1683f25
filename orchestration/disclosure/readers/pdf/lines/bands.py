"""Tables without vertical rules: regions of lines to rows and columns.

Numbers make the columns, since they never reach out of theirs; names and heads do. Two numbers of one row are never put
together, whatever becomes of the words around them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import NamedTuple, TypeAlias

from orchestration.disclosure.readers.pdf.lines.gutters import Band, bands_of, column_of, overlap, united
from orchestration.disclosure.readers.pdf.lines.heads import head_cells, head_length, lowest_heads, repeated_length
from orchestration.disclosure.readers.pdf.lines.regions import Region
from orchestration.disclosure.readers.pdf.lines.rows import (
    Chunk,
    Row,
    Strip,
    chunk_of,
    long_rules,
    strips_between,
    words_of_strip,
)
from orchestration.disclosure.readers.pdf.lines.unruled_heads import ToldHeads, told_heads, unruled_head_length
from orchestration.disclosure.readers.pdf.page.figures import is_broken_amount, is_figure, is_number
from orchestration.disclosure.readers.pdf.page.strokes import Stroke
from orchestration.disclosure.readers.pdf.page.words import Word, line_text

_WRAP_DISTANCE = 1.8
"""Font sizes between two baselines within which a name goes on below."""

_HALF_LINE = 0.95
"""Font sizes between two baselines too close to be two rows: a name wrapped around the line of its figures."""

_FULL = 0.9
"""The share of its column that the first line of a broken amount fills at least."""


@dataclass(frozen=True, slots=True)
class BandCell:
    """The words of one cell; numbers count from 1."""

    row_no: int
    column_no: int
    words: tuple[Word, ...]
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class BandTable:
    """A table whose columns were found by position: cells in reading order; whether it is the rest of one before.

    It is told where position leaves no doubt which column a figure stands in and which head over it.
    """

    cells: tuple[BandCell, ...]
    column_count: int
    goes_on: bool = False
    is_told: bool = True


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
    """The parts of one table on one page after the other, in the columns that they have together."""
    if all(region.reach is None for region in regions):
        return _unruled_tables(regions)
    parts: list[_Part] = []
    for region in regions:
        strips = strips_of(region)
        length = repeated_length(strips, parts[0].head) if parts else head_length(strips)
        parts.append(_Part(region, strips, length))
    bands = bands_of(lowest_heads(parts[0].head, regions[0].rules), [strip for part in parts for strip in part.body])
    if bands:
        breaks = ((_in_bands(one.rows[-1], bands), _in_bands(other.body[0][0], bands)) for one, other in _breaks(parts))
        is_told = not any(_cuts_amount(upper, lower, bands) for upper, lower in breaks)
        return [replace(_ruled_table(part, bands), is_told=is_told) for part in parts]
    bands = _bands([row for region in regions for row in region.rows])
    return [_numbered_table(region, bands) for region in regions]


def _breaks(parts: Sequence[_Part]) -> list[tuple[Region, _Part]]:
    """What ends above each page break and what goes on below it."""
    return [(one.region, other) for one, other in pairwise(parts) if one.region.rows and other.body]


def _unruled_tables(regions: Sequence[Region]) -> list[BandTable]:
    """Without any rule, columns and heads are those that position tells for sure, or none."""
    parts = [_unruled_part(regions[0], ()), *(_unruled_part(region, regions[0].rows) for region in regions[1:])]
    body = [[row] for part in parts for row in part.body]
    bands = bands_of([], body)
    figures = {column_of(word, bands) for strip in body for word in words_of_strip(strip) if is_figure(word.text)}
    told = told_heads(parts[0].head, bands, [bands[at - 1] for at in sorted(figures)]) if bands else None
    rows_of_all = [_in_bands(row, bands) for part in parts for row in part.body] if bands else []
    if told is None or any(_cuts_amount(upper, lower, bands) for upper, lower in pairwise(rows_of_all)):
        bands = _bands([row for region in regions for row in region.rows])
        return [replace(_numbered_table(region, bands), is_told=False) for region in regions]
    return [_told_table(part, told) for part in parts]


class _UnruledPart(NamedTuple):
    """One page of a table without any rule."""

    head: Sequence[Row]
    body: Sequence[Row]


def _unruled_part(region: Region, before: Sequence[Row]) -> _UnruledPart:
    """The lines parted below the head; a page that goes on has only such a head as repeats the one before."""
    if before:
        both = zip(region.rows, before, strict=False)
        length = sum(1 for _ in takewhile(lambda pair: line_text(pair[0].line) == line_text(pair[1].line), both))
    else:
        length = unruled_head_length(region.rows)
    return _UnruledPart(region.rows[:length], region.rows[length:])


def _told_table(part: _UnruledPart, told: ToldHeads) -> BandTable:
    heads = [
        BandCell(head.row_no, head.first_column, head.words, head.last_column - head.first_column + 1)
        for head in (told.cells if part.head else [])
    ]
    rows = [_in_bands(row, told.bands) for row in part.body]
    body = _cells_of(_body(rows, told.bands, ()), 1 + max((cell.row_no for cell in heads), default=0), told.bands)
    return BandTable((*heads, *body), len(told.bands))


def strips_of(region: Region) -> list[Strip]:
    """What stands between the long rules; single lines where there are none."""
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
    """What stands between two rules is one row, unless some column has two numbers there."""
    strips = strips_between(rows, rules)
    for strip in strips:
        columns = _columns((chunk for row in strip for chunk in row.chunks), bands)
        is_one = len(strips) > 1 and not any(
            _is_crowded(chunks) and not _is_broken_amount(chunks, bands[column - 1])
            for column, chunks in columns.items()
        )
        yield from (columns,) if is_one else _rows_of_strip(strip, bands, len(strips) > 1)


def _in_bands(row: Row, bands: Sequence[Band]) -> Row:
    """The row with its words put together by column; a figure, and what reaches over columns, stays by itself."""
    parts: dict[tuple[int, int], list[Word]] = {}
    for number, word in enumerate(row.line):
        reach = sum(overlap(word, band) > 0 for band in bands)
        alone = reach > 1 or is_figure(word.text)
        parts.setdefault((column_of(word, bands), number if alone else -1), []).append(word)
    chunks = tuple(map(chunk_of, parts.values()))
    return Row(row.line, chunks, tuple(chunk for chunk in chunks if is_number(chunk.text)))


def _bands(rows: Sequence[Row]) -> list[Band]:
    """The columns from left to right: first those of the numbers, then those of names, then heads over nothing."""
    bands = united(Band(number.x0, number.x1) for row in rows for number in row.numbers)
    if any(len({column_of(number, bands) for number in row.numbers}) < len(row.numbers) for row in rows):
        bands = _right_aligned(rows)
    names = (chunk for row in rows if row.numbers for chunk in row.chunks if chunk not in row.numbers)
    bands += united(part for name in names for part in _part_before(name, bands))
    heads = [Band(chunk.x0, chunk.x1) for row in rows if not row.numbers for chunk in row.chunks]
    bands += united(head for head in heads if not any(overlap(head, band) > 0 for band in bands))
    return sorted(bands)


def _right_aligned(rows: Sequence[Row]) -> list[Band]:
    """Bands for numbers so long that those of neighbouring columns overlap: only their right edges tell them apart."""
    bands: list[Band] = []
    for number in sorted((number for row in rows for number in row.numbers), key=lambda number: number.x1):
        if bands and number.x1 - bands[-1].x1 <= number.words[0].size:
            bands[-1] = Band(bands[-1].x0, number.x1)
        else:
            bands.append(Band(max(number.x0, bands[-1].x1) if bands else number.x0, number.x1))
    return bands


def _part_before(name: Chunk, numbers: Sequence[Band]) -> Iterator[Band]:
    """The part of a name before the numbers it may run into; nothing for a word that stands among numbers."""
    if not any(band.x0 <= name.x0 < band.x1 for band in numbers):
        yield Band(name.x0, min([name.x1, *(band.x0 for band in numbers if band.x0 > name.x0)]))


def _rows_of_strip(strip: Sequence[Row], bands: Sequence[Band], is_ruled: bool) -> Iterator[_Columns]:
    """The rows between two rules: visual lines, joined where a name or a head is wrapped and nothing gets mixed up."""
    is_one_row = is_ruled and sum(bool(row.numbers) for row in strip) <= 1
    for group in _close_groups(strip, _WRAP_DISTANCE if is_one_row else _HALF_LINE):
        chunks = [chunk for row in group for chunk in row.chunks]
        columns = _columns(chunks, bands)
        is_mixed = any(map(_is_crowded, columns.values())) or any(_spans(chunk, bands) for chunk in chunks)
        yield from (_columns(row.chunks, bands) for row in group) if is_mixed else (columns,)


def _close_groups(strip: Sequence[Row], reach: float) -> Iterator[list[Row]]:
    """Visual lines no further apart than `reach` font sizes, at most one of them with numbers."""
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
    """Whether the lines of a cell are one amount, of which the first line fills the column."""
    fills = chunks[0].x1 - chunks[0].x0 >= _FULL * (band.x1 - band.x0)
    is_stacked = all(upper.words[0].baseline < lower.words[0].baseline for upper, lower in pairwise(chunks))
    return fills and is_stacked and is_broken_amount([chunk.text for chunk in chunks])


def _cuts_amount(upper: Row, lower: Row, bands: Sequence[Band]) -> bool:
    """Whether a line of numbers alone may be the rest of amounts in the line above, as far as their columns tell."""
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
