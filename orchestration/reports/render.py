"""Report views to HTML: self-contained pages in Chinese or English; no outside request, and all there without a script
(that of the index adds a search)."""

import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jinja2

from expectations.amounts import plain
from expectations.vocabulary import GRAVEST_FIRST, State, Verdict
from orchestration.reports.described import DescribedTable
from orchestration.reports.in_english import (
    difference_in_english,
    missing_in_english,
    sentence_in_english,
    suspect_in_english,
)
from orchestration.reports.places import binding_name, missing_in_words
from orchestration.reports.sentences import difference_in_words, sentence
from orchestration.reports.spots.model import Spot
from orchestration.reports.spots.page import TITLE, SpotPage
from orchestration.reports.spots.wanted import MOST_SHOWN
from orchestration.reports.view import ReportView, WaiverView

MOST_PLACES = 5
"""Places of one problem, and mistakes of one finding, that a page shows; the mart has them all."""

WORKBOOK = "findings.xlsx"
"""The list of findings beside the pages."""

LEADERS = "leaders.html"
"""The page for leaders beside the index."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file beside the page of a department-year, and what it is called in both languages."""

    name: str
    title: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside the page of a department-year: files, the places that its figures lead to, and in words what
    could not be shown of them."""

    files: tuple[PageFile, ...] = ()
    links: Mapping[Spot, str] = field(default_factory=dict)
    unshown: tuple[str, ...] = ()


ALONE = Beside()


@dataclass(frozen=True, slots=True)
class Index:
    """What the index shows: every view worst first, and what belongs to no page."""

    views: tuple[ReportView, ...]
    unmatched: tuple[tuple[tuple[str, int], WaiverView], ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The fiscal years of the index, in their order."""
        return tuple(sorted({view.facts.fiscal_year or 0 for view in self.views}))

    @property
    def counts(self) -> tuple[tuple[Verdict | State, int], ...]:
        """How many department-years have each state, the gravest first."""
        counts = Counter(view.facts.state for view in self.views)
        return tuple((state, counts[state]) for state in GRAVEST_FIRST if counts[state])

    @property
    def absent(self) -> tuple[ReportView, ...]:
        """The department-years of which nothing was received."""
        return tuple(view for view in self.views if view.facts.state in (State.LATE, Verdict.NOT_RECEIVED))

    @property
    def matrix(self) -> tuple[tuple[str, str, dict[int, ReportView]], ...]:
        """Department, its id, and its views by year; in the order of the ids."""
        rows: dict[str, tuple[str, dict[int, ReportView]]] = {}
        for view in self.views:
            _, years = rows.setdefault(view.facts.department_id, (view.facts.department, {}))
            years[view.facts.fiscal_year or 0] = view
        return tuple((rows[department_id][0], department_id, rows[department_id][1]) for department_id in sorted(rows))


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = plain
    environment.globals.update(
        most_places=MOST_PLACES,
        most_spots=MOST_SHOWN,
        workbook=WORKBOOK,
        leaders=LEADERS,
        page_name=page_name,
        missing_in_words=missing_in_words,
        binding_name=binding_name,
        sentence=sentence,
        difference_in_words=difference_in_words,
        sentence_in_english=sentence_in_english,
        difference_in_english=difference_in_english,
        suspect_in_english=suspect_in_english,
        missing_in_english=missing_in_english,
    )
    return environment


def render_template(name: str, **shown: object) -> str:
    """A page whose template lies with those of the reports."""
    return _environment().get_template(name).render(**shown)


def page_name(view: ReportView) -> str:
    """The file name of a report page."""
    return page_of(view.facts.department_id, view.facts.fiscal_year)


def page_of(department_id: str, fiscal_year: int | None) -> str:
    """The file name of the page of a department-year."""
    return f"{department_id}-{fiscal_year}.html"


def render_page(view: ReportView, beside: Beside = ALONE, years: Sequence[int] = ()) -> str:
    """The page of one department-year, which leads to what lies beside it, and to other years of the department."""
    others = tuple((year, page_of(view.facts.department_id, year)) for year in years if year != view.facts.fiscal_year)
    return render_template("department_year.html.jinja", view=view, facts=view.facts, beside=beside, others=others)


def render_spots(view: ReportView, page: SpotPage) -> str:
    """The page of the figures of a department-year as they are printed."""
    return render_template("spots.html.jinja", view=view, facts=view.facts, page=page, title=TITLE)


def render_notice(view: ReportView, values: Mapping[str, str], lists: Mapping[str, Sequence[Mapping[str, str]]]) -> str:
    """The notice of one department-year, which leads back to its page."""
    return render_template("notice.html.jinja", notice=values, lists=lists, page=page_name(view))


def render_index(index: Index) -> str:
    """The index: totals, who is missing, every department-year worst first, and the matrix of all."""
    return render_template("index.html.jinja", index=index)


def render_dictionary(tables: Sequence[DescribedTable], made_in: str = "") -> str:
    """The page of what the published tables and columns mean; `made_in` is the page of how they are made."""
    return render_template("data_dictionary.html.jinja", tables=tables, made_in=made_in)


def worst_first(views: Iterable[ReportView]) -> tuple[ReportView, ...]:
    """By verdict, then by the number of open errors and warnings, then by department and year."""
    return tuple(
        sorted(
            views,
            key=lambda view: (
                GRAVEST_FIRST.index(view.facts.state),
                -view.errors(),
                -view.warnings(),
                view.facts.department_id,
                view.facts.fiscal_year or 0,
            ),
        )
    )


def write_reports(
    folder: Path,
    views: Iterable[ReportView],
    unmatched: Sequence[tuple[tuple[str, int], WaiverView]],
    advance: Callable[[str], object],
    write_beside: Callable[[ReportView], Beside] = lambda view: ALONE,
) -> None:
    """All pages and the index, in a folder of their own; `advance` is told each page that is written, `write_beside`
    writes what each page leads to."""
    folder.mkdir(parents=True)
    listed = worst_first(views)
    years: dict[str, set[int]] = defaultdict(set)
    for view in listed:
        years[view.facts.department_id].add(view.facts.fiscal_year or 0)
    for view in listed:
        page = render_page(view, write_beside(view), sorted(years[view.facts.department_id]))
        (folder / page_name(view)).write_text(page, "utf-8")
        advance(page_name(view))
    (folder / "index.html").write_text(render_index(Index(listed, tuple(unmatched))), "utf-8")
