"""What the shapes yield: figures with canonical keys, still as printed, and the problems met on the way."""

from dataclasses import dataclass, field

from orchestration.disclosure.model import CellKey, Place, ProblemKind, Severity, TableCell
from orchestration.disclosure.resolution.columns import Block, Column, Role
from orchestration.disclosure.resolution.segments import TablePart, cell_place


@dataclass(frozen=True, slots=True)
class Figure:
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
    """Figures and doubts of one sheet, in printed order."""

    sheet_id: str
    figures: list[Figure] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def figure(self, row_key: str, row_label: str, column: Column, part: TablePart, cell: TableCell) -> None:
        self.figure_at(CellKey(self.sheet_id, row_key, column.key or ""), row_label, column.head, part, cell)

    def figure_at(self, key: CellKey, row_label: str, column_label: str, part: TablePart, cell: TableCell) -> None:
        self.figures.append(Figure(key, row_label, column_label, cell, cell_place(part.table, cell), part.unit))

    def unknown_label(self, label: str, nearest: str | None, part: TablePart, cell: TableCell) -> None:
        like = f"; the nearest known label is {nearest}" if nearest else ""
        self.doubts.append(
            Doubt(
                ProblemKind.UNKNOWN_LABEL,
                Severity.WARNING,
                f"the row label {label!r} is not known in this sheet{like}",
                "add the label to layouts/lines.yml if it is a variant of a known line; its figures were not read",
                cell_place(part.table, cell),
            )
        )

    def unknown_column(self, column: Column, part: TablePart, cell: TableCell) -> None:
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
    """The columns of a sheet applied to a part without header (a continuation page). Where the part has fewer or more
    columns, the horizontal position of the heads decides."""
    widest = max((column.column_no for column in columns), default=0)
    if part.table.column_count == widest or any(column.centre is None for column in columns):
        return columns
    adopted = []
    for column in columns:
        under = next(
            (
                cell.column_no
                for row in part.rows
                for cell in row
                if cell.box
                and column.centre is not None
                and cell.box.x0 <= column.centre <= cell.box.x1
                and cell.column_span == 1
            ),
            None,
        )
        if under is not None:
            adopted.append(Column(under, column.role, column.head, column.key, column.centre))
    return tuple(adopted)


def field_under(block: Block, cell: TableCell, anchor: TableCell, ragged: bool) -> Column | None:
    """The field a figure stands in: by its column, or in a ragged table by its distance from the anchor."""
    if not ragged:
        return next((column for column in block.fields if column.column_no == cell.column_no), None)
    distance = cell.column_no - anchor.column_no
    return block.fields[distance - 1] if 1 <= distance <= len(block.fields) else None


def has_amount_columns(columns: tuple[Column, ...]) -> bool:
    return any(column.role is Role.AMOUNT for column in columns)
