"""What people confirmed of pictures takes the place of what was recognised, in the cell they looked at and no other."""

from dataclasses import replace
from datetime import date

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Box, Confirmation, ScanDoubt, ScanReading, Table, TableCell
from orchestration.disclosure.readers.confirmed import with_confirmations, without_place

SHA256 = "a" * 64
DOUBTFUL = ScanReading(41, ScanDoubt.READ_DIFFERENTLY, "1.00")
LEFT, RIGHT = Box(100, 50, 160, 70), Box(160, 50, 220, 70)
TABLE = Table(
    3,
    (TableCell("7.00", 1, 1, box=LEFT, scan=DOUBTFUL), TableCell("8.00", 1, 2, box=RIGHT, scan=DOUBTFUL)),
    2,
    page=2,
)
SEEN = Confirmation(SHA256, 2, 3, Box(100.2, 50.1, 159.9, 70.1), "1.00", "王某", date(2025, 9, 1), 2)


def texts(table: Table, *confirmations: Confirmation) -> list[str]:
    [confirmed] = with_confirmations([table], confirmations)
    assert isinstance(confirmed, Table)
    return [cell.text for cell in confirmed.cells]


def test_the_cell_that_was_looked_at_has_what_the_person_saw() -> None:
    [confirmed] = with_confirmations([TABLE], [SEEN])
    assert isinstance(confirmed, Table)
    first, second = confirmed.cells
    assert (first.text, first.scan) == ("1.00", ScanReading(100, None, "", "王某", date(2025, 9, 1)))
    assert second == TABLE.cells[1]


def test_the_last_word_on_a_cell_holds() -> None:
    assert texts(TABLE, SEEN, replace(SEEN, value="", line=3)) == ["", "8.00"]


@pytest.mark.parametrize(
    "elsewhere",
    [replace(SEEN, page=1), replace(SEEN, page=None), replace(SEEN, box=Box(300, 50, 320, 70))],
    ids=["another page", "no page", "another box"],
)
def test_one_about_another_place_changes_nothing_and_is_told(elsewhere: Confirmation) -> None:
    assert texts(TABLE, elsewhere) == ["7.00", "8.00"]
    [problem] = without_place([TABLE], [elsewhere], "a.pdf")
    assert (problem.kind, problem.file_name) == (ProblemKind.CONFIRMATION_PROBLEM, "a.pdf")
    assert "line 2" in problem.message.reason_en
    assert not list(without_place([TABLE], [SEEN], "a.pdf"))


def test_where_a_file_has_no_pages_the_table_must_be_the_same() -> None:
    pictured = replace(TABLE, page=None)
    assert texts(pictured, replace(SEEN, page=None)) == ["1.00", "8.00"]
    assert texts(pictured, replace(SEEN, page=None, table_no=4)) == ["7.00", "8.00"]


def test_print_needs_no_confirmation_and_takes_none() -> None:
    printed = replace(TABLE, cells=tuple(cell._replace(scan=None) for cell in TABLE.cells))
    assert texts(printed, SEEN) == ["7.00", "8.00"]
