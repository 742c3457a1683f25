"""The sheets of a department as they are printed: rows from top to bottom, block by block, and their columns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from expectations.diagnosis.model import CellAddress, Figure, SheetAddress

_INCOME_SIDE = "income."


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that stand below each other in one sheet, and the columns in which any of them has a figure.

    `gaps` are rows without a figure that belong right above a row; those below all others are under an empty name.
    """

    sheet: SheetAddress
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    gaps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def gap(self, row: str, is_below: bool) -> tuple[str, ...]:
        """The rows without a figure right above or below a row, the nearest first."""
        if not is_below:
            return self.gaps.get(row, ())[::-1]
        following = self.rows.index(row) + 1
        return self.gaps.get(self.rows[following] if following < len(self.rows) else "", ())

    def cell(self, row: str, column: str) -> CellAddress:
        """The address of one of its cells."""
        return (*self.sheet, row, column)


def arrange_blocks(
    figures: Iterable[Figure], absent: Iterable[CellAddress], lines: Sequence[str]
) -> dict[SheetAddress, tuple[Block, ...]]:
    """The blocks of every sheet, from figures whose lines are known. `lines` are the rows of the summaries, from top to
    bottom on each side.

    A block into which `absent` rows belong, whose lines are blank or not printed at all, is there twice: without them
    and with them.

    Rows that stand side by side on one line, as in the sheet by economic classification, are in different blocks; so
    are the two sides of a summary.
    """
    by_sheet: defaultdict[SheetAddress, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.line is not None:
            by_sheet[figure.address[:2]].append(figure)
    blank: defaultdict[SheetAddress, set[str]] = defaultdict(set)
    for address in absent:
        blank[address[:2]].add(address[2])
    places = {line: number for number, line in enumerate(lines)}
    return {
        sheet: tuple(_with_blank_rows(_arrange(sheet, own), sorted(blank[sheet]), places))
        for sheet, own in by_sheet.items()
    }


def _with_blank_rows(blocks: Iterable[Block], blank: list[str], places: Mapping[str, int]) -> Iterator[Block]:
    for block in blocks:
        filled = _insert(block, blank, places)
        yield replace(block, gaps=_gaps(block, filled))
        if filled.rows != block.rows:
            yield filled


def _gaps(block: Block, filled: Block) -> dict[str, tuple[str, ...]]:
    gaps: dict[str, tuple[str, ...]] = {}
    waiting: list[str] = []
    for row in (*filled.rows, ""):
        if row in block.rows or not row:
            gaps[row] = tuple(waiting)
            waiting = []
        else:
            waiting.append(row)
    return gaps


def _insert(block: Block, blank: Iterable[str], places: Mapping[str, int]) -> Block:
    rows = list(block.rows)
    for row in blank:
        place = _place_of(row, places)
        before = [at for at, other in enumerate(rows) if place and (own := _place_of(other, places)) and own < place]
        is_inside = any(place and (own := _place_of(other, places)) and own[0] == place[0] for other in rows)
        if is_inside:
            rows.insert(before[-1] + 1 if before else 0, row)
    return Block(block.sheet, tuple(rows), block.columns)


def _place_of(row: str, places: Mapping[str, int]) -> tuple[str, int, str] | None:
    """Where a row belongs among its like: codes in their order, lines in that of the summaries."""
    if row.isdigit():
        return "code", 0, row
    return (row.partition(".")[0], places[row], row) if row in places else None


def _arrange(sheet: SheetAddress, figures: list[Figure]) -> tuple[Block, ...]:
    side_by_side = _are_side_by_side(figures)
    lines: dict[tuple[bool, int], dict[str, int]] = defaultdict(dict)
    columns: dict[tuple[bool, int], set[str]] = defaultdict(set)
    for figure in figures:
        _, _, row, column = figure.address
        block = (row.startswith(_INCOME_SIDE), figure.block if side_by_side else 0)
        lines[block].setdefault(row, figure.line or 0)
        columns[block].add(column)
    return tuple(
        Block(sheet, tuple(sorted(rows, key=lambda row: (rows[row], row))), tuple(sorted(columns[block])))
        for block, rows in sorted(lines.items())
    )


def _are_side_by_side(figures: list[Figure]) -> bool:
    """Whether one line prints several rows in the same column of the same side."""
    seen: dict[tuple[int | None, str, bool], str] = {}
    for figure in figures:
        _, _, row, column = figure.address
        spot = (figure.line, column, row.startswith(_INCOME_SIDE))
        if seen.setdefault(spot, row) != row:
            return True
    return False
