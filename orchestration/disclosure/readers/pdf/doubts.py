"""Say which pages of a PDF file are not read, or not for certain, and what else the file holds."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import pypdfium2  # type: ignore[import-untyped]

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.model import Place, Problem
from orchestration.disclosure.readers.pdf.pieces import Legibility

_HIDDEN = (Legibility.SCANNED, Legibility.OUTLINED, Legibility.PICTURED, Legibility.ASKEW, Legibility.GARBLED)
"""What a person may see on such a page, the reader does not."""

_MOST_NAMES = 5
"""The most attachments that are named."""

_WARNINGS = {
    Legibility.SCANNED: (
        ProblemKind.SCANNED_PAGE,
        "has no text layer, or only a recognised one: it is a picture of a page",
        "ask the publisher for the document as it was made, or recognise the page and check every figure",
    ),
    Legibility.OUTLINED: (
        ProblemKind.SCANNED_PAGE,
        "has drawings but no text: its letters are outlines",
        "ask the publisher for the document as it was made, before its letters were converted to outlines",
    ),
    Legibility.PICTURED: (
        ProblemKind.SHEET_NOT_TEXT,
        "shows a picture where a table should be; what stands in the picture was not read",
        "supply the page as the program that made it prints it, or the table as XLSX or DOCX",
    ),
    Legibility.ASKEW: (
        ProblemKind.SCANNED_PAGE,
        "is askew{angle}, too far to tell its rows and columns",
        "supply the page straight, as the program that made it prints it; its figures were not read",
    ),
    Legibility.GARBLED: (
        ProblemKind.GARBLED_TEXT,
        "uses fonts that do not say which characters they print: its figures cannot be read",
        "ask the publisher for a copy with proper fonts, or recognise the page and check every figure",
    ),
    Legibility.INCOMPLETE: (
        ProblemKind.MISSING_TOOL,
        "uses Chinese fonts that are neither legible in the file nor on this machine: single letters may be left out",
        "install a Chinese font that PDFium knows, such as WenQuanYi Micro Hei, and read the file again",
    ),
}


def hidden_pages(doubtful: Mapping[Legibility, Mapping[int, float]]) -> tuple[int, ...]:
    """Return the numbers of the pages whose text is not read."""
    return tuple(sorted({number for legibility in _HIDDEN for number in doubtful.get(legibility, ())}))


def report_pages(file_name: str, doubtful: Mapping[Legibility, Mapping[int, float]]) -> Iterator[Problem]:
    """Yield one warning per kind of doubt that names its pages; `doubtful` holds pages and their slopes in radians."""
    for legibility, (kind, reason, remedy) in _WARNINGS.items():
        slopes = doubtful.get(legibility)
        if slopes:
            numbers = list(slopes)
            reason = reason.format(angle=f" by {math.degrees(max(map(abs, slopes.values()))):.0f}°")
            text = f"page {_format_ranges(numbers)} {reason}"
            yield Problem(kind, Severity.WARNING, file_name, text, remedy, Place(page=numbers[0]))


def report_attachments(file_name: str, document: pypdfium2.PdfDocument) -> Iterator[Problem]:
    """Yield a warning that names the files attached to a document, as those of a PDF portfolio."""
    count = document.count_attachments()
    if not count:
        return
    names = [document.get_attachment(index).get_name() for index in range(min(count, _MOST_NAMES))]
    named = ", ".join(name or "without a name" for name in names)
    more = f" and {count - len(names)} more" if count > len(names) else ""
    yield Problem(
        ProblemKind.ELSEWHERE,
        Severity.WARNING,
        file_name,
        f"the document holds attached files that are not read: {named}{more}",
        "save the attachments from a PDF viewer and put those that hold the sheets into the same folder",
    )


def _format_ranges(numbers: Sequence[int]) -> str:
    """Format ascending numbers as ranges: 3, 5-8."""
    starts = [number for before, number in pairwise([-1, *numbers]) if number != before + 1]
    ends = [number for number, after in pairwise([*numbers, -1]) if after != number + 1]
    return ", ".join(str(start) if start == end else f"{start}-{end}" for start, end in zip(starts, ends, strict=True))
