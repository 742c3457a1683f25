"""The one abstract page that every format draws: lines of text around a grid whose cells may span rows and columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cached_property
from typing import TypeAlias

from orchestration.disclosure.model import CellKey


class Role(StrEnum):
    """What a cell is for: formats align and type by it. MARGIN is what stands on the right above a grid."""

    TITLE = "title"
    MARGIN = "margin"
    NOTE = "note"
    HEAD = "head"
    LABEL = "label"
    CODE = "code"
    LINE_NUMBER = "line_number"
    AMOUNT = "amount"


class Merge(Enum):
    """A place of the grid that belongs to the cell on its left or above it."""

    LEFT = "<"
    UP = "^"


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell says. An amount knows its key, and `value` in the printed unit unless it is blank."""

    text: str
    role: Role
    key: CellKey | None = None
    value: Decimal | None = None


Token: TypeAlias = Content | Merge


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell with the place of its top left corner; rows and columns count from 1."""

    content: Content
    row_no: int
    column_no: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True)
class Grid:
    """All cells in reading order, blank ones too; the first `head_rows` rows are what a continuation may repeat."""

    cells: tuple[GridCell, ...]
    row_count: int
    column_count: int
    head_rows: int

    @cached_property
    def rows(self) -> tuple[tuple[GridCell, ...], ...]:
        """The cells that start in each row; a row wholly covered by spans from above is an empty tuple."""
        by_row: list[list[GridCell]] = [[] for _ in range(self.row_count)]
        for cell in self.cells:
            by_row[cell.row_no - 1].append(cell)
        return tuple(tuple(row) for row in by_row)

    @cached_property
    def owners(self) -> Mapping[tuple[int, int], GridCell]:
        """The cell that covers each place, by row and column number."""
        return {
            (row_no, column_no): cell
            for cell in self.cells
            for row_no in range(cell.row_no, cell.row_no + cell.row_span)
            for column_no in range(cell.column_no, cell.column_no + cell.column_span)
        }

    def covering_rows(self) -> Iterator[tuple[int, ...]]:
        """The runs of row numbers that spans tie together: between two runs a page may break."""
        run: list[int] = []
        last = 0
        for row_no, row in enumerate(self.rows, start=1):
            run.append(row_no)
            last = max([last, *(cell.row_no + cell.row_span - 1 for cell in row)])
            if row_no >= last:
                yield tuple(run)
                run = []

    @classmethod
    def of(cls, rows: Sequence[Sequence[Token]], head_rows: int) -> "Grid":
        """Merge the tokens into cells.

        Raises ValueError where rows differ in length or merged places do not make a rectangle.
        """
        column_count = len(rows[0])
        owners: dict[tuple[int, int], tuple[int, int]] = {}
        contents: dict[tuple[int, int], Content] = {}
        for row_no, row in enumerate(rows, start=1):
            if len(row) != column_count:
                raise ValueError(f"row {row_no} has {len(row)} columns, the first has {column_count}: {row}")
            for column_no, token in enumerate(row, start=1):
                place = (row_no, column_no)
                if isinstance(token, Content):
                    owners[place] = place
                    contents[place] = token
                else:
                    neighbour = (row_no, column_no - 1) if token is Merge.LEFT else (row_no - 1, column_no)
                    owners[place] = owners[neighbour]
        cells = tuple(_cell(owner, content, owners) for owner, content in contents.items())
        if sum(cell.row_span * cell.column_span for cell in cells) != len(owners):
            raise ValueError("merged places do not make rectangles")
        return cls(cells=cells, row_count=len(rows), column_count=column_count, head_rows=head_rows)


def _cell(owner: tuple[int, int], content: Content, owners: Mapping[tuple[int, int], tuple[int, int]]) -> GridCell:
    row_no, column_no = owner
    row_span = 1
    while owners.get((row_no + row_span, column_no)) == owner:
        row_span += 1
    column_span = 1
    while owners.get((row_no, column_no + column_span)) == owner:
        column_span += 1
    return GridCell(content, row_no, column_no, row_span, column_span)


@dataclass(frozen=True, slots=True)
class Strip:
    """One line above a grid, with what stands on its left and on its right."""

    left: str = ""
    right: str = ""


@dataclass(frozen=True)
class Sheet:
    """One of the nine sheets as it is to be printed."""

    sheet_id: str
    name: str
    title: str
    strips: tuple[Strip, ...]
    grid: Grid
    notes: tuple[str, ...]

    @cached_property
    def figures(self) -> Mapping[CellKey, Decimal]:
        """What stands in the grid, in the printed unit: the truth for a reader of this sheet."""
        contents = (cell.content for cell in self.grid.cells)
        return {c.key: c.value for c in contents if c.key is not None and c.value is not None}
