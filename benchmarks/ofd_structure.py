"""Change the pages of an OFD file: numbers, distances, paths, nesting, resources, templates, annotations."""

import random
import re
from collections.abc import Callable

from benchmarks.mutants import Changes, Mutant, by_name, draw_change, draw_count, odd_count
from benchmarks.package_structure import Parts, pack, unpack

_DOCUMENT, _RESOURCES = "Doc_0/Document.xml", "Doc_0/PublicRes.xml"
_PAGES = re.compile(r"Doc_0/(Pages|Tpls)/")
_NUMBERS = re.compile(rb"\b(Boundary|CTM|Size|X|Y|DeltaX|Alpha|HScale|LineWidth|Value|CharDirection)=(['\"])[^'\"]*\2")
_REFERENCES = re.compile(rb"\b(ID|ResourceID|TemplateID|PageID|DrawParam|Font|BaseLoc|Relative)=(['\"])[^'\"]*\2")
_ODD_NUMBERS = (
    b"nan",
    b"inf",
    b"-1e30",
    b"1e30",
    b"1,5",
    b"\xc2\xbd",
    b"0x10",
    b"1 2",
    b"g",
    b"g 9 9 9",
    b"--1",
    b".",
    b"",
)
_SPACE = b"xmlns:ofd='http://www.ofdspec.org/2016'"
_AWAY = b"Boundary='-900 -900 10 10'"
"""Of what is added and must not be seen."""


def change_ofd(data: bytes, rng: random.Random, most: int) -> Mutant | None:
    """Return the file with one change of its pages."""
    return draw_change(_CHANGES, data, rng, most)


def _pages_of(parts: Parts) -> list[str]:
    return sorted(name for name in parts if _PAGES.match(name))


def _replaced(
    data: bytes, rng: random.Random, pattern: re.Pattern[bytes], value: Callable[[], bytes], told: str
) -> Mutant:
    """Put other values into attributes: into one, or into some of every hundred."""
    parts = unpack(data)
    name = rng.choice([*_pages_of(parts), _DOCUMENT, _RESOURCES])
    found = list(pattern.finditer(parts[name]))
    chosen = set(rng.sample(range(len(found)), min(len(found), rng.choice((1, 1, 3, 20)))))
    at, pieces = 0, []
    for number, attribute in enumerate(found):
        if number in chosen:
            pieces += [parts[name][at : attribute.start()], attribute[1] + b"='" + value() + b"'"]
            at = attribute.end()
    changed = b"".join([*pieces, parts[name][at:]])
    return Mutant(pack(parts | {name: changed}), f"{told} in {len(chosen)} places of {name}")


def _odd_numbers(data: bytes, rng: random.Random, most: int) -> Mutant:
    return _replaced(data, rng, _NUMBERS, lambda: rng.choice((*_ODD_NUMBERS, odd_count(rng))), "odd numbers")


def _odd_references(data: bytes, rng: random.Random, most: int) -> Mutant:
    values = (
        b"",
        b"/",
        b"..",
        b"../" * 99,
        b"OFD.xml",
        b"Doc_0/Document.xml",
        b"7",
        b"500",
        b"1000",
        b"x" * 999,
        b"%00",
    )
    return _replaced(data, rng, _REFERENCES, lambda: rng.choice(values), "odd references")


def _odd_distances(data: bytes, rng: random.Random, most: int) -> Mutant:
    def value() -> bytes:
        runs = (
            b"g %s %s" % (odd_count(rng), rng.choice((b"1", b"0", odd_count(rng)))) for _ in range(rng.randint(1, 4))
        )
        return b" ".join(runs)

    return _replaced(data, rng, re.compile(rb"\b(DeltaX)=(['\"])[^'\"]*\2"), value, "odd runs of distances")


def _added(data: bytes, rng: random.Random, piece: bytes, told: str, keeps: bool = True) -> Mutant:
    """Put objects at the end of the last layer of a page."""
    parts = unpack(data)
    name = rng.choice(_pages_of(parts))
    at = parts[name].rfind(b"</ofd:Layer>")
    changed = parts[name][:at] + piece + parts[name][at:]
    return Mutant(pack(parts | {name: changed}), f"{told} in {name}", keeps_figures=keeps)


