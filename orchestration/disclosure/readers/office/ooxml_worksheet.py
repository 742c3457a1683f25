"""XLSX: the cells of one worksheet, as printed.

The XML is checked for being well formed, then one regular expression takes its cells apart, which costs a fraction of a
tree. It knows one way of writing them, that of all common programs; a worksheet written otherwise (prefixes, comments,
cells without a place) is rewritten in that way first. Numbers are taken from their text, never by way of a float.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from html import unescape
from xml.parsers import expat

from lxml import etree

from orchestration.disclosure.model import ProblemKind
from orchestration.disclosure.readers.container import parse_xml, refuse_too_many_elements
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

# No class below crosses a "<". Cells that hold nothing (most of a sheet may be styled blanks) do not match.
_FILLED_CELL = re.compile(
    rb'<c r="([A-Z]*+)(\d*+)([^<>]*+)(?<!/)>\s*+(?!</)'
    rb"(<f(?=[\s/>])[^<>]*+>(?:[^<]*+</f>)?+)?\s*+"
    rb"(?:<v(?=[\s/>])[^<>]*+>([^<]*+)|<is(?=[\s>])[^<>]*+(?<!/)>(.*?)</is>)?",
    re.DOTALL,
)
_ODD_CELL = re.compile(rb'<c(?=[\s/>])(?! r=")')
_PREFIX = re.compile(rb"""xmlns:[^=<>]+=\s*["'][^"']*/(?:spreadsheetml/2006|ooxml/spreadsheetml)/main["']""")
_OTHER_ENCODING = re.compile(rb"""\s*<\?xml[^<>]*encoding\s*=\s*["'](?!utf-?8)""", re.IGNORECASE)
_ENDING = re.compile(rb""""(?:\s+[\w:]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*""")
_HIDDEN = re.compile(rb"<(row|col)(?=\s)([^<>]*\shidden\s*=[^<>]*)>")
_MERGED = re.compile(
    rb"""<mergeCell(?=\s)[^<>]*\sref\s*=\s*["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})["']"""
)
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ROW_DIGITS, _COLUMN_LETTERS = 7, 3
_LAST_COLUMN = 16_384
_MAX_REWRITTEN_TAGS = 500_000
_PLAIN_TEXT = ("}t", "t")
_TRUE = frozenset({b"1", b"true", b"on"})


@dataclass(frozen=True, slots=True)
class Book:
    """What the worksheets of a workbook share: number formats by style, texts, and from when dates are counted.

    `printed` remembers how a stored number of a style is printed.
    """

    formats: Sequence[NumberFormat]
    texts: Sequence[Printed]
    counted_from_1904: bool = False
    printed: dict[tuple[bytes, bytes], Printed] = field(default_factory=dict)

    def print_stored(self, style: bytes, stored: bytes) -> Printed:
        """How the number with this text is printed in cells of this style."""
        key = style, stored
        known = self.printed.get(key)
        if known is None:
            known = self.printed[key] = self._print_stored(style, stored)
        return known

    def _print_stored(self, style: bytes, stored: bytes) -> Printed:
        number = parse_number(stored.decode("ascii", "replace").strip())
        if number is None:
            return Printed("#NUM!")
        index = int(style) if style.isdigit() else 0
        shape = self.formats[index] if index < len(self.formats) else GENERAL
        if shape.moment is not None:
            return Printed(print_moment(number, shape.moment, self.counted_from_1904))
        return print_number(number, shape)

    def text(self, number: bytes) -> Printed:
        """The shared text with this number. Raises UnreadableFile where there is none."""
        if not number.isdigit() or len(number) > _ROW_DIGITS or int(number) >= len(self.texts):
            raise damaged_workbook("a cell names a text that it does not hold")
        return self.texts[int(number)]


def shared_texts(part: bytes | None) -> tuple[Printed, ...]:
    """The texts that cells name by number. Raises UnreadableFile for XML that is broken or holds too much."""
    return () if part is None else tuple(map(_printed_text, _item_texts(part)))


def read_worksheet(name: str, part: bytes, book: Book) -> Worksheet:
    """The worksheet in this part. Raises UnreadableFile where it is damaged or hides where its cells stand."""
    part = _one_way(part)
    worksheet = Worksheet(name, merged=list(_merged(part)))
    _note_hidden(worksheet, part)
    found = _FILLED_CELL.findall(part)
    # Few different rows, columns, endings and texts recur in many cells: each is taken apart once.
    rows = {digits: _row_no(digits) for digits in {cell[1] for cell in found}}
    columns = {letters: _column_no(letters) for letters in {cell[0] for cell in found}}
    endings = {ending: _style_and_type(ending) for ending in {cell[2] for cell in found}}
    inline = _inline_texts({cell[5] for cell in found})
    cells = worksheet.cells
    filled = 0
    for letters, digits, ending, formula, stored, item in found:
        style, kind = endings[ending]
        if item:
            printed = inline[item]
        elif stored:
            printed = _printed(kind, style, stored, book)
        elif formula and kind != b"str":
            # A text result may well be empty: that is a blank cell, not a missing result.
            worksheet.uncalculated.append((rows[digits], columns[letters]))
            printed = Printed("=" + _unescaped(formula.removesuffix(b"</f>").partition(b">")[2]))
        else:
            continue
        if printed.text:
            cells[rows[digits], columns[letters]] = printed
            filled += 1
    if filled != len(cells):
        raise damaged_workbook("two cells stand in the same place")
    return worksheet


