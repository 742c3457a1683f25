"""XLS: xlwt for what an office program writes, hand-built records for what that cannot write."""

import datetime
import random
import re
import struct
from typing import Any

import xlwt  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.readers.office.compound_file import CompoundFile
from tests.compound_files import pack_stream
from tests.spreadsheets import by_place, flipped, only_table, read, read_or_refused, refused, saved, tables, texts


def workbook() -> Any:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("公开03表")
    sheet.write_merge(1, 2, 1, 3, "支出决算表")
    sheet.write(4, 1, "2010350")
    sheet.write(4, 2, 1234.5, xlwt.easyxf(num_format_str="#,##0.00"))
    sheet.write(4, 3, 7)
    sheet.write(5, 1, 7, xlwt.easyxf(num_format_str='0.0"万元"'))
    sheet.write(5, 2, 12.25)
    sheet.write(5, 3, True)
    sheet.write(6, 1, datetime.date(2024, 8, 30), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.row(6).set_cell_error(2, 0x2A)
    sheet.write(6, 3, xlwt.Formula("SUM(C5:C6)"))
    hidden = workbook.add_sheet("hidden")
    hidden.visibility = 1
    hidden.write(0, 0, 1)
    return workbook


def test_everything_printed_is_read() -> None:
    content = read(saved(workbook()))
    (table,) = tables(content)
    assert texts(table) == {
        (2, 2): "支出决算表",
        (5, 2): "2010350",
        (5, 3): "1,234.50",
        (5, 4): "7",
        (6, 2): "7.0万元",
        (6, 3): "12.25",
        (6, 4): "TRUE",
        (7, 2): "2024-08-30",
        (7, 3): "#N/A",
        (7, 4): "=",
    }
    cells = by_place(table)
    assert (cells[2, 2].row_span, cells[2, 2].column_span) == (2, 3)
    assert [cells[place].decimals for place in ((5, 3), (5, 4), (6, 3))] == [2, 2, 2]
    assert [problem.kind for problem in content.problems] == [ProblemKind.NO_CACHED_VALUE, ProblemKind.HIDDEN_SHEET]


def test_small_numbers_results_and_the_epoch() -> None:
    workbook = xlwt.Workbook()
    workbook.dates_1904 = True
    sheet = workbook.add_sheet("x")
    dated = xlwt.easyxf(num_format_str="yyyy/m/d")
    for row, number in enumerate([7, -7, 12.25, -0.01, 536870911, 536870912, 1e15 + 0.5, 0.1 + 0.2]):
        sheet.write(row, 0, number)
    sheet.write(0, 1, 44072, dated)
    sheet.row(2).hidden = True
    sheet.col(3).hidden = True
    sheet.write(0, 3, "hidden")
    sheet.write(1, 2, "字" * 9000)
    sheet.write(3, 2, "a" * 9000)
    cells = texts(only_table(saved(workbook)))
    assert [cells[row, 1] for row in (1, 2, 4, 5, 6, 7, 8)] == [
        "7",
        "-7",
        "-0.01",
        "536870911",
        "536870912",
        "1000000000000000",
        "0.3",
    ]
    assert (cells[1, 2], cells[2, 3], cells[4, 3]) == ("2024-08-30", "字" * 9000, "a" * 9000)
    assert (3, 1) not in cells
    assert (1, 4) not in cells


def test_numbers_in_four_bytes_come_alone_or_in_runs() -> None:
    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def small(number: int, flags: int) -> bytes:
        return struct.pack("<i", number << 2 | flags)

    sheet = b"".join(
        (
            record(0x0809, struct.pack("<HH12x", 0x0600, 0x10)),
            record(0x027E, struct.pack("<HHH", 0, 0, 0) + small(-12345, 3)),
            record(0x00BD, struct.pack("<HH", 1, 0) + b"".join(b"\0\0" + small(n, 2) for n in (1, -2)) + b"\1\0"),
            record(0x027E, struct.pack("<HHH", 2, 0, 0) + struct.pack("<d", 1.5)[4:]),
            record(0x0006, struct.pack("<HHH", 3, 0, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(8)),
            record(0x0207, struct.pack("<HB", 2, 1) + "合计".encode("utf-16-le")),
            record(0x0006, struct.pack("<HHH", 4, 0, 0) + struct.pack("<d", 49.19) + bytes(8)),
            record(0x000A, b""),
        )
    )
    head = record(0x0809, struct.pack("<HH12x", 0x0600, 5))
    name = struct.pack("<BBBB", 0, 0, 1, 0) + b"x"
    start = len(head) + 4 + 4 + len(name) + 4
    stream = head + record(0x0085, struct.pack("<I", start) + name) + record(0x000A, b"") + sheet
    assert texts(only_table(pack_stream("Workbook", stream))) == {
        (1, 1): "-123.45",
        (2, 1): "1",
        (2, 2): "-2",
        (3, 1): "1.5",
        (4, 1): "合计",
        (5, 1): "49.19",
    }


def test_a_stream_outlives_its_container() -> None:
    for size in (0, 1, 4096, 4097, 5_000_000):
        stream = random.Random(size).randbytes(size)
        restored = CompoundFile(pack_stream("Workbook", stream)).read("workbook")
        assert restored is not None
        assert restored[:size] == stream
        assert not restored[size:].strip(b"\0")


def test_an_absurd_extent_is_ignored() -> None:
    data = saved(workbook())
    extent = re.search(rb"\x00\x02\x0e\x00(.{14})", data, re.DOTALL)
    assert extent is not None
    absurd = struct.pack("<IIHHH", 5, 0xFFFFFFFF, 0, 0xFFFF, 0)
    assert read(data.replace(extent[1], absurd, 1)).blocks == read(data).blocks


def test_values_too_far_apart_are_refused() -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("far")
    sheet.write(0, 0, 1)
    sheet.write(65535, 255, 1)
    assert refused(saved(workbook)).kind is ProblemKind.TOO_LARGE


def test_more_texts_announced_than_held_is_damage() -> None:
    data = saved(workbook())
    stream = CompoundFile(data).read("workbook")
    assert stream is not None
    place = stream.index(b"\xfc\x00") + 8
    assert refused(pack_stream("Workbook", stream[:place] + b"\xff\xff\xff\x7f" + stream[place + 4 :])).kind is (
        ProblemKind.DAMAGED_FILE
    )


def test_a_circle_of_sectors_is_damage() -> None:
    packed = bytearray(pack_stream("Workbook", bytes(20_000)))
    packed[4096 + 4 * 3 : 4096 + 4 * 4] = struct.pack("<I", 2)
    assert refused(bytes(packed)).kind is ProblemKind.DAMAGED_FILE


FLIPS = 300


def test_flipped_bytes_of_an_xls() -> None:
    chance = random.Random(3)
    data = saved(workbook())
    for _ in range(FLIPS):
        read_or_refused(flipped(data, chance))
