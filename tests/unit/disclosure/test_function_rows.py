"""Rows of function codes to cells: codes in every notation, totals, wrapped names, pages without heads."""

from dataclasses import replace
from decimal import Decimal

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Box, Table
from tests.documents import amounts, figures, labels, line, problems, read, table, warnings

UNIT = line("单位：万元")
TITLE = line("2024年度支出决算表")
EXPENDITURE_HEAD = (
    "项目|<|<|<|本年支出合计|基本支出|项目支出",
    "功能分类科目编码|<|<|科目名称|^|^|^",
)
HEAD = ("项目|<|本年支出合计|基本支出|项目支出", "功能分类科目编码|科目名称|^|^|^")
ROW = "201|一般公共服务支出|7.00|5.00|2.00"
EXPENDITURE = line("2023年度支出决算表")
CLASS = {("201", "total"): Decimal(7), ("201", "basic"): Decimal(5), ("201", "project"): Decimal(2)}
TOTAL = {("total", column): amount for (_, column), amount in CLASS.items()}
EVERY_LEVEL = CLASS | {(code, column): amount for code in ("20103", "2010350") for (_, column), amount in CLASS.items()}


def test_codes_split_over_three_columns_are_joined() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            *EXPENDITURE_HEAD,
            "类|款|项|合计|7.00|5.00|2.00",
            "201|||一般公共服务支出|7.00|5.00|2.00",
            "201|03||政府办公厅（室）及相关机构事务|7.00|5.00|2.00",
            "201|03|50|事业运行|7.00|5.00|2.00",
        ),
    )
    row = "total 7.00 basic 5.00 project 2.00"
    assert amounts(reading, "expenditure") == figures(total=row, r201=row, r20103=row, r2010350=row)
    assert reading.problems == ()


def test_blank_outer_parts_of_a_code_are_those_of_the_row_above() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            *EXPENDITURE_HEAD,
            "合计|<|<|<|9.00|5.00|4.00",
            "201|||一般公共服务支出|7.00|5.00|2.00",
            "|03||政府办公厅|7.00|5.00|2.00",
            "||01|行政运行|3.00|3.00|",
            "||50|事业运行|4.00|2.00|2.00",
            "|99||其他|0.00|0.00|",
            "208|||社会保障和就业支出|2.00||2.00",
            "|05||行政事业单位养老支出|2.00||2.00",
        ),
    )
    assert amounts(reading, "expenditure") == figures(
        total="total 9.00 basic 5.00 project 4.00",
        r201="total 7.00 basic 5.00 project 2.00",
        r20103="total 7.00 basic 5.00 project 2.00",
        r2010301="total 3.00 basic 3.00",
        r2010350="total 4.00 basic 2.00 project 2.00",
        r20199="total 0.00 basic 0.00",
        r208="total 2.00 project 2.00",
        r20805="total 2.00 project 2.00",
    )
    assert reading.problems == ()


@pytest.mark.parametrize(
    "printed", ["2010350事业运行", "2010350 事业运行", "2010350-事业运行", "２０１０３５０ 事业运行"]
)
def test_a_code_and_its_name_may_share_a_cell(printed: str) -> None:
    reading = read(TITLE, UNIT, table("科目名称|本年支出合计|基本支出|项目支出", f"{printed}|7.00|5.00|2.00"))
    assert amounts(reading, "expenditure") == figures(r2010350="total 7.00 basic 5.00 project 2.00")
    assert labels(reading) == {"2010350": "事业运行"}


@pytest.mark.parametrize(
    "notation",
    [
        ("201", "201.03", "201.03.50"),
        ("201", "201-03", "201-03-50"),
        ("[201]", "[20103]", "[2010350]"),
        ("【201】", "【20103】", "【2010350】"),
        ("'201", "'20103", "'2010350"),
    ],
)
def test_codes_in_other_notations(notation: tuple[str, str, str]) -> None:
    names = ("一般公共服务支出", "政府办公厅", "事业运行")
    rows = [f"{code}|{name}|7.00|5.00|2.00" for code, name in zip(notation, names, strict=True)]
    together = [f"{code}{name}|7.00|5.00|2.00" for code, name in zip(notation, names, strict=True)]
    apart = read(EXPENDITURE, UNIT, table(*HEAD, *rows))
    joined = read(EXPENDITURE, UNIT, table("科目|本年支出合计|基本支出|项目支出", *together))
    for reading in (apart, joined):
        assert amounts(reading, "expenditure") == EVERY_LEVEL
        assert labels(reading) == dict(zip(("201", "20103", "2010350"), names, strict=True))
        assert reading.problems == ()


