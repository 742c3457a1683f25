"""A workbook as a file. What stands in it is decided elsewhere."""

import zipfile
from datetime import UTC, datetime
from typing import IO, Any

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped]

EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""The first moment that ZIP knows: §4.4.6 of https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT"""


class _Undated(zipfile.ZipFile):
    """An archive that asks no clock: one that lost its battery begins in 1970, of which no entry can be."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *options: Any, **more: Any) -> None:
        entry = zinfo_or_arcname
        if not isinstance(entry, zipfile.ZipInfo):
            entry = zipfile.ZipInfo(entry, EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
        super().writestr(entry, data, *options, **more)


def save_workbook(book: Workbook, file: IO[bytes]) -> None:
    """Write a workbook, whatever the clock says."""
    with _Undated(file, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        ExcelWriter(book, archive).save()
