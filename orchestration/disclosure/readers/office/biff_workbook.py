"""XLS (BIFF5 and BIFF8; one of the two kinds of WPS .et): the worksheets of a workbook, as printed."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import Fragment, fragment, message
from orchestration.disclosure.readers.content import Content, UnreadableFile
from orchestration.disclosure.readers.office.biff_looks import LOOKS, Looks, opaque_kinds
from orchestration.disclosure.readers.office.biff_records import (
    BIFF8,
    CONTINUATION,
    DamagedRecords,
    Lettering,
    Walked,
    records,
    shared_texts,
)
from orchestration.disclosure.readers.office.cell_looks import CellStyle, RichText, printed_text
from orchestration.disclosure.readers.office.compound_file import CompoundFile, DamagedContainer
from orchestration.disclosure.readers.office.number_formats import (
    BUILT_IN_CODES,
    Printed,
    print_moment,
    print_number,
)
from orchestration.disclosure.readers.office.running_lines import coded_lines
from orchestration.disclosure.readers.office.worksheet import (
    GridPlace,
    ShownPart,
    Worksheet,
    refuse_too_many_cells,
    worksheet_content,
)
from orchestration.disclosure.readers.sight import LEAST_SIZE

_ENCRYPTION, _CODE_PAGE, _DATE_MODE, _SHEET = 0x002F, 0x0042, 0x0022, 0x0085
_FORMAT, _TEXTS = 0x041E, 0x00FC
_NUMBER, _SMALL_NUMBER, _SMALL_NUMBERS, _FORMULA, _FORMULA_TEXT = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0207
_TRUTH_OR_ERROR, _SHARED_TEXT, _TEXT, _RICH_TEXT = 0x0205, 0x00FD, 0x0204, 0x00D6
_MERGED, _ROW, _COLUMNS = 0x00E5, 0x0208, 0x007D
_WINDOW, _SHOWN_AREA = 0x003D, 0x00DE
_HEADERS, _OBJECT = (0x0014, 0x0015), 0x005D

_CODECS = {936: "gb18030", 950: "big5", 1200: "utf-16-le"}
_VISIBLE, _WORKSHEET = 0, 0
_HIDDEN_ROW, _HIDDEN_COLUMNS = 0x20, 0x01
_HEIGHT, _TWIPS_PER_POINT = 0x7FFF, 20

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_NO_NUMBER = b"\xff\xff"
"""How the eight bytes of a formula's result end where it is no number; the first byte tells what it is instead."""
_TEXT_RESULT, _TRUTH_RESULT, _ERROR_RESULT, _BLANK_RESULT = 0, 1, 2, 3

_LAST_COLUMN = 255
_UNCALCULATED = Printed("=")
_ARITHMETIC = frozenset(range(0x03, 0x08))
_SUM, _ROUND = 4, 27

_CELLS = frozenset({_NUMBER, _SMALL_NUMBER, _SMALL_NUMBERS, _FORMULA, _TRUTH_OR_ERROR, _SHARED_TEXT, _TEXT, _RICH_TEXT})
_FIGURES = frozenset({_NUMBER, _SMALL_NUMBER})
_USUAL_STYLE = CellStyle()
_PLACE = struct.Struct("<HH")
_CELL = struct.Struct("<HHH")
_DOUBLE = struct.Struct("<d")
_PACKED = struct.Struct("<I")
_STYLE_AND_PACKED = struct.Struct("<HI")
_AREA = struct.Struct("<HHHH")
_ACTIVE = struct.Struct("<10xH")
_SHOWN = struct.Struct("<2xHHBB")

StoredNumber: TypeAlias = int | bytes
"""As a record holds it: packed in four bytes, or the eight of a double."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where a sheet begins in the stream, its name, and whether it is a shown worksheet, a hidden one or none."""

    start: int
    name: str
    visible: bool
    is_worksheet: bool


@dataclass(slots=True)
class _Book:
    """What stands before the first sheet. `printed` remembers how a number of a style is printed."""

    lettering: Lettering
    counted_from_1904: bool = False
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN_CODES))
    looks: Looks = field(default_factory=Looks)
    sheets: list[_Sheet] = field(default_factory=list)
    texts: Sequence[Printed | RichText] = ()
    styles: Sequence[CellStyle] = ()
    printed: dict[tuple[int, StoredNumber], Printed] = field(default_factory=dict)

    @property
    def length_format(self) -> str:
        """How the length of a text is stored where it grew with the format."""
        return "<H" if self.lettering.version >= BIFF8 else "<B"

    def style(self, number: int) -> CellStyle:
        """The style with this number; the usual one where there is none."""
        return self.styles[number] if number < len(self.styles) else _USUAL_STYLE

    def print_number(self, style: int, stored: StoredNumber) -> Printed:
        key = style, stored
        known = self.printed.get(key)
        if known is None:
            known = self.printed[key] = self._print_number(style, stored)
        return known

    def _print_number(self, style: int, stored: StoredNumber) -> Printed:
        number = _small_number(stored) if isinstance(stored, int) else _double(stored)
        if not number.is_finite():
            return Printed("#NUM!")
        shape = self.style(style).shape
        if shape.moment is not None:
            return Printed(print_moment(number, shape.moment, self.counted_from_1904))
        return print_number(number, shape)


