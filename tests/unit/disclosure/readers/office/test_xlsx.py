"""XLSX: openpyxl for what an office program writes, hand-built parts for what it can write too."""

import csv
import datetime
import io
import zipfile
from decimal import Decimal
from itertools import product

import openpyxl  # type: ignore[import-untyped]
import pytest

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.amounts import parse_amount
from tests.spreadsheets import (
    ACCOUNTING,
    DATA,
    MAIN,
    OFFICE,
    by_place,
    only_table,
    read,
    saved,
    sheet_of,
    tables,
    texts,
    xlsx,
    zipped,
)


def test_places_texts_and_sheet_names_are_those_of_the_worksheet() -> None:
    table = only_table(sheet_of({"C3": "科目", "D5": 2010350, "C8": "  "}))
    assert (table.table_no, table.sheet_name, table.page) == (1, "Sheet", None)
    assert texts(table) == {(3, 3): "科目", (5, 4): "2010350"}
    assert table.column_count == 4


def test_a_figure_is_printed_in_the_format_of_its_cell() -> None:
    values = {"A1": 1234.5, "B1": 1234.5, "C1": 0, "D1": 0.125, "E1": -0.5}
    formats = {"A1": "#,##0.00", "B1": "0.0", "C1": ACCOUNTING, "D1": "0.00%", "E1": "#,##0.00_);(#,##0.00)"}
    table = only_table(sheet_of(values, formats))
    assert [cell.text for cell in table.cells] == ["1,234.50", "1234.5", "0.00", "12.50%", "-0.50"]
    assert [cell.decimals for cell in table.cells] == [2, 1, 2, None, 2]


def test_general_numbers_have_the_decimals_of_the_most_precise_one() -> None:
    table = only_table(sheet_of({"A1": 12, "A2": 1234.5, "A3": 15.82, "A4": 0.1 + 0.2, "A5": "12.345"}))
    assert [(cell.text, cell.decimals) for cell in table.cells] == [
        ("12", 2),
        ("1234.5", 2),
        ("15.82", 2),
        ("0.3", 2),
        ("12.345", None),
    ]


def test_a_ratio_among_amounts_does_not_tell_their_precision() -> None:
    amounts = {f"A{row}": row + 0.25 for row in range(1, 5)}
    table = only_table(sheet_of({**amounts, "A8": 0.9876, "A9": 12.5, "B9": 33.333333333}))
    assert [cell.decimals for cell in table.cells] == [2, 2, 2, 2, 4, 2, 9]


def test_fixed_formats_tell_the_precision_of_general_ones_too() -> None:
    table = only_table(sheet_of({"A1": 1863.8, "A2": 15.5, "A3": 7, "A4": 0.5}, {"A2": "0.00", "A4": "0%"}))
    assert [(cell.text, cell.decimals) for cell in table.cells] == [
        ("1863.8", 2),
        ("15.50", 2),
        ("7", 2),
        ("50%", None),
    ]


def test_dates_booleans_and_errors_are_text() -> None:
    values = {
        "A1": datetime.date(2024, 8, 30),
        "A2": datetime.datetime.fromisoformat("2024-08-30 09:05"),
        "A3": datetime.timedelta(hours=30, minutes=5),
        "A4": datetime.time(9, 5),
        "A5": True,
        "A6": "#REF!",
        "A7": "#N/A",
    }
    assert list(texts(only_table(sheet_of(values))).values()) == [
        "2024-08-30",
        "2024-08-30 09:05:00",
        "30:05:00",
        "09:05:00",
        "TRUE",
        "#REF!",
        "#N/A",
    ]


def test_merged_cells_have_their_spans_and_hide_what_they_cover() -> None:
    rows = (
        '<row r="2"><c r="B2"><v>1</v></c><c r="C2"><v>2</v></c></row><row r="3"><c r="B3"><v>3</v></c></row>'
        '<row r="4"><c r="B4"><v>4</v></c></row>'
    )
    table = only_table(xlsx(rows, '<mergeCells count="1"><mergeCell ref="B2:D3"/></mergeCells>'))
    cells = by_place(table)
    assert list(cells) == [(2, 2), (4, 2)]
    assert (cells[2, 2].row_span, cells[2, 2].column_span) == (2, 3)
    assert table.spans_known
    assert table.column_count == 4


