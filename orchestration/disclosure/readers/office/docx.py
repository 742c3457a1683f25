"""Word documents in Office Open XML: paragraphs and tables in reading order, as the last reviewer sees them.

What is not printed is not read: deleted and moved-away text, hidden text, field codes. Headers, footers, footnotes and
the numbers of automatic lists stay out: they are not part of the text stream of the document.
"""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Block, Line, Place, Table, TableCell
from orchestration.disclosure.readers.container import CONTENT_TYPES_PART, parse_xml, read_xml_parts
from orchestration.disclosure.readers.content import MAX_TABLE_CELLS, Content, RawFile, UnreadableFile

WORD_MAIN_TYPES = (
    "wordprocessingml.document.main+xml",
    "wordprocessingml.template.main+xml",
    "ms-word.document.macroenabled.main+xml",
    "ms-word.template.macroenabledtemplate.main+xml",
)
"""How the content type of the part that holds the text ends, in lower case."""

_WORD_NAMESPACES = frozenset(
    {
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "{http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math"

_NOT_PRINTED = frozenset(
    {"del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "sectPr"}
    | {"pPr", "rPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr"}
)
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = frozenset({"0", "false", "off"})

_MAX_COLUMNS = 1000
"""Word itself stops at 63; a wider span is damage or an attack."""


def read_docx(raw: RawFile) -> Content:
    """The blocks of a Word document; pages are given only where Word left a complete record of its page breaks.

    Raises UnreadableFile for damaged, encrypted, oversized or hostile containers.
    """
    parts = read_xml_parts(raw.data)
    main = _main_part(parts)
    document = _parse(parts[main])
    hidden_styles = _hidden_styles(_optional_part(parts, posixpath.join(posixpath.dirname(main), "styles.xml")))
    properties = _properties(_optional_part(parts, "docprops/app.xml"))
    if next(_named(document, "altChunk"), None) is not None:
        raise UnreadableFile(
            ProblemKind.UNSUPPORTED_FORMAT,
            "the document keeps its text in an embedded file (altChunk)",
            "open it in Word or WPS and save it again as DOCX",
        )
    pages = _recorded_pages(document, properties)
    body = _Body(hidden_styles, first_page=pages and 1)
    return Content(
        blocks=tuple(body.blocks(document)),
        pages=pages,
        producer=" ".join(filter(None, (properties.get("Application"), properties.get("AppVersion")))) or None,
    )


def _recorded_pages(document: etree._Element, properties: dict[str, str]) -> int | None:
    """The number of pages where the page breaks on record account for all of them; one page is a template's default.

    LibreOffice's record is not believed: it tells of its own fonts, most often those of a conversion.
    """
    pages = 1 + sum(1 for _ in _named(document, "lastRenderedPageBreak"))
    is_complete = pages > 1 and properties.get("Pages") == str(pages)
    return pages if is_complete and not properties.get("Application", "").startswith("LibreOffice") else None


def _damaged(detail: str) -> UnreadableFile:
    return UnreadableFile(
        ProblemKind.DAMAGED_FILE, f"the file is damaged: {detail}", "download the file again from the publisher"
    )


def _too_large(detail: str) -> UnreadableFile:
    return UnreadableFile(
        ProblemKind.TOO_LARGE,
        f"the file is too large: {detail}",
        "check where the file comes from; a disclosure is far smaller",
    )


# Parts ---------------------------------------------------------------------------------------------------------------


def _parse(part: bytes) -> etree._Element:
    try:
        return parse_xml(part)
    except etree.XMLSyntaxError as error:
        raise _damaged(f"its XML is not well-formed ({error})") from error


def _optional_part(parts: Mapping[str, bytes], name: str) -> etree._Element | None:
    return _parse(parts[name]) if name in parts else None


def _main_part(parts: Mapping[str, bytes]) -> str:
    for entry in _parse(parts[CONTENT_TYPES_PART]) if CONTENT_TYPES_PART in parts else ():
        name = entry.get("PartName", "").lstrip("/").lower()
        if name in parts and entry.get("ContentType", "").lower().endswith(WORD_MAIN_TYPES):
            return name
    if "word/document.xml" in parts:
        return "word/document.xml"
    raise _damaged("it has no part with the text of a Word document")


def _hidden_styles(styles: etree._Element | None) -> frozenset[str]:
    """The ids of the styles whose text is hidden, by themselves or by a style that they are based on."""
    hidden: dict[str, bool | None] = {}
    bases: dict[str, str | None] = {}
    for style in () if styles is None else _named(styles, "style"):
        style_id = _value(style, "styleId") or ""
        hidden[style_id] = _switch(_child(style, "rPr"), "vanish")
        bases[style_id] = _value(_child(style, "basedOn"))
    return frozenset(style_id for style_id in hidden if _hides(style_id, hidden, bases))


def _hides(style_id: str | None, hidden: dict[str, bool | None], bases: dict[str, str | None]) -> bool:
    passed: set[str] = set()
    while style_id is not None and style_id not in passed:
        if (own := hidden.get(style_id)) is not None:
            return own
        passed.add(style_id)
        style_id = bases.get(style_id)
    return False


def _properties(part: etree._Element | None) -> dict[str, str]:
    """The document's statistics as its program wrote them: Application, AppVersion, Pages."""
    return {} if part is None else {etree.QName(entry).localname: (entry.text or "").strip() for entry in part}


# Elements ------------------------------------------------------------------------------------------------------------


def _name(element: etree._Element) -> str:
    """The element's local name if it belongs to WordprocessingML (both dialects) or compatibility markup, else ''."""
    namespace, _, local = str(element.tag).rpartition("}")
    if namespace in _WORD_NAMESPACES or namespace == _COMPATIBILITY or (namespace == _MATH and local == "t"):
        return local
    return ""


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter(f"{{*}}{name}") if _name(element) == name)


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return None if element is None else next((child for child in element if _name(child) == name), None)


def _value(element: etree._Element | None, attribute: str = "val") -> str | None:
    if element is None:
        return None
    namespace = str(element.tag).rpartition("}")[0]
    return element.get(f"{namespace}}}{attribute}")


def _switch(properties: etree._Element | None, name: str) -> bool | None:
    """An on/off property: None where nothing is said."""
    element = _child(properties, name)
    return None if element is None else _value(element) not in _OFF


def _count(properties: etree._Element | None, name: str, least: int) -> int:
    text = _value(_child(properties, name)) or ""
    return max(least, min(int(text), _MAX_COLUMNS)) if text.isdecimal() and len(text) < 10 else least


def _printed_children(parent: etree._Element) -> Iterator[etree._Element]:
    """The children that can hold printed text; of the alternatives of one drawing, the first."""
    for child in parent:
        name = _name(child)
        if name == "AlternateContent":
            chosen = _child(child, "Choice")
            chosen = _child(child, "Fallback") if chosen is None else chosen
            yield from () if chosen is None else _printed_children(chosen)
        elif name not in _NOT_PRINTED:
            yield child


def _inside(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, through content controls and other wrappers."""
    for child in _printed_children(parent):
        if _name(child) == name:
            yield child
        elif _name(child) not in {"p", "tbl", "tr", "tc"}:
            yield from _inside(child, name)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A cell of a row at its place in the grid, before vertical merges are resolved; `merge` as Word writes it."""

    element: etree._Element
    row_no: int
    column_no: int
    column_span: int
    merge: str | None


def _slots(table: etree._Element) -> Iterator[_Slot]:
    rows = (row for row in _inside(table, "tr") if not _is_dropped_row(row))
    for row_no, row in enumerate(rows, start=1):
        column_no = 1 + _count(_child(row, "trPr"), "gridBefore", least=0)
        for cell in _inside(row, "tc"):
            properties = _child(cell, "tcPr")
            span = _count(properties, "gridSpan", least=1)
            merge = _child(properties, "vMerge")
            yield _Slot(cell, row_no, column_no, span, None if merge is None else _value(merge) or "continue")
            column_no += span


def _lays_out(table: etree._Element) -> bool:
    """A table of one column frames the text in it: what stands there is read as if it stood free."""
    return not any(len(list(_inside(row, "tc"))) > 1 for row in _inside(table, "tr"))


def _is_dropped_row(row: etree._Element) -> bool:
    properties = _child(row, "trPr")
    return _child(properties, "del") is not None or _switch(properties, "hidden") is True


def _merged_down(slots: Iterator[_Slot]) -> list[tuple[_Slot, int]]:
    """The slots that are printed, each with its row span; a continuation of nothing stands for itself, as in Word."""
    heads: list[_Slot] = []
    row_spans: list[int] = []
    growing: dict[int, tuple[int, int]] = {}
    for slot in slots:
        head, last_row = growing.get(slot.column_no, (-1, -1))
        if slot.merge == "continue" and last_row == slot.row_no - 1:
            row_spans[head] += 1
        else:
            head = len(heads)
            heads.append(slot)
            row_spans.append(1)
        if slot.merge is not None:
            growing[slot.column_no] = (head, slot.row_no)
    return list(zip(heads, row_spans, strict=True))


class _Body:
    """One walk through the text: it remembers the page reached and the number of the last table."""

    def __init__(self, hidden_styles: frozenset[str], first_page: int | None) -> None:
        self._hidden_styles = hidden_styles
        self._page = first_page
        self._tables = 0

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        """The lines and tables below an element, in reading order."""
        for child in _printed_children(parent):
            match _name(child):
                case "p":
                    yield from self._paragraph(child)
                case "tbl" if _lays_out(child):
                    for row in _inside(child, "tr"):
                        yield from () if _is_dropped_row(row) else self.blocks(row)
                case "tbl":
                    yield from self._table(child)
                case _:
                    yield from self.blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        style = _value(_child(_child(paragraph, "pPr"), "pStyle"))
        words: list[str] = []
        boxes: list[etree._Element] = []
        page: int | None = None
        for piece in self._pieces(paragraph, style in self._hidden_styles):
            if not isinstance(piece, str):
                boxes.append(piece)
                continue
            if page is None and piece.strip():
                page = self._page
            words.append(piece)
        if text := "".join(words).strip():
            yield Line(text, Place(page=page))
        for box in boxes:
            yield from self.blocks(box)

    def _pieces(self, parent: etree._Element, hidden: bool) -> Iterator[str | etree._Element]:
        """The text of a paragraph piece by piece, and the content of its text boxes where they are anchored."""
        for child in _printed_children(parent):
            match _name(child):
                case "t" if not hidden:
                    yield child.text or ""
                case "lastRenderedPageBreak" if self._page is not None:
                    self._page += 1
                case "txbxContent":
                    yield child
                case "r":
                    yield from self._pieces(child, self._is_hidden_run(child, hidden))
                case name if name in _CHARACTERS:
                    yield _CHARACTERS[name]
                case _:
                    yield from self._pieces(child, hidden)

    def _is_hidden_run(self, run: etree._Element, hidden: bool) -> bool:
        properties = _child(run, "rPr")
        own = _switch(properties, "vanish")
        return own if own is not None else hidden or _value(_child(properties, "rStyle")) in self._hidden_styles

    def _table(self, table: etree._Element) -> Iterator[Table]:
        """The table itself, then the tables inside its cells."""
        self._tables += 1
        table_no = self._tables
        heads = _merged_down(_slots(table))
        cells: list[TableCell] = []
        nested: list[Table] = []
        page: int | None = None
        for slot, row_span in heads:
            content = tuple(self.blocks(slot.element))
            lines = [block for block in content if isinstance(block, Line)]
            nested += [block for block in content if isinstance(block, Table)]
            if lines:
                page = page or lines[0].place.page
                text = "\n".join(line.text for line in lines)
                cells.append(TableCell(text, slot.row_no, slot.column_no, row_span, slot.column_span))
        if len(cells) > MAX_TABLE_CELLS:
            raise _too_large(f"table {table_no} has more than {MAX_TABLE_CELLS} cells")
        columns = max((slot.column_no + slot.column_span - 1 for slot, _ in heads), default=0)
        if cells:
            yield Table(table_no, tuple(cells), columns, page)
        yield from nested
