"""Word documents in one bare XML file: those of Word 2003, and the parts of a DOCX in one file."""

import base64
import random

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Block, Line, OpaqueBlock, OpaqueKind, Place, Table
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.office.docx import read_docx, read_word_xml
from tests.spreadsheets import flipped, sheet_of
from tests.word_documents import CONTENT_TYPES, NAMESPACES, document, p, raw, relations, spans_of, tbl, tc, tr

W_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"


def word_2003(body: str, before: str = "") -> bytes:
    namespaces = (
        f'xmlns:w="{W_2003}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"'
        ' xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
    return f"{head}<w:wordDocument {namespaces}>{before}<w:body>{body}</w:body></w:wordDocument>".encode()


def blocks(body: str, before: str = "") -> tuple[Block, ...]:
    return read_word_xml(raw(word_2003(body, before))).blocks


def lines(body: str, before: str = "") -> list[str]:
    return [block.text for block in blocks(body, before) if isinstance(block, Line)]


def test_lines_and_tables_of_word_2003_are_read() -> None:
    head = tr(tc("项目", '<w:gridSpan w:val="2"/><w:vmerge w:val="restart"/>'), tc("决算数"))
    below = tr(tc("", '<w:gridSpan w:val="2"/><w:vmerge/>'), tc("1"))
    body = f"<wx:sect>{p('支出决算表')}<wx:sub-section>{tbl(head, below)}</wx:sub-section></wx:sect>"
    line, table = blocks(body)
    assert isinstance(line, Line) and line.text == "支出决算表"
    assert isinstance(table, Table)
    assert spans_of(table) == {"项目": (1, 1, 2, 2), "决算数": (1, 3, 1, 1), "1": (2, 3, 1, 1)}


def test_what_is_not_seen_in_word_2003_is_not_read() -> None:
    styles = (
        '<w:styles><w:style w:type="character" w:styleId="a4"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        "</w:style>"
        '<w:style w:type="character" w:styleId="a5"><w:rPr><w:strike w:val="on"/></w:rPr></w:style></w:styles>'
    )
    runs = (
        '<w:r><w:rPr><w:rStyle w:val="a5"/></w:rPr><w:t>12</w:t></w:r><w:r><w:t>397.18</w:t></w:r>'
        '<w:r><w:rPr><w:rStyle w:val="a4"/></w:rPr><w:t>1</w:t></w:r>'
    )
    annotations = (
        '<aml:annotation aml:type="Word.Deletion"><aml:content><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r>'
        '</aml:content></aml:annotation><aml:annotation aml:type="Word.Comment"><aml:content><w:p><w:r><w:t>注</w:t>'
        '</w:r></w:p></aml:content></aml:annotation><aml:annotation aml:type="Word.Insertion"><aml:content><w:r>'
        "<w:t>新</w:t></w:r></aml:content></aml:annotation>"
    )
    assert lines(f"<w:p>{runs}</w:p><w:p>{annotations}</w:p>", styles) == ["397.18", "新"]


def test_headers_and_pictures_of_word_2003_are_read() -> None:
    section = (
        f'<w:sectPr><w:hdr w:type="odd">{p("单位：元")}</w:hdr><w:ftr w:type="odd">{p("第 1 页")}</w:ftr></w:sectPr>'
    )
    picture = (
        '<w:p><w:r><w:pict><w:binData w:name="wordml://1.png">AAAA</w:binData>'
        '<v:shape style="width:300pt;height:200pt"><v:imagedata src="wordml://1.png"/></v:shape></w:pict></w:r></w:p>'
    )
    assert blocks(p("收入决算表") + picture + section) == (
        Line("单位：元", Place()),
        Line("收入决算表", Place()),
        OpaqueBlock(OpaqueKind.PICTURE, Place()),
    )


def flat(body: str, *parts: str) -> bytes:
    def part(name: str, inside: str) -> str:
        return f'<pkg:part pkg:name="{name}"><pkg:xmlData>{inside}</pkg:xmlData></pkg:part>'

    main = part("/word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
    listed = part("/[Content_Types].xml", CONTENT_TYPES)
    related = part("/word/_rels/document.xml.rels", relations(rId8="embeddings/a.xlsx")["word/_rels/document.xml.rels"])
    package = "http://schemas.microsoft.com/office/2006/xmlPackage"
    return f'<pkg:package xmlns:pkg="{package}">{listed}{related}{main}{"".join(parts)}</pkg:package>'.encode()


def test_a_flat_package_reads_like_the_docx() -> None:
    body = p("支出决算表") + tbl(tr(tc("合计"), tc("521.33")))
    assert read_word_xml(raw(flat(body))).blocks == read_docx(raw(document(body))).blocks


def test_a_workbook_embedded_in_a_flat_package_is_read() -> None:
    encoded = base64.b64encode(sheet_of({"A1": "合计", "B1": 397.18})).decode()
    workbook = f'<pkg:part pkg:name="/word/embeddings/a.xlsx"><pkg:binaryData>{encoded}</pkg:binaryData></pkg:part>'
    embedded = '<w:p><w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="rId8"/></w:object></w:r></w:p>'
    (table,) = read_word_xml(raw(flat(embedded, workbook))).blocks
    assert isinstance(table, Table) and [cell.text for cell in table.cells] == ["合计", "397.18"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (word_2003(p("a"))[:-9], ProblemKind.DAMAGED_FILE),
        (word_2003(p("a")).replace(b"<w:wordDocument", b"<!DOCTYPE w><w:wordDocument"), ProblemKind.UNREADABLE_FILE),
        (b'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/>', ProblemKind.DAMAGED_FILE),
    ],
)
def test_damage_and_attacks_are_refused(data: bytes, kind: ProblemKind) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_word_xml(raw(data))
    assert caught.value.kind is kind


def test_nothing_but_unreadable_file_escapes() -> None:
    chance = random.Random(6)
    for whole in (word_2003(p("a") + tbl(tr(tc("b"), tc("c")))), flat(p("a"))):
        for _ in range(150):
            try:
                read_word_xml(raw(flipped(whole, chance)))
            except UnreadableFile as error:
                assert error.message.reason_en and error.message.remedy_en
