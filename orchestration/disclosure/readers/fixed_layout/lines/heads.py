"""Find the head lines of a table without vertical rules and assign each head its columns.

Tables without any rule are assigned in unruled_heads.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice, pairwise, takewhile
from typing import NamedTuple

from orchestration.disclosure.readers.fixed_layout.lines.gutters import Band, column_of, split_stretches
from orchestration.disclosure.readers.fixed_layout.lines.rows import Chunk, Row, Strip, make_chunk, words_of_strip
from orchestration.disclosure.readers.fixed_layout.page.drawing import Stroke
from orchestration.disclosure.readers.fixed_layout.page.figures import is_number
from orchestration.disclosure.readers.fixed_layout.page.words import Word, line_text

_SAME_HEIGHT = 0.4
"""The greatest distance in font sizes between the middles of heads in one row."""

_HEAD_LINE_DISTANCE = 1.8
"""The greatest distance in font sizes between lines of one head."""

_MIN_HEADS = 3
"""The least number of heads side by side that begin a new table; two may be two names."""

_MAX_CHOICES = 10_000
"""The most assignments of columns to heads compared; the widest real head, twelve columns and six heads, has 462."""


class HeadCell(NamedTuple):
    """The words of one head and the columns under it; row and column numbers count from 1."""

    row_no: int
    first_column: int
    last_column: int
    words: tuple[Word, ...]


def head_length(strips: Sequence[Strip]) -> int:
    """Return the number of head strips: up to the lowest strip with the most heads above the first figures.

    Strips without figures after it are rows of names.
    """
    above = list(takewhile(lambda strip: not any(row.has_number for row in strip), strips))
    if not any(len(strip) > 1 for strip in strips):
        return len(above)
    widths = [max(len(split_stretches(row.line)) for row in strip) for strip in above]
    return len(widths) - widths[::-1].index(max(widths)) if widths else 0


def lowest_heads(head: Sequence[Strip], rules: Sequence[Stroke]) -> list[Band]:
    """Return the extents of single-column heads, from the lowest up: directly above the figures or column numbers."""
    is_ruled = any(len(strip) > 1 for strip in head)
    depth = 2 if head and any(is_number(word.text) for word in words_of_strip(head[-1])) else 1
    chunks = [
        make_chunk([word for word in row.line if piece.x0 <= word.x0 < piece.x1])
        for strip in (head[-depth:] if is_ruled else head)
        for row in strip
        for piece in split_stretches(row.line)
    ]
    stacks = sorted(_stacked(chunks, rules), key=lambda stack: stack[-1].words[0].baseline, reverse=True)
    return [Band(min(chunk.x0 for chunk in stack), max(chunk.x1 for chunk in stack)) for stack in stacks]


def repeated_length(strips: Sequence[Strip], head: Sequence[Strip]) -> int:
    """Return the number of strips that repeat the head of the page before."""
    both = zip(strips, head, strict=False)
    return sum(1 for _ in takewhile(lambda pair: _texts(pair[0]) == _texts(pair[1]), both))


def has_heads(strips: Sequence[Strip]) -> bool:
    """Return whether the strips above the first figures are heads rather than names without figures."""
    return any(len(split_stretches(row.line)) >= _MIN_HEADS for strip in strips[: head_length(strips)] for row in strip)


def _texts(strip: Strip) -> list[str]:
    return [line_text(row.line) for row in strip]


def head_cells(rows: Sequence[Row], bands: Sequence[Band], rules: Sequence[Stroke]) -> Iterator[HeadCell]:
    """Yield the heads: adjacent lines without a rule between them are one cell, cells at one height are a row.

    Heads of different heights stand side by side, so visual lines do not count here.
    """
    heads = _stacked((chunk for row in rows for chunk in row.chunks), rules)
    row_no, height = 0, float("-inf")
    for head in sorted(heads, key=_height):
        if _height(head) - height > _SAME_HEIGHT * head[0].words[0].size:
            row_no, height = row_no + 1, _height(head)
        first, last = _reach(head, heads, bands, rules)
        yield HeadCell(row_no, first, last, tuple(word for chunk in head for word in chunk.words))


def _stacked(chunks: Iterable[Chunk], rules: Sequence[Stroke]) -> list[list[Chunk]]:
    heads: list[list[Chunk]] = []
    for chunk in chunks:
        above = next((head for head in reversed(heads) if _goes_on_in(head[-1], chunk, rules)), None)
        if above is None:
            heads.append([chunk])
        else:
            above.append(chunk)
    return heads


def _height(head: Sequence[Chunk]) -> float:
    return (head[0].words[0].baseline + head[-1].words[0].baseline) / 2


def _goes_on_in(upper: Chunk, lower: Chunk, rules: Sequence[Stroke]) -> bool:
    top, bottom = upper.words[0].baseline, lower.words[0].baseline
    near = 0 < bottom - top < _HEAD_LINE_DISTANCE * lower.words[0].size
    ruled_off = any(top < rule.top < bottom and rule.x0 < lower.x1 and rule.x1 > lower.x0 for rule in rules)
    return near and not ruled_off and upper.x0 < lower.x1 and lower.x0 < upper.x1


def _reach(
    head: Sequence[Chunk], heads: Sequence[Sequence[Chunk]], bands: Sequence[Band], rules: Sequence[Stroke]
) -> tuple[int, int]:
    """Return first and last column of a head: the columns of the heads below the rule under it, which it may share."""
    own = column_of(max(head, key=lambda chunk: chunk.x1 - chunk.x0), bands)
    under = _rule_under(head, rules)
    if under is None:
        return own, own
    level = [other for other in heads if _rule_under(other, rules) == under]
    lower = {column_of(other[0], bands) for other in heads if other[0].words[0].baseline > under.top}
    columns = [at for at in sorted(lower) if under.x0 <= (bands[at - 1].x0 + bands[at - 1].x1) / 2 <= under.x1]
    if len(columns) < len(level):
        return own, own
    place = sorted(level, key=_middle).index(head)
    return _shared([_middle(other) for other in sorted(level, key=_middle)], columns, bands)[place]


def _middle(head: Sequence[Chunk]) -> float:
    return (min(chunk.x0 for chunk in head) + max(chunk.x1 for chunk in head)) / 2


def _shared(middles: Sequence[float], columns: Sequence[int], bands: Sequence[Band]) -> list[tuple[int, int]]:
    """Return first and last column of each head of a shared rule: each is centred above its own columns."""

    def parted(cuts: tuple[int, ...]) -> list[tuple[int, int]]:
        return [(columns[start], columns[end - 1]) for start, end in pairwise([0, *cuts, len(columns)])]

    def distance(reaches: Sequence[tuple[int, int]]) -> float:
        centres = ((bands[first - 1].x0 + bands[last - 1].x1) / 2 for first, last in reaches)
        return sum(abs(middle - centre) for middle, centre in zip(middles, centres, strict=True))

    choices = combinations(range(1, len(columns)), len(middles) - 1)
    return min(map(parted, islice(choices, _MAX_CHOICES)), key=distance)


def _rule_under(head: Sequence[Chunk], rules: Sequence[Stroke]) -> Stroke | None:
    x0, x1 = min(chunk.x0 for chunk in head), max(chunk.x1 for chunk in head)
    baseline = head[-1].words[0].baseline
    below = [rule for rule in rules if rule.top > baseline and rule.x0 < x1 and rule.x1 > x0]
    return min(below, key=lambda rule: rule.top, default=None)
