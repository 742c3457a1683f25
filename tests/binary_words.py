"""The smallest old binary document (DOC) that agrees with itself, for tests that let it contradict itself.

Sections of [MS-DOC]: 2.5 (head), 2.8.5, 2.8.6, 2.8.35 (tables), 2.9.33 and 2.9.175 (pages).
"""

import struct
from dataclasses import dataclass, field

from tests.compound_files import pack_streams

PAGE_BYTES = 512
TEXT_AT = 1024
PARAGRAPHS = ("支出决算表\r", "合计\x07", "2,141.87\x07", "\x07", "注\r")
ROW = struct.pack("<HHB3h", 0xD608, 8, 2, 0, 900, 1800)
"""A property: a row of two cells, whose edges these are."""

LARGE_LIST = struct.pack("<H", len(ROW)) + ROW
_LEADS_TO_LARGE = struct.pack("<HI", 0x6646, 0)
_BOLD = struct.pack("<HB", 0x0835, 1)
_SHORTS, _LONGS, _PLACES = 14, 22, 93


@dataclass(slots=True)
class BinaryWord:
    """What the streams of a document hold; a test changes one of it."""

    paragraphs: tuple[str, ...] = PARAGRAPHS
    stated_length: int = field(init=False)
    piece_ends: list[int] = field(init=False)
    piece_places: list[int] = field(init=False)
    row: bytes = _LEADS_TO_LARGE
    data: bytes = LARGE_LIST
    first_page: int = 4
    counted_pages: int = 1
    version: int = 0x00C1
    tables: str = "1Table"

    def __post_init__(self) -> None:
        self.stated_length = sum(map(len, self.paragraphs))
        self.piece_ends, self.piece_places = [0, 7, self.stated_length], [TEXT_AT, TEXT_AT + 2 * 7]

    def file(self) -> bytes:
        """The whole compound file."""
        tables, places = self._tables()
        streams = {"WordDocument": self._text(places), self.tables: tables, "Data": self.data}
        return pack_streams(streams)

    def _text(self, places: dict[int, tuple[int, int]]) -> bytes:
        longs = [0] * _LONGS
        longs[3], longs[16] = self.stated_length, self.counted_pages
        pairs = [places.get(number, (0, 0)) for number in range(_PLACES)]
        head = struct.pack("<HH6xH20x", 0xA5EC, self.version, 0x0200)
        head += struct.pack(f"<H{_SHORTS}H", _SHORTS, *[0] * _SHORTS) + struct.pack(f"<H{_LONGS}i", _LONGS, *longs)
        head += struct.pack("<H", _PLACES) + b"".join(struct.pack("<II", *pair) for pair in pairs)
        text = "".join(self.paragraphs).encode("utf-16-le")
        body = head.ljust(TEXT_AT, b"\0") + text
        return body.ljust(4 * PAGE_BYTES, b"\0") + self._paragraph_page() + self._character_page()

    def _ends(self) -> list[int]:
        ends = [TEXT_AT]
        for paragraph in self.paragraphs:
            ends.append(ends[-1] + 2 * len(paragraph))
        return ends

    def _paragraph_page(self) -> bytes:
        """What rows are is said of the last paragraph but one; of the others, nothing."""
        ends = self._ends()
        runs, at = len(ends) - 1, PAGE_BYTES - 2 - 2 * len(self.row)
        entries = b"".join(bytes([at // 2 if number == runs - 2 else 0]) + bytes(12) for number in range(runs))
        listed = bytes([0, (len(self.row) + 2) // 2]) + b"\0\0" + self.row
        page = struct.pack(f"<{runs + 1}I", *ends) + entries
        return page.ljust(at // 2 * 2, b"\0") + listed.ljust(PAGE_BYTES - 1 - at // 2 * 2, b"\0") + bytes([runs])

    def _character_page(self) -> bytes:
        start, *_, end = self._ends()
        page = struct.pack("<IIB", start, end, 200).ljust(400, b"\0") + bytes([len(_BOLD)]) + _BOLD
        return page.ljust(PAGE_BYTES - 1, b"\0") + bytes([1])

    def _tables(self) -> tuple[bytes, dict[int, tuple[int, int]]]:
        start, *_, end = self._ends()
        count = len(self.piece_places)
        ends = struct.pack(f"<{count + 1}I", *self.piece_ends)
        pieces = ends + b"".join(struct.pack("<HIH", 0, place, 0) for place in self.piece_places)
        listed = {
            12: struct.pack("<III", start, end, 5),
            13: struct.pack("<III", start, end, self.first_page),
            33: b"\x02" + struct.pack("<I", len(pieces)) + pieces,
        }
        tables, places = b"", {}
        for number, table in listed.items():
            places[number] = (len(tables), len(table))
            tables += table
        return tables, places
