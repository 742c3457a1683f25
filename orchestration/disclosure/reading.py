"""Read one file into one `Reading`: detect the format, read, resolve. No exception escapes: it becomes a problem.

Parsing of formats belongs to readers, meaning to resolution and layouts.
"""

import functools
import gc
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.metadata import distributions
from pathlib import Path

from expectations import vocabulary
from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.file_names import reported_name
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.model import Archive, Document, Filed, Problem, Reading
from orchestration.disclosure.readers.cleaning import cleaned
from orchestration.disclosure.readers.confirmed import with_confirmations, without_place
from orchestration.disclosure.readers.content import (
    MAX_FILE_BYTES,
    Content,
    RawFile,
    UnreadableFile,
    out_of_memory,
    refuse_too_long,
)
from orchestration.disclosure.readers.detect import FileFormat, detect_format
from orchestration.disclosure.readers.inner_pictures import with_pictures_read
from orchestration.disclosure.readers.scan.recogniser import inner_recogniser
from orchestration.disclosure.resolution.resolve import resolve


@dataclass(frozen=True, slots=True)
class Reader:
    """The function `read_<name>` of a module, imported for the first file that asks for it: a text needs no PDFium."""

    name: str
    module: str

    def __call__(self, raw: RawFile) -> Content:
        content: Content = getattr(import_module(self.module), f"read_{self.name}")(raw)
        return content


_ZIP_START = b"PK\x03\x04"
_FORMATS = f"{__package__}.readers"
_SPREADSHEET = Reader("spreadsheet", f"{_FORMATS}.office.spreadsheet")
_LEGACY_WORD = Reader("legacy_word", f"{_FORMATS}.office.legacy_word")
_HTML = Reader("html", f"{_FORMATS}.web.html")
_TEXT = Reader("text", f"{_FORMATS}.text.plain_text")

READERS: Mapping[FileFormat, Reader] = {
    FileFormat.XLSX: _SPREADSHEET,
    FileFormat.XLS: _SPREADSHEET,
    FileFormat.ODS: _SPREADSHEET,
    FileFormat.XLSB: _SPREADSHEET,
    FileFormat.PDF: Reader("pdf", f"{_FORMATS}.pdf"),
    FileFormat.PICTURE: Reader("picture", f"{_FORMATS}.scan.picture_file"),
    FileFormat.OFD: Reader("ofd", f"{_FORMATS}.ofd"),
    FileFormat.DOCX: Reader("docx", f"{_FORMATS}.office.docx"),
    FileFormat.SPREADSHEET_XML: _SPREADSHEET,
    FileFormat.WORD_XML: Reader("word_xml", f"{_FORMATS}.office.docx"),
    FileFormat.DOC: _LEGACY_WORD,
    FileFormat.RTF: _LEGACY_WORD,
    FileFormat.ODT: _LEGACY_WORD,
    FileFormat.HTML: _HTML,
    FileFormat.MHTML: _HTML,
    FileFormat.TEXT: _TEXT,
    FileFormat.CSV: _TEXT,
}


@functools.cache
def reader_version() -> str:
    """A fingerprint of the reading code, its layouts, the vocabulary, what reads print and the identities that may
    choose between two readings: documents read by another version are read again."""
    digest = hashlib.sha256()
    for package in ("rapidocr", "onnxruntime", "opencv-python-headless"):
        digest.update("".join(each.version for each in distributions(name=package)).encode())
    words = Path(vocabulary.__file__).parent
    for folder in (Path(__file__).parent, words, words.parent / "identities"):
        for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.yml")]):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def read_file(path: Path, file_name: str | None = None) -> Reading:
    """Read one document; an unreadable one gives a reading with one problem and no cells.

    `file_name` is the name to report, relative to its department-year folder. An archive is read where it holds a
    single document; see `read_documents`.
    """
    readings = read_documents(path, file_name)
    if len(readings) == 1:
        return readings[0]
    told = message("files.several_documents", documents=len(readings))
    return unread(file_name or path.name, b"", UnreadableFile(ProblemKind.UNSUPPORTED_FORMAT, told))


