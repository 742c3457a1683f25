"""The answers of the inspection form: yes and no only where the documents were read, and what is wrong in words."""

from dataclasses import replace
from datetime import date

import pytest

from expectations.vocabulary import Part, PartStatus, ProblemKind, Severity, SheetStatus, State, Verdict
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.messages.message import Message
from orchestration.reports.forms.answers import (
    TIMELINESS,
    Answer,
    Deadline,
    FoundPart,
    FoundSheet,
    Inspected,
    Item,
    answer_items,
    item_title,
)
from orchestration.reports.forms.inspection import form_pictures, form_values, inspection_items
from orchestration.reports.grouping import assemble
from orchestration.reports.spots.model import Excerpt, ExcerptCell, ExcerptRow, Picture, Spot
from orchestration.reports.view import DocumentView, EditionView, Facts, ProblemView
from tests.unit.reports.test_pages import ALONE, BASIC, FACTS, FOLLOWS, TOTAL, VIOLATED

UNTOLD = Message("", "", "", "")
DEADLINE = Deadline(True, date(2025, 9, 30), date(2025, 9, 12), None, date(2025, 10, 1))
PARTS = {part: FoundPart(PartStatus.FOUND, f"a.pdf，第{page}页") for page, part in enumerate(Part, start=1)}
SHEETS = {sheet_id: FoundSheet(SheetStatus.FOUND, "a.pdf，第9页") for sheet_id in load_layouts().sheets}
INSPECTED = Inspected(DEADLINE, ("https://www.yunxi.example/1.pdf",), PARTS, SHEETS)
CLEAN = replace(
    FACTS, results=(), rules=(), state=Verdict.PUBLISHED, documents=(DocumentView("a.pdf", "pdf", 9, "0" * 64),)
)


def items(facts: Facts, inspected: Inspected = INSPECTED) -> dict[str, Item]:
    return {item.id: item for item in answer_items(assemble(facts), inspected)}


def with_part(part: Part, status: PartStatus) -> Inspected:
    return replace(INSPECTED, parts=PARTS | {part: FoundPart(status, "a.pdf，第2页")})


def with_sheet(sheet: FoundSheet) -> Inspected:
    return replace(INSPECTED, sheets=SHEETS | {"income": sheet})


def test_a_disclosure_that_is_all_there_is_as_it_must_be_and_says_where() -> None:
    answered = items(replace(CLEAN, problems=()))
    assert tuple(answered) == inspection_items()
    assert {item.answer for item in answered.values()} == {Answer.YES}
    assert answered["glossary"] == Item("glossary", Answer.YES, "", "a.pdf，第8页")
    assert [item_title(item) for item in answered][:3] == ["及时公开", "封面", "目录"]


@pytest.mark.parametrize(
    ("deadline", "state", "answer", "words"),
    [
        (DEADLINE, Verdict.PUBLISHED, Answer.YES, ""),
        (replace(DEADLINE, received_on=date(2025, 10, 3), days_late=3), Verdict.PUBLISHED, Answer.NO, "逾期 3 天"),
        (replace(DEADLINE, received_on=None), Verdict.PUBLISHED, Answer.UNCHECKED, "清单未写明公开日期"),
        (replace(DEADLINE, due_on=None), Verdict.PUBLISHED, Answer.UNCHECKED, "未设公开期限"),
        (None, Verdict.PUBLISHED, Answer.UNCHECKED, "未设公开期限"),
        (replace(DEADLINE, received_on=None, days_late=1), State.LATE, Answer.NO, "截至 2025-10-01 未收到公开文件"),
        (replace(DEADLINE, received_on=None), Verdict.NOT_RECEIVED, Answer.UNCHECKED, "尚未到期"),
        (replace(DEADLINE, is_expected=False), Verdict.NOT_RECEIVED, Answer.UNCHECKED, "登记表未要求公开"),
        (replace(DEADLINE, due_on=None), Verdict.NOT_RECEIVED, Answer.UNCHECKED, "未收到公开文件，且未设公开期限"),
    ],
)
def test_being_in_time_is_answered_only_where_both_days_are_known(
    deadline: Deadline | None, state: Verdict | State, answer: Answer, words: str
) -> None:
    is_absent = state in (Verdict.NOT_RECEIVED, State.LATE)
    facts = replace(CLEAN, state=state, documents=() if is_absent else CLEAN.documents)
    item = items(facts, replace(INSPECTED, deadline=deadline))[TIMELINESS]
    assert item.answer is answer
    assert words in item.problem


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (PartStatus.MISSING, Answer.NO, "公开文件中没有“名词解释”"),
        (PartStatus.TITLE_ONLY, Answer.NO, "没有相应内容"),
        (PartStatus.UNREADABLE, Answer.UNCHECKED, "扫描页，没有文字（a.pdf，第3页）"),
    ],
)
def test_a_part_is_wanting_only_where_everything_was_read(status: PartStatus, answer: Answer, words: str) -> None:
    scan = ProblemView(ProblemKind.SCANNED_PAGE, Severity.WARNING, ("a.pdf，第3页",), UNTOLD)
    item = items(replace(CLEAN, problems=(scan,)), with_part(Part.GLOSSARY, status))["glossary"]
    assert item.answer is answer
    assert words in item.problem


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (SheetStatus.MISSING, Answer.NO, "公开文件中没有这张表"),
        (SheetStatus.EMPTY, Answer.NO, "没有说明"),
        (SheetStatus.EMPTY_DECLARED, Answer.YES, ""),
        (SheetStatus.UNREADABLE, Answer.UNCHECKED, "文件未能全部读取"),
    ],
)
def test_a_sheet_is_answered_by_what_became_of_it(status: SheetStatus, answer: Answer, words: str) -> None:
    item = items(replace(CLEAN, problems=()), with_sheet(FoundSheet(status, "")))["income"]
    assert item.answer is answer
    assert words in item.problem


