"""Find the columns of a table without vertical rules: the bands between gutters, which stay blank in all rows.

Numbers determine where gutters must be, since a number never shares its cell and never extends beyond its column; names
and heads do. All pages of a table are evaluated together: on one of them, a column may be blank.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, permutations
from typing import NamedTuple

from orchestration.disclosure.readers.fixed_layout.lines.rows import Chunk, Strip, words_of_strip
from orchestration.disclosure.readers.fixed_layout.page.figures import is_number
from orchestration.disclosure.readers.fixed_layout.page.words import Word

_GUTTER = 0.25
"""The least width of a gutter, in font sizes."""


class Band(NamedTuple):
    """The horizontal extent of a column in points."""

    x0: float
    x1: float


def find_bands(heads: Sequence[Band], strips: Sequence[Strip]) -> list[Band]:
    """Return the columns of the rows in `strips`; `heads` are given from the lowest up.

    Empty where gutters do not separate the columns: two numbers of one row would share one.
    """
    lines = [words for strip in strips for words in _rows_of(strip)]
    if not lines:
        return []
    gutter = _GUTTER * min(word.size for words in lines for word in words)
    bands = _merge_split_names(_split_at_gutters([row.line for strip in strips for row in strip], gutter), strips)
    for words in lines:
        taken = [column_of(word, bands) for word in words if is_number(word.text)]
        if len(set(taken)) < len(taken):
            return []
    return _with_heads(bands, heads)


def column_of(part: Chunk | Word, bands: Sequence[Band]) -> int:
    """Return the number (from 1) of the band that a part of a line overlaps most or lies nearest to."""
    return max(range(len(bands)), key=lambda index: overlap(part, bands[index])) + 1


def overlap(part: Band | Chunk | Word, band: Band) -> float:
    """Return the overlap of two stretches in points; negative values are the distance between them."""
    return min(part.x1, band.x1) - max(part.x0, band.x0)


def merge_bands(bands: Iterable[Band], gutter: float = 0.0) -> list[Band]:
    """Merge bands that overlap or lie closer than a gutter."""
    joined: list[Band] = []
    for band in sorted(bands):
        if joined and band.x0 < joined[-1].x1 + gutter:
            joined[-1] = Band(joined[-1].x0, max(joined[-1].x1, band.x1))
        else:
            joined.append(band)
    return joined


def split_stretches(line: Sequence[Word]) -> list[Band]:
    """Split a line of heads into stretches at gaps wider than any inside a head."""
    return merge_bands((Band(word.x0, word.x1) for word in line), _GUTTER * line[0].size)


def _merge_split_names(bands: Sequence[Band], strips: Sequence[Strip]) -> list[Band]:
    """Merge the bands of codes and names where wrapped names continue below the codes: both share their cells."""
    joined = list(bands)
    for strip in strips:
        for code, below in permutations(strip, 2):
            word, rest = code.line[0], below.line[0]
            place = column_of(word, joined) - 1
            is_name = code.baseline < below.baseline and not is_number(rest.text) and len(code.line) > 1
            if is_name and is_number(word.text) and abs(rest.x0 - word.x0) < _GUTTER * word.size:
                following = column_of(code.line[1], joined) - 1
                joined[place : following + 1] = [Band(joined[place].x0, joined[following].x1)]
    return joined


def _rows_of(strip: Strip) -> Iterator[list[Word]]:
    """Yield the words of a strip together, or line by line where several lines have numbers."""
    if sum(any(is_number(word.text) for word in row.line) for row in strip) > 1:
        yield from (row.line for row in strip)
    else:
        yield words_of_strip(strip)


def _split_at_gutters(lines: Sequence[Sequence[Word]], gutter: float) -> list[Band]:
    """Return the stretches between gutters, split further where a number and its neighbour would share one.

    That happens where a few names extend over columns (人员经费合计 over code, name and amount).
    """
    words = [word for line in lines for word in line]
    bands = merge_bands((Band(word.x0, word.x1) for word in words), gutter)
    cuts: list[float] = []
    uncut = [gap for line in lines for gap in _gaps_at_numbers(line, gutter) if _is_inside(gap, bands)]
    while uncut:
        cut, score = _best_cut(uncut, words)
        if score < 0:
            break
        cuts.append(cut)
        uncut = [gap for gap in uncut if not gap.x0 <= cut <= gap.x1]
    whole = [word for word in words if not any(word.x0 < cut < word.x1 for cut in cuts)]
    segments = pairwise([float("-inf"), *sorted(cuts), float("inf")])
    return [
        band
        for left, right in segments
        for band in merge_bands((Band(word.x0, word.x1) for word in whole if left <= word.x0 < right), gutter)
    ]


def _gaps_at_numbers(line: Sequence[Word], gutter: float) -> Iterator[Band]:
    """Yield the gaps between a number and its neighbours that are wide enough for a gutter."""
    for before, after in pairwise(line):
        if after.x0 - before.x1 >= gutter and (is_number(before.text) or is_number(after.text)):
            yield Band(before.x1, after.x0)


def _is_inside(gap: Band, bands: Sequence[Band]) -> bool:
    return any(band.x0 < gap.x0 and gap.x1 < band.x1 for band in bands)


def _best_cut(gaps: Sequence[Band], words: Sequence[Word]) -> tuple[float, float]:
    """Return the cut that meets most gaps and crosses fewest words, with the difference; it never crosses a number."""
    edges = sorted({edge for gap in gaps for edge in gap} | {edge for word in words for edge in (word.x0, word.x1)})
    best = (0.0, float("-inf"))
    for left, right in pairwise(edges):
        cut = (left + right) / 2
        met = sum(gap.x0 <= cut <= gap.x1 for gap in gaps)
        if not met:
            continue
        crossed = [word for word in words if word.x0 < cut < word.x1]
        score = float("-inf") if any(is_number(word.text) for word in crossed) else float(met - len(crossed))
        if score > best[1]:
            best = (cut, score)
    return best


def _with_heads(bands: Sequence[Band], heads: Sequence[Band]) -> list[Band]:
    """Return the bands extended by heads of empty columns.

    A centred head may stand beside its right-aligned figures: an adjacent head without figures and figures without head
    are one column.
    """
    own_heads = [head for head in heads if sum(overlap(head, band) > 0 for band in bands) == 1]
    headless = [band for band in bands if not any(overlap(head, band) > 0 for head in own_heads)]
    columns = list(bands)
    for head in heads:
        if any(overlap(head, column) > 0 for column in columns):
            continue
        place = sorted([*columns, head]).index(head)
        beside = [band for band in sorted(columns)[max(0, place - 1) : place + 1] if band in headless]
        if beside:
            own = min(beside, key=lambda band: max(head.x0 - band.x1, band.x0 - head.x1))
            headless.remove(own)
            columns.remove(own)
            columns.append(Band(min(own.x0, head.x0), max(own.x1, head.x1)))
        else:
            columns.append(head)
    return sorted(columns)
