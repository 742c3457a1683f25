"""What the workbook formats share: the printed cells of a worksheet become a table, within the limits of a machine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from operator import itemgetter
from typing import TypeAlias

from orchestration.disclosure.model import Place, Problem, ProblemKind, Severity, Table, TableCell
from orchestration.disclosure.readers.content import MAX_TABLE_CELLS, UnreadableFile
from orchestration.disclosure.readers.number_formats import NumberFormat

GridPlace: TypeAlias = tuple[int, int]
"""row_no and column_no in a worksheet, from 1."""

MergedRange: TypeAlias = tuple[GridPlace, GridPlace]
"""The top left and the bottom right cell of a merged range, both included."""

PrintedCell: TypeAlias = tuple[GridPlace, str, int | None]
"""Place, text and, where the number format may leave zeros out, the decimals of the number itself."""

MAX_STORED_CELLS = 2_000_000
"""Cells of one workbook as stored, styled blanks included."""

MAX_GRID_CELLS = 4_000_000
"""Cells of the rectangle around a worksheet's values: python-calamine lays all of it out in memory."""

_MAX_DECIMALS = 6
"""A ratio somewhere on the sheet may show more digits than any amount is published with."""

_UNMERGED = (1, 1)
_LISTED_PLACES = 5


@dataclass(frozen=True, slots=True)
class WorksheetScan:
    """What a worksheet's own bytes tell beyond the values that python-calamine hands over.

    `formats` holds the cells that are not in General format; `errors` the printed errors (#REF!); `uncalculated` the
    formulas that were saved without a result, as text starting with "=".
    """

    formats: Mapping[GridPlace, NumberFormat]
    errors: Mapping[GridPlace, str]
    uncalculated: Mapping[GridPlace, str]


@dataclass(frozen=True, slots=True)
class CheckedWorkbook:
    """A workbook rebuilt from parts that were checked, so that python-calamine opens nothing else.

    `scans` of all its sheets in their order; `producer` the program that wrote it, where it says so.
    """

    container: bytes
    scans: Sequence[WorksheetScan]
    producer: str | None = None


def build_table(table_no: int, sheet_name: str, printed: Iterable[PrintedCell], merged: Sequence[MergedRange]) -> Table:
    """The table of a worksheet from its printed cells in any order. Raises UnreadableFile where there are too many.

    General format leaves trailing zeros out, so the most precise such number tells the decimals of all of them.
    """
    in_order = sorted(islice(printed, MAX_TABLE_CELLS + 1), key=itemgetter(0))
    if len(in_order) > MAX_TABLE_CELLS:
        raise UnreadableFile(
            ProblemKind.TOO_LARGE,
            f"the worksheet {sheet_name} holds more than {MAX_TABLE_CELLS:,} cells with text",
            "supply the disclosure without worksheets that are no part of it",
        )
    covered = _covered(merged, in_order)
    spans = {(top, left): (bottom - top + 1, right - left + 1) for (top, left), (bottom, right) in merged}
    precision = min(_MAX_DECIMALS, max(filter(None, map(itemgetter(2), in_order)), default=0))
    cells = tuple(
        TableCell(text, *place, *spans.get(place, _UNMERGED), None if decimals is None else max(decimals, precision))
        for place, text, decimals in in_order
        if place not in covered
    )
    column_count = max((cell.column_no + cell.column_span - 1 for cell in cells), default=0)
    return Table(table_no, cells, column_count, sheet_name=sheet_name)


def hidden_sheet(file_name: str, place: Place) -> Problem:
    """What was left out because its publisher hid it."""
    return Problem(
        ProblemKind.HIDDEN_SHEET,
        Severity.INFO,
        file_name,
        f"the worksheet {place.sheet_name} is hidden and was not read",
        "unhide the worksheet if it belongs to the disclosure",
        place,
    )


def no_cached_values(file_name: str, place: Place, formulas: Iterable[GridPlace]) -> Problem:
    """One message for all formulas of a worksheet that stand there without a result; at least one is expected."""
    in_order = sorted(formulas)
    row_no, column_no = in_order[0]
    listed = ", ".join(f"row {row_no} column {column_no}" for row_no, column_no in in_order[:_LISTED_PLACES])
    return Problem(
        ProblemKind.NO_CACHED_VALUE,
        Severity.WARNING,
        file_name,
        f"the worksheet {place.sheet_name} was saved without the results of its formulas"
        f" ({len(in_order)}: {listed}{', …' if len(in_order) > _LISTED_PLACES else ''})",
        "open the workbook in a spreadsheet program, recalculate and save it",
        replace(place, row_no=row_no, column_no=column_no),
    )


def refuse_vast_grid(row_count: int, column_count: int) -> None:
    """Raises UnreadableFile where the values of a worksheet stand so far apart that its grid cannot be laid out."""
    if row_count * column_count > MAX_GRID_CELLS:
        raise UnreadableFile(
            ProblemKind.TOO_LARGE,
            f"a worksheet reaches across {row_count:,} rows and {column_count:,} columns",
            "delete what stands far outside the tables of that worksheet and save the workbook again",
        )


def refuse_too_many_cells(count: int) -> None:
    """Raises UnreadableFile where a workbook stores more cells than any disclosure."""
    if count > MAX_STORED_CELLS:
        raise UnreadableFile(
            ProblemKind.TOO_LARGE,
            f"the workbook stores {count:,} cells, far more than a disclosure has",
            "delete worksheets and formatted empty rows that are no part of the disclosure and save the workbook again",
        )


def _covered(merged: Sequence[MergedRange], in_order: Sequence[PrintedCell]) -> set[GridPlace]:
    """The places under merged cells except their top left corners: what was left standing there is not printed."""
    if not merged or not in_order:
        return set()
    (last_row, _), *_ = in_order[-1]
    last_column = max(map(itemgetter(1), map(itemgetter(0), in_order)))
    areas = [
        (range(top, min(bottom, last_row) + 1), range(left, min(right, last_column) + 1))
        for (top, left), (bottom, right) in merged
    ]
    refuse_vast_grid(sum(len(rows) * len(columns) for rows, columns in areas), 1)
    return {place for area in areas for place in islice(product(*area), 1, None)}
