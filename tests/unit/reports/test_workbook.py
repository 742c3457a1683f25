"""The list of findings as a workbook: what its rows say, that nothing printed can break it, and that a clerk's copy is
understood however it comes back."""

import random
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from expectations.vocabulary import FindingStatus, Severity
from orchestration.reports.grouping import assemble
from orchestration.reports.judged import Difference
from orchestration.reports.reviews import FindingKey, Review, merge_reviews
from orchestration.reports.workbook.columns import COLUMNS, KEY, NOTE, OWNER
from orchestration.reports.workbook.returned import CopyRefused, read_returned
from orchestration.reports.workbook.rows import FindingRow, finding_rows
from orchestration.reports.workbook.writing import write_workbook
from tests.unit.reports.test_pages import ENTRY, FACTS, RESOLVED, VIOLATED

HEADINGS = [column.heading for column in COLUMNS]
PUBLISHED = date(2026, 2, 1)
ROW = FindingRow(
    FindingKey("finance", 2024, "expenditure.row_total", "total"),
    "云溪市财政局",
    Severity.ERROR,
    FindingStatus.PERSISTING,
    date(2026, 1, 1),
    "支出决算表合计不符",
    "finance-2024.html",
    difference=Difference(Decimal("33.37"), "万元"),
)
FORMULA_LIKE = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "#N/A"]


def numbered(count: int) -> list[FindingRow]:
    return [replace(ROW, key=ROW.key._replace(binding=f"2{number:06d}")) for number in range(count)]


def written(folder: Path, *rows: FindingRow) -> Path:
    path = folder / "findings.xlsx"
    write_workbook(path, rows, PUBLISHED)
    return path


def cells(path: Path) -> list[dict[str, Any]]:
    """The rows of the list, each as its cells by heading."""
    head, *rows = openpyxl.load_workbook(path)["问题清单"].iter_rows()
    assert [cell.value for cell in head] == HEADINGS
    return [dict(zip(HEADINGS, row, strict=True)) for row in rows]


def give_back(path: Path, table: list[list[Any]], **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title, 0)
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


def test_a_finding_has_one_row_with_its_mistake_first_and_what_its_page_says() -> None:
    first, *others = finding_rows([assemble(FACTS)])
    assert first.key == FindingKey("finance", 2024, "expenditure.row_total", "total")
    assert first.problem.splitlines() == [
        "最可能有误：支出决算表“合计”行“合计”栏 15.82 → 49.19",
        "支出决算表“合计”行“合计”栏 15.82，应等于下列各数之和 49.19：同行“基本支出”栏 40.00、“项目支出”栏 9.19",
    ]
    assert (first.status, first.first_seen) == (FindingStatus.PERSISTING, date(2026, 1, 1))
    assert (first.check, first.results, first.page) == ("先核对各栏", 2, "finance-2024.html")
    assert first.difference == Difference(Decimal("33.37"), "万元")
    assert first.place == "支出决算表（a.pdf，第7页）"
    assert [row.severity for row in others] == [Severity.WARNING, Severity.INFO, Severity.ERROR]


def test_a_rule_has_a_row_for_each_place_and_what_was_resolved_comes_last() -> None:
    *_, rule, resolved = finding_rows([assemble(FACTS)])
    assert rule.key == FindingKey("finance", 2024, "codes.parent_printed", "expenditure[20805]")
    assert rule.problem == "上级科目都印出\n印有 20805，没有印上级科目 208"
    assert resolved.status is FindingStatus.RESOLVED
    assert resolved.problem == "3 ≠ 4"


def test_a_check_has_one_row_though_it_failed_resolved_and_failed_again() -> None:
    earlier = replace(ENTRY, status=FindingStatus.RESOLVED, first_edition=0, resolved_edition=1)
    facts = replace(FACTS, results=(VIOLATED,), rules=(), history=(earlier, ENTRY))
    assert [row.status for row in finding_rows([assemble(facts)])] == [FindingStatus.PERSISTING]
    gone = replace(facts, results=(), history=(earlier, replace(RESOLVED, check_id=ENTRY.check_id, first_edition=2)))
    assert [row.problem for row in finding_rows([assemble(gone)])] == ["3 ≠ 4"]


def test_a_note_on_any_violation_of_a_finding_is_one_on_the_finding() -> None:
    key = FindingKey("finance", 2024, "summary_expenditure.total", "total")
    noted = Review(**key._asdict(), owner="李四")
    (first, *_) = finding_rows([assemble(replace(FACTS, reviews={key: noted}))])
    assert first.review == noted
    assert first.key == key


