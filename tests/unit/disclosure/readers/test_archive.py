"""Zip archives: every document under its own harmless name, within bounds, and what is no document left out."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Reading
from orchestration.disclosure.readers import archive as archives
from orchestration.disclosure.readers.archive import is_archive, unpack
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.reading import read_documents, read_file
from tests.workbooks import consistent_workbook


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as container:
        for name, data in members:
            container.writestr(name, data)
    return buffer.getvalue()


def named_in(codec: str, name: str) -> bytes:
    """An archive whose one name is written in a code page and not marked as anything."""
    marked = packed(("X" * len(name.encode(codec)), b"text"))
    return marked.replace(b"X" * len(name.encode(codec)), name.encode(codec))


def names(data: bytes) -> list[str]:
    return [member.name for member in unpack(data)]


def read(tmp_path: Path, data: bytes) -> tuple[Reading, ...]:
    path = tmp_path / "公开.zip"
    path.write_bytes(data)
    return read_documents(path)


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return consistent_workbook("云溪市财政局", 2024)


def test_every_document_of_an_archive_is_a_document(tmp_path: Path, workbook: bytes) -> None:
    data = packed(
        ("决算/表.xlsx", workbook), ("决算/说明.txt", "说明\n".encode()), ("__MACOSX/决算/._表.xlsx", b"\0\5")
    )
    text, book = sorted(read(tmp_path, data), key=lambda reading: len(reading.cells))
    assert [text.document.file_name, book.document.file_name] == ["公开.zip/决算/说明.txt", "公开.zip/决算/表.xlsx"]
    assert book.cells == read_bytes_alone(tmp_path, workbook).cells
    assert book.document.archive is not None and book.document.archive.file_name == "公开.zip"
    assert book.document.sha256 != book.document.archive.sha256


def read_bytes_alone(tmp_path: Path, data: bytes) -> Reading:
    path = tmp_path / "alone.xlsx"
    path.write_bytes(data)
    return read_file(path)


def test_the_single_document_of_an_archive_is_what_the_file_says(tmp_path: Path, workbook: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(packed(("表.xlsx", workbook)))
    assert len(read_file(tmp_path / "a.zip").cells) > 100
    (tmp_path / "b.zip").write_bytes(packed(("表.xlsx", workbook), ("b.txt", b"x")))
    (problem,) = read_file(tmp_path / "b.zip").problems
    assert "archive of 2 documents" in problem.message.reason_en


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_names_in_the_code_page_of_a_machine_are_decoded(codec: str) -> None:
    assert names(named_in(codec, "决算公开表.txt")) == ["决算公开表.txt"]


def test_names_in_unicode_and_in_the_field_of_info_zip_are_read() -> None:
    assert names(packed(("附件：决算.txt", b"x"))) == ["附件：决算.txt"]
    info = zipfile.ZipInfo("code-page.txt")
    name = "决算.txt".encode()
    info.extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, 0) + name
    assert names(packed((info, b"x"))) == ["决算.txt"]


def test_names_that_lead_elsewhere_are_made_harmless() -> None:
    data = packed(("../../etc/a.txt", b"x"), ("/b.txt", b"x"), ("C:\\temp\\c.txt", b"x"), ("./d/./e.txt", b"x"))
    assert sorted(names(data)) == ["b.txt", "d/e.txt", "etc/a.txt", "temp/c.txt"]


def test_what_file_managers_leave_is_no_document() -> None:
    left = (
        "__MACOSX/a/._b.xlsx",
        ".DS_Store",
        "a/.DS_Store",
        "Thumbs.db",
        "a/desktop.ini",
        "~$表.xlsx",
        ".hidden/a.txt",
    )
    assert names(packed(("表.txt", b"x"), *((name, b"x") for name in left))) == ["表.txt"]
    assert not is_archive(packed(*((name, b"x") for name in left)))


def test_office_files_are_no_archives(workbook: bytes) -> None:
    assert not is_archive(workbook)
    assert not is_archive(packed(("OFD.xml", b"<ofd/>")))
    assert not is_archive(packed(("mimetype", b"application/vnd.oasis.opendocument.text")))
    assert not is_archive(packed(("word/document.xml", b"<w/>")))


def test_an_archive_in_an_archive_is_told(tmp_path: Path, workbook: bytes) -> None:
    inner = packed(("表.xlsx", workbook))
    (nested,) = read(tmp_path, packed(("附件.zip", inner)))
    (problem,) = nested.problems
    assert (problem.kind, problem.file_name) == (ProblemKind.UNSUPPORTED_FORMAT, "公开.zip/附件.zip")
    assert "unpack it" in problem.message.remedy_en


def test_a_damaged_document_costs_the_others_nothing(tmp_path: Path, workbook: bytes) -> None:
    data = bytearray(packed(("a.txt", b"text" * 50), ("b.xlsx", workbook), method=zipfile.ZIP_STORED))
    data[data.index(b"texttext")] ^= 1
    broken, whole = read(tmp_path, bytes(data))
    assert [problem.kind for problem in broken.problems] == [ProblemKind.DAMAGED_FILE]
    assert whole.cells


def test_archives_beyond_measure_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_DOCUMENTS", 3)
    with pytest.raises(UnreadableFile) as caught:
        names(packed(*((f"{number}.txt", b"x") for number in range(4))))
    assert caught.value.kind is ProblemKind.TOO_LARGE
    (told,) = read(tmp_path, packed(*((f"{number}.txt", b"x") for number in range(4))))
    assert told.problems[0].file_name == "公开.zip"
    monkeypatch.setattr(archives, "MAX_FILE_BYTES", 10)
    (member,) = unpack(packed(("a.txt", b"x" * 11)))
    assert member.fault is not None and member.fault.kind is ProblemKind.TOO_LARGE


def test_an_encrypted_archive_is_told_as_that(tmp_path: Path) -> None:
    data = bytearray(packed(("a.txt", b"x")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (told,) = read(tmp_path, bytes(data))
    assert [problem.kind for problem in told.problems] == [ProblemKind.ENCRYPTED_FILE]
