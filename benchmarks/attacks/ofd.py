"""OFD files made to exhaust their reader."""

from collections.abc import Callable, Iterable

from benchmarks.attacks.attack import attacks
from tests.synthetic.documents.formats.ofd import document

_A4 = (210.0, 297.0)
_LETTER = "<ofd:TextObject Boundary='9 9 9 9' Size='3'><ofd:TextCode X='0' Y='3'>x</ofd:TextCode></ofd:TextObject>"
_UNITS = "<ofd:CompositeGraphicUnits>{}</ofd:CompositeGraphicUnits>"


def _page(objects: str, resources: str = "") -> bytes:
    return document([_A4], [f"<ofd:Layer>{objects}</ofd:Layer>"], resources=resources)


def _composites(levels: int, calls: int) -> str:
    """Composites that each draw the next so many times, the last one a letter."""
    drawn = [*(_call(level + 1) * calls for level in range(levels)), _LETTER]
    return _UNITS.format("".join(_composite(level, content) for level, content in enumerate(drawn)))


def _composite(identifier: int, content: str) -> str:
    unit = f"<ofd:Content>{content}</ofd:Content>"
    return f"<ofd:CompositeGraphicUnit ID='c{identifier}'>{unit}</ofd:CompositeGraphicUnit>"


def _call(identifier: int) -> str:
    return f"<ofd:CompositeObject Boundary='0 0 9 9' ResourceID='c{identifier}'/>"


def _path(steps: Iterable[str]) -> str:
    data = f"<ofd:AbbreviatedData>{''.join(steps)}</ofd:AbbreviatedData>"
    return f"<ofd:PathObject Boundary='0 0 200 200'>{data}</ofd:PathObject>"


def composites_that_multiply() -> bytes:
    return _page(_call(0), _composites(11, 10))


def composite_within_itself() -> bytes:
    return _page(_call(0), _UNITS.format(_composite(0, _call(0))))


def million_letters() -> bytes:
    code = f"<ofd:TextCode X='0' Y='3' DeltaX='g 999999999 1'>{'x' * 1_000_000}</ofd:TextCode>"
    return _page(f"<ofd:TextObject Boundary='9 9 9 9' Size='3'>{code}</ofd:TextObject>")


def million_objects() -> bytes:
    return _page(_LETTER * 350_000)


def path_of_million_points() -> bytes:
    return _page(_path(["M 0 0 ", *(f"L {at % 200} {at // 200 % 200} " for at in range(1_000_000))]))


def fine_lattice() -> bytes:
    lines = (f"M 0 {at / 4} L 200 {at / 4} M {at / 4} 0 L {at / 4} 200 " for at in range(800))
    return _page(_path(lines))


def blocks_in_blocks() -> bytes:
    return _page("<ofd:PageBlock>" * 200 + _LETTER + "</ofd:PageBlock>" * 200)


def crowded_template_of_all_pages() -> bytes:
    """One page of twenty thousand letters that three hundred pages show."""
    pages = "".join(f"<ofd:Page ID='{at}' BaseLoc='Pages/Page_0/Content.xml'/>" for at in range(300))
    common = "<ofd:Layer>" + _LETTER * 20_000 + "</ofd:Layer>"
    return document([_A4], ["<ofd:Layer/>"], templates=[common], pages_more=pages)


def annotations_of_no_page() -> bytes:
    """Four thousand pages, and a list of a hundred thousand annotated ones that are not among them."""
    pages = "".join(f"<ofd:Page ID='{2000 + at}' BaseLoc='Pages/Page_0/Content.xml'/>" for at in range(4_000))
    listed = "<ofd:Page PageID='1'><ofd:FileLoc>B.xml</ofd:FileLoc></ofd:Page>" * 100_000
    return document(
        [_A4],
        ["<ofd:Layer/>"],
        pages_more=pages,
        more="<ofd:Annotations>A.xml</ofd:Annotations>",
        others={"Doc_0/A.xml": f"<ofd:Annotations xmlns:ofd='http://www.ofdspec.org/2016'>{listed}</ofd:Annotations>"},
    )


_BUILDERS: tuple[Callable[[], bytes], ...] = (
    *(composites_that_multiply, composite_within_itself, million_letters, million_objects, path_of_million_points),
    *(fine_lattice, blocks_in_blocks, crowded_template_of_all_pages, annotations_of_no_page),
)
ATTACKS = attacks("ofd", *_BUILDERS)
