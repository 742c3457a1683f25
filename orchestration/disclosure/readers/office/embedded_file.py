"""A file embedded in a document: what is shown of it in its place.

Of a workbook that is one worksheet, and of that the part which its program keeps for showing.
"""

from collections.abc import Callable
from dataclasses import replace

from orchestration.disclosure.readers.container import ZIP_SIGNATURE, open_package
from orchestration.disclosure.readers.content import Content, RawFile
from orchestration.disclosure.readers.office.compound_file import OLE_SIGNATURE, CompoundFile, DamagedContainer
from orchestration.disclosure.readers.office.spreadsheet import read_shown_worksheet

_WORKBOOK, _DOCUMENT = "xl/workbook.xml", "word/document.xml"
_WRAPPED = "package"


def read_embedded(raw: RawFile, read_document: Callable[[RawFile], Content]) -> Content | None:
    """What is shown of an embedded file; None where it is no workbook or document of a kind that is read.

    Raises UnreadableFile for damaged and hostile files.
    """
    if raw.data.startswith(OLE_SIGNATURE):
        return _read_compound(raw, read_document)
    return _read_zip(raw, read_document) if raw.data.startswith(ZIP_SIGNATURE) else None


def _read_compound(raw: RawFile, read_document: Callable[[RawFile], Content]) -> Content | None:
    try:
        container = CompoundFile(raw.data)
        wrapped = container.read(_WRAPPED)
    except DamagedContainer:
        return None
    if wrapped is not None and wrapped.startswith(ZIP_SIGNATURE):
        return _read_zip(replace(raw, data=wrapped), read_document)
    is_workbook = not container.names.isdisjoint({"workbook", "book"})
    return read_shown_worksheet(raw) if is_workbook else None


def _read_zip(raw: RawFile, read_document: Callable[[RawFile], Content]) -> Content | None:
    with open_package(raw.data) as package:
        names = package.names
    if _WORKBOOK in names:
        return read_shown_worksheet(raw)
    return read_document(raw) if _DOCUMENT in names else None
