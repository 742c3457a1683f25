"""Word documents (DOCX): real tables with merged cells, headings and paragraphs around them."""

import io
import random
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table
from lxml.etree import _Element

from tests.synthetic.documents.formats.archive import WRITTEN_AT, without_clock
from tests.synthetic.documents.formats.flat import strip_texts
from tests.synthetic.documents.grid import Grid, Sheet
from tests.synthetic.documents.publication import Publication, Section


@dataclass(frozen=True, slots=True)
class Style:
    """`leader` fills a line of the table of contents up to its page number.

    Where it `is_annotated`, each text in a grid stands between a struck-out and a hidden one and bears a note's mark.
    `page_header` stands at the top of all pages.
    """

    leader: str = "……"
    is_annotated: bool = False
    page_header: str = ""


def random_style(rng: random.Random) -> Style:
    return Style(leader=rng.choice(("……", "\t", "………………………………")))


def write(publication: Publication, style: Style) -> bytes:
    document = Document()
    properties = document.core_properties
    properties.author = ""
    properties.title = publication.cover
    properties.created = properties.modified = WRITTEN_AT
    if style.page_header:
        document.sections[0].header.paragraphs[0].text = style.page_header
    document.add_heading(publication.cover, level=0)
    document.add_paragraph("目录")
    for page, line in enumerate(publication.contents, start=3):
        document.add_paragraph(f"{line}{style.leader}{page}")
    for section in publication.before:
        _add_section(document, section, style)
    document.add_heading(publication.opening, level=1)
    for sheet in publication.sheets:
        _add_sheet(document, sheet, style)
    for section in publication.after:
        _add_section(document, section, style)
    stream = io.BytesIO()
    document.save(stream)
    return without_clock(stream.getvalue())


def _add_section(document: WordDocument, section: Section, style: Style) -> None:
    document.add_heading(section.heading, level=1)
    for paragraph in section.paragraphs:
        document.add_paragraph(paragraph)
    if section.grid is not None:
        _add_table(document, section.grid, style)


def _add_sheet(document: WordDocument, sheet: Sheet, style: Style) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph(sheet.title).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for strip in sheet.strips:
        document.add_paragraph("\t".join(strip_texts(strip)))
    _add_table(document, sheet.grid, style)
    for note in sheet.notes:
        document.add_paragraph(note)


def _add_table(document: WordDocument, grid: Grid, style: Style) -> None:
    """Rows are built as XML: merging through the library's cells takes time in the square of their number."""
    table: Table = document.add_table(rows=0, cols=grid.column_count)
    table.style = "Table Grid"
    for row_no in range(1, grid.row_count + 1):
        table._tbl.append(_row(grid, row_no, style))


def _row(grid: Grid, row_no: int, style: Style) -> _Element:
    row = OxmlElement("w:tr")
    column_no = 1
    while column_no <= grid.column_count:
        cell = grid.owners[row_no, column_no]
        properties = OxmlElement("w:tcPr")
        if cell.column_span > 1:
            properties.append(_element("w:gridSpan", str(cell.column_span)))
        if cell.row_span > 1:
            properties.append(_element("w:vMerge", "restart" if cell.row_no == row_no else "continue"))
        place = OxmlElement("w:tc")
        place.append(properties)
        place.append(_paragraph(cell.content.text if cell.row_no == row_no else "", style))
        row.append(place)
        column_no += cell.column_span
    return row


def _paragraph(text: str, style: Style) -> _Element:
    paragraph = OxmlElement("w:p")
    if text and style.is_annotated:
        paragraph.append(_run("12", _element("w:strike")))
        paragraph.append(_run(text))
        paragraph.append(_run("①", _element("w:vertAlign", "superscript")))
        paragraph.append(_run("9", _element("w:vanish")))
    elif text:
        paragraph.append(_run(text))
    return paragraph


def _run(text: str, *said: _Element) -> _Element:
    run = OxmlElement("w:r")
    if said:
        properties = OxmlElement("w:rPr")
        properties.extend(said)
        run.append(properties)
    printed = OxmlElement("w:t")
    printed.text = text
    printed.set(qn("xml:space"), "preserve")
    run.append(printed)
    return run


def _element(tag: str, value: str | None = None) -> _Element:
    element = OxmlElement(tag)
    if value is not None:
        element.set(qn("w:val"), value)
    return element