def test_a_merged_range_over_the_whole_grid_costs_nothing() -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    table = only_table(xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>', merged))
    assert list(texts(table)) == [(1, 1)]


def test_hidden_worksheets_are_left_out_and_reported() -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0]["A1"] = "shown"
    for state in ("hidden", "veryHidden"):
        sheet = workbook.create_sheet(state)
        sheet["A1"] = "not shown"
        sheet.sheet_state = state
    workbook.create_chartsheet("chart")
    workbook.create_sheet("empty")
    workbook.create_sheet("last")["B2"] = "shown too"
    content = read(saved(workbook))
    assert [(table.table_no, table.sheet_name) for table in tables(content)] == [(1, "Sheet"), (6, "last")]
    assert [(problem.kind, problem.severity, problem.place.table_no) for problem in content.problems] == [
        (ProblemKind.HIDDEN_SHEET, Severity.INFO, 2),
        (ProblemKind.HIDDEN_SHEET, Severity.INFO, 3),
    ]


def test_hidden_rows_and_columns_are_left_out_and_reported() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row, column in product(range(1, 5), range(1, 5)):
        sheet.cell(row, column, f"{row}/{column}")
    sheet.merge_cells("B1:C1")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    content = read(saved(workbook))
    (table,) = tables(content)
    assert list(texts(table).values()) == ["1/1", "1/2", "1/4", "2/1", "2/3", "2/4", "4/1", "4/3", "4/4"]
    (problem,) = content.problems
    assert (problem.kind, problem.severity) == (ProblemKind.HIDDEN_SHEET, Severity.INFO)
    assert (problem.place.sheet_name, problem.place.row_no, problem.place.column_no) == ("Sheet", 2, 2)


def test_hidden_rows_without_text_are_no_matter() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2" s="1"/></row>'
    assert read(xlsx(rows)).problems == ()


def test_texts_are_shared_or_inline_with_runs_but_without_pronunciation() -> None:
    item = (
        "<r><t>支出</t></r><r><rPr><b/></rPr><t>决算表</t></r>"
        '<rPh sb="0" eb="2"><t>zhichu</t></rPh><phoneticPr fontId="1"/>'
    )
    rows = (
        f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is>{item}</is></c>'
        '<c r="C1" t="inlineStr"><is><t>a&amp;b_x000D_c</t></is></c><c r="D1" t="s"><v>1</v></c>'
        '<c r="E1" t="inlineStr"><is/></c><c r="F1" t="str"><v>1&lt;2</v></c></row>'
    )
    shared = f'<sst xmlns="{MAIN}"><si>{item}</si><si><t> </t></si></sst>'
    assert texts(only_table(xlsx(rows, others={"xl/sharedStrings.xml": shared}))) == {
        (1, 1): "支出决算表",
        (1, 2): "支出决算表",
        (1, 3): "a&b\rc",
        (1, 6): "1<2",
    }


def test_the_strict_dialect_is_read_alike(ordinary: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(ordinary)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    strict = {
        name: part.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument"
        )
        for name, part in parts.items()
    }
    assert strict != parts
    assert tables(read(zipped(strict))) == tables(read(ordinary))
    dated = xlsx('<row r="1"><c r="A1" t="d"><v>2024-08-30T00:00:00</v></c></row>')
    assert texts(only_table(dated)) == {(1, 1): "2024-08-30"}


def test_numbers_keep_the_digits_of_the_file() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>521.33000000000004</v></c><c r="B1" s="1"><v>521.33500000000004</v></c>'
        '<c r="C1"><v>123456789012.34</v></c><c r="D1"><v>-0</v></c><c r="E1"><v>1.5E3</v></c>'
        '<c r="F1"><v>abc</v></c></row>'
    )
    assert list(texts(only_table(xlsx(rows))).values()) == [
        "521.33",
        "521.34",
        "123456789012.34",
        "0",
        "1500",
        "#NUM!",
    ]


def test_dates_are_counted_as_the_workbook_says() -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.worksheets[0]["A1"] = datetime.date(2024, 8, 30)
    assert texts(only_table(saved(workbook))) == {(1, 1): "2024-08-30"}


