"""Our office readers against well-kept libraries: the same cells, spans, sheets and problems on every document at hand.

`docs/decisions/own-office-readers.md` says why the libraries do not read in our place. The last tests hold its reasons:
where one of them fails, its library has learnt what kept it out, and the decision is open again.
"""

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
import xlwt  # type: ignore[import-untyped]
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Block, Line, Place, Table
from orchestration.disclosure.readers.content import Content, RawFile
from orchestration.disclosure.readers.detect import detect_format
from orchestration.disclosure.reading import READERS
from tests.oracles.docx_reader import read_with_python_docx
from tests.oracles.openpyxl_reader import read_with_openpyxl
from tests.oracles.registry import LIBRARIES, generated_documents, neighbouring_documents, published_documents
from tests.oracles.xlrd_reader import read_with_xlrd
from tests.spreadsheets import only_table, refused, saved, sheet_of, texts, with_part
from tests.synthetic.documents import template as templates

NEIGHBOURS = list(neighbouring_documents())


def without_pages(block: Block) -> Block:
    """python-docx knows nothing of pages."""
    return replace(block, page=None) if isinstance(block, Table) else replace(block, place=Place())


def shown(content: Content) -> tuple[list[Block], list[tuple[ProblemKind, Place]]]:
    problems = [(problem.kind, problem.place) for problem in content.problems]
    return [without_pages(block) for block in content.blocks], problems


def assert_same(raw: RawFile) -> None:
    file_format = detect_format(raw)
    ours = READERS[file_format](raw)
    assert ours.blocks
    assert shown(LIBRARIES[file_format](raw)) == shown(ours)


def raw_file(data: bytes) -> RawFile:
    return RawFile(Path("disclosure"), "disclosure", data, "")


@pytest.mark.parametrize("template_name", templates.names())
def test_a_written_document_reads_alike_in_every_style(template_name: str) -> None:
    for raw in generated_documents(template_name):
        assert_same(raw)


@pytest.mark.parametrize("raw", list(published_documents()), ids=lambda raw: raw.file_name)
def test_a_published_document_reads_alike(raw: RawFile) -> None:
    assert_same(raw)


@pytest.mark.skipif(not NEIGHBOURS, reason="the documents of ../shared are not on this machine")
@pytest.mark.parametrize("raw", NEIGHBOURS, ids=lambda raw: raw.file_name)
def test_a_neighbouring_document_reads_alike(raw: RawFile) -> None:
    assert_same(raw)


def test_openpyxl_keeps_the_last_of_two_cells_in_one_place() -> None:
    """Damage that we refuse: nobody can tell which of the two is right."""
    data = with_part(
        sheet_of({"A1": 1, "A2": 2}),
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b'r="A2"', b'r="A1"'),
    )
    assert refused(data).kind is ProblemKind.DAMAGED_FILE
    (table,) = read_with_openpyxl(raw_file(data)).blocks
    assert isinstance(table, Table)
    assert [cell.text for cell in table.cells] == ["2"]


def test_xlrd_passes_over_a_formula_without_its_result() -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("支出决算表")
    sheet.write(0, 0, 1)
    sheet.write(1, 0, xlwt.Formula("SUM(A1:A1)"))
    data = saved(workbook)
    assert texts(only_table(data)) == {(1, 1): "1", (2, 1): "="}
    content = read_with_xlrd(raw_file(data))
    (table,) = content.blocks
    assert isinstance(table, Table)
    assert [cell.text for cell in table.cells] == ["1"]
    assert content.problems == ()


def test_python_docx_reads_neither_insertions_nor_content_controls_and_reads_hidden_text() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("支出")
    paragraph.add_run("隐藏").font.hidden = True
    for wrapper in (
        "<w:ins {0}><w:r><w:t>决算</w:t></w:r></w:ins>",
        "<w:sdt {0}><w:sdtContent><w:r><w:t>表</w:t></w:r></w:sdtContent></w:sdt>",
    ):
        paragraph._p.append(parse_xml(wrapper.format(nsdecls("w"))))
    stream = io.BytesIO()
    document.save(stream)
    raw = raw_file(stream.getvalue())
    assert [block.text for block in READERS[detect_format(raw)](raw).blocks if isinstance(block, Line)] == [
        "支出决算表"
    ]
    assert [block.text for block in read_with_python_docx(raw).blocks if isinstance(block, Line)] == ["支出隐藏"]
