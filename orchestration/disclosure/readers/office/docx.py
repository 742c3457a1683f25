"""Word documents as DOCX, as one flat XML file, and as Word 2003 wrote them: what a person sees of them, in order.

What stands where belongs to `word_body`; here a document is put together from its parts.
"""

import base64
import binascii
import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import Fragment, fragment, message
from orchestration.disclosure.readers.container import (
    CONTENT_TYPES_PART,
    fault_of_xml,
    open_package,
    parse_xml,
    read_xml_parts,
)
from orchestration.disclosure.readers.content import Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.office.embedded_file import read_embedded
from orchestration.disclosure.readers.office.word_body import Body
from orchestration.disclosure.readers.office.word_elements import name_of, named
from orchestration.disclosure.readers.office.word_looks import Looks
from orchestration.disclosure.readers.office.word_objects import Embedding, Objects
from orchestration.disclosure.readers.office.word_sections import has_even_pages, lines_of, running_lines

WORD_MAIN_TYPES = (
    "wordprocessingml.document.main+xml",
    "wordprocessingml.template.main+xml",
    "ms-word.document.macroenabled.main+xml",
    "ms-word.template.macroenabledtemplate.main+xml",
)
"""How the content type of the part that holds the text ends, in lower case."""

_FLAT_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_NO_PARTS: Mapping[str, bytes] = {}


@dataclass(frozen=True, slots=True)
class _Package:
    """The XML parts of a document by name in lower case, and how the bytes of another part are had."""

    parts: Mapping[str, bytes]
    load: Callable[[str], bytes]


def read_docx(raw: RawFile) -> Content:
    """The blocks of a Word document; pages are given only where Word left a complete record of its page breaks.

    Raises UnreadableFile for damaged, encrypted, oversized or hostile containers.
    """
    return _read_package(raw, _Package(read_xml_parts(raw.data), lambda name: _part_of(raw.data, name)))


def _read_innermost(raw: RawFile) -> Content:
    """The blocks of an embedded document; what is embedded in it in turn is told, not read."""
    return _read_package(raw, _Package(read_xml_parts(raw.data), _nothing))


def _nothing(_: str) -> bytes:
    return b""


def read_word_xml(raw: RawFile) -> Content:
    """The blocks of a Word document in one bare XML file: that of Word 2003, or the parts of a DOCX in one file.

    Raises UnreadableFile for XML that is broken, too large or hostile.
    """
    root = _parse(raw.data)
    if name_of(root) == "wordDocument":
        return _read_document(raw, root, styles=root, package=_Package(_NO_PARTS, _nothing), folder="")
    xml, others = _flat_parts(root)
    return _read_package(raw, _Package(xml, lambda name: others.get(name, b"")))


def _part_of(data: bytes, name: str) -> bytes:
    with open_package(data) as package:
        return package.read(name)


def _flat_parts(root: etree._Element) -> tuple[dict[str, bytes], dict[str, bytes]]:
    xml: dict[str, bytes] = {}
    others: dict[str, bytes] = {}
    for part in root.iterchildren(f"{_FLAT_PACKAGE}part"):
        name = part.get(f"{_FLAT_PACKAGE}name", "").lstrip("/").lower()
        for content in part:
            if content.tag == f"{_FLAT_PACKAGE}xmlData" and len(content):
                xml[name] = etree.tostring(content[0])
            elif content.tag == f"{_FLAT_PACKAGE}binaryData":
                others[name] = _decoded(content.text or "")
    return xml, others


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _read_package(raw: RawFile, package: _Package) -> Content:
    main = _main_part(package.parts)
    folder = posixpath.dirname(main)
    styles = _optional_part(package.parts, posixpath.join(folder, "styles.xml"))
    return _read_document(raw, _parse(package.parts[main]), styles, package, folder, posixpath.basename(main))


