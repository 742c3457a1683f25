"""Check that a PDF file is intact. PDFium repairs silently what it can, so a figure may be lost or altered.

PDF has no overall checksum, but cross-reference offsets, stream delimiters and the Adler-32 checksum of each compressed
stream (RFC 1950) detect damage. Nothing is checked that intact files of careless programs get wrong. Format: ISO
32000-1, 7.3.8 (streams), 7.4 (filters), 7.5 (file structure).
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pypdfium2  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import Fragment, fragment, message
from orchestration.disclosure.readers.content import MAX_UNPACKED_BYTES, UnreadableFile
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters
from orchestration.disclosure.readers.pdf.ascii85 import decode_ascii85
from orchestration.disclosure.readers.pdf.expansion import Stream, is_form, refuse_expansion

_ENDING = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_OBJECT = re.compile(rb"\s*(\d{1,10})\s+\d{1,10}\s+obj\b")
_ANY_OBJECT = re.compile(rb"\d{1,10}\s+\d{1,10}\s+obj\b")
_OBJECT_NUMBER = re.compile(rb"(\d{1,10})\s+\d{1,10}\s+obj\b")
_MAX_SEARCHES = 16

_TABLE = re.compile(rb"\s*xref\s+(.*?)trailer\b", re.DOTALL)
_SECTION = re.compile(rb"(\d{1,10})\s+(\d{1,10})\s+((?:\d{10}\s\d{5}\s[fn]\s+)*)")
_ENTRY = re.compile(rb"(\d{10})\s\d{5}\s([fn])")
_PREVIOUS = re.compile(rb"/Prev\s+(\d{1,12})\b")

_STREAM = re.compile(rb"(?<=>>)\s*stream[ \t]*(?:\r\n|\r|\n)|endstream")
_STREAM_END = b"endstream"
_LENGTH = re.compile(rb"/Length\s+(\d{1,12})\b(?!\s+\d+\s+R\b)")
_FILTERS = re.compile(rb"/Filter\s*(?:\[[^\]]*\]|/\w+)")
_NAME = re.compile(rb"/[^\s/\[\]]+")
_BESIDE_NAMES = re.compile(rb"/Filter\b|/[^\s/\[\]]+|(?<!\d)\d+\s+\d+\s+R\b|[\s\[\]]+")
_KNOWN_FILTERS = frozenset(
    b"/FlateDecode /Fl /LZWDecode /LZW /ASCII85Decode /A85 /ASCIIHexDecode /AHx /RunLengthDecode /RL "
    b"/CCITTFaxDecode /CCF /DCTDecode /DCT /JBIG2Decode /JPXDecode /Crypt".split()
)
_DEFLATED = ([b"/FlateDecode"], [b"/Fl"])
_ASCII85 = ([b"/ASCII85Decode"], [b"/A85"])
_ASCII85_END = re.compile(rb"~>\s*\Z")
_ZLIB_HEADERS = (b"x\x9c", b"x\xda", b"H\x89")
_PICTURE = re.compile(rb"/Subtype\s*/(?:Image|XML)\b|/FunctionType\b|/Alternate\b")
"""Streams of pictures, colours and metadata: damage there changes no figure."""

_FONT = re.compile(rb"/Subtype\s*/(?:Type1C|CIDFontType0C|OpenType)\b|/Length1\b")
_MAX_FONT_BYTES = 512 * 1024
"""A damaged font costs single letters only; checking one larger than this takes longer than reading all pages."""

_SIZE_OF_NO_SIZE = (612.0, 792.0)
"""The size in points that PDFium assumes for a page that states none."""

_DICTIONARY_BYTES = 4096
_CHUNK_BYTES = 1 << 20
_MAX_COMPRESSED_BYTES = 64 << 20


class _Span(NamedTuple):
    """Where a stream starts and ends in its file, and its dictionary."""

    start: int
    end: int
    dictionary: bytes


def check_integrity(data: bytes) -> None:
    """Raise UnreadableFile where a PDF file is cut off, has lost bytes, or does not match its own checksums."""
    _check_references(data)
    if b"/Encrypt" not in data:
        spans = _checked_streams(data)
        if any(is_form(span.dictionary) for span in spans):
            refuse_expansion(data, _numbered_streams(data, spans))


def check_page_size(page: pypdfium2.PdfPage, letters: Letters) -> None:
    """Raise UnreadableFile where a page states no size and its letters lie outside the size that PDFium assumes.

    PDFium does not tell whether a size is inherited; letters inside it prove nothing wrong.
    """
    if page.get_mediabox(fallback_ok=False) is None and page.get_size() == _SIZE_OF_NO_SIZE:
        width, height = letters.frame.size
        x0, top, x1, bottom = letters.rects[letters.inked].T
        if ((x1 < 0) | (x0 > width) | (bottom < 0) | (top > height)).any():
            raise damaged_file(fragment("pdf.page_without_size"))


def damaged_file(detail: Fragment) -> UnreadableFile:
    """Return the error for a damaged file; `detail` completes the sentence."""
    return UnreadableFile(ProblemKind.DAMAGED_FILE, message("pdf.damaged", detail=detail))


# References ----------------------------------------------------------------------------------------------------------


def _check_references(data: bytes) -> None:
    last = data.rfind(b"startxref")
    ending = _ENDING.match(data, last) if last >= 0 else None
    if ending is None:
        raise damaged_file(fragment("pdf.no_end"))
    # Stray bytes behind the end are harmless; objects are what is left of an update whose own end is missing.
    if _ANY_OBJECT.search(data, ending.end()):
        raise damaged_file(fragment("pdf.no_end_after_update"))
    # Offsets count from the header, which stray bytes may have pushed back; some programs count from the very start.
    header = max(data.find(b"%PDF-", 0, 1024), 0)
    for origin in (header, 0):
        place = origin + int(ending[1])
        if _TABLE.match(data, place):
            _check_tables(data, origin, place)
            return
        if _OBJECT.match(data, place):
            return
    raise damaged_file(fragment("pdf.references_elsewhere"))


def _check_tables(data: bytes, origin: int, place: int) -> None:
    """Check the plain cross-reference tables, newest first; those in streams have the checksum of their stream."""
    seen: set[int] = set()
    while place not in seen and (table := _TABLE.match(data, place)):
        seen.add(place)
        _check_table(data, origin, table[1])
        previous = _PREVIOUS.search(data, table.end(), table.end() + _DICTIONARY_BYTES)
        place = origin + int(previous[1]) if previous else place


def _check_table(data: bytes, origin: int, table: bytes) -> None:
    offsets: dict[int, int] = {}
    done = 0
    while section := _SECTION.match(table, done):
        entries = _ENTRY.findall(section[3])
        if len(entries) != int(section[2]):
            break
        numbered = enumerate(entries, int(section[1]))
        offsets.update((number, int(offset)) for number, (offset, kind) in numbered if kind == b"n" and int(offset))
        done = section.end()
    if done < len(table):
        raise damaged_file(fragment("pdf.references_broken"))
    missing = [number for number, offset in offsets.items() if not _is_at(data, origin + offset, number)]
    # A program may number all of its objects wrong, which PDFium repairs, or refer to absent ones, which is harmless.
    # An object that is in the file but not at its offset shows that bytes were lost or added.
    if 2 * len(missing) < len(offsets) and any(_is_elsewhere(data, number) for number in missing[:_MAX_SEARCHES]):
        raise damaged_file(fragment("pdf.objects_elsewhere"))


def _is_at(data: bytes, place: int, number: int) -> bool:
    found = _OBJECT.match(data, place)
    return found is not None and int(found[1]) == number


def _is_elsewhere(data: bytes, number: int) -> bool:
    return re.search(rb"(?<!\d)%d\s+\d+\s+obj\b" % number, data) is not None


# Streams -------------------------------------------------------------------------------------------------------------


def _checked_streams(data: bytes) -> list[_Span]:
    """Return the streams of a file, all of which can be unpacked."""
    checked: list[_Span] = []
    view = memoryview(data)
    remaining = MAX_UNPACKED_BYTES
    for span in _spans(data):
        checked.append(span)
        start, end, dictionary = span
        stated = _FILTERS.findall(dictionary)
        filters = [name for text in stated for name in _NAME.findall(text)[1:]]
        if not _KNOWN_FILTERS.issuperset(filters) or any(_BESIDE_NAMES.sub(b"", text) for text in stated):
            raise damaged_file(fragment("pdf.unknown_compression"))
        if not filters and (
            view[start : start + 2] in _ZLIB_HEADERS or _ASCII85_END.search(data[max(start, end - 8) : end])
        ):
            raise damaged_file(fragment("pdf.undeclared_compression"))
        is_large_font = end - start > _MAX_FONT_BYTES and _FONT.search(dictionary)
        if is_large_font or _PICTURE.search(dictionary):
            continue
        if filters[:1] in _DEFLATED and filters[1:2] in _DEFLATED:
            remaining -= _inflated_size(_inflated_once(view[start:end]), remaining)
        elif filters[:1] in _DEFLATED:
            remaining -= _inflated_size(view[start:end], remaining)
        elif filters[:1] in _ASCII85 and filters[1:2] in _DEFLATED:
            remaining -= _inflated_size(memoryview(_decode_ascii85(data[start:end])), remaining)
    return checked


def _spans(data: bytes) -> Iterator[_Span]:
    after = 0
    while found := _STREAM.search(data, after):
        at = found.start()
        if found[0].startswith(b"end"):
            raise damaged_file(fragment("pdf.stream_without_beginning"))
        earliest = max(at - _DICTIONARY_BYTES, after)
        opening = data.rfind(b"obj", earliest, at)
        if data[max(opening - 3, 0) : opening] == b"end":
            raise damaged_file(fragment("pdf.stream_without_object"))
        dictionary = data[max(opening, earliest) : at]
        end = _stream_end(data, found.end(), dictionary)
        yield _Span(found.end(), end, dictionary)
        after = data.find(_STREAM_END, end) + len(_STREAM_END)


def _numbered_streams(data: bytes, spans: Iterable[_Span]) -> Iterator[Stream]:
    for start, end, dictionary in spans:
        opened = start - len(dictionary)
        # the number stands before the word "obj", with which the dictionary begins
        heads = list(_OBJECT_NUMBER.finditer(data, max(opened - 64, 0), start))
        if heads:
            yield Stream(int(heads[-1][1]), dictionary, data[start:end])


def _stream_end(data: bytes, start: int, dictionary: bytes) -> int:
    stated = _LENGTH.search(dictionary)
    if stated:
        end = start + int(stated[1])
        if data[end : end + 16].lstrip().startswith(_STREAM_END):
            return end
    end = data.find(_STREAM_END, start)
    if end < 0:
        raise damaged_file(fragment("pdf.stream_without_end"))
    return end


def _decode_ascii85(stream: bytes) -> bytes:
    """Decode compressed content in ASCII base 85. Raises UnreadableFile where it is cut off or malformed."""
    letters, end, _ = stream.partition(b"~>")
    if not end:
        raise damaged_file(fragment("pdf.content_cut_off"))
    try:
        return decode_ascii85(letters.removeprefix(b"<~"))
    except ValueError:
        raise damaged_file(fragment("pdf.strange_characters")) from None


def _inflated_size(stream: memoryview, limit: int) -> int:
    """Return the unpacked size of a compressed stream. Raises UnreadableFile for a damaged one or beyond `limit`."""
    inflater = zlib.decompressobj()
    rest: bytes | memoryview = stream
    size = 0
    try:
        while rest and not inflater.eof:
            size += len(inflater.decompress(rest, _CHUNK_BYTES))
            rest = inflater.unconsumed_tail
            if size > limit:
                raise _unpacks_too_large()
        # Some programs omit the checksum; then the compressed data must at least be complete.
        if stream and not inflater.eof and not _is_complete(stream):
            raise damaged_file(fragment("pdf.content_cut_off"))
    except zlib.error:
        raise damaged_file(fragment("pdf.wrong_checksum")) from None
    return size


def _inflated_once(stream: memoryview) -> memoryview:
    """Return what a stream that is compressed twice holds: still compressed, so that it has no reason to be long."""
    inflater = zlib.decompressobj()
    try:
        inner = inflater.decompress(stream, _MAX_COMPRESSED_BYTES)
    except zlib.error:
        raise damaged_file(fragment("pdf.wrong_checksum")) from None
    if inflater.unconsumed_tail:
        raise _unpacks_too_large()
    return memoryview(inner)


def _unpacks_too_large() -> UnreadableFile:
    told = message("pdf.unpacks_too_large", megabytes=MAX_UNPACKED_BYTES // 1024**2)
    return UnreadableFile(ProblemKind.TOO_LARGE, told)


def _is_complete(stream: memoryview) -> bool:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = stream[2:]
    while rest and not inflater.eof:
        inflater.decompress(rest, _CHUNK_BYTES)
        rest = inflater.unconsumed_tail
    return inflater.eof