def test_a_formula_without_result_is_reported_and_printed_as_formula() -> None:
    formulas = {f"B{row}": f'=IF(A{row}<>"&",SUM(B3:B9),0)' for row in range(1, 9)}
    content = read(sheet_of({"A1": 1, **formulas}))
    (table,) = tables(content)
    assert texts(table)[2, 2] == '=IF(A2<>"&",SUM(B3:B9),0)'
    (problem,) = content.problems
    assert (problem.kind, problem.severity) == (ProblemKind.NO_CACHED_VALUE, Severity.WARNING)
    assert (problem.place.sheet_name, problem.place.row_no, problem.place.column_no) == ("Sheet", 1, 2)
    assert "(8: row 1 column 2, row 2 column 2" in problem.message.reason_en


def test_a_formula_with_a_result_is_its_result() -> None:
    rows = (
        '<row r="1"><c r="A1" s="1"><f>SUM(B1:B9)</f><v>49.19</v></c>'
        '<c r="B1" t="str"><f>IF(A1,"","x")</f><v></v></c><c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="D1"><f t="shared" si="0"/><v>7</v></c><c r="E1"><f t="shared" si="0"/></c></row>'
    )
    content = read(xlsx(rows))
    assert texts(tables(content)[0]) == {(1, 1): "49.19", (1, 3): "#DIV/0!", (1, 4): "7", (1, 5): "="}
    assert [problem.place.column_no for problem in content.problems] == [5]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="5"><c r="B5" s="1"><v>7.5</v></c></row>',
        '<row r="5"><c s="1" r="B5"><v>7.5</v></c></row>',
        "<row r='5'><c t='n' r='B5' s='1'><v>7.5</v></c></row>",
        '<row r="5"><c\n  r = "B5"\n  s = "1"\n >\n<v>7.5</v>\n</c></row>',
        '<row r="4"/><row><c/><c s="1"><v>7.5</v></c></row>',
        '<row r="5"><c r="A5" s="1"/><c s="1"><v>7.5</v></c></row>',
    ],
)
def test_the_format_is_found_however_a_cell_is_written(rows: str) -> None:
    assert texts(only_table(xlsx(rows))) == {(5, 2): "7.50"}


def test_prefixed_worksheets_are_read_alike() -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="5"><x:c r="B5" s="1"><x:v>7.5</x:v></x:c>'
        '<x:c r="C5"><x:f>A1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert texts(only_table(xlsx("", others={"xl/worksheets/sheet1.xml": sheet}))) == {
        (5, 2): "7.50",
        (5, 3): "=A1",
    }


def test_names_of_parts_are_found_in_any_case_and_with_backslashes(ordinary: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(ordinary)) as archive:
        parts = {name.replace("/", "\\").upper(): archive.read(name) for name in archive.namelist()}
    assert tables(read(zipped(parts))) == tables(read(ordinary))


def test_utf16_attachments_do_no_harm(ordinary: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(ordinary)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    attached = zipped(parts | {"customXml/item1.xml": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")})
    assert tables(read(attached)) == tables(read(ordinary))


def test_the_program_is_named(ordinary: bytes) -> None:
    assert "openpyxl" in (read(ordinary).producer or "").lower()


@pytest.mark.skipif(not DATA.is_dir(), reason="the real documents are not on this machine")
@pytest.mark.parametrize("code", ["General", "#,##0.00", ACCOUNTING])
@pytest.mark.parametrize("name", ["wuhan_dsj_2023", "putuo_czj_2024", "putuo_shgzb_2024"])
def test_every_published_figure_survives_a_workbook(name: str, code: str) -> None:
    with (DATA / f"{name}.cells.csv").open(encoding="utf-8") as lines:
        amounts = [Decimal(row["amount"]) for row in csv.DictReader(lines)]
    data = sheet_of(
        {f"B{row}": float(amount) for row, amount in enumerate(amounts, 1)},
        {f"B{row}": code for row in range(1, len(amounts) + 1)},
    )
    printed = [parse_amount(cell.text) for cell in only_table(data).cells]
    assert [amount.value for amount in printed if amount] == amounts
