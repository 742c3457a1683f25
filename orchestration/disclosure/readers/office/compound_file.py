"""The compound file (OLE), the container of legacy office files."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from orchestration.disclosure.messages.message import Fragment, fragment
from orchestration.disclosure.readers.content import Damage

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = struct.Struct("<30xHH14xI8xI4xI4x109I")
_ENTRY = struct.Struct("<64sHBxIII36xII4x")
_MINI_SECTOR_BYTES = 64
_NO_SECTOR = 0xFFFFFFFA
"""From here on a number is a mark (free, end of chain, table) and no sector."""

_SMALL_STREAM_BYTES = 4096
_STREAM = 2


class DamagedContainer(Damage):
    """The container does not hold together; `detail` says where."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A stream or storage: `size` in bytes, the rest numbers of directory entries and sectors."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    first_sector: int
    size: int

    @property
    def is_small(self) -> bool:
        return self.size < _SMALL_STREAM_BYTES


@dataclass(frozen=True, slots=True)
class _Sectors:
    """Pieces of equal size, sector 0 at `start`, and which one follows which."""

    data: bytes
    start: int
    sector_bytes: int
    following: Sequence[int]

    def stream(self, first_sector: int) -> bytes:
        return b"".join(map(self._piece, self.chain(first_sector)))

    def chain(self, number: int) -> Iterator[int]:
        for _ in range(len(self.following) + 1):
            if number >= _NO_SECTOR:
                return
            if number >= len(self.following):
                raise DamagedContainer(fragment("files.sector_missing", number=number))
            yield number
            number = self.following[number]
        raise DamagedContainer(fragment("files.sectors_in_circle"))

    def _piece(self, number: int) -> bytes:
        place = self.start + number * self.sector_bytes
        return self.data[place : place + self.sector_bytes]


class CompoundFile:
    """The streams directly under the root of a compound file, by name in lower case: capitals carry no meaning there.

    Only those tell what a file is: a text document may embed a whole workbook, deeper down.
    Raises DamagedContainer, when opened and when read.
    """

    def __init__(self, data: bytes) -> None:
        try:
            shift, mini_shift, directory, mini_table, extension, *places = _HEADER.unpack_from(data)
            if shift not in (9, 12) or 1 << mini_shift != _MINI_SECTOR_BYTES:
                raise DamagedContainer(fragment("files.odd_sectors", shift=shift, mini_shift=mini_shift))
            self._sectors = _Sectors(data, 1 << shift, 1 << shift, _table(data, 1 << shift, places, extension))
            self._mini_table = mini_table
            self._directory = directory
            self._all_entries = tuple(_entries(self._sectors.stream(directory)))
        except struct.error as failure:
            raise DamagedContainer(fragment("files.container_cut_short")) from failure
        if not self._all_entries:
            raise DamagedContainer(fragment("files.directory_empty"))
        self._root = self._all_entries[0]
        self._entries = {
            entry.name.lower(): entry for entry in _under(self._root, self._all_entries) if entry.kind == _STREAM
        }

    @property
    def names(self) -> frozenset[str]:
        """The names of the streams."""
        return frozenset(self._entries)

    def read(self, name: str) -> bytes | None:
        """The stream with this name in lower case; None where there is none."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        stream = (self._small_sectors() if entry.is_small else self._sectors).stream(entry.first_sector)
        if len(stream) < entry.size:
            raise DamagedContainer(fragment("files.stream_cut_short", name=Fragment(entry.name, entry.name)))
        return stream[: entry.size]

    def require_apart(self) -> None:
        """Raises DamagedContainer where a sector belongs to two streams, wherever in the directory they are."""
        streams = [entry for entry in self._all_entries if entry.kind == _STREAM and entry.size]
        large = [entry for entry in streams if not entry.is_small]
        # the root's stream is what the small ones stand in
        roots = [self._root] if self._root.size else []
        firsts = [self._directory, self._mini_table, *(entry.first_sector for entry in (*roots, *large))]
        _require_distinct(chain.from_iterable(map(self._sectors.chain, firsts)))
        small = [entry.first_sector for entry in streams if entry.is_small]
        if small:
            _require_distinct(chain.from_iterable(map(self._small_sectors().chain, small)))

    def _small_sectors(self) -> _Sectors:
        following = _numbers(self._sectors.stream(self._mini_table))
        return _Sectors(self._sectors.stream(self._root.first_sector), 0, _MINI_SECTOR_BYTES, following)


def _require_distinct(sectors: Iterable[int]) -> None:
    seen: set[int] = set()
    for sector in sectors:
        if sector in seen:
            raise DamagedContainer(fragment("files.sector_of_two_streams", number=sector))
        seen.add(sector)


def _under(storage: _Entry, entries: Sequence[_Entry]) -> Iterator[_Entry]:
    """What stands directly in a storage: a tree of neighbours below its child."""
    waiting = [storage.child]
    passed: set[int] = set()
    while waiting:
        number = waiting.pop()
        if number >= _NO_SECTOR or number in passed:
            continue
        if number >= len(entries):
            raise DamagedContainer(fragment("files.entry_missing", number=number))
        passed.add(number)
        yield entries[number]
        waiting += [entries[number].left, entries[number].right]


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
        raise DamagedContainer(fragment("files.sector_missing", number=number))
    return sector


def _numbers(table: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def _entries(directory: bytes) -> Iterator[_Entry]:
    for place in range(0, len(directory) - _ENTRY.size + 1, _ENTRY.size):
        name, name_bytes, kind, left, right, child, first_sector, size = _ENTRY.unpack_from(directory, place)
        printed = name[: max(0, name_bytes - 2)].decode("utf-16-le", "replace")
        yield _Entry(printed, kind, left, right, child, first_sector, size)
