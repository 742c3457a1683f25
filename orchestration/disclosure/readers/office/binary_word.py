"""Whether an old binary document (DOC) agrees with itself, asked before LibreOffice makes something of it in silence.

The format has no checksums, but states much twice: how long the text is and which pieces it is made of, where its
paragraphs end and that a mark ends each. A digit that changes within a cell contradicts nothing: that is not seen.
Source: [MS-DOC] 2.4 (text), 2.5 (head), 2.8.35 (pieces).
"""

import struct
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from orchestration.disclosure.messages.message import fragment
from orchestration.disclosure.readers.content import Damage
from orchestration.disclosure.readers.office.binary_word_pages import (
    CHARACTERS,
    PARAGRAPHS,
    PageKind,
    RunPage,
    read_run_pages,
)
from orchestration.disclosure.readers.office.binary_word_properties import MOST_PARTS, PropertyLists, too_many_parts
from orchestration.disclosure.readers.office.compound_file import CompoundFile

TEXT_STREAM = "worddocument"
_DATA_STREAM, _TABLE_STREAMS = "data", ("0table", "1table")

_BASE = struct.Struct("<HH6xH")
_MAGIC, _FIRST_VERSION, _SECOND_TABLES = 0xA5EC, 0x00C1, 0x0200
_SHORTS, _LONGS = (32, 14), (62, 22)
"""Where the head states how many short and long numbers it has, and how many these are in all versions."""

_LENGTHS = struct.Struct("<76x8i")
"""In characters: of the text, its notes, heads, macros, comments, endnotes, boxes and boxes in heads."""

_PLACES_AT, _PLACE = 154, struct.Struct("<II")
_PIECES = 33
"""The number of a table in the head."""

_CHANGES_MARK, _PIECES_MARK = 1, 2
_IN_BYTES = 0x40000000
"""In the place of a piece: each of its characters is one byte, and the place is stated twofold."""

_PARAGRAPH_MARKS = (b"\x07", b"\x0c", b"\r")
"""Of a cell or row, a page or section, and a paragraph."""


class _Pages(NamedTuple):
    """Pages of one kind: the number of the table that lists them, and where the head may state how many they are."""

    kind: PageKind
    table: int
    counted_at: int


_CHARACTERS, _PARAGRAPHS = _Pages(CHARACTERS, 12, 116), _Pages(PARAGRAPHS, 13, 128)


class _Piece(NamedTuple):
    """A run of text: its first byte, the byte behind its last, and the bytes of each character."""

    start: int
    end: int
    width: int


def require_sound_word(container: CompoundFile) -> None:
    """Raises Damage for a document that contradicts itself, and UnreadableFile for more formatting than any has; those
    of Word 6 and 95, which are built otherwise, are not asked."""
    container.require_apart()
    text = container.read(TEXT_STREAM) or b""
    if len(text) < _BASE.size:
        raise _head_astray()
    magic, version, flags = _BASE.unpack_from(text)
    if magic == _MAGIC and version >= _FIRST_VERSION:
        tables = container.read(_TABLE_STREAMS[bool(flags & _SECOND_TABLES)]) or b""
        _Document(text, tables, container.read(_DATA_STREAM) or b"").require_sound()
    elif container.names & set(_TABLE_STREAMS):
        raise _head_astray()


