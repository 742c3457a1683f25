"""Printed amounts to exact decimals. Blank, zero and unreadable are three different answers."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

YUAN_PER_WAN = Decimal(10_000)

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


def parse_amount(text: str) -> PrintedAmount | None:
    """Read a printed number; None where the print says nothing (blank or a dash).

    Accepts thousands separators, full-width digits, inner spaces, and negatives as minus, △/▲, parentheses or 负.
    Raises NotAnAmount for anything else, malformed thousands groups and more digits than the warehouse keeps included.
    """
    compact = "".join(unicodedata.normalize("NFKC", text).split()).translate(_DASHES)
    if compact in _NOTHING:
        return None
    negative, digits = _split_sign(compact)
    if "," in digits:
        whole = digits.split(".", 1)[0]
        if not _GROUPED.fullmatch(whole):
            raise NotAnAmount(text)
        digits = digits.replace(",", "")
    match = _NUMBER.fullmatch(digits)
    if match is None or not (match["integer"] or match["fraction"]):
        raise NotAnAmount(text)
    decimals = len(match["fraction"] or "")
    if len(match["integer"].lstrip("0")) > MAX_INTEGER_DIGITS or decimals > MAX_DECIMALS:
        raise NotAnAmount(text)
    value = Decimal(digits)
    return PrintedAmount(value=-value if negative and value else value, decimals=decimals)


def in_wan(printed: PrintedAmount, unit: str) -> Decimal:
    """The amount in 万元. Raises NotAnAmount where the division leaves more decimals than the warehouse keeps."""
    amount = printed.value / YUAN_PER_WAN if unit == "元" else printed.value
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
