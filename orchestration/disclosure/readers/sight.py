"""What a person sees of a text on a page: one rule for all formats.

How a format says that text is struck out, tiny, pale or raised belongs to its reader; what follows from it stands here.
Struck-out, hidden, covered and invisible text is not read; a raised note mark behind a text is not part of it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

LEAST_SIZE = 2.0
"""Points; smaller letters are no print: converters and templates write them to be found, not to be read."""

_LEAST_CONTRAST = 24
"""The least difference in any of the three colours (of 255) by which letters stand out from what is behind them."""

_SYMBOL = r"[①-⓿❶-➓㈠-㈩¹²³⁰⁴-⁹*＊※#＃†‡]"
_NUMBER = rf"(?:(?:\d{{1,2}}|[a-z]){_SYMBOL}*|{_SYMBOL}+)"
_NOTE_MARK = re.compile(
    rf"[(（\[［【〔]?(?:注释?|附注|脚注)?(?:{_NUMBER}(?:[,，、-]{_NUMBER})*[,，、]?)?[)）\]］】〕]?", re.IGNORECASE
)
"""Notes are counted in one digit or two: what has more is a figure or a code that only seems raised."""


class Colour(NamedTuple):
    """Red, green and blue, each of 0 to 255."""

    red: int
    green: int
    blue: int


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)


@lru_cache(maxsize=4096)
def stands_out(ink: Colour, ground: Colour = WHITE) -> bool:
    """Return whether letters of a colour can be seen on a ground."""
    return max(abs(one - other) for one, other in zip(ink, ground, strict=True)) >= _LEAST_CONTRAST


def is_note_mark(raised: str) -> bool:
    """Return whether raised small text is the mark of a note (1, ①, [2], *, 注1) and no words of the page."""
    return _NOTE_MARK.fullmatch("".join(raised.split())) is not None


def without_note_marks(pieces: Sequence[tuple[str, bool]]) -> str:
    """Return the text of pieces, each with whether it is raised, without the marks of notes among them.

    Raised pieces that follow each other are one; a text that is raised as a whole is no mark.
    """
    kept: list[str] = []
    for raised, run in groupby(pieces, key=itemgetter(1)):
        text = "".join(piece for piece, _ in run)
        if not raised or not is_note_mark(text) or is_power("".join(kept[-3:]), text):
            kept.append(text)
    text = "".join(kept)
    return text if text.strip() else "".join(piece for piece, _ in pieces)


_UNIT_OF_LENGTH = re.compile(r"(?<![a-z])[kcdm]?m$", re.IGNORECASE)


def is_power(before: str, raised: str) -> bool:
    """Return whether a raised 2 or 3 belongs to the unit in front of it (m², km³), not to a note."""
    return raised.strip() in ("2", "3") and _UNIT_OF_LENGTH.search(before) is not None
