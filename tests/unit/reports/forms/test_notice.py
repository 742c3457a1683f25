"""The rectification notice: what is to be mended and by when, and what a corrected edition mended."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from expectations.vocabulary import FindingStatus, ProblemKind, Severity, SheetStatus
from orchestration.disclosure.messages.message import Message
from orchestration.reports.forms.answers import Answer, Deadline, Item
from orchestration.reports.forms.notice import MOST_ITEMS, CorrectedFigure, Notice, make_notice
from orchestration.reports.grouping import assemble
from orchestration.reports.render import render_notice
from orchestration.reports.row_views import rule_findings
from orchestration.reports.view import EditionView, Facts, ProblemView, SheetView
from tests.unit.reports.test_pages import ALONE, ENTRY, FACTS, FOLLOWS, RESOLVED, VIOLATED

UNTOLD = Message("", "", "", "")
DEADLINE = Deadline(True, date(2025, 9, 30), date(2025, 9, 12), None, date(2025, 10, 1))
FIRST = replace(FACTS, rules=(), history=(), edition=EditionView(1, date(2026, 2, 1)))
CORRECTED = (
    CorrectedFigure(RESOLVED.check_id, RESOLVED.binding, "收入决算表“合计”行“合计”栏", "3.00", "4.00"),
    CorrectedFigure("something.else", "", "支出决算表“合计”行“合计”栏", "1.00", "2.00"),
)


def notice(
    facts: Facts,
    deadline: Deadline | None = DEADLINE,
    items: tuple[Item, ...] = (),
    corrected: tuple[CorrectedFigure, ...] = (),
) -> Notice:
    made = make_notice(assemble(facts), deadline, items, corrected)
    assert made is not None
    return made


def test_a_notice_says_what_is_wrong_where_and_what_to_check_first() -> None:
    made = notice(FIRST)
    assert made.values["title"] == "部门决算公开整改通知"
    assert made.values["opening"] == (
        "经核对，你单位 2024 年度部门决算公开文件（第 1 版，2026-02-01 发布）有 2 项问题需要整改，"
        "其中错误 1 项、提示 1 项。"
    )
    first, second = made.lists["items"]
    assert first["item_problem"].startswith(
        "最可能有误：支出决算表“合计”行“合计”栏 15.82 → 49.19\n支出决算表“合计”行“合计”栏 15.82，"
    )
    assert (first["item_number"], first["item_severity"]) == ("1", "错误")
    assert (first["item_check"], first["item_place"]) == ("先核对各栏", "支出决算表（a.pdf，第7页）")
    assert second["item_severity"] == "提示"
    assert (made.values["progress"], made.values["corrections_title"], made.values["items_rest"]) == ("", "", "")


def test_there_is_no_notice_where_nothing_is_to_be_mended() -> None:
    waived = replace(VIOLATED, waiver="因故豁免")
    info = replace(ALONE, severity=Severity.INFO)
    for results in ((), (waived,), (info,)):
        assert make_notice(assemble(replace(FIRST, results=results)), DEADLINE, (), ()) is None


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (replace(DEADLINE, due_on=date(2026, 3, 31)), "整改期限：2026-03-31 前（公开期限）"),
        (DEADLINE, "整改期限：　　　　年　　月　　日前（公开期限为 2025-09-30）"),
        (replace(DEADLINE, due_on=None), "整改期限：　　　　年　　月　　日前"),
        (None, "整改期限：　　　　年　　月　　日前"),
    ],
)
def test_a_day_that_is_past_or_unknown_is_left_to_be_written(deadline: Deadline | None, words: str) -> None:
    assert notice(FIRST, deadline).values["deadline"] == words


def test_absent_sheets_are_named_together() -> None:
    places: list[dict[str, Any]] = [
        {"rule_id": "sheets.complete", "title": "九张公开表齐全、可读", "title_en": "", "severity": "warning"}
        | {
            "binding": sheet_id,
            "message": f"缺少“{sheet_id}”",
            "message_en": f"{sheet_id} is missing",
            "sheet_id": sheet_id,
            "place": None,
        }
        for sheet_id in ("income", "state_capital", "three_public")
    ]
    sheets = (
        SheetView("income", "收入决算表", SheetStatus.UNREADABLE, 0, "a.pdf"),
        SheetView("state_capital", "国有资本表", SheetStatus.MISSING, 0, ""),
        SheetView("three_public", "三公表", SheetStatus.MISSING, 0, ""),
    )
    scan = ProblemView(ProblemKind.SCANNED_PAGE, Severity.WARNING, ("a.pdf，第3页",), UNTOLD)
    facts = replace(FIRST, results=(), rules=rule_findings(places), sheets=sheets, problems=(scan,))
    made = notice(facts, items=(Item("state_capital", Answer.NO, "没有"),))
    assert [each["item_problem"] for each in made.lists["items"]] == [
        "公开文件中没有：国有资本表、三公表",
        "未能读取：收入决算表\n扫描页，没有文字（a.pdf，第3页）",
    ]
    assert made.values["inspection"] == ""


def test_many_problems_are_cut_short_the_gravest_first_and_the_rest_counted() -> None:
    many = tuple(replace(ALONE, finding_id=str(no), binding=str(no)) for no in range(MOST_ITEMS + 2))
    made = notice(replace(FIRST, results=(*many, VIOLATED, FOLLOWS)))
    assert len(made.lists["items"]) == MOST_ITEMS
    assert made.lists["items"][0]["item_severity"] == "错误"
    assert made.values["items_rest"] == "另有 3 项未列出，见核对报告 finance-2024.html 和问题清单 findings.xlsx。"


def test_what_is_wanting_beside_the_findings_is_named_in_one_line() -> None:
    items = (
        Item("cover", Answer.NO, "没有"),
        Item("contents", Answer.YES),
        Item("income", Answer.NO, "不符", has_faults=True),
        Item("glossary", Answer.UNCHECKED),
        Item("state_capital", Answer.NO, "没有"),
    )
    assert notice(FIRST, items=items).values["inspection"] == (
        "公开情况检查表中另有 2 项不符合要求：封面、国有资本经营预算财政拨款支出决算表。"
    )


def test_a_corrected_edition_shows_each_changed_figure_as_it_was_and_is() -> None:
    made = notice(
        replace(FIRST, history=(RESOLVED, ENTRY), edition=EditionView(2, date(2026, 2, 1))), corrected=CORRECTED
    )
    assert made.values["progress"] == "与上一版相比，按不符之处计：已整改 1 处，仍未整改 1 处。"
    (correction,) = made.lists["corrections"]
    assert correction == {
        "correction_number": "1",
        "correction_figure": "收入决算表“合计”行“合计”栏",
        "figure_before": "3.00",
        "figure_after": "4.00",
        "closed": "已整改（涉及 1 处不符）",
    }


def test_one_figure_behind_several_findings_is_one_correction() -> None:
    other = replace(RESOLVED, check_id="income.row_total")
    corrected = (CORRECTED[0], replace(CORRECTED[0], check_id=other.check_id))
    made = notice(
        replace(FIRST, history=(RESOLVED, other), edition=EditionView(2, date(2026, 2, 1))), corrected=corrected
    )
    assert [each["closed"] for each in made.lists["corrections"]] == ["已整改（涉及 2 处不符）"]


def test_everything_mended_is_told_as_such_and_a_finding_without_a_figure_in_its_own_words() -> None:
    facts = replace(FIRST, results=(), history=(RESOLVED,), edition=EditionView(2, date(2026, 2, 1)))
    made = notice(facts)
    assert made.values["title"] == "部门决算公开整改情况"
    assert "没有新的不符之处" in made.values["opening"]
    assert (made.values["deadline"], made.values["closing"], made.lists["items"]) == ("", "", ())
    (correction,) = made.lists["corrections"]
    assert (correction["figure_before"], correction["figure_after"]) == ("3 ≠ 4", "已不再出现")
    # what an earlier edition mended is no news
    assert make_notice(assemble(replace(facts, edition=EditionView(3, date(2026, 3, 1)))), DEADLINE, (), ()) is None


def test_what_could_not_be_looked_for_again_is_counted_and_not_asked_for() -> None:
    unconfirmed = replace(ENTRY, check_id="gone.check", status=FindingStatus.UNCONFIRMED)
    made = notice(replace(FIRST, history=(unconfirmed,), edition=EditionView(2, date(2026, 2, 1))))
    assert len(made.lists["items"]) == 2
    assert "未能复核 1 处" in made.values["progress"]


def test_the_page_says_the_same_and_escapes_it() -> None:
    facts = replace(FIRST, department="<b>局</b>", history=(RESOLVED, ENTRY), edition=EditionView(2, date(2026, 2, 1)))
    made = notice(facts, corrected=CORRECTED)
    page = render_notice(assemble(facts), made.values, made.lists)
    assert "&lt;b&gt;局&lt;/b&gt;：" in page
    for words in (
        "最可能有误：支出决算表“合计”行“合计”栏 15.82 → 49.19",
        "更正前后对照",
        "3.00",
        "4.00",
        'href="finance-2024.html"',
    ):
        assert words in page
