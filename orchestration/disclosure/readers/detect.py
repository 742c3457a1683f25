"""What kind of file some bytes are, by content alone: names lie (HTML and text saved as .xls, DOCX renamed .doc).

The encoding of text belongs to the same question, so `decode_text` stands here too.
"""

import csv
import io
import re
import struct
from enum import StrEnum
from itertools import islice

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import Fragment, Message, fragment, message
from orchestration.disclosure.readers.content import RawFile, UnreadableFile, refuse_long_text
from orchestration.disclosure.readers.office.bare_xml import BareXml, bare_xml
from orchestration.disclosure.readers.office.compound_file import OLE_SIGNATURE, CompoundFile, DamagedContainer


class FileFormat(StrEnum):
    """The kinds of file that some reader opens."""

    PDF = "pdf"
    PICTURE = "picture"
    OFD = "ofd"
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    DOCX = "docx"
    DOC = "doc"
    RTF = "rtf"
    ODT = "odt"
    HTML = "html"
    MHTML = "mhtml"
    TEXT = "text"
    CSV = "csv"
    SPREADSHEET_XML = "spreadsheet xml"
    WORD_XML = "word xml"


_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
_OTHER_MAGICS = {
    b"\x89PNG": ("files.picture", "PNG"),
    b"\xff\xd8\xff": ("files.picture", "JPEG"),
    b"GIF8": ("files.picture", "GIF"),
    b"BM": ("files.picture", "BMP"),
    b"II*\x00": ("files.picture", "TIFF"),
    b"MM\x00*": ("files.picture", "TIFF"),
    b"RIFF": ("files.picture_or_recording", "RIFF"),
    b"Rar!": ("files.archive", "RAR"),
    b"7z\xbc\xaf\x27\x1c": ("files.archive", "7z"),
    b"\x1f\x8b": ("files.compressed", "gzip"),
    b"BZh": ("files.compressed", "bzip2"),
    b"\xfd7zXZ": ("files.compressed", "xz"),
    b"MZ": ("files.program", ""),
}
"""What the file is, and its format."""

_RECOGNISED = ("PNG", "JPEG", "TIFF")
_UNKNOWN_KIND = ("files.unknown_kind", "")
_PACKED = ("files.archive", "files.compressed")
_OFD_MAIN_PART = "ofd.xml"
MOST_ANSWER = 5_000
"""Characters; a longer text is no answer of a server."""


def detect_format(raw: RawFile) -> FileFormat:
    """The format of the file's content.

    Raises UnreadableFile for empty files, encrypted or damaged containers and every kind that no reader opens.
    """
    data = raw.data
    if not data.strip():
        raise UnreadableFile(ProblemKind.DAMAGED_FILE, message("files.empty"))
    if data.startswith(OLE_SIGNATURE):
        return _ole_format(data)
    if data.startswith(_ZIP_MAGICS):
        return _zip_format(data)
    if data[:64].lstrip().startswith(b"{\\rtf"):
        return FileFormat.RTF
    if b"%PDF-" in data[:1024]:
        return FileFormat.PDF
    if (kind := bare_xml(data)) is not None:
        return FileFormat.SPREADSHEET_XML if kind is BareXml.WORKBOOK else FileFormat.WORD_XML
    if is_mhtml(data):
        return FileFormat.MHTML
    return FileFormat.HTML if _is_html(data) else _text_format(raw)


def _unsupported(told: Message) -> UnreadableFile:
    return UnreadableFile(ProblemKind.UNSUPPORTED_FORMAT, told)


def _of_kind(kind: Fragment) -> Message:
    return message("files.unsupported", kind=kind)


# Text ----------------------------------------------------------------------------------------------------------------

_HEAD_BYTES = 64 * 1024
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|table|div|p|span|meta|center)[\s>]", re.IGNORECASE)
_WHOLE_PAGE = re.compile(r"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")

_TEXT_FORMULA = re.compile(r"""(?:(?<=[,;\t\n])|^)="([^"\n]*)"(?=[,;\t\r\n]|$)""")

_GROUPED = re.compile(r"(?<![\d.,\"])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])")
"""An amount with separators between its thousands, where no comma stands before it."""

