"""The templates of the forms: a bureau's own from raw/forms/ where they can be used, and otherwise those of the
package. What becomes of a template that cannot be used is told by whoever asks for the refusals."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from orchestration.disclosure.messages.message import Fragment, Message, joined, message
from orchestration.reports.forms.document_template import DocumentTemplate, read_document_template
from orchestration.reports.forms.inspection import known_names
from orchestration.reports.forms.notice import KNOWN
from orchestration.reports.forms.package_file import TemplateRefused
from orchestration.reports.forms.workbook_template import WorkbookTemplate, read_workbook_template

SHIPPED = Path(__file__).with_name("files")
"""The templates that come with the package."""

INSPECTION, NOTICE = "inspection.xlsx", "notice.docx"
NAMES = (INSPECTION, NOTICE)
_IGNORED = (".", "~$")

Template = TypeVar("Template")


@dataclass(frozen=True, slots=True)
class Templates:
    """A template for each form."""

    inspection: WorkbookTemplate
    notice: DocumentTemplate


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file of raw/forms/ that is not used, and ours is in its place."""

    file_name: str
    message: Message


def load_templates(folder: Path | None) -> tuple[Templates, tuple[Refusal, ...]]:
    """The templates to use, those in `folder` first; and what is not used of it."""
    refused: list[Refusal] = [*_unknown_files(folder)]
    inspection = _load(folder, INSPECTION, lambda path: read_workbook_template(path, known_names()), refused)
    notice = _load(folder, NOTICE, lambda path: read_document_template(path, KNOWN), refused)
    return Templates(inspection, notice), tuple(refused)


def _load(folder: Path | None, name: str, read: Callable[[Path], Template], refused: list[Refusal]) -> Template:
    own = folder / name if folder is not None else None
    if own is not None and own.exists():
        try:
            return read(own)
        except TemplateRefused as fault:
            refused.append(Refusal(name, fault.message))
    return read(SHIPPED / name)


def _unknown_files(folder: Path | None) -> tuple[Refusal, ...]:
    if folder is None or not folder.is_dir():
        return ()
    strangers = sorted(path.name for path in folder.iterdir() if path.name not in NAMES and path.is_file())
    known = joined((Fragment(name, name) for name in NAMES), "或 ", " or ")
    return tuple(
        Refusal(name, message("forms.unknown_file", names=known)) for name in strangers if not name.startswith(_IGNORED)
    )
