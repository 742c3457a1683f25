"""Answers that are asked for again and again: what a short printed text means does not change."""

from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")

_LONGEST_TEXT = 64
_MOST_TEXTS = 16_384


class _Known(dict[str, Answer], Generic[Answer]):
    """Answers by text; a text that is not there is asked for. Begins anew when it is full."""

    def __init__(self, ask: Callable[[str], Answer]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, text: str) -> Answer:
        answer = self._ask(text)
        if len(text) <= _LONGEST_TEXT:
            if len(self) >= _MOST_TEXTS:
                self.clear()
            self[text] = answer
        return answer


def memoized(ask: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Remember a function's answers for labels, heads and figures, never for sentences: memory stays bounded.

    What comes back is the dictionary's own look-up: a known text costs no turn of the interpreter.
    """
    return _Known(ask).__getitem__
