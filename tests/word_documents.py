"""Word documents for tests, built part by part: what an office program can write and python-docx cannot."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Block, Line, Table
from orchestration.disclosure.readers.content import RawFile, UnreadableFile
from orchestration.disclosure.readers.office.docx import read_docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def raw(data: bytes) -> RawFile:
    return RawFile(Path("disclosure.docx"), "disclosure.docx", data, "")


def package(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return buffer.getvalue()


def document(body: str, **others: str | bytes) -> bytes:
    xml = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    parts: dict[str, str | bytes] = {"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": xml}
    return package(parts | others)


def blocks(body: str, **others: str | bytes) -> tuple[Block, ...]:
    return read_docx(raw(document(body, **others))).blocks


def lines(body: str, **others: str | bytes) -> list[str]:
    return [block.text for block in blocks(body, **others) if isinstance(block, Line)]


def tables(body: str) -> list[Table]:
    return [block for block in blocks(body) if isinstance(block, Table)]


def spans_of(table: Table) -> dict[str, tuple[int, int, int, int]]:
    return {cell.text: (cell.row_no, cell.column_no, cell.row_span, cell.column_span) for cell in table.cells}


def p(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


SPAN_2 = '<w:gridSpan w:val="2"/>'
RESTART = '<w:vMerge w:val="restart"/>'
CONTINUE = "<w:vMerge/>"


def failure(data: bytes) -> ProblemKind:
    with pytest.raises(UnreadableFile) as caught:
        read_docx(raw(data))
    assert caught.value.message.reason_en and caught.value.message.remedy_en
    return caught.value.kind


def run(text: str, properties: str = "") -> str:
    """A run with these properties."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def para(*runs: str, properties: str = "") -> str:
    """A paragraph of runs."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def styles(*definitions: str) -> dict[str, str]:
    """The part that holds the styles of a document."""
    return {"word/styles.xml": f'<w:styles xmlns:w="{W}">{"".join(definitions)}</w:styles>'}


def relations(**targets: str) -> dict[str, str]:
    """The part that says where other parts are, by the ids that the text uses."""
    entries = "".join(f'<Relationship Id="{id_}" Target="{target}"/>' for id_, target in targets.items())
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return {"word/_rels/document.xml.rels": f'<Relationships xmlns="{namespace}">{entries}</Relationships>'}
