"""Excerpts of formats without pages: the rows around a figure under the heads of its column, or the lines around a
stated figure, with the figure marked. A place that is not found for certain gives no excerpt."""

import re
from collections.abc import Iterable, Iterator, Sequence

from orchestration.disclosure.claims.passages import normalise
from orchestration.disclosure.model import Block, Line, Table, TableCell
from orchestration.reports.spots.model import Drawn, Excerpt, ExcerptCell, ExcerptRow, NotDrawn, Spot
from orchestration.reports.spots.numbers import find_number, find_phrase

_AROUND = 2
_LABELS = 2
_HEADS = 3
"""Rows and columns shown around the figure, columns of labels at the left, and rows of heads."""

_MOST_LETTERS, _LETTERS_AROUND = 60, 70
"""Letters of a cell, and those before and behind a figure in a line."""

_FIGURE = re.compile(r"[\d\s,.，．%()（）—–-]+")

NOT_FOUND = NotDrawn(reason="原文件中未能确定这一处")


def draw_excerpts(blocks: Sequence[Block], spots: Iterable[Spot]) -> Iterator[tuple[Spot, Drawn]]:
    """The excerpts of spots of one file."""
    tables = {block.table_no: block for block in blocks if isinstance(block, Table)}
    lines = [block for block in blocks if isinstance(block, Line)]
    for spot in spots:
        table = tables.get(spot.table_no or 0)
        yield spot, _of_lines(lines, spot) if spot.column_no is None else _of_table(table, spot)


def _of_table(table: Table | None, spot: Spot) -> Drawn:
    if table is None or spot.row_no is None or spot.column_no is None:
        return NOT_FOUND
    grid = _grid(table)
    figure = grid.get((spot.row_no, spot.column_no))
    if figure is None or not find_number(spot.printed, "", figure.text):
        return NOT_FOUND
    columns = _columns(grid, spot.column_no)
    rows = (*_heads(grid, spot), *_rows(grid, spot.row_no))
    return Excerpt(columns=columns, rows=tuple(_row(grid, row, rows, columns, figure) for row in rows))


def _grid(table: Table) -> dict[tuple[int, int], TableCell]:
    """The cell that covers each place of a table."""
    return {
        (row, column): cell
        for cell in table.cells
        for row in range(cell.row_no, cell.row_no + cell.row_span)
        for column in range(cell.column_no, cell.column_no + cell.column_span)
    }


def _columns(grid: dict[tuple[int, int], TableCell], column_no: int) -> tuple[int, ...]:
    used = sorted({column for _, column in grid})
    near = [column for column in used if abs(column - column_no) <= _AROUND]
    return tuple(sorted({*used[:_LABELS], *near}))


def _rows(grid: dict[tuple[int, int], TableCell], row_no: int) -> tuple[int, ...]:
    used = {row for row, _ in grid}
    return tuple(row for row in range(row_no - _AROUND, row_no + _AROUND + 1) if row in used)


def _heads(grid: dict[tuple[int, int], TableCell], spot: Spot) -> tuple[int, ...]:
    """The rows of words that stand above the first figure of the column."""
    heads = []
    for row in range(1, (spot.row_no or 0) - _AROUND):
        cell = grid.get((row, spot.column_no or 0))
        if cell is not None and _FIGURE.fullmatch(cell.text):
            break
        if cell is not None:
            heads.append(row)
    return tuple(heads[-_HEADS:])


def _row(
    grid: dict[tuple[int, int], TableCell],
    row: int,
    rows: Sequence[int],
    columns: Sequence[int],
    figure: TableCell,
) -> ExcerptRow:
    cells = []
    for place, column in enumerate(columns):
        cell = grid.get((row, column))
        if cell is None:
            cells.append(ExcerptCell(text=""))
        elif not _is_begun(grid, cell, row, column, rows, columns[:place]):
            text = _cut(cell.text)
            down = sum(grid.get((other, column)) is cell for other in rows)
            right = sum(grid.get((row, other)) is cell for other in columns)
            cells.append(ExcerptCell(text=text, rows=down, columns=right, end=len(text) if cell is figure else 0))
    return ExcerptRow(number=row, cells=tuple(cells))


def _is_begun(
    grid: dict[tuple[int, int], TableCell],
    cell: TableCell,
    row: int,
    column: int,
    rows: Sequence[int],
    before: Sequence[int],
) -> bool:
    """Whether a cell that covers several places is in the excerpt already: above, or at the left."""
    return any(grid.get((row, other)) is cell for other in before) or any(
        grid.get((other, column)) is cell for other in rows if other < row
    )


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"


def _of_lines(lines: Sequence[Line], spot: Spot) -> Drawn:
    """The line that the spot names, or the only one with its phrase, with those before and behind it."""
    phrase = normalise(spot.phrase)
    if spot.row_no is not None:
        found = [at for at, line in enumerate(lines) if line.place.row_no == spot.row_no]
    else:
        found = [at for at, line in enumerate(lines) if phrase and phrase in normalise(line.text)]
    # words without a figure may stand in several places, and any of them shows what is meant
    if not found or (spot.printed and len(found) > 1):
        return NOT_FOUND
    at = found[0]
    text = lines[at].text
    meant = find_number(spot.printed, spot.phrase, text) if spot.printed else find_phrase(spot.phrase, text)
    if spot.printed and not meant:
        return NOT_FOUND
    first, end = meant[0] if len(meant) == 1 else (0, 0)
    return Excerpt(
        columns=(),
        rows=(
            *_beside(lines[max(at - 1, 0) : at]),
            ExcerptRow(number=lines[at].place.row_no, cells=(_marked(lines[at].text, first, end),)),
            *_beside(lines[at + 1 : at + 2]),
        ),
    )


def _beside(lines: Iterable[Line]) -> Iterator[ExcerptRow]:
    return (ExcerptRow(number=line.place.row_no, cells=(ExcerptCell(text=_cut(line.text)),)) for line in lines)


def _marked(text: str, first: int, end: int) -> ExcerptCell:
    """A line with its figure marked; of a long one what stands around it."""
    begin, stop = max(first - _LETTERS_AROUND, 0), min(end + _LETTERS_AROUND, len(text))
    lead, trail = "…" if begin else "", "…" if stop < len(text) else ""
    shift = len(lead) - begin
    return ExcerptCell(
        text=lead + text[begin:stop] + trail, start=first + shift if end else 0, end=end + shift if end else 0
    )
