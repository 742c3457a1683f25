"""Damaged PDF files are refused: nothing that was lost or changed is read in silence."""

import random
import zlib

import pytest
from reportlab import rl_config  # type: ignore[import-untyped]
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]

from benchmarks.attacks.pdf import WORDS, packed_page
from expectations.vocabulary import ProblemKind
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.pdf import document as pdf_document
from orchestration.disclosure.readers.pdf import read_pdf
from tests.drawn_pdfs import HEAD, ROWS, amounts, drawn, grid, raw_file, ruled_sheet, tables


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A compressed file as office programs make them, with checksums."""
    monkeypatch.setattr(rl_config, "useA85", 0)
    return drawn(*[ruled_sheet] * 3, compressed=True)


def assert_damaged(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_pdf(raw_file(data))
    assert caught.value.kind is ProblemKind.DAMAGED_FILE
    assert caught.value.message.reason_en and caught.value.message.remedy_en


def test_a_password_is_asked_for_and_mere_restrictions_are_none() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_pdf(raw_file(drawn(ruled_sheet, encrypt="secret")))
    assert caught.value.kind is ProblemKind.ENCRYPTED_FILE
    restricted = drawn(ruled_sheet, encrypt=StandardEncryption("", "owner", canCopy=0))
    assert grid(tables(read_pdf(raw_file(restricted)))[0]) == [HEAD, *ROWS]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9, 0.98])
def test_a_truncated_file_is_refused(whole: bytes, share: float) -> None:
    assert_damaged(whole[: int(len(whole) * share)])


def test_lost_bytes_are_noticed(whole: bytes) -> None:
    middle = len(whole) // 2
    assert_damaged(whole[:middle] + whole[middle + 40 :])


def test_an_update_without_its_end_is_noticed(whole: bytes) -> None:
    assert_damaged(whole + b"\n99 0 obj\n<< /Type /Catalog >>\nendobj\n")


@pytest.mark.parametrize("in_letters", [0, 1])
def test_a_changed_byte_in_compressed_content_is_noticed(in_letters: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rl_config, "useA85", in_letters)
    whole = drawn(ruled_sheet, compressed=True)
    assert len(tables(read_pdf(raw_file(whole)))) == 1
    start = whole.index(b"stream\n") + 7
    changed = bytearray(whole)
    changed[start + (whole.index(b"endstream", start) - start) // 2] ^= 0x10
    assert_damaged(bytes(changed))


def test_names_of_compressions_may_stand_without_spaces(whole: bytes) -> None:
    """As PDFium itself writes them."""
    filters = b"/Filter [ /FlateDecode ]"
    content = read_pdf(raw_file(whole.replace(filters, b"/Filter[/FlateDecode]   ")))
    assert filters in whole and len(tables(content)) == 3
    assert_damaged(whole.replace(filters, b"/Filter[/FlateDecoda]   "))
    assert_damaged(whole.replace(filters, b"/Filter[/FlateDecode 5] "))


def test_a_page_that_has_lost_its_size_is_noticed(whole: bytes) -> None:
    """PDFium takes it for a sheet of Letter, of which the title would stand outside."""
    assert_damaged(whole.replace(b"/MediaBox", b"/Mediabox"))


def test_a_missing_page_is_noticed(whole: bytes) -> None:
    assert_damaged(whole.replace(b"/Count 3", b"/Count 9"))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"not a PDF at all"])
def test_what_is_no_pdf_is_damaged(data: bytes) -> None:
    assert_damaged(data)


@pytest.mark.parametrize("stray", [b"\r\n\r\n", b"\x00" * 5000, b"<!-- served by a proxy -->" * 100])
def test_stray_bytes_behind_the_end_do_no_harm(whole: bytes, stray: bytes) -> None:
    assert len(tables(read_pdf(raw_file(whole + stray)))) == 3


def test_a_header_pushed_back_by_stray_bytes_does_no_harm(whole: bytes) -> None:
    assert len(tables(read_pdf(raw_file(b"\r\n" + whole)))) == 3


def test_too_many_pages_are_refused(whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_document, "MAX_PAGES", 2)
    with pytest.raises(UnreadableFile) as caught:
        read_pdf(raw_file(whole))
    assert caught.value.kind is ProblemKind.TOO_LARGE


def test_flipped_bytes_never_do_worse_than_an_unreadable_file(whole: bytes) -> None:
    known = amounts(read_pdf(raw_file(whole)))
    chance = random.Random(20240601)
    refused = 0
    for _ in range(200):
        changed = bytearray(whole)
        changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        try:
            content = read_pdf(raw_file(bytes(changed)))
        except UnreadableFile as error:
            assert error.kind in (ProblemKind.DAMAGED_FILE, ProblemKind.ENCRYPTED_FILE, ProblemKind.TOO_LARGE)
            refused += 1
        else:
            assert amounts(content) <= known
    assert refused > 80


def test_content_compressed_twice_is_read_and_its_damage_noticed() -> None:
    twice = zlib.compress(zlib.compress(WORDS))
    filters = b"/Filter [/FlateDecode /FlateDecode]"
    assert read_pdf(raw_file(packed_page(twice, filters))).blocks
    assert_damaged(packed_page(zlib.compress(zlib.compress(WORDS)[:-40]), filters))
