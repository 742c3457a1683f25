"""Join tables across page breaks: number their columns alike on all pages and rejoin rows that a break cuts.

Office programs draw the border at a break like any other. A cut row shows in its text: it continues in cells that were
full, and cells that complete rows fill are blank.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from orchestration.disclosure.model import OpaqueKind
from orchestration.disclosure.readers.fixed_layout.blocks import FinishedPage, FinishedPiece
from orchestration.disclosure.readers.fixed_layout.lines.bands import BandTable, band_tables, strips_of
from orchestration.disclosure.readers.fixed_layout.lines.heads import has_heads, head_length, repeated_length
from orchestration.disclosure.readers.fixed_layout.lines.regions import Region, same_reach
from orchestration.disclosure.readers.fixed_layout.page.figures import is_broken_amount, is_figure, is_number
from orchestration.disclosure.readers.fixed_layout.page.frame import Rect
from orchestration.disclosure.readers.fixed_layout.page.furniture import SAME_PLACE, unchanging_text
from orchestration.disclosure.readers.fixed_layout.page.words import Word, cell_text, visual_lines
from orchestration.disclosure.readers.fixed_layout.pieces import Legibility, PageContent, Piece
from orchestration.disclosure.readers.fixed_layout.tables.filled_grid import FilledGrid
from orchestration.disclosure.readers.fixed_layout.tables.grid import NO_CELL, GridCell

_SAME_EDGE = 1.0
"""The greatest distance in points between column edges at the same place on two pages."""

_FULL = 0.3
"""Font sizes by which the next letter may seem to fit into a line that was broken before it."""

_MIN_ROWS = 4
"""The least number of rows filled in a column for a blank in that column to be significant."""

_ORDINAL = re.compile(r"[一二三四五六七八九十]+[、.．]|\d+[、.．]|[（(][一二三四五六七八九十\d]+[）)]")


_WHOLE = frozenset({Legibility.PRINTED, Legibility.INCOMPLETE, Legibility.RECOGNISED})
_TABLES = (FilledGrid, BandTable, Region)

_PiecePlace: TypeAlias = tuple[int, int]
"""The index of a page among those joined, and the index of a piece on it."""


def goes_on(before: Sequence[PageContent], page: PageContent) -> bool:
    """Return whether a table continues from the last of the pages before onto this page."""
    return _find_link(before, page) is not None or _is_blank_behind_table(before, page)


def join_pages(pages: Sequence[PageContent]) -> list[FinishedPage]:
    """Return the pages, over which tables continue, with common columns and rejoined rows."""
    pieces: list[list[FinishedPiece | Region]] = [[piece for _, piece in page.pieces] for page in pages]
    links = {link[0]: (at, link[1]) for at in range(1, len(pages)) if (link := _find_link(pages[:at], pages[at]))}
    for run in _find_runs(links, pages):
        parts = [pieces[page][place] for page, place in run]
        for (page, place), part in zip(run, _finish(parts), strict=True):
            pieces[page][place] = part
    return [
        FinishedPage(
            page.number,
            tuple(
                (rect, piece)
                for (rect, _), piece in zip(page.pieces, own, strict=True)
                if not isinstance(piece, Region)
            ),
            page.frame,
            page.legibility,
            page.slope,
            page.recognised,
        )
        for page, own in zip(pages, pieces, strict=True)
    ]


def _finish(parts: Sequence[FinishedPiece | Region]) -> Sequence[FilledGrid | BandTable]:
    """Return the parts of one table with common columns and rejoined rows."""
    regions = [part for part in parts if isinstance(part, Region)]
    grids = _align_columns([part for part in parts if isinstance(part, FilledGrid)])
    for at in range(len(grids) - 1):
        grids[at], grids[at + 1] = _join_cut_row(grids[at], grids[at + 1])
    tables = grids or band_tables(regions)
    return [*tables[:1], *(replace(table, goes_on=True) for table in tables[1:])]


# Which tables go on --------------------------------------------------------------------------------------------------


def _find_link(before: Sequence[PageContent], page: PageContent) -> tuple[_PiecePlace, int] | None:
    """Return the place of the last table before the page and that of its continuation on it; None for none.

    Blank pages between them are passed over.
    """
    end = _find_last(before, page)
    if end is None:
        return None
    at, last = end
    upper, before = before[at], before[: at + 1]
    first = _find_outermost(enumerate(page.pieces), page, upper)
    if first is None:
        return None
    match upper.pieces[last][1], page.pieces[first][1]:
        case FilledGrid() as one, FilledGrid() as other:
            linked = _share_columns(one.grid.xs, other.grid.xs)
        case Region() as one, Region() as other:
            is_same = same_reach(one.reach, other.reach) or _shares_edges(other, before)
            linked = is_same and not _has_new_heads(other, before)
        case _:
            linked = False
    return ((at, last), first) if linked else None


def _find_last(before: Sequence[PageContent], page: PageContent) -> _PiecePlace | None:
    """Return the place of the last piece before a page that is no page furniture."""
    for at in reversed(range(len(before))):
        if before[at].legibility not in _WHOLE:
            return None
        last = _find_outermost(reversed(list(enumerate(before[at].pieces))), before[at], page)
        if last is not None:
            return at, last
    return None


def _is_blank_behind_table(before: Sequence[PageContent], page: PageContent) -> bool:
    """Return whether a page without content of its own follows a table, which may continue on the next one."""
    end = _find_last(before, page)
    if end is None or page.legibility not in _WHOLE or not isinstance(before[end[0]].pieces[end[1]][1], _TABLES):
        return False
    return _find_outermost(enumerate(page.pieces), page, before[end[0]]) is None


def _shares_edges(region: Region, before: Sequence[PageContent]) -> bool:
    """Return whether a table without any rule shares left edges and right edges of figures with those before."""
    tables = [
        table for page in before for table in [piece for _, piece in page.pieces if isinstance(piece, Region)][-1:]
    ]
    if region.reach is not None or not tables or any(table.reach is not None for table in tables):
        return False
    (lefts, rights), (above_lefts, above_rights) = _edges([region]), _edges(tables)
    shared = [edge for edge in rights if _is_among(edge, above_rights)]
    return bool(lefts) and _is_among(min(lefts), above_lefts) and len(shared) >= min(2, len(rights))


def _edges(regions: Sequence[Region]) -> tuple[set[float], set[float]]:
    """Return the left edges of words in rows with numbers, and the right edges of figures."""
    words = [word for region in regions for row in region.rows if row.has_number for word in row.line]
    return {word.x0 for word in words}, {word.x1 for word in words if is_figure(word.text)}


def _is_among(edge: float, edges: Iterable[float]) -> bool:
    return any(abs(edge - other) <= _SAME_EDGE for other in edges)


def _has_new_heads(region: Region, before: Sequence[PageContent]) -> bool:
    """Return whether a table without vertical rules has heads that no table on the pages before has."""
    strips = strips_of(region)
    if not has_heads(strips):
        return False
    others = (strips_of(piece) for page in before for _, piece in page.pieces if isinstance(piece, Region))
    return not any(repeated_length(strips, other[: head_length(other)]) for other in others)


def _find_outermost(
    pieces: Iterable[tuple[int, tuple[Rect, Piece]]], page: PageContent, other: PageContent
) -> int | None:
    """Return the place of the first of a page's pieces that is no page furniture."""
    return next((place for place, (_, piece) in pieces if not _is_page_furniture(place, piece, page, other)), None)


