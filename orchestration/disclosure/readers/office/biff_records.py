"""The stream of an XLS workbook (BIFF5 and BIFF8): its records, and the texts in them.

The numbers of records and their layouts are those of [MS-XLS] and, for BIFF5, of the documentation of OpenOffice.org.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from orchestration.disclosure.messages.message import fragment
from orchestration.disclosure.readers.content import Damage

BEGIN: Final = 0x0809
END: Final = 0x000A
CONTINUATION: Final = 0x003C
BIFF8: Final = 0x0600

_WIDE, _PRONOUNCED, _RICH = 0x01, 0x04, 0x08
_RUN = struct.Struct("<HH")
_HEAD = struct.Struct("<HH")


class DamagedRecords(Damage):
    """The records contradict each other; `detail` says how."""


@dataclass(slots=True)
class Walked:
    """How many bytes of a stream are left for sheets: those that lie in each other would be walked again and again."""

    left: int


def records(stream: bytes, start: int, walked: Walked | None = None) -> Iterator[tuple[int, bytes]]:
    """Kinds and bodies of the records from the beginning at `start` to its end, embedded charts left out.

    Raises DamagedRecords, also where the sheets `walked` are together longer than the stream, and struct.error where
    the stream is cut short.
    """
    walked = walked or Walked(len(stream))
    begin, last = start, start + walked.left
    if struct.unpack_from("<H", stream, start) != (BEGIN,):
        raise DamagedRecords(fragment("office.sheet_begins_elsewhere"))
    depth = 0
    while True:
        kind, size = _HEAD.unpack_from(stream, start)
        place = start + 4
        start = place + size
        if start > last:
            raise DamagedRecords(fragment("office.sheets_overlap"))
        if kind == BEGIN:
            depth += 1
        elif kind == END:
            depth -= 1
        elif depth == 1:
            yield kind, stream[place:start]
        if depth < 1:
            walked.left -= start - begin
            return


@dataclass(frozen=True, slots=True)
class Lettering:
    """How texts are written: in UTF-16 or Latin-1, as each says, since BIFF8; before that in the workbook's codec."""

    version: int
    codec: str = "latin-1"

    def text(self, body: bytes, place: int, length_format: str = "<H") -> str:
        """The text at a place of a record, whose length stands before it in characters."""
        (length,) = struct.unpack_from(length_format, body, place)
        place += struct.calcsize(length_format)
        if self.version < BIFF8:
            return body[place : place + length].decode(self.codec, "replace")
        return _characters(body[place + 1 :], length, body[place] & _WIDE)


def _characters(data: bytes, length: int, wide: int) -> str:
    return data[: 2 * length].decode("utf-16-le", "replace") if wide else data[:length].decode("latin-1")


class SharedText(NamedTuple):
    """A text that cells name by number, and where in it which font begins: (character, number of the font)."""

    text: str
    runs: tuple[tuple[int, int], ...] = ()


def shared_texts(bodies: Sequence[bytes]) -> Iterator[SharedText]:
    """The texts that cells name by number, from the bodies of their record and its continuations.

    Raises DamagedRecords and struct.error where fewer texts are held than announced.
    """
    if not bodies:
        return
    (announced,) = struct.unpack_from("<4xI", bodies[0])
    if announced > sum(map(len, bodies)):
        raise DamagedRecords(fragment("office.texts_missing"))
    pieces = _Pieces(bodies, place=8)
    for _ in range(announced):
        yield pieces.take_text()


class _Pieces:
    """A walk through the pieces of a record that was too long for one: the cut may fall amid a text."""

    def __init__(self, pieces: Sequence[bytes], place: int) -> None:
        self._following = iter(pieces)
        self._piece = next(self._following)
        self._place = place

    def take_text(self) -> SharedText:
        length, flags = self._unpack("<HB")
        runs = self._unpack("<H")[0] if flags & _RICH else 0
        pronunciation = self._unpack("<I")[0] if flags & _PRONOUNCED else 0
        text = self._take_characters(length, flags & _WIDE)
        fonts = tuple(_RUN.iter_unpack(self._take_bytes(runs * _RUN.size))) if runs else ()
        self._skip(pronunciation)
        return SharedText(text, fonts)

    def _take_characters(self, length: int, wide: int) -> str:
        text = ""
        while True:
            width = 2 if wide else 1
            here = min(length, (len(self._piece) - self._place) // width)
            text += _characters(self._piece[self._place : self._place + here * width], here, wide)
            self._place += here * width
            length -= here
            if not length:
                return text
            self._turn()
            # The rest of a text begins anew by saying how it is written.
            (flags,) = self._unpack("<B")
            wide = flags & _WIDE

    def _take_bytes(self, size: int) -> bytes:
        taken = b""
        while size > len(self._piece) - self._place:
            taken += self._piece[self._place :]
            size -= len(self._piece) - self._place
            self._turn()
        self._place += size
        return taken + self._piece[self._place - size : self._place]

    def _skip(self, size: int) -> None:
        while size > len(self._piece) - self._place:
            size -= len(self._piece) - self._place
            self._turn()
        self._place += size

    def _unpack(self, layout: str) -> tuple[int, ...]:
        if self._place == len(self._piece):
            self._turn()
        values = struct.unpack_from(layout, self._piece, self._place)
        self._place += struct.calcsize(layout)
        return values

    def _turn(self) -> None:
        following = next(self._following, None)
        if following is None:
            raise DamagedRecords(fragment("office.texts_missing"))
        self._piece, self._place = following, 0
