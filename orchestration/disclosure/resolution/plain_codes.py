"""Codes that a spreadsheet prints like amounts (212.00, 2,120,801.00) in their own digits.

Only a whole column tells: its numbers are codes of one classification, and one stands under another (21208 under 212).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from orchestration.disclosure.memoized import memoized
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
    codes = {_code(row[0].text) for row in rows if row[0].column_no == first and _is_number(row[0])}
    if not _are_codes(codes):
        return list(parts)
    texts = {cell.text for row in rows for cell in row if cell.column_no == first}
    plain = {text: code for text in texts if (code := _code(text)) is not None and code != text}
    return [_rewritten(part, first, plain) for part in parts] if plain else list(parts)


def _is_number(cell: TableCell) -> bool:
    return _code(cell.text) is not None or is_figure(cell)


def _are_codes(codes: Collection[str | None]) -> bool:
    known = {code for code in codes if code is not None}
    return len(known) == len(codes) and any(code[:-2] in known for code in known)


@memoized
def _code(text: str) -> str | None:
    found = _LIKE_AMOUNT.fullmatch(compact(text))
    digits = found["whole"].replace(",", "") if found else ""
    is_code = len(digits) in FULL_LENGTHS and digits.startswith(tuple(Classification))
    return digits if is_code else None


def _rewritten(part: TablePart, column_no: int, texts: Mapping[str, str]) -> TablePart:
    """The part with other texts in a column."""
    rows = (
        tuple(
            cell._replace(text=texts[cell.text]) if cell.column_no == column_no and cell.text in texts else cell
            for cell in row
        )
        for row in part.rows
    )
    return replace(part, rows=tuple(rows))
