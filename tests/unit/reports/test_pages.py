"""Report pages from facts made by hand: what a reader sees, in which order, and that nothing printed can break them."""

import re
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from expectations.vocabulary import FindingStatus, Outcome, Severity, State, Verdict, WaiverState
from orchestration.disclosure.messages.message import Message
from orchestration.reports.grouping import assemble, rounding_hints
from orchestration.reports.places import binding_name, in_words, missing_in_words
from orchestration.reports.render import Index, render_index, render_page, worst_first, write_reports
from orchestration.reports.row_views import reading_problems, rule_findings, spot_of, suspect_cell
from orchestration.reports.suspects import SuspectCell
from orchestration.reports.terminal import show
from orchestration.reports.terms import TermView, places_of
from orchestration.reports.view import (
    EditionView,
    Facts,
    Finding,
    HistoryEntry,
    IdentityName,
    ReportView,
    ResultView,
    WaiverView,
)

TOTAL = TermView(
    *("total", 1, 2024, "expenditure", "total", "total", "合计"),
    *(Decimal("15.82"), "万元", "", "a.pdf, page 7, row 30, column 9"),
)
BASIC = replace(TOTAL, side="part", column_key="basic", amount=Decimal("40.00"), place="a.pdf, page 7, row 30")
PROJECT = replace(BASIC, column_key="project", amount=Decimal("9.19"))
SUSPECT = SuspectCell("expenditure", "total", "total", "合计", Decimal("15.82"), Decimal("49.19"))
VIOLATED = ResultView(
    "expenditure.row_total",
    "本年支出合计 = 各项支出之和",
    "a row = its kinds",
    "total",
    Severity.ERROR,
    Outcome.VIOLATED,
    2024,
    (TOTAL, BASIC, PROJECT),
    "",
    Decimal("49.19"),
    Decimal("-33.370000"),
    Decimal("0.015"),
    (SUSPECT,),
    finding_id="the wrong total",
    check="先核对各栏",
)
FOLLOWS = replace(
    VIOLATED,
    identity_id="summary_expenditure.total",
    terms=(replace(TOTAL, sheet_id="income"), replace(TOTAL, side="part", amount=Decimal("49.19"))),
)
ALONE = replace(
    VIOLATED,
    identity_id="income.row_total",
    severity=Severity.WARNING,
    finding_id="another",
    terms=(replace(TOTAL, sheet_id="income"), replace(BASIC, sheet_id="income")),
    candidates=(),
    check="先核对收入来源",
)
BLANK = replace(VIOLATED, outcome=Outcome.NOT_STATED, candidates=(), missing="income[total].total")
UNREAD = replace(BLANK, outcome=Outcome.NOT_READ, identity_id="income.roll_up")
ROUNDED = replace(VIOLATED, outcome=Outcome.WITHIN_ROUNDING, residual=Decimal("0.01"), candidates=())
ENTRY = HistoryEntry(
    VIOLATED.identity_id,
    "total",
    FindingStatus.PERSISTING,
    Severity.ERROR,
    "40.00 + 9.19 = 49.19 ≠ 合计 15.82",
    1,
    date(2026, 1, 1),
    date(2026, 2, 1),
    None,
    None,
)
RESOLVED = replace(
    ENTRY,
    check_id="income.roll_up",
    status=FindingStatus.RESOLVED,
    resolved_edition=2,
    resolved=date(2026, 2, 1),
    words="3 ≠ 4",
)
REFUSED = [
    {
        "rule_id": "codes.parent_printed",
        "title": "上级科目都印出",
        "title_en": "parents are printed",
        "severity": "info",
        "binding": "expenditure[20805]",
        "message": "印有 20805，没有印上级科目 208",
        "message_en": "20805 is printed and its parent 208 is not",
        "sheet_id": "expenditure",
        "place": None,
    }
]
STALE = WaiverView(
    "income.row_total",
    "",
    WaiverState.RESIDUAL_CHANGED,
    Decimal("1.00"),
    Decimal("2.00"),
    "printed so",
    "somebody",
    date(2026, 1, 2),
)
FACTS = Facts(
    "云溪市财政局",
    "finance",
    2024,
    Verdict.QUARANTINED,
    results=(ALONE, FOLLOWS, VIOLATED, BLANK, UNREAD),
    rounding=rounding_hints((ROUNDED,)),
    rules=rule_findings(REFUSED),
    waivers=(STALE,),
    history=(RESOLVED, ENTRY),
    edition=EditionView(2, date(2026, 2, 1)),
)


