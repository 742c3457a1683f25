"""What real disclosures do to their sheets loses no figure: note marks, struck and hidden text, heads under heads,
units in page headers, watermarks, two pages on one sheet, archives."""

import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.disclosure.department_year import combine_sheets
from orchestration.disclosure.model import CellKey, Reading
from orchestration.disclosure.reading import read_bytes, read_documents
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import csv_file, docx_file, html, markdown, ods, pdf, text, xls, xlsx
from tests.synthetic.documents.formats.archive import zipped
from tests.synthetic.documents.formats.registry import FORMATS
from tests.synthetic.documents.formats.spreadsheet import AmountCells
from tests.synthetic.documents.generate import random_disclosure
from tests.synthetic.documents.model import Disclosure
from tests.synthetic.documents.publication import Publication
from tests.synthetic.documents.render import printed_figures
from tests.synthetic.documents.template import Template
from tests.synthetic.documents.variants import in_two_parts, with_note_marks, with_sub_heads, without_units

NAMES = templates.names()

KEEPING_COLUMNS = {"text": text.Style(text.Spans.KEPT), "csv": csv_file.Style(csv_file.Delimiter.COMMA)}
"""A conversion that loses the blanks between figures leaves open what they are: another test is about that."""


def publication_of(template: Template, rng: random.Random) -> tuple[Disclosure, Publication]:
    disclosure = random_disclosure(rng)
    return disclosure, compose(disclosure, template)


def truth(disclosure: Disclosure, publication: Publication) -> Mapping[CellKey, Decimal]:
    return {key: disclosure.figures[key] for key in printed_figures(publication.sheets)}


def figures(reading: Reading) -> Mapping[CellKey, Decimal]:
    return {cell.key: cell.amount for cell in reading.cells}


def read(data: bytes) -> Reading:
    return read_bytes(Path("disclosure"), "disclosure", data)


@pytest.mark.parametrize("template_name", NAMES)
@pytest.mark.parametrize("format_name", ["docx", "html", "markdown", "pdf", "xlsx"])
def test_what_nobody_sees_and_raised_marks_of_notes_change_no_figure(format_name: str, template_name: str) -> None:
    rng = random.Random(f"annotated {format_name} {template_name}")
    disclosure, publication = publication_of(templates.load(template_name), rng)
    styles = {
        "docx": docx_file.Style(is_annotated=True),
        "html": html.Style(rng.choice(list(html.Encoding)), is_annotated=True),
        "markdown": markdown.Style(rng.choice(("", " ")), is_annotated=True),
        # without rules between columns, a head out of its middle may stand over another column: that is told
        "pdf": replace(pdf.random_style(rng), is_annotated=True, ruling=rng.choice(pdf.RULED_THROUGHOUT)),
        "xlsx": xlsx.Style(AmountCells.TEXT, is_annotated=True),
    }
    reading = read(FORMATS[format_name].write(publication, styles[format_name]))
    assert figures(reading) == truth(disclosure, publication)
    assert reading.problems == ()


@pytest.mark.parametrize("template_name", NAMES)
@pytest.mark.parametrize("format_name", ["csv", "markdown", "ods", "text", "xls"])
def test_typed_marks_of_notes_change_no_figure(format_name: str, template_name: str) -> None:
    rng = random.Random(f"note marks {format_name} {template_name}")
    disclosure, publication = publication_of(templates.load(template_name), rng)
    styles = KEEPING_COLUMNS | {
        "markdown": markdown.Style(),
        "ods": ods.Style(AmountCells.TEXT),
        "xls": xls.Style(AmountCells.TEXT),
    }
    marked = with_note_marks(publication, rng)
    reading = read(FORMATS[format_name].write(marked, styles[format_name]))
    assert figures(reading) == truth(disclosure, publication)
    assert reading.problems == ()


@pytest.mark.parametrize("template_name", NAMES)
@pytest.mark.parametrize("format_name", sorted(FORMATS))
def test_a_head_under_every_head_loses_no_figure(format_name: str, template_name: str) -> None:
    rng = random.Random(f"sub-heads {format_name} {template_name}")
    disclosure, publication = publication_of(with_sub_heads(templates.load(template_name)), rng)
    written = FORMATS[format_name]
    reading = read(written.write(publication, KEEPING_COLUMNS.get(format_name) or written.random_style(rng)))
    assert figures(reading) == truth(disclosure, publication)
    assert reading.problems == ()


@pytest.mark.parametrize("template_name", NAMES)
@pytest.mark.parametrize("format_name", ["docx", "xlsx"])
def test_a_unit_in_the_page_header_is_that_of_all_sheets(format_name: str, template_name: str) -> None:
    rng = random.Random(f"page header {format_name} {template_name}")
    template = templates.load(template_name)
    unit = rng.choice(("元", "万元"))
    disclosure = replace(random_disclosure(rng), units={sheet.id: unit for sheet in template.sheets})
    publication = compose(disclosure, without_units(template))
    written = FORMATS[format_name]
    style = replace(written.random_style(rng), page_header=f"单位：{unit}")
    reading = read(written.write(publication, style))
    assert figures(reading) == truth(disclosure, publication)
    assert reading.problems == ()


@pytest.mark.parametrize("template_name", NAMES)
def test_a_tiled_watermark_loses_no_figure(template_name: str) -> None:
    rng = random.Random(f"watermark {template_name}")
    disclosure, publication = publication_of(templates.load(template_name), rng)
    words = rng.choice((disclosure.department_name, "内部资料 严禁外传"))
    reading = read(pdf.write(publication, replace(pdf.random_style(rng), watermark=words)))
    assert figures(reading) == truth(disclosure, publication)
    assert reading.problems == ()


@pytest.mark.parametrize("template_name", NAMES)
def test_two_pages_on_one_sheet_lose_no_figure(template_name: str) -> None:
    rng = random.Random(f"two-up {template_name}")
    disclosure, publication = publication_of(templates.load(template_name), rng)
    style = replace(pdf.random_style(rng), imposition=pdf.Imposition.TWO_UP)
    reading = read(pdf.write(publication, style))
    assert figures(reading) == truth(disclosure, publication)
    assert reading.problems == ()


@pytest.mark.parametrize("format_name", sorted(FORMATS))
def test_an_archive_is_read_like_what_is_in_it(format_name: str, tmp_path: Path) -> None:
    rng = random.Random(f"archive {format_name}")
    template = templates.load(NAMES[sorted(FORMATS).index(format_name) % len(NAMES)])
    disclosure, publication = publication_of(template, rng)
    written = FORMATS[format_name]
    style = KEEPING_COLUMNS.get(format_name) or written.random_style(rng)
    suffix = written.suffix
    whole = {f"决算公开/部门决算{suffix}": written.write(publication, style)}
    parts = {f"附件{at}{suffix}": written.write(part, style) for at, part in enumerate(in_two_parts(publication), 1)}
    for members in (whole, parts):
        path = tmp_path / "disclosure.zip"
        path.write_bytes(zipped(members))
        readings = read_documents(path)
        assert [reading.document.file_name for reading in readings] == [f"disclosure.zip/{name}" for name in members]
        combined = combine_sheets(readings)
        cells = {filed.cell.key: filed.cell.amount for filed in combined.cells}
        assert cells == truth(disclosure, publication)
        assert combined.problems == ()
