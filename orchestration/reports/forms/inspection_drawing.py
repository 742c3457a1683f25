"""Draws the inspection form that ships with the package: `python -m orchestration.reports.forms.inspection_drawing`.

Nothing here is used at run time; what is filled into the form belongs to `inspection`.
"""

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.formatting.rule import CellIsRule  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # type: ignore[import-untyped]
from openpyxl.workbook.defined_name import DefinedName  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from orchestration.reports.forms.answers import TIMELINESS, Answer, item_title
from orchestration.reports.forms.inspection import inspection_items
from orchestration.reports.forms.package_file import PackageFile
from orchestration.reports.forms.templates import INSPECTION, SHIPPED

TITLE = "检查表"
_COLUMNS = (("检查内容", 11), ("检查项目", 38), ("符合要求", 11), ("存在的问题", 50), ("位置", 31), ("截图", 40))
_NAMED = {"C": "answer", "D": "problem", "E": "place", "F": "picture"}
_HEAD = (
    (("部门名称", "department_name"), ("部门编码", "department_id")),
    (("公开网址", "source_url"), ("决算年度", "fiscal_year")),
    (("发布结论", "verdict"), ("版次", "edition")),
)
_NOTE = (
    "“是”“否”由系统依据已读取的公开文件判断；“未能核对”表示文件未收到或有内容未能读取，须人工查看。"
    "公开表有错误级不符之处的为“否”，提示级的写在“存在的问题”栏。“截图”栏为有误数字在原文中的样子，空白的由检查人粘贴。"
)
_BODY, _TITLE = "宋体", "黑体"
_LINE = Side("thin", "444444")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WASH = PatternFill("solid", "EDEFF2")
_A4 = 9


def draw_inspection() -> bytes:
    """The form as a file; the same bytes each time."""
    book = Workbook()
    sheet = book.active
    sheet.title = TITLE
    for place, (_, width) in enumerate(_COLUMNS):
        sheet.column_dimensions["ABCDEF"[place]].width = width
    sheet["A1"].value = "部门决算公开情况检查表"
    sheet["A1"].font = Font(_TITLE, 20)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells("A1:F1")
    sheet.row_dimensions[1].height = 38
    _draw_head(sheet)
    top = len(_HEAD) + 2
    for column, (heading, _) in zip("ABCDEF", _COLUMNS, strict=True):
        _put(sheet, f"{column}{top}", heading, is_head=True)
    sheet.row_dimensions[top].height = 24
    last = _draw_items(sheet, top + 1)
    _draw_foot(sheet, last + 1)
    _set_up_print(sheet, top, last + 3)
    return _without_clock(book)


def _draw_head(sheet: Worksheet) -> None:
    for row, ((left, left_name), (right, right_name)) in enumerate(_HEAD, start=2):
        for column, words in (("A", left), ("B", ""), ("C", ""), ("D", ""), ("E", right), ("F", "")):
            _put(sheet, f"{column}{row}", words, is_head=bool(words))
        sheet.merge_cells(f"B{row}:D{row}")
        sheet.row_dimensions[row].height = 30
        _name(sheet, left_name, f"B{row}")
        _name(sheet, right_name, f"F{row}")


def _draw_items(sheet: Worksheet, top: int) -> int:
    """Draw the items and the two groups that they belong to. Returns the row of the last one."""
    answers = DataValidation(type="list", formula1=f'"{",".join(Answer)}"', allow_blank=True)
    sheet.add_data_validation(answers)
    row = top
    for row, item in enumerate(inspection_items(), start=top):
        _put(sheet, f"A{row}", "及时性" if item == TIMELINESS else "内容规范性", is_head=True)
        _put(sheet, f"B{row}", item_title(item))
        for column, name in _NAMED.items():
            _put(sheet, f"{column}{row}", "")
            _name(sheet, f"{item}_{name}", f"{column}{row}")
        sheet[f"C{row}"].alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        answers.add(f"C{row}")
        sheet.row_dimensions[row].height = 22
    sheet.merge_cells(f"A{top + 1}:A{row}")
    for answer, ink in ((Answer.NO, "9B1C2C"), (Answer.UNCHECKED, "7A4B00")):
        rule = CellIsRule(operator="equal", formula=[f'"{answer}"'], font=Font(bold=True, color=ink))
        sheet.conditional_formatting.add(f"C{top}:C{row}", rule)
    return row


def _draw_foot(sheet: Worksheet, row: int) -> None:
    for column in "ABCDEF":
        _put(sheet, f"{column}{row}", "检查结果" if column == "A" else "", is_head=column == "A")
    sheet.merge_cells(f"B{row}:F{row}")
    sheet.row_dimensions[row].height = 24
    _name(sheet, "summary", f"B{row}")
    sheet[f"A{row + 1}"].value = _NOTE
    sheet[f"A{row + 1}"].font = Font(_BODY, 9, color="444444")
    sheet[f"A{row + 1}"].alignment = Alignment(wrap_text=True, vertical="center")
    sheet.merge_cells(f"A{row + 1}:F{row + 1}")
    sheet.row_dimensions[row + 1].height = 32
    for column, words in (("A", "检查人："), ("D", "复核人："), ("E", "检查日期：　　　　年　　月　　日")):
        sheet[f"{column}{row + 2}"].value = words
        sheet[f"{column}{row + 2}"].font = Font(_BODY, 11)
        sheet[f"{column}{row + 2}"].alignment = Alignment(vertical="bottom")
    sheet.row_dimensions[row + 2].height = 36


def _put(sheet: Worksheet, place: str, words: str, is_head: bool = False) -> None:
    cell = sheet[place]
    cell.value = words or None
    cell.font = Font(_BODY, 11, bold=is_head)
    cell.border = _BOX
    aligned = "center" if is_head else "left"
    cell.alignment = Alignment(horizontal=aligned, vertical="center", wrap_text=True, indent=0 if is_head else 1)
    if is_head:
        cell.fill = _WASH


def _name(sheet: Worksheet, name: str, place: str) -> None:
    column, row = place[0], place[1:]
    sheet.parent.defined_names[name] = DefinedName(name, attr_text=f"'{TITLE}'!${column}${row}")


def _set_up_print(sheet: Worksheet, head: int, last: int) -> None:
    sheet.print_title_rows = f"{head}:{head}"
    sheet.print_area = f"A1:F{last}"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.7, 0.3
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.freeze_panes = f"A{head + 1}"


def _without_clock(book: Workbook) -> bytes:
    """The workbook without its properties' moment of making, which the library takes from the clock."""
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"]
    begin, end = core.index(b"<dcterms:created"), core.index(b"</cp:coreProperties>")
    return PackageFile(parts).with_parts({"docProps/core.xml": core[:begin] + core[end:]})


def write_inspection(folder: Path = SHIPPED) -> None:
    """Write the form beside the code."""
    (folder / INSPECTION).write_bytes(draw_inspection())


if __name__ == "__main__":
    write_inspection()
