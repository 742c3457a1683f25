"""Compound files for tests, as small as the format allows."""

import struct

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TABLE, _END_OF_CHAIN, _FREE = 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
_HEADER_PLACES = 109
_PACKED_SECTOR_BYTES = 4096
_SMALL_STREAM_BYTES = 4096
_PACKED_HEADER = struct.Struct("<8s16xHHHHH6x9I109I")
_PACKED_ENTRY = struct.Struct("<64sHBBIII36xIQ")


def pack_stream(name: str, stream: bytes) -> bytes:
    """A compound file that holds one stream.

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