def in_order(text: str, *words: str) -> None:
    """Each word stands somewhere after the one before it."""
    place = 0
    for word in words:
        assert word in text[place:], word
        place = text.index(word, place) + len(word)


def test_the_gravest_finding_comes_first_with_its_figures_place_suspect_and_what_follows() -> None:
    page = render_page(assemble(FACTS))
    in_order(
        page,
        "已隔离，未发布",
        "支出决算表“合计”行“合计”栏 15.82 → 49.19",
        "支出决算表“合计”行“合计”栏 15.82，应等于下列各数之和 49.19：同行“基本支出”栏 40.00、“项目支出”栏 9.19",
        "相差 33.37 万元，四舍五入最多只能造成 0.015 万元的尾差",
        "a.pdf，第7页",
        "合计·合计 第30行第9列",
        "由此引起",
        "收入决算表“合计”行“合计”栏 15.82，应等于支出决算表“合计”行“合计”栏 49.19</span>",
        "收入决算表“合计”行“合计”栏 15.82，应等于同行“基本支出”栏 40.00",
        "印有 20805，没有印上级科目 208",
        "20805 is printed and its parent 208 is not",
        "支出决算表",
        "expenditure",
    )
    assert page.count('<section class="finding') == 3
    in_order(page, "仍未整改", "persisting")


def test_a_mistake_that_changed_several_cells_is_said_in_words_before_its_cells() -> None:
    one = replace(
        SUSPECT, hypothesis=1, title="支出决算表各行数字下移一行", title_en="one row too low", check="先核对首行"
    )
    other = replace(one, row_key="201", label="一般公共服务支出", expected=None)
    moved = replace(FACTS, results=(replace(VIOLATED, candidates=(one, other)),))
    page = render_page(assemble(moved))
    in_order(page, "支出决算表各行数字下移一行", "one row too low", one.words, "→ ？", "先核对首行")
    assert VIOLATED.check not in page


def test_a_finding_of_no_known_mistake_says_what_its_identity_has_checked_first() -> None:
    facts = replace(FACTS, results=(VIOLATED, ALONE))
    console = Console(record=True, width=160, highlight=False)
    with console.capture() as capture:
        show(assemble(facts), console)
    in_order(render_page(assemble(facts)), "下列各数之和 49.19", ALONE.check, "收入决算表“合计”行“合计”栏 15.82")
    in_order(capture.get(), "下列各数之和 49.19", "收入决算表“合计”行“合计”栏 15.82", ALONE.check)


def test_cells_that_explain_a_finding_equally_well_are_all_named() -> None:
    other = replace(SUSPECT, row_key="201", label="一般公共服务支出", printed=None, expected=Decimal("33.37"))
    tied = replace(FACTS, results=(replace(VIOLATED, candidates=(SUSPECT, other)),))
    page = render_page(assemble(tied))
    blank = "支出决算表“201 一般公共服务支出”行“合计”栏 （空白） → 33.37"
    in_order(page, "改正其中一个", SUSPECT.words, blank, "应等于下列各数之和")
    assert "最可能有误" not in page
    console = Console(record=True, width=160, highlight=False)
    with console.capture() as capture:
        show(assemble(tied), console)
    in_order(capture.get(), "one of these", SUSPECT.words, blank)


def test_of_many_mistakes_that_explain_equally_well_the_first_few_are_said_once_each() -> None:
    cells = [
        replace(SUSPECT, hypothesis=number, row_key=f"2010{number}", printed=None, title=f"第{number // 2}种")
        for number in range(2, 18)
    ]
    finding = Finding(Severity.ERROR, tuple(cells), (VIOLATED,))
    assert finding.alternatives == "第1种；第2种；第3种；第4种；第5种；等 8 种可能"
    page = render_page(assemble(replace(FACTS, results=(replace(VIOLATED, candidates=tuple(cells)),))))
    in_order(page, "第1种", cells[0].words, cells[1].words, "第2种", "其余 11 种可能", cells[-1].words)


