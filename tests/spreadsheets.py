"""Workbooks for tests as a reader sees them: written, taken apart, read. How a disclosure looks is no concern of it."""

import io
import random
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from orchestration.disclosure.model import Table, TableCell
from orchestration.disclosure.readers.content import Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.office.spreadsheet import read_spreadsheet

DATA = Path(__file__).resolve().parents[1] / "../shared/data"
ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(data: bytes) -> Content:
    return read_spreadsheet(RawFile(Path("disclosure.xlsx"), "disclosure.xlsx", data, ""))


def refused(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert caught.value.message.reason_en
    assert caught.value.message.remedy_en
    return caught.value


def tables(content: Content) -> list[Table]:
    return [block for block in content.blocks if isinstance(block, Table)]


def only_table(data: bytes) -> Table:
    (table,) = tables(read(data))
    return table


def by_place(table: Table) -> dict[tuple[int, int], TableCell]:
    return {(cell.row_no, cell.column_no): cell for cell in table.cells}


def texts(table: Table) -> dict[tuple[int, int], str]:
    return {place: cell.text for place, cell in by_place(table).items()}


def saved(workbook: Any) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def xlsx(rows: str, after_rows: str = "", others: Mapping[str, str | bytes] = MappingProxyType({})) -> bytes:
    """A workbook of one worksheet from its rows, with further or other parts by path."""
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'{relations}<Relationship Id="rId1" Type="{OFFICE}/relationships/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}/relationships"><sheets>'
        '<sheet name="公开01表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{relations}<Relationship Id="rId1" Type="{OFFICE}/relationships/worksheet"'
        ' Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="4"/></cellXfs>'
        "</styleSheet>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after_rows}</worksheet>',
    }
    return zipped({**parts, **others})


def with_part(data: bytes, path: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {path: change(parts[path])})


def sheet_of(values: Mapping[str, object], formats: Mapping[str, str] | None = None) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for reference, value in values.items():
        sheet[reference] = value
    for reference, code in (formats or {}).items():
        sheet[reference].number_format = code
    return saved(workbook)


def flipped(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def read_or_refused(data: bytes) -> None:
    try:
        read(data)
    except UnreadableFile as refusal:
        assert refusal.message.reason_en
        assert refusal.message.remedy_en
