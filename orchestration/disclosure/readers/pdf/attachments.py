"""Name the files that are attached to a PDF file, which are not read."""

from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.messages.message import Fragment, fragment, joined, message
from orchestration.disclosure.model import Problem

_MOST_NAMES = 5
"""The most attachments that are named."""


def report_attachments(file_name: str, document: pypdfium2.PdfDocument) -> Iterator[Problem]:
    """Yield a warning that names the files attached to a document, as those of a PDF portfolio."""
    count = document.count_attachments()
    if not count:
        return
    names = [document.get_attachment(index).get_name() for index in range(min(count, _MOST_NAMES))]
    named = joined(Fragment(name, name) if name else fragment("pages.nameless") for name in names)
    if count > len(names):
        named = fragment("pages.more_attachments", names=named, rest=count - len(names))
    yield Problem(
        ProblemKind.ELSEWHERE,
        Severity.WARNING,
        file_name,
        message("pages.attachments", names=named),
    )
