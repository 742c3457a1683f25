"""PDF files of few bytes and endless work, written object by object."""

import zlib
from collections.abc import Iterable, Mapping

from benchmarks.attacks.attack import attacks, deflated

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> %s >>"


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return _packed_stream(zlib.compress(data, 9), b"/Filter /FlateDecode " + entries)


def _packed_stream(packed: bytes, entries: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(packed), packed)


def _file(objects: Mapping[int, bytes]) -> bytes:
    """The objects under their numbers, with a sound table of references; number 1 is the catalogue."""
    pieces, offsets, length = [b"%PDF-1.7\n"], {}, 9
    for number, body in objects.items():
        piece = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        offsets[number] = length
        pieces.append(piece)
        length += len(piece)
    size = max(objects) + 1
    entries = (b"%010d 00000 n \n" % offsets[at] if at in offsets else b"0000000000 65535 f \n" for at in range(size))
    table = b"xref\n0 %d\n%s" % (size, b"".join(entries))
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, length)
    return b"".join([*pieces, table, end])


def _one_page(
    content: bytes, resources: bytes = b"", others: Mapping[int, bytes] | None = None, page: bytes = b""
) -> bytes:
    return _file(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: _PAGE % (b"/Font << /F1 5 0 R >> " + resources, page),
            4: _stream(content),
            5: _FONT,
            **(others or {}),
        }
    )


def packed_page(packed: bytes, entries: bytes) -> bytes:
    """A page whose content is packed already."""
    return _one_page(b"", others={4: _packed_stream(packed, entries)})


def _texts(lines: Iterable[bytes]) -> bytes:
    return b"BT /F1 8 Tf %s ET\n" % b"".join(lines)


WORDS = _texts(b"1 0 0 1 40 %d Tm (Total 123.45 67.89) Tj\n" % (800 - 10 * at) for at in range(70))
_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> /XObject << %s >> >>"


def _forms(levels: int, calls: int, innermost: bytes) -> bytes:
    """Forms that each draw the next so many times; numbers from 10 on."""
    names = [b"/X %d 0 R" % (number + 1) for number in range(10, 10 + levels)]
    others = {10 + at: _stream(b"/X Do\n" * calls, _FORM % name) for at, name in enumerate(names)}
    others[10 + levels] = _stream(innermost, _FORM % b"")
    return _one_page(b"/X Do\n", b"/XObject << /X 10 0 R >>", others)


def nested_forms() -> bytes:
    return _forms(11, 10, b"0 0 5 5 re f\n")


def repeated_form() -> bytes:
    return _forms(1, 3_000, b"".join(b"%d %d 5 5 re f\n" % (at % 500, at) for at in range(800)))


def form_within_itself() -> bytes:
    return _one_page(b"/X Do\n", b"/XObject << /X 10 0 R >>", {10: _stream(b"/X Do /X Do\n", _FORM % b"/X 10 0 R")})


def wide_forms() -> bytes:
    """A million calls of an empty form."""
    return _forms(1, 1_000_000, b"")


