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
from orchestration.disclosure.messages.message import Fragment, fragment, message
from orchestration.disclosure.readers.container import fault_of_xml, forget, iterate_xml, parse_xml
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.office.cell_looks import CellStyle, RichText, TextRun, printed_text
from orchestration.disclosure.readers.office.number_formats import Printed, parse_number, print_moment, print_number
from orchestration.disclosure.readers.office.ooxml_looks import Colours, read_font
from orchestration.disclosure.readers.office.ooxml_surroundings import AROUND, Surroundings
from orchestration.disclosure.readers.office.running_lines import coded_lines
from orchestration.disclosure.readers.office.worksheet import GridPlace, MergedRange, Worksheet
from orchestration.disclosure.readers.sight import LEAST_SIZE

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MERGED = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_DIGITS = 7
_LAST_COLUMN = 16_384
_TRUE = frozenset({"1", "true", "on"})
_USUAL_STYLE = CellStyle()


@dataclass(frozen=True, slots=True)
class Book:
    """What the worksheets of a workbook share: how cells are printed by style, texts, and from when dates are counted.

    A text whose runs look different is kept as its runs. `printed` remembers how a number of a style is printed,
    `named` the styles by their numbers as written.
    """

    styles: Sequence[CellStyle]
    texts: Sequence[Printed | RichText]
    colours: Colours
    counted_from_1904: bool = False
    printed: dict[tuple[str, str], Printed] = field(default_factory=dict)
    named: dict[str, CellStyle] = field(default_factory=dict)

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
        shape = self.style(style).shape
        if shape.moment is not None:
            return Printed(print_moment(number, shape.moment, self.counted_from_1904))
        return print_number(number, shape)

    def style(self, number: str) -> CellStyle:
        """The style with this number; the usual one where there is none."""
        known = self.named.get(number)
        if known is None:
            index = int(number) if _is_count(number) else 0
            known = self.named[number] = self.styles[index] if index < len(self.styles) else _USUAL_STYLE
        return known

    def text(self, number: str) -> Printed | RichText:
        """The shared text with this number. Raises UnreadableFile where there is none."""
        if not _is_count(number) or int(number) >= len(self.texts):
            raise damaged_workbook(fragment("office.text_missing"))
        return self.texts[int(number)]


def shared_texts(part: bytes | None, colours: Colours) -> tuple[Printed | RichText, ...]:
    """The texts that cells name by number. Raises UnreadableFile for XML that is broken or holds too much."""
    if part is None:
        return ()
    try:
        root = parse_xml(part)
    except etree.XMLSyntaxError as failure:
        raise damaged_workbook(fragment("office.texts_broken")) from failure
    return tuple(_item_text(item, colours) for item in root.iterchildren("{*}si"))


def read_worksheet(name: str, part: bytes, book: Book) -> tuple[Worksheet, Surroundings]:
    """The worksheet in this part, and what is around its cells. Raises UnreadableFile where it is damaged or hides
    where its cells stand."""
    worksheet = Worksheet(name)
    surroundings = Surroundings()
    row_no = 0
    try:
        for _, element in iterate_xml(part, ("{*}row", "{*}col", "{*}mergeCell", *AROUND)):
            kind = etree.QName(element).localname
            if kind == "row":
                row_no = _number(element.get("r", str(row_no + 1)))
                _read_row(worksheet, element, row_no, book)
                forget(element)
            elif kind == "col":
                _note_hidden_columns(worksheet, element)
            elif kind == "mergeCell":
                _note_merged(worksheet, element.get("ref", ""))
            else:
                surroundings.note(kind, element)
    except etree.XMLSyntaxError as failure:
        raise damaged_workbook(fragment("office.worksheet_broken", error=fault_of_xml(failure))) from failure
    worksheet.running_lines = coded_lines(surroundings.headers, name)
    return worksheet, surroundings


def _read_row(worksheet: Worksheet, row: etree._Element, row_no: int, book: Book) -> None:
    if row.get("hidden") in _TRUE or _is_flat(row):
        worksheet.hidden_rows.add(row_no, row_no)
    column_no = 0
    for cell in row.iterchildren("{*}c"):
        reference = cell.get("r")
        place = (row_no, column_no + 1) if reference is None else _place(reference)
        column_no = place[1]
        # Most cells of a sheet may be styled blanks.
        if len(cell):
            _read_cell(worksheet, cell, place, book)


def _read_cell(worksheet: Worksheet, cell: etree._Element, place: GridPlace, book: Book) -> None:
    kind, style_no = cell.get("t", "n"), cell.get("s", "0")
    style = book.style(style_no)
    formula: str | None = None
    printed: Printed | RichText | None = None
    for part in cell:
        match part.tag.rpartition("}")[2]:
            case "v" if part.text:
                printed = _printed(kind, style_no, part.text, book)
            case "is":
                printed = _item_text(part, book.colours)
            case "f":
                formula = part.text or ""
    # A text result may well be empty: that is a blank cell, not a missing result.
    if printed is None and formula is not None and kind != "str":
        worksheet.uncalculated.append(place)
        printed = Printed(f"={formula}")
    if printed is None:
        return
    if place in worksheet.cells:
        raise damaged_workbook(fragment("office.cells_share_place"))
    worksheet.put(place, printed, style, is_figure=kind == "n")


def _printed(kind: str, style_no: str, stored: str, book: Book) -> Printed | RichText:
    match kind:
        case "n":
            return book.print_stored(style_no, stored)
        case "s":
            return book.text(stored)
        case "b":
            return Printed("FALSE" if stored == "0" else "TRUE")
        case "d":
            return Printed(stored.replace("T", " ").removesuffix(" 00:00:00"))
        case _:
            return _unescaped(stored)


def _unescaped(text: str) -> Printed:
    if "_x" in text:
        text = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), text)
    return printed_text(text)


def _item_text(item: etree._Element, colours: Colours) -> Printed | RichText:
    """The text of an item, or its runs where they have fonts of their own; never the pronunciation above them."""
    if len(item) == 1 and (item[0].tag.endswith("}t") or item[0].tag == "t"):
        return _unescaped(item[0].text or "")
    runs: list[TextRun] = []
    for part in item.iterchildren("{*}t", "{*}r"):
        text = part if part.tag.endswith("}t") or part.tag == "t" else part.find("{*}t")
        if text is not None:
            font = part.find("{*}rPr")
            own = None if font is None else read_font(font, colours)
            runs.append(TextRun(_unescaped(text.text or "").text or text.text or "", own))
    return RichText(tuple(runs))


def _is_flat(row: etree._Element) -> bool:
    """Whether a row is squeezed to nothing; programs write 0 for a height that they do not know."""
    try:
        height = float(row.get("ht", "15"))
    except ValueError:
        return False
    return height < LEAST_SIZE and (height > 0 or row.get("customHeight") in _TRUE)


def _note_hidden_columns(worksheet: Worksheet, columns: etree._Element) -> None:
    if columns.get("hidden") in _TRUE or (columns.get("width") == "0" and columns.get("customWidth") in _TRUE):
        first, last = _number(columns.get("min", "")), _number(columns.get("max", ""))
        worksheet.hidden_columns.add(first, min(last, _LAST_COLUMN))


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
    return damaged_workbook(fragment("office.cell_without_place"))


def damaged_workbook(detail: Fragment) -> UnreadableFile:
    """The refusal of a workbook whose parts are damaged or do not fit together."""
    return UnreadableFile(ProblemKind.DAMAGED_FILE, message("office.workbook_damaged", detail=detail))
