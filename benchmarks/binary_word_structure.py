"""Change an old binary document (DOC): its sectors and entries, the head of its text, the table of its pieces and the
pages that say what its paragraphs are.

Numbers in comments are sections of [MS-DOC].
"""

import random
import struct
from collections.abc import Callable

from benchmarks.compound_container import (
    END_OF_CHAIN,
    FIRST_SECTOR_AT,
    FREE,
    HEADER_BYTES,
    SECTOR_BYTES,
    SIZE_AT,
    TABLE,
    CompoundContainer,
    Entry,
)
from benchmarks.mutants import Changes, Mutant, by_name, draw_change, draw_count

_TEXT, _TABLES = "WordDocument", "1Table"
_FLAGS_AT, _COUNTS_AT, _COUNTS, _PLACES_AT, _PLACES = 10, 64, 22, 154, 93
"""Of the head: its flags, how long each part of the text is, where each table stands (2.5.1 to 2.5.6)."""
_CHARACTER_PAGES, _PARAGRAPH_PAGES, _PIECES = 12, 13, 33
_PIECES_MARK, _PIECE_BYTES = b"\x02", 8
_PAGE_BYTES = 512
_FAR = 0x7FFFFFFF


def change_binary_word(data: bytes, rng: random.Random, most: int) -> Mutant | None:
    """Return the document with one change of its container or of its structure."""
    return draw_change(_CHANGES, data, rng, most)


def _opened(data: bytes) -> CompoundContainer:
    return CompoundContainer(bytearray(data))


def _mutant(container: CompoundContainer, told: str, keeps: bool = False) -> Mutant:
    return Mutant(bytes(container.data), told, keeps_figures=keeps)


