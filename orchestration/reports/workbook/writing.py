"""Writes the list of findings as a workbook: a row a finding, ready to be filtered, filled in and printed. The same
findings make the same bytes. What a row says belongs to `rows` and `columns`."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import Cell  # type: ignore[import-untyped]
from openpyxl.packaging.core import DocumentProperties  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]
from openpyxl.xml.constants import ARC_CORE  # type: ignore[import-untyped]
from openpyxl.xml.functions import tostring  # type: ignore[import-untyped]

from expectations.vocabulary import Tone
from orchestration.reports.printable import is_formula_like, printable
from orchestration.reports.render import WORKBOOK
from orchestration.reports.workbook.columns import COLUMNS, DIFFERENCE, NUMBER, REPORT, SEVERITY, Column, Value
from orchestration.reports.workbook.rows import FindingRow
from orchestration.reports.workbook.saving import EPOCH, save_workbook

LIST, LEGEND = "问题清单", "说明"
MONEY = "万元"

_INK, _SOFT, _LINE, _WASH = "16202C", "566273", "D5DBE3", "F5F7F9"
_TONES = {
    Tone.BAD: ("9B1C2C", "FBEEF0"),
    Tone.CARE: ("7A4B00", "FDF4E3"),
    Tone.GOOD: ("0B5A7A", "EAF4F8"),
}
"""Ink and wash of a severity, as on the pages; other tones are plain."""

_FONT = "微软雅黑"
_A4 = 9
_BODY, _HEAD, _LINK, _FILLED_IN = "juesuan body", "juesuan head", "juesuan link", "juesuan filled in"


def write_workbook(path: Path, rows: Sequence[FindingRow], published: date | None) -> None:
    """Write the list of these findings; `published` is the day of the newest edition in it."""
    book = Workbook()
    for style in _styles():
        book.add_named_style(style)
    _fill_list(book.active, rows)
    _fill_legend(book.create_sheet(LEGEND), published, len(rows))
    moment = datetime(published.year, published.month, published.day, tzinfo=UTC) if published else EPOCH
    path.write_bytes(_at_one_moment(book, moment.replace(tzinfo=None)))


def _styles() -> tuple[NamedStyle, ...]:
    line = Border(bottom=Side("thin", _LINE))
    top = Alignment(vertical="top", wrap_text=True)
    wash = PatternFill("solid", _WASH)
    return (
        NamedStyle(_BODY, Font(_FONT, 10, color=_INK), border=line, alignment=top),
        NamedStyle(_HEAD, Font(_FONT, 10, bold=True, color="FFFFFF"), PatternFill("solid", _INK), alignment=top),
        NamedStyle(_LINK, Font(_FONT, 10, color="0B5A7A", underline="single"), border=line, alignment=top),
        NamedStyle(_FILLED_IN, Font(_FONT, 10, color=_INK), wash, line, top),
        *(
            NamedStyle(f"juesuan {tone}", Font(_FONT, 10, bold=True, color=ink), PatternFill("solid", fill), line, top)
            for tone, (ink, fill) in _TONES.items()
        ),
    )


def _fill_list(sheet: Worksheet, rows: Sequence[FindingRow]) -> None:
    sheet.title = LIST
    for place, column in enumerate(COLUMNS, start=1):
        _put(sheet.cell(1, place), column.heading, _HEAD)
        look = sheet.column_dimensions[get_column_letter(place)]
        look.width, look.hidden = column.width, column.is_hidden
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(COLUMNS, start=1):
            _fill(sheet.cell(number + 1, place), column, number, row)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(rows) + 1}"
    _set_up_print(sheet)


def _fill(cell: Cell, column: Column, number: int, row: FindingRow) -> None:
    value = number if column is NUMBER else column.value(row)
    _put(cell, value, _style(column, row))
    if column is REPORT:
        cell.hyperlink = quote(row.page)
    if column is DIFFERENCE and row.difference:
        cell.number_format = _amount_format(row.difference.unit)


def _style(column: Column, row: FindingRow) -> str:
    if column is SEVERITY and row.severity.tone in _TONES:
        return f"juesuan {row.severity.tone}"
    if column is REPORT:
        return _LINK
    return _FILLED_IN if column.is_filled_in else _BODY


def _put(cell: Cell, value: Value, style: str) -> None:
    """A value in its style; a text is never read as a formula or an error, whatever it begins with."""
    cell.style = style
    if isinstance(value, str):
        cell.value = printable(value)
        cell.data_type = "s"
        cell.quotePrefix = is_formula_like(value)
    else:
        cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"


def _amount_format(unit: str) -> str:
    """Thousands apart and at least two decimals; the unit where it is not money, so that the cell stays a number."""
    words = unit.replace('"', "")
    return "#,##0.00####" if unit == MONEY or not words else f'#,##0.00####" {words}"'


def _set_up_print(sheet: Worksheet) -> None:
    sheet.print_title_rows = "1:1"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "&P / &N"


def _fill_legend(sheet: Worksheet, published: date | None, findings: int) -> None:
    sheet.title = LEGEND
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 90
    edition = f"{published:%Y-%m-%d} 发布的版次" if published else "尚无版次"
    lines = (
        ("部门决算问题清单", f"截至 {edition}，共 {findings} 行"),
        ("如何使用", "可排序、筛选、移动或增加列；请只在“负责人”“备注”两列填写。"),
        (
            "如何交回",
            f"把填好的 {WORKBOOK} 交给管理员，由其运行 juesuan review import 文件名；下一次发布的清单会带上所填内容。",
        ),
        ("空白与删除", "空白不改变已登记的内容；要删除已登记的内容，请填一个“-”。两份清单所填不同的，以后导入的为准。"),
        *((column.heading, column.meaning) for column in COLUMNS),
    )
    for number, (head, text) in enumerate(lines, start=1):
        _put(sheet.cell(number, 1), head, _HEAD)
        _put(sheet.cell(number, 2), text, _BODY)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4


def _at_one_moment(book: Workbook, moment: datetime) -> bytes:
    """The workbook as if made at this moment; the library writes the clock into it."""
    made, bytes_ = io.BytesIO(), io.BytesIO()
    save_workbook(book, made)
    core = tostring(DocumentProperties(creator="juesuan", created=moment, modified=moment).to_tree())
    with zipfile.ZipFile(made) as written, zipfile.ZipFile(bytes_, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in written.namelist():
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            archive.writestr(entry, core if name == ARC_CORE else written.read(name), zipfile.ZIP_DEFLATED)
    return bytes_.getvalue()
