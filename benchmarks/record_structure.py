"""Change the records of an old workbook (XLS): their lengths and counts, and the sectors that hold them."""

import random
import struct
from typing import NamedTuple

from benchmarks.mutants import Changes, Mutant, by_name, draw_change, draw_count
from orchestration.disclosure.readers.office.compound_file import CompoundFile
from tests.compound_files import pack_stream

_BEGIN, _END, _SHEET, _TEXTS, _CONTINUATION, _MERGED = 0x0809, 0x000A, 0x0085, 0x00FC, 0x003C, 0x00E5
_NUMBER, _SHARED_TEXT, _TEXT, _SMALL_NUMBERS, _ROW, _COLUMNS, _FORMULA = 0x203, 0xFD, 0x204, 0xBD, 0x208, 0x7D, 0x6
_STYLE, _FONT, _FORMAT, _PALETTE, _HEADER, _OBJECT = 0xE0, 0x31, 0x41E, 0x92, 0x14, 0x5D
_UNKNOWN = (0x0FFF, 0x1234, 0x00EB, 0x01B6, 0x0000, 0x8888)
_SIZE_FIELD = 2
_LONGEST = 8224
_FAR_ROW = 9_000
_MOST_BYTES = 30_000_000


class Record(NamedTuple):
    """A record: its kind and its body."""

    kind: int
    body: bytes


def change_records(data: bytes, rng: random.Random, most: int) -> Mutant | None:
    """Return the workbook with one change of its records or of its container."""
    return draw_change(_CHANGES, data, rng, most)


def _records(data: bytes) -> list[Record]:
    container = CompoundFile(data)
    stream = container.read("workbook") or container.read("book") or b""
    found: list[Record] = []
    place = depth = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if not depth and kind != _BEGIN:
            break
        depth += (kind == _BEGIN) - (kind == _END)
        found.append(Record(kind, stream[place + 4 : place + 4 + size]))
        place += 4 + size
    return found


def _pack(records: list[Record]) -> bytes:
    """A workbook of these records; the entries of the sheets lead to where these begin."""
    places = [0]
    for record in records:
        places.append(places[-1] + 4 + len(record.body))
    starts = [place for place, record in zip(places, records, strict=False) if record.kind == _BEGIN][1:]
    following = iter(starts)
    sound = [
        record._replace(body=struct.pack("<I", next(following, 0)) + record.body[4:])
        if record.kind == _SHEET
        else record
        for record in records
    ]
    return pack_stream("Workbook", _joined(sound))


def _joined(records: list[Record]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(body) & 0xFFFF) + body for kind, body in records)


def _at_end_of_sheet(data: bytes, rng: random.Random, more: list[Record], told: str, keeps: bool = True) -> Mutant:
    records = _records(data)
    at = rng.choice([place for place, record in enumerate(records) if record.kind == _END][1:])
    return Mutant(_pack(records[:at] + more + records[at:]), told, keeps_figures=keeps)


def _in_globals(data: bytes, more: list[Record], told: str, keeps: bool = True) -> Mutant:
    records = _records(data)
    at = next(place for place, record in enumerate(records) if record.kind == _END)
    return Mutant(_pack(records[:at] + more + records[at:]), told, keeps_figures=keeps)


# Lengths and counts --------------------------------------------------------------------------------------------------


def _odd_lengths(data: bytes, rng: random.Random, most: int) -> Mutant:
    stream = bytearray(_joined(_records(data)))
    places, place = [], 0
    while place + 4 <= len(stream):
        places.append(place)
        place += 4 + struct.unpack_from("<H", stream, place + _SIZE_FIELD)[0]
    at = rng.choice(places)
    length = rng.choice((0, 1, 0xFFFF, 0x7FFF, rng.randrange(0x10000)))
    struct.pack_into("<H", stream, at + _SIZE_FIELD, length)
    return Mutant(pack_stream("Workbook", bytes(stream)), f"length {length} of the record at {at}")


