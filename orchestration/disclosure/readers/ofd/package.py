"""The parts of an OFD file: which there are, and where a location leads.

Source: GB/T 33190-2016, 7.1 (package), 7.3 (ST_Loc).
"""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import Fragment, fragment, message
from orchestration.disclosure.readers.container import fault_of_xml, open_package, parse_xml, read_xml_parts
from orchestration.disclosure.readers.content import Damage, UnreadableFile
from orchestration.disclosure.readers.ofd.elements import Element

MAIN_PART = "ofd.xml"
ENCRYPTION_PART = "encryptions.xml"


@dataclass(frozen=True, slots=True)
class Part:
    """One XML part: its name, and its root."""

    name: str
    root: Element


class OfdPackage:
    """The XML parts of a file, inflated and verified. Raises UnreadableFile: encrypted, damaged, too large, hostile."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._parts: Mapping[str, bytes] = read_xml_parts(data)
        if ENCRYPTION_PART in self._parts:
            raise UnreadableFile(ProblemKind.ENCRYPTED_FILE, message("files.encrypted"))

    def main(self) -> Part:
        """Return the part that lists the documents."""
        return self._parse(MAIN_PART)

    def find(self, location: str, seen_from: str, folder: str = "") -> Part | None:
        """Return the part to which a location in another part leads, by its own folder or from the root; None where
        there is none."""
        return next((self._parse(name) for name in _names(location, seen_from, folder) if name in self._parts), None)

    def require(self, location: str, seen_from: str) -> Part:
        """Return the part to which a location leads. Raises Damage where there is none."""
        part = self.find(location, seen_from)
        if part is None:
            shown = location[:100]
            raise Damage(fragment("pages.no_part", name=Fragment(shown, shown)))
        return part

    def read_media(self, names: tuple[str, ...]) -> bytes:
        """Return the bytes of the first of these parts that there is; empty for none."""
        with open_package(self._data) as package:
            return next((package.read(name) for name in names if name in package.names), b"")

    def _parse(self, name: str) -> Part:
        if name not in self._parts:
            raise Damage(fragment("pages.no_part", name=Fragment(name, name)))
        try:
            return Part(name, parse_xml(self._parts[name]))
        except etree.XMLSyntaxError as error:
            raise Damage(fragment("files.xml_broken", error=fault_of_xml(error))) from error


def media_names(location: str, seen_from: str, folder: str) -> tuple[str, ...]:
    """Return the names that a file may have to which a location leads."""
    return tuple(_names(location, seen_from, folder))


def _names(location: str, seen_from: str, folder: str) -> list[str]:
    path = location.strip().replace("\\", "/").lower()
    base = posixpath.join(posixpath.dirname(seen_from), folder.strip().replace("\\", "/").lower())
    near = path if path.startswith("/") else posixpath.join(base, path)
    return [posixpath.normpath(name).lstrip("/") for name in dict.fromkeys((near, path)) if path]