def read_xls(file_name: str, data: bytes) -> Content:
    """The tables of this workbook. Raises UnreadableFile where it is damaged, encrypted, oversized or none at all."""
    try:
        container = CompoundFile(data)
        if "encryptedpackage" in container.names:
            raise _encrypted()
        stream = container.read("workbook") or container.read("book")
        if stream is None:
            raise UnreadableFile(ProblemKind.UNSUPPORTED_FORMAT, message("office.no_old_workbook"))
        return worksheet_content(file_name, _worksheets(stream), producer=None)
    except DamagedContainer as failure:
        raise _damaged(fragment("office.old_container_broken", detail=failure.detail)) from failure
    except DamagedRecords as failure:
        raise _damaged(failure.detail) from failure
    except (struct.error, IndexError) as failure:
        raise _damaged(fragment("office.records_cut_short")) from failure


def shown_part_of_xls(data: bytes) -> ShownPart:
    """The worksheet that a workbook shows where it is embedded, and the area of it. `read_xls` must have read it."""
    container = CompoundFile(data)
    shown = ShownPart()
    for kind, body in records(container.read("workbook") or container.read("book") or b"", 0):
        if kind == _WINDOW and len(body) >= _ACTIVE.size:
            shown = shown._replace(table_no=_ACTIVE.unpack_from(body)[0] + 1)
        elif kind == _SHOWN_AREA and len(body) >= _SHOWN.size:
            top, bottom, left, right = _SHOWN.unpack_from(body)
            shown = shown._replace(area=((top + 1, left + 1), (bottom + 1, right + 1)))
    return shown


def _worksheets(stream: bytes) -> Iterator[Worksheet]:
    book = _book(stream)
    if len({sheet.start for sheet in book.sheets}) < len(book.sheets):
        raise DamagedRecords(fragment("office.sheets_overlap"))
    stored, walked = 0, Walked(len(stream))
    for sheet in book.sheets:
        worksheet = Worksheet(sheet.name, visible=sheet.visible)
        if sheet.visible and sheet.is_worksheet:
            stored = _fill(worksheet, records(stream, sheet.start, walked), book, stored)
        yield worksheet


def _book(stream: bytes) -> _Book:
    (version,) = struct.unpack_from("<4xH", stream)
    book = _Book(Lettering(version))
    texts: list[bytes] = []
    previous = 0
    for kind, body in records(stream, 0):
        if kind == _ENCRYPTION:
            raise _encrypted()
        if kind == _CODE_PAGE and version < BIFF8:
            book.lettering = Lettering(version, _CODECS.get(struct.unpack_from("<H", body)[0], "latin-1"))
        elif kind == _DATE_MODE:
            book.counted_from_1904 = body[:1] == b"\x01"
        elif kind == _SHEET:
            start, visibility, sheet_type = struct.unpack_from("<IBB", body)
            name = book.lettering.text(body, 6, "<B")
            book.sheets.append(_Sheet(start, name, visibility & 3 == _VISIBLE, sheet_type == _WORKSHEET))
        elif kind in LOOKS:
            book.looks.take(kind, body, version)
        elif kind == _FORMAT:
            (number,) = struct.unpack_from("<H", body)
            book.codes[number] = book.lettering.text(body, 2, book.length_format)
        elif kind == _TEXTS or (kind == CONTINUATION and previous == _TEXTS):
            texts.append(body)
            kind = _TEXTS  # so that the next continuation is recognised as one of the texts too
        previous = kind
    book.texts = tuple(map(book.looks.text, shared_texts(texts)))
    book.styles = tuple(book.looks.styles(book.codes))
    return book


