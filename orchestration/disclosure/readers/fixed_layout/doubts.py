"""Say which pages of a file are not read, or not for certain."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.messages.message import Fragment, joined, message
from orchestration.disclosure.model import Place, Problem
from orchestration.disclosure.readers.fixed_layout.pieces import Legibility

_HIDDEN = (
    Legibility.SCANNED,
    Legibility.OUTLINED,
    Legibility.PICTURED,
    Legibility.ASKEW,
    Legibility.GARBLED,
    Legibility.UNRECOGNISED,
    Legibility.BEYOND,
)
"""What a person may see on such a page, the reader does not."""

_NOTES = {Legibility.RECOGNISED: (ProblemKind.SCANNED_PAGE, "pages.recognised")}

_WARNINGS = {
    Legibility.BEYOND: (ProblemKind.TOO_LARGE, "pages.beyond"),
    Legibility.UNRECOGNISED: (ProblemKind.SCANNED_PAGE, "pages.unrecognised"),
    Legibility.SCANNED: (ProblemKind.SCANNED_PAGE, "pages.scanned"),
    Legibility.OUTLINED: (ProblemKind.SCANNED_PAGE, "pages.outlined"),
    Legibility.PICTURED: (ProblemKind.SHEET_NOT_TEXT, "pages.pictured"),
    Legibility.ASKEW: (ProblemKind.SCANNED_PAGE, "pages.askew"),
    Legibility.GARBLED: (ProblemKind.GARBLED_TEXT, "pages.garbled"),
    Legibility.INCOMPLETE: (ProblemKind.MISSING_TOOL, "pages.incomplete"),
}


def hidden_pages(doubtful: Mapping[Legibility, Mapping[int, float]]) -> tuple[int, ...]:
    """Return the numbers of the pages whose text is not read."""
    return tuple(sorted({number for legibility in _HIDDEN for number in doubtful.get(legibility, ())}))


def report_pages(file_name: str, doubtful: Mapping[Legibility, Mapping[int, float]]) -> Iterator[Problem]:
    """Yield one warning per kind of doubt that names its pages; `doubtful` holds pages and their slopes in radians."""
    for legibility, (kind, message_id) in (_WARNINGS | _NOTES).items():
        slopes = doubtful.get(legibility)
        if slopes:
            numbers = list(slopes)
            degrees = round(math.degrees(max(map(abs, slopes.values()))))
            told = message(message_id, pages=_format_ranges(numbers), degrees=degrees)
            severity = Severity.INFO if legibility in _NOTES else Severity.WARNING
            yield Problem(kind, severity, file_name, told, Place(page=numbers[0]))


def _format_ranges(numbers: Sequence[int]) -> Fragment:
    """Format ascending numbers as ranges: 3, 5-8."""
    starts = [number for before, number in pairwise([-1, *numbers]) if number != before + 1]
    ends = [number for number, after in pairwise([*numbers, -1]) if after != number + 1]
    ranges = (str(start) if start == end else f"{start}-{end}" for start, end in zip(starts, ends, strict=True))
    return joined(Fragment(told, told) for told in ranges)
