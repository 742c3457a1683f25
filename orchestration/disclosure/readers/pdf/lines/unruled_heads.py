"""Heads over columns that no rule parts: which column each head stands over, told only where position leaves no doubt.

A cell of one row holds its text in the middle of its height, so that heights tell the levels of a head: groups above,
the heads of single columns below, and half way between the heads of columns that are in no group. A head that overlaps
a column stands over it; one that overlaps none does so only if order leaves it no other column.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, groupby, pairwise
from typing import NamedTuple

from orchestration.disclosure.readers.pdf.lines.gutters import Band, column_of, overlap, pieces
from orchestration.disclosure.readers.pdf.lines.heads import HeadCell
from orchestration.disclosure.readers.pdf.lines.rows import Chunk, Row, chunk_of
from orchestration.disclosure.readers.pdf.page.figures import is_number
from orchestration.disclosure.readers.pdf.page.words import Word

_LINE_DISTANCE = 1.5
"""Font sizes between two lines of one head; the next row of heads is further away."""

_SAME_HEIGHT = 0.4
"""Font sizes between the middles of two heads of one row."""

_HALF_LINE = 0.95
"""Font sizes between two baselines too close to be two rows: a name wrapped around the line of its figures."""

_MOST_GROUPS = 4

_OFF_CENTRE = 6.0
"""Points that a head over several columns may stand beside their middle."""

_CLEARLY_WORSE = 8.0
"""Points by which every other way to share columns among heads must be worse than the best."""


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
    """Heads of several columns, and those of single ones: under such a head, or under none."""

    groups: tuple[_Head, ...]
    grouped: tuple[_Head, ...]
    single: tuple[_Head, ...]


class ToldHeads(NamedTuple):
    """The columns, blank ones included, and the heads over them."""

    bands: list[Band]
    cells: list[HeadCell]


def told_heads(rows: Sequence[Row], bands: Sequence[Band], figured: Sequence[Band]) -> ToldHeads | None:
    """The heads over columns of which some hold figures; None where it cannot be told for sure.

    Codes and names tell by themselves what they are: the heads over them need not be told apart.
    """
    start = max((at + 1 for at, row in enumerate(rows) if _is_caption(row)), default=0)
    end = next((at for at, row in enumerate(rows) if at >= start and _is_numbering(row)), len(rows))
    heads = _heads(rows[start:end])
    anchors = [head for head in heads if _is_anchor(head, bands, figured)]
    told = _told(heads, [], bands, figured) or _told(
        [head for head in heads if head not in anchors], anchors, bands, figured
    )
    if told is None:
        return None
    cells = [cell._replace(row_no=cell.row_no + start) for cell in told.cells]
    captions, numbering = _plain(rows[:start], 1, told.bands), _plain(rows[end:], start + 3, told.bands)
    return ToldHeads(told.bands, [*captions, *cells, *numbering])


def _told(
    heads: Sequence[_Head], anchors: Sequence[_Head], bands: Sequence[Band], figured: Sequence[Band]
) -> ToldHeads | None:
    """The heads that need be told apart, and of those over codes and names the lowest."""
    levels = _levels(heads)
    if levels is None:
        return None
    leaves = sorted((*levels.grouped, *levels.single), key=lambda head: head.centre)
    owners = _owners(leaves, bands, figured)
    if owners is None:
        return None
    columns = sorted({*bands, *owners})
    places = [columns.index(owner) + 1 for owner in owners]
    grouped = {place: head for place, head in zip(places, leaves, strict=True) if head in levels.grouped}
    groups = _groups(levels.groups, grouped, columns)
    over = [(head, column_of(head.lines[0], columns)) for head in anchors]
    if groups is None or any(place in places for _, place in over):
        return None
    lowest = {place: max(head.height for head, own in over if own == place) for _, place in over}
    cells = [
        *(group.cell(1, *reach) for group, reach in groups),
        *(head.cell(1 + (place in grouped), place, place) for place, head in zip(places, leaves, strict=True)),
        *(head.cell(1 + bool(grouped), place, place) for head, place in over if head.height == lowest[place]),
    ]
    return ToldHeads(columns, cells)


def _is_anchor(head: _Head, bands: Sequence[Band], figured: Sequence[Band]) -> bool:
    """Whether it stands over codes or names alone, or before all figures."""
    under = [band for band in bands if overlap(head.reach, band) > 0]
    is_over_others = bool(under) and not any(band in figured for band in under)
    return is_over_others or not figured or head.reach.x1 <= min(figured).x0


def unruled_head_length(rows: Sequence[Row]) -> int:
    """How many lines are head: those before the first with a number or a dash, and before the first lines of a name
    around it; up to the printed column numbers and what stands beside them, where there are any."""
    first = next((at for at, row in enumerate(rows) if row.has_number), len(rows))
    numbered = max((at + 1 for at, row in enumerate(rows[:first]) if _is_numbering(row)), default=0)
    while first > numbered and first < len(rows) and _is_around(rows[first - 1], rows[first]):
        first -= 1
    return first


def _is_around(upper: Row, lower: Row) -> bool:
    return lower.baseline - upper.baseline < _HALF_LINE * lower.size and len(upper.chunks) == 1


def _is_caption(row: Row) -> bool:
    """Whether the line says something of the whole sheet, such as its unit."""
    return any(mark in word.text for word in row.line for mark in ":：")


def _is_numbering(row: Row) -> bool:
    return any(is_number(word.text) for word in row.line)


def _plain(rows: Sequence[Row], first_row: int, columns: Sequence[Band]) -> Iterator[HeadCell]:
    for row_no, row in enumerate(rows, first_row):
        for place, words in groupby(row.line, lambda word: column_of(word, columns)):
            yield HeadCell(row_no, place, place, tuple(words))


def _heads(rows: Sequence[Row]) -> list[_Head]:
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
    """The heads side by side in a line; single letters with gaps between are one justified head."""
    parts: list[list[Word]] = []
    for piece in pieces(row.line):
        words = [word for word in row.line if piece.x0 <= word.x0 < piece.x1]
        is_letter = len(words) == len(words[0].text) == 1
        if parts and is_letter and len(parts[-1][-1].text) == 1 and words[0].x0 - parts[-1][-1].x1 < words[0].size:
            parts[-1].extend(words)
        else:
            parts.append(words)
    return [chunk_of(words) for words in parts]


def _goes_on(upper: Chunk, lower: Chunk) -> bool:
    down = lower.words[0].baseline - upper.words[0].baseline
    return 0 < down < _LINE_DISTANCE * lower.words[0].size and overlap(upper, Band(lower.x0, lower.x1)) > 0


def _levels(heads: Sequence[_Head]) -> _Levels | None:
    """The heads by level; None where there are more than two, or one is between them."""
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


def _owners(leaves: Sequence[_Head], bands: Sequence[Band], figured: Sequence[Band]) -> list[Band] | None:
    """The column under each head of a single one, given from left to right; a head over nothing makes a blank column.

    None where a column of figures has no head, or where one of several may be its head.
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


