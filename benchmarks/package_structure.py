"""Change the parts of an office file that is a zip container: how it is packed, what its parts say of each other.

What stands in a worksheet or a text belongs to `worksheet_structure` and `word_structure`.
"""

import io
import random
import re
import struct
import zipfile

from benchmarks.mutants import Changes, Mutant, by_name, draw_change, draw_count

_CENTRAL = b"PK\x01\x02"
_LOCAL = b"PK\x03\x04"
_PIECE = 1_000_000
_MOST_BYTES = 800_000_000
_RELATIONSHIP = re.compile(rb"<Relationship\s[^>]*>")
_TARGET = re.compile(rb'Target="[^"]*"')
_ENTRY_SIZES = {20: "<I", 24: "<I", 10: "<H", 8: "<H", 16: "<I", 28: "<H", 30: "<H", 32: "<H", 42: "<I"}
"""Fields of an entry of the directory: both sizes, method, flags, checksum, three lengths and the place."""

Parts = dict[str, bytes]


def unpack(data: bytes) -> Parts:
    """The parts by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: Parts) -> bytes:
    """A container of these parts, the same bytes for the same parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, 1)
    return buffer.getvalue()


def change_package(data: bytes, rng: random.Random, most: int) -> Mutant | None:
    """Return the office file with one change of how it is packed, or of what its parts say of each other."""
    return draw_change(_CHANGES, data, rng, most)


# Packing -------------------------------------------------------------------------------------------------------------


def _many_members(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, min(most, 12_000))
    folder, ending = rng.choice(("xl/media/", "customXml/", "word/", "")), rng.choice(("png", "xml", "xml.rels"))
    more = {f"{folder}more{number}.{ending}": b"<a/>" for number in range(count)}
    return Mutant(pack(unpack(data) | more), f"{count} members in {folder!r} ending with {ending}", keeps_figures=True)


