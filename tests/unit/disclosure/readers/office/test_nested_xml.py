"""XML that is nested without end is a damaged file in every format of it, told in plain words."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Problem
from orchestration.disclosure.readers.container import fault_of_xml
from orchestration.disclosure.reading import read_bytes
from tests.workbooks import consistent_workbook

WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{0}</w:body></w:document>'
WORD_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>{0}</w:body></w:wordDocument>'
)
EXCEL_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>{0}</Table></Worksheet>'
    "</Workbook>"
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
)
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">{0}'
    "</office:document-content>"
)


def nested(levels: int) -> str:
    return "<a>" * levels + "x" + "</a>" * levels


def packed(**parts: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return written.getvalue()


def docx(levels: int) -> bytes:
    return packed(**{"[Content_Types].xml": TYPES, "word/document.xml": WORD.format(nested(levels))})


def ods(levels: int) -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed(mimetype=kind, **{"content.xml": ODS.format(nested(levels))})


def xlsx(levels: int) -> bytes:
    """A workbook whose first worksheet is nested."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(consistent_workbook("云溪市财政局", 2024))) as own,
        zipfile.ZipFile(written, "w") as package,
    ):
        for name in own.namelist():
            part = own.read(name).decode()
            at = part.rfind("</")
            is_first = name == "xl/worksheets/sheet1.xml"
            package.writestr(name, part[:at] + nested(levels) + part[at:] if is_first else part)
    return written.getvalue()


FORMATS: dict[str, Callable[[int], bytes]] = {
    "a.docx": docx,
    "a.xlsx": xlsx,
    "a.ods": ods,
    "word.xml": lambda levels: WORD_2003.format(nested(levels)).encode(),
    "excel.xml": lambda levels: EXCEL_2003.format(nested(levels)).encode(),
    "a.html": lambda levels: f"<html><body>{'<div>' * (20 * levels)}x</body></html>".encode(),
}


def problems(name: str, data: bytes) -> tuple[Problem, ...]:
    return read_bytes(Path(name), name, data).problems


@pytest.mark.parametrize("levels", [257, 3_000, 100_000])
@pytest.mark.parametrize("name", FORMATS)
def test_xml_that_is_nested_without_end_is_a_damaged_file(name: str, levels: int) -> None:
    (problem,) = problems(name, FORMATS[name](levels))
    assert problem.kind is ProblemKind.DAMAGED_FILE
    assert "嵌套过深" in problem.message.reason and "XML_PARSE" not in problem.message.reason


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_nested_as_deeply_as_programs_write_is_read(name: str) -> None:
    assert ProblemKind.DAMAGED_FILE not in [problem.kind for problem in problems(name, FORMATS[name](100))]


def test_xml_that_is_broken_otherwise_is_told_as_such() -> None:
    (problem,) = problems("a.docx", packed(**{"[Content_Types].xml": TYPES, "word/document.xml": WORD.format("<a>")}))
    assert problem.kind is ProblemKind.DAMAGED_FILE
    assert "嵌套" not in problem.message.reason


def test_a_fault_of_xml_is_told_in_one_line() -> None:
    # lxml-stubs give it the arguments of another error
    fault = etree.XMLSyntaxError("Buffer size limit exceeded\n, line 1, column 9", 0, 1, 9)  # type: ignore[call-arg, arg-type]
    assert fault_of_xml(fault).text_en == "Buffer size limit exceeded , line 1, column 9"
