"""DOCX: python-docx for a document as an office program leaves it, hand-built parts for what that cannot write."""

import io
import random
import struct
import zipfile
from pathlib import Path

import docx
import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Line, Table, TableCell
from orchestration.disclosure.readers import container
from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.office import word_body
from orchestration.disclosure.readers.office.docx import read_docx
from tests.word_documents import (
    CONTENT_TYPES,
    CONTINUE,
    NAMESPACES,
    RESTART,
    SPAN_2,
    W,
    blocks,
    document,
    failure,
    lines,
    p,
    package,
    raw,
    spans_of,
    tables,
    tbl,
    tc,
    tr,
)

# Text ----------------------------------------------------------------------------------------------------------------


def test_reads_lines_and_tables_in_order() -> None:
    content = blocks(p("支出决算表") + tbl(tr(tc("合计"), tc("521.33"))) + p("注"))
    assert [type(block) for block in content] == [Line, Table, Line]
    assert content[1] == Table(1, (TableCell("合计", 1, 1), TableCell("521.33", 1, 2)), column_count=2)


def test_reads_what_python_docx_writes(tmp_path: Path) -> None:
    written = docx.Document()
    written.add_paragraph("单位：万元")
    grid = written.add_table(rows=3, cols=3)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "项目"
    grid.cell(1, 2).merge(grid.cell(2, 2)).text = "1,863.81"
    written.save(str(tmp_path / "a.docx"))
    line, table = read_docx(raw((tmp_path / "a.docx").read_bytes())).blocks
    assert isinstance(line, Line) and line.text == "单位：万元" and line.place.page is None
    assert isinstance(table, Table) and table.spans_known and not table.ragged
    assert spans_of(table) == {"项目": (1, 1, 1, 2), "1,863.81": (2, 3, 2, 1)}


def test_tabs_breaks_and_hyphens_are_characters() -> None:
    body = "<w:p><w:r><w:t>项</w:t><w:tab/><w:t>目</w:t><w:br/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r></w:p>"
    assert lines(body) == ["项\t目\na-b"]


def test_blank_paragraphs_are_no_lines() -> None:
    assert lines(p(" \u3000") + "<w:p/>" + p(" 注 ")) == ["注"]


def test_tracked_changes_read_as_accepted() -> None:
    body = (
        "<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>到</w:t></w:r></w:moveTo></w:p>"
    )
    assert lines(body) == ["新到"]


def test_deleted_and_hidden_rows_are_dropped() -> None:
    rows = tr(tc("a"), tc("1")), tr(tc("b"), properties="<w:del/>"), tr(tc("c"), properties="<w:hidden/>"), tr(tc("d"))
    assert spans_of(tables(tbl(*rows))[0]) == {"a": (1, 1, 1, 1), "1": (1, 2, 1, 1), "d": (2, 1, 1, 1)}


def test_hidden_text_is_dropped_and_field_results_are_kept() -> None:
    body = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>y</w:t></w:r>'
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple><w:r><w:t>z</w:t></w:r></w:fldSimple></w:p>"
    )
    assert lines(body) == ["yz"]


def test_styles_hide_text_also_by_inheritance() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="I"><w:basedOn w:val="H"/></w:style>'
        '<w:style w:styleId="S"><w:basedOn w:val="H"/><w:rPr><w:vanish w:val="false"/></w:rPr></w:style>'
        '<w:style w:styleId="L"><w:basedOn w:val="L"/></w:style></w:styles>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{style}</w:t></w:r></w:p>' for style in "HISL"
    )
    run = '<w:p><w:r><w:rPr><w:rStyle w:val="I"/></w:rPr><w:t>r</w:t></w:r></w:p>'
    assert lines(body + run, **{"word/styles.xml": styles}) == ["S", "L"]


def test_content_controls_and_other_wrappers_are_transparent() -> None:
    row = f"<w:sdt><w:sdtPr><w:t>no</w:t></w:sdtPr><w:sdtContent>{tr(tc('行'))}</w:sdtContent></w:sdt>"
    cell = tr(f"<w:sdt><w:sdtContent>{tc('格')}</w:sdtContent></w:sdt>", tc("b"))
    body = f"<w:sdt><w:sdtContent>{p('段')}</w:sdtContent></w:sdt><w:customXml>{tbl(row, cell)}</w:customXml>"
    link = "<w:p><w:hyperlink><w:smartTag><w:r><w:t>链</w:t></w:r></w:smartTag></w:hyperlink></w:p>"
    assert lines(body + link) == ["段", "链"]
    assert spans_of(tables(body)[0]) == {"行": (1, 1, 1, 1), "格": (2, 1, 1, 1), "b": (2, 2, 1, 1)}