def _groups(
    groups: Sequence[_Head], grouped: dict[int, _Head], columns: Sequence[Band]
) -> list[tuple[_Head, tuple[int, int]]] | None:
    """Each head of several columns with its first and last one; columns side by side that are in groups share them."""
    runs = [[place for _, place in run] for _, run in groupby(enumerate(sorted(grouped)), lambda at: at[1] - at[0])]
    told: list[tuple[_Head, tuple[int, int]]] = []
    for run in runs:
        edges = [_outline(columns[place - 1], grouped[place]) for place in run]
        own = sorted(
            (group for group in groups if edges[0].x0 <= group.centre <= edges[-1].x1), key=lambda group: group.centre
        )
        cuts = _cuts([group.centre for group in own], edges)
        if cuts is None:
            return None
        told.extend(
            (group, (run[start], run[end - 1])) for group, (start, end) in zip(own, pairwise(cuts), strict=True)
        )
    return told if len(told) == len(groups) else None


def _outline(column: Band, head: _Head) -> Band:
    return Band(min(column.x0, head.reach.x0), max(column.x1, head.reach.x1))


def _cuts(centres: Sequence[float], edges: Sequence[Band]) -> tuple[int, ...] | None:
    """Where columns are parted so that each head stands above the middle of its own; None where none or more may be."""
    if not 0 < len(centres) <= min(_MOST_GROUPS, len(edges)):
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
