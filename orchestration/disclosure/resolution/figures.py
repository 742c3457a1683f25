"""What the shapes yield: figures with canonical keys, still as printed, and the problems met on the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.model import Axis, CellKey, Place, PrintedNumber, TableCell
from orchestration.disclosure.resolution.columns import (
    ABSENT,
    Block,
    Column,
    Role,
    Row,
    is_figure,
    is_ordinal_row,
    ordinals,
)
from orchestration.disclosure.resolution.segments import TablePart, cell_place, is_furniture, is_remark

_SAME_PLACE = 3.0
"""Points between the middles of a head and of the column under it, on another page, that are at one place."""


class Figure(NamedTuple):
    """One printed figure under its canonical keys, text untouched."""

    key: CellKey
    row_label: str
    column_label: str
    cell: TableCell
    place: Place
    unit: str | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A problem before it knows its file: what is wrong at a place, and the key it keeps from being read, if any."""

    kind: ProblemKind
    severity: Severity
    reason: str
    remedy: str
    place: Place
    key: CellKey | None = None


@dataclass
class Gathering:
    """Figures and doubts of one sheet, in printed order, and the cells that were met on the way: what nobody met is
    told in the end, so that no figure is dropped in silence. Also the line and column numbers that the sheet prints:
    one that two different lines carry means nothing for sure and is left out."""

    sheet_id: str
    fiscal_year: int | None = None
    figures: list[Figure] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    printings: dict[tuple[Axis, int], set[PrintedNumber]] = field(default_factory=dict)
    _met: set[tuple[int, int, int]] = field(default_factory=set)
    _doubted: set[tuple[int, int]] = field(default_factory=set)

    @property
    def numbers(self) -> tuple[PrintedNumber, ...]:
        return tuple(next(iter(meanings)) for meanings in self.printings.values() if len(meanings) == 1)

    def number(self, number: PrintedNumber) -> None:
        self.printings.setdefault((number.axis, number.number), set()).add(number)

    def column_numbers(self, rows: Iterable[Row], columns: Sequence[Column]) -> None:
        """The printed column numbers, which stand over the fields in their order. The key of a field that is an item
        and a kind at once is `item.kind`."""
        fields = [column for column in columns if column.role in (Role.AMOUNT, Role.IGNORED, Role.UNKNOWN)]
        for row in rows:
            numbers = ordinals(row)
            if len(numbers) == len(fields):
                for number, column in zip(numbers, fields, strict=True):
                    if column.key is not None:
                        item, _, kind = column.key.rpartition(".")
                        self.number(PrintedNumber(Axis.COLUMN, number, item or None, kind))

    def figure(self, row_key: str, row_label: str, column: Column, part: TablePart, cell: TableCell) -> None:
        self.figure_at(CellKey(self.sheet_id, row_key, column.key or ""), row_label, column.head, part, cell)

    def pass_over(self, part: TablePart, cells: Iterable[TableCell]) -> None:
        """Cells that are understood and state no figure of this sheet: codes, names, other years, counts."""
        self._met.update((part.table.table_no, cell.row_no, cell.column_no) for cell in cells)

    def figure_at(self, key: CellKey, row_label: str, column_label: str, part: TablePart, cell: TableCell) -> None:
        self._met.add((part.table.table_no, cell.row_no, cell.column_no))
        self.figures.append(Figure(key, row_label, column_label, cell, cell_place(part.table, cell), part.unit))

    def unknown_label(self, label: str, nearest: str | None, part: TablePart, cell: TableCell) -> None:
        like = f"; the nearest known label is {nearest}" if nearest else ""
        self._doubted.add((part.table.table_no, cell.row_no))
        self.doubts.append(
            Doubt(
                ProblemKind.UNKNOWN_LABEL,
                Severity.WARNING,
                f"the row label {label!r} is not known in this sheet{like}",
                "add the label to layouts/lines.yml if it is a variant of a known line; its figures were not read",
                cell_place(part.table, cell),
            )
        )

    def unknown_heads(self, part: TablePart, row: Row) -> None:
        """No head of a table is known: one doubt stands for all of its figures."""
        self._doubted.update((part.table.table_no, other[0].row_no) for other in part.rows)
        self.doubts.append(
            Doubt(
                ProblemKind.UNKNOWN_COLUMN,
                Severity.WARNING,
                "no column head of the table is known in this sheet",
                "add its heads to layouts/sheets.yml; its figures were not read",
                cell_place(part.table, row[0]),
            )
        )

    def foreign_table(self, part: TablePart) -> None:
        """A table under the sheet's title that cannot be the sheet's: the title of another sheet was not read."""
        stating = [row for row in part.rows if any(map(is_figure, row))]
        self._doubted.update((part.table.table_no, row[0].row_no) for row in part.rows)
        if stating:
            self.doubts.append(
                Doubt(
                    ProblemKind.UNKNOWN_SHEET,
                    Severity.WARNING,
                    f"a table with other heads or rows stands under the title of this sheet ({len(stating)} rows)",
                    "check whether the title of another sheet is missing; the figures of the table were not read",
                    cell_place(part.table, stating[0][0]),
                )
            )

    def tell_unmet(self, parts: Iterable[TablePart], layouts: Layouts) -> None:
        """A doubt for every row with figures that were neither read nor passed over nor told."""
        for part in parts:
            for row in part.rows:
                unmet = [
                    cell
                    for cell in row
                    if is_figure(cell) and (part.table.table_no, cell.row_no, cell.column_no) not in self._met
                ]
                told = (part.table.table_no, row[0].row_no) in self._doubted
                if unmet and not (told or is_furniture(row) or is_ordinal_row(row) or is_remark(row, layouts)):
                    self.unknown_label(" ".join(cell.text for cell in row if not is_figure(cell)), None, part, unmet[0])

    def unknown_column(self, column: Column, part: TablePart, cell: TableCell) -> None:
        self._doubted.add((part.table.table_no, cell.row_no))
        self.doubts.append(
            Doubt(
                ProblemKind.UNKNOWN_COLUMN,
                Severity.WARNING,
                f"column {column.column_no} ({column.head or 'no head'}) holds figures under an unknown head",
                "add the head to layouts/sheets.yml if it is a variant of a known one; its figures were not read",
                cell_place(part.table, cell),
            )
        )