def test_text_boxes_are_read_once_at_their_anchor() -> None:
    box = f"<w:txbxContent>{p('框')}{tbl(tr(tc('1'), tc('2')))}</w:txbxContent>"
    drawing = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    content = blocks(f"<w:p><w:r>{drawing}</w:r><w:r><w:t>锚</w:t></w:r></w:p>{p('后')}")
    assert [block.text if isinstance(block, Line) else "table" for block in content] == ["锚", "框", "table", "后"]


def test_a_fallback_alone_is_read() -> None:
    body = f"<mc:AlternateContent><mc:Fallback>{p('备')}</mc:Fallback></mc:AlternateContent>"
    assert lines(body) == ["备"]


def test_rows_made_of_tabs_stay_lines() -> None:
    assert lines("<w:p><w:r><w:t>301</w:t><w:tab/><w:t>472.14</w:t></w:r></w:p>") == ["301\t472.14"]


def test_the_strict_dialect_reads_the_same() -> None:
    data = document(p("a") + tbl(tr(tc("b", SPAN_2), tc("c"))))
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    strict = {
        name: part.replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
        for name, part in parts.items()
    }
    assert read_docx(raw(package(strict))) == read_docx(raw(data))


# Tables --------------------------------------------------------------------------------------------------------------


def test_spans_in_both_directions() -> None:
    table = tables(
        tbl(
            tr(tc("项目", SPAN_2 + RESTART), tc("决算数"), tc("备注", RESTART)),
            tr(tc("", SPAN_2 + CONTINUE), tc("1"), tc("dropped", CONTINUE)),
            tr(tc("201"), tc("类"), tc("2"), tc("3", CONTINUE)),
            tr(tc("4"), tc("5"), tc("6"), tc("新", RESTART)),
        )
    )[0]
    assert table.column_count == 4
    assert spans_of(table) == {
        "项目": (1, 1, 2, 2),
        "决算数": (1, 3, 1, 1),
        "备注": (1, 4, 3, 1),
        "1": (2, 3, 1, 1),
        "201": (3, 1, 1, 1),
        "类": (3, 2, 1, 1),
        "2": (3, 3, 1, 1),
        "4": (4, 1, 1, 1),
        "5": (4, 2, 1, 1),
        "6": (4, 3, 1, 1),
        "新": (4, 4, 1, 1),
    }


def test_a_continuation_of_nothing_stands_for_itself() -> None:
    table = tables(tbl(tr(tc("a"), tc("b")), tr(tc("c", CONTINUE), tc("d"))))[0]
    assert spans_of(table)["c"] == (2, 1, 1, 1)


def test_rows_that_begin_later_keep_their_columns() -> None:
    table = tables(tbl(tr(tc("a"), tc("b"), tc("c")), tr(tc("d"), properties='<w:gridBefore w:val="2"/>')))[0]
    assert spans_of(table)["d"] == (2, 3, 1, 1)


def test_absurd_spans_are_bounded() -> None:
    table = tables(tbl(tr(tc("a", '<w:gridSpan w:val="100000000"/>'), tc("b", '<w:gridSpan w:val="-3"/>'))))[0]
    assert spans_of(table) == {"a": (1, 1, 1, 1000), "b": (1, 1001, 1, 1)}


def test_nested_tables_follow_the_table_they_stand_in() -> None:
    inner = tbl(tr(tc("内"), tc("1")))
    outer, nested = tables(tbl(tr(tc(p("前") + inner + p("后")), tc("b"))))
    assert (outer.table_no, nested.table_no) == (1, 2)
    assert outer.cells[0].text == "前\n后"
    assert spans_of(nested) == {"内": (1, 1, 1, 1), "1": (1, 2, 1, 1)}


def test_a_table_of_one_column_frames_what_stands_in_it() -> None:
    inner = tbl(tr(tc("内"), tc("1")))
    dropped = tr(tc("删"), properties="<w:del/>")
    title, unit, table = blocks(tbl(tr(tc(p("收入决算表"))), dropped, tr(tc(p("单位：万元") + inner))))
    assert [block.text for block in (title, unit) if isinstance(block, Line)] == ["收入决算表", "单位：万元"]
    assert isinstance(table, Table)
    assert spans_of(table) == {"内": (1, 1, 1, 1), "1": (1, 2, 1, 1)}


def test_a_table_without_text_is_no_block() -> None:
    assert blocks(tbl(tr(tc(""), tc(" ")))) == ()


def test_a_table_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_body, "MAX_TABLE_CELLS", 3)
    assert failure(document(tbl(tr(*map(tc, "abcd"))))) is ProblemKind.TOO_LARGE


# Pages and producer --------------------------------------------------------------------------------------------------

BREAK = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>{}</w:t></w:r></w:p>"
PAGED = p("一") + BREAK.format("二") + tbl(tr(tc(BREAK.format("三")), tc("3"))) + p("尾")


