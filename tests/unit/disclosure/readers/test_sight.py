"""What a person takes for the mark of a note, and what for a figure or a word."""

import pytest

from orchestration.disclosure.readers.sight import is_note_mark


@pytest.mark.parametrize(
    "raised",
    ["1", "12", "１", "①", "①②③", "⑴", "*", "**", "※", "a", "[1]", "（注2）", "注3", "1,2", "1-3", "①、②", "1*"],
)
def test_marks_of_notes(raised: str) -> None:
    assert is_note_mark(raised)


@pytest.mark.parametrize("raised", ["201", "20404", "1,234", "81.75", "-", "TM", "合计"])
def test_codes_figures_and_words_only_seem_raised(raised: str) -> None:
    assert not is_note_mark(raised)
