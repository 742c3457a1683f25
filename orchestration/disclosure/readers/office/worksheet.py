"""What the workbook formats share: the printed cells of a worksheet become a table, within the limits of a machine."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice, product
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.messages.message import Fragment, fragment, joined, message
from orchestration.disclosure.model import Block, Line, OpaqueBlock, OpaqueKind, Place, Problem, Table, TableCell
from orchestration.disclosure.number_ranges import NumberRanges
from orchestration.disclosure.readers.content import MAX_TABLE_CELLS, Content, UnreadableFile
from orchestration.disclosure.readers.office.cell_looks import CellStyle, RichText
from orchestration.disclosure.readers.office.number_formats import Printed

GridPlace: TypeAlias = tuple[int, int]
"""row_no and column_no in a worksheet, from 1."""

MergedRange: TypeAlias = tuple[GridPlace, GridPlace]
"""The top left and the bottom right cell of a merged range, both included."""

MAX_STORED_CELLS = 2_000_000
"""Cells of one workbook as stored, styled blanks included."""

MAX_GRID_CELLS = 4_000_000
"""Cells of the rectangle around a worksheet's texts: what is laid out further apart is no table."""

MAX_TEXT = 10_000_000
"""Characters in one worksheet; a text that very many cells share is small in its file. A real sheet has 20,000."""

MAX_WORKSHEETS = 1_000
"""Of one workbook, hidden ones included; a disclosure has some dozen."""

_CHARACTERS_OF_A_RUN = 10
"""What a run of a text counts besides its characters: the cells that share a text may be many, and so may its runs."""

_MAX_DECIMALS = 6
"""A ratio somewhere on the sheet may show more digits than any amount is published with."""

_USUAL = 4
"""Decimals that every fourth figure shows are those of the sheet; fewer show them by chance (a ratio among amounts)."""

_UNMERGED = (1, 1)
_LISTED_PLACES = 5
_MOST_TOLD = 100
"""Pictures and objects of one worksheet."""


@dataclass(slots=True)
class Worksheet:
    """What a file says of one worksheet.

    `cells` are those with text; `uncalculated` the places of formulas that were saved without a result, whose text in
    `cells` begins with "="; `pale` are texts in the colour of the paper, unless something is painted behind them.
    `unprinted` are the places of figures that their number formats hide. `running_lines` stand in the header and footer
    of its pages, `opaque` is what was placed upon it.
    """

    name: str
    visible: bool = True
    cells: dict[GridPlace, Printed] = field(default_factory=dict)
    merged: list[MergedRange] = field(default_factory=list)
    uncalculated: list[GridPlace] = field(default_factory=list)
    hidden_rows: NumberRanges = field(default_factory=NumberRanges)
    hidden_columns: NumberRanges = field(default_factory=NumberRanges)
    pale: dict[GridPlace, Printed] = field(default_factory=dict)
    unprinted: list[GridPlace] = field(default_factory=list)
    running_lines: tuple[str, ...] = ()
    opaque: list[OpaqueKind] = field(default_factory=list)
    _rich_characters: int = 0

    def put(self, place: GridPlace, printed: Printed | RichText, style: CellStyle, is_figure: bool) -> None:
        """Print in a cell what a person sees of it; figures were printed in the format of their style before.

        Raises UnreadableFile for texts of runs that are vast together.
        """
        if style.is_plain and not isinstance(printed, RichText) and printed.text:
            self.cells[place] = printed
            return
        if isinstance(printed, RichText):
            self._rich_characters += sum(len(run.text) + _CHARACTERS_OF_A_RUN for run in printed.runs)
            _refuse_long(self.name, self._rich_characters)
            shown, is_seen = style.shown(printed), True
        else:
            shown, is_seen = printed, style.is_seen
        if not is_figure and style.shape.text is not None and shown.text:
            shown = Printed(style.shape.text)
        if not shown.text:
            if is_figure:
                self.unprinted.append(place)
        elif is_seen:
            self.cells[place] = shown
        elif style.is_pale:
            self.pale[place] = shown

    def show_pale(self, areas: Collection[MergedRange]) -> None:
        """Print the pale texts in these areas, where something is painted behind them."""
        if len(self.pale) * len(areas) > MAX_GRID_CELLS:
            self.cells.update(self.pale)
            return
        for (row_no, column_no), printed in self.pale.items():
            if any(top <= row_no <= bottom and left <= column_no <= right for (top, left), (bottom, right) in areas):
                self.cells[row_no, column_no] = printed