@dataclass(frozen=True, slots=True)
class _Document:
    """The streams of a document."""

    text: bytes
    tables: bytes
    data: bytes

    def require_sound(self) -> None:
        """Raises as `require_sound_word` does."""
        if any(int.from_bytes(self.text[place : place + 2], "little") != count for place, count in (_SHORTS, _LONGS)):
            raise _head_astray()
        pieces = self._pieces()
        self._require_mark_at_end(pieces)
        in_stream = sorted(pieces)
        paragraphs, characters = (self._run_pages(kind, in_stream[0].start) for kind in (_PARAGRAPHS, _CHARACTERS))
        for page in paragraphs:
            self._require_marks(page.places[1:], in_stream)
        lists = PropertyLists(self.data)
        for page in (*paragraphs, *characters):
            for properties in page.properties:
                lists.require_sound(properties)

    def _table(self, number: int) -> bytes:
        """One of the tables to which the head leads."""
        place = _PLACES_AT + _PLACE.size * number
        if len(self.text) < place + _PLACE.size:
            raise _head_astray()
        offset, size = _PLACE.unpack_from(self.text, place)
        if size < 4 or offset + size > len(self.tables):
            raise _head_astray()
        return self.tables[offset : offset + size]

    def _run_pages(self, pages: _Pages, first: int) -> Sequence[RunPage]:
        """The pages of a kind, which tell of the text from its first byte on."""
        listed = self._table(pages.table)
        counted = int.from_bytes(self.text[pages.counted_at : pages.counted_at + 4], "little")
        if counted not in (0, (len(listed) - 4) // 8) or int.from_bytes(listed[:4], "little") > first:
            raise _head_astray()
        return tuple(read_run_pages(listed, self.text, pages.kind))

    def _pieces(self) -> list[_Piece]:
        """The pieces of the text, which together are as long as the head says."""
        table = self._table(_PIECES)
        at = 0
        while table[at : at + 1] == bytes([_CHANGES_MARK]):
            at += 3 + int.from_bytes(table[at + 1 : at + 3], "little")
        size = int.from_bytes(table[at + 1 : at + 5], "little")
        if table[at : at + 1] != bytes([_PIECES_MARK]) or at + 5 + size != len(table) or size < 4:
            raise _pieces_astray()
        count = (size - 4) // 12
        if count > MOST_PARTS:
            raise too_many_parts()
        ends = struct.unpack_from(f"<{count + 1}I", table, at + 5)
        places = struct.unpack_from(f"<{'2xI2x' * count}", table, at + 5 + 4 * (count + 1))
        # what is not of the text itself ends with a paragraph of its own
        whole = sum(_LENGTHS.unpack_from(self.text))
        if (
            count < 1
            or ends[0]
            or ends[-1] not in (whole, whole + 1)
            or any(end <= start for start, end in pairwise(ends))
        ):
            raise _pieces_astray()
        pieces = [_piece(place, end - start) for place, (start, end) in zip(places, pairwise(ends), strict=True)]
        if any(piece.end > len(self.text) for piece in pieces):
            raise _pieces_astray()
        return pieces

    def _require_mark_at_end(self, pieces: Sequence[_Piece]) -> None:
        left, *_ = _LENGTHS.unpack_from(self.text)
        for piece in pieces:
            size = left * piece.width
            if size <= piece.end - piece.start:
                self._require_mark(piece.start + size, piece.width)
                return
            left -= (piece.end - piece.start) // piece.width

    def _require_marks(self, ends: Sequence[int], pieces: Sequence[_Piece]) -> None:
        """Every paragraph that ends within the text ends with a mark."""
        for end in ends:
            at = bisect_left(pieces, (end,)) - 1
            if at < 0 or end > pieces[at].end:
                continue
            self._require_mark(end, pieces[at].width)

    def _require_mark(self, end: int, width: int) -> None:
        if self.text[max(end - width, 0) : end].rstrip(b"\0") not in _PARAGRAPH_MARKS:
            raise Damage(fragment("office.word_paragraphs_astray"))


def _piece(place: int, characters: int) -> _Piece:
    if place & _IN_BYTES:
        start = (place & ~_IN_BYTES) // 2
        return _Piece(start, start + characters, 1)
    return _Piece(place, place + 2 * characters, 2)


def _head_astray() -> Damage:
    return Damage(fragment("office.word_head_astray"))


def _pieces_astray() -> Damage:
    return Damage(fragment("office.word_pieces_astray"))
