"""Bare libraries that only load a file's content: the rivals of a reader, and its floor."""

import io
import zipfile
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import lxml.etree
import lxml.html
import pdfplumber
import pypdfium2  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook

from orchestration.disclosure.readers.detect import FileFormat

BareReader: TypeAlias = Callable[[bytes], object]
"""Raises whatever its library raises."""


def read_with_pdfplumber(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()


def read_with_pdfium(data: bytes) -> None:
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()


def read_with_calamine(data: bytes) -> None:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()


def _read_docx(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        lxml.etree.fromstring(container.read("word/document.xml"))


FLOORS: Mapping[FileFormat, BareReader] = MappingProxyType(
    {
        FileFormat.PDF: read_with_pdfium,
        FileFormat.XLSX: read_with_calamine,
        FileFormat.XLS: read_with_calamine,
        FileFormat.ODS: read_with_calamine,
        FileFormat.DOCX: _read_docx,
        FileFormat.HTML: lxml.html.fromstring,
        FileFormat.TEXT: bytes.decode,
        FileFormat.CSV: bytes.decode,
    }
)
"""The fastest way known to have the content of a file of each format in memory."""