class ShownPart(NamedTuple):
    """What a workbook shows of itself inside another document: the number of a worksheet and the area, None for all."""

    table_no: int = 1
    area: MergedRange | None = None


def worksheet_content(file_name: str, worksheets: Iterable[Worksheet], producer: str | None) -> Content:
    """One Table per visible worksheet with text, numbered among all of them, under the lines of its page header and
    footer and before what was placed upon it. Raises UnreadableFile for vast ones."""
    blocks: list[Block] = []
    problems: list[Problem] = []
    for table_no, worksheet in enumerate(worksheets, 1):
        if table_no > MAX_WORKSHEETS:
            raise _too_large(fragment("office.too_many_worksheets", limit=MAX_WORKSHEETS))
        place = Place(table_no=table_no, sheet_name=worksheet.name)
        if not worksheet.visible:
            problems.append(_hidden_sheet(file_name, place))
            continue
        hidden = _hidden(worksheet)
        table = _table(table_no, worksheet, hidden)
        blocks += (Line(line, place) for line in worksheet.running_lines)
        if table.cells:
            blocks.append(table)
        blocks += (OpaqueBlock(kind, place) for kind in worksheet.opaque[:_MOST_TOLD])
        if hidden:
            problems.append(_hidden_cells(file_name, place, hidden))
        if worksheet.unprinted:
            problems.append(_unprinted_figures(file_name, place, worksheet.unprinted))
        if worksheet.uncalculated:
            problems.append(_no_cached_values(file_name, place, worksheet.uncalculated))
    return Content(tuple(blocks), producer=producer, problems=tuple(problems))


def _table(table_no: int, worksheet: Worksheet, hidden: Collection[GridPlace]) -> Table:
    _refuse_vast(worksheet)
    left_out = _covered(worksheet).union(hidden)
    spans = _spans(worksheet)
    usual = _usual_decimals(worksheet.cells.values())
    cells = tuple(
        TableCell(text, *place, *spans.get(place, _UNMERGED), decimals if fixed else max(decimals or 0, usual))
        for place, (text, decimals, fixed) in sorted(worksheet.cells.items(), key=itemgetter(0))
        if place not in left_out
    )
    column_count = max((cell.column_no + cell.column_span - 1 for cell in cells), default=0)
    return Table(table_no, cells, column_count, sheet_name=worksheet.name)


def _usual_decimals(printed: Iterable[Printed]) -> int:
    """The most decimals that every fourth figure with decimals shows: those that General format left zeros of."""
    counts = Counter(cell.decimals for cell in printed if cell.decimals and cell.decimals <= _MAX_DECIMALS)
    showing = accumulate(sorted(counts.items(), reverse=True), lambda sum_, item: (item[0], sum_[1] + item[1]))
    return next((decimals for decimals, count in showing if _USUAL * count >= counts.total()), 0)


def _hidden_sheet(file_name: str, place: Place) -> Problem:
    """What was left out because its publisher hid it."""
    return Problem(
        ProblemKind.HIDDEN_SHEET,
        Severity.INFO,
        file_name,
        message("office.hidden_worksheet", worksheet=place.sheet_name or ""),
        place,
    )


def _hidden_cells(file_name: str, place: Place, hidden: Sequence[GridPlace]) -> Problem:
    row_no, column_no = hidden[0]
    return Problem(
        ProblemKind.HIDDEN_SHEET,
        Severity.INFO,
        file_name,
        message("office.hidden_cells", worksheet=place.sheet_name or "", places=_listed(hidden)),
        place._replace(row_no=row_no, column_no=column_no),
    )


def _unprinted_figures(file_name: str, place: Place, unprinted: Iterable[GridPlace]) -> Problem:
    in_order = sorted(unprinted)
    row_no, column_no = in_order[0]
    return Problem(
        ProblemKind.HIDDEN_SHEET,
        Severity.INFO,
        file_name,
        message("office.unprinted_figures", worksheet=place.sheet_name or "", places=_listed(in_order)),
        place._replace(row_no=row_no, column_no=column_no),
    )


