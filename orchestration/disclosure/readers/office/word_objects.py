"""What stands in a Word document without being its text: pictures, and embedded workbooks and documents.

A picture is told; what is embedded is read where it is a workbook or a document and shown as such, else told.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from orchestration.disclosure.model import NOWHERE, Block, OpaqueBlock, OpaqueKind, Problem
from orchestration.disclosure.readers.content import Content, UnreadableFile

_EMU_PER_CM = 360_000
_TWIPS_PER_CM = 567.0
_LEAST_CM = 2.0
"""Smaller pictures are logos, seals of a line's height and rules."""

_MOST_EMBEDDED = 30
_CM_PER_UNIT = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "pc": 2.54 / 6, "px": 2.54 / 96}
_LENGTH = re.compile(r"(?:^|[;\s])(width|height)\s*:\s*(\d{1,6}(?:\.\d{1,6})?)\s*(cm|mm|in|pt|pc|px)\b")
_NO_TABLE = ("equation", "mathtype")


@dataclass(frozen=True, slots=True)
class Embedding:
    """Where the parts are that a part of the document names by number, and how one of them is read.

    `read` gives what is shown of an embedded file, None where it is none that is read, or raises UnreadableFile.
    """

    targets: Mapping[str, str]
    read: Callable[[str], Content | None]


@dataclass(slots=True)
class Objects:
    """The pictures and embedded objects of one part of a document; `problems` are those of embedded files."""

    embedding: Embedding
    problems: list[Problem] = field(default_factory=list)
    _read: int = 0

    def blocks(self, element: etree._Element) -> Iterator[Block]:
        """What a drawing or object puts in the place of text: nothing for one that is too small to hold a table."""
        embedded = next(element.iter("{*}OLEObject"), None)
        if embedded is not None:
            yield from self._embedded(element, embedded)
        elif next(element.iter("{*}blip", "{*}imagedata"), None) is not None and _may_hold_table(element):
            yield OpaqueBlock(OpaqueKind.PICTURE, NOWHERE)

    def _embedded(self, element: etree._Element, embedded: etree._Element) -> Iterator[Block]:
        if embedded.get("ProgID", "").lower().startswith(_NO_TABLE) or not _may_hold_table(element):
            return
        part = next((self.embedding.targets.get(str(id_)) for id_ in _ids(embedded)), None)
        content = None if part is None or embedded.get("DrawAspect") == "Icon" else self._content(part)
        if content is None or not content.blocks:
            yield OpaqueBlock(OpaqueKind.EMBEDDED_OBJECT, NOWHERE, part and posixpath.basename(part))
            return
        self.problems += content.problems
        yield from content.blocks

    def _content(self, part: str) -> Content | None:
        self._read += 1
        if self._read > _MOST_EMBEDDED:
            return None
        try:
            return self.embedding.read(part)
        except UnreadableFile:
            # What cannot be read is told as something that stands there.
            return None


def _ids(embedded: etree._Element) -> Iterator[str]:
    return (str(text) for name, text in embedded.attrib.items() if str(name).endswith("}id"))


def _may_hold_table(element: etree._Element) -> bool:
    """Whether a drawing or object is as large as a small table; one that does not say how large it is may be."""
    lengths = list(_lengths_cm(element))
    return not lengths or min(lengths) >= _LEAST_CM


def _lengths_cm(element: etree._Element) -> Iterator[float]:
    extent = next(element.iter("{*}extent"), None)
    if extent is not None:
        yield from (int(text) / _EMU_PER_CM for text in (extent.get("cx", ""), extent.get("cy", "")) if _is_count(text))
        return
    shape = next((part for part in element.iter("{*}shape", "{*}rect", "{*}group") if part.get("style")), None)
    if shape is not None:
        yield from (float(size) * _CM_PER_UNIT[unit] for _, size, unit in _LENGTH.findall(shape.get("style", "")))
        return
    originals = (text for name, text in element.attrib.items() if str(name).endswith("Orig"))
    yield from (int(text) / _TWIPS_PER_CM for text in originals if _is_count(str(text)))


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12
