"""The shapes that pass between the readers, the layouts and the rest: frozen, no behaviour beyond their own data.

A reader turns a file into a `Document`: lines and tables in reading order, text exactly as printed, each with its
place. The layouts turn a `Document` into a `Reading`: cells with canonical keys, the status of every sheet and the
problems met. Nothing here knows Chinese, Dagster or DuckDB.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from expectations.vocabulary import Part, PartStatus, ProblemKind, Severity, SheetStatus
from orchestration.disclosure.messages.message import Message


class Box(NamedTuple):
    """A rectangle on a page in points, measured from the page's top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


class Place(NamedTuple):
    """Where in a file something stands; every number counts from 1.

    `table_no` counts the tables of the whole document (worksheets in a workbook, whose name is `sheet_name`);
    `row_no` and `column_no` count inside the table (in a text file, `row_no` is the line of the file). `picture_no`
    counts the pictures inside a document of text; what stands in one has its box there.
    """

    page: int | None = None
    table_no: int | None = None
    sheet_name: str | None = None
    row_no: int | None = None
    column_no: int | None = None
    box: Box | None = None
    picture_no: int | None = None


NOWHERE = Place()
"""The place of what concerns a file as a whole."""


class ScanDoubt(StrEnum):
    """Why a figure that was recognised on a picture is not taken for certain."""

    READ_DIFFERENTLY = "read_differently"
    """Two readings of the same place, independent of one another, say different things."""
    LOW_CONFIDENCE = "low_confidence"
    NOT_A_FIGURE = "not_a_figure"
    """It stands where a figure is due, or nearly looks like one, and no reading is in the strict grammar of figures."""
    DECIMALS_MISSING = "decimals_missing"
    """It has no decimals and the others of its column do: a point may not have been seen."""
    ROW_UNCERTAIN = "row_uncertain"
    """The figure itself is read alike twice, the code of its row or a rule beside it is not certain: it may belong to
    another row."""
    STRUCK_OUT = "struck_out"
    """A line goes through it."""
    LAYER_DIFFERS = "layer_differs"
    """The hidden text layer of the page says something else, or only one of both gives the figure."""


class ScanReading(NamedTuple):
    """How a text was recognised on a picture: `reader = scan` for the cell that has one, whatever file holds it.

    `confidence_percent` (0 to 100) is the least of its readings; a whole number, so that the same page gives the same
    bytes. `doubt` is None where the reading is certain; `other` is then empty, else what the reading that disagrees
    says. The crop to show is the box of its cell. `confirmed_by` names the person who looked at the picture and said
    what it shows, on the day `confirmed_on`; then the text is theirs. It begins with `identities`, and names them,
    where the identities of the sheet chose between the readings.
    """

    confidence_percent: int
    doubt: ScanDoubt | None = None
    other: str = ""
    confirmed_by: str = ""
    confirmed_on: date | None = None


class TableCell(NamedTuple):
    """One printed cell of a table: its text, where its top left corner stands and how far it spans.

    A tuple, like `CellKey`: a document has thousands, and these are made and compared three times as fast.

    `decimals` is set only where the file knows more than the text shows: a spreadsheet number in General format drops
    its trailing zeros, so its precision is that of the sheet's other numbers. `scan` is set where the text was
    recognised on a picture.
    """

    text: str
    row_no: int
    column_no: int
    row_span: int = 1
    column_span: int = 1
    decimals: int | None = None
    box: Box | None = None
    scan: ScanReading | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph of running text outside any table."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A grid as printed. Only cells with text are kept, in reading order; a blank cell is simply absent.

    `ragged` says that the column numbers of a row are not to be trusted (text conversions lose merged cells and shift
    what follows by a tab or two); `blank_rows` are then the rows that show a blank cell, so that they lost none.
    `spans_known` says that merged header cells carry their true spans, `columns_known` that every figure is known to
    stand under the heads of its column. `goes_on` says that the table is the rest of the one before, over a page break,
    in the same columns. `picture_no` is that of the picture it stands in, in a document whose text is no picture.
    """

    table_no: int
    cells: tuple[TableCell, ...]
    column_count: int
    page: int | None = None
    sheet_name: str | None = None
    ragged: bool = False
    spans_known: bool = True
    goes_on: bool = False
    columns_known: bool = True
    blank_rows: frozenset[int] = frozenset()
    picture_no: int | None = None


class OpaqueKind(StrEnum):
    """What stands on a page without being text: a person may see figures in it, the reader of the format does not."""

    PICTURE = "picture"
    EMBEDDED_OBJECT = "embedded object"
    DRAWING = "drawing"
    """Letters drawn as outlines."""


@dataclass(frozen=True, slots=True)
class OpaqueBlock:
    """Something in the place of lines or tables whose content is not read; `name` is that of its file, where known.

    `load` gives the bytes of a picture that lies inside the file, as long as the file is being read: no reading of a
    document has it.
    """

    kind: OpaqueKind
    place: Place
    name: str | None = None
    load: Callable[[], bytes] | None = field(default=None, compare=False, repr=False)


Block: TypeAlias = Line | Table | OpaqueBlock


class CellKey(NamedTuple):
    """The grain of a cell inside one department-year, in the canonical keys of the sheets."""

    sheet_id: str
    row_key: str
    column_key: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One clear message: which file, where, what is wrong and what to do about it.

    `key` names the cell that could not be read, where one is known; `sheet_id` the sheet. `figures` counts the printed
    figures that it kept from being read without a key of their own, `may_be` are the cells that these may be.
    """

    kind: ProblemKind
    severity: Severity
    file_name: str
    message: Message
    place: Place = NOWHERE
    sheet_id: str | None = None
    key: CellKey | None = None
    figures: int = 0
    may_be: tuple[CellKey, ...] = ()


