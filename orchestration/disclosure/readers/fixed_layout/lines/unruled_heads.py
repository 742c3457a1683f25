"""Assign heads to columns in tables without any rule, only where position leaves no doubt.

Text is centred vertically in its cell, so heights give the levels of a head: groups above, heads of single columns
below, and halfway between them the heads of columns outside any group. A head belongs to the column it overlaps; one
that overlaps none belongs to a column only if order leaves no other.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, groupby, pairwise
from typing import NamedTuple

from orchestration.disclosure.readers.fixed_layout.lines.gutters import Band, column_of, overlap, split_stretches
from orchestration.disclosure.readers.fixed_layout.lines.heads import HeadCell
from orchestration.disclosure.readers.fixed_layout.lines.rows import Chunk, Row, make_chunk
from orchestration.disclosure.readers.fixed_layout.page.figures import is_number
from orchestration.disclosure.readers.fixed_layout.page.words import Word

_LINE_DISTANCE = 1.5
"""The greatest distance in font sizes between lines of one head; the next row of heads is further away."""

_SAME_HEIGHT = 0.4
"""The greatest distance in font sizes between the middles of heads in one row."""

_HALF_LINE = 0.95
"""Baselines closer than this (font sizes) are one row: a name wrapped around the line of its figures."""

_MAX_GROUPS = 4

_OFF_CENTRE = 6.0
"""The greatest offset in points between a head over several columns and their middle."""

_CLEARLY_WORSE = 8.0
"""The least distance in points between the best assignment of columns to heads and the next best."""


class _Head(NamedTuple):
    """The lines of one head."""

    lines: tuple[Chunk, ...]

    @property
    def reach(self) -> Band:
        return Band(min(line.x0 for line in self.lines), max(line.x1 for line in self.lines))

    @property
    def centre(self) -> float:
        return (self.reach.x0 + self.reach.x1) / 2

    @property
    def height(self) -> float:
        return (self.lines[0].words[0].baseline + self.lines[-1].words[0].baseline) / 2

    @property
    def size(self) -> float:
        return self.lines[0].words[0].size

    def cell(self, row_no: int, first_column: int, last_column: int) -> HeadCell:
        return HeadCell(row_no, first_column, last_column, tuple(word for line in self.lines for word in line.words))


class _Levels(NamedTuple):
    """Heads of several columns (`groups`), of single columns under them (`grouped`), and of all others (`single`)."""

    groups: tuple[_Head, ...]
    grouped: tuple[_Head, ...]
    single: tuple[_Head, ...]


class AssignedHeads(NamedTuple):
    """The columns, blank ones included, and the heads assigned to them."""

    bands: list[Band]
    cells: list[HeadCell]


def assign_heads(rows: Sequence[Row], bands: Sequence[Band], figured: Sequence[Band]) -> AssignedHeads | None:
    """Return the heads assigned to columns, of which `figured` hold figures; None where position leaves doubt.

    Codes and names are recognised by themselves: the heads over them need not be distinguished.
    """
    start = max((at + 1 for at, row in enumerate(rows) if _is_caption(row)), default=0)
    end = next((at for at, row in enumerate(rows) if at >= start and _is_numbering(row)), len(rows))
    heads = _group_heads(rows[start:end])
    anchors = [head for head in heads if _is_anchor(head, bands, figured)]
    assigned = _assign(heads, [], bands, figured) or _assign(
        [head for head in heads if head not in anchors], anchors, bands, figured
    )
    if assigned is None:
        return None
    cells = [cell._replace(row_no=cell.row_no + start) for cell in assigned.cells]
    captions, numbering = (
        _place_by_column(rows[:start], 1, assigned.bands),
        _place_by_column(rows[end:], start + 3, assigned.bands),
    )
    return AssignedHeads(assigned.bands, [*captions, *cells, *numbering])


def _assign(
    heads: Sequence[_Head], anchors: Sequence[_Head], bands: Sequence[Band], figured: Sequence[Band]
) -> AssignedHeads | None:
    """Assign the heads that must be distinguished, and the lowest of those over codes and names."""
    levels = _split_levels(heads)
    if levels is None:
        return None
    leaves = sorted((*levels.grouped, *levels.single), key=lambda head: head.centre)
    owners = _find_owners(leaves, bands, figured)
    if owners is None:
        return None
    columns = sorted({*bands, *owners})
    places = [columns.index(owner) + 1 for owner in owners]
    grouped = {place: head for place, head in zip(places, leaves, strict=True) if head in levels.grouped}
    groups = _assign_groups(levels.groups, grouped, columns)
    over = [(head, column_of(head.lines[0], columns)) for head in anchors]
    if groups is None or any(place in places for _, place in over):
        return None
    lowest = {place: max(head.height for head, own in over if own == place) for _, place in over}
    cells = [
        *(group.cell(1, *reach) for group, reach in groups),
        *(head.cell(1 + (place in grouped), place, place) for place, head in zip(places, leaves, strict=True)),
        *(head.cell(1 + bool(grouped), place, place) for head, place in over if head.height == lowest[place]),
    ]
    return AssignedHeads(columns, cells)


def _is_anchor(head: _Head, bands: Sequence[Band], figured: Sequence[Band]) -> bool:
    """Return whether a head is over codes or names alone, or left of all figures."""
    under = [band for band in bands if overlap(head.reach, band) > 0]
    is_over_others = bool(under) and not any(band in figured for band in under)
    return is_over_others or not figured or head.reach.x1 <= min(figured).x0


def unruled_head_length(rows: Sequence[Row]) -> int:
    """Return the number of head lines: those before the first row, whose name may begin above its number.

    Printed column numbers are part of the head.
    """
    first = next((at for at, row in enumerate(rows) if row.has_number), len(rows))
    numbered = max((at + 1 for at, row in enumerate(rows[:first]) if _is_numbering(row)), default=0)
    while first > numbered and first < len(rows) and _is_around(rows[first - 1], rows[first]):
        first -= 1
    return first


def _is_around(upper: Row, lower: Row) -> bool:
    return lower.baseline - upper.baseline < _HALF_LINE * lower.size and len(upper.chunks) == 1


def _is_caption(row: Row) -> bool:
    """Return whether the line describes the whole sheet, such as its unit."""
    return any(mark in word.text for word in row.line for mark in ":：")


def _is_numbering(row: Row) -> bool:
    return any(is_number(word.text) for word in row.line)


def _place_by_column(rows: Sequence[Row], first_row: int, columns: Sequence[Band]) -> Iterator[HeadCell]:
    for row_no, row in enumerate(rows, first_row):
        for place, words in groupby(row.line, lambda word: column_of(word, columns)):
            yield HeadCell(row_no, place, place, tuple(words))


def _group_heads(rows: Sequence[Row]) -> list[_Head]:
    heads: list[_Head] = []
    for row in rows:
        for line in _parts(row):
            above = next((at for at, head in enumerate(heads) if _goes_on(head.lines[-1], line)), None)
            if above is None:
                heads.append(_Head((line,)))
            else:
                heads[above] = _Head((*heads[above].lines, line))
    return heads


def _parts(row: Row) -> list[Chunk]:
    """Return the heads side by side in a line; single letters with gaps between them are one justified head."""
    parts: list[list[Word]] = []
    for piece in split_stretches(row.line):
        words = [word for word in row.line if piece.x0 <= word.x0 < piece.x1]
        is_letter = len(words) == len(words[0].text) == 1
        if parts and is_letter and len(parts[-1][-1].text) == 1 and words[0].x0 - parts[-1][-1].x1 < words[0].size:
            parts[-1].extend(words)
        else:
            parts.append(words)
    return [make_chunk(words) for words in parts]


def _goes_on(upper: Chunk, lower: Chunk) -> bool:
    down = lower.words[0].baseline - upper.words[0].baseline
    return 0 < down < _LINE_DISTANCE * lower.words[0].size and overlap(upper, Band(lower.x0, lower.x1)) > 0


def _split_levels(heads: Sequence[_Head]) -> _Levels | None:
    """Return the heads by level; None for more than two levels, or for a head between them but not halfway."""
    steps: list[list[_Head]] = []
    for head in sorted(heads, key=lambda head: head.height):
        if steps and head.height - steps[-1][0].height <= _SAME_HEIGHT * head.size:
            steps[-1].append(head)
        else:
            steps.append([head])
    match steps:
        case []:
            return None
        case [single]:
            return _Levels((), (), tuple(single))
        case [groups, grouped]:
            return _Levels(tuple(groups), tuple(grouped), ())
        case [groups, single, grouped]:
            middle = (groups[0].height + grouped[0].height) / 2
            is_between = abs(single[0].height - middle) <= _SAME_HEIGHT * single[0].size
            return _Levels(tuple(groups), tuple(grouped), tuple(single)) if is_between else None
        case _:
            return None


def _find_owners(leaves: Sequence[_Head], bands: Sequence[Band], figured: Sequence[Band]) -> list[Band] | None:
    """Return the column of each single-column head, left to right; a head over nothing makes a blank column.

    None where a column of figures has no head, or several possible heads.
    """
    over = [[band for band in bands if overlap(head.reach, band) > 0] for head in leaves]
    counting = [band for those in over for band in those if band in figured or len(those) > 1]
    if any(len(those) > 1 for those in over) or len(set(counting)) < len(counting):
        return None
    owners = [those[0] if those else None for those in over]
    fixed = [at for at, owner in enumerate(owners) if owner is not None]
    for before, after in pairwise([-1, *fixed, len(leaves)]):
        left = owners[before] if before >= 0 else None
        right = owners[after] if after < len(leaves) else None
        free = [band for band in figured if (left is None or band > left) and (right is None or band < right)]
        between = range(before + 1, after)
        if free and len(free) != len(between):
            return None
        for at, band in zip(between, free or [leaves[at].reach for at in between], strict=True):
            owners[at] = band
    return [owner for owner in owners if owner is not None]


def _assign_groups(
    groups: Sequence[_Head], grouped: dict[int, _Head], columns: Sequence[Band]
) -> list[tuple[_Head, tuple[int, int]]] | None:
    """Return each group head with its first and last column; None where adjacent grouped columns do not fit."""
    runs = [[place for _, place in run] for _, run in groupby(enumerate(sorted(grouped)), lambda at: at[1] - at[0])]
    assigned: list[tuple[_Head, tuple[int, int]]] = []
    for run in runs:
        edges = [_outline(columns[place - 1], grouped[place]) for place in run]
        own = sorted(
            (group for group in groups if edges[0].x0 <= group.centre <= edges[-1].x1), key=lambda group: group.centre
        )
        cuts = _find_cuts([group.centre for group in own], edges)
        if cuts is None:
            return None
        assigned.extend(
            (group, (run[start], run[end - 1])) for group, (start, end) in zip(own, pairwise(cuts), strict=True)
        )
    return assigned if len(assigned) == len(groups) else None


def _outline(column: Band, head: _Head) -> Band:
    return Band(min(column.x0, head.reach.x0), max(column.x1, head.reach.x1))


def _find_cuts(centres: Sequence[float], edges: Sequence[Band]) -> tuple[int, ...] | None:
    """Return the cuts that centre each head above its own columns; None where no cuts or several would do."""
    if not 0 < len(centres) <= min(_MAX_GROUPS, len(edges)):
        return None
    if len(centres) == 1:
        return 0, len(edges)

    def distance(cuts: tuple[int, ...]) -> float:
        middles = ((edges[start].x0 + edges[end - 1].x1) / 2 for start, end in pairwise(cuts))
        return sum(abs(centre - middle) for centre, middle in zip(centres, middles, strict=True))

    choices = [(0, *inner, len(edges)) for inner in combinations(range(1, len(edges)), len(centres) - 1)]
    ranked = sorted(choices, key=distance)
    is_close = distance(ranked[0]) <= _OFF_CENTRE * len(centres)
    is_alone = len(ranked) == 1 or distance(ranked[1]) - distance(ranked[0]) >= _CLEARLY_WORSE
    return ranked[0] if is_close and is_alone else None