_LEAST_ZEROS = 50
"""One byte in so many at least, in UTF-16: line ends alone are that many."""

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
}
"""Declarations worth trusting: a Latin one on a Chinese page is a template's leftover, and it decodes anything."""


def decode_text(data: bytes, declared: str | None = None) -> str:
    """The text of these bytes by its byte order mark, else as declared, as UTF-8 or as GB18030; always strictly.

    Raises UnreadableFile where nothing fits: a guess would pass off wrong characters as published ones.
    """
    text = _decoded(data, declared)
    if text is None:
        raise UnreadableFile(ProblemKind.GARBLED_TEXT, message("files.garbled_text"))
    return text


def is_mhtml(data: bytes) -> bool:
    """Whether these bytes are a web page saved with its parts as one MIME message."""
    head = data[:8192].lower()
    return re.match(rb"\s*[a-z][a-z-]*:", head) is not None and b"multipart/related" in head


def csv_delimiter(text: str) -> str | None:
    """What separates the fields where records make up the text, a comma or a semicolon; None where they do not."""
    if text.lstrip().startswith("|"):
        return None
    ungrouped = _GROUPED.sub("0", plain_fields(text))
    tabs = text.count("\t")
    # a tab behind every code keeps spreadsheet programs from taking it for a number
    delimiters = (delimiter for delimiter in ",;" if not tabs or ungrouped.count(delimiter) > tabs)
    return next((delimiter for delimiter in delimiters if _is_separated(ungrouped, delimiter)), None)


def plain_fields(text: str) -> str:
    """Return records with ="212" written as "212": the formula only keeps spreadsheet programs from changing a text."""
    return _TEXT_FORMULA.sub(r'"\1"', text) if '="' in text else text


def _is_separated(text: str, delimiter: str) -> bool:
    """Whether records make up the text: at least half of its lines, nearly all as wide as a neighbour (a file may hold
    several tables, each with its own width)."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        widths = [len(record) for record in islice(reader, 200) if record]
    except csv.Error:
        return False
    records = [width for width in widths if width > 1]
    neighboured = sum(
        width in records[max(0, at - 1) : at] + records[at + 1 : at + 2] for at, width in enumerate(records)
    )
    return len(records) > 1 and 2 * len(records) >= len(widths) and 10 * neighboured >= 9 * len(records)


def _decoded(data: bytes, declared: str | None = None) -> str | None:
    marked = next((codec for mark, codec in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), _unmarked_utf16(data))
    named = _CODECS.get((declared or "").lower())
    candidates = dict.fromkeys((marked,) if marked else (named or "utf-8", "utf-8", "gb18030"))
    for codec in candidates:
        if codec == "gb18030" and _is_damaged_utf8(data):
            continue
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark shows in the zeros of digits and line ends, which all stand on one side of a pair; a byte
    that was damaged into a zero is one of few."""
    head = data[:_HEAD_BYTES]
    firsts, seconds = head[0::2].count(0), head[1::2].count(0)
    if len(data) % 2 or _LEAST_ZEROS * max(firsts, seconds) < len(head) or min(firsts, seconds):
        return None
    return "utf-16-be" if firsts else "utf-16-le"


def _is_damaged_utf8(data: bytes) -> bool:
    """GB18030 accepts most pairs of UTF-8's bytes: one broken byte must not turn a document into other characters."""
    head = data[:_HEAD_BYTES]
    beyond_ascii = len(head) - len(head.decode("ascii", "ignore"))
    return 20 * head.decode("utf-8", "replace").count("\ufffd") < beyond_ascii


def _is_html(data: bytes) -> bool:
    # A conversion to Markdown may hold tables in HTML and is text all the same: markup must open the file.
    head = data[:_HEAD_BYTES].decode("latin-1").replace("\x00", "").lstrip("ï»¿ÿþ \t\r\n")
    if _WHOLE_PAGE.search(head[:4096]):
        return True
    return head.startswith("<") and not head.startswith("<?xml") and _MARKUP.search(head) is not None


