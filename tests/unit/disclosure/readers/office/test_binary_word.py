"""Old binary documents that contradict themselves are refused before LibreOffice sees them."""

import struct
from collections.abc import Callable

import pytest

from orchestration.disclosure.readers.content import Damage, UnreadableFile
from orchestration.disclosure.readers.office import binary_word, binary_word_properties
from orchestration.disclosure.readers.office.binary_word import require_sound_word
from orchestration.disclosure.readers.office.compound_file import CompoundFile
from tests.binary_words import LARGE_LIST, ROW, TEXT_AT, BinaryWord
from tests.compound_files import pack_streams


def refusal(data: bytes) -> str:
    with pytest.raises(Damage) as caught:
        require_sound_word(CompoundFile(data))
    return caught.value.detail.text_en


def test_a_sound_document_passes() -> None:
    require_sound_word(CompoundFile(BinaryWord().file()))


def changed(change: Callable[[BinaryWord], None]) -> bytes:
    word = BinaryWord()
    change(word)
    return word.file()


def longer(word: BinaryWord) -> None:
    word.stated_length += 1


def descending(word: BinaryWord) -> None:
    word.piece_ends[1] = 0


def astray(word: BinaryWord) -> None:
    word.piece_places[1] = 1 << 20


def in_other_place(word: BinaryWord) -> None:
    word.piece_places[1] += 2


def paragraph_without_mark(word: BinaryWord) -> None:
    word.paragraphs = (*word.paragraphs[:1], "合计7", *word.paragraphs[2:])


def other_page(word: BinaryWord) -> None:
    word.first_page = 5


def no_page(word: BinaryWord) -> None:
    word.first_page = 1 << 20


def other_count(word: BinaryWord) -> None:
    word.counted_pages = 2


def no_tables(word: BinaryWord) -> None:
    word.tables = "0Table"


def older(word: BinaryWord) -> None:
    word.version = 0x0041


def lost_list(word: BinaryWord) -> None:
    word.data = bytes(len(LARGE_LIST))


def overwritten_list(word: BinaryWord) -> None:
    word.data = LARGE_LIST[:2].ljust(len(LARGE_LIST), b"7")


def cells_astray(word: BinaryWord) -> None:
    word.row = struct.pack("<HHB3h", 0xD608, 8, 2, 0, 1800, 900)


def row_cut_short(word: BinaryWord) -> None:
    word.row = ROW[:-2]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        *((longer, "pieces"), (descending, "pieces"), (astray, "pieces"), (in_other_place, "where it should")),
        *((paragraph_without_mark, "where it should"), (other_page, "look"), (no_page, "look"), (other_count, "head")),
        *((no_tables, "head"), (older, "head"), (lost_list, "look"), (overwritten_list, "look")),
        *((cells_astray, "look"), (row_cut_short, "look")),
    ],
)
def test_a_document_that_contradicts_itself_is_damaged(change: Callable[[BinaryWord], None], told: str) -> None:
    assert told in refusal(changed(change))


DIRECTORY_AT, ENTRY_BYTES, FIRST_SECTOR_AT, SIZE_AT = 2 * 4096, 128, 116, 120
TEXT, TABLES, DATA = 1, 2, 3
"""The numbers of their entries in the directory."""


def with_entry(number: int, field: int, value: int) -> bytes:
    data = bytearray(BinaryWord().file())
    struct.pack_into("<I", data, DIRECTORY_AT + number * ENTRY_BYTES + field, value)
    return bytes(data)


def test_a_sector_of_two_streams_is_damage() -> None:
    data = BinaryWord().file()
    (first,) = struct.unpack_from("<I", data, DIRECTORY_AT + TABLES * ENTRY_BYTES + FIRST_SECTOR_AT)
    assert "two streams" in refusal(with_entry(DATA, FIRST_SECTOR_AT, first))


def test_a_stream_shorter_than_its_entry_says_is_damage() -> None:
    assert "WordDocument is cut short" in refusal(with_entry(TEXT, SIZE_AT, 1 << 20))


def test_a_storage_is_no_stream() -> None:
    data = bytearray(BinaryWord().file())
    data[DIRECTORY_AT + TABLES * ENTRY_BYTES + 66] = 1
    assert "head" in refusal(bytes(data))


def test_a_word_6_file_is_not_asked() -> None:
    head = struct.pack("<HH6xH", 0xA5DC, 0x0065, 0).ljust(TEXT_AT, b"\0")
    require_sound_word(CompoundFile(pack_streams({"WordDocument": head})))


def test_more_properties_than_any_document_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binary_word_properties, "MOST_PARTS", 1)
    with pytest.raises(UnreadableFile, match="pieces of text"):
        require_sound_word(CompoundFile(BinaryWord().file()))


def test_more_pieces_than_any_document_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binary_word, "MOST_PARTS", 1)
    with pytest.raises(UnreadableFile, match="pieces of text"):
        require_sound_word(CompoundFile(BinaryWord().file()))
