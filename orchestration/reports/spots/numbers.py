"""Finds the number of a stated figure in the letters of a line: only whole numbers count, so that 12.5 is not found in
312.5. Where the line stands does not belong here."""

import re
import unicodedata
from collections.abc import Sequence
from typing import TypeAlias

from orchestration.disclosure.claims.passages import normalise

_NUMBER = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?")
_COMMAS = str.maketrans("", "", ",，")

_BEGUN = 4
"""Letters with which a phrase must have begun at the end of a line."""

Stretch: TypeAlias = tuple[int, int]
"""The first letter and the end."""


def find_number(printed: str, phrase: str, letters: Sequence[str]) -> tuple[Stretch, ...]:
    """Every stretch of letters that is the number; where there are several, those in the phrase if it is there once.
    What has no number is looked for by its words."""
    wanted = wanted_text(printed)
    found = _whole(wanted, [unicodedata.normalize("NFKC", letter).strip() for letter in letters])
    if len(found) < 2:
        return found
    told = find_phrase(phrase, letters)
    if len(told) != 1:
        return found
    [(first, end)] = told
    return tuple(each for each in found if each[0] >= first and each[1] <= end)


def find_phrase(phrase: str, letters: Sequence[str]) -> tuple[Stretch, ...]:
    """Every stretch of letters that has the words of a phrase."""
    words = normalise(phrase).translate(_COMMAS)
    return _stretches(words, [normalise(letter).translate(_COMMAS) for letter in letters])


def is_begun(printed: str, letters: Sequence[str]) -> bool:
    """Whether a line ends with the beginning of a number that goes on in the next."""
    wanted = wanted_text(printed)
    text = unicodedata.normalize("NFKC", "".join(letters)).strip()
    return any(text.endswith(wanted[:length]) for length in range(1, len(wanted)))


def share_words(phrase: str, letters: Sequence[str]) -> bool:
    """Whether a line has the words of a phrase, is a part of it, or ends with its beginning."""
    words, line = normalise(phrase), normalise("".join(letters))
    if not words or not line:
        return False
    return words in line or line in words or any(line.endswith(words[:end]) for end in range(_BEGUN, len(words)))


def wanted_text(printed: str) -> str:
    """What is looked for: the number of a figure, or else its words."""
    text = "".join(unicodedata.normalize("NFKC", printed).split())
    number = _NUMBER.search(text)
    return number[0].lstrip("+-−") if number else text


def _whole(wanted: str, letters: Sequence[str]) -> tuple[Stretch, ...]:
    text = "".join(letters)
    starts = _starts(letters)
    return tuple(
        (first, end)
        for first, end in _stretches(wanted, letters)
        if not _goes_on(text, starts[first], starts[end] if end < len(starts) else len(text))
    )


def _stretches(wanted: str, letters: Sequence[str]) -> tuple[Stretch, ...]:
    if not wanted:
        return ()
    of_letter = [index for index, letter in enumerate(letters) for _ in letter]
    text = "".join(letters)
    places = (at for at in range(len(text) - len(wanted) + 1) if text.startswith(wanted, at))
    return tuple((of_letter[at], of_letter[at + len(wanted) - 1] + 1) for at in places)


def _starts(letters: Sequence[str]) -> list[int]:
    starts, at = [], 0
    for letter in letters:
        starts.append(at)
        at += len(letter)
    return starts


def _goes_on(text: str, first: int, end: int) -> bool:
    """Whether the number is a part of a longer one."""
    if not text[first].isdigit():
        return False
    return bool(re.search(r"\d[.,]?$", text[max(first - 2, 0) : first]) or re.match(r"[.,]?\d", text[end : end + 2]))
