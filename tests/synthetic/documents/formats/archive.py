"""Zip containers without a clock: the libraries stamp every member with the time of writing."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

WRITTEN_AT = datetime(2000, 1, 1, tzinfo=UTC)
"""The time that every written file claims."""

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def without_clock(data: bytes) -> bytes:
    """The same container, its members and its core properties dated `WRITTEN_AT`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + WRITTEN_AT.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), content)
            dated = zipfile.ZipInfo(member.filename, WRITTEN_AT.timetuple()[:6])
            dated.compress_type = member.compress_type
            dated.external_attr = member.external_attr
            target.writestr(dated, content)
    return stream.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """An archive of files by their names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, WRITTEN_AT.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
