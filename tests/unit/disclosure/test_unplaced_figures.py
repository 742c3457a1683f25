"""A sheet on a picture of which figures found no place says so: nobody may accuse it of what seems to be missing."""

from dataclasses import replace

import pytest

from orchestration.disclosure.model import Block, Reading, ScanReading, Table
from tests.documents import line, read, table

UNIT = line("单位：万元")
TITLE = line("2024年度支出决算表")
HEAD = (
    "项目|<|<|<|本年支出合计|基本支出|项目支出",
    "功能分类科目编码|<|<|科目名称|^|^|^",
)
WHOLE = ("合计|||合计|9.00|7.00|2.00", "201|||一般公共服务支出|9.00|7.00|2.00")
WITH_NOTE = "20101|||人大事务 9.00 注：本表反映|||"
WITHOUT_CODE = "|||某某事务|9.00|7.00|2.00"


def recognised(printed: Table) -> Table:
    return replace(printed, page=1, cells=tuple(cell._replace(scan=ScanReading(99)) for cell in printed.cells))


def has_unplaced(reading: Reading) -> dict[str, bool]:
    return {sheet.sheet_id: sheet.has_unplaced_figures for sheet in reading.sheets}


@pytest.mark.parametrize(
    ("row", "is_unplaced"), [(WITH_NOTE, True), (WITHOUT_CODE, True), ("20101|||人大事务|9.00|7.00|2.00", False)]
)
def test_a_figure_without_a_place_is_one_of_its_sheet(row: str, is_unplaced: bool) -> None:
    printed = table(*HEAD, *WHOLE, row)
    assert has_unplaced(read(TITLE, UNIT, recognised(printed))) == {"expenditure": is_unplaced}
    # a text loses no row: what it tells stands where it stands
    assert has_unplaced(read(TITLE, UNIT, printed)) == {"expenditure": False}


def test_a_table_that_nobody_knows_may_be_of_any_sheet_on_a_picture() -> None:
    rows = (f"2010{number}|||某事务|1.00|1.00|0.00" for number in range(1, 8))
    stranger = recognised(replace(table("某|某|某|某|甲|乙|丙", *rows), table_no=2))
    blocks: tuple[Block, ...] = (TITLE, UNIT, recognised(table(*HEAD, *WHOLE)), line("某某表"), stranger)
    assert has_unplaced(read(*blocks))["expenditure"]


def test_a_sheet_that_is_torn_on_a_picture_may_have_lost_the_rows_between() -> None:
    below = replace(table("20101|||人大事务|9.00|7.00|2.00"), table_no=2)
    assert has_unplaced(read(TITLE, UNIT, recognised(table(*HEAD, *WHOLE)), recognised(below)))["expenditure"]


@pytest.mark.parametrize(
    ("beside", "figures"),
    [
        ("7.00", 1),
        ("20101 人大事务 9.00 7.00 2.00", 3),
        ("注：本表反映部门支出9.00万元。", 0),
        ("1栏各行=（2+3）栏各行，尾差0.01", 0),
        ("单位负责人：", 0),
    ],
)
def test_a_row_beside_the_table_of_a_picture_is_told_and_a_note_is_not(beside: str, figures: int) -> None:
    reading = read(TITLE, UNIT, recognised(table(*HEAD, *WHOLE)), line(beside))
    assert sum(problem.figures for problem in reading.problems) == figures
    assert has_unplaced(reading) == {"expenditure": bool(figures)}
