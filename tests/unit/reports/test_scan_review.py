"""Every doubt about a figure of a scan has its words, on the page for people and in the problem."""

from expectations.vocabulary import Verdict
from orchestration.disclosure.model import Box, ScanDoubt
from orchestration.disclosure.scan_doubts import words_of
from orchestration.reports.doubtful import DoubtfulView
from orchestration.reports.grouping import assemble
from orchestration.reports.render import render_page
from orchestration.reports.scan_review import review_page, seen
from orchestration.reports.view import Facts


def test_every_doubt_has_its_words() -> None:
    words = [words_of(doubt) for doubt in ScanDoubt]
    assert len({each.text for each in words}) == len({each.text_en for each in words}) == len(ScanDoubt)


FIGURE = DoubtfulView(
    number=1,
    sheet_id="expenditure",
    row_label="教育支出",
    column_label="合计",
    reading="1.20",
    other_reading="1.28",
    doubt=ScanDoubt.LAYER_DIFFERS,
    confidence_percent=87,
    document_sha256="a" * 64,
    file_name="扫描.pdf",
    place="扫描.pdf, page 3",
    page=3,
    table_no=4,
    box=Box(1, 2, 3, 4),
)


def test_the_page_beside_a_report_takes_no_confirmations() -> None:
    """What raw/ holds by then is not known to it: its list would replace what was said before."""
    shown = seen([FIGURE], {})
    beside, own = review_page("财政局", 2024, shown, None), review_page("财政局", 2024, shown, "")
    assert "<form" in own and "<form" not in beside
    assert 'class="value"' in own and 'class="value"' not in beside
    assert "juesuan review" in beside and "1.28" in beside


def test_a_report_tells_the_figures_in_doubt_and_how_many_were_confirmed() -> None:
    facts = Facts("财政局", "finance", 2024, Verdict.PUBLISHED, doubtful=(FIGURE,), confirmed_figures=3)
    page = render_page(assemble(facts))
    for words in ("扫描件上的数字", "1.20", "1.28", "juesuan review finance 2024", "另有 3 个数字", "扫描.pdf，第3页"):
        assert words in page
    assert "扫描件上的数字" not in render_page(assemble(Facts("财政局", "finance", 2024, Verdict.PUBLISHED)))
