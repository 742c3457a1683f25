"""Zip archives of documents: archives in archives, and many files from few bytes."""

import io
import struct
import zipfile
import zlib

from benchmarks.attacks.attack import attacks, deflated
from benchmarks.attacks.pdf import pages_that_share_content
from tests.spreadsheets import zipped

_SHEET = "收入支出决算总表\n" + "项目,预算数,决算数\n甲,1.00,2.00\n" * 60_000


def archives_in_archives() -> bytes:
    inner = b"1"
    for at in range(20):
        inner = zipped({f"{at}-{copy}.zip": inner for copy in range(10)})
        if len(inner) > 1_000_000:
            break
    return inner


def two_hundred_crowded_pages() -> bytes:
    page = pages_that_share_content()
    return zipped({f"{at}.pdf": page for at in range(190)})


def hundred_thousand_files() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for at in range(100_000):
            archive.writestr(f"{at}.txt", "1")
    return stream.getvalue()


def files_over_each_other() -> bytes:
    """Two hundred entries of the directory that all lead to the same packed bytes."""
    name, size = b"0.txt", 50 << 20
    packed = deflated(b" ", size)[2:-4]
    crc = zlib.crc32(b" " * size)
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0)
    entry = struct.Struct("<4sHHHHHHIIIHHHHHII")
    entries = b"".join(
        entry.pack(
            *(b"PK\x01\x02", 20, 20, 0, 8, 0, 33, crc, len(packed), size, len(b"%03d.txt" % at), 0, 0, 0, 0, 0, 0)
        )
        + b"%03d.txt" % at
        for at in range(190)
    )
    head = local + name + packed
    return head + entries + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 190, 190, len(entries), len(head), 0)


ATTACKS = attacks(
    "zip",
    archives_in_archives,
    two_hundred_crowded_pages,
    hundred_thousand_files,
    files_over_each_other,
)
