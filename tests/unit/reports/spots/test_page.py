"""The page of the figures as they are printed, and the links that lead there from the page of the department-year."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from expectations.vocabulary import Outcome, Severity, Verdict
from orchestration.reports.grouping import assemble
from orchestration.reports.render import Beside, render_page, render_spots
from orchestration.reports.spots.model import Drawn, Excerpt, ExcerptCell, ExcerptRow, NotDrawn, Picture, Spot
from orchestration.reports.spots.page import make_spot_page, write_pictures
from orchestration.reports.spots.png import encode_png, indexed
from orchestration.reports.spots.wanted import MOST_SHOWN, wanted_terms
from orchestration.reports.suspects import SuspectCell
from orchestration.reports.terms import TermView
from orchestration.reports.view import DocumentView, Facts, ResultView

PNG = encode_png(indexed(np.full((20, 30), 255, dtype=np.uint8)))
PICTURE = Picture(strip=PNG, close_up=PNG, framed="figure")
EXCERPT = Excerpt(
    columns=(1, 2),
    rows=(ExcerptRow(number=3, cells=(ExcerptCell(text="<合计>"), ExcerptCell(text="15.82", end=5, rows=2))),),
)


def term(number: int, sheet_id: str = "expenditure") -> TermView:
    return TermView(
        *("part" if number else "total", 1, 2024, sheet_id, f"{201 + number}", "total", f"科目{number}"),
        *(Decimal(number), "万元", "", f"a.pdf, page 7, row {number}, column 9"),
        Spot("0" * 64, f"{number}.00", page=7, row_no=number, column_no=9),
    )


def result(*terms: TermView, suspects: tuple[SuspectCell, ...] = ()) -> ResultView:
    return ResultView(
        *("expenditure.row_total", "合计", "total", "total", Severity.ERROR, Outcome.VIOLATED, 2024, terms, ""),
        *(Decimal(1), Decimal(1), Decimal(0), suspects),
    )


FACTS = Facts("云溪市财政局", "finance", 2024, Verdict.QUARANTINED, results=(result(term(0), term(1), term(2)),))


def spots(*terms: TermView) -> list[Spot]:
    return [each.spot for each in terms if each.spot]


def test_each_figure_leads_to_its_picture_or_excerpt() -> None:
    view = assemble(FACTS)
    first, second, third = spots(*FACTS.results[0].terms)
    album: dict[Spot, Drawn] = {first: PICTURE, second: EXCERPT, third: NotDrawn(reason="页面过大")}
    shown = make_spot_page("finance", 2024, wanted_terms(view), album)
    html = render_spots(view, shown)
    assert f'<img src="spots/{first.key}.png" width="30" height="20"' in html
    assert 'alt="a.pdf，第7页，第0行第9列：支出决算表“201 科目0”行“合计”栏 0（框内是这一数字）"' in html
    assert "&lt;合计&gt;" in html
    assert '<td rowspan="2"><mark>15.82</mark></td>' in html
    assert "1 处未附：页面过大" in html
    page = render_page(view, Beside((), shown.links, shown.unshown))
    anchors = re.findall(r'href="finance-2024-spots\.html#(\w+)"', page)
    assert anchors == ["s1", "s2"]
    assert all(f'id="{anchor}"' in html for anchor in anchors)
    assert "1 处未附：页面过大" in page
    assert 'href="finance-2024.html"' in html


def test_pictures_are_written_once_and_excerpts_stand_on_the_page(tmp_path: Path) -> None:
    first, second, _ = spots(*FACTS.results[0].terms)
    write_pictures(tmp_path, {first: PICTURE, second: EXCERPT})
    assert sorted(path.name for path in (tmp_path / "spots").iterdir()) == [f"{first.key}-near.png", f"{first.key}.png"]
    write_pictures(tmp_path / "none", {second: EXCERPT})
    assert not (tmp_path / "none").exists()


def test_the_mistaken_figure_comes_first_and_a_long_sum_is_cut() -> None:
    terms = tuple(term(number) for number in range(30))
    suspect = SuspectCell("expenditure", "221", "total", "科目20", Decimal(20), Decimal(21))
    view = assemble(replace(FACTS, results=(result(*terms, suspects=(suspect,)),)))
    wanted = list(wanted_terms(view))
    assert wanted == spots(terms[20], *terms[:MOST_SHOWN])


def test_a_figure_whose_place_is_unknown_leads_nowhere() -> None:
    view = assemble(replace(FACTS, results=(result(replace(term(0), spot=None)),)))
    assert wanted_terms(view) == {}
    assert "spots.html" not in render_page(view)


def test_a_page_leads_to_the_original_and_to_the_other_years() -> None:
    documents = (
        DocumentView("a.pdf", "pdf", 9, "0" * 64, "https://www.yunxi.example/a.pdf?x=1&y=2"),
        DocumentView("b.pdf", "pdf", 9, "1" * 64, "javascript:alert(1)"),
        DocumentView("c.pdf", "pdf", 9, "2" * 64),
    )
    html = render_page(assemble(replace(FACTS, documents=documents)), years=(2023, 2024, 2025))
    assert '<a href="https://www.yunxi.example/a.pdf?x=1&amp;y=2">a.pdf</a>' in html
    assert "javascript:" not in html
    assert re.findall(r'<a href="finance-(\d+)\.html">', html) == ["2023", "2025"]
    assert 'href="index.html"' in html
