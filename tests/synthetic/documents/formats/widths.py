"""How wide columns want to be, measured in half-width characters."""

import unicodedata

from tests.synthetic.documents.grid import Grid, Role

WIDEST = 34
_NARROWEST = {Role.AMOUNT: 8}
_NARROWEST_NAME = 12
_NEVER_WRAPPED = frozenset({Role.AMOUNT, Role.CODE})


def text_width(text: str) -> int:
    """In half-width characters: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def column_widths(grid: Grid, widest: int = WIDEST) -> tuple[int, ...]:
    """What the amounts and codes need without wrapping, names up to `widest`; heads take what there is."""
    widths = [4] * grid.column_count
    for cell in grid.cells:
        if cell.content.role is Role.HEAD:
            continue
        share = -(-text_width(cell.content.text) // cell.column_span) + 2
        room = share if cell.content.role in _NEVER_WRAPPED else min(share, widest)
        needed = max(room, _NARROWEST.get(cell.content.role, 0))
        for column in range(cell.column_no - 1, cell.column_no - 1 + cell.column_span):
            widths[column] = max(widths[column], needed)
    return tuple(widths)


def squeezed_widths(grid: Grid, room: int, widest: int) -> tuple[int, ...]:
    """The widths after the columns of names gave way, as far as they can, to fit into `room`.

    Amounts and codes never wrap: where they alone are too wide, the sum is more than `room`.
    """
    widths = list(column_widths(grid, widest))
    names = {cell.column_no - 1 for cell in grid.cells if cell.content.role is Role.LABEL and cell.column_span == 1}
    spare = {column: widths[column] - _NARROWEST_NAME for column in names if widths[column] > _NARROWEST_NAME}
    excess = min(sum(widths) - room, sum(spare.values()))
    for column in sorted(spare) if excess > 0 else ():
        widths[column] -= -(-excess * spare[column] // sum(spare.values()))
    return tuple(widths)
