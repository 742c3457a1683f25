"""XLSX beside python-calamine: the number format of every figure, errors and uncalculated formulas, read in one pass
over each worksheet's bytes, and the checks that keep a hostile workbook from being laid out in memory."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from html import unescape
from operator import itemgetter

from lxml import etree

from orchestration.disclosure.model import ProblemKind
from orchestration.disclosure.readers.container import pack, parse_xml
from orchestration.disclosure.readers.content import MAX_UNPACKED_BYTES, UnreadableFile
from orchestration.disclosure.readers.number_formats import BUILT_IN_CODES, GENERAL, NumberFormat, parse_format
from orchestration.disclosure.readers.worksheet import (
    CheckedWorkbook,
    GridPlace,
    WorksheetScan,
    refuse_too_many_cells,
    refuse_vast_grid,
)

_PACKAGE_RELATIONS_PART = "_rels/.rels"
_PROPERTIES_PART = "docprops/app.xml"
_MAIN_RELATION = "/relationships/officeDocument"
_HEAD_BYTES = 4096

# No class below crosses a "<", so a tag that is never closed costs no more than its own length.
_FILLED_CELL = re.compile(rb'<c r="([A-Z]*+)(\d*+)([^<>]*+)(?<!/)>\s*+(?!</)')
_ROW_OR_CELL = re.compile(rb"<(?P<name>row|c)(?=[\s/>])(?P<attributes>[^<>]*)>")
_UNCALCULATED = re.compile(
    rb"<c(?=\s)([^<>]*)>\s*<f(?=[\s/>])[^<>]*(?:(?<=/)>|>([^<]*)</f>)\s*(?!\s|<is|<v(?:\s[^<>]*)?>[^<])"
)
_ERROR = re.compile(
    rb"""<c(?=\s)([^<>]*\st=["']e["'][^<>]*)>\s*(?:<f(?=[\s/>])[^<>]*(?:(?<=/)>|>[^<]*</f>)\s*)?<v(?:\s[^<>]*)?>([^<]+)<"""
)
_CELL = re.compile(rb"<c(?=[\s/>])[^<>]*+>")
_FOREIGN_CELL = re.compile(rb"<[^<>/\s:]+:c[\s/>]")
_ROOT_PREFIX = re.compile(rb"<([^<>/\s:]+:)worksheet[\s>]")
_ATTRIBUTE = re.compile(rb"""\s([rst])\s*=\s*["']([^"']*)["']""")
_OWN_REFERENCE = re.compile(rb"""\sr\s*=\s*["'][^"']*["']""")
_REFERENCE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")
_ROW_DIGITS, _COLUMN_LETTERS = 7, 3
_ANNOUNCED_TEXTS = re.compile(rb"""\suniqueCount\s*=\s*["'][\s+]*(\d+)""")
_SHARED_STRING_END = re.compile(rb"</(?:\w+:)?si>")
_APPLICATION = re.compile(rb"<(?:\w+:)?(?:Application|AppVersion)>([^<]*)<")


def check_xlsx(parts: Mapping[str, bytes]) -> CheckedWorkbook:
    """The workbook in these parts, whose names are in lower case.

    Raises UnreadableFile where the parts hold no workbook, do not fit together or are too large.
    """
    folder = _workbook_folder(parts)
    names = list(_sheet_names(parts, folder))
    sheets = {name: _placed(_unprefixed(parts[name])) for name in names}
    if len(sheets) < len(names):
        raise _broken("two sheets share one part")
    refuse_too_many_cells(sum(sheet.count(b"<c") for sheet in sheets.values()))
    _refuse_inflated_texts(parts.get(f"{folder}sharedstrings.xml", b""), sheets.values())
    formats = enumerate(_cell_formats(parts, f"{folder}styles.xml"))
    styles = {b"%d" % style: shape for style, shape in formats if shape != GENERAL}
    scans = [_scan_worksheet(sheet, styles) for sheet in sheets.values()]
    return CheckedWorkbook(pack({**parts, **sheets}), scans, _producer(parts))


def _workbook_folder(parts: Mapping[str, bytes]) -> str:
    """The folder of workbook.xml with its slash, empty at the top of the container."""
    targets = [
        relation.get("Target", "")
        for relation in _root(parts, _PACKAGE_RELATIONS_PART).iter("{*}Relationship")
        if relation.get("Type", "").endswith(_MAIN_RELATION)
    ]
    if not targets or not targets[-1].lower().endswith("workbook.xml"):
        raise UnreadableFile(
            ProblemKind.UNSUPPORTED_FORMAT,
            "the container holds no workbook of a kind that can be read",
            "supply the workbook as XLSX, XLS or ODS",
        )
    return targets[-1].lower().removeprefix("/").removesuffix("workbook.xml")


def _sheet_names(parts: Mapping[str, bytes], folder: str) -> Iterator[str]:
    relations = list(_root(parts, f"{folder}_rels/workbook.xml.rels").iter("{*}Relationship"))
    targets = {relation.get("Id"): relation.get("Target", "").lower() for relation in relations}
    if len(targets) < len(relations):
        raise _broken("two of its parts have the same number")
    for sheet in _root(parts, f"{folder}workbook.xml").iter("{*}sheet"):
        ids = [value for name, value in sheet.attrib.items() if str(name).rpartition("}")[2] == "id"]
        target = targets.get(str(ids[-1]), "") if ids else ""
        name = target.removeprefix("/") if target.startswith("/") else f"{folder}{target}"
        if name not in parts:
            raise _broken(f"the worksheet {sheet.get('name')} is missing")
        yield name


def _producer(parts: Mapping[str, bytes]) -> str | None:
    names = _APPLICATION.findall(parts.get(_PROPERTIES_PART, b""))
    return unescape(b" ".join(names).decode("utf-8", "replace")).strip() or None


def _scan_worksheet(part: bytes, styles: Mapping[bytes, NumberFormat]) -> WorksheetScan:
    cells = _FILLED_CELL.findall(part)
    row_numbers = {digits: _row_no(digits) for digits in set(map(itemgetter(1), cells))}
    column_numbers = {letters: _column_no(letters) for letters in set(map(itemgetter(0), cells))}
    if cells:
        rows, columns = row_numbers.values(), column_numbers.values()
        refuse_vast_grid(max(rows) - min(rows) + 1, max(columns) - min(columns) + 1)
    # Few different endings follow the many references, so each is taken apart once.
    endings = {ending: _style(ending) for ending in set(map(itemgetter(2), cells))}
    shaped = {ending: styles[style] for ending, style in endings.items() if style in styles}
    return WorksheetScan(
        formats={
            (row_numbers[digits], column_numbers[letters]): shaped[ending]
            for letters, digits, ending in cells
            if ending in shaped
        },
        errors=dict(_errors(part)) if b">#" in part else {},
        uncalculated=dict(_uncalculated(part)) if b"<f" in part else {},
    )


def _style(ending: bytes) -> bytes:
    if not ending.startswith(b'"'):
        raise _misplaced()
    return _attributes(ending).get(b"s", b"0")


def _errors(part: bytes) -> Iterator[tuple[GridPlace, str]]:
    for opening, value in _ERROR.findall(part):
        yield _place(opening), unescape(value.decode("utf-8", "replace"))


def _uncalculated(part: bytes) -> Iterator[tuple[GridPlace, str]]:
    for opening, formula in _UNCALCULATED.findall(part):
        # A text result may well be empty: that is a blank cell, not a missing result.
        if _attributes(opening).get(b"t") != b"str":
            yield _place(opening), "=" + unescape(formula.decode("utf-8", "replace"))


def _place(opening: bytes) -> GridPlace:
    letters, digits = _reference(_attributes(opening).get(b"r", b""))
    return _row_no(digits), _column_no(letters)


def _attributes(opening: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(opening))


def _reference(text: bytes) -> tuple[bytes, bytes]:
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise _misplaced()
    return match[1], match[2]


def _row_no(digits: bytes) -> int:
    if not digits.isdigit() or len(digits) > _ROW_DIGITS:
        raise _misplaced()
    return int(digits)


def _column_no(letters: bytes) -> int:
    if not 0 < len(letters) <= _COLUMN_LETTERS:
        raise _misplaced()
    return reduce(lambda column_no, letter: column_no * 26 + letter - 64, letters, 0)


def _column_letters(column_no: int) -> bytes:
    letters = b""
    while column_no:
        column_no, letter = divmod(column_no - 1, 26)
        letters = b"%c" % (65 + letter) + letters
    return letters


def _unprefixed(part: bytes) -> bytes:
    prefix = _ROOT_PREFIX.search(part, 0, _HEAD_BYTES)
    if prefix is not None:
        part = part.replace(b"<" + prefix[1], b"<").replace(b"</" + prefix[1], b"</")
    if b":c" in part and _FOREIGN_CELL.search(part):
        raise _broken("its cells are named in more than one way")
    return part


def _placed(part: bytes) -> bytes:
    if part.count(b'<c r="') == len(_CELL.findall(part)):
        return part
    row_no = column_no = 0

    def place(tag: re.Match[bytes]) -> bytes:
        nonlocal row_no, column_no
        reference = _attributes(tag["attributes"]).get(b"r")
        if tag["name"] == b"row":
            row_no, column_no = (_row_no(reference) if reference else row_no + 1), 0
            return tag[0]
        if reference is None:
            reference = b"%b%d" % (_column_letters(column_no + 1), row_no)
        column_no = _column_no(_reference(reference)[0])
        return b'<c r="%b"%b>' % (reference, _OWN_REFERENCE.sub(b"", tag["attributes"]))

    placed = _ROW_OR_CELL.sub(place, part)
    if placed.count(b'<c r="') != len(_CELL.findall(placed)):
        raise _misplaced()
    return placed


def _cell_formats(parts: Mapping[str, bytes], name: str) -> Iterator[NumberFormat]:
    if name not in parts:
        return
    styles = _root(parts, name)
    codes = {entry.get("numFmtId"): entry.get("formatCode", "") for entry in styles.iter("{*}numFmt")}
    built_in = {str(number): code for number, code in BUILT_IN_CODES.items()}
    for cell_formats in styles.iter("{*}cellXfs"):
        for cell_format in cell_formats.iter("{*}xf"):
            number = cell_format.get("numFmtId", "0")
            yield parse_format(codes.get(number) or built_in.get(number, "General"))


def _refuse_inflated_texts(shared: bytes, sheets: Iterable[bytes]) -> None:
    """A long text that very many cells share is small in the file and vast in memory; so is a false count of texts."""
    if any(len(count) > _ROW_DIGITS or int(count) > len(shared) for count in _ANNOUNCED_TEXTS.findall(shared)):
        raise _broken("it announces more texts than it holds")
    longest = max(map(len, _SHARED_STRING_END.split(shared)))
    uses = sum(part.count(b't="s"') + part.count(b"t='s'") for part in sheets)
    if longest * uses > MAX_UNPACKED_BYTES:
        raise UnreadableFile(
            ProblemKind.TOO_LARGE,
            f"a text of {longest:,} bytes may be shared by {uses:,} cells, which is too large to read",
            "shorten the longest text of the workbook and save it again",
        )


def _root(parts: Mapping[str, bytes], name: str) -> etree._Element:
    try:
        return parse_xml(parts[name])
    except KeyError as failure:
        raise _broken(f"the part {name} is missing") from failure
    except etree.XMLSyntaxError as failure:
        raise _broken(f"the part {name} is not well-formed") from failure


def _misplaced() -> UnreadableFile:
    return _broken("a cell or row does not say where it stands")


def _broken(detail: str) -> UnreadableFile:
    return UnreadableFile(
        ProblemKind.DAMAGED_FILE,
        f"the workbook is damaged: {detail}",
        "download it again, or let a spreadsheet program repair it and save it as a new file",
    )
