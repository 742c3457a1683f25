"""Recognise printed numbers in order to separate columns; what the numbers mean does not belong here."""

import re
from collections.abc import Sequence

from orchestration.disclosure.amounts import NotAnAmount, parse_amount

_OPENINGS = frozenset("0123456789０１２３４５６７８９-－−—(（△▲负+.")

_WHOLE_AMOUNT = re.compile(r"[-－—(（]?[\d,，]*\d[.．]\d\d+[)）]?")


def is_number(text: str) -> bool:
    """Return whether the whole text is one number: a code, an amount or a percentage."""
    if text[:1] not in _OPENINGS:
        return False
    try:
        return parse_amount(text.removesuffix("%")) is not None
    except NotAnAmount:
        return False


def is_figure(text: str) -> bool:
    """Return whether the text is a number with decimals or thousands separators, as amounts are printed."""
    return any(mark in text for mark in ".,．，") and is_number(text)


def is_broken_amount(lines: Sequence[str]) -> bool:
    """Return whether the lines, one below the other, are one amount that was too wide for its cell."""
    whole = "".join(lines)
    has_digits = all(any(letter.isdigit() for letter in line) for line in lines)
    return has_digits and is_figure(whole) and not _WHOLE_AMOUNT.fullmatch(lines[0])
