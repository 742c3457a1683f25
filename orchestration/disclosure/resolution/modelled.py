"""Which segments under a known title are the sheet that is modelled: some titles name two kinds of sheets."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.resolution.codes import starts_with_code
from orchestration.disclosure.resolution.segments import Segment

MIN_CODED_ROWS = 2


def modelled(segments: Sequence[Segment], layouts: Layouts) -> Iterator[Segment]:
    """The segments, without a sheet id where they are another sheet than the one that their title may also name."""
    whole = {segment.sheet_id for segment in segments if segment.parts and not _names_part(segment, layouts)}
    for segment in segments:
        is_part = _names_part(segment, layouts) and segment.sheet_id in whole
        yield replace(segment, sheet_id=None) if is_part or _is_coded(segment, layouts) else segment


def _names_part(segment: Segment, layouts: Layouts) -> bool:
    pattern = layouts.sheets[segment.sheet_id].titles_of_part if segment.sheet_id is not None else None
    return pattern is not None and pattern.search(segment.title) is not None


def _is_coded(segment: Segment, layouts: Layouts) -> bool:
    """Whether rows of function codes stand under a title that else names a sheet in two halves."""
    if segment.title not in layouts.vocabulary.titles_of_halves:
        return False
    rows = (row for part in segment.parts for row in part.rows)
    return sum(starts_with_code(row[0]) for row in rows) >= MIN_CODED_ROWS
