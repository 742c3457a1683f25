"""Codes that a spreadsheet prints like amounts (212.00, 2,120,801.00) in their own digits.

Only a whole column tells: its numbers are codes of one classification, and one stands under another (21208 under 212).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from orchestration.disclosure.model import TableCell
from orchestration.disclosure.resolution.codes import FULL_LENGTHS, Classification
from orchestration.disclosure.resolution.columns import is_figure
from orchestration.disclosure.resolution.segments import TablePart
from orchestration.disclosure.text import compact

_LIKE_AMOUNT = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{3,7})(?P<zeros>\.0+)?")


def with_plain_codes(parts: Sequence[TablePart]) -> list[TablePart]:
    """The parts of a sheet, the codes of its first column of numbers in their digits."""
    rows = [row for part in parts for row in part.rows]
    first = min((row[0].column_no for row in rows if is_figure(row[0])), default=0)
    numbers = [row[0] for row in rows if row[0].column_no == first and (_code(row[0]) or is_figure(row[0]))]
    if not numbers or not _are_codes(numbers):
        return list(parts)
    return [
        replace(part, rows=tuple(tuple(_plain(cell, first) for cell in row) for row in part.rows)) for part in parts
    ]


def _are_codes(cells: Sequence[TableCell]) -> bool:
    codes = [_code(cell) for cell in cells]
    known = {code for code in codes if code is not None}
    is_printed_like_amounts = any(is_figure(cell) for cell in cells)
    return is_printed_like_amounts and None not in codes and any(code[:-2] in known for code in known)


def _code(cell: TableCell) -> str | None:
    found = _LIKE_AMOUNT.fullmatch(compact(cell.text))
    digits = found["whole"].replace(",", "") if found else ""
    is_code = len(digits) in FULL_LENGTHS and digits.startswith(tuple(Classification))
    return digits if is_code else None


def _plain(cell: TableCell, column_no: int) -> TableCell:
    code = _code(cell) if cell.column_no == column_no else None
    return cell if code is None else cell._replace(text=code)
