"""The lists of properties by which an old binary document says what paragraphs, rows and characters look like.

Each property is a code, which tells the length of what follows it, so that a list that was overwritten is seldom one
any more. Source: [MS-DOC] 2.2.5 (Prl, Sprm), 2.9.210 (large lists), 2.9.321 (rows).
"""

import struct
from itertools import pairwise

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import fragment, message
from orchestration.disclosure.readers.content import Damage, UnreadableFile

MOST_PARTS = 1_000_000
"""Properties in all lists of a file, or pieces of its text; a document of a thousand pages has some ten thousand."""

_KINDS = range(1, 6)
"""Of paragraphs, characters, pictures, sections and tables."""

_OPERAND_BYTES = (1, 1, 2, 4, 2, 2, 0, 3)
"""By the three highest bits of a code; the seventh states its length itself."""

_OWN_LENGTH = 6
_LARGE_LISTS = frozenset({0x6645, 0x6646})
_ROW, _TAB_STOPS = 0xD608, 0xC615
_BY_COUNTS = 0xFF
"""In the place of the length of tab stops: their numbers tell it."""

_MOST_CELLS = 63
_LEAST_BYTES = 2


class PropertyLists:
    """The lists of one document, and how many properties they had so far."""

    def __init__(self, data: bytes) -> None:
        """`data` is the stream that holds what is too large for a page."""
        self._data = data
        self._seen: set[int] = set()
        self._count = 0

    def require_sound(self, properties: bytes) -> None:
        """Raises Damage for what is no list, and UnreadableFile for more properties than any document has."""
        waiting = [properties]
        while waiting:
            waiting += [self._large(place) for place in self._walk(waiting.pop()) if place not in self._seen]

    def _walk(self, properties: bytes) -> list[int]:
        """Where the large lists begin to which this one leads."""
        places: list[int] = []
        at, end = 0, len(properties)
        while end - at >= _LEAST_BYTES:
            code = properties[at] | properties[at + 1] << 8
            at += 2
            self._count += 1
            length = _operand_bytes(code, properties, at)
            if code >> 10 & 7 not in _KINDS or at + length > end:
                raise astray()
            if code == _ROW:
                _require_row(properties[at : at + length])
            elif code in _LARGE_LISTS:
                places += struct.unpack_from("<I", properties, at)
            at += length
        if self._count > MOST_PARTS:
            raise too_many_parts()
        return places

    def _large(self, place: int) -> bytes:
        self._seen.add(place)
        size = int.from_bytes(self._data[place : place + 2], "little")
        if not size or place + 2 + size > len(self._data):
            raise astray()
        return self._data[place + 2 : place + 2 + size]


def too_many_parts() -> UnreadableFile:
    """Return the refusal of a document in more parts than any has."""
    return UnreadableFile(ProblemKind.TOO_LARGE, message("office.too_many_parts", limit=MOST_PARTS))


def astray() -> Damage:
    """Return the damage of what should say how text looks, and does not."""
    return Damage(fragment("office.word_properties_astray"))


def _operand_bytes(code: int, properties: bytes, at: int) -> int:
    kind = code >> 13
    if kind != _OWN_LENGTH:
        return _OPERAND_BYTES[kind]
    if code == _ROW:
        return int.from_bytes(properties[at : at + 2], "little") + 1
    length = properties[at] if at < len(properties) else 0
    if code != _TAB_STOPS or length != _BY_COUNTS:
        return length + 1
    deleted = int.from_bytes(properties[at + 1 : at + 2])
    added_at = at + 2 + 4 * deleted
    return added_at + 1 + 3 * int.from_bytes(properties[added_at : added_at + 1]) - at


def _require_row(row: bytes) -> None:
    """The edges of a row's cells go from left to right."""
    cells = int.from_bytes(row[2:3])
    edges = row[3 : 3 + 2 * (cells + 1)]
    if cells > _MOST_CELLS or len(edges) < 2 * (cells + 1):
        raise astray()
    if any(right < left for left, right in pairwise(struct.unpack(f"<{cells + 1}h", edges))):
        raise astray()
