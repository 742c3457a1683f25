"""Writes what lies beside the page of a department-year: its forms, and its figures as they are printed. What stands in
them belongs to the forms and to the page of the figures."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from orchestration.reports.forms.writing import FormWriter
from orchestration.reports.render import Beside, PageFile, render_spots
from orchestration.reports.scan_review import DOUBTS_TITLE, DOUBTS_TITLE_EN, doubts_page_of, review_page, seen
from orchestration.reports.spots.album import Album
from orchestration.reports.spots.page import TITLE, TITLE_EN, make_spot_page, write_pictures
from orchestration.reports.spots.wanted import MOST_DOUBTFUL, MOST_DRAWN, wanted_doubts, wanted_terms
from orchestration.reports.view import ReportView


class BesideWriter:
    """The files beside all pages of one folder; without an album there are only the forms."""

    def __init__(self, folder: Path, forms: FormWriter, album: Album | None) -> None:
        self._folder = folder
        self._forms = forms
        self._album = album

    def _write_doubts(self, view: ReportView) -> Iterator[PageFile]:
        """Write the page of the figures of scans that wait for a person, each with its picture, where there are any."""
        if self._album is None or not view.facts.doubtful:
            return
        facts = view.facts
        name = doubts_page_of(facts.department_id, facts.fiscal_year)
        shown = seen(facts.doubtful[:MOST_DOUBTFUL], self._album.of(wanted_doubts(view)))
        (self._folder / name).write_text(review_page(facts.department, facts.fiscal_year, shown, None), "utf-8")
        yield PageFile(name, DOUBTS_TITLE, DOUBTS_TITLE_EN)

    def write(self, view: ReportView) -> Beside:
        """Write what there is to write of a department-year."""
        if self._album is None:
            return Beside(self._forms.write(view, {}))
        terms = wanted_terms(view)
        drawn = self._album.of(islice(terms, MOST_DRAWN))
        files = self._forms.write(view, drawn)
        page = make_spot_page(view.facts.department_id, view.facts.fiscal_year, terms, drawn)
        files = (*files, *self._write_doubts(view))
        if not page.shown:
            return Beside(files, unshown=page.unshown)
        (self._folder / page.name).write_text(render_spots(view, page), "utf-8")
        write_pictures(self._folder, drawn)
        return Beside((*files, PageFile(page.name, TITLE, TITLE_EN)), page.links, page.unshown)