def _large_member(data: bytes, rng: random.Random, most: int) -> Mutant:
    size = draw_count(rng, min(1_000 * most, _MOST_BYTES))
    name = rng.choice(("xl/media/x.png", "customXml/x.xml", "word/x.xml", "content.xml.rels"))
    piece = rng.choice((b"\0", b"<a/>", b"x"))
    part = piece * (size // len(piece))
    return Mutant(pack(unpack(data) | {name: part}), f"{name} of {size} bytes of {piece!r}", keeps_figures=True)


def _wrong_entries(data: bytes, rng: random.Random, most: int) -> Mutant:
    changed = bytearray(data)
    told = []
    for _ in range(rng.choice((1, 1, 2, 5))):
        entry = rng.choice([found.start() for found in re.finditer(_CENTRAL, data)])
        field, layout = rng.choice(sorted(_ENTRY_SIZES.items()))
        number = rng.choice((0, 1, 99, 0xFFFF, 0xFFFFFFFF, 0x7FFFFFFF, rng.getrandbits(16)))
        struct.pack_into(layout, changed, entry + field, number & (0xFFFF if layout == "<H" else 0xFFFFFFFF))
        told.append(f"{number} in field {field} of the entry at {entry}")
    return Mutant(bytes(changed), "; ".join(told), keeps_figures=True)


def _wrong_heads(data: bytes, rng: random.Random, most: int) -> Mutant:
    changed = bytearray(data)
    head = rng.choice([found.start() for found in re.finditer(_LOCAL, data)])
    field = rng.choice((6, 8, 14, 18, 22, 26, 28))
    changed[head + field : head + field + 2] = rng.randbytes(2)
    return Mutant(bytes(changed), f"two bytes of field {field} of the head at {head}", keeps_figures=True)


def _wrong_end(data: bytes, rng: random.Random, most: int) -> Mutant:
    changed = bytearray(data)
    end = data.rindex(b"PK\x05\x06")
    field = rng.randrange(4, 22)
    changed[end + field : end + field + 2] = rng.randbytes(2)
    rest = rng.choice((b"", b"PK\x05\x06" * draw_count(rng, most), _CENTRAL * draw_count(rng, most)))
    return Mutant(bytes(changed) + rest, f"field {field} of the end, {len(rest)} bytes behind it", keeps_figures=True)


def _nested_zips(data: bytes, rng: random.Random, most: int) -> Mutant:
    depth = draw_count(rng, 200)
    inner = data
    for level in range(depth):
        inner = pack({rng.choice((f"{level}.zip", "xl/workbook.xml", "word/document.xml", "mimetype")): inner})
    name = rng.choice(("xl/embeddings/a.xlsx", "word/embeddings/a.docx", "customXml/a.xml", "a.zip"))
    return Mutant(pack(unpack(data) | {name: inner}), f"{depth} containers in each other as {name}", keeps_figures=True)


def _twins(data: bytes, rng: random.Random, most: int) -> Mutant:
    parts = unpack(data)
    name = rng.choice(sorted(parts))
    twin = rng.choice((name.upper(), name.replace("/", "\\"), f"/{name}", f"./{name}", f"{name}/", f"{name}\0x"))
    return Mutant(
        pack(parts | {twin: parts[rng.choice(sorted(parts))]}), f"{twin!r} beside {name}", keeps_figures=False
    )


# Relations -----------------------------------------------------------------------------------------------------------


def _loops(data: bytes, rng: random.Random, most: int) -> Mutant | None:
    """Let relations lead to any part: sheets that are workbooks, styles that are themselves."""
    parts = unpack(data)
    relations = [name for name in parts if name.endswith(".rels")]
    if not relations:
        return None
    name = rng.choice(sorted(relations))
    targets = [*sorted(parts), "", "..", ".", "/", "../" * 99, "x" * 999, "%2e%2e", "http://a/b", "#Sheet1"]
    target = f'Target="/{rng.choice(targets)}"'.encode()
    is_all = rng.random() < 0.3

    def change(relation: re.Match[bytes]) -> bytes:
        return _TARGET.sub(lambda _: target, relation[0]) if is_all or rng.random() < 0.5 else relation[0]

    changed = _RELATIONSHIP.sub(change, parts[name])
    return Mutant(pack(parts | {name: changed}), f"{target.decode()} in {name}")


def _relation_flood(data: bytes, rng: random.Random, most: int) -> Mutant | None:
    parts = unpack(data)
    relations = [name for name in parts if name.endswith(".rels")]
    if not relations:
        return None
    name, count = rng.choice(sorted(relations)), draw_count(rng, most)
    more = b"".join(b'<Relationship Id="more%d" Type="x/image" Target="x%d"/>' % (n, n % 9) for n in range(count))
    changed = parts[name].replace(b"</Relationships>", more + b"</Relationships>")
    return Mutant(pack(parts | {name: changed}), f"{count} relations more in {name}", keeps_figures=True)


def _deep_part(data: bytes, rng: random.Random, most: int) -> Mutant:
    parts = unpack(data)
    name = rng.choice(sorted(name for name in parts if name.endswith((".xml", ".rels"))))
    depth = draw_count(rng, rng.choice((250, most)))
    at = parts[name].rfind(b"</")
    inner = b"<x>" * depth + b"</x>" * rng.choice((depth, depth, 0))
    return Mutant(pack(parts | {name: parts[name][:at] + inner + parts[name][at:]}), f"{depth} levels in {name}", True)


def _odd_xml(data: bytes, rng: random.Random, most: int) -> Mutant:
    parts = unpack(data)
    name = rng.choice(sorted(name for name in parts if name.endswith((".xml", ".rels"))))
    piece = rng.choice(
        (
            *(b"<!-- x -->", b"<?x y?>", b"<![CDATA[]]>", b"\n", b"&#32;", b"<x/>", b'<x a="1" b="2"/>', b"<x:y/>"),
            *(b'<x xmlns:a="b"/>', b"&a;", b"<!DOCTYPE a>", b"\0", b"</x>", b'<x xmlns="y"/>'),
        )
    )
    count = draw_count(rng, most)
    at = parts[name].rfind(b"</")
    changed = parts[name][:at] + piece * count + parts[name][at:]
    return Mutant(
        pack(parts | {name: changed}), f"{count} times {piece.decode()} at the end of {name}", keeps_figures=True
    )


def _attribute_flood(data: bytes, rng: random.Random, most: int) -> Mutant:
    parts = unpack(data)
    name = rng.choice(sorted(name for name in parts if name.endswith((".xml", ".rels"))))
    count = draw_count(rng, most)
    said = rng.choice((b'a%d="1"', b'xmlns:a%d="b"', b'b%d="1" xmlns:a%d="c"'))
    piece = b"<x %s/>" % b" ".join(said.replace(b"%d", b"%d" % number) for number in range(count))
    at = parts[name].rfind(b"</")
    changed = parts[name][:at] + piece + parts[name][at:]
    return Mutant(pack(parts | {name: changed}), f"{count} attributes {said.decode()} in {name}", keeps_figures=True)


_CHANGES: Changes = by_name(
    *(_many_members, _large_member, _wrong_entries, _wrong_heads, _wrong_end, _nested_zips, _twins, _loops),
    *(_relation_flood, _deep_part, _odd_xml, _attribute_flood),
)