def _no_cached_values(file_name: str, place: Place, formulas: Iterable[GridPlace]) -> Problem:
    """One message for all formulas of a worksheet that stand there without a result; at least one is expected."""
    in_order = sorted(formulas)
    row_no, column_no = in_order[0]
    return Problem(
        ProblemKind.NO_CACHED_VALUE,
        Severity.WARNING,
        file_name,
        message("office.no_cached_values", worksheet=place.sheet_name or "", places=_listed(in_order)),
        place._replace(row_no=row_no, column_no=column_no),
    )


def _listed(places: Sequence[GridPlace]) -> Fragment:
    first = joined(
        fragment("office.place", row=row_no, column=column_no) for row_no, column_no in places[:_LISTED_PLACES]
    )
    if len(places) > _LISTED_PLACES:
        return fragment("office.more_places", number=len(places), places=first)
    return fragment("office.places", number=len(places), places=first)


def _refuse_vast(worksheet: Worksheet) -> None:
    cells = worksheet.cells
    refuse_full(worksheet)
    _refuse_long(worksheet.name, sum(len(printed.text) for printed in cells.values()))
    if cells:
        rows, columns = zip(*cells, strict=True)
        height, width = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
        if height * width > MAX_GRID_CELLS:
            raise _too_large(fragment("office.vast_worksheet", worksheet=worksheet.name, rows=height, columns=width))


def _refuse_long(name: str, characters: int) -> None:
    if characters > MAX_TEXT:
        raise _too_large(fragment("office.long_worksheet", worksheet=name, limit=MAX_TEXT))


def refuse_full(worksheet: Worksheet) -> None:
    """Raises UnreadableFile where a worksheet holds more cells with text than a table may have."""
    if len(worksheet.cells) > MAX_TABLE_CELLS:
        raise _too_large(fragment("office.full_worksheet", worksheet=worksheet.name, limit=MAX_TABLE_CELLS))


def refuse_too_many_cells(count: int) -> None:
    """Raises UnreadableFile where a workbook stores more cells than any disclosure."""
    if count > MAX_STORED_CELLS:
        raise _too_large(fragment("office.stored_cells", cells=count))


def _too_large(detail: Fragment) -> UnreadableFile:
    return UnreadableFile(ProblemKind.TOO_LARGE, message("office.workbook_too_large", detail=detail))


def _spans(worksheet: Worksheet) -> dict[GridPlace, tuple[int, int]]:
    return {(top, left): (bottom - top + 1, right - left + 1) for (top, left), (bottom, right) in worksheet.merged}


def _covered(worksheet: Worksheet) -> set[GridPlace]:
    """The places under merged cells except their top left corners: what was left standing there is not printed."""
    if not worksheet.merged or not worksheet.cells:
        return set()
    last_row, last_column = (max(numbers) for numbers in zip(*worksheet.cells, strict=True))
    areas = [
        (range(top, min(bottom, last_row) + 1), range(left, min(right, last_column) + 1))
        for (top, left), (bottom, right) in worksheet.merged
        if (top, left) != (bottom, right)
    ]
    if sum(len(rows) * len(columns) for rows, columns in areas) > MAX_GRID_CELLS:
        raise _too_large(fragment("office.merged_over_and_over", worksheet=worksheet.name))
    return {place for area in areas for place in islice(product(*area), 1, None)}


def _hidden(worksheet: Worksheet) -> list[GridPlace]:
    """The cells no part of which is shown, because their rows or their columns are hidden."""
    rows, columns = worksheet.hidden_rows, worksheet.hidden_columns
    if not rows and not columns:
        return []
    spans = _spans(worksheet)
    hidden: list[GridPlace] = []
    for row_no, column_no in worksheet.cells:
        height, width = spans.get((row_no, column_no), _UNMERGED)
        if rows.cover(row_no, row_no + height - 1) or columns.cover(column_no, column_no + width - 1):
            hidden.append((row_no, column_no))
    return sorted(hidden)