def _is_page_furniture(place: int, piece: Piece, page: PageContent, other: PageContent) -> bool:
    """Return whether a piece is a picture, a page number, or a line that other pages repeat up to their number."""
    if isinstance(piece, OpaqueKind):
        return True
    if not isinstance(piece, list):
        return False
    text = unchanging_text(piece)
    return (
        not text
        or place in page.furniture
        or any(
            isinstance(line, list)
            and abs(line[0].baseline - piece[0].baseline) <= SAME_PLACE
            and unchanging_text(line) == text
            for _, line in other.pieces
        )
    )


def _share_columns(upper: Sequence[float], lower: Sequence[float]) -> bool:
    """Return whether two tables are equally wide and one has all vertical rules of the other."""
    fewer, more = sorted((upper, lower), key=len)
    if abs(upper[0] - lower[0]) > SAME_PLACE or abs(upper[-1] - lower[-1]) > SAME_PLACE:
        return False
    nearest = (bisect_right(more, x - SAME_PLACE) for x in fewer)
    return all(more[at] - x <= SAME_PLACE for at, x in zip(nearest, fewer, strict=True) if at < len(more))


def _find_runs(after: Mapping[_PiecePlace, _PiecePlace], pages: Sequence[PageContent]) -> list[list[_PiecePlace]]:
    """Return the places of the pieces of each table, tables on a single page included."""
    continuations = set(after.values())
    runs: list[list[_PiecePlace]] = []
    for page, content in enumerate(pages):
        for place, (_, piece) in enumerate(content.pieces):
            if not isinstance(piece, _TABLES) or (page, place) in continuations:
                continue
            run = [(page, place)]
            while (following := after.get(run[-1])) is not None:
                run.append(following)
            runs.append(run)
    return runs


# Columns -------------------------------------------------------------------------------------------------------------


