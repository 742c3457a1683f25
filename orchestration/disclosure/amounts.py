"""Parse printed amounts into exact decimals; blank, zero and unparsable are three different results.

Which unit a sheet prints does not belong here (see resolution).
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from orchestration.disclosure.memoized import memoized

YUAN_PER_WAN = Decimal(10_000)
_YUAN_DECIMALS = 4

MAX_INTEGER_DIGITS = 14
MAX_DECIMALS = 6
"""The warehouse stores DECIMAL(20,6) in 万元."""

_BLANKS = frozenset({"", "-", "--", "---", "/", "\\", "*"})
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―─━−﹣ー", "-"))
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")
_NUMBER = re.compile(r"(?P<integer>\d*)(?:\.(?P<fraction>\d+))?")


class NotAnAmount(ValueError):
    """The text is neither blank nor a number that can be stored exactly."""


@dataclass(frozen=True, slots=True)
class PrintedAmount:
    """A number exactly as printed: its value in the printed unit and its number of decimals."""

    value: Decimal
    decimals: int


_UNPARSABLE = PrintedAmount(Decimal("NaN"), 0)


def parse_amount(text: str) -> PrintedAmount | None:
    """Return the printed number; None for a blank or a dash.

    Accepts thousands separators, full-width digits, inner spaces, and negatives as minus, △/▲, parentheses or 负.
    Raises NotAnAmount for anything else, for malformed thousands groups, and for more digits than the warehouse stores.
    """
    read = _parse(text)
    if read is _UNPARSABLE:
        raise NotAnAmount(text)
    return read


def is_amount(text: str) -> bool:
    """Return whether the text is a number that can be stored exactly."""
    read = _parse(text)
    return read is not None and read is not _UNPARSABLE


def is_blank_amount(text: str) -> bool:
    """Return whether the text says that there is no amount: blank or a dash."""
    return _parse(text) is None


@memoized
def _parse(text: str) -> PrintedAmount | None:
    compact = "".join(unicodedata.normalize("NFKC", text).split()).translate(_DASHES)
    if compact in _BLANKS:
        return None
    negative, digits = _split_sign(compact)
    if "," in digits:
        whole = digits.split(".", 1)[0]
        if not _GROUPED.fullmatch(whole):
            return _UNPARSABLE
        digits = digits.replace(",", "")
    match = _NUMBER.fullmatch(digits)
    if match is None or not (match["integer"] or match["fraction"]):
        return _UNPARSABLE
    decimals = len(match["fraction"] or "")
    if len(match["integer"].lstrip("0")) > MAX_INTEGER_DIGITS or decimals > MAX_DECIMALS:
        return _UNPARSABLE
    value = Decimal(digits)
    return PrintedAmount(value=-value if negative and value else value, decimals=decimals)


def in_wan(printed: PrintedAmount, unit: str) -> Decimal:
    """Convert a printed amount in `unit` (万元 or 元) to 万元, exactly.

    Raises NotAnAmount where the division leaves more decimals than the warehouse stores.
    """
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
