"""Columns of text conversions, whose figures are counted from the label: which columns without a known head count.

Tables that keep their columns are a matter of `contents`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from orchestration.disclosure.amounts import is_amount
from orchestration.disclosure.resolution.codes import starts_with_code
from orchestration.disclosure.resolution.columns import OPEN, Column, Role, Row, holds_figures, numbered_cells

_NAMED = frozenset({Role.CODE, Role.NAME, Role.LABEL})


def counted_columns(columns: tuple[Column, ...], rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns with every role that printed column numbers and the order code, name, figures settle; the shifted
    rows below tell nothing. A column that stays blank is `doubtful_column`'s."""
    if not any(column.role in OPEN for column in columns):
        return columns
    first_number = _first_numbered(columns, rows)
    first_amount = next((column.column_no for column in columns if column.role is Role.AMOUNT), 0)
    before = [column for column in columns if column.column_no < first_amount]
    last_named = max((column.column_no for column in before if column.role in _NAMED), default=0)
    has_name = any(column.role in (Role.NAME, Role.LABEL) for column in before)
    candidates = [column for column in before if column.role in OPEN and column.column_no > last_named]
    name = _name_column(candidates, rows) if candidates and not has_name else 0
    last_named = max(last_named, name)

    def settled(column: Column) -> Column:
        if column.role not in OPEN:
            return column
        if first_number is not None:
            return replace(column, role=Role.UNKNOWN if column.column_no >= first_number else Role.NAME)
        if column.column_no <= last_named:
            return replace(column, role=Role.NAME)
        return column

    return tuple(map(settled, columns))


def _name_column(candidates: Sequence[Column], rows: Iterable[Row]) -> int:
    """The column below which most rows of figures have words; the first one where none has any."""
    stating = [row for row in rows if holds_figures(row)]
    named = Counter(cell.column_no for row in stating for cell in row if not is_amount(cell.text))
    return max(candidates, key=lambda column: named[column.column_no]).column_no


def doubtful_column(columns: Sequence[Column], rows: Sequence[Row]) -> Column | None:
    """The column without head of which nobody can tell whether figures stand in it: a head beside it may span it, or
    its own may have been left out. Only where the rows are in place, each with its total under the head of the total,
    is a column without figures empty."""
    blank = next((column for column in columns if column.role is Role.BLANK), None)
    if blank is None:
        return None
    first = next((column for column in columns if column.role is Role.AMOUNT), blank)
    coded = [row for row in rows if any(map(starts_with_code, row[:2])) and holds_figures(row)]
    are_in_place = first.key == "total" and all(_holds_amount(row, first) for row in coded)
    return None if are_in_place and not any(_holds_amount(row, blank) for row in rows) else blank


def _holds_amount(row: Row, column: Column) -> bool:
    return any(cell.column_no == column.column_no and is_amount(cell.text) for cell in row)


def _first_numbered(columns: Sequence[Column], rows: Iterable[Row]) -> int | None:
    """The column over which number 1 is printed, where the numbers reach to the last column."""
    for row in rows:
        if numbered := numbered_cells(row):
            number, cell = numbered[0]
            first = cell.column_no - number + 1
            if first + numbered[-1][0] - 1 == columns[-1].column_no:
                return first
    return None