_LETTER = b"<ofd:TextObject %s Size='3'><ofd:TextCode X='0' Y='3'>x</ofd:TextCode></ofd:TextObject>" % _AWAY
_LINE = b"<ofd:PathObject %s><ofd:AbbreviatedData>M 0 0 L 9 9</ofd:AbbreviatedData></ofd:PathObject>" % _AWAY
_PICTURE = b"<ofd:ImageObject %s CTM='9 0 0 9 0 0' ResourceID='x'/>" % _AWAY


def _objects(data: bytes, rng: random.Random, most: int) -> Mutant:
    piece, count = rng.choice((_LETTER, _LINE, _PICTURE, b"<ofd:PageBlock/>", b"<ofd:Other/>")), draw_count(rng, most)
    return _added(data, rng, piece * count, f"{count} times {piece.decode()}")


def _blocks_in_blocks(data: bytes, rng: random.Random, most: int) -> Mutant:
    depth = draw_count(rng, rng.choice((39, 300, most)))
    piece = b"<ofd:PageBlock>" * depth + _LETTER + b"</ofd:PageBlock>" * depth
    return _added(data, rng, piece, f"{depth} blocks in each other")


def _paths(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, most)
    step = rng.choice(
        (b"L 1 1 ", b"C ", b"M 1 1 ", b"B 1 1 2 2 3 3 ", b"A 1 1 0 0 1 2 2 ", b"Q 1 1 2 2 ", b"L 1 ", b"1 ")
    )
    path = b"<ofd:PathObject %s Fill='true'><ofd:AbbreviatedData>%s</ofd:AbbreviatedData></ofd:PathObject>"
    return _added(data, rng, path % (_AWAY, b"M 0 0 " + step * count), f"a path of {count} times {step.decode()}")


def _texts(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, 10 * most)
    letter = rng.choice(("x", "字", "\U00020000", "\u0301", "\ue000", " ")).encode()
    code = b"<ofd:TextCode X='0' Y='0' DeltaX='%s'>%s</ofd:TextCode>" % (odd_count(rng), letter * count)
    return _added(
        data, rng, b"<ofd:TextObject %s Size='3'>%s</ofd:TextObject>" % (_AWAY, code), f"a text of {count} letters"
    )


def _clips(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, most)
    path = b"<ofd:Path Boundary='0 0 9 9'><ofd:AbbreviatedData>M 0 0 L 9 9</ofd:AbbreviatedData></ofd:Path>"
    clips = b"<ofd:Clips>%s</ofd:Clips>" % (b"<ofd:Clip><ofd:Area>%s</ofd:Area></ofd:Clip>" % path * count)
    piece = _LINE.replace(b"<ofd:AbbreviatedData>", clips + b"<ofd:AbbreviatedData>", 1)
    return _added(data, rng, piece, f"{count} clips of one path")