def _read_document(
    raw: RawFile,
    document: etree._Element,
    styles: etree._Element | None,
    package: _Package,
    folder: str,
    main: str = "",
) -> Content:
    if next(named(document, "altChunk"), None) is not None:
        raise UnreadableFile(ProblemKind.UNSUPPORTED_FORMAT, message("office.text_in_embedded_file"))
    parts = package.parts
    properties = _properties(_optional_part(parts, "docprops/app.xml"))
    pages = _recorded_pages(document, properties)
    looks = Looks(styles)
    targets = _targets(parts, folder, main)
    objects = Objects(
        Embedding(
            targets, lambda name: read_embedded(replace(raw, data=package.load(name)), _read_innermost), package.load
        )
    )
    runs = running_lines(
        document,
        has_even_pages(_optional_part(parts, posixpath.join(folder, "settings.xml"))),
        _RunningParts(parts, targets, looks).read,
    )
    body = Body(document, looks, objects, first_page=pages and 1, running=runs)
    blocks = tuple(body.document(document))
    return Content(
        blocks=blocks,
        pages=pages,
        producer=" ".join(filter(None, (properties.get("Application"), properties.get("AppVersion")))) or None,
        problems=tuple(replace(problem, file_name=raw.file_name) for problem in objects.problems),
    )


@dataclass(frozen=True, slots=True)
class _RunningParts:
    """The headers and footers of a document, each read once; pictures in them are logos."""

    parts: Mapping[str, bytes]
    targets: Mapping[str, str]
    looks: Looks
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, element: etree._Element) -> tuple[str, ...]:
        """The lines of the header or footer that an element refers to, or is."""
        ids = [str(id_) for key, id_ in element.attrib.items() if str(key).endswith("}id")]
        if not ids:
            return self._lines(element)
        name = self.targets.get(ids[0], "")
        if name not in self.known:
            root = _optional_part(self.parts, name)
            self.known[name] = () if root is None else self._lines(root)
        return self.known[name]

    def _lines(self, root: etree._Element) -> tuple[str, ...]:
        return lines_of(tuple(Body(root, self.looks, Objects(Embedding({}, lambda _: None, _nothing))).blocks(root)))


def _recorded_pages(document: etree._Element, properties: Mapping[str, str]) -> int | None:
    """The number of pages where the page breaks on record account for all of them; one page is a template's default.

    LibreOffice's record is not believed: it tells of its own fonts, most often those of a conversion.
    """
    pages = 1 + sum(1 for _ in named(document, "lastRenderedPageBreak"))
    is_complete = pages > 1 and properties.get("Pages") == str(pages)
    return pages if is_complete and not properties.get("Application", "").startswith("LibreOffice") else None


def _damaged(detail: Fragment) -> UnreadableFile:
    return UnreadableFile(ProblemKind.DAMAGED_FILE, message("files.damaged", detail=detail))


def _parse(part: bytes) -> etree._Element:
    try:
        return parse_xml(part)
    except etree.XMLSyntaxError as error:
        raise _damaged(fragment("files.xml_broken", error=fault_of_xml(error))) from error


def _optional_part(parts: Mapping[str, bytes], name: str) -> etree._Element | None:
    return _parse(parts[name]) if name in parts else None


def _main_part(parts: Mapping[str, bytes]) -> str:
    for entry in _parse(parts[CONTENT_TYPES_PART]) if CONTENT_TYPES_PART in parts else ():
        name = entry.get("PartName", "").lstrip("/").lower()
        if name in parts and entry.get("ContentType", "").lower().endswith(WORD_MAIN_TYPES):
            return name
    if "word/document.xml" in parts:
        return "word/document.xml"
    raise _damaged(fragment("office.no_word_part"))


def _targets(parts: Mapping[str, bytes], folder: str, main: str) -> Mapping[str, str]:
    """The names of the parts that the text refers to, by the ids that it uses for them."""
    return dict(_relations(_optional_part(parts, posixpath.join(folder, "_rels", f"{main}.rels")), folder))


def _relations(relations: etree._Element | None, folder: str) -> Iterator[tuple[str, str]]:
    for relation in () if relations is None else relations:
        if relation.get("TargetMode") != "External":
            target = relation.get("Target", "").lower()
            name = target if target.startswith("/") else posixpath.join(folder, target)
            yield relation.get("Id", ""), posixpath.normpath(name).lstrip("/")


def _properties(part: etree._Element | None) -> dict[str, str]:
    """The document's statistics as its program wrote them: Application, AppVersion, Pages."""
    return {} if part is None else {etree.QName(entry).localname: (entry.text or "").strip() for entry in part}