def _printed(kind: bytes, style: bytes, stored: bytes, book: Book) -> Printed:
    if kind == b"n":
        return book.print_stored(style, stored)
    if kind == b"s":
        return book.text(stored)
    if kind == b"b":
        return Printed("FALSE" if stored == b"0" else "TRUE")
    text = _unescaped(stored)
    return Printed(text.replace("T", " ").removesuffix(" 00:00:00")) if kind == b"d" else _printed_text(text)


def _printed_text(text: str) -> Printed:
    if "_x" in text:
        text = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), text)
    return Printed("" if text.isspace() else text)


def _unescaped(text: bytes) -> str:
    return unescape(text.decode("utf-8", "replace"))


def _inline_texts(items: Collection[bytes]) -> dict[bytes, Printed]:
    """The texts of these `is` elements, decoded by one parse for all of them."""
    document = b"<sst>%b</sst>" % b"".join(b"<si>%b</si>" % item for item in items)
    return dict(zip(items, map(_printed_text, _item_texts(document)), strict=True))


def _item_texts(part: bytes) -> Iterator[str]:
    try:
        root = parse_xml(part)
    except etree.XMLSyntaxError as failure:
        raise damaged_workbook("its texts are not well-formed") from failure
    return map(_item_text, root.iterchildren("{*}si"))


def _item_text(item: etree._Element) -> str:
    """The text of an item: its own or that of its runs, without the pronunciation that may stand above them."""
    if len(item) == 1 and item[0].tag.endswith(_PLAIN_TEXT):
        return item[0].text or ""
    texts = (
        part if part.tag.endswith(_PLAIN_TEXT) else part.find("{*}t") for part in item.iterchildren("{*}t", "{*}r")
    )
    return "".join(text.text or "" for text in texts if text is not None)


def _note_hidden(worksheet: Worksheet, part: bytes) -> None:
    for tag, attributes in _HIDDEN.findall(part) if b"hidden" in part else ():
        named = _attributes(attributes)
        if named.get(b"hidden") not in _TRUE:
            continue
        if tag == b"row":
            worksheet.hidden_rows.add(_row_no(named.get(b"r", b"")))
        else:
            first, last = _row_no(named.get(b"min", b"")), _row_no(named.get(b"max", b""))
            worksheet.hidden_columns.update(range(first, min(last, _LAST_COLUMN) + 1))


def _merged(part: bytes) -> Iterator[MergedRange]:
    for first_letters, first_digits, last_letters, last_digits in _MERGED.findall(part):
        top, bottom = sorted((int(first_digits), int(last_digits)))
        left, right = sorted((_column_no(first_letters), _column_no(last_letters)))
        if top:
            yield (top, left), (bottom, right)


def _style_and_type(ending: bytes) -> tuple[bytes, bytes]:
    if not _ENDING.fullmatch(ending):
        raise _misplaced()
    attributes = _attributes(ending)
    return attributes.get(b"s", b"0"), attributes.get(b"t", b"n")


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def _place(reference: bytes) -> GridPlace:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise _misplaced()
    return _row_no(match[2]), _column_no(match[1])


def _row_no(digits: bytes) -> int:
    if not digits.isdigit() or len(digits) > _ROW_DIGITS or not int(digits):
        raise _misplaced()
    return int(digits)


@lru_cache(maxsize=4096)
def _column_no(letters: bytes) -> int:
    if not 0 < len(letters) <= _COLUMN_LETTERS:
        raise _misplaced()
    return reduce(lambda column_no, letter: column_no * 26 + letter - 64, letters, 0)


def _column_letters(column_no: int) -> str:
    letters = ""
    while column_no:
        column_no, letter = divmod(column_no - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def _one_way(part: bytes) -> bytes:
    """The part, checked for being well formed, with its cells written in the one way that `_FILLED_CELL` knows."""
    try:
        expat.ParserCreate().Parse(part, True)
    except expat.ExpatError as failure:
        raise damaged_workbook(f"a worksheet is not well-formed ({failure})") from failure
    odd = b"<!" in part or part.count(b"<?") > 1 or _OTHER_ENCODING.match(part) or _ODD_CELL.search(part)
    return _rewritten(part) if odd or _PREFIX.search(part) else part


def _rewritten(part: bytes) -> bytes:
    refuse_too_many_elements(part, _MAX_REWRITTEN_TAGS)
    root = parse_xml(part)
    namespace = etree.QName(root).namespace
    for element in root.iter(f"{{{namespace}}}*" if namespace else "*"):
        element.tag = etree.QName(element).localname
    row_no = 0
    for row in root.iter("row"):
        row_no = _row_no(row.get("r", str(row_no + 1)).encode())
        row.set("r", str(row_no))
        column_no = 0
        for cell in row.iterchildren("c"):
            attributes = {str(name): str(value) for name, value in cell.attrib.items()}
            reference = attributes.pop("r", f"{_column_letters(column_no + 1)}{row_no}")
            _, column_no = _place(reference.encode())
            cell.attrib.clear()
            cell.set("r", reference)
            for name, value in attributes.items():
                cell.set(name, value)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="utf-8")


def _misplaced() -> UnreadableFile:
    return damaged_workbook("a cell or row does not say where it stands")


def damaged_workbook(detail: str) -> UnreadableFile:
    """The refusal of a workbook whose parts are damaged or do not fit together."""
    return UnreadableFile(
        ProblemKind.DAMAGED_FILE,
        f"the workbook is damaged: {detail}",
        "download it again, or let a spreadsheet program repair it and save it as a new file",
    )
