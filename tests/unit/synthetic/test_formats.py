"""Every format holds every printed figure once, and the same input gives the same bytes."""

import csv
import io
import random
import re
from collections import Counter
from collections.abc import Iterable

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html as lxml_html
from python_calamine import CalamineWorkbook

from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import csv_file, docx_file, html, markdown, ods, pdf, text, xls, xlsx
from tests.synthetic.documents.formats.registry import FORMATS
from tests.synthetic.documents.formats.spreadsheet import AmountCells
from tests.synthetic.documents.generate import random_disclosure
from tests.synthetic.documents.publication import Publication

AMOUNT = re.compile(r"\(?-?[\d,]+\.\d\d\)?")


@pytest.fixture(params=templates.names())
def publication(request: pytest.FixtureRequest) -> Publication:
    return compose(random_disclosure(random.Random(3)), templates.load(request.param))


def printed(publication: Publication) -> Counter[str]:
    cells = (cell.content for sheet in publication.sheets for cell in sheet.grid.cells)
    return Counter(content.text for content in cells if content.value is not None)


def amounts(texts: Iterable[str]) -> Counter[str]:
    return Counter(found for found in map(str.strip, texts) if AMOUNT.fullmatch(found))


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_input_gives_the_same_bytes(name: str) -> None:
    publication = compose(random_disclosure(random.Random(5)), templates.load("hubei"))
    first, second = (FORMATS[name].write_at_random(publication, random.Random(11)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("style", AmountCells)
@pytest.mark.parametrize("name", ["xlsx", "xls", "ods"])
def test_a_workbook_holds_each_figure_once(publication: Publication, name: str, style: AmountCells) -> None:
    written = {
        "xlsx": lambda: xlsx.write(publication, xlsx.Style(style)),
        "xls": lambda: xls.write(publication, xls.Style(style)),
        "ods": lambda: ods.write(publication, ods.Style(style)),
    }[name]()
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(written))
    assert workbook.sheet_names == [sheet.name for sheet in publication.sheets]
    for sheet in publication.sheets:
        values = [value for row in workbook.get_sheet_by_name(sheet.name).to_python() for value in row]
        if style is AmountCells.TEXT:
            texts = (cell.content.text for cell in sheet.grid.cells if cell.content.value is not None)
            assert amounts(map(str, values)) == Counter(texts)
        else:
            numbers = Counter(value for value in values if isinstance(value, int | float))
            assert numbers == Counter(float(value) for value in sheet.figures.values())


@pytest.mark.parametrize("style", [csv_file.Style(), csv_file.Style(csv_file.Delimiter.TAB, csv_file.Encoding.GBK)])
def test_csv_holds_each_figure_once(publication: Publication, style: csv_file.Style) -> None:
    content = csv_file.write(publication, style).decode(style.encoding.value)
    rows = csv.reader(io.StringIO(content), delimiter=style.delimiter.value)
    assert amounts(field for row in rows for field in row) == printed(publication)


@pytest.mark.parametrize("spans", text.Spans)
def test_text_holds_each_figure_once(publication: Publication, spans: text.Spans) -> None:
    content = text.write(publication, text.Style(spans)).decode()
    assert amounts(field for line in content.splitlines() for field in line.split("\t")) == printed(publication)


def test_markdown_holds_each_figure_once(publication: Publication) -> None:
    lines = markdown.write(publication, markdown.Style()).decode().splitlines()
    assert amounts(field for line in lines for field in line.split("|")) == printed(publication)


@pytest.mark.parametrize("encoding", html.Encoding)
def test_html_holds_each_figure_once(publication: Publication, encoding: html.Encoding) -> None:
    page = lxml_html.fromstring(html.write(publication, html.Style(encoding)))
    assert amounts(cell.text or "" for cell in page.iter("td")) == printed(publication)


def test_docx_holds_each_figure_once_in_true_tables(publication: Publication) -> None:
    document = Document(io.BytesIO(docx_file.write(publication, docx_file.Style())))
    assert len(document.tables) == len(publication.sheets)
    for table, sheet in zip(document.tables, publication.sheets, strict=True):
        assert len(table.rows) == sheet.grid.row_count
        assert len(table.columns) == sheet.grid.column_count
    places = (place for table in document.tables for place in table._tbl.iter(qn("w:tc")))
    cells = ("".join(run.text or "" for run in place.iter(qn("w:t"))) for place in places)
    assert amounts(cells) == printed(publication)


@pytest.mark.parametrize("seed", range(3))
def test_pdf_holds_each_figure(publication: Publication, seed: int) -> None:
    document = pdfium.PdfDocument(pdf.write(publication, pdf.random_style(random.Random(seed))))
    pages = "".join(page.get_textpage().get_text_range() for page in document)
    characters = Counter(character for character in pages if character.isdigit())
    cells = (cell.content.text for sheet in publication.sheets for cell in sheet.grid.cells)
    missing = Counter(character for cell in cells for character in cell if character.isdigit()) - characters
    assert not missing