def _short_bodies(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Records of one kind whose bodies are cut short or padded, with lengths that say so."""
    records = _records(data)
    kind = rng.choice(sorted({record.kind for record in records}))
    length = rng.choice((0, 1, 2, 5, 7, 9, 8224, 0xFFFF))
    share = rng.choice((0.02, 1))
    changed = [
        record._replace(body=record.body.ljust(length, b"\0")[:length])
        if record.kind == kind and rng.random() < share
        else record
        for record in records
    ]
    return Mutant(_pack(changed), f"{length} bytes in {share:.0%} of the records {kind:#06x}")


def _odd_fields(data: bytes, rng: random.Random, most: int) -> Mutant:
    records = _records(data)
    kind = rng.choice(sorted({record.kind for record in records if record.body}))
    number = rng.choice((0, 1, 0x7FFF, 0xFFFF, rng.randrange(0x10000)))
    field, share = rng.randrange(0, 24, 2), rng.choice((0.02, 0.5, 1))
    changed = []
    for record in records:
        if record.kind == kind and len(record.body) >= field + 2 and rng.random() < share:
            body = record.body[:field] + struct.pack("<H", number) + record.body[field + 2 :]
            record = record._replace(body=body)
        changed.append(record)
    return Mutant(_pack(changed), f"{number} at {field} of {share:.0%} of the records {kind:#06x}")


def _odd_starts(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Sheets that begin anywhere: in each other, in the middle of a record, behind the end."""
    records = _records(data)
    stream = _joined(records)
    changed = [
        record._replace(
            body=struct.pack("<I", rng.choice((0, 0xFFFFFFFF, rng.randrange(len(stream))))) + record.body[4:]
        )
        if record.kind == _SHEET and rng.random() < 0.3
        else record
        for record in records
    ]
    return Mutant(pack_stream("Workbook", _joined(changed)), "sheets that begin anywhere")


def _sheets_in_each_other(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Sheets that each hold all that follow them."""
    records, count = _records(data), draw_count(rng, min(most, 60_000))
    entry = next(record for record in records if record.kind == _SHEET)
    begin = next(record for record in records if record.kind == _BEGIN)
    filling = [Record(_NUMBER, struct.pack("<HHHd", n % 999, 0, 0, 1.0)) for n in range(draw_count(rng, most))]
    is_nested = rng.random() < 0.5
    sheets = [begin] * count + filling + [Record(_END, b"")] * count
    if not is_nested:
        sheets = [begin, Record(_END, b"")] * count
    end = next(place for place, record in enumerate(records) if record.kind == _END)
    first = sum(record.kind == _SHEET for record in records)
    told = f"{count} sheets {'in each other' if is_nested else 'of nothing'}, {len(filling)} numbers"
    more = [entry] * count
    whole = records[:end] + more + records[end:] + sheets
    return Mutant(_pack(whole), f"{told} after {first}", keeps_figures=not is_nested)


# Floods --------------------------------------------------------------------------------------------------------------


def _unknown_records(data: bytes, rng: random.Random, most: int) -> Mutant:
    kind, count, length = rng.choice(_UNKNOWN), draw_count(rng, most), draw_count(rng, _LONGEST)
    more = [Record(kind, rng.randbytes(length))] * min(count, _MOST_BYTES // (length + 4))
    told = f"{len(more)} records {kind:#06x} of {length} bytes"
    return rng.choice((_in_globals, lambda *given: _at_end_of_sheet(given[0], rng, *given[1:])))(data, more, told)


def _cell_flood(data: bytes, rng: random.Random, most: int) -> Mutant:
    count, row, column = draw_count(rng, most), rng.choice((_FAR_ROW, 0xFFFF)), rng.choice((0, 255, 0xFFFF))
    number = rng.choice(
        (b"\xff" * 8, struct.pack("<d", 1.5), struct.pack("<d", float("inf")), struct.pack("<d", 1e308))
    )
    text = struct.pack("<HB", 9, 0) + b"x" * 9
    kind, rest = rng.choice(
        (
            *((_NUMBER, number), (_NUMBER, struct.pack("<d", float("nan"))), (_SHARED_TEXT, b"\xff\xff\xff\x7f")),
            *(
                (_TEXT, text),
                (_TEXT, b"\xff\xff\x01x"),
                (_SMALL_NUMBERS, b"\0\0\1\0\0\0\0\0"),
                (_FORMULA, number + bytes(9)),
            ),
            *((_FORMULA, b"\0\0\0\0\0\0\xff\xff" + bytes(9)), (_ROW, bytes(10)), (_COLUMNS, b"\xff" * 6)),
        )
    )
    is_spread = rng.random() < 0.5
    more = [
        Record(kind, struct.pack("<HHH", (row + n) & 0xFFFF if is_spread else row, column, 0) + rest)
        for n in range(count)
    ]
    return _at_end_of_sheet(
        data, rng, more, f"{count} cells {kind:#06x} at {row}, {column} with {rest[:8]!r}", keeps=False
    )


def _merged_flood(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, 8 * most)
    is_outside = rng.random() < 0.5
    area = struct.pack("<HHHH", *((_FAR_ROW, 0xFFFF, 0, 255) if is_outside else (0, rng.randrange(0x10000), 0, 255)))
    announced = rng.choice((1_027, 0xFFFF))
    more = [Record(_MERGED, struct.pack("<H", announced) + area * 1_027)] * (count // 1_027 + 1)
    return _at_end_of_sheet(data, rng, more, f"{len(more)} times 1,027 merged ranges {area!r}", keeps=is_outside)


def _text_flood(data: bytes, rng: random.Random, most: int) -> Mutant:
    """A table of texts that announces more than it holds, or texts of very many runs that very many cells share."""
    records = [record for record in _records(data) if record.kind != _TEXTS]
    runs, cells = draw_count(rng, 0xFFFF), draw_count(rng, most)
    text = struct.pack("<HBH", 0xFFFF, 8, runs) + b"x" * 0xFFFF + b"\1\0\0\0" * runs
    announced = rng.choice((1, 1, 1, 2, 0xFFFFFFFF, 9_999))
    whole = struct.pack("<II", announced, announced) + text
    head, rest = whole[:_LONGEST], whole[_LONGEST:]
    pieces = [Record(_TEXTS, head)]
    # the rest of a text says anew how it is written
    pieces += [Record(_CONTINUATION, b"\0" + rest[at : at + _LONGEST - 1]) for at in range(0, len(rest), _LONGEST - 1)]
    end = next(place for place, record in enumerate(records) if record.kind == _END)
    last = len(records) - 1
    more = [Record(_SHARED_TEXT, struct.pack("<HHHI", (_FAR_ROW + n) & 0xFFFF, n >> 16, 0, 0)) for n in range(cells)]
    changed = [*records[:end], *pieces, *records[end:last], *more, *records[last:]]
    return Mutant(_pack(changed), f"{announced} texts announced, one of {runs} runs in {cells} cells")


def _looks_flood(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, most)
    kind, body = rng.choice(
        (
            *(
                (_STYLE, bytes(20)),
                (_FONT, bytes(16)),
                (_PALETTE, struct.pack("<H", 0xFFFF) + bytes(400)),
                (_OBJECT, bytes(9)),
            ),
            *(
                (_FORMAT, struct.pack("<HHB", 900, 250, 0) + b"0." * 125),
                (_HEADER, struct.pack("<HB", 9, 0) + b"&&&L&R&&x"),
            ),
            (_FORMAT, struct.pack("<HHB", 900, 0xFFFF, 1) + b"0"),
        )
    )
    count = min(count, _MOST_BYTES // (len(body) + 4))
    return _in_globals(data, [Record(kind, body)] * count, f"{count} records {kind:#06x} of {len(body)} bytes")


# Container -----------------------------------------------------------------------------------------------------------


def _odd_sectors(data: bytes, rng: random.Random, most: int) -> Mutant:
    changed = bytearray(data)
    told = []
    for _ in range(rng.choice((1, 1, 3))):
        at = rng.choice((rng.randrange(0, 512, 4), rng.randrange(0, len(data) - 4, 4)))
        number = rng.choice((0, 1, 0xFFFFFFFE, 0xFFFFFFFF, 0x7FFFFFFF, rng.randrange(200)))
        struct.pack_into("<I", changed, at, number)
        told.append(f"{number} at {at}")
    return Mutant(bytes(changed), "; ".join(told))


def _padded(data: bytes, rng: random.Random, most: int) -> Mutant:
    piece, count = rng.choice((b"\0", b"\xff", b"\x09\x08\x00\x00")), draw_count(rng, 20 * most)
    return Mutant(data + piece * count, f"{count} times {piece!r} behind the file", keeps_figures=True)


_CHANGES: Changes = by_name(
    *(_odd_lengths, _short_bodies, _odd_fields, _odd_starts, _sheets_in_each_other, _unknown_records, _cell_flood),
    *(_merged_flood, _text_flood, _looks_flood, _odd_sectors, _padded),
)
