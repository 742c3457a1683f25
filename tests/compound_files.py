"""Compound files for tests, as small as the format allows."""

import struct
from collections.abc import Iterator, Mapping
from itertools import accumulate

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TABLE, _END_OF_CHAIN, _FREE = 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
_HEADER_PLACES = 109
_PACKED_SECTOR_BYTES = 4096
_SMALL_STREAM_BYTES = 4096
_PACKED_HEADER = struct.Struct("<8s16xHHHHH6x9I109I")
_PACKED_ENTRY = struct.Struct("<64sHBBIII36xIQ")


def pack_stream(name: str, stream: bytes) -> bytes:
    """A compound file that holds one stream."""
    return pack_streams({name: stream})


def pack_streams(streams: Mapping[str, bytes]) -> bytes:
    """A compound file that holds these streams.

    They are padded to whole sectors, which are so large that the header has places for the table of any file.
    """
    sizes = [max(1, -(-len(stream) // _PACKED_SECTOR_BYTES)) for stream in streams.values()]
    directory_sectors = -(-(len(streams) + 1) * _PACKED_ENTRY.size // _PACKED_SECTOR_BYTES)
    table_sectors = -(-(sum(sizes) + directory_sectors) // (_PACKED_SECTOR_BYTES // 4 - 1))
    firsts = list(accumulate(sizes, initial=table_sectors + directory_sectors))
    following = [*[_TABLE] * table_sectors, *_chain(table_sectors, directory_sectors)]
    for first, size in zip(firsts, sizes, strict=False):
        following += _chain(first, size)
    places = (*range(table_sectors), *[_FREE] * (_HEADER_PLACES - table_sectors))
    header = _PACKED_HEADER.pack(
        *(OLE_SIGNATURE, 0x3E, 4, 0xFFFE, 12, 6, directory_sectors, table_sectors, table_sectors, 0),
        *(_SMALL_STREAM_BYTES, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0),
        *places,
    )
    entries = [_packed_entry("Root Entry", kind=5, right=_FREE, child=1, first_sector=_END_OF_CHAIN, size=0)]
    for number, (name, first, size) in enumerate(zip(streams, firsts, sizes, strict=False), start=2):
        right = number if number <= len(streams) else _FREE
        entries.append(_packed_entry(name, 2, right, _FREE, first, size * _PACKED_SECTOR_BYTES))
    table = struct.pack(f"<{len(following)}I", *following)
    return b"".join(map(_padded, (header, table, b"".join(entries), *streams.values())))


def _chain(first: int, size: int) -> Iterator[int]:
    yield from range(first + 1, first + size)
    yield _END_OF_CHAIN


def _packed_entry(name: str, kind: int, right: int, child: int, first_sector: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    return _PACKED_ENTRY.pack(encoded, len(encoded) + 2, kind, 1, _FREE, right, child, first_sector, size)


def _padded(piece: bytes) -> bytes:
    sectors = max(1, -(-len(piece) // _PACKED_SECTOR_BYTES))
    return piece.ljust(sectors * _PACKED_SECTOR_BYTES, b"\0")