def test_a_code_may_stand_behind_the_name() -> None:
    reading = read(
        EXPENDITURE, UNIT, table("科目|本年支出合计|基本支出|项目支出", "一般公共服务（201）|7.00|5.00|2.00")
    )
    assert amounts(reading, "expenditure") == CLASS
    assert labels(reading) == {"201": "一般公共服务"}


def test_a_number_of_a_spreadsheet_keeps_the_zero_that_it_lost() -> None:
    head = ("支出功能分类科目编码|<|<|科目名称|本年支出合计|基本支出|项目支出", "类|款|项|^|^|^|^")
    rows = ("201.0|||一般公共服务支出", "201|3||政府办", "201|3|50|运行")
    reading = read(EXPENDITURE, UNIT, table(*head, *[f"{row}|7.00|5.00|2.00" for row in rows]))
    assert amounts(reading, "expenditure") == EVERY_LEVEL


def test_an_economic_code_is_no_function_code() -> None:
    reading = read(EXPENDITURE, UNIT, table(*HEAD, ROW, "30201|办公费|1.00||"))
    assert amounts(reading, "expenditure") == CLASS
    assert warnings(reading) == [ProblemKind.UNKNOWN_LABEL]


def test_the_total_may_stand_in_the_row_of_the_heads() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            "项目|<|<|<|本年支出合计|基本支出|项目支出",
            "支出功能分类科目编码|<|<|科目名称|^|^|^",
            "类|款|项|合计|7.00|5.00|2.00",
            "201|||一般公共服务支出|7.00|5.00|2.00",
        ),
    )
    assert amounts(reading, "expenditure")["total", "total"] == Decimal("7.00")
    assert len(reading.cells) == 6


@pytest.mark.parametrize(
    "label", ["支出总计|<", "合计：|<", "合计（万元）|<", "合 计 数|<", "一、合计|<", "|部门合计", "栏次|合计", "总计|"]
)
def test_the_total_by_other_names(label: str) -> None:
    reading = read(EXPENDITURE, UNIT, table(*HEAD, f"{label}|7.00|5.00|2.00", ROW))
    assert amounts(reading, "expenditure") == TOTAL | CLASS
    assert reading.problems == ()


def test_a_total_that_nobody_knows_is_told_and_hides_no_other_row() -> None:
    reading = read(EXPENDITURE, UNIT, table(*HEAD, "共计|<|7.00|5.00|2.00", ROW))
    assert amounts(reading, "expenditure") == CLASS
    (problem,) = problems(reading, ProblemKind.UNKNOWN_LABEL)
    assert "共计" in problem.message.reason_en
    assert "nearest known label is" in problem.message.reason_en


def test_a_blank_is_no_cell_and_a_zero_is_one() -> None:
    reading = read(TITLE, UNIT, table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|0.00|-|"))
    assert amounts(reading, "expenditure") == figures(r201="total 0.00")


def test_a_name_may_go_on_in_the_next_row() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            *EXPENDITURE_HEAD,
            "20103|||政府办公厅（室）及相关|7.00|5.00|2.00",
            "|||机构事务|||",
            "2010350|||事业运行|7.00|5.00|2.00",
        ),
    )
    assert labels(reading) == {"20103": "政府办公厅（室）及相关机构事务", "2010350": "事业运行"}
    assert reading.problems == ()


def test_a_name_does_not_go_on_for_ever() -> None:
    words = ("|||" + "其他文字" * 9 + "|||",) * 1_000
    reading = read(TITLE, UNIT, table(*EXPENDITURE_HEAD, "20103|||政府办公厅（室）|7.00|5.00|2.00", *words))
    assert len(labels(reading)["20103"]) < 1_100


def test_a_page_without_header_continues_the_columns() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.00|5.00|2.00"),
        table("|03||政府办公厅|7.00|5.00|2.00", "合计|<|<|<|7.00|5.00|2.00", page=2, table_no=2),
    )
    row = "total 7.00 basic 5.00 project 2.00"
    assert amounts(reading, "expenditure") == figures(r201=row, r20103=row, total=row)
    assert {cell.place.page for cell in reading.cells} == {1, 2}


