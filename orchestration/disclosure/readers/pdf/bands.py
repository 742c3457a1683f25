"""Tables without vertical rules: their columns are the bands of the page in which the numbers of all rows stand.

Numbers make the bands, since they never reach out of their column; names and heads do. Two numbers of one row are never
put together, whatever becomes of the words around them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple, TypeAlias

from orchestration.disclosure.readers.pdf.figures import is_figure, is_number
from orchestration.disclosure.readers.pdf.grids import FilledGrid
from orchestration.disclosure.readers.pdf.strokes import Stroke
from orchestration.disclosure.readers.pdf.words import Word, line_text, visual_lines

_COLUMN_GAP = 1.0
_FIGURE_GAP = 0.2
"""From which gap two words stand in different columns, in font sizes: any words, and two figures side by side."""

_ROW_DISTANCE = 4.0
"""Font sizes between two baselines beyond which a table ends."""

_WRAP_DISTANCE = 1.8
"""Font sizes between two baselines within which a name goes on below."""

_MAX_HEAD_LINES = 4
"""Lines between two rules above the figures that still are a head; more are text under the rule of a page header."""

_LEADER = re.compile(r"[.．·…⋯‥]{4}|…{2}|_{4}")
"""What leads the eye to a page number in a table of contents."""


class Chunk(NamedTuple):
    """Words of one visual line without a gap as wide as one between columns."""

    text: str
    x0: float
    x1: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class BandCell:
    """The words of one cell; numbers count from 1."""

    row_no: int
    column_no: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class BandTable:
    """A table whose columns were found by position: cells in reading order."""

    cells: tuple[BandCell, ...]
    column_count: int


class _Row(NamedTuple):
    """One visual line in chunks."""

    line: list[Word]
    chunks: tuple[Chunk, ...]
    numbers: tuple[Chunk, ...]

    @property
    def baseline(self) -> float:
        return self.line[0].baseline

    @property
    def size(self) -> float:
        return max(word.size for word in self.line)

    @property
    def is_figured(self) -> bool:
        """Whether it looks like a row of a table: a number and something beside it."""
        return (
            len(self.chunks) > 1 and bool(self.numbers) and not any(_LEADER.search(chunk.text) for chunk in self.chunks)
        )


def find_bands(words: Iterable[Word], rules: Sequence[Stroke]) -> tuple[list[BandTable], list[list[Word]]]:
    """The tables among words that stand in no grid, and the visual lines that belong to none."""
    rows = [_row(line) for line in visual_lines(words)]
    tables: list[BandTable] = []
    lines: list[list[Word]] = []
    done = 0
    for start, end in _regions(rows, rules):
        start = max(start, done)
        lines.extend(row.line for row in rows[done:start])
        tables.append(_table(rows[start:end], rules))
        done = end
    lines.extend(row.line for row in rows[done:])
    return tables, lines


def lacks_rules(filled: FilledGrid) -> bool:
    """Whether columns of the grid are not ruled: a cell has figures side by side, or the only column has a row's."""
    enough = 1 if len(filled.grid.xs) == 2 else 2
    crowded = (words for words in filled.words if len(words) > 1)
    rows = (_row(line) for words in crowded for line in visual_lines(words))
    return any(row.is_figured and sum(is_figure(chunk.text) for chunk in row.numbers) >= enough for row in rows)


def chunks_of(line: Sequence[Word]) -> list[Chunk]:
    """A visual line in the parts that may stand in different columns."""
    parts: list[list[Word]] = [[line[0]]]
    for word in line[1:]:
        before = parts[-1][-1]
        figures = is_figure(before.text) and is_figure(word.text)
        if word.x0 - before.x1 > (_FIGURE_GAP if figures else _COLUMN_GAP) * max(before.size, word.size):
            parts.append([word])
        else:
            parts[-1].append(word)
    return [Chunk(line_text(part), part[0].x0, max(word.x1 for word in part), tuple(part)) for part in parts]


