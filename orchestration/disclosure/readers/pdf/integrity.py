"""Whether a PDF file is whole. PDFium mends what it can and says nothing: a figure may be gone, or be another one.

A format without an overall checksum still says much: where its cross-references stand, where every object stands, and,
inside each compressed stream, the checksum of what was compressed. All of it is asked before a figure is believed.
"""

import re
import zlib
from collections.abc import Iterator

from orchestration.disclosure.model import ProblemKind
from orchestration.disclosure.readers.content import MAX_UNPACKED_BYTES, UnreadableFile

_ENDING = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_OBJECT = re.compile(rb"\s*\d+\s+\d+\s+obj\b")
_ANY_OBJECT = re.compile(rb"\b\d+\s+\d+\s+obj\b")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)\b")
_DEFLATED = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\b")
_NO_TEXT = re.compile(
    rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType|XML)\b|/Length1\b|/FunctionType\b|/Alternate\b"
)
"""Streams that hold pictures, glyph outlines, colours or descriptions: damage there changes no figure."""

_DICTIONARY_BYTES = 4096
_CHUNK_BYTES = 1 << 20


def check_integrity(data: bytes) -> None:
    """Raise UnreadableFile where a PDF file is cut off, has lost bytes, or does not match its own checksums."""
    header = max(data.find(b"%PDF-", 0, 1024), 0)
    _check_ending(data, header)
    if b"/Encrypt" not in data:
        _check_streams(data)


def damaged(detail: str) -> UnreadableFile:
    """The message for a file that cannot be trusted."""
    return UnreadableFile(
        ProblemKind.DAMAGED_FILE, f"the PDF file is damaged: {detail}", "download the file again from the publisher"
    )


def _check_ending(data: bytes, header: int) -> None:
    last = data.rfind(b"startxref")
    ending = _ENDING.match(data, last) if last >= 0 else None
    if ending is None:
        raise damaged("its end is missing")
    # Stray bytes behind the end are harmless; objects are what is left of an update whose own end is missing.
    if _ANY_OBJECT.search(data, ending.end()):
        raise damaged("its end is missing after an update")
    offset = int(ending[1])
    if not any(_is_cross_reference(data, place) for place in (header + offset, offset)):
        raise damaged("its cross-references are not where they are said to be, so bytes were lost or added")


def _is_cross_reference(data: bytes, place: int) -> bool:
    return data[place : place + 64].lstrip().startswith(b"xref") or _OBJECT.match(data, place) is not None


def _check_streams(data: bytes) -> None:
    view = memoryview(data)
    left = MAX_UNPACKED_BYTES
    for start, end, dictionary in _streams(data):
        if _DEFLATED.search(dictionary) and not _NO_TEXT.search(dictionary):
            left -= _inflated_size(view[start:end], left)


def _streams(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """First and last-but-one byte of every stream, and its dictionary."""
    at = data.find(b"stream")
    while at >= 0:
        earliest = max(at - _DICTIONARY_BYTES, 0)
        dictionary = data[max(data.rfind(b"obj", earliest, at), earliest) : at]
        start = at + 6 + (2 if data[at + 6 : at + 8] == b"\r\n" else 1)
        if not dictionary.rstrip().endswith(b">>"):
            at = data.find(b"stream", start)
            continue
        end = _stream_end(data, start, dictionary)
        yield start, end, dictionary
        at = data.find(b"stream", end + len(b"endstream"))


def _stream_end(data: bytes, start: int, dictionary: bytes) -> int:
    stated = _LENGTH.search(dictionary)
    if stated:
        end = start + int(stated[1])
        if data[end : end + 16].lstrip().startswith(b"endstream"):
            return end
    end = data.find(b"endstream", start)
    if end < 0:
        raise damaged("a stream has no end")
    return end


def _inflated_size(stream: memoryview, limit: int) -> int:
    """How many bytes a compressed stream holds; raises UnreadableFile for a broken one and for more than `limit`."""
    inflater = zlib.decompressobj()
    rest: bytes | memoryview = stream
    size = 0
    try:
        while rest and not inflater.eof:
            size += len(inflater.decompress(rest, _CHUNK_BYTES))
            rest = inflater.unconsumed_tail
            if size > limit:
                raise UnreadableFile(
                    ProblemKind.TOO_LARGE,
                    f"the file unpacks to more than {MAX_UNPACKED_BYTES // 1024**2} MB of text and drawings",
                    "check that it is the department's disclosure and supply it alone",
                )
        # Some programs leave the checksum out; then the content must at least come to its own end.
        if stream and not inflater.eof and not _ends_by_itself(stream):
            raise damaged("compressed content is cut off")
    except zlib.error:
        raise damaged("compressed content does not match its checksum") from None
    return size


def _ends_by_itself(stream: memoryview) -> bool:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = stream[2:]
    while rest and not inflater.eof:
        inflater.decompress(rest, _CHUNK_BYTES)
        rest = inflater.unconsumed_tail
    return inflater.eof
