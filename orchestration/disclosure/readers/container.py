"""Zip containers (OOXML, OpenDocument) opened without trust.

Every member is inflated once, within bounds, and its CRC compared; what a parser is given afterwards is only what was
checked here, so that two zip implementations can never disagree about what a file says.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from lxml import etree

from orchestration.disclosure.model import ProblemKind
from orchestration.disclosure.readers.content import MAX_UNPACKED_BYTES, UnreadableFile

ZIP_SIGNATURE = b"PK\x03\x04"

_MAX_MEMBERS = 10_000
_MAX_TAGS = 2_000_000
_XML_SUFFIXES = (".xml", ".rels")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CENTRAL_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED_MEMBER = 0x1
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
    NotImplementedError,
)

_SAVE_AGAIN = "open it in an office program and supply it saved as a new file"
_FETCH_AGAIN = "download the file again from the publisher"


def read_xml_parts(data: bytes) -> dict[str, bytes]:
    """The UTF-8 XML members (and `mimetype`) of a zip container, inflated and verified.

    Names are in lower case with forward slashes, because office programs tell neither case nor slashes apart.
    All members are verified, pictures too: a file with one damaged member is a damaged file.
    Raises UnreadableFile: damaged, encrypted, too large, or XML that declares a document type.
    """
    if data.count(_CENTRAL_DIRECTORY_ENTRY) > _MAX_MEMBERS:
        raise _too_large(f"it lists more than {_MAX_MEMBERS:,} parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _refuse_hostile(members)
            parts = {_name(member): _inflate(archive, member) for member in members}
    except _BROKEN_ZIP as failure:
        raise UnreadableFile(
            ProblemKind.DAMAGED_FILE, f"the file is damaged: {failure or type(failure).__name__}", _FETCH_AGAIN
        ) from failure
    xml = {name: part for name, part in parts.items() if name.endswith(_XML_SUFFIXES) or name == "mimetype"}
    if _ENCRYPTED_DOCUMENT in xml.get(_MANIFEST_PART, b""):
        raise _encrypted()
    for name, part in xml.items():
        _refuse_entities(name, part)
    # Attachments may be XML in UTF-16; the parts that a reader needs never are.
    return {name: part for name, part in xml.items() if b"\0" not in part[:_HEAD_BYTES]}


def pack(parts: Mapping[str, bytes]) -> bytes:
    """An uncompressed zip of verified parts, for a library that insists on opening the container itself."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return packed.getvalue()


def parse_xml(part: bytes) -> etree._Element:
    """The root of a verified part. Raises lxml's XMLSyntaxError, and UnreadableFile for more elements than expected."""
    refuse_too_many_elements(part)
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def refuse_too_many_elements(part: bytes, most: int = _MAX_TAGS) -> None:
    """Raises UnreadableFile for XML whose tree would take far more memory than its text."""
    tags = part.count(b"<")
    if tags > most:
        raise _too_large(f"one part has {tags:,} tags")


def _refuse_hostile(members: Iterable[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    unpacked = 0
    for member in members:
        if member.flag_bits & _ENCRYPTED_MEMBER:
            raise _encrypted()
        if member.compress_type not in _METHODS:
            raise UnreadableFile(
                ProblemKind.UNSUPPORTED_FORMAT, "the file is packed in a way that no office program uses", _SAVE_AGAIN
            )
        if _name(member) in seen:
            raise zipfile.BadZipFile(f"the part {member.filename} stands in it twice")
        seen.add(_name(member))
        unpacked += member.file_size
    if unpacked > MAX_UNPACKED_BYTES:
        raise _too_large(f"it unpacks to {unpacked:,} bytes")


def _inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    # zipfile never returns more than the size the directory claims, so the sum checked before bounds what is inflated.
    part = archive.read(member)
    if len(part) != member.file_size:
        raise zipfile.BadZipFile(f"the part {member.filename} is cut short")
    return part


def _name(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").lower()


def _refuse_entities(name: str, part: bytes) -> None:
    if any(mark in part for mark in _ENTITY_MARKS):
        raise UnreadableFile(
            ProblemKind.UNREADABLE_FILE,
            f"the part {name} of the file declares a document type, which office programs never write and attacks do",
            _SAVE_AGAIN,
        )


def _too_large(detail: str) -> UnreadableFile:
    return UnreadableFile(ProblemKind.TOO_LARGE, f"the file is too large to unpack: {detail}", _SAVE_AGAIN)


def _encrypted() -> UnreadableFile:
    return UnreadableFile(
        ProblemKind.ENCRYPTED_FILE, "the file is protected by a password", "supply the file without a password"
    )
