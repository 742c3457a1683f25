"""Zip containers (OOXML, OpenDocument) opened without trust.

Every member is inflated once, within bounds, and its CRC compared; what a parser is given afterwards is only what was
checked here, so that two zip implementations can never disagree about what a file says.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from lxml import etree

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import Fragment, fragment, message
from orchestration.disclosure.readers.content import MAX_UNPACKED_BYTES, Damage, UnreadableFile

ZIP_SIGNATURE = b"PK\x03\x04"
CONTENT_TYPES_PART = "[content_types].xml"

_MAX_MEMBERS = 10_000
_MAX_TAGS = 2_000_000
_MAX_XML_BYTES = 100 * 1024 * 1024
"""All of it is held in memory at once; the nine sheets have 1 MB."""

_PIECE_BYTES = 1024 * 1024
_XML_SUFFIXES = (".xml", ".rels")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CENTRAL_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED_MEMBER = 0x1
_NAMED_IN_UTF8 = 0x800
_UNICODE_PATH = 0x7075
_MANIFEST_PART = "meta-inf/manifest.xml"
_ENCRYPTED_DOCUMENT = b"encryption-data"
_ENTITY_MARKS = tuple(
    mark.encode(codec) for mark in ("<!DOCTYPE", "<!ENTITY") for codec in ("utf-8", "utf-16-le", "utf-16-be")
)
_HEAD_BYTES = 64
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
    # of a method of compression that zipfile does not know
    NotImplementedError,
)


class Package:
    """The parts of a zip container by name: in lower case and with forward slashes, because office programs tell
    neither case nor slashes apart. Only for the `with` block of `open_package`."""

    def __init__(self, archive: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo]) -> None:
        self._archive = archive
        self._members = {_name(member): member for member in members}

    @property
    def names(self) -> frozenset[str]:
        """The names of the parts."""
        return frozenset(self._members)

    def read(self, name: str) -> bytes:
        """The part, inflated and verified; empty where there is none."""
        if name not in self._members:
            return b""
        member = self._members[name]
        # zipfile never returns more than the size the directory claims, and the sum of those was checked.
        part = self._archive.read(member)
        if len(part) != member.file_size:
            raise Damage(fragment("files.part_cut_short", name=member.filename))
        return part

    def extract(self, name: str) -> bytes:
        """The part as `read` gives it. Raises UnreadableFile where this part alone is damaged."""
        try:
            return self.read(name)
        except _BROKEN_ZIP as failure:
            raise _damaged(failure) from failure

    def title(self, name: str) -> str:
        """The name of the part as the program that packed it meant it."""
        return _title(self._members[name])

    def size(self, name: str) -> int:
        """How many bytes the part unpacks to."""
        return self._members[name].file_size

    def verify(self, name: str) -> None:
        """Inflate the part piece by piece, so that damage shows, and keep nothing of it."""
        with self._archive.open(self._members[name]) as stream:
            size = sum(map(len, iter(lambda: stream.read(_PIECE_BYTES), b"")))
        if size != self._members[name].file_size:
            raise Damage(fragment("files.part_cut_short", name=name))

    def refuse_vast(self, names: Iterable[str]) -> None:
        """Raises UnreadableFile where these parts together are more than fits into memory beside their tables."""
        size = sum(self._members[name].file_size for name in names)
        if size > _MAX_XML_BYTES:
            raise _too_large(fragment("files.text_unpacks", bytes=size))


@contextmanager
def open_package(data: bytes) -> Iterator[Package]:
    """A zip container that claims no more than a machine can hold, for reading parts inside a `with` block.

    Raises UnreadableFile: encrypted, too large, or damaged, also for damage that shows only while the block reads.
    """
    if data.count(_CENTRAL_DIRECTORY_ENTRY) > _MAX_MEMBERS:
        raise _too_large(fragment("files.too_many_parts", limit=_MAX_MEMBERS))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _refuse_hostile(members)
            yield Package(archive, members)
    except _BROKEN_ZIP as failure:
        raise _damaged(failure) from failure


def read_xml_parts(data: bytes) -> dict[str, bytes]:
    """The UTF-8 XML parts (and `mimetype`) of a zip container, inflated and verified, named as `Package` names them.

    All parts are verified, pictures too: a file with one damaged part is a damaged file.
    Raises UnreadableFile: damaged, encrypted, too large, or XML that declares a document type.
    """
    with open_package(data) as package:
        wanted = {name for name in package.names if name.endswith(_XML_SUFFIXES) or name == "mimetype"}
        package.refuse_vast(wanted)
        for name in package.names - wanted:
            package.verify(name)
        xml = {name: package.read(name) for name in wanted}
    if _ENCRYPTED_DOCUMENT in xml.get(_MANIFEST_PART, b""):
        raise _encrypted()
    for name, part in xml.items():
        if any(mark in part for mark in _ENTITY_MARKS):
            raise _declares_type(fragment("files.part", name=name))
    # Attachments may be XML in UTF-16; the parts that a reader needs never are.
    return {name: part for name, part in xml.items() if b"\0" not in part[:_HEAD_BYTES]}


def parse_xml(part: bytes) -> etree._Element:
    """The root of a verified part, without comments. Raises lxml's XMLSyntaxError, and UnreadableFile for more elements
    than expected and for a document type (which an odd encoding may have hidden until here)."""
    _refuse_too_many_elements(part)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(part, parser)
    _refuse_document_type(root)
    return root


def iterate_xml(
    part: bytes, tags: Sequence[str], events: Sequence[str] = ("end",)
) -> Iterator[tuple[str, etree._Element]]:
    """Events and elements of a verified part that is too large for a tree; the caller forgets what it has read.

    Raises what `parse_xml` raises, the refusal of a document type only at the end.
    """
    _refuse_too_many_elements(part)
    parsing = etree.iterparse(
        io.BytesIO(part),
        events=events,
        tag=tags,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    yield from parsing
    _refuse_document_type(parsing.root)


def fault_of_xml(failure: etree.XMLSyntaxError) -> Fragment:
    """What is wrong with XML that the parser refused, in words for a message."""
    if "depth" in str(failure.msg):
        return fragment("files.nested_too_deeply")
    # some of libxml2's sentences go over two lines
    told = " ".join(str(failure.msg).split())
    return Fragment(told, told)


def forget(element: etree._Element) -> None:
    """Free an element that was read: it and those before it stay in the tree otherwise until all is parsed."""
    element.clear()
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)


def _refuse_document_type(root: etree._Element) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise _declares_type(fragment("files.some_part"))


def _refuse_too_many_elements(part: bytes) -> None:
    """XML whose tree would take far more memory than its text."""
    tags = part.count(b"<")
    if tags > _MAX_TAGS:
        raise _too_large(fragment("files.too_many_tags", tags=tags))


def _refuse_hostile(members: Iterable[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    unpacked = 0
    for member in members:
        if member.flag_bits & _ENCRYPTED_MEMBER:
            raise _encrypted()
        if member.compress_type not in _METHODS:
            raise UnreadableFile(ProblemKind.UNSUPPORTED_FORMAT, message("files.unusual_packing"))
        if _name(member) in seen:
            raise Damage(fragment("files.part_twice", name=member.filename))
        seen.add(_name(member))
        unpacked += member.file_size
    if unpacked > MAX_UNPACKED_BYTES:
        raise _too_large(fragment("files.unpacks", bytes=unpacked))


def _name(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").lower()


def _title(member: zipfile.ZipInfo) -> str:
    """Programs of Windows write names in the code page of the machine and say nothing of it."""
    unicode_name = _unicode_name(member.extra)
    if unicode_name is not None:
        return unicode_name
    if member.flag_bits & _NAMED_IN_UTF8:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return member.filename


def _unicode_name(extra: bytes) -> str | None:
    """The name in the extra field of Info-ZIP, which stands beside one in a code page."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _UNICODE_PATH and size > 5:
            return extra[at + 9 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
    return None


def _declares_type(part: Fragment) -> UnreadableFile:
    return UnreadableFile(ProblemKind.UNREADABLE_FILE, message("files.document_type", part=part))


def _too_large(detail: Fragment) -> UnreadableFile:
    return UnreadableFile(ProblemKind.TOO_LARGE, message("files.unpacks_too_large", detail=detail))


def _damaged(failure: Exception) -> UnreadableFile:
    detail = failure.detail if isinstance(failure, Damage) else str(failure) or type(failure).__name__
    return UnreadableFile(ProblemKind.DAMAGED_FILE, message("files.damaged", detail=detail))


def _encrypted() -> UnreadableFile:
    return UnreadableFile(ProblemKind.ENCRYPTED_FILE, message("files.encrypted"))
