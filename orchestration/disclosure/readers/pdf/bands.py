"""Tables without vertical rules: their columns are the bands of the page in which the numbers of all rows stand.

Numbers make the bands, since they never reach out of their column; names and heads do. Two numbers of one row are never
put together, whatever becomes of the words around them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import NamedTuple, TypeAlias

from orchestration.disclosure.readers.pdf.figures import is_figure, is_number
from orchestration.disclosure.readers.pdf.grids import FilledGrid
from orchestration.disclosure.readers.pdf.strokes import Stroke
from orchestration.disclosure.readers.pdf.words import Word, line_text, visual_lines

_COLUMN_GAP = 1.0
_FIGURE_GAP = 0.2
"""From which gap two words stand in different columns, in font sizes: any words, and two figures side by side."""

_GUTTER = 0.25
"""The least width of the white strip between two columns, in font sizes."""

_SAME_HEIGHT = 0.4
"""Font sizes between the middles of two heads of one row."""

_LONG_RULE = 0.8
"""How long a rule of a table is against the longest of the page."""

_RULE_DISTANCE = 90.0
"""Points between two rules beyond which a table ends: a head of six lines."""

_MIN_STACK = 4
"""Rules that make a table without any vertical rule; two are an underlined page header."""

_ROWS_PER_SPANNING = 8
"""One row in so many may have words that reach over columns."""

_ROW_DISTANCE = 4.0
"""Font sizes between two baselines beyond which a table ends."""

_WRAP_DISTANCE = 1.8
"""Font sizes between two baselines within which a name goes on below."""

_HALF_LINE = 0.95
"""Font sizes between two baselines too close to be two rows: a name wrapped around the line of its figures."""

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
    column_span: int = 1


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
    def has_number(self) -> bool:
        """Whether a word is a number, however close to the next word; printed column numbers (1 2 3 …) are heads."""
        numbers = [word.text for word in self.line if is_number(word.text)]
        return bool(numbers) and (len(numbers) < 2 or numbers != [str(at + 1) for at in range(len(numbers))])

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
    for start, end in _ruled_regions(rows, rules) or _regions(rows, rules):
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


def _ruled_regions(rows: Sequence[_Row], rules: Sequence[Stroke]) -> list[tuple[int, int]]:
    """First and last-but-one line between the outer rules of each stack of long horizontal rules."""
    regions: list[tuple[int, int]] = []
    for stack in _stacks(rules):
        top, bottom = stack[0].top, stack[-1].top
        inside = [at for at, row in enumerate(rows) if top < row.baseline < bottom]
        if inside and sum(row.has_number for row in rows[inside[0] : inside[-1] + 1]) > 1:
            regions.append((inside[0], inside[-1] + 1))
    return regions


def _stacks(rules: Sequence[Stroke]) -> Iterator[list[Stroke]]:
    """Long rules one below the other, each about as long as the first, no further apart than the rows of a table."""
    longest = max((rule.x1 - rule.x0 for rule in rules), default=0.0)
    stack: list[Stroke] = []
    for rule in sorted((rule for rule in rules if rule.x1 - rule.x0 > _LONG_RULE * longest), key=lambda rule: rule.top):
        if stack and rule.top - stack[-1].top > _RULE_DISTANCE:
            yield from [stack] if len(stack) >= _MIN_STACK else []
            stack = []
        stack.append(rule)
    if len(stack) >= _MIN_STACK:
        yield stack


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
    while start and _leads_to(rows[start - 1], rows[start]):
        start -= 1
    return start


def _leads_to(upper: _Row, lower: _Row) -> bool:
    """Whether a line above a table belongs to it: it stands in columns, or begins a name that wraps around figures."""
    is_columned = len(upper.chunks) > 1 and _is_near(upper, lower)
    return is_columned or lower.baseline - upper.baseline < _HALF_LINE * lower.size


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
    strips = _long_strips(rows, rules)
    bands = _gutter_bands(strips)
    if not bands:
        bands = _bands(rows)
        body = _cells_of(_body(rows, bands, rules), 1)
        return BandTable(tuple(body), len(bands))
    head_length = sum(len(strip) for strip in takewhile(lambda strip: not any(row.has_number for row in strip), strips))
    rows = [_in_bands(row, bands) for row in rows]
    head = list(_head(rows[:head_length], bands, rules))
    body = _cells_of(_ruled_body(rows[head_length:], bands, rules), 1 + max((cell.row_no for cell in head), default=0))
    return BandTable((*head, *body), len(bands))


def _long_strips(rows: Sequence[_Row], rules: Sequence[Stroke]) -> list[list[_Row]]:
    """What stands between the long rules; single lines where there are none."""
    longest = max((rule.x1 - rule.x0 for rule in rules), default=0.0)
    strips = _strips_between(rows, [rule for rule in rules if rule.x1 - rule.x0 >= _LONG_RULE * longest])
    return strips if len(strips) > 1 else [[row] for row in rows]


def _cells_of(table_rows: Iterable[_Columns], first: int) -> Iterator[BandCell]:
    for row_no, columns in enumerate(table_rows, first):
        yield from _cells(row_no, columns)


def _strips_between(rows: Sequence[_Row], rules: Sequence[Stroke]) -> list[list[_Row]]:
    levels = [rule.top for rule in rules]
    return [list(strip) for _, strip in groupby(rows, lambda row: sum(level < row.baseline for level in levels))]


def _body(rows: Sequence[_Row], bands: Sequence[_Band], rules: Sequence[Stroke]) -> Iterator[_Columns]:
    strips = _strips_between(rows, rules)
    for strip in strips:
        yield from _rows_of_strip(strip, bands, len(strips) > 1)


def _ruled_body(rows: Sequence[_Row], bands: Sequence[_Band], rules: Sequence[Stroke]) -> Iterator[_Columns]:
    """What stands between two rules is one row, unless some column has two numbers there."""
    strips = _strips_between(rows, rules)
    for strip in strips:
        columns = _columns((chunk for row in strip for chunk in row.chunks), bands)
        is_one = len(strips) > 1 and not any(map(_is_crowded, columns.values()))
        yield from (columns,) if is_one else _rows_of_strip(strip, bands, len(strips) > 1)


def _head(rows: Sequence[_Row], bands: Sequence[_Band], rules: Sequence[Stroke]) -> Iterator[BandCell]:
    """The heads: lines right below one another with no rule between are one cell, and cells at one height are a row.
    Heads of different heights stand side by side, so that visual lines mean nothing here."""
    heads: list[list[Chunk]] = []
    for chunk in (chunk for row in rows for chunk in row.chunks):
        above = next((head for head in reversed(heads) if _goes_on_in(head[-1], chunk, rules)), None)
        if above is None:
            heads.append([chunk])
        else:
            above.append(chunk)
    row_no, height = 0, float("-inf")
    for head in sorted(heads, key=_height):
        if _height(head) - height > _SAME_HEIGHT * head[0].words[0].size:
            row_no, height = row_no + 1, _height(head)
        first, last = _reach(head, heads, bands, rules)
        yield BandCell(row_no, first, tuple(word for chunk in head for word in chunk.words), last - first + 1)


def _height(head: Sequence[Chunk]) -> float:
    return (head[0].words[0].baseline + head[-1].words[0].baseline) / 2


def _goes_on_in(upper: Chunk, lower: Chunk, rules: Sequence[Stroke]) -> bool:
    top, bottom = upper.words[0].baseline, lower.words[0].baseline
    near = 0 < bottom - top < _WRAP_DISTANCE * lower.words[0].size
    ruled_off = any(top < rule.top < bottom and rule.x0 < lower.x1 and rule.x1 > lower.x0 for rule in rules)
    return near and not ruled_off and upper.x0 < lower.x1 and lower.x0 < upper.x1


def _reach(
    head: Sequence[Chunk], heads: Sequence[Sequence[Chunk]], bands: Sequence[_Band], rules: Sequence[Stroke]
) -> tuple[int, int]:
    """First and last column of a head: those of the heads under the rule right below it, a rule that the heads beside
    it may share."""
    x0, x1 = min(chunk.x0 for chunk in head), max(chunk.x1 for chunk in head)
    own = _column(max(head, key=lambda chunk: chunk.x1 - chunk.x0), bands)
    under = _rule_under(head, rules)
    if under is None:
        return own, own
    beside = [other for other in heads if other is not head and _rule_under(other, rules) == under]
    left = max((chunk.x1 for other in beside for chunk in other if chunk.x1 <= x0), default=None)
    right = min((chunk.x0 for other in beside for chunk in other if chunk.x0 >= x1), default=None)
    start = under.x0 if left is None else (left + x0) / 2
    end = under.x1 if right is None else (right + x1) / 2
    lower = {_column(other[0], bands) for other in heads if other[0].words[0].baseline > under.top}
    over = [at for at, band in enumerate(bands, 1) if at in lower and start <= (band.x0 + band.x1) / 2 <= end]
    return (min(over), max(over)) if over else (own, own)


def _rule_under(head: Sequence[Chunk], rules: Sequence[Stroke]) -> Stroke | None:
    x0, x1 = min(chunk.x0 for chunk in head), max(chunk.x1 for chunk in head)
    baseline = head[-1].words[0].baseline
    below = [rule for rule in rules if rule.top > baseline and rule.x0 < x1 and rule.x1 > x0]
    return min(below, key=lambda rule: rule.top, default=None)


def _gutter_bands(strips: Sequence[Sequence[_Row]]) -> list[_Band]:
    """The columns as what lies between gutters: what no word of the strips with numbers touches. A strip is what stands
    between two rules, or one line.

    Empty where a strip has two numbers in one column: then the gutters do not tell the columns. Titles and units may
    stand in strips above the heads: only the strip right above the figures (or above the column numbers) holds heads.
    """
    figured = [_words(strip) for strip in strips if any(row.has_number for row in strip)]
    gutter = _GUTTER * min(word.size for words in figured for word in words)
    kept = _without_spanning(figured, gutter)
    bands = _touched(kept, gutter)
    for words in kept:
        taken = [_column(word, bands) for word in words if is_number(word.text)]
        if len(set(taken)) < len(taken):
            return []
    heads = list(takewhile(lambda strip: not any(row.has_number for row in strip), strips))
    is_ruled = any(len(strip) > 1 for strip in strips)
    depth = 2 if heads and any(is_number(word.text) for word in _words(heads[-1])) else 1
    return _with_heads(bands, [row for strip in (heads[-depth:] if is_ruled else heads) for row in strip])


def _words(strip: Iterable[_Row]) -> list[Word]:
    return [word for row in strip for word in row.line]


def _touched(strips: Iterable[Sequence[Word]], gutter: float) -> list[_Band]:
    return _united((_Band(word.x0, word.x1) for words in strips for word in words), gutter)


def _without_spanning(strips: Sequence[list[Word]], gutter: float) -> list[list[Word]]:
    """The strips but for the few whose words reach over columns (人员经费合计 over code, name and amount)."""
    kept = list(strips)
    for _ in range(len(strips) // _ROWS_PER_SPANNING):
        count = len(_touched(kept, gutter))
        gains = [len(_touched([*kept[:at], *kept[at + 1 :]], gutter)) - count for at in range(len(kept))]
        if max(gains) <= 0:
            break
        kept.pop(gains.index(max(gains)))
    return kept


def _with_heads(bands: Sequence[_Band], rows: Sequence[_Row]) -> list[_Band]:
    """The bands, those of heads over empty columns added. A centred head may stand beside its right-aligned figures:
    a head over nothing and figures under nothing, next to each other, are one column."""
    heads = [head for row in reversed(rows) for head in _pieces(row.line)]
    own_heads = [head for head in heads if sum(_overlap(head, band) > 0 for band in bands) == 1]
    headless = [band for band in bands if not any(_overlap(head, band) > 0 for head in own_heads)]
    columns = list(bands)
    for head in heads:
        if any(_overlap(head, column) > 0 for column in columns):
            continue
        place = sorted([*columns, head]).index(head)
        beside = [band for band in sorted(columns)[max(0, place - 1) : place + 1] if band in headless]
        if beside:
            own = min(beside, key=lambda band: max(head.x0 - band.x1, band.x0 - head.x1))
            headless.remove(own)
            columns.remove(own)
            columns.append(_Band(min(own.x0, head.x0), max(own.x1, head.x1)))
        else:
            columns.append(head)
    return sorted(columns)


def _pieces(line: Sequence[Word]) -> Iterator[_Band]:
    """The stretches of a line of heads, with gaps between them that no head has inside."""
    yield from _united((_Band(word.x0, word.x1) for word in line), _GUTTER * line[0].size)


def _in_bands(row: _Row, bands: Sequence[_Band]) -> _Row:
    """The row with its words put together by column; a figure, and what reaches over columns, stays by itself."""
    parts: dict[tuple[int, int], list[Word]] = {}
    for number, word in enumerate(row.line):
        reach = sum(_overlap(word, band) > 0 for band in bands)
        alone = reach > 1 or is_figure(word.text)
        parts.setdefault((_column(word, bands), number if alone else -1), []).append(word)
    chunks = tuple(
        Chunk(line_text(part), part[0].x0, max(word.x1 for word in part), tuple(part)) for part in parts.values()
    )
    return _Row(row.line, chunks, tuple(chunk for chunk in chunks if is_number(chunk.text)))


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


def _united(bands: Iterable[_Band], gutter: float = 0.0) -> list[_Band]:
    """Bands that overlap, or lie closer than a gutter, as one."""
    united: list[_Band] = []
    for band in sorted(bands):
        if united and band.x0 < united[-1].x1 + gutter:
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


def _overlap(part: _Band | Chunk | Word, band: _Band) -> float:
    return min(part.x1, band.x1) - max(part.x0, band.x0)


def _column(chunk: Chunk | Word, bands: Sequence[_Band]) -> int:
    """The number of the band that the chunk overlaps most or lies nearest to."""
    return max(range(len(bands)), key=lambda index: _overlap(chunk, bands[index])) + 1


def _rows_of_strip(strip: Sequence[_Row], bands: Sequence[_Band], is_ruled: bool) -> Iterator[_Columns]:
    """The rows between two rules: visual lines, joined where a name or a head is wrapped and nothing gets mixed up."""
    is_one_row = is_ruled and sum(bool(row.numbers) for row in strip) <= 1
    for group in _close_groups(strip, _WRAP_DISTANCE if is_one_row else _HALF_LINE):
        chunks = [chunk for row in group for chunk in row.chunks]
        columns = _columns(chunks, bands)
        is_mixed = any(map(_is_crowded, columns.values())) or any(_spans(chunk, bands) for chunk in chunks)
        yield from (_columns(row.chunks, bands) for row in group) if is_mixed else (columns,)


def _close_groups(strip: Sequence[_Row], reach: float) -> Iterator[list[_Row]]:
    """Visual lines no further apart than `reach` font sizes, at most one of them with numbers."""
    group: list[_Row] = []
    for row in strip:
        is_close = bool(group) and row.baseline - group[-1].baseline < reach * row.size
        is_second = bool(row.numbers) and any(each.numbers for each in group)
        if group and (is_second or not is_close):
            yield group
            group = []
        group.append(row)
    yield group


def _spans(chunk: Chunk, bands: Sequence[_Band]) -> bool:
    return sum(_overlap(chunk, band) > 0 for band in bands) > 1


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
