"""XLSX: the cells of one worksheet, as printed. How a workbook hangs together belongs to `ooxml_workbook`.

The part is parsed row by row and each row is forgotten once it is read, so that a worksheet of any size takes the
memory of its cells with text. Numbers are taken from their text, never by way of a float.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce

from lxml import etree

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.readers.container import forget, iterate_xml, parse_xml
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.office.number_formats import (
    GENERAL,
    NumberFormat,
    Printed,
    parse_number,
    print_moment,
    print_number,
)
from orchestration.disclosure.readers.office.worksheet import GridPlace, MergedRange, Worksheet

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MERGED = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_DIGITS = 7
_LAST_COLUMN = 16_384
_TRUE = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True)
class Book:
    """What the worksheets of a workbook share: number formats by style, texts, and from when dates are counted.

    `printed` remembers how a stored number of a style is printed.
    """

    formats: Sequence[NumberFormat]
    texts: Sequence[Printed]
    counted_from_1904: bool = False
    printed: dict[tuple[str, str], Printed] = field(default_factory=dict)

    def print_stored(self, style: str, stored: str) -> Printed:
        """How the number with this text is printed in cells of this style."""
        key = style, stored
        known = self.printed.get(key)
        if known is None:
            known = self.printed[key] = self._print_stored(style, stored)
        return known

    def _print_stored(self, style: str, stored: str) -> Printed:
        number = parse_number(stored.strip()) if stored.isascii() else None
        if number is None:
            return Printed("#NUM!")
        index = int(style) if _is_count(style) else 0
        shape = self.formats[index] if index < len(self.formats) else GENERAL
        if shape.moment is not None:
            return Printed(print_moment(number, shape.moment, self.counted_from_1904))
        return print_number(number, shape)

    def text(self, number: str) -> Printed:
        """The shared text with this number. Raises UnreadableFile where there is none."""
        if not _is_count(number) or int(number) >= len(self.texts):
            raise damaged_workbook("a cell names a text that it does not hold")
        return self.texts[int(number)]


def shared_texts(part: bytes | None) -> tuple[Printed, ...]:
    """The texts that cells name by number. Raises UnreadableFile for XML that is broken or holds too much."""
    if part is None:
        return ()
    try:
        root = parse_xml(part)
    except etree.XMLSyntaxError as failure:
        raise damaged_workbook("its texts are not well-formed") from failure
    return tuple(_printed_text(_item_text(item)) for item in root.iterchildren("{*}si"))


def read_worksheet(name: str, part: bytes, book: Book) -> Worksheet:
    """The worksheet in this part. Raises UnreadableFile where it is damaged or hides where its cells stand."""
    worksheet = Worksheet(name)
    row_no = 0
    try:
        for _, element in iterate_xml(part, ("{*}row", "{*}col", "{*}mergeCell")):
            kind = etree.QName(element).localname
            if kind == "row":
                row_no = _number(element.get("r", str(row_no + 1)))
                _read_row(worksheet, element, row_no, book)
                forget(element)
            elif kind == "col":
                _note_hidden_columns(worksheet, element)
            else:
                _note_merged(worksheet, element.get("ref", ""))
    except etree.XMLSyntaxError as failure:
        raise damaged_workbook(f"a worksheet is not well-formed ({failure.msg})") from failure
    return worksheet


def _read_row(worksheet: Worksheet, row: etree._Element, row_no: int, book: Book) -> None:
    if row.get("hidden") in _TRUE:
        worksheet.hidden_rows.add(row_no)
    column_no = 0
    for cell in row.iterchildren("{*}c"):
        reference = cell.get("r")
        place = (row_no, column_no + 1) if reference is None else _place(reference)
        column_no = place[1]
        # Most cells of a sheet may be styled blanks.
        if len(cell):
            _read_cell(worksheet, cell, place, book)


def _read_cell(worksheet: Worksheet, cell: etree._Element, place: GridPlace, book: Book) -> None:
    kind = cell.get("t", "n")
    formula: str | None = None
    printed: Printed | None = None
    for part in cell:
        match part.tag.rpartition("}")[2]:
            case "v" if part.text:
                printed = _printed(kind, cell.get("s", "0"), part.text, book)
            case "is":
                printed = _printed_text(_item_text(part))
            case "f":
                formula = part.text or ""
    # A text result may well be empty: that is a blank cell, not a missing result.
    if printed is None and formula is not None and kind != "str":
        worksheet.uncalculated.append(place)
        printed = Printed(f"={formula}")
    if printed is None or not printed.text:
        return
    if place in worksheet.cells:
        raise damaged_workbook("two cells stand in the same place")
    worksheet.cells[place] = printed


def _printed(kind: str, style: str, stored: str, book: Book) -> Printed:
    match kind:
        case "n":
            return book.print_stored(style, stored)
        case "s":
            return book.text(stored)
        case "b":
            return Printed("FALSE" if stored == "0" else "TRUE")
        case "d":
            return Printed(stored.replace("T", " ").removesuffix(" 00:00:00"))
        case _:
            return _printed_text(stored)


def _printed_text(text: str) -> Printed:
    if "_x" in text:
        text = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), text)
    return Printed("" if text.isspace() else text)


def _item_text(item: etree._Element) -> str:
    """The text of an item: its own or that of its runs, without the pronunciation that may stand above them."""
    texts = (
        part if part.tag.endswith("}t") or part.tag == "t" else part.find("{*}t")
        for part in item.iterchildren("{*}t", "{*}r")
    )
    return "".join(text.text or "" for text in texts if text is not None)


def _note_hidden_columns(worksheet: Worksheet, columns: etree._Element) -> None:
    if columns.get("hidden") in _TRUE:
        first, last = _number(columns.get("min", "")), _number(columns.get("max", ""))
        worksheet.hidden_columns.update(range(first, min(last, _LAST_COLUMN) + 1))


def _note_merged(worksheet: Worksheet, reference: str) -> None:
    area = area_of(reference)
    if area is not None:
        worksheet.merged.append(area)


def area_of(reference: str) -> MergedRange | None:
    """The corners of an area such as A1:F12; None where it is none."""
    corners = _MERGED.fullmatch(reference)
    if corners is None:
        return None
    top, bottom = sorted((int(corners[2]), int(corners[4])))
    left, right = sorted((_column_no(corners[1]), _column_no(corners[3])))
    return ((top, left), (bottom, right)) if top else None


@lru_cache(maxsize=32_768)
def _place(reference: str) -> GridPlace:
    match = _PLACE.fullmatch(reference)
    if match is None:
        raise _misplaced()
    return _number(match[2]), _column_no(match[1])


def _number(digits: str) -> int:
    if not _is_count(digits) or not int(digits):
        raise _misplaced()
    return int(digits)


def _is_count(digits: str) -> bool:
    return len(digits) <= _MOST_DIGITS and digits.isascii() and digits.isdigit()


def _column_no(letters: str) -> int:
    return reduce(lambda column_no, letter: column_no * 26 + ord(letter) - 64, letters, 0)


def _misplaced() -> UnreadableFile:
    return damaged_workbook("a cell or row does not say where it stands")


def damaged_workbook(detail: str) -> UnreadableFile:
    """The refusal of a workbook whose parts are damaged or do not fit together."""
    return UnreadableFile(
        ProblemKind.DAMAGED_FILE,
        f"the workbook is damaged: {detail}",
        "download it again, or let a spreadsheet program repair it and save it as a new file",
    )
