"""Memoize parsing of short printed texts, with bounded memory."""

from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")

_MAX_TEXT_LENGTH = 64
_MAX_ENTRIES = 16_384


class _Cache(dict[str, Result], Generic[Result]):
    """Results by text; parses a missing text and is cleared when full."""

    def __init__(self, parse: Callable[[str], Result]) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, text: str) -> Result:
        result = self._parse(text)
        if len(text) <= _MAX_TEXT_LENGTH:
            if len(self) >= _MAX_ENTRIES:
                self.clear()
            self[text] = result
        return result


def memoized(parse: Callable[[str], Result]) -> Callable[[str], Result]:
    """Memoize a pure function of a text: labels, heads and figures, never sentences, so that memory stays bounded.

    Returns the dictionary's own look-up, so that a known text costs no Python call. Exceptions are not cached.
    """
    return _Cache(parse).__getitem__