def _composites(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Composites that draw the next, or themselves, so many times."""
    levels, calls = draw_count(rng, 60), draw_count(rng, 12)
    is_circle = rng.random() < 0.3
    call = b"<ofd:CompositeObject ResourceID='c%d' " + _AWAY + b"/>"
    units = b"".join(
        b"<ofd:CompositeGraphicUnit ID='c%d'><ofd:Content>%s</ofd:Content></ofd:CompositeGraphicUnit>"
        % (level, (call % ((level + 1) % (levels if is_circle else levels + 1))) * calls)
        for level in range(levels)
    )
    innermost = b"<ofd:CompositeGraphicUnit ID='c%d'><ofd:Content>%s</ofd:Content></ofd:CompositeGraphicUnit>"
    group = b"<ofd:CompositeGraphicUnits>%s</ofd:CompositeGraphicUnits>" % (units + innermost % (levels, _LETTER))
    parts = unpack(data)
    resources = parts[_RESOURCES].replace(b"</ofd:Res>", group + b"</ofd:Res>")
    told = f"{levels} composites that draw the next {calls} times"
    return _added(pack(parts | {_RESOURCES: resources}), rng, call % 0, told)


def _parameters(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, most)
    chain = b"".join(b"<ofd:DrawParam ID='p%d' Relative='p%d'/>" % (at, (at + 1) % count) for at in range(count))
    parts = unpack(data)
    group = b"<ofd:DrawParams>%s</ofd:DrawParams></ofd:Res>" % chain
    changed = pack(parts | {_RESOURCES: parts[_RESOURCES].replace(b"</ofd:Res>", group)})
    return _added(
        changed, rng, _LINE.replace(b"Object ", b"Object DrawParam='p0' ", 1), f"a circle of {count} parameters"
    )


def _page_list(data: bytes, rng: random.Random, most: int) -> Mutant:
    parts = unpack(data)
    count = draw_count(rng, min(most, 6_000))
    page = b"<ofd:Page ID='1' BaseLoc='%s'/>" % rng.choice((b"Pages/Page_0/Content.xml", b"", b"Document.xml", b"x"))
    changed = parts[_DOCUMENT].replace(b"</ofd:Pages>", page * count + b"</ofd:Pages>")
    return Mutant(pack(parts | {_DOCUMENT: changed}), f"{count} times {page.decode()}")


def _templates(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Templates of templates, in a chain or a circle."""
    parts, count = unpack(data), draw_count(rng, 100)
    listed = b"".join(b"<ofd:TemplatePage ID='t%d' BaseLoc='T_%d.xml'/>" % (at, at) for at in range(count))
    document = parts[_DOCUMENT].replace(b"</ofd:CommonData>", listed + b"</ofd:CommonData>")
    last = rng.choice((0, count - 1))
    more = {
        f"Doc_0/T_{at}.xml": b"<ofd:Page %s><ofd:Template TemplateID='t%d'/></ofd:Page>"
        % (_SPACE, at + 1 if at < count - 1 else last)
        for at in range(count)
    }
    name = rng.choice(_pages_of(parts))
    page = parts[name].replace(b"<ofd:Content>", b"<ofd:Template TemplateID='t0'/><ofd:Content>", 1)
    return Mutant(pack(parts | more | {_DOCUMENT: document, name: page}), f"{count} templates that go on to {last}")


def _annotations(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, most)
    kind = rng.choice((b"Path", b"Stamp", b"Link", b"", b"x"))
    annot = b"<ofd:Annot Type='%s'><ofd:Appearance Boundary='0 0 9 9'>%s</ofd:Appearance></ofd:Annot>" % (kind, _LINE)
    parts = unpack(data)
    changed = {
        _DOCUMENT: parts[_DOCUMENT].replace(b"<ofd:Pages>", b"<ofd:Annotations>A.xml</ofd:Annotations><ofd:Pages>", 1),
        "Doc_0/A.xml": b"<ofd:Annotations %s><ofd:Page PageID='1000'><ofd:FileLoc>B.xml</ofd:FileLoc></ofd:Page>"
        b"</ofd:Annotations>" % _SPACE,
        "Doc_0/B.xml": b"<ofd:PageAnnot %s>%s</ofd:PageAnnot>" % (_SPACE, annot * count),
    }
    return Mutant(pack(parts | changed), f"{count} annotations of the kind {kind.decode()!r}")


def _elements_moved(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Drop, double or swap whole elements."""
    parts = unpack(data)
    name = rng.choice([*_pages_of(parts), _DOCUMENT, _RESOURCES, "OFD.xml"])
    found = list(re.finditer(rb"<ofd:(\w+)[^>]*/>|<ofd:(\w+)[^>]*>[^<]*</ofd:\2>", parts[name]))
    if not found:
        return Mutant(data, "nothing", keeps_figures=True)
    chosen, other = rng.choice(found), rng.choice(found)
    piece = rng.choice((b"", chosen[0] * draw_count(rng, most), other[0]))
    changed = parts[name][: chosen.start()] + piece + parts[name][chosen.end() :]
    return Mutant(
        pack(parts | {name: changed}), f"{len(piece)} bytes in the place of {chosen[0][:80].decode()} in {name}"
    )


_CHANGES: Changes = by_name(
    *(_odd_numbers, _odd_references, _odd_distances, _objects, _blocks_in_blocks, _paths, _texts, _clips, _composites),
    *(_parameters, _page_list, _templates, _annotations, _elements_moved),
)