def adopt_columns(columns: tuple[Column, ...], part: TablePart) -> tuple[Column, ...]:
    """The columns of a sheet applied to a part without header (a continuation page): those of the part before, where
    the part has as many. A ruled part with fewer or more has those that stand in the same place, as far as every one of
    its columns does; else it has none, and nobody can tell what its figures mean."""
    widest = max((column.column_no for column in columns), default=0)
    same_grid = part.table.goes_on or (part.table.spans_known and part.table.column_count == widest)
    headed = [column for column in columns if column.centre is not None]
    if not part.table.columns_known:
        return ()
    if same_grid or not headed:
        return columns
    numbers: dict[float | None, int] = {}
    for number, (left, right) in _column_spans(part).items():
        own = [head.centre for head in headed if _is_same_place(head, left, right)]
        if len(own) != 1 or not part.table.spans_known:
            return ()
        numbers[own[0]] = number
    return tuple(replace(column, column_no=numbers.get(column.centre, ABSENT)) for column in columns)


def _is_same_place(head: Column, left: float, right: float) -> bool:
    return head.centre is not None and abs((left + right) / 2 - head.centre) <= _SAME_PLACE


def _column_spans(part: TablePart) -> dict[int, tuple[float, float]]:
    """How far the cells of each column reach over the page, in points."""
    spans: dict[int, tuple[float, float]] = {}
    for number, box in ((cell.column_no, cell.box) for row in part.rows for cell in row if cell.column_span == 1):
        if box is not None:
            left, right = spans.get(number, (box.x0, box.x1))
            spans[number] = (min(left, box.x0), max(right, box.x1))
    return spans


def field_under(block: Block, cell: TableCell, anchor: TableCell, ragged: bool) -> Column | None:
    """The field a figure stands in: by its column, or in a ragged table by its distance from the anchor."""
    if not ragged:
        return next((column for column in block.fields if column.column_no == cell.column_no), None)
    distance = cell.column_no - anchor.column_no
    return block.fields[distance - 1] if 1 <= distance <= len(block.fields) else None


def has_amount_columns(columns: tuple[Column, ...]) -> bool:
    return any(column.role is Role.AMOUNT for column in columns)