def properties(pages: int, application: str = "Microsoft Office Word") -> dict[str, str]:
    values = f"<Application>{application}</Application><Pages>{pages}</Pages><AppVersion>16.0000</AppVersion>"
    return {
        "docProps/app.xml": "<Properties xmlns="
        f'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">{values}</Properties>'
    }


def test_pages_are_given_where_the_record_is_complete() -> None:
    content = read_docx(raw(document(PAGED, **properties(3))))
    pages = [block.page if isinstance(block, Table) else block.place.page for block in content.blocks]
    assert (pages, content.pages) == ([1, 2, 3, 3], 3)
    assert content.producer == "Microsoft Office Word 16.0000"


@pytest.mark.parametrize("others", [{}, properties(4), properties(3, "LibreOffice/24.2")])
def test_an_incomplete_or_foreign_record_gives_no_pages(others: dict[str, str]) -> None:
    content = read_docx(raw(document(PAGED, **others)))
    pages = [block.page if isinstance(block, Table) else block.place.page for block in content.blocks]
    assert (set(pages), content.pages) == ({None}, None)


# Damage and attacks --------------------------------------------------------------------------------------------------


def test_a_wrong_checksum_is_damage() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as container:
        container.writestr("[Content_Types].xml", CONTENT_TYPES)
        container.writestr("word/document.xml", f"<w:document {NAMESPACES}>{p('1863.81')}</w:document>")
    assert failure(buffer.getvalue().replace(b"1863.81", b"1863.87")) is ProblemKind.DAMAGED_FILE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        document(p("a"))[:-30],
        package({"a.txt": "a"}),
        package({"[Content_Types].xml": CONTENT_TYPES}),
        package({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<w:document"}),
        package({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": b""}),
        document("<w:sdt>" * 300 + "</w:sdt>" * 300),
        document(p("a"), **{"word/styles.xml": "<oops"}),
    ],
)
def test_broken_structure_is_damage(data: bytes) -> None:
    assert failure(data) is ProblemKind.DAMAGED_FILE


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE w>",
        '<!DOCTYPE w [<!ENTITY a "x">]>',
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE w [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    ],
)
def test_document_types_are_refused(doctype: str) -> None:
    xml = f"{doctype}<w:document {NAMESPACES}><w:body>{p('a')}</w:body></w:document>"
    attack = package({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": xml})
    assert failure(attack) is ProblemKind.UNREADABLE_FILE


def test_deep_nesting_within_the_parsers_limit_is_read() -> None:
    deep = p("底")
    for _ in range(60):
        deep = tbl(tr(tc(deep)))
    assert lines(deep) == ["底"]
    assert lines("<w:ins>" * 240 + p("底") + "</w:ins>" * 240) == ["底"]


def test_a_zip_bomb_is_refused_before_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_UNPACKED_BYTES", 10_000)
    assert failure(document(p("x"), **{"word/media/bomb": "0" * 20_000})) is ProblemKind.TOO_LARGE


def test_more_tags_than_memory_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "_MAX_TAGS", 100)
    assert failure(document("<w:p/>" * 100)) is ProblemKind.TOO_LARGE


def test_a_member_larger_than_it_claims_is_damage() -> None:
    data = document(p("x" * 5000))
    claimed = struct.pack("<I", len(f"<w:document {NAMESPACES}><w:body>{p('x' * 5000)}</w:body></w:document>"))
    assert claimed in data
    assert failure(data.replace(claimed, struct.pack("<I", 100))) is ProblemKind.DAMAGED_FILE


def test_an_encrypted_container_is_named_so() -> None:
    data = bytearray(document(p("a")))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert failure(bytes(data)) is ProblemKind.ENCRYPTED_FILE


def test_text_kept_in_an_embedded_file_is_not_passed_over() -> None:
    assert failure(document("<w:altChunk/>")) is ProblemKind.UNSUPPORTED_FORMAT


def test_nothing_but_unreadable_file_escapes() -> None:
    rng = random.Random(2024)
    whole = document(PAGED + tbl(tr(tc("a", SPAN_2 + RESTART)), tr(tc("b", CONTINUE))), **properties(3))
    with zipfile.ZipFile(io.BytesIO(whole)) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    for turn in range(200):
        if turn % 2:
            data = bytearray(whole)
            for _ in range(rng.randint(1, 20)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            mutated = bytes(data[: rng.randint(0, len(data))] if turn % 3 == 0 else data)
        else:
            name = rng.choice(sorted(parts))
            part = bytearray(parts[name])
            start = rng.randrange(len(part))
            part[start : start + rng.randint(0, 9)] = rng.randbytes(rng.randint(0, 3))
            mutated = package({**parts, name: bytes(part)})
        try:
            read_docx(raw(mutated))
        except UnreadableFile as error:
            assert error.message.reason_en and error.message.remedy_en
