"""The list of what people saw on scans: a wrong line is told and left out, and a document that changed voids it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Box, Confirmation, Document, Reading, Recognition
from orchestration.ingestion.confirmations import confirmations_csv, load_confirmations, void_confirmations

SHA256 = "0123456789abcdef" * 4
HEAD = "document_sha256,page,table_no,box,value,who,when\n"
GOOD = f'{SHA256},7,2,100.0 50.5 160.0 70.0,"1,234.56",王某,2025-09-01\n'
SEEN = Confirmation(SHA256, 7, 2, Box(100, 50.5, 160, 70), "1,234.56", "王某", date(2025, 9, 1), 2)


def test_without_a_list_nobody_said_anything(tmp_path: Path) -> None:
    assert load_confirmations(tmp_path).entries == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_it_is_read_as_a_spreadsheet_saves_it(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "confirmations.csv").write_bytes((HEAD + GOOD).encode(encoding))
    found = load_confirmations(tmp_path)
    assert (found.entries, found.problems) == ((SEEN,), ())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (GOOD.replace("王某", ""), "line 3: it does not say who confirms"),
        (GOOD.replace("2025-09-01", "昨天"), "line 3: Invalid isoformat string"),
        (GOOD.replace("100.0 50.5", "100.0"), "line 3: page, number of the table or box"),
        (GOOD.replace(",7,2,", ",seven,2,"), "line 3: page, number of the table or box"),
        (GOOD.replace("王某", "王" * 201), "line 3: a field has more than 200 characters"),
    ],
)
def test_a_wrong_line_is_told_and_the_others_hold(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "confirmations.csv").write_text(HEAD + GOOD + line, "utf-8")
    found = load_confirmations(tmp_path)
    assert found.entries == (SEEN,)
    [problem] = found.problems
    assert problem.kind is ProblemKind.CONFIRMATION_PROBLEM
    assert words in problem.message.reason_en


def test_a_list_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "confirmations.csv").write_text("page,value\n1,2\n", "utf-8")
    found = load_confirmations(tmp_path)
    [problem] = found.problems
    assert found.entries == ()
    assert "the column document_sha256, table_no, box, who, when is missing" in problem.message.reason_en


def test_one_that_a_link_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "finance"
    folder.mkdir()
    (tmp_path / "outside.csv").write_text(HEAD + GOOD, "utf-8")
    (folder / "confirmations.csv").symlink_to(tmp_path / "outside.csv")
    found = load_confirmations(folder)
    assert (found.entries, len(found.problems)) == ((), 1)


def test_a_document_that_changed_voids_what_was_said_of_it() -> None:
    read = Reading(Document("a.pdf", SHA256, 1, "pdf", "test", ()), Recognition(), (), (), ())
    assert void_confirmations([SEEN], [read]) == ()
    [problem] = void_confirmations([SEEN, replace(SEEN, document_sha256="b" * 64, line=9)], [read])
    assert "1 line" in problem.message.reason_en
    assert "9" in problem.message.reason_en


@given(
    page=st.none() | st.integers(1, 9999),
    edges=st.tuples(*[st.integers(-10_000, 10_000)] * 4),
    value=st.text("0123456789.,-—△ \"'", max_size=30).map(str.strip),
)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, page: int | None, edges: tuple[int, int, int, int], value: str
) -> None:
    seen = replace(SEEN, page=page, box=Box(*(edge / 10 for edge in edges)), value=value)
    folder = tmp_path_factory.mktemp("list")
    (folder / "confirmations.csv").write_text(confirmations_csv([seen]), "utf-8")
    assert load_confirmations(folder).entries == (seen,)
