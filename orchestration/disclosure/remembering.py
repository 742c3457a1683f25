"""Answers that are asked for again and again: what a short printed text means does not change."""

import functools
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")

_LONGEST_TEXT = 64
_MOST_TEXTS = 16_384


def remembered(ask: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Remember a function's answers for labels, heads and figures, never for sentences: memory stays bounded."""
    known = functools.lru_cache(_MOST_TEXTS)(ask)

    @functools.wraps(ask)
    def answer(text: str) -> Answer:
        return known(text) if len(text) <= _LONGEST_TEXT else ask(text)

    return answer
