"""The elements of WordprocessingML in all its dialects: names, values and which children can hold printed text.

What a run looks like belongs to `word_looks`, what stands where to `word_body`.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from lxml import etree

_NAMESPACES = frozenset(
    {
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "{http://purl.oclc.org/ooxml/wordprocessingml/main",
        "{http://schemas.microsoft.com/office/word/2003/wordml",
        "{http://schemas.microsoft.com/office/word/2010/wordml",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006",
        "{http://schemas.microsoft.com/aml/2001/core",
    }
)
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math"

_NOT_PRINTED = frozenset(
    {"del", "moveFrom", "delText", "delInstrText", "rt", "sectPr"}
    | {"pPr", "rPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr"}
)
_OFF = frozenset({"0", "false", "off"})

_INSERTION = "Word.Insertion"
"""The only annotation of Word 2003 whose content is printed; the others hold deleted text, comments, former formats."""


@lru_cache(maxsize=4096)
def _local_name(tag: object) -> str:
    namespace, _, local = str(tag).rpartition("}")
    return local if namespace in _NAMESPACES or (namespace == _MATH and local == "t") else ""


def name_of(element: etree._Element) -> str:
    """The element's local name if it belongs to a dialect of WordprocessingML or to compatibility markup, else ''."""
    return _local_name(element.tag)


def named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """All elements of this name below a root."""
    return (element for element in root.iter(f"{{*}}{name}") if name_of(element) == name)


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of this name."""
    for inner in children(element):
        if _local_name(inner.tag) == name:
            return inner
    return None


def children(element: etree._Element | None) -> Iterable[etree._Element]:
    """All children; none of an element that is not there."""
    return () if element is None else element


def value(element: etree._Element | None, attribute: str = "val") -> str | None:
    """An attribute in the namespace of its element; None where either is absent."""
    if element is None:
        return None
    namespace = str(element.tag).rpartition("}")[0]
    return element.get(f"{namespace}}}{attribute}")


def is_on(element: etree._Element) -> bool:
    """Whether an on/off property is on: it is unless it says otherwise."""
    return value(element) not in _OFF


def switch(properties: etree._Element | None, name: str) -> bool | None:
    """An on/off property: None where nothing is said."""
    found = child(properties, name)
    return None if found is None else is_on(found)


def number(element: etree._Element | None, attribute: str = "val") -> int | None:
    """A whole number, None where none is stated (in a length that any number of a document has)."""
    text = value(element, attribute) or ""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def printed_children(parent: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The children that can hold printed text, with their names; of the alternatives of one drawing, the first."""
    for inner in parent:
        name = _local_name(inner.tag)
        if name in _NOT_PRINTED:
            continue
        if name == "AlternateContent":
            chosen = child(inner, "Choice")
            chosen = child(inner, "Fallback") if chosen is None else chosen
            yield from () if chosen is None else printed_children(chosen)
        elif name != "annotation" or value(inner, "type") == _INSERTION:
            yield name, inner


def inside(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, through content controls and other wrappers."""
    for found, inner in printed_children(parent):
        if found == name:
            yield inner
        elif found not in {"p", "tbl", "tr", "tc"}:
            yield from inside(inner, name)
