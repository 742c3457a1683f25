"""What becomes of the cells of a sheet's tables: each is read, passed over by a layout's own word, or told.

There is no fourth outcome, and no cell without one: a `Partition` can only be made of all cells of the tables that it
covers. Problems are derived from the cells that are told, never beside them, so that no figure can be left out of
both. How a cell comes by its outcome is a matter of the shapes, not of this module.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.messages.message import NOTHING, Fragment, Message, fragment, message
from orchestration.disclosure.model import CellKey, Place, TableCell
from orchestration.disclosure.resolution.columns import is_figure
from orchestration.disclosure.resolution.segments import TablePart
from orchestration.disclosure.text import head_words, nearest

CellId: TypeAlias = tuple[int, TableCell]
"""The number of a table and one of its cells."""


class Figure(NamedTuple):
    """A cell that is read: one printed figure under its canonical key, text untouched."""

    key: CellKey
    row_label: str
    column_label: str
    cell: TableCell
    place: Place
    unit: str | None


class PassedOver(StrEnum):
    """A cell that states no figure of its sheet, and the word of the layouts that says so."""

    HEADER = "header"
    """It belongs to the heads, the printed column numbers or the lines above them."""
    WORDS = "words"
    """It holds no number."""
    ROW_NAME = "row_name"
    """It is the code or the name of its row."""
    LINE_NUMBER = "line_number"
    OTHER_FIGURE = "other_figure"
    """Its head is one that the layout ignores: a budget, another year, a share, the unit whose figures they are."""
    OTHER_LINE = "other_line"
    """Its row is one that the layout ignores: a sub-line, a count, another sheet's line."""
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A problem before it knows its file: what is wrong at a place, and the key it keeps from being read, if any.

    `figures` counts the printed figures that were not read, `may_be` are the cells that these may be, `printed` the
    words in question where many places may have the like.
    """

    kind: ProblemKind
    severity: Severity
    message: Message
    place: Place
    key: CellKey | None = None
    figures: int = 0
    may_be: tuple[CellKey, ...] = ()
    printed: str = ""


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What a message about a sheet says of it: its Chinese name and the heads that it knows."""

    name: str
    heads: Collection[str]


@dataclass(frozen=True, slots=True)
class UnknownHead:
    """The head over a column of figures is not known; columns under the same head are one cause."""

    head: str
    column_no: int = field(compare=False)

    kind = ProblemKind.UNKNOWN_COLUMN

    def describe(self, sheet: SheetWords, figures: int) -> Message:
        """The problem in words, with the head, the sheet and the number of figures."""
        like = nearest(head_words(self.head.rsplit("/", 1)[-1]), sheet.heads)
        return message(
            "sheets.unknown_head",
            head=self.head,
            column=self.column_no,
            sheet=sheet.name,
            nearest=fragment("sheets.nearest_head", words=like) if like else NOTHING,
            figures=_counted(figures),
        )


@dataclass(frozen=True, slots=True)
class AmbiguousHead:
    """Every word over a column is known, and yet they do not tell which figures these are: a head of a group alone, or
    one that another column has with the same right."""

    head: str
    column_no: int

    kind = ProblemKind.UNKNOWN_COLUMN

    def describe(self, sheet: SheetWords, figures: int) -> Message:
        """The problem in words, with the head, the sheet and the number of figures."""
        return message(
            "sheets.ambiguous_head",
            head=self.head,
            column=self.column_no,
            sheet=sheet.name,
            figures=_counted(figures),
        )


@dataclass(frozen=True, slots=True)
class BlankHead:
    """A column of figures has no head."""

    column_no: int

    kind = ProblemKind.UNKNOWN_COLUMN

    def describe(self, sheet: SheetWords, figures: int) -> Message:
        """The problem in words, with the column, the sheet and the number of figures."""
        return message("sheets.blank_head", column=self.column_no, sheet=sheet.name, figures=_counted(figures))


@dataclass(frozen=True, slots=True)
class NoKnownHead:
    """No head of a table is known, or none stands over its figures: one problem stands for all of them."""

    table_no: int

    kind = ProblemKind.UNKNOWN_COLUMN

    def describe(self, sheet: SheetWords, figures: int) -> Message:
        """The problem in words, with the sheet and the number of figures."""
        return message("sheets.no_known_head", sheet=sheet.name, figures=_counted(figures))


@dataclass(frozen=True, slots=True)
class MisplacedFigure:
    """A figure stands where the codes and names of the rows belong."""

    head: str
    column_no: int

    kind = ProblemKind.UNKNOWN_COLUMN

    def describe(self, sheet: SheetWords, figures: int) -> Message:
        """The problem in words, with the sheet and the number of figures."""
        return message(
            "sheets.misplaced_figure",
            column=self.column_no,
            under=fragment("sheets.under_head", head=self.head) if self.head else fragment("sheets.under_no_head"),
            sheet=sheet.name,
            figures=_counted(figures),
        )


