"""A compound file (OLE) whose sectors, links and entries are changed in their place, so that each can lie alone.

What stands in its streams belongs to the mutators of the formats. Files of 512-byte sectors alone, whose table has its
places in the header, as LibreOffice and Word write them up to 7 MB: [MS-CFB] 2.2 to 2.6.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

SECTOR_BYTES, HEADER_BYTES = 512, 512
TABLE, END_OF_CHAIN, FREE = 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
_SMALL_STREAM_BYTES = 4096
_TABLE_SECTORS_AT, _DIRECTORY_AT, _PLACES_AT, _PLACES = 44, 48, 76, 109
ENTRY_BYTES = 128
FIRST_SECTOR_AT, SIZE_AT = 116, 120
_STREAM = 2


class Entry(NamedTuple):
    """A stream of the directory: `place` is that of its entry in the file."""

    name: str
    place: int
    first_sector: int
    size: int


@dataclass(slots=True)
class CompoundContainer:
    """The bytes of a compound file, and where in them each of its parts stands."""

    data: bytearray

    def number(self, place: int) -> int:
        """The unsigned number of four bytes at a place of the file."""
        return int.from_bytes(self.data[place : place + 4], "little")

    def put(self, place: int, number: int) -> None:
        """Write a number of four bytes."""
        struct.pack_into("<I", self.data, place, number & 0xFFFFFFFF)

    def link(self, sector: int) -> int:
        """Where in the file it stands which sector follows this one."""
        table = self.number(_PLACES_AT + 4 * (sector // (SECTOR_BYTES // 4)))
        return self.sector(table) + sector % (SECTOR_BYTES // 4) * 4

    def sector(self, number: int) -> int:
        """Where in the file a sector begins."""
        return HEADER_BYTES + number * SECTOR_BYTES

    @property
    def sectors(self) -> int:
        """How many there are."""
        return (len(self.data) - HEADER_BYTES) // SECTOR_BYTES

    def chain(self, first: int) -> list[int]:
        """The sectors from this one on."""
        found: list[int] = []
        while first < self.sectors and len(found) <= self.sectors:
            found.append(first)
            first = self.number(self.link(first))
        return found

    def entries(self) -> Iterator[Entry]:
        """All streams, wherever in the directory."""
        for sector in self.chain(self.number(_DIRECTORY_AT)):
            for place in range(self.sector(sector), self.sector(sector + 1), ENTRY_BYTES):
                length = int.from_bytes(self.data[place + 64 : place + 66], "little")
                if self.data[place + 66] == _STREAM:
                    name = bytes(self.data[place : place + max(length - 2, 0)]).decode("utf-16-le", "replace")
                    yield Entry(name, place, self.number(place + FIRST_SECTOR_AT), self.number(place + SIZE_AT))

    def entry(self, name: str) -> Entry:
        """The stream of this name."""
        return next(entry for entry in self.entries() if entry.name == name)

    def large_streams(self) -> list[Entry]:
        """Those that have sectors of their own."""
        return [entry for entry in self.entries() if entry.size >= _SMALL_STREAM_BYTES]

    def place(self, name: str, offset: int) -> int:
        """Where in the file a byte of a large stream stands."""
        sector = self.chain(self.entry(name).first_sector)[offset // SECTOR_BYTES]
        return self.sector(sector) + offset % SECTOR_BYTES

    def read(self, name: str) -> bytes:
        """A large stream."""
        entry = self.entry(name)
        sectors = self.chain(entry.first_sector)
        pieces = (self.data[self.sector(sector) : self.sector(sector + 1)] for sector in sectors)
        return b"".join(pieces)[: entry.size]

    def write(self, name: str, offset: int, piece: bytes) -> None:
        """Write over bytes of a large stream; what would stand behind its end is left out."""
        for at, byte in enumerate(piece[: max(self.entry(name).size - offset, 0)], offset):
            self.data[self.place(name, at)] = byte

    def append(self, name: str, piece: bytes) -> int:
        """Lengthen a large stream, soundly; the offset of what was added."""
        entry = self.entry(name)
        sectors = self.chain(entry.first_sector)
        needed = -(-(entry.size + len(piece)) // SECTOR_BYTES) - len(sectors)
        for _ in range(needed):
            added = self._add_sector()
            self.put(self.link(sectors[-1]), added)
            sectors.append(added)
        self.put(entry.place + SIZE_AT, entry.size + len(piece))
        self.write(name, entry.size, piece)
        return entry.size

    def exchange(self, one: int, other: int) -> None:
        """Exchange what two sectors hold, and nothing of what leads to them."""
        first, second = (slice(self.sector(number), self.sector(number + 1)) for number in (one, other))
        self.data[first], self.data[second] = self.data[second], self.data[first]

    def move(self, one: int, other: int) -> None:
        """Exchange two sectors of large streams and all that leads to them: the streams stay as they are."""
        self.exchange(one, other)
        new = {one: other, other: one}
        links = {sector: self.number(self.link(sector)) for sector in range(self.sectors)}
        for sector, following in links.items():
            self.put(self.link(new.get(sector, sector)), new.get(following, following))
        for entry in self.large_streams():
            self.put(entry.place + FIRST_SECTOR_AT, new.get(entry.first_sector, entry.first_sector))

    def _add_sector(self) -> int:
        """A sector behind the last, ending a chain; the table grows where it has no place for it."""
        sector = self.sectors
        if sector >= self._table_sectors() * (SECTOR_BYTES // 4):
            sector = self._lengthen_table()
        self.data += bytes(SECTOR_BYTES)
        self.put(self.link(sector), END_OF_CHAIN)
        return sector

    def _table_sectors(self) -> int:
        places = (self.number(_PLACES_AT + 4 * number) for number in range(_PLACES))
        return sum(place != FREE for place in places)

    def _lengthen_table(self) -> int:
        """The first sector that is free behind a new one of the table."""
        table, count = self.sectors, self._table_sectors()
        self.data += b"\xff" * SECTOR_BYTES
        self.put(_PLACES_AT + 4 * count, table)
        self.put(_TABLE_SECTORS_AT, count + 1)
        self.put(self.link(table), TABLE)
        return table + 1
