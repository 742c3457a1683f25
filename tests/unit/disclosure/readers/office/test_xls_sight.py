"""XLS: only what a person sees of a cell is read, and titles and units in page headers too."""

import struct
from collections.abc import Callable
from typing import Any

import pytest
import xlwt  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Line, OpaqueKind, Place, Table
from orchestration.disclosure.readers.office.biff_looks import opaque_kinds
from tests.spreadsheets import read, saved


def blocks(edit: Callable[[Any], None]) -> tuple[Any, ...]:
    book = xlwt.Workbook()
    edit(book.add_sheet("公开01表"))
    return read(saved(book)).blocks


def shown(edit: Callable[[Any], None]) -> list[str]:
    return [cell.text for block in blocks(edit) if isinstance(block, Table) for cell in block.cells]


@pytest.mark.parametrize(
    "style",
    [
        "font: struck_out true",
        "font: height 20",
        "font: colour white",
        "font: colour_index 9",
        "font: colour dark_blue; pattern: pattern solid, fore_colour dark_blue",
    ],
)
def test_cells_that_nobody_sees_are_not_read(style: str) -> None:
    def edit(sheet: Any) -> None:
        sheet.write(0, 0, "12", xlwt.easyxf(style))
        sheet.write(0, 1, 12.5, xlwt.easyxf(style))
        sheet.write(0, 2, 397.18)

    assert shown(edit) == ["397.18"]


@pytest.mark.parametrize(
    "style",
    [
        "font: colour white; pattern: pattern solid, fore_colour dark_blue",
        "font: colour white; pattern: pattern fine_dots, fore_colour black",
        "font: colour red",
        "font: escapement superscript",
    ],
)
def test_cells_that_can_be_seen_are_read(style: str) -> None:
    assert shown(lambda sheet: sheet.write(0, 0, 12, xlwt.easyxf(style))) == ["12"]


def test_runs_of_a_text_have_fonts_of_their_own() -> None:
    struck, raised, plain = (xlwt.Font() for _ in range(3))
    struck.struck_out = True
    raised.escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT

    def edit(sheet: Any) -> None:
        sheet.write_rich_text(0, 0, (("12", struck), ("397.18", plain)))
        sheet.write_rich_text(0, 1, ("397.18", ("①", raised)))
        sheet.write_rich_text(0, 2, (("1", raised), "基本支出"))
        sheet.write_rich_text(0, 3, ("12", ("397.18", plain)), xlwt.easyxf("font: struck_out true"))

    assert shown(edit) == ["397.18", "397.18", "基本支出", "397.18"]


def test_formats_hide_figures_and_texts() -> None:
    hiding = xlwt.easyxf(num_format_str=";;;")

    def edit(sheet: Any) -> None:
        sheet.write(0, 0, 12.5, hiding)
        sheet.write(0, 1, "字", hiding)
        sheet.write(1, 0, "合计")

    book = xlwt.Workbook()
    edit(book.add_sheet("公开01表"))
    content = read(saved(book))
    assert shown(edit) == ["合计"]
    assert [problem.kind for problem in content.problems] == [ProblemKind.HIDDEN_SHEET]
    assert "(1: row 1 column 1)" in content.problems[0].message.reason_en


def test_page_headers_and_squeezed_rows() -> None:
    def edit(sheet: Any) -> None:
        # its own setters take ASCII only
        sheet._Worksheet__header_str = '&C&"宋体,Bold"&14收入决算表&R单位：元'
        sheet._Worksheet__footer_str = "&C第 &P 页"
        sheet.write(0, 0, "合计")
        sheet.write(1, 0, "藏")
        sheet.row(1).height_mismatch = True
        sheet.row(1).height = 10

    title, unit, table = blocks(edit)
    place = Place(table_no=1, sheet_name="公开01表")
    assert (title, unit) == (Line("收入决算表", place), Line("单位：元", place))
    assert [cell.text for cell in table.cells] == ["合计"]


def test_pictures_and_objects_are_told_apart_from_comments() -> None:
    def drawn(kind: int, *subrecords: int) -> bytes:
        head = struct.pack("<HHH", 0x15, 0x12, kind) + bytes(16)
        return head + b"".join(struct.pack("<HH", subrecord, 0) for subrecord in subrecords)

    assert opaque_kinds(drawn(8, 7, 8, 0)) == (OpaqueKind.PICTURE,)
    assert opaque_kinds(drawn(8, 7, 8, 9, 0)) == (OpaqueKind.EMBEDDED_OBJECT,)
    assert opaque_kinds(drawn(0x19)) == opaque_kinds(b"") == ()
