"""An XLSX file as a template: cells that have one of the known names are filled in, everything else stays as it was.

Texts are written as texts, whatever they begin with. Which values there are belongs to the forms.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from orchestration.disclosure.messages.message import message
from orchestration.reports.forms.cell_pictures import (
    MARK,
    FormPicture,
    PictureCell,
    PictureLayer,
    content_types,
    picture_layer,
)
from orchestration.reports.forms.office_xml import (
    OFFICE_RELATIONSHIPS,
    main_part,
    parse,
    relations_by_id,
    text_of_xml,
)
from orchestration.reports.forms.package_file import PackageFile, TemplateRefused, read_package
from orchestration.reports.forms.text_heights import DEFAULT_SIZE, Room, column_number, sizes_of_styles, width_of

MOST_LETTERS = 32_000
"""A cell holds 32,767."""

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_C, _ROW, _SHEET_DATA = (f"{{{_SPREADSHEET}}}{tag}" for tag in ("c", "row", "sheetData"))
_TARGET = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d{1,7})(?::\$?[A-Z]{1,3}\$?\d{1,7})?"
)
_CELL_MARK, _ROW_MARK = "\ue000{}\ue001", "\ue002{}\ue003"
_MARKED = re.compile(' t="\ue000([^\ue001]*)\ue001"/>|\ue002(\\d+)\ue003')
"""Where the text of a worksheet is cut: at a named cell behind its other attributes, and at the height of a row."""

DEFAULT_HEIGHT = 15.0
NO_PICTURES: Mapping[str, FormPicture] = MappingProxyType({})


class NamedCell(NamedTuple):
    """Where a name leads: the worksheet by its title, column and row."""

    sheet: str
    column: str
    row: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with named cells: its height in the blank form, and the room that each of the cells has."""

    points: float
    rooms: Mapping[str, Room]

    def height(self, values: Mapping[str, str], pictured: Mapping[str, float]) -> str:
        """The height that the row needs for these values, and for pictures of so many points."""
        needed = (room.points(values[name]) for name, room in self.rooms.items() if values.get(name))
        pictures = (pictured[name] for name in self.rooms if name in pictured)
        return f"{max((self.points, *needed, *pictures)):.2f}"


@dataclass(frozen=True, slots=True)
class _Worksheet:
    """A worksheet as text cut at its named cells and their rows: (name, "") or ("", row) stand between the `pieces`."""

    part: str
    pieces: tuple[str, ...]
    cuts: tuple[tuple[str, str], ...]
    rows: Mapping[str, _Row]
    closing: str
    layer: PictureLayer
    picture_cells: Mapping[str, PictureCell]

    def filled(self, values: Mapping[str, str], pictures: Mapping[str, FormPicture]) -> bytes:
        """The worksheet with these values and pictures; a name without one leaves its cell blank."""
        pictured = {name: self.picture_cells[name].points(picture) for name, picture in pictures.items()}
        texts: list[str] = []
        for piece, (name, row) in zip(self.pieces, self.cuts, strict=False):
            texts.append(piece)
            texts.append(self.rows[row].height(values, pictured) if row else self._cell(values.get(name, "")))
        texts.append(self.pieces[-1].replace(MARK, self.layer.reference if pictures else ""))
        return "".join(texts).encode()

    def its_own(self, pictures: Mapping[str, FormPicture]) -> dict[str, FormPicture]:
        """Those of the pictures that belong into its cells."""
        return {name: picture for name, picture in pictures.items() if name in self.picture_cells}

    def _cell(self, value: str) -> str:
        if not value:
            return "/>"
        prefix = self.closing.removeprefix("</").removesuffix("c>")
        text = text_of_xml(value[:MOST_LETTERS])
        return (
            f' t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is>{self.closing}'
        )


class WorkbookTemplate:
    """A workbook with named cells."""

    def __init__(self, package: PackageFile, worksheets: tuple[_Worksheet, ...]) -> None:
        self._package = package
        self._worksheets = worksheets

    @property
    def names(self) -> frozenset[str]:
        """The known names that it has."""
        return frozenset(name for worksheet in self._worksheets for name, _ in worksheet.cuts if name)

    def fill(self, values: Mapping[str, str], pictures: Mapping[str, FormPicture] = NO_PICTURES) -> bytes:
        """A copy with these values, and with pictures fitted to the cells that have their names."""
        changed: dict[str, bytes] = {}
        layers: list[PictureLayer] = []
        for sheet in self._worksheets:
            own = sheet.its_own(pictures)
            changed[sheet.part] = sheet.filled(values, own)
            if own:
                placed = [(sheet.picture_cells[name], picture) for name, picture in own.items()]
                changed.update(sheet.layer.parts(self._package, placed))
                layers.append(sheet.layer)
        return self._package.with_parts(changed | (content_types(self._package, layers) if layers else {}))


