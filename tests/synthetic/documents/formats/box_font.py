"""A TrueType font whose every glyph is a box: one half-width, one full-width.

Text extraction needs code points and widths, never shapes, and a machine need not have a Chinese font. Text in a font
that is named but not embedded will not do: where the font is missing, PDFium drops every run of a single glyph.
"""

import struct
from functools import cache

NAME = "DisclosureBoxes"

_EM = 1000
_HALF, _FULL = 1, 2
_ADVANCES = (_EM, _EM // 2, _EM)
_TOP, _BOTTOM, _BEARING = 760, -60, 60

_RANGES = (
    (0x0020, 0x00FF, _HALF),
    (0x2010, 0x206F, _FULL),
    (0x2460, 0x25FF, _FULL),
    (0x3000, 0x30FF, _FULL),
    (0x3400, 0x9FFF, _FULL),
    (0xFF00, 0xFFEF, _FULL),
)
"""First and last code point and their glyph."""


@cache
def font_file() -> bytes:
    """The whole font, as a file holds it."""
    boxes = (b"", _box(_ADVANCES[_HALF]), _box(_ADVANCES[_FULL]))
    offsets = [sum(len(box) for box in boxes[:count]) for count in range(len(boxes) + 1)]
    tables = {
        b"cmap": _character_map(),
        b"glyf": b"".join(boxes),
        b"head": _head(),
        b"hhea": struct.pack(">IhhhHhhhhhh8xhH", 0x10000, _TOP, _BOTTOM, 0, _EM, 0, 0, _EM, 1, 0, 0, 0, len(boxes)),
        b"hmtx": b"".join(struct.pack(">Hh", advance, _BEARING) for advance in _ADVANCES),
        b"loca": b"".join(struct.pack(">H", offset // 2) for offset in offsets),
        b"maxp": struct.pack(">IH13H", 0x10000, len(boxes), 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": _names(),
        b"post": struct.pack(">IIhhI16x", 0x30000, 0, 0, 0, 0),
    }
    return _assembled(tables)


def _box(advance: int) -> bytes:
    left, right = _BEARING, advance - _BEARING
    outline = struct.pack(">hhhhhHH4B", 1, left, _BOTTOM, right, _TOP, 3, 0, 1, 1, 1, 1)
    across = struct.pack(">4h", left, 0, right - left, 0)
    along = struct.pack(">4h", _BOTTOM, _TOP - _BOTTOM, 0, _BOTTOM - _TOP)
    return outline + across + along


def _character_map() -> bytes:
    """Format 13: whole ranges of characters share a glyph."""
    groups = b"".join(struct.pack(">III", *group) for group in _RANGES)
    subtable = struct.pack(">HHIII", 13, 0, 16 + len(groups), 0, len(_RANGES)) + groups
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + subtable


def _head() -> bytes:
    version_and_sums = struct.pack(">IIII", 0x10000, 0x10000, 0, 0x5F0F3CF5)
    return version_and_sums + struct.pack(">HH16xhhhhHHhhh", 3, _EM, 0, _BOTTOM, _EM, _TOP, 0, 8, 2, 0, 0)


def _names() -> bytes:
    text = NAME.encode("utf-16-be")
    records = b"".join(struct.pack(">HHHHHH", 3, 1, 0x409, name_id, len(text), 0) for name_id in (1, 4, 6))
    return struct.pack(">HHH", 0, 3, 6 + len(records)) + records + text


def _assembled(tables: dict[bytes, bytes]) -> bytes:
    directory = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, 16 * len(tables) - 128)
    body = b""
    start = len(directory) + 16 * len(tables)
    for tag, content in tables.items():
        padded = content + bytes(-len(content) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += tag + struct.pack(">III", checksum, start + len(body), len(content))
        body += padded
    return directory + body