def _align_columns(parts: Sequence[FilledGrid]) -> list[FilledGrid]:
    """Return all parts of one table in the columns of the part with the most."""
    most = max((each.grid.xs for each in parts), key=len, default=())
    return [
        each if len(each.grid.xs) == len(most) else replace(each, grid=each.grid.with_columns(most, SAME_PLACE))
        for each in parts
    ]


# Rows ----------------------------------------------------------------------------------------------------------------


def _join_cut_row(upper: FilledGrid, lower: FilledGrid) -> tuple[FilledGrid, FilledGrid]:
    """Return both parts; the rest of a cut row is moved from the lower to the upper one."""
    upper_words, lower_words = list(upper.words), list(lower.words)
    down = upper.grid.ys[-1] - lower.grid.ys[0]
    for above, below in _cut_cells(upper, lower):
        moved = [word._replace(baseline=word.baseline + down) for word in lower.words[below]]
        upper_words[above] = [*upper.words[above], *moved]
        lower_words[below] = []
    return replace(upper, words=tuple(upper_words)), replace(lower, words=tuple(lower_words))


def _cut_cells(upper: FilledGrid, lower: FilledGrid) -> list[tuple[int, int]]:
    """Return the cells of the upper part that continue in the lower part's first row; none where the row is complete.

    A cut through a head leaves cells that continue beside cells that begin under a wider one.
    """
    last_row = len(upper.grid.ys) - 2
    pairs: list[tuple[int, int]] = []
    is_head = False
    for below, (cell, words) in enumerate(zip(lower.grid.cells, lower.words, strict=True)):
        if cell.top > 0:
            break
        if not words:
            continue
        first, end = lower.grid.reach_of(cell)
        above = upper.grid.cell_in(last_row, first)
        if above == NO_CELL or not upper.words[above]:
            return []
        over_first, over_end = upper.grid.reach_of(upper.grid.cells[above])
        if over_end - over_first > end - first:
            is_head = True
        elif (over_first, over_end) == (first, end) and cell.bottom == 1 and _may_go_on(upper, above, words):
            pairs.append((above, below))
        else:
            return []
    texts = [(cell_text(upper.words[above]), cell_text(lower.words[below])) for above, below in pairs]
    if is_head:
        is_cut = not any(is_number(text) for both in texts for text in both)
    else:
        is_cut = _is_open(upper, lower) or any(map(_is_cut_text, texts)) or _lacks_usual_columns(upper, lower)
    return pairs if is_cut else []


def _may_go_on(upper: FilledGrid, above: int, words: Sequence[Word]) -> bool:
    """Return whether the words of the lower cell would not have fitted into the last line of the upper one."""
    over = upper.grid.cells[above]
    last_line = visual_lines(upper.words[above])[-1]
    next_letter = min(words, key=lambda word: (word.baseline, word.x0))
    width = next_letter.size / (2 if next_letter.text[0].isascii() else 1)
    room = upper.grid.xs[over.right] - upper.grid.xs[over.left] - 2 * _padding(upper, over)
    return last_line[-1].x1 - last_line[0].x0 + width > room - _FULL * next_letter.size


def _padding(filled: FilledGrid, like: GridCell) -> float:
    """Return the least distance in points between a border of the column and a word."""
    left, right = filled.grid.xs[like.left], filled.grid.xs[like.right]
    return min(
        min(word.x0 - left, right - word.x1)
        for cell, words in zip(filled.grid.cells, filled.words, strict=True)
        if (cell.left, cell.right) == (like.left, like.right)
        for word in words
    )


def _is_open(upper: FilledGrid, lower: FilledGrid) -> bool:
    return upper.grid.is_open_below or lower.grid.is_open_above


def _is_cut_text(both: tuple[str, str]) -> bool:
    """Return whether two texts form one amount, or only the upper one begins with a list ordinal."""
    above, below = both
    is_cut_amount = is_broken_amount([above.replace("\n", ""), below.replace("\n", "")])
    return is_cut_amount or (_ORDINAL.match(above) is not None and _ORDINAL.match(below) is None)


def _lacks_usual_columns(upper: FilledGrid, lower: FilledGrid) -> bool:
    """Return whether the lower part's first row is blank in a column that all other rows with its columns fill."""
    columns = range(upper.grid.column_count)
    rows = [(upper, row) for row in range(len(upper.grid.ys) - 1)]
    rows += [(lower, row) for row in range(1, len(lower.grid.ys) - 1)]
    filled = [{column for column in columns if _is_filled(part, row, column)} for part, row in rows]
    own = {column for column in columns if _is_filled(lower, 0, column)}
    alike = [those for those in filled if those >= own]
    return len(alike) >= _MIN_ROWS and set(columns).intersection(*alike) > own


def _is_filled(filled: FilledGrid, row: int, column: int) -> bool:
    place = filled.grid.cell_in(row, column)
    return place != NO_CELL and bool(filled.words[place])
