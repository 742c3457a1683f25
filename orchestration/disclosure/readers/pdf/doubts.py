"""Say which pages of a PDF file are not read, or not for certain, and what else the file holds."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import pypdfium2  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.messages.message import Fragment, fragment, joined, message
from orchestration.disclosure.model import Place, Problem
from orchestration.disclosure.readers.pdf.pieces import Legibility

_HIDDEN = (Legibility.SCANNED, Legibility.OUTLINED, Legibility.PICTURED, Legibility.ASKEW, Legibility.GARBLED)
"""What a person may see on such a page, the reader does not."""

_MOST_NAMES = 5
"""The most attachments that are named."""

_WARNINGS = {
    Legibility.SCANNED: (ProblemKind.SCANNED_PAGE, "pdf.scanned"),
    Legibility.OUTLINED: (ProblemKind.SCANNED_PAGE, "pdf.outlined"),
    Legibility.PICTURED: (ProblemKind.SHEET_NOT_TEXT, "pdf.pictured"),
    Legibility.ASKEW: (ProblemKind.SCANNED_PAGE, "pdf.askew"),
    Legibility.GARBLED: (ProblemKind.GARBLED_TEXT, "pdf.garbled"),
    Legibility.INCOMPLETE: (ProblemKind.MISSING_TOOL, "pdf.incomplete"),
}


def hidden_pages(doubtful: Mapping[Legibility, Mapping[int, float]]) -> tuple[int, ...]:
    """Return the numbers of the pages whose text is not read."""
    return tuple(sorted({number for legibility in _HIDDEN for number in doubtful.get(legibility, ())}))


def report_pages(file_name: str, doubtful: Mapping[Legibility, Mapping[int, float]]) -> Iterator[Problem]:
    """Yield one warning per kind of doubt that names its pages; `doubtful` holds pages and their slopes in radians."""
    for legibility, (kind, message_id) in _WARNINGS.items():
        slopes = doubtful.get(legibility)
        if slopes:
            numbers = list(slopes)
            degrees = round(math.degrees(max(map(abs, slopes.values()))))
            told = message(message_id, pages=_format_ranges(numbers), degrees=degrees)
            yield Problem(kind, Severity.WARNING, file_name, told, Place(page=numbers[0]))


def report_attachments(file_name: str, document: pypdfium2.PdfDocument) -> Iterator[Problem]:
    """Yield a warning that names the files attached to a document, as those of a PDF portfolio."""
    count = document.count_attachments()
    if not count:
        return
    names = [document.get_attachment(index).get_name() for index in range(min(count, _MOST_NAMES))]
    named = joined(Fragment(name, name) if name else fragment("pdf.nameless") for name in names)
    if count > len(names):
        named = fragment("pdf.more_attachments", names=named, rest=count - len(names))
    yield Problem(
        ProblemKind.ELSEWHERE,
        Severity.WARNING,
        file_name,
        message("pdf.attachments", names=named),
    )


def _format_ranges(numbers: Sequence[int]) -> Fragment:
    """Format ascending numbers as ranges: 3, 5-8."""
    starts = [number for before, number in pairwise([-1, *numbers]) if number != before + 1]
    ends = [number for number, after in pairwise([*numbers, -1]) if after != number + 1]
    ranges = (str(start) if start == end else f"{start}-{end}" for start, end in zip(starts, ends, strict=True))
    return joined(Fragment(told, told) for told in ranges)
