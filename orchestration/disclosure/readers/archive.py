"""Zip archives of documents: what lies in them, each under a harmless name, within bounds.

Office files are zip containers too; they belong to their readers.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.readers.container import CONTENT_TYPES_PART, ZIP_SIGNATURE, Package, open_package
from orchestration.disclosure.readers.content import MAX_FILE_BYTES, UnreadableFile

MAX_DOCUMENTS = 200
"""Of one archive; a disclosure has a dozen."""

_OFFICE_PARTS = frozenset({CONTENT_TYPES_PART, "mimetype", "ofd.xml"})
_OFFICE_FOLDERS = ("word/", "xl/", "_rels/")
_FIRST_PART_OF_OFFICE = re.compile(rb".{30}(?:\[Content_Types\]\.xml|mimetypeapplication/)", re.DOTALL)
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "__macosx", ".ds_store"})
_HIDDEN = (".", "~$")


class Member(NamedTuple):
    """A document of an archive: its name in it, and its content or why that cannot be had."""

    name: str
    data: bytes
    fault: UnreadableFile | None = None


def is_archive(data: bytes) -> bool:
    """Return whether these bytes are a zip archive that is no office file. Damage is left to who opens it."""
    if not data.startswith(ZIP_SIGNATURE) or _FIRST_PART_OF_OFFICE.match(data):
        return False
    try:
        with open_package(data) as package:
            is_office = any(name in _OFFICE_PARTS or name.startswith(_OFFICE_FOLDERS) for name in package.names)
            return not is_office and bool(_documents(package))
    except UnreadableFile:
        return False


def unpack(data: bytes) -> Iterator[Member]:
    """Yield the documents of an archive in the order of their names.

    Raises UnreadableFile for an archive that is encrypted, damaged as a whole, or beyond all measure.
    """
    with open_package(data) as package:
        documents = _documents(package)
        if len(documents) > MAX_DOCUMENTS:
            told = message("files.too_many_documents", files=len(documents), limit=MAX_DOCUMENTS)
            raise UnreadableFile(ProblemKind.TOO_LARGE, told)
        for title, name in documents:
            yield _member(package, title, name)


def _member(package: Package, title: str, name: str) -> Member:
    size = package.size(name)
    if size > MAX_FILE_BYTES:
        told = message("files.too_large", megabytes=size // 1024**2, limit=MAX_FILE_BYTES // 1024**2)
        return Member(title, b"", UnreadableFile(ProblemKind.TOO_LARGE, told))
    try:
        data = package.extract(name)
    except UnreadableFile as fault:
        return Member(title, b"", fault)
    if is_archive(data):
        return Member(title, b"", UnreadableFile(ProblemKind.UNSUPPORTED_FORMAT, message("files.nested_archive")))
    return Member(title, data)


def _documents(package: Package) -> list[tuple[str, str]]:
    """Return harmless and stored names of the documents; what file managers leave in archives is none."""
    named = ((_harmless(package.title(name)), name) for name in package.names)
    return sorted((title, name) for title, name in named if _is_document(title))


def _is_document(title: str) -> bool:
    parts = title.lower().split("/")
    return not any(part in _LEFT_BY_SYSTEMS or part.startswith(_HIDDEN) for part in parts) and parts != [""]


def _harmless(title: str) -> str:
    """Return a name that leads nowhere outside: without drives, without steps upwards."""
    parts = title.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..") and not part.endswith(":"))
