"""A table of a page while it is read: where its cells stand, and what stands in them besides text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import Fragment, fragment, message
from orchestration.disclosure.model import Block, TableCell
from orchestration.disclosure.number_ranges import NumberRanges
from orchestration.disclosure.readers.content import MAX_TABLE_CELLS, UnreadableFile

MAX_COLUMNS = 1000
"""Browsers cap a colspan here; no sheet comes near."""

_MAX_PASSED = 5_000_000
"""Places under row spans that are passed in search of free ones."""

_MAX_ROW_SPAN = 65534
"""Browsers cap a rowspan here; one of 0 reaches the last row."""


def too_large(detail: Fragment) -> UnreadableFile:
    """Return the refusal of a page beyond all measure."""
    return UnreadableFile(ProblemKind.TOO_LARGE, message("web.too_large", detail=detail))


@dataclass(slots=True)
class OpenCell:
    """A cell that is being filled: its lines of text, and other blocks between them."""

    row_no: int
    column_no: int
    row_span: int
    column_span: int
    items: list[str | Block] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The lines of text alone."""
        return [item for item in self.items if isinstance(item, str)]


class Grid:
    """Places each cell in the next column that no row span covers.

    `is_certain` says that the markup calls it a table; boxes that style makes a table may only lay out a page.
    """

    def __init__(self, is_certain: bool = True) -> None:
        self.is_certain = is_certain
        self.open: OpenCell | None = None
        self._cells: list[OpenCell] = []
        self._row_no = 0
        self._column_no = 1
        self._covered_to_row: list[int] = []
        self._passed = 0
        self._declared_columns = 0
        self._hidden_columns = NumberRanges()

    @property
    def column_count(self) -> int:
        """Columns of the widest row, spans included."""
        return len(self._covered_to_row)

    def declare_columns(self, span: int, is_hidden: bool) -> None:
        """Take note of a <col>: its columns follow those declared before."""
        last = min(self._declared_columns + max(span, 1), MAX_COLUMNS)
        if is_hidden:
            self._hidden_columns.add(self._declared_columns + 1, last)
        self._declared_columns = last

    def next_row(self) -> None:
        """Begin a row."""
        self.open = None
        self._row_no += 1
        self._column_no = 1

    def open_cell(self, row_span: int, column_span: int) -> None:
        """Begin a cell at the row's next free column. Raises UnreadableFile beyond `MAX_COLUMNS`."""
        if self._row_no == 0:
            self.next_row()
        covered = self._covered_to_row
        while self._column_no <= len(covered) and covered[self._column_no - 1] >= self._row_no:
            self._column_no += 1
            self._passed += 1
            if self._passed > _MAX_PASSED:
                raise too_large(fragment("web.too_many_row_spans"))
        start = self._column_no - 1
        if start >= MAX_COLUMNS or len(self._cells) >= MAX_TABLE_CELLS:
            raise too_large(fragment("web.too_many_cells", columns=MAX_COLUMNS, cells=MAX_TABLE_CELLS))
        wide = min(max(column_span, 1), MAX_COLUMNS - start)
        high = min(row_span or _MAX_ROW_SPAN, _MAX_ROW_SPAN)
        if start + wide > len(covered):
            covered.extend([0] * (start + wide - len(covered)))
        covered[start : start + wide] = [self._row_no + high - 1] * wide
        self.open = OpenCell(self._row_no, self._column_no, high, wide)
        self._cells.append(self.open)
        self._column_no += wide

    def cells(self) -> tuple[TableCell, ...]:
        """Return the cells with text; row spans end with the table."""
        return tuple(
            TableCell(
                "\n".join(lines),
                cell.row_no,
                cell.column_no,
                min(cell.row_span, self._row_no - cell.row_no + 1),
                cell.column_span,
            )
            for cell in self._shown_cells()
            if cell.items and (lines := cell.lines)
        )

    def other_blocks(self) -> Iterator[Block]:
        """Yield what stands in the cells without being text: tables of their own, pictures."""
        return (item for cell in self._cells for item in cell.items if not isinstance(item, str))

    def items(self) -> Iterator[str | Block]:
        """Yield everything in the cells, in reading order."""
        return (item for cell in self._cells for item in cell.items)

    def _shown_cells(self) -> list[OpenCell]:
        hidden = self._hidden_columns
        if not hidden:
            return self._cells
        return [cell for cell in self._cells if not hidden.cover(cell.column_no, cell.column_no + cell.column_span - 1)]