def _fill(worksheet: Worksheet, sheet: Iterable[tuple[int, bytes]], book: _Book, stored: int) -> int:
    """Read the records of a sheet into `worksheet`; how many cells the workbook stores so far."""
    awaiting_text: tuple[GridPlace, CellStyle] | None = None
    headers: list[str] = []
    for kind, body in sheet:
        if kind in _CELLS:
            stored += len(body) // 6 if kind == _SMALL_NUMBERS else 1
            refuse_too_many_cells(stored)
            if kind == _SMALL_NUMBERS:
                for place, number, printed in _run_of_numbers(body, book):
                    worksheet.put(place, printed, book.style(number), is_figure=True)
                awaiting_text = None
                continue
            row, column, number = _CELL.unpack_from(body)
            place, style = (row + 1, column + 1), book.style(number)
            shown = _printed(kind, number, body, book)
            awaiting_text = (place, style) if shown is None else None
            if shown is not None:
                worksheet.put(place, shown, style, is_figure=kind in _FIGURES)
                if shown is _UNCALCULATED:
                    worksheet.uncalculated.append(place)
        elif kind == _FORMULA_TEXT and awaiting_text is not None:
            place, style = awaiting_text
            worksheet.put(place, printed_text(book.lettering.text(body, 0)), style, is_figure=False)
        elif kind == _MERGED:
            (count,) = struct.unpack_from("<H", body)
            for top, bottom, left, right in _AREA.iter_unpack(body[2 : 2 + _AREA.size * count]):
                if top <= bottom and left <= right and (top, left) != (bottom, right):
                    worksheet.merged.append(((top + 1, left + 1), (bottom + 1, right + 1)))
        elif kind == _ROW:
            row, height, flags = struct.unpack_from("<H4xH4xH", body)
            if flags & _HIDDEN_ROW or 0 < height & _HEIGHT < LEAST_SIZE * _TWIPS_PER_POINT:
                worksheet.hidden_rows.add(row + 1, row + 1)
        elif kind == _COLUMNS:
            first, last, flags = struct.unpack_from("<HH4xH", body)
            if flags & _HIDDEN_COLUMNS:
                worksheet.hidden_columns.add(first + 1, min(last, _LAST_COLUMN) + 1)
        elif kind in _HEADERS and body:
            headers.append(book.lettering.text(body, 0, book.length_format))
        elif kind == _OBJECT:
            worksheet.opaque += opaque_kinds(body)
    worksheet.running_lines = coded_lines(headers, worksheet.name)
    return stored


def _printed(kind: int, style: int, body: bytes, book: _Book) -> Printed | RichText | None:
    """What the record of one cell shows; None where its text follows in the next record."""
    if kind == _SHARED_TEXT:
        number: int = _PACKED.unpack_from(body, 6)[0]
        return book.texts[number]
    if kind == _NUMBER:
        return book.print_number(style, body[6:14])
    if kind == _SMALL_NUMBER:
        return book.print_number(style, *_PACKED.unpack_from(body, 6))
    if kind == _FORMULA:
        return _formula_result(style, body, book)
    if kind == _TRUTH_OR_ERROR:
        return _error(body[6]) if body[7] else _truth(body[6])
    return printed_text(book.lettering.text(body, 6))


def _run_of_numbers(body: bytes, book: _Book) -> Iterator[tuple[GridPlace, int, Printed]]:
    row, first_column = _PLACE.unpack_from(body)
    for column_no, (style, packed) in enumerate(_STYLE_AND_PACKED.iter_unpack(body[4:-2]), first_column + 1):
        yield (row + 1, column_no), style, book.print_number(style, packed)


def _double(stored: bytes) -> Decimal:
    """A number in eight bytes. A double is what the file states; as everywhere, its shortest text becomes the exact
    decimal."""
    (value,) = _DOUBLE.unpack(stored)
    return Decimal(repr(value))


def _small_number(packed: int) -> Decimal:
    """A number in four bytes: an integer or the first half of a double, perhaps a hundred times too large."""
    if packed & 2:
        number = Decimal((packed >> 2) - ((packed >> 2 & 1 << 29) << 1))
    else:
        number = _double(_PACKED.pack(0) + _PACKED.pack(packed & ~3))
    return number.scaleb(-2) if packed & 1 else number


def _formula_result(style: int, body: bytes, book: _Book) -> Printed | None:
    result = body[6:14]
    if result[6:] != _NO_NUMBER:
        return book.print_number(style, result)
    if result[0] == _TEXT_RESULT:
        return None
    if result[0] == _TRUTH_RESULT:
        return _truth(result[2])
    if result[0] == _ERROR_RESULT:
        return _error(result[2])
    return _UNCALCULATED if _gives_a_number(body[22:]) else Printed("")


def _gives_a_number(tokens: bytes) -> bool:
    """Whether a formula can only give a number, so that a blank result was saved by a program that does not compute.

    A blank alone tells nothing: it is also the empty text that an IF gives on purpose.
    """
    attribute = tokens[-4:-2] == b"\x19\x10"
    function = int.from_bytes(tokens[-2:], "little") in (_SUM, _ROUND)
    return attribute or function or tokens[-1] in _ARITHMETIC


def _truth(value: int) -> Printed:
    return Printed("TRUE" if value else "FALSE")


def _error(value: int) -> Printed:
    return Printed(_ERRORS.get(value, "#ERROR!"))


def _encrypted() -> UnreadableFile:
    return UnreadableFile(ProblemKind.ENCRYPTED_FILE, message("files.encrypted"))


def _damaged(detail: Fragment) -> UnreadableFile:
    return UnreadableFile(ProblemKind.DAMAGED_FILE, message("office.workbook_damaged", detail=detail))
