"""XLSX: what is around the cells of a worksheet: page headers and footers, painted areas, pictures and objects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from orchestration.disclosure.model import OpaqueKind
from orchestration.disclosure.readers.office.drawn_sizes import may_hold_table

AROUND = (
    "{*}headerFooter",
    "{*}conditionalFormatting",
    "{*}tablePart",
    "{*}drawing",
    "{*}oleObject",
)
_TRUE = frozenset({"1", "true", "on"})


@dataclass(slots=True)
class Surroundings:
    """What a worksheet's part says behind its cells; `drawings` and `tables` are ids of other parts."""

    headers: list[str] = field(default_factory=list)
    painted: list[str] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    objects: int = 0

    def note(self, kind: str, element: etree._Element) -> None:
        """Take one of the elements named in AROUND."""
        match kind:
            case "headerFooter":
                self.headers += _headers(element)
            case "conditionalFormatting":
                self.painted += element.get("sqref", "").split()
            case "tablePart":
                self.tables += _ids(element)
            case "drawing":
                self.drawings += _ids(element)
            case "oleObject":
                self.objects += 1


def pictures(drawing: etree._Element) -> Iterator[OpaqueKind]:
    """The pictures of a drawing that are large enough to hold a table."""
    anchors = (anchor for anchor in drawing if next(anchor.iter("{*}pic"), None) is not None)
    return (OpaqueKind.PICTURE for anchor in anchors if may_hold_table(anchor))


def _headers(element: etree._Element) -> Iterator[str]:
    texts: Mapping[str, str] = {part.tag.rpartition("}")[2]: part.text or "" for part in element}
    pages = ["odd"]
    if element.get("differentFirst") in _TRUE:
        pages.insert(0, "first")
    if element.get("differentOddEven") in _TRUE:
        pages.append("even")
    for kind in ("Header", "Footer"):
        yield from (texts.get(page + kind, "") for page in pages)


def _ids(element: etree._Element) -> Iterator[str]:
    return (str(text) for name, text in element.attrib.items() if str(name).rpartition("}")[2] == "id")