def _odd(rng: random.Random, sound: int) -> int:
    """A number in the place of a sound one: near it, or far from all."""
    return rng.choice((0, 1, sound + 1, sound - 1, sound // 2, 2 * sound, rng.randrange(0x10000), _FAR, 0xFFFFFFFF))


# Container -----------------------------------------------------------------------------------------------------------


def _odd_links(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Chains that run in a circle, into another stream, to an early end or to nowhere."""
    container, told = _opened(data), []
    for _ in range(rng.choice((1, 1, 3))):
        entry = rng.choice(container.large_streams())
        chain = container.chain(entry.first_sector)
        sector = rng.choice(chain)
        others = (rng.choice(chain), rng.randrange(container.sectors), container.sectors + rng.randrange(99))
        number = rng.choice((*others, END_OF_CHAIN, FREE, TABLE))
        container.put(container.link(sector), number)
        told.append(f"{sector} of {entry.name} leads to {number:#x}")
    return _mutant(container, "; ".join(told))


def _any_entry(container: CompoundContainer, rng: random.Random) -> Entry:
    """A stream: of the text more often than another."""
    return rng.choice((container.entry(_TEXT), container.entry(_TABLES), *container.entries()))


def _odd_sizes(data: bytes, rng: random.Random, most: int) -> Mutant:
    container = _opened(data)
    entry = _any_entry(container, rng)
    size = rng.choice((_odd(rng, entry.size), 4095, 4096, max(entry.size - draw_count(rng, entry.size), 0)))
    container.put(entry.place + SIZE_AT, size)
    return _mutant(container, f"{size} bytes in the entry of {entry.name}, which has {entry.size}")


def _odd_beginnings(data: bytes, rng: random.Random, most: int) -> Mutant:
    container = _opened(data)
    entry = _any_entry(container, rng)
    number = rng.choice((_odd(rng, entry.first_sector), rng.randrange(container.sectors), END_OF_CHAIN))
    container.put(entry.place + FIRST_SECTOR_AT, number)
    return _mutant(container, f"{entry.name} begins at {number:#x}")


def _odd_entries(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Names, kinds and neighbours of the directory."""
    container = _opened(data)
    entry = _any_entry(container, rng)
    at = rng.choice((0, 2, 64, 66, 67, 68, 72, 76))
    number = rng.choice((0, 1, 2, 5, 0xFF, rng.randrange(256)))
    container.data[entry.place + at] = number
    return _mutant(container, f"{number} at {at} of the entry of {entry.name}")


def _odd_header(data: bytes, rng: random.Random, most: int) -> Mutant:
    container, at = _opened(data), rng.choice((24, 26, 28, 30, 32, *range(40, 100, 4)))
    number = _odd(rng, container.number(at))
    container.put(at, number)
    return _mutant(container, f"{number:#x} at {at} of the header")


def _lost_sectors(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Sectors that a disk gives back empty, or with what was in them before."""
    container, count = _opened(data), rng.choice((1, 1, 8))
    first = rng.randrange(container.sectors)
    piece = rng.choice((b"\0", b"\xff", b"7")) * SECTOR_BYTES
    for sector in range(first, min(first + count, container.sectors)):
        container.data[container.sector(sector) : container.sector(sector + 1)] = piece
    return _mutant(container, f"{count} sectors from {first} on are full of {piece[:1]!r}")


def _two_of_text(container: CompoundContainer, rng: random.Random) -> tuple[int, int]:
    streams = (_TEXT, rng.choice((_TEXT, _TABLES)))
    one, other = (rng.choice(container.chain(container.entry(name).first_sector)) for name in streams)
    return one, other


def _exchanged_sectors(data: bytes, rng: random.Random, most: int) -> Mutant:
    container = _opened(data)
    one, other = _two_of_text(container, rng)
    container.exchange(one, other)
    return _mutant(container, f"sectors {one} and {other} stand in each other's place")


def _moved_sectors(data: bytes, rng: random.Random, most: int) -> Mutant:
    """A file in pieces all over, as one that was saved often is."""
    container, count = _opened(data), min(draw_count(rng, most), 300)
    for _ in range(count):
        container.move(*_two_of_text(container, rng))
    return _mutant(container, f"{count} times two sectors moved, with their links", keeps=True)


def _cut_off(data: bytes, rng: random.Random, most: int) -> Mutant:
    sectors = (len(data) - HEADER_BYTES) // SECTOR_BYTES
    end = HEADER_BYTES + rng.randrange(sectors) * SECTOR_BYTES + rng.choice((0, 0, rng.randrange(SECTOR_BYTES)))
    end = rng.choice((end, len(data) - rng.randrange(1, SECTOR_BYTES)))
    return Mutant(data[:end], f"cut off at {end} of {len(data)}")


def _padded(data: bytes, rng: random.Random, most: int) -> Mutant:
    piece, count = rng.choice((b"\0", b"\xff", b"\xec\xa5\xc1\0")), draw_count(rng, 20 * most)
    return Mutant(data + piece * count, f"{count} times {piece!r} behind the file", keeps_figures=True)


# Structure -----------------------------------------------------------------------------------------------------------


def _place_of(container: CompoundContainer, table: int) -> tuple[int, int]:
    """Offset and bytes of a table, as the head states them."""
    offset, size = struct.unpack_from("<II", container.read(_TEXT), _PLACES_AT + 8 * table)
    return int(offset), int(size)


def _replaced(container: CompoundContainer, stream: str, offset: int, told: str, number: int) -> Mutant:
    container.write(stream, offset, struct.pack("<I", number & 0xFFFFFFFF))
    return _mutant(container, f"{number:#x} as {told}")


def _odd_flags(data: bytes, rng: random.Random, most: int) -> Mutant:
    container, at = _opened(data), rng.choice((0, 2, 6, 7, _FLAGS_AT, _FLAGS_AT, _FLAGS_AT + 1, 12, 18, 32, 62, 152))
    byte = container.data[container.place(_TEXT, at)] ^ (1 << rng.randrange(8))
    container.write(_TEXT, at, bytes([byte]))
    return _mutant(container, f"{byte:#x} at {at} of the head")


def _odd_counts(data: bytes, rng: random.Random, most: int) -> Mutant:
    """How many characters the text, its notes, heads and boxes have."""
    container, number = _opened(data), rng.choice((0, 3, 3, 4, 5, rng.randrange(_COUNTS)))
    at = _COUNTS_AT + 4 * number
    sound = container.number(container.place(_TEXT, at))
    return _replaced(container, _TEXT, at, f"count {number} of the head, {sound}", _odd(rng, sound))


def _odd_places(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Where the head says that a table stands, and how long it is."""
    container = _opened(data)
    used = [table for table in range(_PLACES) if _place_of(container, table)[1]]
    table = rng.choice((_PIECES, _PARAGRAPH_PAGES, _CHARACTER_PAGES, rng.choice(used), rng.randrange(_PLACES)))
    field = rng.choice((0, 1))
    sound = _place_of(container, table)[field]
    told = f"{('place', 'length')[field]} of table {table}, {sound}"
    return _replaced(container, _TEXT, _PLACES_AT + 8 * table + 4 * field, told, _odd(rng, sound))


def _odd_pieces(data: bytes, rng: random.Random, most: int) -> Mutant:
    container = _opened(data)
    offset, size = _place_of(container, _PIECES)
    at = rng.choice((offset, offset + 1, *range(offset + 5, offset + size, 2)))
    sound = container.number(container.place(_TABLES, at))
    return _replaced(container, _TABLES, at, f"number at {at - offset} of the pieces, {sound}", _odd(rng, sound))


def _with_pieces(data: bytes, divide: Callable[[int], list[int]], told: str, keeps: bool) -> Mutant:
    """The pieces written anew behind all tables, the first of them in parts that end at other characters."""
    container = _opened(data)
    offset, size = _place_of(container, _PIECES)
    table = container.read(_TABLES)[offset + 5 : offset + size]
    count = (len(table) - 4) // (4 + _PIECE_BYTES)
    ends = list(struct.unpack_from(f"<{count + 1}I", table))
    pieces = [table[at : at + _PIECE_BYTES] for at in range(4 * (count + 1), len(table), _PIECE_BYTES)]
    flags, text_place, change = struct.unpack("<HIH", pieces[0])
    within = divide(ends[1])
    parts = [struct.pack("<HIH", flags, text_place + 2 * start, change) for start in (0, *within)]
    numbers = [ends[0], *within, *ends[1:]]
    whole = struct.pack(f"<{len(numbers)}I", *numbers) + b"".join([*parts, *pieces[1:]])
    written = _PIECES_MARK + struct.pack("<I", len(whole)) + whole
    place = container.append(_TABLES, written)
    container.write(_TEXT, _PLACES_AT + 8 * _PIECES, struct.pack("<II", place, len(written)))
    return _mutant(container, told, keeps)


def _divided_pieces(data: bytes, rng: random.Random, most: int) -> Mutant:
    """As a document has them that was saved quickly, many times."""
    count = min(draw_count(rng, most), 2_000)
    return _with_pieces(
        data, lambda end: sorted(rng.sample(range(1, end), min(count, end - 1))), f"{count} more pieces", keeps=True
    )


def _disordered_pieces(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = min(draw_count(rng, most), 2_000)
    return _with_pieces(
        data, lambda end: [rng.randrange(2 * end) for _ in range(count)], f"{count} more pieces anywhere", keeps=False
    )


def _odd_runs(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Which page says what paragraphs and characters from where on look like (2.8.5, 2.8.6)."""
    container = _opened(data)
    offset, size = _place_of(container, rng.choice((_PARAGRAPH_PAGES, _CHARACTER_PAGES)))
    at = rng.randrange(offset, offset + size - 3, 4)
    sound = container.number(container.place(_TABLES, at))
    return _replaced(container, _TABLES, at, f"number at {at - offset} of the runs, {sound}", _odd(rng, sound))


def _odd_page_bytes(data: bytes, rng: random.Random, most: int) -> Mutant:
    """A byte of a page that says what paragraphs are: rows of tables, their cells and merges (2.9.174)."""
    container = _opened(data)
    offset, size = _place_of(container, rng.choice((_PARAGRAPH_PAGES, _CHARACTER_PAGES)))
    pages = (size - 4) // 8
    number = offset + 4 * (pages + 1) + 4 * rng.randrange(pages)
    page = container.number(container.place(_TABLES, number))
    at = page * _PAGE_BYTES + rng.choice((_PAGE_BYTES - 1, rng.randrange(_PAGE_BYTES)))
    byte = rng.choice((0, 0xFF, rng.randrange(256)))
    container.write(_TEXT, at, bytes([byte]))
    return _mutant(container, f"{byte} at {at % _PAGE_BYTES} of page {page}")


_CHANGES: Changes = by_name(
    *(_odd_links, _odd_sizes, _odd_beginnings, _odd_entries, _odd_header, _lost_sectors, _exchanged_sectors),
    *(_moved_sectors, _cut_off, _padded, _odd_flags, _odd_counts, _odd_places, _odd_pieces, _divided_pieces),
    *(_disordered_pieces, _odd_runs, _odd_page_bytes),
)