def _text_format(raw: RawFile) -> FileFormat:
    data = raw.data
    text = _decoded(data)
    if text is None or _NOT_TEXT.search(text):
        known = (kind for magic, kind in _OTHER_MAGICS.items() if data.startswith(magic))
        kind_id, name = next(known, _UNKNOWN_KIND)
        if name in _RECOGNISED:
            # pictures are rare, and what reads them is not installed everywhere
            from orchestration.disclosure.readers.scan.recogniser import opens_picture, recogniser

            if recogniser() is None:
                raise _unsupported(message("files.picture_needs_recognition", format=name))
            if opens_picture(data):
                return FileFormat.PICTURE
        kind = fragment(kind_id, format=name)
        raise _unsupported(message("files.packed", kind=kind) if kind_id in _PACKED else _of_kind(kind))
    refuse_long_text(text)
    if len(text) <= MOST_ANSWER or text.lstrip().startswith(("{", "[")):
        # what servers say is short, and documents are not
        from orchestration.disclosure.readers.web.server_pages import refuse_server_answer

        refuse_server_answer(raw.file_name, text)
    if text.lstrip().startswith("<?xml"):
        raise _unsupported(_of_kind(fragment("files.other_xml")))
    return FileFormat.CSV if csv_delimiter(text) else FileFormat.TEXT


# Zip containers ------------------------------------------------------------------------------------------------------

_OPEN_XML_FORMATS = {
    "spreadsheetml.sheet.main+xml": FileFormat.XLSX,
    "spreadsheetml.template.main+xml": FileFormat.XLSX,
    "ms-excel.sheet.macroenabled.main+xml": FileFormat.XLSX,
    "ms-excel.sheet.binary.macroenabled.main": FileFormat.XLSB,
}
_OPEN_DOCUMENT_FORMATS = {
    "application/vnd.oasis.opendocument.spreadsheet": FileFormat.ODS,
    "application/vnd.oasis.opendocument.text": FileFormat.ODT,
}


def _zip_format(data: bytes) -> FileFormat:
    # what opens containers parses XML too, and most files are none
    from orchestration.disclosure.readers.container import CONTENT_TYPES_PART, open_package
    from orchestration.disclosure.readers.office.docx import WORD_MAIN_TYPES

    kinds = dict.fromkeys(WORD_MAIN_TYPES, FileFormat.DOCX) | _OPEN_XML_FORMATS
    with open_package(data) as package:
        names = package.names
        content_types = package.read(CONTENT_TYPES_PART)
        media_type = package.read("mimetype")
    declared = content_types.decode("utf-8", "replace").lower()
    found = next((kind for mark, kind in kinds.items() if mark in declared), None)
    found = found or _OPEN_DOCUMENT_FORMATS.get(media_type.decode("ascii", "replace").strip())
    if found is None:
        if _OFD_MAIN_PART in names:
            return FileFormat.OFD
        raise _unsupported(_of_kind(fragment("files.other_zip")))
    return found


# OLE containers ------------------------------------------------------------------------------------------------------

_WORD_HEAD = struct.Struct("<H8xH")
_WORD_MAGICS = (0xA5EC, 0xA5DC)
_WORD_ENCRYPTED = 0x0100


def _ole_format(data: bytes) -> FileFormat:
    try:
        container = CompoundFile(data)
        encrypted = "encryptedpackage" in container.names or _is_encrypted_word(container.read("worddocument"))
    except DamagedContainer as error:
        detail = fragment("files.ole_broken", detail=error.detail)
        raise UnreadableFile(ProblemKind.DAMAGED_FILE, message("files.damaged", detail=detail)) from error
    if encrypted:
        raise UnreadableFile(ProblemKind.ENCRYPTED_FILE, message("files.encrypted"))
    if "workbook" in container.names or "book" in container.names:
        return FileFormat.XLS
    if "worddocument" in container.names:
        return FileFormat.DOC
    raise _unsupported(_of_kind(fragment("files.other_ole")))


def _is_encrypted_word(stream: bytes | None) -> bool:
    """Whether the head of a WordDocument stream says that the text is encrypted."""
    if stream is None or len(stream) < _WORD_HEAD.size:
        return False
    magic, flags = _WORD_HEAD.unpack_from(stream)
    return magic in _WORD_MAGICS and bool(flags & _WORD_ENCRYPTED)