def read_workbook_template(path: Path, known: frozenset[str]) -> WorkbookTemplate:
    """The template in a file; `known` are the names that may be filled in. Raises TemplateRefused."""
    package = read_package(path, ".xlsx")
    workbook = main_part(package)
    root = parse(package, workbook)
    if root.tag != f"{{{_SPREADSHEET}}}workbook":
        raise TemplateRefused(message("forms.no_workbook", kind=".xlsx"))
    by_sheet: dict[str, dict[str, NamedCell]] = {}
    for name, cell in _named_cells(root, known):
        by_sheet.setdefault(cell.sheet, {})[name] = cell
    if not by_sheet:
        raise TemplateRefused(message("forms.no_known_cell", examples="department_name, cover_answer"))
    parts, sizes = _parts_of_sheets(package, workbook, root), sizes_of_styles(package)
    sheets = ((parts[sheet], cells) for sheet, cells in by_sheet.items() if sheet in parts)
    return WorkbookTemplate(package, tuple(_worksheet(package, part, cells, sizes) for part, cells in sheets))


def _named_cells(workbook: etree._Element, known: frozenset[str]) -> Iterator[tuple[str, NamedCell]]:
    for element in workbook.iter(f"{{{_SPREADSHEET}}}definedName"):
        # a spreadsheet program takes names for equal whatever their case
        name = (element.get("name") or "").casefold()
        found = _TARGET.fullmatch((element.text or "").strip())
        if name in known and found:
            sheet = found["quoted"].replace("''", "'") if found["quoted"] else found["plain"]
            yield name, NamedCell(sheet, found["column"], int(found["row"]))


def _parts_of_sheets(package: PackageFile, workbook: str, root: etree._Element) -> dict[str, str]:
    targets = relations_by_id(package, workbook)
    return {
        sheet.get("name", ""): targets[reference][0]
        for sheet in root.iter(f"{{{_SPREADSHEET}}}sheet")
        if (reference := sheet.get(f"{{{OFFICE_RELATIONSHIPS}}}id", "")) in targets
    }


def _worksheet(package: PackageFile, part: str, cells: Mapping[str, NamedCell], sizes: Sequence[float]) -> _Worksheet:
    root = parse(package, part)
    data = root.find(_SHEET_DATA)
    if data is None:
        raise TemplateRefused(message("forms.no_worksheet", part=part))
    rooms: dict[int, dict[str, Room]] = {}
    pictures: dict[str, PictureCell] = {}
    for name, wanted in cells.items():
        cell = _cell(data, wanted)
        _mark(cell, name)
        style = int(cell.get("s", "0"))
        size = sizes[style] if style < len(sizes) else DEFAULT_SIZE
        width = width_of(root, f"{wanted.column}{wanted.row}")
        rooms.setdefault(wanted.row, {})[name] = Room(width, size)
        pictures[name] = PictureCell(column_number(wanted.column) - 1, wanted.row - 1, width)
    rows = {str(number): _Row(_mark_height(data, number), within) for number, within in rooms.items()}
    layer = picture_layer(package, part, root)
    pieces = _MARKED.split(etree.tostring(root, encoding="unicode"))
    cuts = tuple((name or "", row or "") for name, row in zip(pieces[1::3], pieces[2::3], strict=True))
    prefix = f"{root.prefix}:" if root.prefix else ""
    return _Worksheet(part, tuple(pieces[::3]), cuts, rows, f"</{prefix}c>", layer, pictures)


def _mark_height(data: etree._Element, number: int) -> float:
    """Mark the height of a row as one to be worked out. Returns that of the blank form."""
    row = _row(data, number)
    before = float(row.get("ht", DEFAULT_HEIGHT))
    row.set("ht", _ROW_MARK.format(number))
    row.set("customHeight", "1")
    return before


def _mark(cell: etree._Element, name: str) -> None:
    if cell.find(f"{{{_SPREADSHEET}}}f") is not None:
        raise TemplateRefused(message("forms.formula", name=name))
    for child in list(cell):
        cell.remove(child)
    cell.text = None
    if "t" in cell.attrib:
        del cell.attrib["t"]
    cell.set("t", _CELL_MARK.format(name))


def _cell(data: etree._Element, wanted: NamedCell) -> etree._Element:
    """The cell of a worksheet, made where it is blank."""
    row = _row(data, wanted.row)
    reference = f"{wanted.column}{wanted.row}"
    cell = next((cell for cell in row.iter(_C) if cell.get("r") == reference), None)
    if cell is None:
        cell = etree.Element(_C, r=reference)
        row.insert(sum(_order(other.get("r", "")) < _order(reference) for other in row.iter(_C)), cell)
    return cell


def _row(data: etree._Element, number: int) -> etree._Element:
    """The row of a worksheet, made where it is blank."""
    row = next((row for row in data.iter(_ROW) if row.get("r") == str(number)), None)
    if row is None:
        row = etree.Element(_ROW, r=str(number))
        data.insert(sum(int(other.get("r", "0")) < number for other in data.iter(_ROW)), row)
    return row


def _order(reference: str) -> tuple[int, str]:
    column = reference.rstrip("0123456789")
    return len(column), column
