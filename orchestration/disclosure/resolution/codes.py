"""Classification codes as printed: in one column, split over three, outer parts left blank, or before a name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.disclosure.model import TableCell
from orchestration.disclosure.resolution.words import compact, printed

_DIGITS = re.compile(r"\d{2,7}")
_CODE_AND_NAME = re.compile(r"(\d{7}|\d{5}|\d{3})[-.、:]*([^\W\d].*)")
FULL_LENGTHS = (3, 5, 7)


@dataclass(frozen=True, slots=True)
class Anchors:
    """What stands before the figures of a row: a code (None without one), the words as printed, and the last cell."""

    code: str | None
    words: tuple[str, ...]
    digits: tuple[str, ...]
    last: TableCell


def read_anchors(cells: Sequence[TableCell], code_columns: Sequence[int], previous: str | None) -> Anchors | None:
    """Read the cells before the figures. `previous` is the code of the row above: it completes split codes whose outer
    parts are left blank. None where there are no cells."""
    if not cells:
        return None
    digits: list[tuple[int, str]] = []
    words: list[str] = []
    for cell in cells:
        text = compact(cell.text)
        both = _CODE_AND_NAME.fullmatch(text)
        if _DIGITS.fullmatch(text):
            digits.append((cell.column_no, text))
        elif both:
            digits.append((cell.column_no, both[1]))
            words.append(printed(cell.text)[len(text) - len(both[2]) :])
        else:
            words.append(printed(cell.text))
    code = _join(digits, code_columns, previous)
    return Anchors(code, tuple(words), tuple(text for _, text in digits), cells[-1])


def is_code(text: str) -> bool:
    return text.isdigit() and len(text) in FULL_LENGTHS


def is_code_part(cell: TableCell) -> bool:
    """Two digits: 款 or 项 of a code whose outer parts are left blank."""
    text = compact(cell.text)
    return text.isdigit() and len(text) == 2


def starts_with_code(cell: TableCell) -> bool:
    """Whether the cell is a full code, or a full code and a name."""
    text = compact(cell.text)
    return is_code(text) or _CODE_AND_NAME.fullmatch(text) is not None


def _join(digits: list[tuple[int, str]], code_columns: Sequence[int], previous: str | None) -> str | None:
    if not digits:
        return None
    texts = [text for _, text in digits]
    full = [text for text in texts if len(text) > 3]
    if full:
        code = max(full, key=len)
    elif len(texts[0]) == 3:
        code = "".join(texts)
    else:
        column = digits[0][0]
        level = code_columns.index(column) if column in code_columns else 0
        outer = (previous or "")[: 1 + 2 * level]
        code = outer + "".join(texts) if level and len(outer) == 1 + 2 * level else ""
    return code if is_code(code) else None
