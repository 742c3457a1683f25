"""What is beyond all measure is refused with the place that it stands at."""

import pytest

from orchestration.disclosure.model import Line, Place, Table, TableCell
from orchestration.disclosure.readers import content
from orchestration.disclosure.readers.content import UnreadableFile, refuse_long_text, refuse_too_long


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MAX_PASSAGE", 10)
    monkeypatch.setattr(content, "MAX_PROSE", 30)
    monkeypatch.setattr(content, "MAX_BLOCKS", 3)
    monkeypatch.setattr(content, "MAX_CHARACTERS", 40)


def test_a_long_paragraph_is_told_with_its_page() -> None:
    with pytest.raises(UnreadableFile, match="one paragraph or cell has 11 characters") as refused:
        refuse_too_long((Line("short", Place(page=1)), Line("a" * 11, Place(page=2))))
    assert refused.value.place == Place(page=2)


def test_a_long_cell_is_told_with_its_table_row_and_column() -> None:
    table = Table(3, (TableCell("1", 1, 1), TableCell("1" * 11, 4, 2)), 2, sheet_name="表")
    with pytest.raises(UnreadableFile) as refused:
        refuse_too_long((table,))
    assert refused.value.place == Place(table_no=3, sheet_name="表", row_no=4, column_no=2)


def test_many_lines_together_are_too_long_and_tables_do_not_count() -> None:
    cells = tuple(TableCell("1" * 10, row, 1) for row in range(1, 9))
    refuse_too_long((Table(1, cells, 1), Line("a" * 10, Place())))
    with pytest.raises(UnreadableFile, match="the text has 33 characters; more than 30"):
        refuse_too_long([Line("a" * 11, Place())] * 3)
    with pytest.raises(UnreadableFile, match="4 lines and tables; more than 3"):
        refuse_too_long([Line("a", Place())] * 4)


def test_a_text_is_refused_by_its_length() -> None:
    refuse_long_text("a" * 40)
    with pytest.raises(UnreadableFile, match="the text has 41 characters; more than 40"):
        refuse_long_text("a" * 41)