def read_documents(path: Path, file_name: str | None = None, filed: Filed | None = None) -> tuple[Reading, ...]:
    """Read a file: one reading, or one for each document of an archive, named `archive.zip/document.xlsx`. `filed` says
    what it lies under, where that is known."""
    name = file_name or path.name
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            return (unread(name, b"", _too_large(size)),)
        data = path.read_bytes()
    except OSError as error:
        told = message("files.cannot_open", error=error.strerror or str(error))
        return (unread(name, b"", UnreadableFile(ProblemKind.UNREADABLE_FILE, told)),)
    if not data.startswith(_ZIP_START):
        return (read_bytes(path, name, data, filed),)
    # what opens containers parses XML too, and most files are none
    from orchestration.disclosure.readers.archive import is_archive

    return tuple(_read_archive(path, name, data, filed)) if is_archive(data) else (read_bytes(path, name, data, filed),)


def _read_archive(path: Path, name: str, data: bytes, filed: Filed | None) -> Iterator[Reading]:
    from orchestration.disclosure.readers.archive import unpack

    archive = Archive(name, hashlib.sha256(data).hexdigest())
    try:
        for member in unpack(data):
            document_name = f"{name}/{reported_name(Path(member.name))}"
            if member.fault is not None:
                reading = unread(document_name, member.data, member.fault)
            else:
                reading = read_bytes(path, document_name, member.data, filed)
            yield replace(reading, document=replace(reading.document, archive=archive))
    except UnreadableFile as error:
        yield unread(name, data, error)


@contextmanager
def _garbage_collector_paused() -> Iterator[None]:
    """Pause garbage collection: a reading makes hundreds of thousands of objects and hardly a cycle among them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_garbage_collector_paused()
def read_bytes(path: Path, name: str, data: bytes, filed: Filed | None = None) -> Reading:
    """Read a file whose bytes are in memory; `path` serves external converters, `name` is the name to report."""
    raw = RawFile(path, name, data, hashlib.sha256(data).hexdigest())
    try:
        file_format = detect_format(raw)
        reader = reader_of(file_format)
        content = with_pictures_read(raw, reader(raw), inner_recogniser())
        refuse_too_long(content.blocks)
        return resolve(_document(raw, file_format, reader, content, filed), filed=filed)
    except UnreadableFile as error:
        return unread(name, data, error)
    except MemoryError:
        # what took the memory hangs on the exception, and is free again behind this block
        pass
    except Exception as fault:  # one odd document must not stop the others
        return unread(name, data, _describe_fault(fault))
    return unread(name, data, out_of_memory())


def reader_of(file_format: FileFormat) -> Reader:
    """What reads the files of a format. Raises UnreadableFile where nothing does."""
    reader = READERS.get(file_format)
    if reader is None:
        raise UnreadableFile(ProblemKind.UNSUPPORTED_FORMAT, message("files.kind_not_read", format=file_format.value))
    return reader


def _document(raw: RawFile, file_format: FileFormat, reader: Reader, content: Content, filed: Filed | None) -> Document:
    said = [each for each in filed.confirmations if each.document_sha256 == raw.sha256] if filed else []
    faults = without_place(content.blocks, said, raw.file_name)
    return Document(
        file_name=raw.file_name,
        sha256=raw.sha256,
        size=len(raw.data),
        format=file_format.value,
        reader=f"{reader.name} {reader_version()}",
        blocks=tuple(map(cleaned, with_confirmations(content.blocks, said))),
        pages=content.pages,
        producer=content.producer,
        scanned_pages=content.scanned_pages,
        problems=(*(replace(problem, file_name=raw.file_name) for problem in content.problems), *faults),
    )


def _describe_fault(fault: Exception) -> UnreadableFile:
    told = message("files.reading_failed", fault=type(fault).__name__, detail=str(fault)[:200])
    return UnreadableFile(ProblemKind.UNREADABLE_FILE, told)


def _too_large(size: int) -> UnreadableFile:
    told = message("files.too_large", megabytes=size // 1024**2, limit=MAX_FILE_BYTES // 1024**2)
    return UnreadableFile(ProblemKind.TOO_LARGE, told)


def unread(name: str, data: bytes, error: UnreadableFile) -> Reading:
    """Return the reading of an unreadable file: one problem of severity error, no cells."""
    problem = Problem(error.kind, Severity.ERROR, name, error.message, error.place)
    document = Document(
        file_name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        format="unreadable",
        reader=f"none {reader_version()}",
        blocks=(),
        problems=(problem,),
    )
    return resolve(document)
