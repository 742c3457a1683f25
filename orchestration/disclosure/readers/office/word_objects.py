"""What stands in a Word document without being its text: pictures, and embedded workbooks and documents.

A picture is told; what is embedded is read where it is a workbook or a document and shown as such, else told.
"""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from lxml import etree

from orchestration.disclosure.model import NOWHERE, Block, OpaqueBlock, OpaqueKind, Problem, Table
from orchestration.disclosure.readers.content import MAX_TABLE_CELLS, Content, UnreadableFile
from orchestration.disclosure.readers.office.drawn_sizes import may_hold_table

_MOST_EMBEDDED = 16
_MOST_TOLD = 500
_NO_TABLE = ("equation", "mathtype")


@dataclass(frozen=True, slots=True)
class Embedding:
    """Where the parts are that a part of the document names by number, and how one of them is read.

    `read` gives what is shown of an embedded file, None where it is none that is read, or raises UnreadableFile; `load`
    gives the bytes of a part, empty where there is none.
    """

    targets: Mapping[str, str]
    read: Callable[[str], Content | None]
    load: Callable[[str], bytes]


@dataclass(slots=True)
class Objects:
    """The pictures and embedded objects of one part of a document; `problems` are those of embedded files."""

    embedding: Embedding
    problems: list[Problem] = field(default_factory=list)
    _known: dict[str, Content | None] = field(default_factory=dict)
    _cells: int = 0
    _told: int = 0

    def blocks(self, element: etree._Element) -> Iterator[Block]:
        """What a drawing or object puts in the place of text: nothing for one that is too small to hold a table."""
        embedded = next(element.iter("{*}OLEObject"), None)
        if embedded is not None:
            yield from self._embedded(element, embedded)
        elif next(element.iter("{*}blip", "{*}imagedata"), None) is not None and may_hold_table(element):
            yield from self._tell(OpaqueBlock(OpaqueKind.PICTURE, NOWHERE, load=self._picture(element)))

    def _picture(self, element: etree._Element) -> Callable[[], bytes] | None:
        """What gives the first picture of a drawing that lies in the document."""
        shown = (id_ for picture in element.iter("{*}blip", "{*}imagedata") for id_ in _ids(picture))
        part = next(filter(None, map(self.embedding.targets.get, shown)), None)
        return None if part is None else partial(self.embedding.load, part)

    def _embedded(self, element: etree._Element, embedded: etree._Element) -> Iterator[Block]:
        if embedded.get("ProgID", "").lower().startswith(_NO_TABLE) or not may_hold_table(element):
            return
        part = next((self.embedding.targets.get(str(id_)) for id_ in _ids(embedded)), None)
        content = None if part is None or embedded.get("DrawAspect") == "Icon" else self._content(part)
        if content is None or not content.blocks:
            yield from self._tell(OpaqueBlock(OpaqueKind.EMBEDDED_OBJECT, NOWHERE, part and posixpath.basename(part)))
            return
        self.problems += content.problems
        yield from content.blocks

    def _tell(self, block: OpaqueBlock) -> Iterator[OpaqueBlock]:
        self._told += 1
        if self._told <= _MOST_TOLD:
            yield block

    def _content(self, part: str) -> Content | None:
        """What an embedded file shows, each read once; None where it, or all of them together, cannot be read."""
        if part not in self._known:
            is_beyond = len(self._known) >= _MOST_EMBEDDED or self._cells > MAX_TABLE_CELLS
            self._known[part] = None if is_beyond else self._read(part)
        content = self._known[part]
        self._cells += 0 if content is None else _count_cells(content)
        return content if self._cells <= MAX_TABLE_CELLS else None

    def _read(self, part: str) -> Content | None:
        try:
            return self.embedding.read(part)
        except UnreadableFile:
            # What cannot be read is told as something that stands there.
            return None


def _count_cells(content: Content) -> int:
    return sum(len(block.cells) if isinstance(block, Table) else 1 for block in content.blocks)


def _ids(element: etree._Element) -> Iterator[str]:
    return (str(text) for name, text in element.attrib.items() if str(name).endswith(("}id", "}embed")))
