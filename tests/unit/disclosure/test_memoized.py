"""Answers are memoized for short texts, up to a bound."""

from collections import Counter

import pytest

from orchestration.disclosure import memoized as remembering
from orchestration.disclosure.memoized import memoized


def test_short_texts_are_asked_for_once_and_sentences_every_time() -> None:
    asked: Counter[str] = Counter()

    @memoized
    def length(text: str) -> int:
        asked[text] += 1
        return len(text)

    sentence = "句" * 65
    assert [length(text) for text in ("合计", sentence, "合计", sentence, "")] == [2, 65, 2, 65, 0]
    assert asked == {"合计": 1, sentence: 2, "": 1}


def test_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "_MOST_TEXTS", 3)
    asked: Counter[str] = Counter()

    @memoized
    def echo(text: str) -> str:
        asked[text] += 1
        return text

    assert [echo(text) for text in "abcdaa"] == list("abcdaa")
    assert asked == {"a": 2, "b": 1, "c": 1, "d": 1}
