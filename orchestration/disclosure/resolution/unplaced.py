"""Figures of a picture that found no place in a sheet: whatever seems to be missing from the sheet may be one of them.

A text loses no figure without a name: its rows and columns are where they are. On a picture a label is misread, a note
runs into a row, a seal hides a code; a sum that lacks such a row would accuse who printed it whole.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from orchestration.disclosure.model import Problem
from orchestration.disclosure.resolution.segments import TablePart


def is_pictured(parts: Iterable[TablePart]) -> bool:
    """Whether any cell of these tables was recognised on a picture."""
    return any(cell.scan is not None for part in parts for row in part.rows for cell in row)


def is_torn(parts: Iterable[TablePart]) -> bool:
    """Whether tables stand apart on one picture: the rows between them may be lost."""
    pieces = Counter(part.table.page for part in parts if part.table.page is not None and is_pictured([part]))
    return any(count > 1 for count in pieces.values())


def sheets_with_unplaced_figures(
    pictured: Collection[str], torn: Collection[str], problems: Sequence[Problem]
) -> frozenset[str]:
    """The ids of those of the `pictured` sheets to which figures may belong that were not read under a key of their
    own. A problem without a sheet may be about each of them."""
    told = frozenset(problem.sheet_id for problem in problems if problem.figures)
    return frozenset(sheet_id for sheet_id in pictured if None in told or sheet_id in told or sheet_id in torn)