@dataclass(frozen=True, slots=True)
class UnknownLabel:
    """The label of a row is not known."""

    label: str
    like: str | None
    table_no: int
    row_no: int

    kind = ProblemKind.UNKNOWN_LABEL

    def describe(self, sheet: SheetWords, figures: int) -> Message:
        """The problem in words, with the label, the sheet and the number of figures."""
        return message(
            "sheets.unknown_label",
            label=self.label,
            sheet=sheet.name,
            nearest=fragment("sheets.nearest_label", words=self.like) if self.like else NOTHING,
            figures=_counted(figures),
        )


@dataclass(frozen=True, slots=True)
class HeadsInTotal:
    """Heads stand in the row of the total where its figures belong: nobody may say that these are nothing."""

    table_no: int

    kind = ProblemKind.HEAD_IN_TOTAL

    def describe(self, sheet: SheetWords, figures: int) -> Message:
        """The problem in words, with the sheet and the number of heads."""
        return message("sheets.heads_in_total", heads=figures, sheet=sheet.name)


@dataclass(frozen=True, slots=True)
class UncertainColumns:
    """A text conversion lost the blanks between the figures of rows: nobody can tell under which heads they stand."""

    table_no: int
    label: str = field(compare=False)

    kind = ProblemKind.UNKNOWN_COLUMN

    def describe(self, sheet: SheetWords, figures: int) -> Message:
        """The problem in words, with the first of the rows, the sheet and the number of figures."""
        return message("sheets.uncertain_columns", sheet=sheet.name, label=self.label, figures=_counted(figures))


@dataclass(frozen=True, slots=True)
class DestroyedCodes:
    """A spreadsheet program turned the codes of rows into rounded numbers (2.12E+06): nobody can tell which rows."""

    table_no: int
    example: str = field(compare=False)

    kind = ProblemKind.DESTROYED_CODE

    def describe(self, sheet: SheetWords, figures: int) -> Message:
        """The problem in words, with one of the codes, the sheet and the number of figures."""
        return message("sheets.destroyed_codes", sheet=sheet.name, example=self.example, figures=_counted(figures))


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """A table under the sheet's title cannot be the sheet's: the title of another sheet was not read."""

    table_no: int
    first_row_no: int
    rows: int

    kind = ProblemKind.UNKNOWN_SHEET

    def describe(self, sheet: SheetWords, figures: int) -> Message:
        """The problem in words, with the sheet and the number of figures."""
        return message("sheets.foreign_table", sheet=sheet.name, rows=self.rows, figures=_counted(figures))


Cause: TypeAlias = (
    UnknownHead
    | AmbiguousHead
    | BlankHead
    | NoKnownHead
    | MisplacedFigure
    | UnknownLabel
    | HeadsInTotal
    | UncertainColumns
    | DestroyedCodes
    | ForeignTable
)


@dataclass(frozen=True, slots=True)
class Told:
    """A printed figure that is not read, why, and which cells it may be."""

    cause: Cause
    place: Place
    may_be: tuple[CellKey, ...] = ()


CellOutcome: TypeAlias = Figure | PassedOver | Told


@dataclass(frozen=True, slots=True)
class Partition:
    """Every cell of the tables of a sheet with its one outcome."""

    outcomes: Mapping[CellId, CellOutcome]

    @classmethod
    def of(cls, parts: Iterable[TablePart], outcomes: Mapping[CellId, CellOutcome]) -> "Partition":
        """Raises ValueError where a cell of the parts has no outcome, or a figure that of a word."""
        cells = ((part.table.table_no, cell) for part in parts for row in part.rows for cell in row)
        for table_no, cell in cells:
            outcome = outcomes.get((table_no, cell))
            if outcome is None or (outcome is PassedOver.WORDS and is_figure(cell)):
                raise ValueError(f"table {table_no}: the cell {cell} is neither read nor passed over nor told")
        return cls(outcomes)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The cells that were read."""
        return tuple(outcome for outcome in self.outcomes.values() if isinstance(outcome, Figure))

    def doubts(self, sheet: SheetWords) -> tuple[Doubt, ...]:
        """One problem per cause, in printed order."""
        by_cause: dict[Cause, list[Told]] = {}
        for outcome in self.outcomes.values():
            if isinstance(outcome, Told):
                by_cause.setdefault(outcome.cause, []).append(outcome)
        return tuple(_doubt(cause, told, sheet) for cause, told in by_cause.items())


def _doubt(cause: Cause, told: Sequence[Told], sheet: SheetWords) -> Doubt:
    may_be = tuple(dict.fromkeys(key for cell in told for key in cell.may_be))
    described = cause.describe(sheet, len(told))
    printed = cause.label if isinstance(cause, UnknownLabel) else ""
    # where heads stand no figure is printed that could be lost
    severity, figures = (Severity.INFO, 0) if isinstance(cause, HeadsInTotal) else (Severity.WARNING, len(told))
    return Doubt(cause.kind, severity, described, told[0].place, None, figures, may_be, printed)


def _counted(figures: int) -> Fragment:
    return fragment("sheets.figures", count=figures)
