"""Report pages, forms and the list of findings of everything that a publication knows, from the published database
alone."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias, TypeVar

import duckdb

from expectations.vocabulary import Outcome, State, Verdict
from orchestration.home.progress import Progress, Stage
from orchestration.reports import repository
from orchestration.reports.doubtful import doubtful_view
from orchestration.reports.forms.inspection import inspected_by_key
from orchestration.reports.forms.notice import corrected_figures
from orchestration.reports.forms.templates import load_templates
from orchestration.reports.forms.writing import FormWriter
from orchestration.reports.grouping import assemble
from orchestration.reports.leaders.figures import read_overview
from orchestration.reports.leaders.page import render_leaders
from orchestration.reports.places import sheet_rank
from orchestration.reports.render import LEADERS, WORKBOOK, write_reports
from orchestration.reports.repository import Row
from orchestration.reports.reviews import Review
from orchestration.reports.row_views import (
    document_view,
    history_entry,
    reading_problems,
    result_view,
    rounding_hint,
    rule_findings,
    sheet_view,
    spot_of,
    waiver_view,
    with_spots,
)
from orchestration.reports.spots.album import Documents, FiledDocument, Studio, album_of
from orchestration.reports.spots.model import Spot
from orchestration.reports.spots.writing import BesideWriter
from orchestration.reports.view import EditionView, ExplanationView, Facts, IdentityName, ReportView, WaiverView
from orchestration.reports.workbook.rows import finding_rows
from orchestration.reports.workbook.writing import write_workbook

Key: TypeAlias = tuple[str, int]
View = TypeVar("View")

SHOWN = tuple(outcome for outcome in Outcome if outcome.has_evidence and not outcome.holds)
"""The outcomes that a page shows result by result; of the others it shows how many there are."""


def write_published_reports(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    progress: Progress,
    forms: Path | None = None,
    studio: Studio | None = None,
) -> None:
    """The pages, index, forms and list of findings of the marts that are in use; `forms` is where a bureau's own
    templates lie, and what draws figures where they are printed is the `studio`. Raises FileExistsError where the
    folder is there already."""
    views, unmatched = tuple(published_views(connection)), unmatched_waivers(connection)
    overview = read_overview(connection)
    inspected, corrected = inspected_by_key(connection), corrected_figures(connection)
    documents = filed_documents(connection)
    templates, _ = load_templates(forms)
    editions = [view.facts.edition.published for view in views if view.facts.edition]
    album = album_of(views, documents, studio) if studio else None
    progress.stage(Stage.REPORTS, total=len(views) + len(album.tasks if album else ()))
    if album:
        album.draw(progress.advance)
    writer = BesideWriter(folder, FormWriter(folder, templates, inspected, corrected), album)
    write_reports(folder, views, unmatched, progress.advance, writer.write)
    (folder / LEADERS).write_text(render_leaders(overview), "utf-8")
    write_workbook(folder / WORKBOOK, finding_rows(views), max(editions, default=None))


def published_views(connection: duckdb.DuckDBPyConnection) -> Iterator[ReportView]:
    """One view per department-year that was expected or received."""
    spots = _spots(connection)
    results = _by_key(
        repository.identity_results(connection, SHOWN),
        lambda row: with_spots(result_view(row), spots[_result_key(row)]),
    )
    rounding = _by_key(repository.rounding_differences(connection), rounding_hint)
    exact = _by_key(
        repository.exact_results(connection),
        lambda row: (IdentityName(row["identity_id"], row["title"], row["title_en"]), row["places"]),
    )
    sheets = _by_key(repository.sheets(connection), sheet_view)
    broken_rules = _by_key(repository.rule_findings(connection), dict)
    problems = _by_key(repository.problems(connection), dict)
    documents = _by_key(repository.documents(connection), document_view)
    waivers = _by_key(repository.waivers(connection), waiver_view)
    reviews = _by_key(repository.reviews(connection), Review.model_validate)
    doubtful = _by_key(repository.doubtful_figures(connection), doubtful_view)
    history = _by_key(repository.finding_history(connection), history_entry)
    for row in repository.department_years(connection):
        key = _key(row)
        verdict = Verdict(row["verdict"])
        is_late = row["days_late"] is not None and verdict is Verdict.NOT_RECEIVED
        facts = Facts(
            row["department"],
            *key,
            State.LATE if is_late else verdict,
            tuple(row["reasons"]),
            tuple(documents[key]),
            tuple(sorted(sheets[key], key=lambda sheet: sheet_rank(sheet.sheet_id))),
            tuple(results[key]),
            dict(exact[key]),
            tuple(rounding[key]),
            rule_findings(broken_rules[key]),
            reading_problems(problems[key]),
            tuple(waivers[key]),
            tuple(history[key]),
            EditionView(row["edition_no"], row["published_at"].date()) if row["edition_no"] else None,
            row["days_late"],
            ExplanationView(row["stated_figures"], row["bound_figures"]),
            {review.key: review for review in reviews[key]},
            tuple(filter(None, doubtful[key])),
            row["confirmed_figures"] or 0,
        )
        yield assemble(facts)


def _spots(connection: duckdb.DuckDBPyConnection) -> defaultdict[tuple[str, int, str, str], dict[int, Spot]]:
    """Where the figures of each violation are printed, by the number of the figure."""
    spots: defaultdict[tuple[str, int, str, str], dict[int, Spot]] = defaultdict(dict)
    for row in repository.spots(connection):
        spots[_result_key(row)][row["term_no"]] = spot_of(row)
    return spots


def filed_documents(connection: duckdb.DuckDBPyConnection) -> Documents:
    """The files that were read, by the hash of their content."""
    documents: defaultdict[str, list[FiledDocument]] = defaultdict(list)
    for row in repository.documents(connection):
        documents[row["document_sha256"]].append(FiledDocument(*_key(row), row["file_name"]))
    return documents


def unmatched_waivers(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[Key, WaiverView], ...]:
    """The waivers of department-years that nobody expects and nobody received: no page shows them."""
    return tuple((_key(row), waiver_view(row)) for row in repository.waivers(connection) if not row["is_matched"])


def _key(row: Row) -> Key:
    return row["department_id"], row["fiscal_year"]


def _result_key(row: Row) -> tuple[str, int, str, str]:
    return *_key(row), row["identity_id"], row["binding"]


def _by_key(rows: tuple[Row, ...], view: Callable[[Row], View]) -> defaultdict[Key, list[View]]:
    views: defaultdict[Key, list[View]] = defaultdict(list)
    for row in rows:
        views[_key(row)].append(view(row))
    return views
