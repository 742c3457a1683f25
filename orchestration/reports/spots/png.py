"""PNG files of sixteen colours: fourteen greys, and two of a frame. What is drawn does not belong here."""

import struct
import zlib
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]

GREYS = 14
FRAME, WASH = 14, 15
"""The colours of a frame's line, and of what it encloses."""

_FRAME_COLOUR, _WASH_COLOUR = (0xC8, 0x10, 0x2E), (0xFF, 0xF0, 0xC8)
_PALETTE = bytes(value for grey in range(GREYS) for value in (round(grey * 255 / (GREYS - 1)),) * 3)


def indexed(grey: Pixels) -> Pixels:
    """The colours of a grey picture (0 is black, 255 white), by their numbers."""
    return ((grey.astype(np.uint16) * (GREYS - 1) + 127) // 255).astype(np.uint8)


def encode_png(colours: Pixels) -> bytes:
    """The file of a picture of colour numbers, the same bytes each time."""
    height, width = colours.shape
    padded = np.pad(colours, ((0, 0), (0, width % 2)))
    packed = (padded[:, ::2] << 4) | padded[:, 1::2]
    # each row begins with the number of its filter; palettes pack best without one
    rows = np.pad(packed, ((0, 0), (1, 0))).tobytes()
    palette = _PALETTE + bytes((*_FRAME_COLOUR, *_WASH_COLOUR))
    header = struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
