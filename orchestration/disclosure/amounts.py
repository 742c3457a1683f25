"""Parse printed amounts into exact decimals; blank, zero and unparsable are three different results.

Note marks, currency signs and characters that nobody sees are no part of a figure; a unit behind one is its own. Which
unit a sheet prints does not belong here (see resolution).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from expectations.yaml_file import read_yaml
from orchestration.disclosure.memoized import memoized
from orchestration.disclosure.text import without_invisible, without_note_marks

UNITS = Path(__file__).parent / "layouts" / "units.yml"

WAN_EXPONENTS: Mapping[str, int] = read_yaml(UNITS).content["powers_of_wan"]
"""The units that amounts are printed in, each a power of ten of 万元."""

YUAN_PER_WAN = Decimal(10_000)

MAX_INTEGER_DIGITS = 14
MAX_DECIMALS = 6
"""The warehouse stores DECIMAL(20,6) in 万元."""

_BLANKS = frozenset({"", "-", "--", "---", "/", "\\", "*"})
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―─━−﹣ー", "-"))
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")
_NUMBER = re.compile(r"(?P<integer>\d*)(?:\.(?P<fraction>\d+))?")
_CURRENCY = re.compile(r"^(?P<sign>[-(△▲负+]?)(?:(?:人民币|RMB|CNY)[¥￥]?|[¥￥])(?=[-(\d.])", re.IGNORECASE)
_OWN_UNIT = re.compile(rf"(?<=[\d)])(?:人民币)?(?P<unit>{'|'.join(sorted(WAN_EXPONENTS, key=len, reverse=True))})$")
_TRAILING_MINUS = re.compile(r"(?P<digits>\d[\d,.]*)-")
_WHOLE = re.compile(r"[-+(△▲负]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[-)]?")
"""A figure of its own, in digits that no other part has to complete."""
_MARK_LEFT = re.compile(r"[①-⓿❶-➓㈠-㈩]")
_THOUSANDS = re.compile(r"\d{3}(?:\.\d+)?\)?")


class NotAnAmount(ValueError):
    """The text is neither blank nor a number that can be stored exactly."""


@dataclass(frozen=True, slots=True)
class PrintedAmount:
    """A number exactly as printed: its value in the printed unit, its number of decimals, and the unit that stands
    right behind it, if any."""

    value: Decimal
    decimals: int
    unit: str | None = None


_UNPARSABLE = PrintedAmount(Decimal("NaN"), 0)


def parse_amount(text: str) -> PrintedAmount | None:
    """Return the printed number; None for a blank or a dash.

    Accepts thousands separators, full-width digits, inner spaces, a currency sign before and a unit or note marks
    behind, and negatives as minus on either side, △/▲, parentheses or 负.
    Raises NotAnAmount for anything else, for malformed thousands groups, for two figures in one cell, and for more
    digits than the warehouse stores.
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


def bare_figure(text: str) -> str:
    """Return the words of a figure in comparable form, without note marks, a currency sign and its unit."""
    words = _normalised("".join(without_note_marks(without_invisible(text)).split()))
    return _CURRENCY.sub(r"\g<sign>", _OWN_UNIT.sub("", words))


@memoized
def _parse(text: str) -> PrintedAmount | None:
    shown = without_note_marks(without_invisible(text))
    if _MARK_LEFT.search(shown):
        return _UNPARSABLE
    parts = shown.split()
    compact = _normalised("".join(parts))
    if compact in _BLANKS:
        return None
    if len(parts) > 1 and _are_several([_normalised(part) for part in parts], "\n" in shown.strip()):
        return _UNPARSABLE
    own_unit = _OWN_UNIT.search(compact)
    unit = own_unit["unit"] if own_unit else None
    negative, digits = _split_sign(_CURRENCY.sub(r"\g<sign>", compact[: own_unit.start()] if own_unit else compact))
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
    return PrintedAmount(-value if negative and value else value, decimals, unit)


def _normalised(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def _are_several(parts: Sequence[str], has_lines: bool) -> bool:
    """Whether parts that white space separates are figures of their own: any two, one below the other; side by side
    two that nobody would take for one (spaced digits and groups of thousands are one)."""
    for before, after in pairwise(parts):
        if after in _BLANKS or (has_lines and before in _BLANKS):
            return True
        if not (_WHOLE.fullmatch(before) and _WHOLE.fullmatch(after)):
            continue
        is_spaced = len(before.lstrip("(")) == 1 or len(after.rstrip(")")) == 1 or _THOUSANDS.fullmatch(after)
        if has_lines or "." in before or not is_spaced:
            return True
    return False


def in_wan(printed: PrintedAmount, unit: str) -> Decimal:
    """Convert a printed amount to 万元, exactly: from its own unit, or from `unit` where none stands behind it.

    Raises NotAnAmount where the division leaves more decimals, or the product more digits, than the warehouse stores.
    """
    exponent = WAN_EXPONENTS[printed.unit or unit]
    if not exponent:
        return printed.value
    # multiplied, not shifted: 7.00 亿元 are 70000.00 and not 7.00E+4
    amount = printed.value * Decimal(10) ** exponent if printed.value else Decimal(0)
    if printed.decimals > MAX_DECIMALS + exponent:
        least = amount.normalize().as_tuple().exponent
        if isinstance(least, int) and -least > MAX_DECIMALS:
            raise NotAnAmount(str(printed.value))
    if amount.adjusted() >= MAX_INTEGER_DIGITS:
        raise NotAnAmount(str(printed.value))
    return amount


def _split_sign(compact: str) -> tuple[bool, str]:
    if compact.startswith("(") and compact.endswith(")"):
        return True, compact[1:-1]
    if compact[:1] in tuple("-△▲负"):
        return True, compact[1:]
    if trailing := _TRAILING_MINUS.fullmatch(compact):
        return True, trailing["digits"]
    return False, compact.removeprefix("+")