def test_an_error_stands_under_the_sheet_that_is_wrong_and_a_warning_is_told_beside() -> None:
    answered = items(replace(CLEAN, results=(VIOLATED, FOLLOWS, ALONE)))
    assert answered["expenditure"].answer is Answer.NO
    assert answered["expenditure"].problem.startswith(
        "最可能有误：支出决算表“合计”行“合计”栏 15.82 → 49.19。支出决算表“合计”行"
    )
    assert answered["expenditure"].place.startswith("支出决算表（a.pdf，第7页）")
    # what only follows from it is no fault of the other sheet, and what warns is no refusal
    assert answered["income"].answer is Answer.YES
    assert answered["income"].problem.startswith("提示：收入决算表“合计”行")


def test_what_a_waiver_releases_is_not_held_against_the_sheet() -> None:
    waived = replace(VIOLATED, waiver="因故豁免")
    assert items(replace(CLEAN, results=(waived,)))["expenditure"].answer is Answer.YES


def test_what_the_explanation_and_the_forms_state_is_held_against_them() -> None:
    def told(row_key: str) -> Facts:
        claim = replace(TOTAL, sheet_id="narrative", row_key=row_key)
        return replace(CLEAN, results=(replace(VIOLATED, candidates=(), terms=(claim,)),))

    assert items(told("totals|收入|amount"))["explanation"].answer is Answer.NO
    assert items(told("form|项目|amount"))["performance"].answer is Answer.NO


def test_a_rule_that_a_sheet_breaks_is_told_by_its_gravity() -> None:
    sheet = FoundSheet(SheetStatus.FOUND, "a.pdf", tuple((severity, f"第 {severity.rank} 级") for severity in Severity))
    item = items(CLEAN, with_sheet(sheet))["income"]
    assert item == Item("income", Answer.NO, "第 0 级\n提示：第 1 级", "a.pdf", has_faults=True)


def test_many_problems_are_cut_short_and_counted() -> None:
    sheet = FoundSheet(SheetStatus.FOUND, "a.pdf", tuple((Severity.ERROR, f"第 {no} 处") for no in range(1, 6)))
    lines = items(CLEAN, with_sheet(sheet))["income"].problem.splitlines()
    assert lines == ["第 1 处", "第 2 处", "第 3 处", "另有 2 处，见核对报告"]


def test_nothing_is_answered_of_a_document_of_somebody_else() -> None:
    misfiled = ProblemView(ProblemKind.DEPARTMENT_DISAGREES, Severity.ERROR, (), UNTOLD)
    answered = items(replace(CLEAN, problems=(misfiled,)))
    assert answered.pop(TIMELINESS).answer is Answer.YES
    assert {item.answer for item in answered.values()} == {Answer.UNCHECKED}
    assert "部门名称不一致" in answered["cover"].problem


def test_nothing_but_lateness_is_answered_where_nothing_came() -> None:
    answered = items(replace(CLEAN, documents=(), state=State.LATE), replace(INSPECTED, parts={}))
    answered.pop(TIMELINESS)
    assert {(item.answer, item.problem) for item in answered.values()} == {(Answer.UNCHECKED, "未收到公开文件")}


def test_the_named_cells_hold_head_answers_and_ticks_and_nothing_empty() -> None:
    facts = replace(CLEAN, edition=EditionView(2, date(2026, 2, 1)), problems=())
    view, inspected = assemble(facts), with_part(Part.COVER, PartStatus.MISSING)
    values = form_values(view, inspected, answer_items(view, inspected), {})
    assert values["department_name"] == "云溪市财政局"
    assert values["source_url"] == "https://www.yunxi.example/1.pdf"
    assert values["edition"] == "第 2 版，2026-02-01 发布"
    assert values["summary"] == "是 17 项，否 1 项，未能核对 0 项"
    assert (values["cover_answer"], values["cover_no"], values["income_yes"]) == ("否", "√", "√")
    assert "cover_yes" not in values
    assert all(values.values())


def test_an_item_with_a_fault_shows_the_figure_that_is_wrong_or_its_row_in_words() -> None:
    wrong, beside = Spot("0" * 64, "15.82", page=7, row_no=30, column_no=9), Spot("0" * 64, "40.00", page=7, row_no=30)
    terms = (replace(BASIC, spot=beside), replace(TOTAL, spot=wrong))
    answered = items(replace(CLEAN, results=(replace(VIOLATED, terms=terms),)))
    assert answered["expenditure"].spot == wrong
    assert answered["income"].spot is None
    row = ExcerptRow(number=30, cells=(ExcerptCell(text="合计"), ExcerptCell(text="15.82", end=5)))
    excerpt = Excerpt(columns=(1, 9), rows=(ExcerptRow(number=29, cells=()), row))
    view, shown = assemble(CLEAN), tuple(answered.values())
    assert form_values(view, INSPECTED, shown, {wrong: excerpt})["expenditure_picture"] == "合计｜【15.82】"
    picture = Picture(strip=b"", close_up=b"near", framed="figure")
    pictures = form_pictures(shown, {wrong: picture})
    assert {name: each.png for name, each in pictures.items()} == {"expenditure_picture": b"near"}
    assert "第7页" in pictures["expenditure_picture"].description
