"""Workbooks: openpyxl, xlwt and odfpy for what an office program writes, hand-built parts for what none should."""

import csv
import datetime
import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
import xlwt  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from odf import number as odf_number  # type: ignore[import-untyped]
from odf import style as odf_style
from odf import table as odf_table
from odf import text as odf_text
from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]

from orchestration.disclosure.amounts import parse_amount
from orchestration.disclosure.model import ProblemKind, Severity, Table, TableCell
from orchestration.disclosure.readers import container
from orchestration.disclosure.readers.content import Content, RawFile, UnreadableFile
from orchestration.disclosure.readers.office import worksheet
from orchestration.disclosure.readers.office.compound_file import CompoundFile
from orchestration.disclosure.readers.office.number_formats import (
    Moment,
    Printed,
    parse_format,
    parse_number,
    print_moment,
    print_number,
)
from orchestration.disclosure.readers.office.spreadsheet import read_spreadsheet
from tests.compound_files import pack_stream

DATA = Path(__file__).resolve().parents[5] / "../shared/data"
ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(data: bytes) -> Content:
    return read_spreadsheet(RawFile(Path("disclosure.xlsx"), "disclosure.xlsx", data, ""))


def refused(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert caught.value.reason
    assert caught.value.remedy
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


@pytest.fixture
def ordinary() -> bytes:
    """A small workbook of the kind that departments publish."""
    workbook = openpyxl.Workbook()
    for number in range(3):
        sheet = workbook.create_sheet(f"公开{number + 1:02}表")
        sheet["A1"] = "支出决算表"
        sheet.merge_cells("A1:D1")
        for row, column in product(range(3, 12), range(1, 5)):
            sheet.cell(row, column, 2010350 if column == 1 else row * 100.25 + column).number_format = "#,##0.00"
    return saved(workbook)


class TestNumberFormats:
    @pytest.mark.parametrize(
        ("code", "number", "printed"),
        [
            ("0.00", "1234.5", "1234.50"),
            ("0", "2.5", "3"),
            ("#,##0.00", "1234567.5", "1,234,567.50"),
            ("#,##0.00", "-1234.5", "-1,234.50"),
            ("0.00", "1.005", "1.01"),
            ("0.00_);[Red]\\(0.00\\)", "-3", "-3.00"),
            (ACCOUNTING, "0", "0.00"),
            (ACCOUNTING, "1234.5", "1,234.50"),
            ('_ "¥"* #,##0.00_ ', "5", "5.00"),
            ("[$¥-804]#,##0.00", "5", "5.00"),
            ("0.00%", "0.98765", "98.77%"),
            ('0.00"%"', "98.765", "98.77%"),
            ("0.0#", "2", "2.0"),
            ("0.##", "2.5", "2.5"),
            ("0000000", "301", "0000301"),
            ("#,##0.00,", "1234567", "1,234.57"),
            ("0!.0,", "12345", "1.2"),
            ("0\\.0000", "123456", "12.3456"),
            ('"公开"00"表"', "1", "公开01表"),
            ('0.00"万元"', "3", "3.00万元"),
            ("#,##0.00", "1E+300", f"1{',000' * 100}.00"),
        ],
    )
    def test_a_plain_format_prints_its_decimals(self, code: str, number: str, printed: str) -> None:
        shown = print_number(Decimal(number), parse_format(code))
        assert (shown.text, shown.fixed) == (printed, True)

    @pytest.mark.parametrize(
        ("code", "decimals"), [("0.00", 2), ("#,##0", 0), ("0.##", 2), ("0!.0000", 4), ("0.00%", None)]
    )
    def test_a_plain_format_tells_the_decimals_of_figures(self, code: str, decimals: int | None) -> None:
        assert print_number(Decimal("1234.5"), parse_format(code)).decimals == decimals

    @pytest.mark.parametrize(
        ("stored", "printed"),
        [
            ("521.33000000000004", "521.33"),
            ("1863.8000000000002", "1863.8"),
            ("0.10000000000582077", "0.1"),
            ("-7.0999999999767169", "-7.1"),
            ("1E-12", "0"),
            ("0.000001", "0.000001"),
            ("33.333333333333336", "33.3333333333333"),
            ("1.2345678E7", "12345678"),
        ],
    )
    def test_general_format_shows_no_noise_of_binary_fractions(self, stored: str, printed: str) -> None:
        number = parse_number(stored)
        assert number is not None
        assert print_number(number).text == printed

    @pytest.mark.parametrize(
        ("code", "serial", "printed"),
        [
            ("yyyy-mm-dd", "45534", "2024-08-30"),
            ('yyyy"年"m"月"d"日"', "45534", "2024-08-30"),
            ("[$-804]yyyy\\-mm\\-dd;@", "45534.5", "2024-08-30 12:00:00"),
            ("m/d/yy", "59", "1900-02-28"),
            ("m/d/yy", "61", "1900-03-01"),
            ("h:mm", "0.378472222222222", "09:05:00"),
            ("[h]:mm", "1.25", "30:00:00"),
            ("yyyy", "-1", "-1"),
            ("yyyy", "1E+300", f"1{'0' * 300}"),
        ],
    )
    def test_dates_and_times_are_no_figures(self, code: str, serial: str, printed: str) -> None:
        moment = parse_format(code).moment
        assert moment is not None
        assert print_moment(Decimal(serial), moment, counted_from_1904=False) == printed

    @pytest.mark.parametrize("code", ["General", '0.00"days"', "0\\d", "[Red]0.00", "#,##0.00_);(#,##0.00);;@"])
    def test_letters_that_are_quoted_make_no_date(self, code: str) -> None:
        assert parse_format(code).moment is None

    def test_dates_may_be_counted_from_1904(self) -> None:
        assert print_moment(Decimal(44072), Moment.DATE, counted_from_1904=True) == "2024-08-30"

    @pytest.mark.parametrize(
        "code", ["General", "@", "# ?/?", "0.00E+00", "[>=100]0.0", "[DBNum1]0", "", ";;;", "0" * 300, "0-0", "q.0.0"]
    )
    def test_any_other_format_prints_the_digits_there_are(self, code: str) -> None:
        assert print_number(Decimal("1234.5"), parse_format(code)) == Printed("1234.5", 1, fixed=False)

    def test_general_keeps_the_text_around_it(self) -> None:
        assert print_number(Decimal(2023), parse_format('General"年度"')) == Printed("2023年度", 0, fixed=False)


class TestAnyNumber:
    @given(st.decimals(-(10**9), 10**9, places=6, allow_nan=False, allow_infinity=False))
    def test_general_format_prints_every_amount_exactly(self, amount: Decimal) -> None:
        stored = parse_number(repr(float(amount)))
        assert stored is not None
        shown = parse_amount(print_number(stored).text)
        assert shown is not None
        assert shown.value == amount

    @given(st.floats(-1e9, 1e9), st.integers(0, 6))
    def test_a_format_prints_no_figure_that_is_half_a_step_away(self, value: float, decimals: int) -> None:
        stored = parse_number(repr(value))
        assert stored is not None
        shown = print_number(stored, parse_format("#,##0." + "0" * decimals if decimals else "0"))
        assert shown.decimals == decimals
        assert abs(Decimal(shown.text.replace(",", "")) - stored) <= Decimal(5).scaleb(-decimals - 1)


class TestXlsx:
    def test_places_texts_and_sheet_names_are_those_of_the_worksheet(self) -> None:
        table = only_table(sheet_of({"C3": "科目", "D5": 2010350, "C8": "  "}))
        assert (table.table_no, table.sheet_name, table.page) == (1, "Sheet", None)
        assert texts(table) == {(3, 3): "科目", (5, 4): "2010350"}
        assert table.column_count == 4

    def test_a_figure_is_printed_in_the_format_of_its_cell(self) -> None:
        values = {"A1": 1234.5, "B1": 1234.5, "C1": 0, "D1": 0.125, "E1": -0.5}
        formats = {"A1": "#,##0.00", "B1": "0.0", "C1": ACCOUNTING, "D1": "0.00%", "E1": "#,##0.00_);(#,##0.00)"}
        table = only_table(sheet_of(values, formats))
        assert [cell.text for cell in table.cells] == ["1,234.50", "1234.5", "0.00", "12.50%", "-0.50"]
        assert [cell.decimals for cell in table.cells] == [2, 1, 2, None, 2]

    def test_general_numbers_have_the_decimals_of_the_most_precise_one(self) -> None:
        table = only_table(sheet_of({"A1": 12, "A2": 1234.5, "A3": 15.82, "A4": 0.1 + 0.2, "A5": "12.345"}))
        assert [(cell.text, cell.decimals) for cell in table.cells] == [
            ("12", 2),
            ("1234.5", 2),
            ("15.82", 2),
            ("0.3", 2),
            ("12.345", None),
        ]

    def test_a_ratio_among_amounts_does_not_tell_their_precision(self) -> None:
        amounts = {f"A{row}": row + 0.25 for row in range(1, 5)}
        table = only_table(sheet_of({**amounts, "A8": 0.9876, "A9": 12.5, "B9": 33.333333333}))
        assert [cell.decimals for cell in table.cells] == [2, 2, 2, 2, 4, 2, 9]

    def test_fixed_formats_tell_the_precision_of_general_ones_too(self) -> None:
        table = only_table(sheet_of({"A1": 1863.8, "A2": 15.5, "A3": 7, "A4": 0.5}, {"A2": "0.00", "A4": "0%"}))
        assert [(cell.text, cell.decimals) for cell in table.cells] == [
            ("1863.8", 2),
            ("15.50", 2),
            ("7", 2),
            ("50%", None),
        ]

    def test_dates_booleans_and_errors_are_text(self) -> None:
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

    def test_merged_cells_have_their_spans_and_hide_what_they_cover(self) -> None:
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

    def test_a_merged_range_over_the_whole_grid_costs_nothing(self) -> None:
        merged = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        table = only_table(xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>', merged))
        assert list(texts(table)) == [(1, 1)]

    def test_hidden_worksheets_are_left_out_and_reported(self) -> None:
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

    def test_hidden_rows_and_columns_are_left_out_and_reported(self) -> None:
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

    def test_hidden_rows_without_text_are_no_matter(self) -> None:
        rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2" s="1"/></row>'
        assert read(xlsx(rows)).problems == ()

    def test_texts_are_shared_or_inline_with_runs_but_without_pronunciation(self) -> None:
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

    def test_the_strict_dialect_is_read_alike(self, ordinary: bytes) -> None:
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

    def test_numbers_keep_the_digits_of_the_file(self) -> None:
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

    def test_dates_are_counted_as_the_workbook_says(self) -> None:
        workbook = openpyxl.Workbook()
        workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        workbook.worksheets[0]["A1"] = datetime.date(2024, 8, 30)
        assert texts(only_table(saved(workbook))) == {(1, 1): "2024-08-30"}

    def test_a_formula_without_result_is_reported_and_printed_as_formula(self) -> None:
        formulas = {f"B{row}": f'=IF(A{row}<>"&",SUM(B3:B9),0)' for row in range(1, 9)}
        content = read(sheet_of({"A1": 1, **formulas}))
        (table,) = tables(content)
        assert texts(table)[2, 2] == '=IF(A2<>"&",SUM(B3:B9),0)'
        (problem,) = content.problems
        assert (problem.kind, problem.severity) == (ProblemKind.NO_CACHED_VALUE, Severity.WARNING)
        assert (problem.place.sheet_name, problem.place.row_no, problem.place.column_no) == ("Sheet", 1, 2)
        assert "(8: row 1 column 2, row 2 column 2" in problem.reason

    def test_a_formula_with_a_result_is_its_result(self) -> None:
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
    def test_the_format_is_found_however_a_cell_is_written(self, rows: str) -> None:
        assert texts(only_table(xlsx(rows))) == {(5, 2): "7.50"}

    def test_prefixed_worksheets_are_read_alike(self) -> None:
        sheet = (
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="5"><x:c r="B5" s="1"><x:v>7.5</x:v></x:c>'
            '<x:c r="C5"><x:f>A1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
        )
        assert texts(only_table(xlsx("", others={"xl/worksheets/sheet1.xml": sheet}))) == {
            (5, 2): "7.50",
            (5, 3): "=A1",
        }

    def test_names_of_parts_are_found_in_any_case_and_with_backslashes(self, ordinary: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(ordinary)) as archive:
            parts = {name.replace("/", "\\").upper(): archive.read(name) for name in archive.namelist()}
        assert tables(read(zipped(parts))) == tables(read(ordinary))

    def test_utf16_attachments_do_no_harm(self, ordinary: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(ordinary)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        attached = zipped(
            parts | {"customXml/item1.xml": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")}
        )
        assert tables(read(attached)) == tables(read(ordinary))

    def test_the_program_is_named(self, ordinary: bytes) -> None:
        assert "openpyxl" in (read(ordinary).producer or "").lower()

    @pytest.mark.skipif(not DATA.is_dir(), reason="the real documents are not on this machine")
    @pytest.mark.parametrize("code", ["General", "#,##0.00", ACCOUNTING])
    @pytest.mark.parametrize("name", ["wuhan_dsj_2023", "putuo_czj_2024", "putuo_shgzb_2024"])
    def test_every_published_figure_survives_a_workbook(self, name: str, code: str) -> None:
        with (DATA / f"{name}.cells.csv").open(encoding="utf-8") as lines:
            amounts = [Decimal(row["amount"]) for row in csv.DictReader(lines)]
        data = sheet_of(
            {f"B{row}": float(amount) for row, amount in enumerate(amounts, 1)},
            {f"B{row}": code for row in range(1, len(amounts) + 1)},
        )
        printed = [parse_amount(cell.text) for cell in only_table(data).cells]
        assert [amount.value for amount in printed if amount] == amounts


class TestXls:
    @staticmethod
    def workbook() -> Any:
        workbook = xlwt.Workbook()
        sheet = workbook.add_sheet("公开03表")
        sheet.write_merge(1, 2, 1, 3, "支出决算表")
        sheet.write(4, 1, "2010350")
        sheet.write(4, 2, 1234.5, xlwt.easyxf(num_format_str="#,##0.00"))
        sheet.write(4, 3, 7)
        sheet.write(5, 1, 7, xlwt.easyxf(num_format_str='0.0"万元"'))
        sheet.write(5, 2, 12.25)
        sheet.write(5, 3, True)
        sheet.write(6, 1, datetime.date(2024, 8, 30), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
        sheet.row(6).set_cell_error(2, 0x2A)
        sheet.write(6, 3, xlwt.Formula("SUM(C5:C6)"))
        hidden = workbook.add_sheet("hidden")
        hidden.visibility = 1
        hidden.write(0, 0, 1)
        return workbook

    def test_everything_printed_is_read(self) -> None:
        content = read(saved(self.workbook()))
        (table,) = tables(content)
        assert texts(table) == {
            (2, 2): "支出决算表",
            (5, 2): "2010350",
            (5, 3): "1,234.50",
            (5, 4): "7",
            (6, 2): "7.0万元",
            (6, 3): "12.25",
            (6, 4): "TRUE",
            (7, 2): "2024-08-30",
            (7, 3): "#N/A",
            (7, 4): "=",
        }
        cells = by_place(table)
        assert (cells[2, 2].row_span, cells[2, 2].column_span) == (2, 3)
        assert [cells[place].decimals for place in ((5, 3), (5, 4), (6, 3))] == [2, 2, 2]
        assert [problem.kind for problem in content.problems] == [ProblemKind.NO_CACHED_VALUE, ProblemKind.HIDDEN_SHEET]

    def test_small_numbers_results_and_the_epoch(self) -> None:
        workbook = xlwt.Workbook()
        workbook.dates_1904 = True
        sheet = workbook.add_sheet("x")
        dated = xlwt.easyxf(num_format_str="yyyy/m/d")
        for row, number in enumerate([7, -7, 12.25, -0.01, 536870911, 536870912, 1e15 + 0.5, 0.1 + 0.2]):
            sheet.write(row, 0, number)
        sheet.write(0, 1, 44072, dated)
        sheet.row(2).hidden = True
        sheet.col(3).hidden = True
        sheet.write(0, 3, "hidden")
        sheet.write(1, 2, "字" * 9000)
        sheet.write(3, 2, "a" * 9000)
        cells = texts(only_table(saved(workbook)))
        assert [cells[row, 1] for row in (1, 2, 4, 5, 6, 7, 8)] == [
            "7",
            "-7",
            "-0.01",
            "536870911",
            "536870912",
            "1000000000000000",
            "0.3",
        ]
        assert (cells[1, 2], cells[2, 3], cells[4, 3]) == ("2024-08-30", "字" * 9000, "a" * 9000)
        assert (3, 1) not in cells
        assert (1, 4) not in cells

    def test_numbers_in_four_bytes_come_alone_or_in_runs(self) -> None:
        def record(kind: int, body: bytes) -> bytes:
            return struct.pack("<HH", kind, len(body)) + body

        def small(number: int, flags: int) -> bytes:
            return struct.pack("<i", number << 2 | flags)

        sheet = b"".join(
            (
                record(0x0809, struct.pack("<HH12x", 0x0600, 0x10)),
                record(0x027E, struct.pack("<HHH", 0, 0, 0) + small(-12345, 3)),
                record(0x00BD, struct.pack("<HH", 1, 0) + b"".join(b"\0\0" + small(n, 2) for n in (1, -2)) + b"\1\0"),
                record(0x027E, struct.pack("<HHH", 2, 0, 0) + struct.pack("<d", 1.5)[4:]),
                record(0x0006, struct.pack("<HHH", 3, 0, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(8)),
                record(0x0207, struct.pack("<HB", 2, 1) + "合计".encode("utf-16-le")),
                record(0x0006, struct.pack("<HHH", 4, 0, 0) + struct.pack("<d", 49.19) + bytes(8)),
                record(0x000A, b""),
            )
        )
        head = record(0x0809, struct.pack("<HH12x", 0x0600, 5))
        name = struct.pack("<BBBB", 0, 0, 1, 0) + b"x"
        start = len(head) + 4 + 4 + len(name) + 4
        stream = head + record(0x0085, struct.pack("<I", start) + name) + record(0x000A, b"") + sheet
        assert texts(only_table(pack_stream("Workbook", stream))) == {
            (1, 1): "-123.45",
            (2, 1): "1",
            (2, 2): "-2",
            (3, 1): "1.5",
            (4, 1): "合计",
            (5, 1): "49.19",
        }

    def test_a_stream_outlives_its_container(self) -> None:
        for size in (0, 1, 4096, 4097, 5_000_000):
            stream = random.Random(size).randbytes(size)
            restored = CompoundFile(pack_stream("Workbook", stream)).read("workbook")
            assert restored is not None
            assert restored[:size] == stream
            assert not restored[size:].strip(b"\0")

    def test_an_absurd_extent_is_ignored(self) -> None:
        data = saved(self.workbook())
        extent = re.search(rb"\x00\x02\x0e\x00(.{14})", data, re.DOTALL)
        assert extent is not None
        absurd = struct.pack("<IIHHH", 5, 0xFFFFFFFF, 0, 0xFFFF, 0)
        assert read(data.replace(extent[1], absurd, 1)).blocks == read(data).blocks

    def test_values_too_far_apart_are_refused(self) -> None:
        workbook = xlwt.Workbook()
        sheet = workbook.add_sheet("far")
        sheet.write(0, 0, 1)
        sheet.write(65535, 255, 1)
        assert refused(saved(workbook)).kind is ProblemKind.TOO_LARGE

    def test_more_texts_announced_than_held_is_damage(self) -> None:
        data = saved(self.workbook())
        stream = CompoundFile(data).read("workbook")
        assert stream is not None
        place = stream.index(b"\xfc\x00") + 8
        assert refused(pack_stream("Workbook", stream[:place] + b"\xff\xff\xff\x7f" + stream[place + 4 :])).kind is (
            ProblemKind.DAMAGED_FILE
        )

    def test_a_circle_of_sectors_is_damage(self) -> None:
        packed = bytearray(pack_stream("Workbook", bytes(20_000)))
        packed[4096 + 4 * 3 : 4096 + 4 * 4] = struct.pack("<I", 2)
        assert refused(bytes(packed)).kind is ProblemKind.DAMAGED_FILE


class TestOds:
    @staticmethod
    def cell(shown: str, kind: str = "float", **attributes: Any) -> Any:
        cell = odf_table.TableCell(valuetype=kind, **attributes)
        for line in shown.split("\n"):
            cell.addElement(odf_text.P(text=line))
        return cell

    def document(self) -> Any:
        document = OpenDocumentSpreadsheet()
        two_decimals = odf_number.NumberStyle(name="N2")
        two_decimals.addElement(odf_number.Number(decimalplaces=2, minintegerdigits=1, grouping="true"))
        hiding = odf_style.Style(name="hiding", family="table")
        hiding.addElement(odf_style.TableProperties(display="false"))
        amount = odf_style.Style(name="amount", family="table-cell", datastylename="N2")
        for style in (
            two_decimals,
            hiding,
            amount,
            odf_style.Style(name="child", family="table-cell", parentstylename=amount),
        ):
            document.automaticstyles.addElement(style)

        table = odf_table.Table(name="公开03表")
        table.addElement(odf_table.TableColumn(numbercolumnsrepeated=3))
        table.addElement(odf_table.TableColumn(defaultcellstylename="amount"))
        title = odf_table.TableRow()
        title.addElement(self.cell("支出\n决算表", "string", numbercolumnsspanned=3, numberrowsspanned=2))
        title.addElement(odf_table.CoveredTableCell(numbercolumnsrepeated=2))
        title.addElement(self.cell("1,234.50", value="1234.5"))
        figures = odf_table.TableRow(numberrowsrepeated=2)
        figures.addElement(odf_table.TableCell(numbercolumnsrepeated=1000))
        figures.addElement(self.cell("12.5", value="12.5"))
        figures.addElement(self.cell("12.346", value="12.3456"))
        figures.addElement(self.cell("¥7.00", "currency", value="7", stylename="child"))
        figures.addElement(self.cell("98.77%", "percentage", value="0.98765"))
        figures.addElement(self.cell("30/08/24", "date", datevalue="2024-08-30"))
        figures.addElement(odf_table.TableCell(formula="of:=SUM([.A1:.A2])"))
        blank = odf_table.TableRow(numberrowsrepeated=1_048_000)
        for row in (title, odf_table.TableRow(numberrowsrepeated=5), figures, blank):
            table.addElement(row)
        document.spreadsheet.addElement(table)
        hidden = odf_table.Table(name="hidden", stylename="hiding")
        hidden_row = odf_table.TableRow()
        hidden_row.addElement(self.cell("1", value="1"))
        hidden.addElement(hidden_row)
        document.spreadsheet.addElement(hidden)
        return document

    @staticmethod
    def ods(content: str) -> bytes:
        namespaces = " ".join(
            f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
        )
        body = f"<office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>"
        return zipped({"content.xml": f"<office:document-content {namespaces}>{body}</office:document-content>"})

    def test_everything_printed_is_read(self) -> None:
        content = read(saved(self.document()))
        (table,) = tables(content)
        cells = by_place(table)
        assert [text for (row_no, _), text in texts(table).items() if row_no < 8] == [
            "支出\n决算表",
            "1,234.50",
            "12.5",
            "12.3456",
            "7.00",
            "98.77%",
            "2024-08-30",
            "=SUM([.A1:.A2])",
        ]
        assert (cells[1, 1].row_span, cells[1, 1].column_span) == (2, 3)
        assert list(cells)[2] == (7, 1001)
        assert [cells[7, column].decimals for column in (1001, 1002, 1003)] == [4, 4, 2]
        assert [cell.text for cell in table.cells if cell.row_no == 8] == [
            cell.text for cell in table.cells if cell.row_no == 7
        ]
        assert table.spans_known
        assert [problem.kind for problem in content.problems] == [ProblemKind.NO_CACHED_VALUE, ProblemKind.HIDDEN_SHEET]

    def test_hidden_rows_and_columns_are_left_out(self) -> None:
        columns = (
            '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        )
        cells = "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in "abcd")
        rows = f'<table:table-row>{cells}</table:table-row><table:table-row table:visibility="filter">{cells}'
        content = read(self.ods(f'<table:table table:name="x">{columns}{rows}</table:table-row></table:table>'))
        assert texts(tables(content)[0]) == {(1, 1): "a", (1, 4): "d"}
        assert [problem.kind for problem in content.problems] == [ProblemKind.HIDDEN_SHEET]

    def test_absurd_repetition_is_refused(self) -> None:
        cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell>'
        row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
        assert refused(self.ods(f'<table:table table:name="x">{row}</table:table>')).kind is ProblemKind.TOO_LARGE

    def test_other_documents_are_no_workbooks(self) -> None:
        assert refused(self.ods("")).kind is ProblemKind.UNSUPPORTED_FORMAT

    def test_broken_xml_is_damage(self) -> None:
        assert refused(self.ods("<table:table>")).kind is ProblemKind.DAMAGED_FILE

    def test_an_encrypted_document_is_said_to_be_encrypted(self) -> None:
        manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
        parts: dict[str, str | bytes] = {"META-INF/manifest.xml": manifest, "content.xml": bytes(range(256))}
        assert refused(zipped(parts)).kind is ProblemKind.ENCRYPTED_FILE


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"", ProblemKind.DAMAGED_FILE),
            (b"PK\x03\x04", ProblemKind.DAMAGED_FILE),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ProblemKind.DAMAGED_FILE),
            (b"<html><table></table></html>", ProblemKind.UNSUPPORTED_FORMAT),
            (zipped({"word/document.xml": "<w/>"}), ProblemKind.DAMAGED_FILE),
            (pack_stream("WordDocument", bytes(100)), ProblemKind.UNSUPPORTED_FORMAT),
            (pack_stream("Workbook", bytes(100)), ProblemKind.DAMAGED_FILE),
            (pack_stream("EncryptedPackage", bytes(100)), ProblemKind.ENCRYPTED_FILE),
        ],
    )
    def test_what_is_no_sound_workbook(self, data: bytes, kind: ProblemKind) -> None:
        assert refused(data).kind is kind

    def test_an_encrypted_xls_is_said_to_be_encrypted(self) -> None:
        beginning = struct.pack("<HHHH12x", 0x0809, 16, 0x0600, 5)
        assert refused(pack_stream("Workbook", beginning + struct.pack("<HHH", 0x2F, 2, 1))).kind is (
            ProblemKind.ENCRYPTED_FILE
        )

    def test_truncated_files_are_damage(self, ordinary: bytes) -> None:
        for size in range(4, len(ordinary), 97):
            assert refused(ordinary[:size]).kind is ProblemKind.DAMAGED_FILE

    def test_a_wrong_checksum_is_damage_even_in_a_picture(self, ordinary: bytes) -> None:
        buffer = io.BytesIO(ordinary)
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
            archive.writestr("xl/media/image1.png", b"the picture's own bytes")
        damaged = buffer.getvalue().replace(b"the picture's own bytes", b"the picture's old bytes")
        assert refused(damaged).kind is ProblemKind.DAMAGED_FILE

    def test_a_zip_bomb_is_refused_before_it_is_unpacked(
        self, ordinary: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(container, "MAX_UNPACKED_BYTES", 50_000)
        bomb = zipped({"xl/workbook.xml": bytes(60_000)})
        assert refused(bomb).kind is ProblemKind.TOO_LARGE
        assert read(ordinary).blocks

    def test_more_xml_than_fits_beside_its_tables_is_refused(
        self, ordinary: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(container, "_MAX_XML_BYTES", 50_000)
        assert refused(zipped({"xl/workbook.xml": bytes(60_000)})).kind is ProblemKind.TOO_LARGE
        with zipfile.ZipFile(io.BytesIO(ordinary)) as archive:
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
        assert read(zipped({**parts, "xl/media/image1.png": bytes(60_000)})).blocks

    def test_merged_ranges_that_cover_the_grid_again_and_again_are_refused(self) -> None:
        merged = '<mergeCell ref="A1:XFD1048576"/>' * 500
        far = '<row r="9999"><c r="Z9999"><v>1</v></c></row>'
        assert refused(xlsx(far, f"<mergeCells>{merged}</mergeCells>")).kind is ProblemKind.TOO_LARGE

    def test_a_bomb_that_lies_about_its_size_is_damage(self, ordinary: bytes) -> None:
        honest = zipped({"a.xml": bytes(10_000_000)})
        place = honest.index(b"PK\x01\x02") + 24
        assert refused(honest[:place] + struct.pack("<I", 100) + honest[place + 4 :]).kind is ProblemKind.DAMAGED_FILE

    def test_very_many_parts_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(container, "_MAX_MEMBERS", 3)
        assert refused(zipped(dict[str, str | bytes].fromkeys("abcd", ""))).kind is ProblemKind.TOO_LARGE

    def test_a_part_that_stands_twice_is_damage(self) -> None:
        assert refused(zipped({"xl/workbook.xml": "<a/>", "XL\\Workbook.xml": "<b/>"})).kind is ProblemKind.DAMAGED_FILE

    @pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
    @pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "customXml/item1.xml"])
    def test_document_types_are_refused(self, name: str, codec: str) -> None:
        attack = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode(codec)
        assert refused(xlsx("", others={name: attack})).kind is ProblemKind.UNREADABLE_FILE

    @pytest.mark.parametrize(
        "far",
        [
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            '<row r="1048576"><c s="1" r="XFD1048576" ><v>1</v></c></row>',
            '<row r="1048576"><c r="XFD1048576"><!-- --><v>1</v></c></row>',
            f'<row r="9"><y:c xmlns:y="{MAIN}" r="XFD1048576"><v>1</v></y:c></row>',
        ],
    )
    def test_values_too_far_apart_are_refused(self, far: str) -> None:
        near = '<row r="1"><c r="A1"><v>1</v></c></row>'
        assert refused(xlsx(near + far)).kind is ProblemKind.TOO_LARGE

    @pytest.mark.parametrize(
        "odd",
        [
            '<row r="99999999"><c r="A99999999"><v>1</v></c></row>',
            '<row r="1"><c r="AAAA1"><v>1</v></c></row>',
            '<row r="1"><c r="b1"><v>1</v></c></row>',
            '<row r="1"><c r="C9" a="<"><v>1</v></c></row>',
            '<row r="x"><c><v>1</v></c></row>',
            '<row r="1"><c r="A1"><v>2</v></c></row>',
        ],
    )
    def test_cells_that_hide_their_place_are_damage(self, odd: str) -> None:
        assert refused(xlsx(f'<row r="1"><c r="A1"><v>1</v></c></row>{odd}')).kind is ProblemKind.DAMAGED_FILE

    def test_styled_blanks_far_away_are_harmless(self) -> None:
        rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD9" s="1"/><c r="XFD10" s="1"></c></row>'
        declared = with_part(
            xlsx(rows),
            "xl/worksheets/sheet1.xml",
            lambda part: part.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'),
        )
        assert texts(only_table(declared)) == {(1, 1): "1"}

    def test_too_many_cells_are_refused(self, ordinary: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(worksheet, "MAX_STORED_CELLS", 50)
        assert refused(ordinary).kind is ProblemKind.TOO_LARGE
        monkeypatch.undo()
        monkeypatch.setattr(worksheet, "MAX_TABLE_CELLS", 10)
        assert refused(ordinary).kind is ProblemKind.TOO_LARGE

    def test_a_long_text_shared_by_very_many_cells_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(worksheet, "MAX_TEXT", 50_000)
        rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 101))
        shared = f'<sst xmlns="{MAIN}" uniqueCount="1"><si><t>{"字" * 1000}</t></si></sst>'
        assert refused(xlsx(rows, others={"xl/sharedStrings.xml": shared})).kind is ProblemKind.TOO_LARGE

    @pytest.mark.parametrize("number", ["1", "-1", "x", "99999999999"])
    def test_a_text_that_is_not_held_is_damage(self, number: str) -> None:
        shared = f'<sst xmlns="{MAIN}"><si><t>x</t></si></sst>'
        rows = f'<row r="1"><c r="A1" t="s"><v>{number}</v></c></row>'
        assert refused(xlsx(rows, others={"xl/sharedStrings.xml": shared})).kind is ProblemKind.DAMAGED_FILE

    def test_a_workbook_without_its_worksheet_is_damage(self, ordinary: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(ordinary)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts.pop("xl/worksheets/sheet2.xml")
        assert refused(zipped(parts)).kind is ProblemKind.DAMAGED_FILE


class TestAnyBytes:
    """Whatever the bytes, a workbook is read or refused: nothing else may escape."""

    FLIPS = 300

    @staticmethod
    def flipped(data: bytes, chance: random.Random) -> bytes:
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 8))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        return bytes(damaged)

    @staticmethod
    def read_or_refused(data: bytes) -> None:
        try:
            read(data)
        except UnreadableFile as refusal:
            assert refusal.reason
            assert refusal.remedy

    def test_flipped_bytes_of_an_xlsx(self, ordinary: bytes) -> None:
        chance = random.Random(1)
        for _ in range(self.FLIPS):
            self.read_or_refused(self.flipped(ordinary, chance))

    def test_flipped_bytes_of_its_parts(self, ordinary: bytes) -> None:
        chance = random.Random(2)
        with zipfile.ZipFile(io.BytesIO(ordinary)) as archive:
            names = [name for name in archive.namelist() if archive.read(name)]
        for _ in range(self.FLIPS):
            self.read_or_refused(with_part(ordinary, chance.choice(names), lambda part: self.flipped(part, chance)))

    def test_flipped_bytes_of_an_xls(self) -> None:
        chance = random.Random(3)
        data = saved(TestXls.workbook())
        for _ in range(self.FLIPS):
            self.read_or_refused(self.flipped(data, chance))

    def test_flipped_bytes_of_an_ods(self) -> None:
        chance = random.Random(4)
        data = saved(TestOds().document())
        for _ in range(self.FLIPS):
            self.read_or_refused(with_part(data, "content.xml", lambda part: self.flipped(part, chance)))
