"""Memoize parsing of printed texts, with bounded memory."""

from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")

_MAX_TEXT_LENGTH = 1_000
_MAX_CHARACTERS = 2**20
"""Of all texts that are kept, each counted with `_ENTRY` more; several steps look at the same lines of one document."""

_ENTRY = 64
"""What keeping a text costs beside its characters, in characters."""


class _Cache(dict[str, Result], Generic[Result]):
    """Results by text; parses a missing text and is cleared when full."""

    def __init__(self, parse: Callable[[str], Result]) -> None:
        super().__init__()
        self._parse = parse
        self._characters = 0

    def __missing__(self, text: str) -> Result:
        result = self._parse(text)
        if len(text) <= _MAX_TEXT_LENGTH:
            self._characters += len(text) + _ENTRY
            if self._characters > _MAX_CHARACTERS:
                self.clear()
                self._characters = len(text) + _ENTRY
            self[text] = result
        return result


def memoized(parse: Callable[[str], Result]) -> Callable[[str], Result]:
    """Memoize a pure function of a text: a label, head, figure or line, never a whole document.

    Returns the dictionary's own look-up, so that a known text costs no Python call. Exceptions are not cached.
    """
    return _Cache(parse).__getitem__
