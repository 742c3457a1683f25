"""Streams of a compound file (OLE), the container of legacy office files."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = struct.Struct("<30xHH14xI8xI4xI4x109I")
_ENTRY = struct.Struct("<64sH50xII4x")
_MINI_SECTOR_BYTES = 64
_NO_SECTOR = 0xFFFFFFFA
"""From here on a number is a mark (free, end of chain, table) and no sector."""

_TABLE, _END_OF_CHAIN, _FREE = 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF

_HEADER_PLACES = 109
_PACKED_SECTOR_BYTES = 4096
_SMALL_STREAM_BYTES = 4096
_PACKED_HEADER = struct.Struct("<8s16xHHHHH6x9I109I")
_PACKED_ENTRY = struct.Struct("<64sHBBIII36xIQ")


class DamagedContainer(ValueError):
    """The container does not hold together; the message says where."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    first_sector: int
    size: int


@dataclass(frozen=True, slots=True)
class _Sectors:
    """Pieces of equal size, sector 0 at `start`, and which one follows which."""

    data: bytes
    start: int
    sector_bytes: int
    following: Sequence[int]

    def stream(self, first_sector: int) -> bytes:
        return b"".join(self._pieces(first_sector))

    def _pieces(self, number: int) -> Iterator[bytes]:
        for _ in range(len(self.following) + 1):
            if number >= _NO_SECTOR:
                return
            if number >= len(self.following):
                raise DamagedContainer(f"sector {number} is missing")
            place = self.start + number * self.sector_bytes
            yield self.data[place : place + self.sector_bytes]
            number = self.following[number]
        raise DamagedContainer("a chain of sectors runs in a circle")


def read_stream(data: bytes, names: Sequence[str]) -> bytes | None:
    """The stream with the first of these names that the container holds; None where it holds none of them.

    Raises DamagedContainer.
    """
    try:
        shift, mini_shift, directory, mini_table, extension, *places = _unpack_header(data)
        if shift not in (9, 12) or 1 << mini_shift != _MINI_SECTOR_BYTES:
            raise DamagedContainer(f"its sectors have 2^{shift} and 2^{mini_shift} bytes")
        sectors = _Sectors(data, 1 << shift, 1 << shift, _table(data, 1 << shift, places, extension))
        entries = list(_entries(sectors.stream(directory)))
        entry = next((entry for name in names for entry in entries if entry.name.lower() == name.lower()), None)
        if entry is None:
            return None
        if entry.size >= _SMALL_STREAM_BYTES:
            return sectors.stream(entry.first_sector)[: entry.size]
        following = _numbers(sectors.stream(mini_table))
        small = _Sectors(sectors.stream(entries[0].first_sector), 0, _MINI_SECTOR_BYTES, following)
        return small.stream(entry.first_sector)[: entry.size]
    except struct.error as failure:
        raise DamagedContainer("it is cut short") from failure


def pack_stream(name: str, stream: bytes) -> bytes:
    """A compound file that holds one stream, for a library that insists on opening the container itself.

    The stream is padded to whole sectors, which are so large that the header has places for the table of any file.
    """
    stream_sectors = max(1, -(-len(stream) // _PACKED_SECTOR_BYTES))
    table_sectors = -(-(stream_sectors + 1) // (_PACKED_SECTOR_BYTES // 4 - 1))
    directory, first = table_sectors, table_sectors + 1
    following = (
        *[_TABLE] * table_sectors,
        _END_OF_CHAIN,
        *range(first + 1, first + stream_sectors),
        _END_OF_CHAIN,
    )
    places = (*range(table_sectors), *[_FREE] * (_HEADER_PLACES - table_sectors))
    header = _PACKED_HEADER.pack(
        *(OLE_SIGNATURE, 0x3E, 4, 0xFFFE, 12, 6, 1, table_sectors, directory, 0, _SMALL_STREAM_BYTES),
        *(_END_OF_CHAIN, 0, _END_OF_CHAIN, 0),
        *places,
    )
    root = _packed_entry("Root Entry", kind=5, child=1, first_sector=first, size=0)
    entry = _packed_entry(name, kind=2, child=_FREE, first_sector=first, size=stream_sectors * _PACKED_SECTOR_BYTES)
    table = struct.pack(f"<{len(following)}I", *following)
    return b"".join(map(_padded, (header, table, root + entry, stream)))


def _packed_entry(name: str, kind: int, child: int, first_sector: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    return _PACKED_ENTRY.pack(encoded, len(encoded) + 2, kind, 1, _FREE, _FREE, child, first_sector, size)


def _padded(piece: bytes) -> bytes:
    sectors = max(1, -(-len(piece) // _PACKED_SECTOR_BYTES))
    return piece.ljust(sectors * _PACKED_SECTOR_BYTES, b"\0")


def _unpack_header(data: bytes) -> tuple[int, ...]:
    return _HEADER.unpack_from(data)


def _table(data: bytes, sector_bytes: int, places: list[int], extension: int) -> Sequence[int]:
    """Which sector follows which, from the table's own sectors: their places stand in the header and its extensions."""
    numbers_per_sector = sector_bytes // 4
    needed = len(data) // sector_bytes // numbers_per_sector + 1
    while extension < _NO_SECTOR and len(places) < needed:
        *more, extension = _numbers(_sector(data, sector_bytes, extension))
        places += more
    return _numbers(b"".join(_sector(data, sector_bytes, place) for place in places[:needed] if place < _NO_SECTOR))


def _sector(data: bytes, sector_bytes: int, number: int) -> bytes:
    sector = data[(number + 1) * sector_bytes : (number + 2) * sector_bytes]
    if len(sector) < sector_bytes:
        raise DamagedContainer(f"sector {number} is missing")
    return sector


def _numbers(table: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def _entries(directory: bytes) -> Iterator[_Entry]:
    for place in range(0, len(directory) - _ENTRY.size + 1, _ENTRY.size):
        name, name_bytes, first_sector, size = _ENTRY.unpack_from(directory, place)
        yield _Entry(name[: max(0, name_bytes - 2)].decode("utf-16-le", "replace"), first_sector, size)