def test_a_header_may_repeat_on_the_next_page() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.00|5.00|2.00"),
        table(*EXPENDITURE_HEAD, "208|||社会保障和就业支出|3.00||3.00", page=2, table_no=2),
    )
    assert amounts(reading, "expenditure") == figures(
        r201="total 7.00 basic 5.00 project 2.00", r208="total 3.00 project 3.00"
    )


def test_a_wide_sheet_may_be_cut_in_two() -> None:
    reading = read(
        EXPENDITURE,
        UNIT,
        table("科目编码|科目名称|本年支出合计|基本支出", "201|一般公共服务支出|7.00|5.00"),
        table("科目编码|科目名称|项目支出|经营支出", "201|一般公共服务支出|2.00|", table_no=2),
    )
    assert amounts(reading, "expenditure") == CLASS


def test_a_shifted_row_of_a_text_conversion_is_counted_from_its_label() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            "科目编码|科目名称|本年支出合计|基本支出|项目支出|",
            "201|一般公共服务支出|7.00|5.00|2.00|",
            "20103||政府办公厅|7.00|5.00|2.00",
            ragged=True,
        ),
    )
    row = "total 7.00 basic 5.00 project 2.00"
    assert amounts(reading, "expenditure") == figures(r201=row, r20103=row)


def test_a_figure_without_a_code_is_told() -> None:
    reading = read(TITLE, UNIT, table(*EXPENDITURE_HEAD, "201|||一般公共服务支出|7.00||", "|||机构改革支出|3.00||"))
    (problem,) = problems(reading, ProblemKind.UNKNOWN_LABEL)
    assert "机构改革支出" in problem.message.reason_en
    assert amounts(reading, "expenditure") == figures(r201="total 7.00")


def test_rows_may_say_whose_they_are() -> None:
    head = "单位名称|科目编码|科目名称|本年支出合计|基本支出|项目支出"
    rows = ("云溪市财政局||合计|7.00|5.00|2.00", f"云溪市财政局|{ROW}")
    reading = read(EXPENDITURE, UNIT, table(head, *rows))
    assert amounts(reading, "expenditure") == TOTAL | CLASS
    assert reading.problems == ()


def test_remarks_inside_the_grid_are_no_rows() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            *EXPENDITURE_HEAD,
            "201|||一般公共服务支出|7.00|5.00|2.00",
            "注：本表反映部门本年度各项支出情况，1栏=（2+3）栏|<|<|<|<|<|<",
        ),
    )
    assert amounts(reading, "expenditure") == figures(r201="total 7.00 basic 5.00 project 2.00")
    assert labels(reading) == {"201": "一般公共服务支出"}
    assert reading.problems == ()


SPLIT_HEAD = ("项目|<|<|<|本年支出合计|基本支出", "类|款|项|科目名称|^|^")


@pytest.mark.parametrize(
    "lost",
    [
        ("|01||人大事务|1.00|1.00",),
        ("||50|事业运行|1.00|1.00",),
        ("|||社会保障和就业支出|9.00|9.00", "|05||行政事业单位养老支出|9.00|9.00"),
    ],
)
def test_a_code_without_its_outer_parts_takes_none_from_a_row_that_cannot_be_above_it(lost: tuple[str, ...]) -> None:
    rows = ("201|||一般公共服务支出|7.00|7.00", "|03||政府办公厅|7.00|7.00", "||50|事业运行|7.00|7.00")
    reading = read(EXPENDITURE, UNIT, table(*SPLIT_HEAD, *rows, *lost))
    assert {key for key, _ in amounts(reading, "expenditure")} == {"201", "20103", "2010350"}
    assert warnings(reading) == [ProblemKind.UNKNOWN_LABEL] * len(lost)


@pytest.mark.parametrize(("shift", "is_read"), [(1.0, True), (12.0, False)])
def test_a_page_without_heads_has_the_columns_that_stand_in_the_same_place(shift: float, is_read: bool) -> None:
    """The second page lacks the empty last column."""

    def at(column_no: int, row_no: int, moved: float) -> Box:
        return Box(100.0 * column_no + moved, 20.0 * row_no, 100.0 * column_no + 100.0 + moved, 20.0 * row_no + 20.0)

    def placed(whole: Table, moved: float = 0.0) -> Table:
        cells = tuple(cell._replace(box=at(cell.column_no, cell.row_no, moved)) for cell in whole.cells)
        return replace(whole, cells=cells)

    head = placed(table("科目编码|科目名称|本年支出合计|基本支出|项目支出", "201|一般公共服务支出|7.00|7.00|"))
    rest = placed(table("20103|政府办公厅|7.00|7.00", page=2, table_no=2), shift)
    reading = read(EXPENDITURE, UNIT, head, rest)
    assert (("20103", "basic") in amounts(reading, "expenditure")) is is_read
    assert warnings(reading) == ([] if is_read else [ProblemKind.UNKNOWN_COLUMN])