def _row(line: list[Word]) -> _Row:
    chunks = tuple(chunks_of(line))
    return _Row(line, chunks, tuple(chunk for chunk in chunks if is_number(chunk.text)))


# Which lines make a table --------------------------------------------------------------------------------------------


def _regions(rows: Sequence[_Row], rules: Sequence[Stroke]) -> Iterator[tuple[int, int]]:
    """First and last-but-one line of each table, head and wrapped names included."""
    figured = [index for index, row in enumerate(rows) if row.is_figured]
    while figured:
        start = end = figured.pop(0)
        while figured and _goes_on(rows, end, figured[0]):
            end = figured.pop(0)
        if _holds_amounts(rows[start : end + 1]):
            yield _head_start(rows, start, rules), _foot_end(rows, end)


def _goes_on(rows: Sequence[_Row], this: int, following: int) -> bool:
    between = rows[this + 1 : following]
    if any(_is_prose(row, rows[this]) or _is_prose(row, rows[following]) for row in between):
        return False
    return all(_is_near(rows[index], rows[index + 1]) for index in range(this, following))


def _holds_amounts(rows: Iterable[_Row]) -> bool:
    """Whether the numbers are more than those of a list or of a table of contents."""
    figures = [sum(is_figure(chunk.text) for chunk in row.numbers) for row in rows]
    return sum(figures) > 1 or sum(len(row.numbers) > 1 for row in rows) > 1


def _is_prose(row: _Row, figured: _Row) -> bool:
    """Whether the line runs across the columns: it starts before a number of a row and ends behind it."""
    if len(row.chunks) > 1:
        return False
    chunk = row.chunks[0]
    return any(chunk.x0 < number.x0 and chunk.x1 > number.x1 for number in figured.numbers)


def _is_near(upper: _Row, lower: _Row) -> bool:
    return lower.baseline - upper.baseline <= _ROW_DISTANCE * max(upper.size, lower.size)


def _head_start(rows: Sequence[_Row], start: int, rules: Sequence[Stroke]) -> int:
    """The first line of the head: all lines up to the rules above, and lines in columns right above."""
    first = rows[start]
    levels = sorted((rule.top for rule in _rules_of(first.chunks, rules) if rule.top < first.baseline), reverse=True)
    for level in levels:
        above = next((index for index in range(start + 1) if rows[index].baseline > level), start)
        if start - above > _MAX_HEAD_LINES:
            break
        start = above
    while start and len(rows[start - 1].chunks) > 1 and _is_near(rows[start - 1], rows[start]):
        start -= 1
    return start


def _foot_end(rows: Sequence[_Row], last: int) -> int:
    """The line after the table's last one: a name may go on below its figures, before the first of them."""
    end = last + 1
    leftmost = min(number.x0 for number in rows[last].numbers)
    while end < len(rows) and rows[end].baseline - rows[end - 1].baseline <= _WRAP_DISTANCE * rows[end].size:
        if any(chunk.x1 > leftmost for chunk in rows[end].chunks):
            break
        end += 1
    return end


def _rules_of(chunks: Sequence[Chunk], rules: Iterable[Stroke]) -> list[Stroke]:
    """The horizontal rules that run over at least one of the chunks."""
    return [rule for rule in rules if any(rule.x0 < chunk.x1 and rule.x1 > chunk.x0 for chunk in chunks)]


# Which columns and rows it has ---------------------------------------------------------------------------------------


class _Band(NamedTuple):
    x0: float
    x1: float


_Columns: TypeAlias = dict[int, list[Chunk]]


def _table(rows: Sequence[_Row], rules: Sequence[Stroke]) -> BandTable:
    bands = _bands(rows)
    levels = [rule.top for rule in rules]
    strips = [list(strip) for _, strip in groupby(rows, lambda row: sum(level < row.baseline for level in levels))]
    table_rows = [columns for strip in strips for columns in _rows_of_strip(strip, bands, len(strips) > 1)]
    cells = tuple(cell for row_no, columns in enumerate(table_rows, 1) for cell in _cells(row_no, columns))
    return BandTable(cells, len(bands))


