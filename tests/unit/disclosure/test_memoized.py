"""Answers are memoized for short texts, up to a bound."""

from collections import Counter

import pytest

from orchestration.disclosure import memoized as memoized_module
from orchestration.disclosure.memoized import memoized


def test_short_texts_are_parsed_once_and_sentences_every_time() -> None:
    calls: Counter[str] = Counter()

    @memoized
    def length(text: str) -> int:
        calls[text] += 1
        return len(text)

    page = "句" * 1001
    assert [length(text) for text in ("合计", page, "合计", page, "")] == [2, 1001, 2, 1001, 0]
    assert calls == {"合计": 1, page: 2, "": 1}


def test_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memoized_module, "_MAX_CHARACTERS", 3 * (1 + memoized_module._ENTRY))
    calls: Counter[str] = Counter()

    @memoized
    def echo(text: str) -> str:
        calls[text] += 1
        return text

    assert [echo(text) for text in "abcdaa"] == list("abcdaa")
    assert calls == {"a": 2, "b": 1, "c": 1, "d": 1}