def test_one_problem_in_many_places_is_told_once() -> None:
    told = Message("该行名称无法识别", "the label is not known", "请核对", "check it")
    row = {"kind": "unknown_label", "severity": "warning", **asdict(told)}
    problems = reading_problems(
        [*(row | {"place": f"a.pdf, page {page}"} for page in range(1, 21)), row | {"place": None}]
    )
    assert len(problems) == 1
    view = assemble(replace(FACTS, problems=problems))
    page = render_page(view)
    in_order(page, "第1页", "第5页", "等 21 处", "不认识的行", told.reason, told.reason_en, told.remedy, told.remedy_en)
    assert "第6页" not in page
    console = Console(record=True, width=160, highlight=False)
    with console.capture() as capture:
        show(view, console)
    in_order(capture.get(), "不认识的行", "第3页", "等 21 处")
    assert told.reason in capture.get() and told.reason_en not in capture.get()


def test_what_was_not_read_and_what_was_not_stated_stand_apart() -> None:
    page = render_page(assemble(FACTS))
    in_order(page, "本系统未能读出", "income.roll_up", "公开文件没有印出", "收入决算表：合计·合计")


def test_what_holds_exactly_and_within_rounding_is_counted_together() -> None:
    row_total = IdentityName("income.row_total", "横向关系", "across")
    view = assemble(replace(FACTS, exact={row_total: 12, ROUNDED.name: 3}))
    assert set(view.holding) == {(row_total, 12), (ROUNDED.name, 4)}
    assert view.counts[Outcome.EXACT] == 15
    in_order(render_page(view), "income.row_total", "12")


def test_history_and_stale_waivers_are_told() -> None:
    page = render_page(assemble(FACTS))
    in_order(page, "仍未整改", "第 2 版，2026-02-01 发布", "本版有 1 个问题", "已整改", "3 ≠ 4", "失效：差额已变")


def test_folds_and_languages_switch_without_a_script() -> None:
    page = render_page(assemble(FACTS))
    assert '<input type="checkbox" id="rounding">' in page
    assert '<input type="checkbox" id="english">' in page
    assert not re.search(r"<script|\bsrc=|https?://", page)


def test_printed_words_cannot_break_a_page() -> None:
    page = render_page(
        assemble(
            replace(FACTS, department="<b>&", results=(replace(ALONE, terms=(replace(TOTAL, label="<script>1"),)),))
        )
    )
    assert "<b>&</h1>" not in page
    assert "<script>" not in page
    assert "&lt;b&gt;&amp;" in page


@pytest.mark.parametrize(
    "state", [Verdict.NOT_RECEIVED, State.LATE, Verdict.UNREADABLE, Verdict.PUBLISHED, State.CHECK_PASSED]
)
def test_a_department_year_without_figures_has_its_page_too(state: Verdict | State) -> None:
    page = render_page(assemble(Facts("云溪市财政局", "finance", 2024, state, reasons=("no file was received",))))
    assert state.title_zh in page
    assert state.meaning in page
    assert "no file was received" in page


def of(department_id: str, state: Verdict | State, *results: ResultView) -> ReportView:
    return assemble(Facts(department_id, department_id, 2024, state, results=results, days_late=3))


def test_the_index_lists_the_worst_first_and_who_is_missing() -> None:
    views = worst_first(
        [
            of("calm", Verdict.PUBLISHED),
            of("absent", Verdict.NOT_RECEIVED),
            of("one", Verdict.QUARANTINED, VIOLATED),
            of("two", Verdict.QUARANTINED, replace(VIOLATED, finding_id=None), replace(FOLLOWS, finding_id=None)),
            of("late", State.LATE),
        ]
    )
    assert [view.facts.department_id for view in views] == ["two", "one", "late", "absent", "calm"]
    page = render_index(Index(views, ((("nobody", 2024), STALE),)))
    in_order(page, "应公开而未收到", "逾期 3 天", "按轻重排列", "two-2024.html", "one-2024.html", "calm-2024.html")
    in_order(page, "部门 × 年度", "不属于任何部门年度的豁免", "nobody")