def printed_like(code: str, number_format: str) -> str:
    return number_format.format(int(code))


@pytest.mark.parametrize("number_format", ["{:.2f}", "{:,.2f}", "{:,}", "{:.1f}"])
def test_codes_that_a_spreadsheet_prints_like_amounts_are_codes(number_format: str) -> None:
    rows = (
        f"{printed_like(code, number_format)}|{name}|7.00|5.00|2.00"
        for code, name in (("201", "一般公共服务支出"), ("20103", "政府办公厅"), ("2010350", "事业运行"))
    )
    reading = read(TITLE, UNIT, table(*HEAD, "合计|<|7.00|5.00|2.00", *rows))
    assert amounts(reading, "expenditure") == EVERY_LEVEL | TOTAL
    assert reading.problems == ()


def test_a_column_of_amounts_that_look_like_codes_stays_one() -> None:
    reading = read(TITLE, UNIT, table("科目名称|本年支出合计|基本支出|项目支出", "合计|212.00|201.00|11.00"))
    assert amounts(reading, "expenditure") == figures(total="total 212.00 basic 201.00 project 11.00")


def test_codes_that_a_spreadsheet_rounded_are_told_once_and_never_guessed() -> None:
    rows = ("2.01E+06|事业运行|4.00|3.00|1.00", "2.01E+06|其他支出|3.00|2.00|1.00")
    reading = read(TITLE, UNIT, table(*HEAD, "201|一般公共服务支出|7.00|5.00|2.00", *rows))
    assert amounts(reading, "expenditure") == CLASS
    (problem,) = reading.problems
    assert (problem.kind, problem.figures) == (ProblemKind.DESTROYED_CODE, 6)
    assert "2.01E+06" in problem.message.reason_en


def test_merged_cells_that_were_dissolved_and_filled_are_read_as_one() -> None:
    title = "|".join(["2024年度支出决算表"] * 7)
    reading = read(
        table(
            title,
            "||||||单位：万元",
            "项目|项目|项目|项目|本年支出合计|基本支出|项目支出",
            "功能分类科目编码|功能分类科目编码|功能分类科目编码|科目名称|本年支出合计|基本支出|项目支出",
            "合计|合计|合计|合计|7.00|5.00|2.00",
            "201|201|201|一般公共服务支出|7.00|5.00|2.00",
            "20103|20103|20103|政府办公厅|7.00|5.00|2.00",
            "2010350|2010350|2010350|事业运行|7.00|5.00|2.00",
        )
    )
    assert amounts(reading, "expenditure") == EVERY_LEVEL | TOTAL
    assert reading.problems == ()


def test_marks_of_notes_behind_codes_and_names_are_no_part_of_them() -> None:
    rows = [
        "201①|一般公共服务支出[1]|7.00|5.00|2.00",
        "20103*|政府办公厅|7.00|5.00|2.00",
        "2010350（注2）|事业运行①|7.00*|5.00|2.00",
    ]
    reading = read(TITLE, UNIT, table(*HEAD, *rows))
    assert {(cell.key.row_key, cell.key.column_key): cell.amount for cell in reading.cells} == EVERY_LEVEL
    assert reading.problems == ()


def test_marks_of_notes_behind_the_parts_of_codes_are_no_part_of_them() -> None:
    reading = read(
        TITLE,
        UNIT,
        table(
            "科目编码|||科目名称|本年支出合计|基本支出|项目支出",
            "201①|||一般公共服务支出|7.00|5.00|2.00",
            "201①|03*||政府办公厅|7.00|5.00|2.00",
            "201①|03*|50[1]|事业运行|7.00|5.00|2.00",
        ),
    )
    assert {(cell.key.row_key, cell.key.column_key): cell.amount for cell in reading.cells} == EVERY_LEVEL
    assert reading.problems == ()
