"""Change the structure of a PDF file and write it anew with sound references: what checksums cannot refuse.

Damage of bytes is refused by the references and checksums of a file; a file that some program wrote oddly is not. Files
whose objects are packed into streams are left as they are.
"""

import base64
import random
import re
import zlib
from collections.abc import Callable

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_NUMBER = re.compile(rb"(?<![\w.#/-])-?\d+(?:\.\d+)?(?![\w.])")
_ODD_NUMBERS = (b"0", b"-1", b"1e9", b"99999999999", b"-2147483649", b"0.0000001", b"3.4e38", b"-0", b".", b"1000000")
_MOST_REPEATS = 3_000

Objects = dict[int, bytes]
Change = Callable[[Objects, random.Random], str]


def change_structure(data: bytes, rng: random.Random) -> tuple[bytes, str] | None:
    """Return a PDF with one change of its structure, and the change in words; None for a file of packed objects."""
    objects = {int(number): body for number, body in _OBJECT.findall(data)}
    root = re.search(rb"/Root\s+(\d+ 0 R)", data)
    if root is None or not any(b"/Pages" in body for body in objects.values()):
        return None
    told = rng.choice(_CHANGES)(objects, rng)
    return _write(objects, root[1]), told


def _write(objects: Objects, root: bytes) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets: dict[int, int] = {}
    for number, body in sorted(objects.items()):
        offsets[number] = len(out)
        out += b"%d 0 obj%sendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    entries = b"".join(
        b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 65535 f \n"
        for number in range(size)
    )
    return bytes(out) + b"xref\n0 %d\n%strailer\n<</Size %d/Root %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        entries,
        size,
        root,
        start,
    )


# Content -------------------------------------------------------------------------------------------------------------


def _change_content(objects: Objects, rng: random.Random, change: Callable[[bytes], bytes]) -> str:
    """Change the decoded content of one page or form."""
    contents = [
        number for number, body in objects.items() if (found := _STREAM.search(body)) and _is_content(body, found)
    ]
    if not contents:
        return "nothing"
    number = rng.choice(contents)
    head = objects[number][: objects[number].index(b"stream")]
    kept = re.sub(rb"/Filter\s*(?:\[[^\]]*\]|/\w+)|/Length\s+\d+", b"", head)
    content = zlib.compress(change(_decode(objects[number])))
    head = kept.replace(b"<<", b"<</Filter/FlateDecode/Length %d" % len(content), 1)
    objects[number] = head + b"stream\n" + content + b"\nendstream\n"
    return f"content {number}"


def _is_content(body: bytes, found: re.Match[bytes]) -> bool:
    if re.search(rb"/Subtype\s*/Image|/Length1|/FontFile|/Type\s*/(?:XRef|ObjStm|Metadata)", body[: found.start()]):
        return False
    try:
        return re.search(rb"\b(?:BT|re|cm|Tj)\b", _decode(body)) is not None
    except (ValueError, zlib.error):
        return False


def _decode(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found is not None
    content = found[1]
    if b"ASCII85Decode" in body[: found.start()]:
        content = base64.a85decode(content.strip().removeprefix(b"<~").removesuffix(b"~>"))
    return zlib.decompress(content) if b"FlateDecode" in body[: found.start()] else content


def _odd_numbers(objects: Objects, rng: random.Random) -> str:
    share = rng.choice((0.002, 0.02, 0.2))

    def change(content: bytes) -> bytes:
        return _NUMBER.sub(lambda number: rng.choice(_ODD_NUMBERS) if rng.random() < share else number[0], content)

    return f"odd numbers in {_change_content(objects, rng, change)}"


def _repeats(objects: Objects, rng: random.Random) -> str:
    def change(content: bytes) -> bytes:
        lines = content.split(b"\n")
        at, length = rng.randrange(len(lines)), rng.randint(1, 12)
        lines[at:at] = lines[at : at + length] * rng.randint(2, _MOST_REPEATS)
        return b"\n".join(lines)

    return f"operators repeated in {_change_content(objects, rng, change)}"


def _shuffled(objects: Objects, rng: random.Random) -> str:
    def change(content: bytes) -> bytes:
        lines = content.split(b"\n")
        rng.shuffle(lines)
        return b"\n".join(lines)

    return f"operators shuffled in {_change_content(objects, rng, change)}"


def _turned(objects: Objects, rng: random.Random) -> str:
    matrix = b" ".join(b"%.4f" % rng.uniform(-1.5, 1.5) for _ in range(4))
    changed = _change_content(objects, rng, lambda content: matrix + b" 0 0 cm " + content)
    return f"matrix {matrix.decode()} before {changed}"


def _nested(objects: Objects, rng: random.Random) -> str:
    depth = rng.randint(10, 20_000)
    return f"{depth} levels in {_change_content(objects, rng, lambda content: b'q ' * depth + content)}"


# Dictionaries --------------------------------------------------------------------------------------------------------


def _odd_reference(objects: Objects, rng: random.Random) -> str:
    """Let one reference lead to any object: loops of pages, pages that are fonts, forms inside themselves."""
    number = rng.choice([number for number, body in objects.items() if b" 0 R" in body])
    target = rng.choice(list(objects))
    references = list(re.finditer(rb"\d+ 0 R", objects[number]))
    at = rng.choice(references)
    objects[number] = objects[number][: at.start()] + b"%d 0 R" % target + objects[number][at.end() :]
    return f"object {number} refers to {target}"


def _odd_box(objects: Objects, rng: random.Random) -> str:
    pages = [number for number, body in objects.items() if b"/MediaBox" in body]
    if not pages:
        return "nothing"
    number = rng.choice(pages)
    box = b" ".join(rng.choice(_ODD_NUMBERS) for _ in range(4))
    turn = rng.choice((0, 45, 90, -90, 1_000_000))
    body = re.sub(rb"/MediaBox\s*\[[^\]]*\]", b"/MediaBox [%s]/Rotate %d" % (box, turn), objects[number])
    objects[number] = body
    return f"page {number} has the box {box.decode()}, turned by {turn}"


def _odd_annotation(objects: Objects, rng: random.Random) -> str:
    pages = [number for number, body in objects.items() if re.search(rb"/Type\s*/Page\b", body)]
    forms = [number for number, body in objects.items() if b"stream" in body]
    if not pages or not forms:
        return "nothing"
    page = rng.choice(pages)
    kind = rng.choice((b"FreeText", b"Widget", b"Stamp", b"StrikeOut", b"Square", b"Popup"))
    rect = b" ".join(rng.choice((b"50", b"700", *_ODD_NUMBERS)) for _ in range(4))
    annotation = b"<</Type/Annot/Subtype/%s/Rect[%s]/QuadPoints[%s %s]/AP<</N %d 0 R>>>>" % (
        kind,
        rect,
        rect,
        rect,
        rng.choice(forms),
    )
    objects[page] = objects[page].replace(b"<<", b"<</Annots[%s]" % (annotation * rng.choice((1, 1, 200))), 1)
    return f"annotation {kind.decode()} at {rect.decode()} on page {page}"


_CHANGES: tuple[Change, ...] = (
    *[_odd_numbers] * 2,
    _repeats,
    _shuffled,
    _turned,
    _nested,
    *[_odd_reference] * 2,
    _odd_box,
    _odd_annotation,
)