def test_the_sheet_is_ready_to_be_filtered_filled_in_and_printed(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, ROW))
    sheet = book["问题清单"]
    assert book.sheetnames == ["问题清单", "说明"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("C2", "A1:P2", "$1:$1")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.column_dimensions["P"].hidden
    (row,) = cells(tmp_path / "findings.xlsx")
    assert row["问题"].alignment.wrap_text
    assert (row["差额"].value, row["差额"].number_format) == (33.37, "#,##0.00####")
    assert row["首见日期"].value.date() == ROW.first_seen
    assert row["报告"].hyperlink.target == "finance-2024.html"
    assert row["严重程度"].fill.start_color.rgb.endswith("FBEEF0")
    assert "2026-02-01 发布的版次" in book["说明"]["B1"].value


def test_a_difference_that_is_no_money_tells_its_unit_and_stays_a_number(tmp_path: Path) -> None:
    (row,) = cells(written(tmp_path, replace(ROW, difference=Difference(Decimal("1.5"), "个百分点"))))
    assert (row["差额"].value, row["差额"].number_format) == (1.5, '#,##0.00####" 个百分点"')


@pytest.mark.parametrize("text", FORMULA_LIKE)
def test_no_text_is_a_formula(tmp_path: Path, text: str) -> None:
    review = Review(**ROW.key._asdict(), owner=text, note=text)
    path = written(tmp_path, replace(ROW, department=text, problem=text, place=text, review=review))
    (row,) = cells(path)
    for heading in ("部门", "问题", "位置", OWNER, NOTE):
        assert (row[heading].value, row[heading].data_type) == (text, "s")
    assert b"<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    (returned,) = read_returned(path)
    assert returned.review == review


def test_control_characters_are_left_out(tmp_path: Path) -> None:
    (row,) = cells(written(tmp_path, replace(ROW, problem="一\x00\x0b\x1f\ud800\uffff\r\n二\t三")))
    assert row["问题"].value == "一\n\n二 三"


def test_equal_findings_make_equal_bytes(tmp_path: Path) -> None:
    first = written(tmp_path, ROW).read_bytes()
    assert written(tmp_path, ROW).read_bytes() == first
    assert b"2026-02-01T00:00:00Z" in zipfile.ZipFile(tmp_path / "findings.xlsx").read("docProps/core.xml")


def test_a_clock_that_lost_its_battery_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_workbook(tmp_path / "today.xlsx", [], None)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    write_workbook(tmp_path / "1970.xlsx", [], None)
    assert (tmp_path / "1970.xlsx").read_bytes() == (tmp_path / "today.xlsx").read_bytes()


def test_a_list_without_findings_is_a_list(tmp_path: Path) -> None:
    path = tmp_path / "findings.xlsx"
    write_workbook(path, (), None)
    assert cells(path) == []
    assert read_returned(path) == ()


def test_owners_and_notes_come_back_from_a_shuffled_copy(tmp_path: Path) -> None:
    """Columns moved and added, rows sorted and deleted, a title put above, another sheet before it."""
    rows = numbered(9)
    table = [[cell.value for cell in row] for row in openpyxl.load_workbook(written(tmp_path, *rows))["问题清单"]]
    for number, line in enumerate(table[1:]):
        line[HEADINGS.index(OWNER)], line[HEADINGS.index(NOTE)] = f"负责人{number}", f"一\n二{number}"
    order = random.Random(7).sample(range(len(HEADINGS)), len(HEADINGS))
    lines = [[*(line[place] for place in order), "另加一列"] for line in table]
    body = random.Random(8).sample(lines[1:], 6)
    copy = give_back(tmp_path / "copy.xlsx", [["云溪市"], [], lines[0], *body], 封面=[["第一科"]])
    given = {row.review.key: row.review for row in read_returned(copy) if row.review}
    assert len(given) == 6
    for number, row in enumerate(rows):
        if row.key in given:
            assert (given[row.key].owner, given[row.key].note) == (f"负责人{number}", f"一\n二{number}")
    merged, _ = merge_reviews({}, given.values())
    again = written(tmp_path, *(replace(row, review=merged.get(row.key)) for row in rows))
    kept = {row.review.key: row.review for row in read_returned(again) if row.review and row.review.owner}
    assert kept == given


def test_what_a_clerk_typed_is_read_as_it_looks(tmp_path: Path) -> None:
    moment = datetime.fromisoformat("2026-03-01 09:30:00")
    values = [(13800, date(2026, 3, 1)), (1.5, None), (" 李四 ", moment)]
    lines = [[row.key.text, *value] for row, value in zip(numbered(3), values, strict=True)]
    copy = give_back(tmp_path / "copy.xlsx", [[KEY, OWNER, NOTE], *lines])
    found = [(row.review.owner, row.review.note) for row in read_returned(copy) if row.review]
    assert found == [("13800", "2026-03-01"), ("1.5", ""), ("李四", "2026-03-01 09:30:00")]


def test_a_row_that_lost_its_key_is_told_where_it_says_something(tmp_path: Path) -> None:
    lines = [["", "李四", ""], ["unreadable", "", "已联系"], ["", "", ""], [ROW.key.text, "", ""]]
    copy = give_back(tmp_path / "copy.xlsx", [[KEY, OWNER, NOTE], *lines])
    assert [(row.row_no, row.review is None) for row in read_returned(copy)] == [(2, True), (3, True), (5, False)]


def test_another_workbook_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    copy = give_back(tmp_path / "other.xlsx", [["部门", OWNER], ["财政局", "李四"]])
    with pytest.raises(CopyRefused, match=r"other\.xlsx: the first 20 rows of no sheet hold the headings"):
        read_returned(copy)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_workbook_is_refused_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "copy.xlsx"
    path.write_bytes(content)
    with pytest.raises(CopyRefused, match=r"copy\.xlsx: it cannot be read .* save it as \.xlsx"):
        read_returned(path)


def test_a_copy_with_a_value_at_the_far_end_of_the_sheet_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "far"
    path = tmp_path / "far.xlsx"
    book.save(path)
    with pytest.raises(CopyRefused, match=r"far\.xlsx: it holds more than 100,000 rows"):
        read_returned(path)
