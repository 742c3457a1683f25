"""An office file as a package of parts, read within bounds and written again with some parts replaced: what stays the
same is compressed once for all copies, and equal parts give equal bytes. What the parts mean does not belong here."""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.disclosure.messages.message import Message, message

MOST_BYTES, MOST_UNPACKED_BYTES, MOST_PARTS = 5 * 1024**2, 30 * 1024**2, 1_000
"""What a template may hold: every department-year gets a copy of it."""

MOST_TAGS = 300_000
"""Tags of all parts together; the shipped forms have a few thousand."""

_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
_VERSION, _UTF_8, _DEFLATED, _FIRST_DAY = 20, 0x800, 8, 0x21
"""The first day that an archive can name is 1980-01-01: a clock would make equal files differ."""


class TemplateRefused(ValueError):
    """A template cannot be used; the message says why, and what to do about it."""

    def __init__(self, message: Message) -> None:
        super().__init__(f"{message.reason_en}; {message.remedy_en}")
        self.message = message


@dataclass(frozen=True, slots=True)
class _Part:
    size: int
    checksum: int
    packed: bytes


def _pack(data: bytes) -> _Part:
    packing = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return _Part(len(data), zlib.crc32(data), packing.compress(data) + packing.flush())


class PackageFile:
    """The parts of one office file by their names, in its order."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = parts
        self._packed = {name: _pack(data) for name, data in parts.items()}

    def with_parts(self, changed: Mapping[str, bytes]) -> bytes:
        """The file with these parts in the place of its own; those that it does not have come last."""
        body, directory = bytearray(), bytearray()
        parts = self._packed | {name: _pack(data) for name, data in changed.items()}
        for name, part in parts.items():
            encoded = name.encode()
            sizes = (part.checksum, len(part.packed), part.size)
            look = (_UTF_8, _DEFLATED, 0, _FIRST_DAY, *sizes, len(encoded), 0)
            directory += _CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, *look, 0, 0, 0, 0, len(body)) + encoded
            body += _LOCAL.pack(b"PK\x03\x04", _VERSION, *look) + encoded + part.packed
        count = len(parts)
        return bytes(body + directory + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0))


def read_package(path: Path, kind: str) -> PackageFile:
    """The parts of a template; `kind` is what it is to be saved as. Raises TemplateRefused."""
    # a pipe would be waited for without end
    if not path.is_file():
        raise TemplateRefused(message("forms.no_regular_file", kind=kind))
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise TemplateRefused(message("forms.too_large", megabytes=size // 1024**2, limit=MOST_BYTES // 1024**2))
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES:
                raise TemplateRefused(message("forms.unpacks_too_large", kind=kind))
            parts = {entry.filename: archive.read(entry) for entry in entries}
        if sum(part.count(b"<") for part in parts.values()) > MOST_TAGS:
            raise TemplateRefused(message("forms.unpacks_too_large", kind=kind))
    except TemplateRefused:
        raise
    # what a damaged archive raises is of many kinds
    except Exception as error:
        raise TemplateRefused(message("forms.cannot_be_read", kind=kind, error=_first_line(error))) from error
    if any(name.casefold().endswith("vbaproject.bin") for name in parts):
        raise TemplateRefused(message("forms.macro", kind=kind))
    return PackageFile(parts)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
