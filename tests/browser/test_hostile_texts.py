"""A page that shows what a document, a registry or a clerk wrote asks nothing of the network and runs nothing of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page

from expectations.vocabulary import FindingStatus, Outcome, ProblemKind, Severity, Verdict, WaiverState
from orchestration.disclosure.messages.message import Message
from orchestration.reports.described import DescribedColumn, DescribedTable
from orchestration.reports.forms.notice import LISTS, VALUE_NAMES
from orchestration.reports.grouping import assemble
from orchestration.reports.render import Index, render_dictionary, render_index, render_page, render_template
from orchestration.reports.terms import TermView
from orchestration.reports.view import (
    DocumentView,
    Facts,
    HistoryEntry,
    ProblemView,
    ReportView,
    ResultView,
    RuleFinding,
    WaiverView,
)
from orchestration.reports.view import RefusedPlace as Refused
from tests.hostile import SENTINELS


def view(text: str) -> ReportView:
    """A department-year that has the text wherever one of another may stand."""
    term = TermView("total", 1, 2024, "expenditure", "205", "total", text, Decimal(1), "万元", text, f"{text}, page 1")
    violated = ResultView(
        *("expenditure.row_total", text, text, text, Severity.ERROR, Outcome.VIOLATED, 2024, (term, term), text),
        *(Decimal(2), Decimal(-1), Decimal("0.01"), (), text, text),
    )
    dates = (1, date(2026, 1, 1), date(2026, 1, 1), None, None)
    facts = Facts(
        text,
        "finance",
        2024,
        Verdict.QUARANTINED,
        reasons=(text,),
        documents=(DocumentView(text, text, 1, text, f"https://outside.example/{text}"),),
        results=tuple(replace(violated, outcome=outcome) for outcome in Outcome),
        rules=(RuleFinding(text, text, text, Severity.ERROR, (Refused(text, text, text, text, text),)),),
        problems=(ProblemView(ProblemKind.MISSING_SHEET, Severity.ERROR, (text,), Message(text, text, text, text)),),
        waivers=(
            WaiverView(text, text, next(iter(WaiverState)), Decimal(1), Decimal(1), text, text, date(2026, 1, 1)),
        ),
        history=tuple(HistoryEntry(text, text, status, Severity.ERROR, text, *dates) for status in FindingStatus),
    )
    return assemble(facts)


def notice(text: str) -> str:
    values = dict.fromkeys(VALUE_NAMES, text)
    lists = {name: [dict.fromkeys(names, text)] for name, names in LISTS.items()}
    return render_template("notice.html.jinja", notice=values, lists=lists, page=text)


PAGES: dict[str, Callable[[str], str]] = {
    "department-year": lambda text: render_page(view(text)),
    "index": lambda text: render_index(Index((view(text),))),
    "notice": notice,
    "dictionary": lambda text: render_dictionary((DescribedTable(text, text, (DescribedColumn(text, text, text),)),)),
}


@pytest.mark.parametrize("name", PAGES)
def test_no_text_runs_or_asks_anything(page: Page, name: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    active = page.locator("img, script, iframe, object, link, form")
    page.set_content(PAGES[name]("harmless"))
    own = active.count()
    for text in SENTINELS:
        page.set_content(PAGES[name](text))
        assert active.count() == own
        # it is shown, and as nothing but a text
        assert text.isprintable() <= (text in page.locator("html").inner_text())
    assert asked == []
