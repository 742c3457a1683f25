"""Classification codes as printed: in one column, split over three, outer parts left blank, before or behind a name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from orchestration.disclosure.memoized import memoized
from orchestration.disclosure.model import TableCell
from orchestration.disclosure.text import compact, printed, without_note_marks

_PARTS = r"\d{3}(?:[-.·](?!00)\d{2}){0,2}|\d{7}|\d{5}"
"""No section or item is numbered 00: 212.00 is a number, not 212 and 00."""

_WHOLE = re.compile(rf"'?[\[(【〔<]?(?P<code>{_PARTS})[\])】〕>]?(?:\.0)?")
_DIGITS = re.compile(r"\d{2,7}")
_CODE_AND_NAME = re.compile(rf"'?[\[(【〔<]?(?P<code>{_PARTS})[\])】〕>]?[-.、:_]*(?P<name>[^\W\d].*)")
_NAME_AND_CODE = re.compile(rf"(?P<name>[^\W\d].*?)[-\[(【〔<](?P<code>{_PARTS})[\])】〕>]?")
_DESTROYED = re.compile(r"\d(?:\.\d+)?E\+0?[46]", re.IGNORECASE)
_DECIMAL = re.compile(r"\d+\.\d+")
_SEPARATORS = re.compile(r"[-.·]")
_BEFORE_NAME = re.compile(r"^[\W\d_]+")
_BEHIND_NAME = re.compile(r"[-\[(（【〔<]\d[\d.·-]*[\])）】〕>]?$")
FULL_LENGTHS = (3, 5, 7)


class Classification(StrEnum):
    """The digit that every code of a classification begins with."""

    FUNCTION = "2"
    ECONOMIC = "3"


@dataclass(frozen=True, slots=True)
class Anchors:
    """What stands before the figures of a row: a code (None without one), the words as printed, and the last cell."""

    code: str | None
    words: tuple[str, ...]
    digits: tuple[str, ...]
    last: TableCell


def read_anchors(
    cells: Sequence[TableCell], code_columns: Sequence[int], previous: str | None, classification: Classification
) -> Anchors | None:
    """Read the cells before the figures. `previous` is the code of the row above, None where it could not be read: it
    completes split codes whose outer parts are left blank. None where there are no cells."""
    if not cells:
        return None
    digits: list[tuple[int, str]] = []
    words: list[str] = []
    for cell in cells:
        text = words_of(cell)
        code, name = split_code(text)
        if code is not None:
            digits.append((cell.column_no, code))
            words += [_printed_name(cell.text)] if name else []
        elif _DIGITS.fullmatch(text) or (digits and text.isdecimal()):
            # a number of a spreadsheet loses its leading zero
            digits.append((cell.column_no, text.zfill(2)))
        else:
            words.append(printed(cell.text))
    joined = _join(digits, code_columns, previous)
    code = joined if joined is not None and joined.startswith(classification) else None
    return Anchors(code, tuple(words), tuple(text for _, text in digits), cells[-1])


def words_of(cell: TableCell) -> str:
    """The text of a cell in comparable words, without the marks of notes behind a code or a name."""
    return _words(cell.text)


@memoized
def _words(text: str) -> str:
    return compact(without_note_marks(text))


@memoized
def split_code(words: str) -> tuple[str | None, str]:
    """The code and the name in comparable words; None and the words where there is no whole code among them."""
    whole = _WHOLE.fullmatch(words)
    if whole:
        return _SEPARATORS.sub("", whole["code"]), ""
    both = _CODE_AND_NAME.fullmatch(words) or _NAME_AND_CODE.fullmatch(words)
    return (_SEPARATORS.sub("", both["code"]), both["name"]) if both else (None, words)


def _printed_name(text: str) -> str:
    """A name as printed without the code in its cell."""
    return _BEHIND_NAME.sub("", _BEFORE_NAME.sub("", printed(text)))


def is_code(text: str) -> bool:
    """Whether a text is a functional or economic code: 3, 5 or 7 digits."""
    return text.isdigit() and len(text) in FULL_LENGTHS


def is_destroyed_code(cell: TableCell) -> bool:
    """Whether a spreadsheet program turned a code into a rounded number (2.12E+06): its last digits are lost."""
    return _DESTROYED.fullmatch(words_of(cell)) is not None


def is_code_part(cell: TableCell) -> bool:
    """Two digits: 款 or 项 of a code whose outer parts are left blank."""
    text = words_of(cell)
    return text.isdigit() and len(text) == 2


def starts_with_code(cell: TableCell) -> bool:
    """Whether the cell is a full code, or a full code and a name; 201.03 may as well be an amount."""
    words = words_of(cell)
    return _DECIMAL.fullmatch(words) is None and split_code(words)[0] is not None


def _join(digits: list[tuple[int, str]], code_columns: Sequence[int], previous: str | None) -> str | None:
    if not digits:
        return None
    texts = [text for _, text in digits]
    full = [text for text in texts if len(text) > 3]
    if full:
        code = max(full, key=len)
    elif len(texts[0]) == 3:
        # a merged cell that was dissolved is filled with the same code again and again
        code = texts[0] if set(texts) == {texts[0]} else "".join(texts)
    else:
        column = digits[0][0]
        level = code_columns.index(column) if column in code_columns else 0
        outer = (previous or "")[: 1 + 2 * level]
        code = outer + "".join(texts) if level and len(outer) == 1 + 2 * level else ""
        if previous is not None and code <= previous:
            code = ""  # codes rise: the row of its class or section was lost
    return code if is_code(code) else None
