"""Old binary and RTF files whose lengths and counts lie."""

import struct

from benchmarks.attacks.attack import attacks
from tests.compound_files import pack_stream

_WORKSHEET = 0x10
_GLOBALS = 0x05


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1997, 0, 6))


_END = _record(0x000A, b"")


def _xls(cells: bytes, before: bytes = b"") -> bytes:
    name = struct.pack("<BB", 1, 0) + b"1"
    head = _begin(_GLOBALS) + before
    start = len(head) + 4 + 6 + len(name) + len(_END)
    sheet = _record(0x0085, struct.pack("<IBB", start, 0, 0) + name)
    return pack_stream("Workbook", head + sheet + _END + _begin(_WORKSHEET) + cells + _END)


def _number(row: int, column: int) -> bytes:
    return _record(0x0203, struct.pack("<HHHd", row, column, 0, 1.5))


def record_beyond_the_end() -> bytes:
    return _xls(struct.pack("<HH", 0x0203, 0xFFFF))


def shared_texts_of_billions() -> bytes:
    return _xls(_number(0, 0), _record(0x00FC, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF) + b"\x01\x00\x00a"))


def shared_text_of_megabytes() -> bytes:
    """A text of sixty-five thousand letters that every cell of two hundred thousand shows."""
    parts = b"".join(_record(0x003C, b"\x00" + b"a" * 8_000) for _ in range(8))
    table = _record(0x00FC, struct.pack("<IIHB", 1, 1, 64_000, 0)) + parts
    cells = b"".join(_record(0x00FD, struct.pack("<HHHI", at // 100, at % 100, 0, 0)) for at in range(190_000))
    return _xls(cells, table)


def merged_ranges() -> bytes:
    ranges = struct.pack("<HHHH", 0, 65535, 0, 255) * 1_000
    return _xls(_number(0, 0) + _record(0x00E5, struct.pack("<H", 1_000) + ranges) * 300)


def word_pieces_of_billions() -> bytes:
    head = struct.pack("<HHHH", 0xA5EC, 0x00C1, 0, 0x0409) + b"\xff" * 4_000_000
    return pack_stream("WordDocument", head)


def groups_in_groups() -> bytes:
    return b"{\\rtf1 " + b"{\\b " * 3_000_000 + b"1" + b"}" * 3_000_000 + b"}"


def paragraph_of_megabytes() -> bytes:
    return b"{\\rtf1\\ansi " + b"1234.5 " * 6_000_000 + b"\\par}"


ATTACKS = (
    *attacks(
        "xls",
        record_beyond_the_end,
        shared_texts_of_billions,
        shared_text_of_megabytes,
        merged_ranges,
    ),
    *attacks("doc", word_pieces_of_billions),
    *attacks("rtf", groups_in_groups, paragraph_of_megabytes),
)
