"""XLSX: the workbook around its worksheets. All is read from parts that were inflated and verified before."""

import posixpath
from collections.abc import Iterator, Mapping

from lxml import etree

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import fragment, message
from orchestration.disclosure.model import OpaqueKind
from orchestration.disclosure.readers.container import parse_xml
from orchestration.disclosure.readers.content import Content, UnreadableFile
from orchestration.disclosure.readers.office.ooxml_looks import read_cell_styles, read_colours
from orchestration.disclosure.readers.office.ooxml_surroundings import pictures
from orchestration.disclosure.readers.office.ooxml_worksheet import (
    Book,
    area_of,
    damaged_workbook,
    read_worksheet,
    shared_texts,
)
from orchestration.disclosure.readers.office.worksheet import (
    ShownPart,
    Worksheet,
    refuse_too_many_cells,
    worksheet_content,
)

_PACKAGE_RELATIONS_PART = "_rels/.rels"
_PROPERTIES_PART = "docprops/app.xml"
_MAIN_RELATION = "/relationships/officeDocument"
_WORKSHEET_RELATION = "/relationships/worksheet"
_TRUE = frozenset({"1", "true", "on"})


def read_xlsx(file_name: str, parts: Mapping[str, bytes]) -> Content:
    """The tables of the workbook in these parts, whose names are in lower case.

    Raises UnreadableFile where the parts hold no workbook, do not fit together or are too large.
    """
    folder = _workbook_folder(parts)
    workbook = _root(parts, f"{folder}workbook.xml")
    sheets = list(_sheets(workbook, parts, folder))
    names = [part for _, part in sheets if part is not None]
    if len(set(names)) < len(names):
        raise damaged_workbook(fragment("office.sheets_share_part"))
    refuse_too_many_cells(sum(parts[name].count(b"<c") for name in names))
    styles = _root(parts, f"{folder}styles.xml") if f"{folder}styles.xml" in parts else None
    colours = read_colours(styles)
    book = Book(
        styles=tuple(read_cell_styles(styles, colours)),
        texts=shared_texts(parts.get(f"{folder}sharedstrings.xml"), colours),
        colours=colours,
        counted_from_1904=any(_is_on(properties, "date1904") for properties in workbook.iter("{*}workbookPr")),
    )
    worksheets = (_worksheet(sheet, part, parts, book) for sheet, part in sheets)
    return worksheet_content(file_name, worksheets, _producer(parts))


def shown_part_of_xlsx(parts: Mapping[str, bytes]) -> ShownPart:
    """The worksheet that a workbook shows where it is embedded, and the area of it."""
    workbook = _root(parts, f"{_workbook_folder(parts)}workbook.xml")
    active = next((view.get("activeTab", "0") for view in workbook.iter("{*}workbookView")), "0")
    areas = (area_of(size.get("ref", "")) for size in workbook.iter("{*}oleSize"))
    return ShownPart(int(active) + 1 if active.isdecimal() and len(active) < 5 else 1, next(areas, None))


def _worksheet(sheet: etree._Element, part: str | None, parts: Mapping[str, bytes], book: Book) -> Worksheet:
    name = sheet.get("name", "")
    if part is None:
        return Worksheet(name)
    if sheet.get("state", "visible") != "visible":
        return Worksheet(name, visible=False)
    worksheet, around = read_worksheet(name, parts[part], book)
    targets = _targets(part, parts) if around.drawings or (around.tables and worksheet.pale) else {}
    if worksheet.pale:
        named = dict.fromkeys(targets[id_] for id_ in around.tables if id_ in targets)
        tables = (_root(parts, table).get("ref", "") for table in named)
        areas = (area_of(reference if ":" in reference else f"{reference}:{reference}") for reference in around.painted)
        worksheet.show_pale([area for area in (*map(area_of, tables), *areas) if area is not None])
    drawings = dict.fromkeys(targets[id_] for id_ in around.drawings if id_ in targets)
    drawn = (kind for drawing in drawings for kind in pictures(_root(parts, drawing)))
    worksheet.opaque = [*drawn, *(around.objects * (OpaqueKind.EMBEDDED_OBJECT,))]
    return worksheet


def _targets(part: str, parts: Mapping[str, bytes]) -> dict[str, str]:
    """The parts that a worksheet refers to by id, those that are there."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    entries = _root(parts, relations).iter("{*}Relationship") if relations in parts else ()
    targets = {
        entry.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, entry.get("Target", "").lower())).lstrip(
            "/"
        )
        for entry in entries
    }
    return {id_: target for id_, target in targets.items() if target in parts}


def _workbook_folder(parts: Mapping[str, bytes]) -> str:
    """The folder of workbook.xml with its slash, empty at the top of the container."""
    targets = [
        relation.get("Target", "")
        for relation in _root(parts, _PACKAGE_RELATIONS_PART).iter("{*}Relationship")
        if relation.get("Type", "").endswith(_MAIN_RELATION)
    ]
    if not targets or not targets[-1].lower().endswith("workbook.xml"):
        raise UnreadableFile(ProblemKind.UNSUPPORTED_FORMAT, message("office.no_workbook_inside"))
    return targets[-1].lower().removeprefix("/").removesuffix("workbook.xml")


def _sheets(
    workbook: etree._Element, parts: Mapping[str, bytes], folder: str
) -> Iterator[tuple[etree._Element, str | None]]:
    """The sheets in their order with the names of their parts; None for charts and other sheets without cells."""
    relations = list(_root(parts, f"{folder}_rels/workbook.xml.rels").iter("{*}Relationship"))
    by_id = {relation.get("Id"): relation for relation in relations}
    if len(by_id) < len(relations):
        raise damaged_workbook(fragment("office.parts_share_number"))
    for sheet in workbook.iter("{*}sheet"):
        ids = [value for name, value in sheet.attrib.items() if str(name).rpartition("}")[2] == "id"]
        relation = by_id.get(str(ids[-1])) if ids else None
        if relation is None:
            raise _missing(sheet)
        target = relation.get("Target", "").lower()
        name = target.removeprefix("/") if target.startswith("/") else f"{folder}{target}"
        if name not in parts:
            raise _missing(sheet)
        yield sheet, name if relation.get("Type", "").endswith(_WORKSHEET_RELATION) else None


def _missing(sheet: etree._Element) -> UnreadableFile:
    return damaged_workbook(fragment("office.worksheet_missing", worksheet=str(sheet.get("name"))))


def _producer(parts: Mapping[str, bytes]) -> str | None:
    try:
        properties = parse_xml(parts[_PROPERTIES_PART])
    except (KeyError, etree.XMLSyntaxError):
        # They say nothing of the figures.
        return None
    names = (entry.text or "" for entry in properties.iterchildren("{*}Application", "{*}AppVersion"))
    return " ".join(names).strip() or None


def _is_on(element: etree._Element, attribute: str) -> bool:
    return element.get(attribute) in _TRUE


def _root(parts: Mapping[str, bytes], name: str) -> etree._Element:
    try:
        return parse_xml(parts[name])
    except KeyError as failure:
        raise damaged_workbook(fragment("office.part_missing", name=name)) from failure
    except etree.XMLSyntaxError as failure:
        raise damaged_workbook(fragment("office.part_broken", name=name)) from failure
