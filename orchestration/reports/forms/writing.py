"""Writes the forms of a department-year beside its page, and says what a reader may open. What stands in them belongs
to each form."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestration.reports.forms.answers import Inspected, Item, answer_items
from orchestration.reports.forms.inspection import Key, form_pictures, form_values
from orchestration.reports.forms.notice import CorrectedFigure, make_notice
from orchestration.reports.forms.templates import INSPECTION, NOTICE, Templates
from orchestration.reports.render import PageFile, render_notice
from orchestration.reports.spots.model import Drawn, Spot
from orchestration.reports.view import ReportView


class FormWriter:
    """The forms of all department-years in one folder, from templates that were read once."""

    def __init__(
        self,
        folder: Path,
        templates: Templates,
        inspected: Mapping[Key, Inspected],
        corrected: Mapping[Key, Sequence[CorrectedFigure]],
    ) -> None:
        self._folder = folder
        self._templates = templates
        self._inspected = inspected
        self._corrected = corrected

    def write(self, view: ReportView, drawn: Mapping[Spot, Drawn]) -> tuple[PageFile, ...]:
        """Write what there is to write of a department-year; `drawn` are its figures where they are printed."""
        key = view.facts.department_id, view.facts.fiscal_year or 0
        inspected = self._inspected[key]
        items = answer_items(view, inspected)
        inspection = self._place(key, INSPECTION)
        values, pictures = form_values(view, inspected, items, drawn), form_pictures(items, drawn)
        inspection.write_bytes(self._templates.inspection.fill(values, pictures))
        return (PageFile(inspection.name, "公开情况检查表", "inspection form"), *self._write_notice(view, key, items))

    def _write_notice(self, view: ReportView, key: Key, items: Sequence[Item]) -> tuple[PageFile, ...]:
        notice = make_notice(view, self._inspected[key].deadline, items, self._corrected.get(key, ()))
        if notice is None:
            return ()
        document, page = self._place(key, NOTICE), self._place(key, Path(NOTICE).with_suffix(".html").name)
        document.write_bytes(self._templates.notice.fill(notice.values, notice.lists))
        page.write_text(render_notice(view, notice.values, notice.lists), "utf-8")
        title = notice.values["title"]
        return (
            PageFile(page.name, title, "rectification notice"),
            PageFile(document.name, f"{title}（Word）", "rectification notice (Word)"),
        )

    def _place(self, key: Key, name: str) -> Path:
        return self._folder / f"{key[0]}-{key[1]}-{name}"
