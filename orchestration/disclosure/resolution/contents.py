"""What a column holds whose head is unknown or blank, as far as the cells below it tell: codes, names or figures.

A known head is never overruled here: what heads mean belongs to `columns`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from orchestration.disclosure.amounts import is_amount, is_blank_amount
from orchestration.disclosure.model import TableCell
from orchestration.disclosure.resolution.codes import FULL_LENGTHS, Classification, split_code, words_of
from orchestration.disclosure.resolution.columns import ABSENT, OPEN, Column, Role, Row, is_ordinal_row, line_number
from orchestration.disclosure.resolution.segments import is_furniture

MIN_LINE_NUMBERS = 3
_LONGEST_PART = 2
_TWO_DECIMALS = re.compile(r"\d+\.\d\d")


def with_contents(
    columns: tuple[Column, ...],
    rows: Sequence[Row],
    before: Sequence[Column] = (),
    classification: Classification | None = None,
) -> tuple[Column, ...]:
    """The columns, those without a known head under the role that the rows below it give, and columns beyond the last
    head. `before` are the columns of the part before, which settle what the rows of this one leave open;
    `classification` is the one whose codes may stand in a column of their own.

    A figure is taken for a code only where the whole column can hold nothing else, so that none is lost as a name.
    """
    last = max((column.column_no for column in columns), default=0)
    most = max((row[-1].column_no for row in rows), default=0)
    if most <= last and not any(column.role in OPEN and column.column_no != ABSENT for column in columns):
        return columns
    below = _cells_below(rows)
    beyond = [Column(column_no, Role.BLANK, "") for column_no in range(last + 1, most + 1) if column_no in below]
    roles_before = {(column.column_no, column.head): column.role for column in before}
    settled: list[Column] = []
    behind_codes = False
    for column in (*columns, *beyond):
        cells = below[column.column_no]
        role = column.role
        if role in OPEN:
            role_before = roles_before.get((column.column_no, column.head), role)
            role = _role(role_before, cells, classification, behind_codes)
        settled.append(replace(column, role=role))
        behind_codes = role is Role.CODE or (classification is not None and _are_codes(cells, classification))
    return tuple(settled)


def _cells_below(rows: Iterable[Row]) -> dict[int, list[TableCell]]:
    below: dict[int, list[TableCell]] = defaultdict(list)
    for row in rows:
        if not (is_furniture(row) or is_ordinal_row(row)):
            for cell in row:
                below[cell.column_no].append(cell)
    return below


def _role(
    before: Role,
    cells: Sequence[TableCell],
    classification: Classification | None,
    behind_codes: bool,
) -> Role:
    amounts = [cell for cell in cells if is_amount(cell.text)]
    words = sum(not is_blank_amount(cell.text) for cell in cells) - len(amounts)
    if words > len(amounts):
        return Role.NAME
    if not amounts:
        return before
    if _count_up(amounts) and (len(amounts) >= MIN_LINE_NUMBERS or before is Role.LINE_NUMBER):
        return Role.LINE_NUMBER
    if classification is not None and ((behind_codes and _are_parts(amounts)) or _are_codes(amounts, classification)):
        return Role.CODE
    return Role.UNKNOWN


def _count_up(cells: Sequence[TableCell]) -> bool:
    """Printed line numbers, and nothing else, rise by one from row to row."""
    numbers = [line_number(cell) for cell in cells]
    return None not in numbers and all(
        before is not None and after == before + 1 for before, after in pairwise(numbers)
    )


def _are_parts(cells: Sequence[TableCell]) -> bool:
    """What follows a column of codes that are split: 款 and 项."""
    texts = [words_of(cell) for cell in cells]
    return all(text.isdigit() and len(text) <= _LONGEST_PART for text in texts)


def _are_codes(cells: Sequence[TableCell], classification: Classification) -> bool:
    """Full codes of the classification among which at least one is no amount: 201, 201.03, 201.03.50."""
    texts = [text for cell in cells if any(map(str.isdigit, text := words_of(cell)))]
    codes = [split_code(text)[0] for text in texts]
    are_full = all(code is not None and len(code) in FULL_LENGTHS and code.startswith(classification) for code in codes)
    return bool(texts) and are_full and not all(map(_TWO_DECIMALS.fullmatch, texts))