def _bands(rows: Sequence[_Row]) -> list[_Band]:
    """The columns from left to right: first those of the numbers, then those of names, then heads over nothing."""
    bands = _united(_Band(number.x0, number.x1) for row in rows for number in row.numbers)
    if any(len({_column(number, bands) for number in row.numbers}) < len(row.numbers) for row in rows):
        bands = _right_aligned(rows)
    names = (chunk for row in rows if row.numbers for chunk in row.chunks if chunk not in row.numbers)
    bands += _united(part for name in names for part in _part_before(name, bands))
    heads = [_Band(chunk.x0, chunk.x1) for row in rows if not row.numbers for chunk in row.chunks]
    bands += _united(head for head in heads if not any(_overlap(head, band) > 0 for band in bands))
    return sorted(bands)


def _united(bands: Iterable[_Band]) -> list[_Band]:
    united: list[_Band] = []
    for band in sorted(bands):
        if united and band.x0 < united[-1].x1:
            united[-1] = _Band(united[-1].x0, max(united[-1].x1, band.x1))
        else:
            united.append(band)
    return united


def _right_aligned(rows: Sequence[_Row]) -> list[_Band]:
    """Bands for numbers so long that those of neighbouring columns overlap: only their right edges tell them apart."""
    bands: list[_Band] = []
    for number in sorted((number for row in rows for number in row.numbers), key=lambda number: number.x1):
        if bands and number.x1 - bands[-1].x1 <= number.words[0].size:
            bands[-1] = _Band(bands[-1].x0, number.x1)
        else:
            bands.append(_Band(max(number.x0, bands[-1].x1) if bands else number.x0, number.x1))
    return bands


def _part_before(name: Chunk, numbers: Sequence[_Band]) -> Iterator[_Band]:
    """The part of a name before the numbers it may run into; nothing for a word that stands among numbers."""
    if not any(band.x0 <= name.x0 < band.x1 for band in numbers):
        yield _Band(name.x0, min([name.x1, *(band.x0 for band in numbers if band.x0 > name.x0)]))


def _overlap(part: _Band | Chunk, band: _Band) -> float:
    return min(part.x1, band.x1) - max(part.x0, band.x0)


def _column(chunk: Chunk, bands: Sequence[_Band]) -> int:
    """The number of the band that the chunk overlaps most or lies nearest to."""
    return max(range(len(bands)), key=lambda index: _overlap(chunk, bands[index])) + 1


def _rows_of_strip(strip: Sequence[_Row], bands: Sequence[_Band], is_ruled: bool) -> list[_Columns]:
    """The rows between two rules: a single one where names or heads are wrapped, else every visual line."""
    each = [_columns(row.chunks, bands) for row in strip]
    whole = _columns([chunk for row in strip for chunk in row.chunks], bands)
    is_close = all(lower.baseline - upper.baseline <= _WRAP_DISTANCE * lower.size for upper, lower in pairwise(strip))
    is_one = sum(bool(row.numbers) for row in strip) <= 1 and not any(map(_is_crowded, whole.values()))
    return [whole] if is_ruled and is_close and is_one else each


def _columns(chunks: Iterable[Chunk], bands: Sequence[_Band]) -> _Columns:
    columns: _Columns = {}
    for chunk in chunks:
        columns.setdefault(_column(chunk, bands), []).append(chunk)
    return columns


def _is_crowded(chunks: Sequence[Chunk]) -> bool:
    return len(chunks) > 1 and any(is_number(chunk.text) for chunk in chunks)


def _cells(row_no: int, columns: _Columns) -> Iterator[BandCell]:
    for column_no, chunks in sorted(columns.items()):
        together = [[chunk] for chunk in chunks] if _is_crowded(chunks) else [chunks]
        for part in together:
            yield BandCell(row_no, column_no, tuple(word for chunk in part for word in chunk.words))
