"""The outcomes of a sheet's cells in the making: the shapes say what they read, pass over or tell; the rest follows.

What the outcomes are belongs to `outcomes`, what a row or head means to the shapes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from orchestration.disclosure.amounts import is_amount
from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.model import Axis, CellKey, PrintedNumber, TableCell
from orchestration.disclosure.resolution.codes import starts_with_code
from orchestration.disclosure.resolution.columns import (
    Column,
    Role,
    Row,
    is_figure,
    is_ordinal_row,
    ordinals,
)
from orchestration.disclosure.resolution.outcomes import (
    AmbiguousHead,
    BlankHead,
    Cause,
    CellId,
    CellOutcome,
    DestroyedCodes,
    Figure,
    ForeignTable,
    HeadsInTotal,
    MisplacedFigure,
    NoKnownHead,
    Partition,
    PassedOver,
    Told,
    UncertainColumns,
    UnknownHead,
    UnknownLabel,
)
from orchestration.disclosure.resolution.possible_cells import PossibleCells
from orchestration.disclosure.resolution.segments import TablePart, cell_place, is_furniture, is_remark
from orchestration.disclosure.resolution.units import head_unit
from orchestration.disclosure.text import head_words


@dataclass
class Gathering:
    """What the cells of one sheet come to, in printed order, and the line and column numbers that the sheet prints:
    one that two different lines carry means nothing for sure and is left out. `known_heads` are the single heads
    that may stand over the sheet's figures, alone or one under another."""

    sheet_id: str
    fiscal_year: int | None
    known_heads: frozenset[str]
    printings: dict[tuple[Axis, int], set[PrintedNumber]] = field(default_factory=dict)
    _outcomes: dict[CellId, CellOutcome] = field(default_factory=dict)
    _read: dict[tuple[int, int, CellKey], TableCell] = field(default_factory=dict)

    @property
    def numbers(self) -> tuple[PrintedNumber, ...]:
        """The printed line and column numbers, those that were printed twice with different meanings left out."""
        return tuple(next(iter(meanings)) for meanings in self.printings.values() if len(meanings) == 1)

    def number(self, number: PrintedNumber) -> None:
        """Gather a printed line or column number."""
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
        """Read a cell under its row and column."""
        self.figure_at(CellKey(self.sheet_id, row_key, column.key or ""), row_label, column.head, part, cell)

    def figure_at(self, key: CellKey, row_label: str, column_label: str, part: TablePart, cell: TableCell) -> None:
        """Read a cell under a key. What is read is neither told nor passed over, whatever was thought of it before; two
        figures of one row under one key are two columns under one head, and both are told."""
        at = (part.table.table_no, cell)
        other = self._read.setdefault((part.table.table_no, cell.row_no, key), cell)
        if other is not cell and is_amount(cell.text) and is_amount(other.text):
            for twin in (other, cell):
                self._outcomes.pop((part.table.table_no, twin), None)
                self._tell(AmbiguousHead(column_label, twin.column_no), part, twin, (key,))
            return
        self._outcomes.pop(at, None)
        unit = head_unit(column_label) or part.unit
        self._outcomes[at] = Figure(key, row_label, column_label, cell, cell_place(part.table, cell), unit)

    def pass_over(self, part: TablePart, cells: Iterable[TableCell], word: PassedOver) -> None:
        """Cells that are understood and state no figure of this sheet; a figure is never one of its words."""
        for cell in cells:
            if word is not PassedOver.WORDS or not is_figure(cell):
                self._outcomes.setdefault((part.table.table_no, cell), word)

    def pass_over_column(self, column: Column, part: TablePart, cell: TableCell) -> None:
        """A cell under a head that means no figure: by the layout, or because there is no figure in it."""
        if column.role in (Role.IGNORED, Role.AMOUNT):
            word = PassedOver.OTHER_FIGURE
        elif column.role is Role.LINE_NUMBER:
            word = PassedOver.LINE_NUMBER
        else:
            word = PassedOver.WORDS
        self.pass_over(part, (cell,), word)

    def unknown_column(
        self, column: Column, part: TablePart, cell: TableCell, may_be: tuple[CellKey, ...] = ()
    ) -> None:
        """Tell a figure under a head that nobody knows, or under none."""
        self._tell(self._cause(column), part, cell, may_be)

    def _cause(self, column: Column) -> Cause:
        unknown = [part for part in column.head.split("/") if head_words(part) not in self.known_heads]
        if not column.head:
            return BlankHead(column.column_no)
        if not unknown:
            return AmbiguousHead(column.head, column.column_no)
        return UnknownHead("/".join(unknown), column.column_no)

    def misplaced(self, column: Column, part: TablePart, cell: TableCell, may_be: tuple[CellKey, ...] = ()) -> None:
        """Tell a figure that stands among the codes and names of the rows."""
        self._tell(MisplacedFigure(column.head, column.column_no), part, cell, may_be)

    def unknown_label(
        self,
        label: str,
        like: str | None,
        part: TablePart,
        row: Row,
        figures: Iterable[TableCell],
        keys: Mapping[int, CellKey] = MappingProxyType({}),
    ) -> None:
        """Tell the figures of a row whose label is not known; what else stands in the row is its label. `keys` are what
        the figures may be, by column."""
        cause = UnknownLabel(label, like, part.table.table_no, row[0].row_no)
        for cell in figures:
            self._tell(cause, part, cell, (keys[cell.column_no],) if cell.column_no in keys else ())
        self.pass_over(part, row, PassedOver.ROW_NAME)

    def uncertain_columns(
        self, label: str, part: TablePart, cells: Iterable[TableCell], may_be: tuple[CellKey, ...]
    ) -> None:
        """Tell the figures of a row of which nobody can say under which heads they stand."""
        for cell in cells:
            self._tell(UncertainColumns(part.table.table_no, label), part, cell, may_be)

    def heads_in_total(self, part: TablePart, heads: Iterable[TableCell], columns: Sequence[Column]) -> None:
        """Tell the heads that stand in the row of the total, each in the place of a figure of its column."""
        keys = {column.column_no: CellKey(self.sheet_id, "total", column.key) for column in columns if column.key}
        for cell in heads:
            if cell.column_no in keys:
                self._tell(HeadsInTotal(part.table.table_no), part, cell, (keys[cell.column_no],))

    def destroyed_code(self, part: TablePart, row: Row, code: TableCell, figures: Iterable[TableCell]) -> None:
        """Tell the figures of a row whose code is a rounded number."""
        for cell in figures:
            self._tell(DestroyedCodes(part.table.table_no, code.text.strip()), part, cell)
        self.pass_over(part, row, PassedOver.ROW_NAME)

    def unknown_heads(self, part: TablePart, possible: PossibleCells) -> None:
        """No head of a table is known to stand over its figures: tell all of them at once."""
        self._tell_table(NoKnownHead(part.table.table_no), part, possible)

    def doubtful_columns(self, part: TablePart, column: Column, possible: PossibleCells) -> None:
        """A column without a head leaves open which figure of the table stands under which head: tell all of them."""
        self._tell_table(BlankHead(column.column_no), part, possible)

    def foreign_table(self, part: TablePart) -> None:
        """Tell the figures of a table under the sheet's title that cannot be the sheet's."""
        rows = sum(any(map(is_figure, row)) for row in part.rows)
        self._tell_table(ForeignTable(part.table.table_no, part.rows[0][0].row_no, rows), part)

    def _tell_table(self, cause: Cause, part: TablePart, possible: PossibleCells = MappingProxyType({})) -> None:
        for row in part.rows:
            if not (is_furniture(row) or is_ordinal_row(row)):
                for cell in row:
                    if is_figure(cell) and not starts_with_code(cell):
                        self._tell(cause, part, cell, possible.get(cell.row_no, ()))
            self.pass_over(part, row, PassedOver.ROW_NAME)

    def _tell(self, cause: Cause, part: TablePart, cell: TableCell, may_be: tuple[CellKey, ...] = ()) -> None:
        at = (part.table.table_no, cell)
        before = self._outcomes.get(at)
        if before is None or isinstance(before, PassedOver):
            self._outcomes[at] = Told(cause, cell_place(part.table, cell), may_be)

    def partition(self, parts: Sequence[TablePart], layouts: Layouts) -> Partition:
        """Every cell of the parts with its outcome. A figure that no shape spoke of is told with its row."""
        for part in parts:
            for row in part.rows:
                open_cells = [cell for cell in row if (part.table.table_no, cell) not in self._outcomes]
                if open_cells:
                    self._settle(open_cells, row, part, layouts)
        return Partition.of(parts, self._outcomes)

    def _settle(self, cells: Sequence[TableCell], row: Row, part: TablePart, layouts: Layouts) -> None:
        if is_furniture(row) or is_ordinal_row(row):
            self.pass_over(part, cells, PassedOver.HEADER)
        elif is_remark(row, layouts):
            self.pass_over(part, cells, PassedOver.NOTE)
        elif unread := [cell for cell in cells if is_figure(cell)]:
            label = " ".join(cell.text for cell in row if not is_figure(cell))
            self.unknown_label(label, None, part, row, unread)
        self.pass_over(part, cells, PassedOver.WORDS)
