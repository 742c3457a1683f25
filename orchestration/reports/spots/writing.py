"""Writes what lies beside the page of a department-year: its forms, and its figures as they are printed. What stands in
them belongs to the forms and to the page of the figures."""

from collections.abc import Mapping
from pathlib import Path

from orchestration.reports.forms.writing import FormWriter
from orchestration.reports.render import Beside, PageFile, render_spots
from orchestration.reports.spots.model import Drawn, Spot
from orchestration.reports.spots.page import TITLE, make_spot_page
from orchestration.reports.spots.wanted import wanted_terms
from orchestration.reports.view import ReportView


class BesideWriter:
    """The files beside all pages of one folder; without drawings there are only the forms."""

    def __init__(self, folder: Path, forms: FormWriter, album: Mapping[Spot, Drawn] | None) -> None:
        self._folder = folder
        self._forms = forms
        self._album = album

    def write(self, view: ReportView) -> Beside:
        """Write what there is to write of a department-year."""
        files = self._forms.write(view)
        if self._album is None:
            return Beside(files)
        page = make_spot_page(view.facts.department_id, view.facts.fiscal_year, wanted_terms(view), self._album)
        if not page.shown:
            return Beside(files, unshown=page.unshown)
        (self._folder / page.name).write_text(render_spots(view, page), "utf-8")
        return Beside((*files, PageFile(page.name, TITLE)), page.links, page.unshown)
