"""Printed amounts to exact decimals. Blank, zero and unreadable are three different answers."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from orchestration.disclosure.memoized import memoized

YUAN_PER_WAN = Decimal(10_000)
_YUAN_DECIMALS = 4

MAX_INTEGER_DIGITS = 14
MAX_DECIMALS = 6
"""The warehouse keeps DECIMAL(20,6) in 万元."""

_NOTHING = frozenset({"", "-", "--", "---", "/", "\\", "*"})
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―─━−﹣ー", "-"))
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")
_NUMBER = re.compile(r"(?P<integer>\d*)(?:\.(?P<fraction>\d+))?")


class NotAnAmount(ValueError):
    """The text is neither blank nor a number that can be kept exactly."""


@dataclass(frozen=True, slots=True)
class PrintedAmount:
    """A number exactly as printed: its value in the printed unit and how many decimals were printed."""

    value: Decimal
    decimals: int


_NO_AMOUNT = PrintedAmount(Decimal("NaN"), 0)


def parse_amount(text: str) -> PrintedAmount | None:
    """Read a printed number; None where the print says nothing (blank or a dash).

    Accepts thousands separators, full-width digits, inner spaces, and negatives as minus, △/▲, parentheses or 负.
    Raises NotAnAmount for anything else, malformed thousands groups and more digits than the warehouse keeps included.
    """
    read = _read(text)
    if read is _NO_AMOUNT:
        raise NotAnAmount(text)
    return read


def is_amount(text: str) -> bool:
    """Whether the print is a number that can be kept exactly."""
    read = _read(text)
    return read is not None and read is not _NO_AMOUNT


@memoized
def _read(text: str) -> PrintedAmount | None:
    compact = "".join(unicodedata.normalize("NFKC", text).split()).translate(_DASHES)
    if compact in _NOTHING:
        return None
    negative, digits = _split_sign(compact)
    if "," in digits:
        whole = digits.split(".", 1)[0]
        if not _GROUPED.fullmatch(whole):
            return _NO_AMOUNT
        digits = digits.replace(",", "")
    match = _NUMBER.fullmatch(digits)
    if match is None or not (match["integer"] or match["fraction"]):
        return _NO_AMOUNT
    decimals = len(match["fraction"] or "")
    if len(match["integer"].lstrip("0")) > MAX_INTEGER_DIGITS or decimals > MAX_DECIMALS:
        return _NO_AMOUNT
    value = Decimal(digits)
    return PrintedAmount(value=-value if negative and value else value, decimals=decimals)


def in_wan(printed: PrintedAmount, unit: str) -> Decimal:
    """The amount in 万元. Raises NotAnAmount where the division leaves more decimals than the warehouse keeps."""
    if unit != "元":
        return printed.value
    amount = printed.value / YUAN_PER_WAN
    if printed.decimals + _YUAN_DECIMALS > MAX_DECIMALS:
        exponent = amount.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > MAX_DECIMALS:
            raise NotAnAmount(str(printed.value))
    return amount


def _split_sign(compact: str) -> tuple[bool, str]:
    if compact.startswith("(") and compact.endswith(")"):
        return True, compact[1:-1]
    if compact[0] in "-△▲负":
        return True, compact[1:]
    return False, compact.removeprefix("+")
