"""Decide which readings of a figure are certain: two that agree, are confident, and are in the strict grammar.

A figure is never mended here: what is not read alike twice is doubtful, however likely one of the readings is. Only
which separator stands between digits is told by its place, where both readings see one and one of them tells it right.
"""

import re
import unicodedata
from collections.abc import Sequence

from orchestration.disclosure.amounts import is_amount as may_be_amount
from orchestration.disclosure.model import ScanDoubt, ScanReading
from orchestration.disclosure.readers.scan.engine import ReadText

LEAST_CONFIDENCE = 0.9
"""Of the least certain letter of either reading. No figure that was certain by it was wrong yet (make bench-scans)."""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―─━−﹣ー", "-"))

_AMOUNT = re.compile(r"-?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)\.\d{2}")
"""As sheets print amounts: two decimals, commas between all thousands or none, no leading zero."""

_SEPARATED_AMOUNT = re.compile(r"(-?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:[.,]\d{3})+))[.,](\d{2})")
"""An amount by the places of its separators: readers take a comma for a point and a point for a comma."""

_WHOLE = re.compile(r"\d{1,12}|[1-9]\d{0,2}(?:,\d{3})+")
_SHARE = re.compile(r"-?\d{1,4}(?:\.\d{1,2})?%")
_BLANK = re.compile(r"-{1,3}")

_LIKE_A_FIGURE = re.compile(r"[-+(（△▲]?[\dOoIl|/:;'\"`~·.,。、 -]*[%)）]?")
_SEPARATED = re.compile(r"[\dOoIl|/]\s*[.,。、:;'·]\s*[\dOoIl|/]")
_LONE_STROKE = frozenset("一丨'`.,·、~_")
"""What readers make of a dash that stands alone in its cell, or of a speck."""

_SEPARATORS = re.compile(r"[.,]")
_DIGIT = re.compile(r"\d")
_LEAST_DIGITS = 3
"""A text with fewer digits is no code and no year."""


def comparable(text: str) -> str:
    """Return a text in the form in which two readings are compared: print has no inner spaces to tell apart."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split())


def digits_of(text: str) -> str:
    """Return the digits of a text in their order."""
    return "".join(_DIGIT.findall(comparable(text)))


def is_like_a_figure(text: str) -> bool:
    """Return whether a text is a figure, or may be one whose letters were misread."""
    plain = comparable(text)
    if may_be_amount(plain):
        return True
    return _LIKE_A_FIGURE.fullmatch(plain) is not None and (
        may_have_decimals(plain) or _is_in_grammar(plain) or plain in _LONE_STROKE
    )


def may_have_decimals(text: str) -> bool:
    """Return whether signs that may be digits stand in a text on both sides of one that may be a point."""
    return _SEPARATED.search(comparable(text)) is not None


def needs_second_reading(text: str) -> bool:
    """Return whether a misread letter of a text may change a figure, a code, a year or a unit."""
    plain = comparable(text)
    return is_like_a_figure(plain) or len(digits_of(plain)) >= _LEAST_DIGITS or "元" in plain or not plain


def is_amount(text: str) -> bool:
    """Return whether a reading is an amount in the strict grammar."""
    return _AMOUNT.fullmatch(comparable(text)) is not None


def is_whole(text: str) -> bool:
    """Return whether a reading is a number without decimals: a code, a count, or an amount that lost its point."""
    return _WHOLE.fullmatch(comparable(text)) is not None


def judge_figure(first: ReadText, second: ReadText) -> tuple[str, ScanReading]:
    """Return the text to take for a figure, and how certain it is."""
    one, other = _with_settled_separators(comparable(first.text), comparable(second.text))
    percent = _percent(first, second)
    regular = [text for text in (one, other) if _is_in_grammar(text)]
    if not regular:
        return first.text or second.text or "?", ScanReading(percent, ScanDoubt.NOT_A_FIGURE, _other(one, other))
    if one != other:
        told = regular[0]
        return told, ScanReading(percent, ScanDoubt.READ_DIFFERENTLY, _other(told, other if told == one else one))
    if min(first.confidence, second.confidence) < LEAST_CONFIDENCE:
        return one, ScanReading(percent, ScanDoubt.LOW_CONFIDENCE)
    return one, ScanReading(percent)


def _with_settled_separators(one: str, other: str) -> tuple[str, str]:
    """Return two readings of an amount that differ only in which of their separators is a comma and which the point, as
    that amount: each must have been read as what it is at least once. Two amounts side by side have two points."""
    found = _SEPARATED_AMOUNT.fullmatch(one)
    if found is None or _SEPARATORS.sub(",", one) != _SEPARATORS.sub(",", other):
        return one, other
    whole, decimals = found.groups()
    amount = f"{whole.replace('.', ',')}.{decimals}"
    is_read = all(letter in pair for letter, *pair in zip(amount, one, other, strict=True))
    return (amount, amount) if is_read else (one, other)


def judge_words(first: ReadText, second: ReadText | None) -> ScanReading:
    """Return how certain a text is that is no figure. Where it was read twice, its digits must agree."""
    if second is None:
        return ScanReading(_percent(first))
    percent = _percent(first, second)
    if digits_of(first.text) == digits_of(second.text):
        return ScanReading(percent)
    return ScanReading(percent, ScanDoubt.READ_DIFFERENTLY, second.text)


def _is_in_grammar(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (_AMOUNT, _WHOLE, _SHARE, _BLANK))


def _other(one: str, other: str) -> str:
    return "" if one == other else other


def _percent(*readings: ReadText) -> int:
    return int(100 * min(reading.confidence for reading in readings))


def least_certain(readings: Sequence[ScanReading]) -> ScanReading | None:
    """Return one reading for a cell of several texts: the least confidence, the first doubt."""
    if not readings:
        return None
    doubtful = next((reading for reading in readings if reading.doubt), readings[0])
    return doubtful._replace(confidence_percent=min(reading.confidence_percent for reading in readings))