def test_positions_are_told_by_sheet_and_source() -> None:
    (places,) = places_of((TOTAL, BASIC))
    assert (places.sheet_name, places.source) == ("支出决算表", "a.pdf，第7页")
    assert [spot.words for spot in places.spots] == ["合计·合计 第30行第9列", "合计·基本支出 第30行"]
    assert in_words("a.xlsx, 公开06表, row 34, column 9") == "a.xlsx，公开06表，第34行第9列"
    (odd,) = places_of((replace(TOTAL, place="somewhere else"),))
    assert odd.source == "somewhere else"


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("", ""),
        ("income[total].total, income[total].other", "收入决算表：合计·合计、合计·其他收入"),
        ("total of expenditure.208", "合计方：社会保障和就业支出"),
        ("parts of 20103.basic", "各分项：20103·基本支出"),
        ("sheet three_public", "财政拨款“三公”经费支出决算表"),
    ],
)
def test_what_is_missing_is_told_in_chinese(missing: str, words: str) -> None:
    assert missing_in_words(missing) == words


@pytest.mark.parametrize(
    ("claim_key", "words"),
    [
        ("basic|general_budget_basic_by_economic/operating_total/final|amount", "公用经费合计·金额"),
        ("income|income/total/total|growth.previous_year", "收入决算表合计·比上年增减幅度"),
        ("general_budget_items|general_budget_expenditure/2080505/total|budget.initial#2", "2080505·年初预算数"),
        ("performance|project:办公室租赁项目#2|amount", "办公室租赁项目#2·金额"),
        ("assets|vehicles.total|count", "vehicles.total·数量"),
        ("general_budget|2023", "2023"),
    ],
)
def test_a_claim_is_named_by_what_it_is_about(claim_key: str, words: str) -> None:
    assert binding_name(claim_key) == words


def test_the_terminal_tells_findings_before_everything_else() -> None:
    console = Console(record=True, width=160, highlight=False)
    with console.capture() as capture:
        show(assemble(FACTS), console)
    in_order(
        *(capture.get(), "已隔离", "15.82 → 49.19", "收入决算表", "codes.parent_printed"),
        *("not_read", "not_stated", "≈"),
    )


def test_each_department_year_has_a_page_and_all_have_one_index(tmp_path: Path) -> None:
    written: list[str] = []
    views = [assemble(replace(FACTS, department_id=f"bureau_{number}")) for number in range(3)]
    write_reports(tmp_path / "reports", views, (), written.append)
    assert {path.name for path in (tmp_path / "reports").iterdir()} == {*written, "index.html"}
    assert len(written) == 3


def test_a_stated_figure_is_called_by_what_it_is_about() -> None:
    candidate = {
        "sheet_id": "narrative",
        "row_key": "basic|general_budget_expenditure/total/basic|share",
        "column_key": "share",
        "row_label": "基本支出",
        "printed": Decimal("55.55"),
        "expected": Decimal("57.60"),
        "likely_cause_title": None,
        "likely_cause_title_en": None,
        "hypothesis": 1,
        "hypothesis_title": "",
        "hypothesis_title_en": "",
        "hypothesis_check": "",
        "hypothesis_check_en": "",
    }
    told = suspect_cell(candidate)
    assert told.words == "情况说明所述“基本支出”占比 55.55% → 57.60%"
    amount = {"row_key": "basic|general_budget_expenditure/total/basic|amount", "column_key": "amount"}
    assert suspect_cell(candidate | amount | {"expected": None}).words == "情况说明所述“基本支出”金额 55.55 → ？"


def test_a_figure_of_a_scan_is_told_as_one_and_shown_where_it_was_recognised() -> None:
    place = dict.fromkeys(("phrase", "page", "table_no", "row_no", "column_no"))
    sides = {"box_x0": 1.0, "box_top": 2.0, "box_x1": 3.0, "box_bottom": 4.0}
    row = {"document_sha256": "a", "printed_text": "1.00", "sheet_name": "图片3", "scan_confidence": 97}
    spot = spot_of(place | sides | row)
    assert spot.is_recognised and spot.picture_no == 3
    assert spot_of(place | sides | row | {"scan_confidence": None}).picture_no is None
    [found] = places_of([replace(TOTAL, spot=spot)])
    [plain] = places_of([TOTAL])
    assert found.spots[0].words == plain.spots[0].words + "（由扫描件识别）"
    assert found.spots[0].words_en.endswith("(read from a scan)")
