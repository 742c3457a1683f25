"""Writes the forms of a department-year beside its page, and says what a reader may open. What stands in them belongs
to each form."""

from collections.abc import Mapping
from pathlib import Path

from orchestration.reports.forms.answers import Inspected
from orchestration.reports.forms.inspection import Key, form_values
from orchestration.reports.forms.templates import INSPECTION, Templates
from orchestration.reports.render import PageFile
from orchestration.reports.view import ReportView


class FormWriter:
    """The forms of all department-years in one folder, from templates that were read once."""

    def __init__(self, folder: Path, templates: Templates, inspected: Mapping[Key, Inspected]) -> None:
        self._folder = folder
        self._templates = templates
        self._inspected = inspected

    def write(self, view: ReportView) -> tuple[PageFile, ...]:
        """Write what there is to write of a department-year."""
        key = view.facts.department_id, view.facts.fiscal_year or 0
        inspection = f"{key[0]}-{key[1]}-{INSPECTION}"
        values = form_values(view, self._inspected[key])
        (self._folder / inspection).write_bytes(self._templates.inspection.fill(values))
        return (PageFile(inspection, "公开情况检查表"),)