def million_rectangles() -> bytes:
    return _one_page(b"".join(b"%d %d 3 2 re f\n" % (at % 590, at // 590 % 840) for at in range(1_000_000)))


def path_of_million_points() -> bytes:
    return _one_page(b"0 0 m\n" + b"".join(b"%d %d l\n" % (at % 590, at * 7 % 840) for at in range(1_000_000)) + b"S\n")


def fine_lattice() -> bytes:
    across = b"".join(b"0 %.2f m 595 %.2f l S\n" % (at * 0.4, at * 0.4) for at in range(2_000))
    down = b"".join(b"%.2f 0 m %.2f 842 l S\n" % (at * 0.29, at * 0.29) for at in range(2_000))
    return _one_page(across + down + WORDS)


def lattice_of_dashes() -> bytes:
    """Rules in pieces of one point, a hundred thousand of them."""
    return _one_page(
        b"".join(b"%d %d 1 0.5 re f\n" % (2 * (at % 290), 3 * (at // 290 % 280)) for at in range(100_000)) + WORDS
    )


def letters_on_one_spot() -> bytes:
    return _one_page(_texts(b"1 0 0 1 40 700 Tm (%s) Tj\n" % (b"8" * 1000) for _ in range(190)))


def pages_beyond_count() -> bytes:
    kids = b" ".join(b"%d 0 R" % at for at in range(10, 100_010))
    page = _PAGE % (b"/Font << /F1 5 0 R >>", b"")
    pages = dict.fromkeys(range(10, 100010), page)
    return _file(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%s] /Count 100000 >>" % kids,
            4: _stream(WORDS),
            5: _FONT,
            **pages,
        }
    )


def _same_page(times: int, content: bytes) -> bytes:
    page = _PAGE % (b"/Font << /F1 5 0 R >>", b"")
    return _file(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%s] /Count %d >>"
            % (b" ".join(b"%d 0 R" % at for at in range(10, 10 + times)), times),
            4: _stream(content),
            5: _FONT,
            **dict.fromkeys(range(10, 10 + times), page),
        }
    )


def pages_that_share_content() -> bytes:
    """As many pages as are read, all with the same crowded content."""
    lines = (b"1 0 0 1 40 %d Tm (%s) Tj\n" % (800 - at, b"12.34 " * 30) for at in range(0, 780, 4))
    rules = b"".join(b"40 %d m 550 %d l S\n" % (at, at) for at in range(20, 800, 4))
    return _same_page(5_000, rules + _texts(lines))


def pages_in_depth() -> bytes:
    """Each node of the tree of pages holds the next one alone."""
    depth = 100_000
    nodes = {
        at: b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (at - 1, at + 1)
        for at in range(10, 10 + depth)
    }
    return _file(
        {
            1: b"<< /Type /Catalog /Pages 10 0 R >>",
            4: _stream(WORDS),
            5: _FONT,
            **nodes,
            10 + depth: _PAGE % (b"/Font << /F1 5 0 R >>", b""),
        }
    )


def deflated_blanks() -> bytes:
    return packed_page(deflated(b" ", 450_000_000), b"/Filter /FlateDecode")


def deflated_twice() -> bytes:
    once = deflated(b" ", 1_000_000_000)
    return packed_page(zlib.compress(once, 9), b"/Filter [/FlateDecode /FlateDecode]")


def deflated_three_times() -> bytes:
    twice = zlib.compress(deflated(b" ", 4_000_000_000), 9)
    return packed_page(zlib.compress(twice, 9), b"/Filter [/FlateDecode /FlateDecode /FlateDecode]")


def object_stream_of_blanks() -> bytes:
    return _one_page(
        WORDS,
        others={10: _packed_stream(deflated(b" ", 450_000_000), b"/Filter /FlateDecode /Type /ObjStm /N 1 /First 8")},
    )


def saved_states() -> bytes:
    return _one_page(b"q\n" * 5_000_000 + WORDS)


def _picture(entries: bytes, data: bytes) -> bytes:
    head = b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray " + entries
    image = b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(data), data)
    return _one_page(b"q 500 0 0 700 40 40 cm /X Do Q\n" + WORDS, b"/XObject << /X 10 0 R >>", {10: image})


def deflated_picture() -> bytes:
    return _picture(b"/BitsPerComponent 8 /Filter /FlateDecode", deflated(b"\0", 3_600_000_000))


def jbig2_picture() -> bytes:
    page = b"\x00\x00\x00\x00\x30\x00\x01\x00\x00\x00\x13" + b"\x00\x00\xea\x60" * 2 + bytes(8) + b"\x00\x00\x00"
    return _picture(b"/BitsPerComponent 1 /Filter /JBIG2Decode", page)


def hundred_thousand_notes() -> bytes:
    note = b"<< /Type /Annot /Subtype /Square /Rect [10 10 20 20] /AP << /N 11 0 R >> >>"
    notes = b" ".join(b"10 0 R" for _ in range(100_000))
    others = {10: note, 11: _stream(b"0 0 5 5 re f\n", _FORM % b"")}
    return _one_page(WORDS, others=others, page=b"/Annots [%s]" % notes)


def endless_references() -> bytes:
    """Tables of references that each name the one before, a hundred thousand of them."""
    data = _one_page(WORDS)
    at = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    pieces, length = [data], len(data)
    for _ in range(100_000):
        piece = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\n" % at
        at = length
        pieces.append(piece)
        length += len(piece)
    return b"".join([*pieces, b"startxref\n%d\n%%%%EOF\n" % at])


ATTACKS = attacks(
    "pdf",
    nested_forms,
    repeated_form,
    form_within_itself,
    wide_forms,
    million_rectangles,
    path_of_million_points,
    fine_lattice,
    lattice_of_dashes,
    letters_on_one_spot,
    pages_beyond_count,
    pages_that_share_content,
    pages_in_depth,
    deflated_blanks,
    deflated_twice,
    deflated_three_times,
    object_stream_of_blanks,
    saved_states,
    deflated_picture,
    jbig2_picture,
    hundred_thousand_notes,
    endless_references,
)