class Archive(NamedTuple):
    """The file that documents were unpacked from."""

    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: identity, provenance and its blocks in reading order.

    One that was unpacked is named `archive.zip/its own name`.
    """

    file_name: str
    sha256: str
    size: int
    format: str
    reader: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    producer: str | None = None
    scanned_pages: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    archive: Archive | None = None


class Cell(NamedTuple):
    """One figure of one sheet: `amount` in 万元, exact; `decimals` and `unit` (万元 or 元) as printed.

    `scan` is set where it was recognised on a picture; a doubtful one never becomes a cell (`doubtful_figure`).
    """

    key: CellKey
    row_label: str
    column_label: str
    amount: Decimal
    decimals: int
    unit: str
    amount_text: str
    place: Place
    scan: ScanReading | None = None


@dataclass(frozen=True, slots=True)
class DoubtfulFigure:
    """A figure of a sheet that was recognised on a picture, and not for certain: `text` is what was recognised. Its
    place has the box to show."""

    key: CellKey
    row_label: str
    column_label: str
    text: str
    scan: ScanReading
    doubt: ScanDoubt
    place: Place


class Axis(StrEnum):
    """What a printed number counts: lines (行次) or columns (栏次)."""

    LINE = "line"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A line or column number that a sheet prints, with the keys of what it stands beside; none for an unused line."""

    axis: Axis
    number: int
    row_key: str | None = None
    column_key: str | None = None


@dataclass(frozen=True, slots=True)
class PrintedFormula:
    """A formula printed under a sheet: line (or column) `total` = the signed sum of `parts`, each (sign, number)."""

    text: str
    axis: Axis
    total: int
    parts: tuple[tuple[int, int], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class SheetReading:
    """The status of one sheet, where its title stands, the notes and formulas under it, and the numbers they mean.

    `has_unplaced_figures` says of a sheet on a picture that figures of it may have been read under no key.
    """

    sheet_id: str
    status: SheetStatus
    title: str | None = None
    unit: str | None = None
    place: Place = NOWHERE
    notes: tuple[Line, ...] = ()
    formulas: tuple[PrintedFormula, ...] = ()
    numbers: tuple[PrintedNumber, ...] = ()
    has_unplaced_figures: bool = False


class Body(StrEnum):
    """Whose accounts a document holds: a department's with all its units (部门决算), or one unit's (单位决算)."""

    DEPARTMENT = "department"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a document says of itself; None where it does not say.

    `sheets_name` is the body that all of its sheets name, where that is another one than `department_name`;
    `is_in_passing` says that the name stands in sentences or beside other tables alone, which say less than a cover, a
    heading or one of the nine sheets.
    """

    department_name: str | None = None
    fiscal_year: int | None = None
    kind: str | None = None
    body: Body | None = None
    sheets_name: str | None = None
    is_in_passing: bool = False


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a person saw in a cell of a page that is a picture: `value` as printed, empty for a blank.

    `document_sha256` is that of the document that the person looked at; the cell is the one around the middle of `box`
    on `page` (in table `table_no`, in a file without pages). `line` is that of the list it stands in.
    """

    document_sha256: str
    page: int | None
    table_no: int
    box: Box
    value: str
    who: str
    on: date
    line: int


@dataclass(frozen=True, slots=True)
class Filed:
    """What a document was filed under: a department, every name that it is known by, and the fiscal year; and what
    people said of its pictures."""

    name: str
    names: frozenset[str]
    fiscal_year: int
    confirmations: tuple[Confirmation, ...] = ()


@dataclass(frozen=True, slots=True)
class NarrativeLine:
    """A sentence-bearing line outside the sheets, free of justified spaces, under its nearest heading."""

    section: str | None
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class PartReading:
    """A part that a document has or only names, the heading by which it was recognised, and where that stands."""

    part: Part
    status: PartStatus
    heading: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one document says, in canonical keys; `other_tables` are the tables that belong to no modelled sheet,
    `parts` those that it has or names beside the sheets, `doubtful` the figures of scans that are no cells."""

    document: Document
    recognition: Recognition
    sheets: tuple[SheetReading, ...]
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]
    narrative: tuple[NarrativeLine, ...] = ()
    other_tables: tuple[Table, ...] = ()
    parts: tuple[PartReading, ...] = ()
    doubtful: tuple[DoubtfulFigure, ...] = ()
