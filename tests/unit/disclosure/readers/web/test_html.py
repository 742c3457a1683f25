"""HTML: what a browser would print, and nothing that would make one stumble."""

import random
from pathlib import Path

import pytest

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.model import Block, Line, Place, Table
from orchestration.disclosure.readers.content import RawFile, UnreadableFile
from orchestration.disclosure.readers.web import grid as html_grid
from orchestration.disclosure.readers.web import html as html_reader
from orchestration.disclosure.readers.web.html import read_html


def raw(data: bytes) -> RawFile:
    return RawFile(Path("disclosure.html"), "disclosure.html", data, "")


def blocks(page: str) -> tuple[Block, ...]:
    return read_html(raw(page.encode())).blocks


def lines(page: str) -> list[str]:
    return [block.text for block in blocks(page) if isinstance(block, Line)]


def tables(page: str) -> list[Table]:
    return [block for block in blocks(page) if isinstance(block, Table)]


def spans(table: Table) -> dict[str, tuple[int, int, int, int]]:
    return {cell.text: (cell.row_no, cell.column_no, cell.row_span, cell.column_span) for cell in table.cells}


# Text ----------------------------------------------------------------------------------------------------------------


def test_block_elements_and_breaks_make_lines() -> None:
    page = "<h1>部门\n 决算</h1><div>一<p>二 <b>三</b></p>四<br>五</div><ul><li>六<li>七</ul>"
    assert lines(page) == ["部门 决算", "一", "二 三", "四", "五", "六", "七"]


def test_what_is_not_shown_is_not_read() -> None:
    page = (
        "<head><title>t</title></head><style>s</style><script>s</script><!-- c --><noscript>n</noscript>"
        "<p style='color:red; DISPLAY : none'>h</p>a<span hidden>h</span>b"
        "<span style='mso-hide:all'>h</span>c"
    )
    assert lines(page) == ["abc"]


def test_preformatted_text_keeps_its_lines_and_tabs() -> None:
    assert lines("<pre>201\t1.00\n203\t2.00</pre>x\ny") == ["201\t1.00", "203\t2.00", "x y"]


def test_pages_without_content_are_refused() -> None:
    for page in ("", "   ", "<!-- -->", "<html></html>"):
        with pytest.raises(UnreadableFile) as caught:
            blocks(page)
        assert caught.value.kind is ProblemKind.DAMAGED_FILE


# Encodings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declaration", "codec"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "gb18030"),
        ("", "utf-16"),
        ("<meta charset=gb2312>", "gbk"),
        ("<meta charset='utf-8'>", "gb18030"),
        ("<meta charset=iso-8859-1>", "gbk"),
        ("<meta charset=no-such-thing>", "utf-8"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=GBK">', "gb18030"),
        ("<meta charset=big5>", "big5"),
        ('<?xml version="1.0" encoding="gb2312"?>', "gbk"),
    ],
)
def test_encodings(declaration: str, codec: str) -> None:
    words = "收入支出決算總表" if codec == "big5" else "收入支出决算总表"
    page = f"{declaration}<html><body><p>{words}</p></body></html>"
    assert read_html(raw(page.encode(codec))).blocks == (Line(words, Place()),)


@pytest.mark.parametrize("data", ["<p>决算</p>".encode() * 50 + b"\xe5\x86", b"<p>\xff\xfe\x81</p>"])
def test_unsound_encodings_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_html(raw(data))
    assert caught.value.kind is ProblemKind.GARBLED_TEXT


# Tables --------------------------------------------------------------------------------------------------------------


def test_spans_place_the_cells_as_a_browser_does() -> None:
    (table,) = tables(
        "<table><thead><tr><th colspan=2 rowspan=2>项目<th colspan='3'>本年支出</tr>"
        "<tr><th>小计<th>基本支出<th>项目支出</tr><tbody>"
        "<tr><td rowspan=0>201<td>类<td>3.00<td>&nbsp;<td>1.00<tr><td>款<td><p>3</p><p>0</p><td>2.00</table>"
    )
    assert (table.column_count, table.spans_known, table.ragged) == (5, True, False)
    assert spans(table) == {
        "项目": (1, 1, 2, 2),
        "本年支出": (1, 3, 1, 3),
        "小计": (2, 3, 1, 1),
        "基本支出": (2, 4, 1, 1),
        "项目支出": (2, 5, 1, 1),
        "201": (3, 1, 2, 1),
        "类": (3, 2, 1, 1),
        "3.00": (3, 3, 1, 1),
        "1.00": (3, 5, 1, 1),
        "款": (4, 2, 1, 1),
        "3\n0": (4, 3, 1, 1),
        "2.00": (4, 4, 1, 1),
    }


def test_a_table_that_holds_tables_lays_out() -> None:
    sheet = "<table><tr><td>合计<td>1.00</table>"
    page = f"<table><tr><td>题<td>旁</tr><tr><td>甲{sheet}乙<td>{sheet}</tr></table>"
    content = blocks(page)
    assert [block.table_no if isinstance(block, Table) else getattr(block, "text", None) for block in content] == [
        "题",
        "旁",
        "甲",
        1,
        "乙",
        2,
    ]


def test_a_table_of_one_column_lays_out() -> None:
    assert lines("<table><tr><td>题<tr><td><p>文</p><p>注</p></table>") == ["题", "文", "注"]


def test_a_caption_is_a_line_above_its_table() -> None:
    line, table = blocks("<table><caption>支出决算表</caption><tr><td>a<td>b</table>")
    assert isinstance(line, Line) and line.text == "支出决算表"
    assert isinstance(table, Table)


def test_hidden_cells_and_rows_take_no_place() -> None:
    page = "<table><tr style='display:none'><td>x<td>y<tr><td style='display:none'>z</td><td>a<td>b</table>"
    assert spans(tables(page)[0]) == {"a": (1, 1, 1, 1), "b": (1, 2, 1, 1)}


def test_cells_without_rows_and_stray_rows_are_kept() -> None:
    assert spans(tables("<table><td>a<td>b<tr><td>c<td>d</table>")[0])["b"] == (1, 2, 1, 1)
    assert lines("<td>x</td><tr><td>y") == ["x", "y"]


def test_absurd_spans_are_bounded() -> None:
    row = "<tr><td rowspan=100000000 colspan=100000000>a</td><td colspan=-1 rowspan='x'></td></tr>"
    with pytest.raises(UnreadableFile) as caught:
        blocks(f"<table>{row}</table>")
    assert caught.value.kind is ProblemKind.TOO_LARGE
    (table,) = tables("<table><tr><td>b<td rowspan=100000000 colspan=100000000>a</tr><tr><td>c</tr></table>")
    assert spans(table) == {"b": (1, 1, 1, 1), "a": (1, 2, 2, 999), "c": (2, 1, 1, 1)}


def test_a_table_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_grid, "MAX_TABLE_CELLS", 3)
    with pytest.raises(UnreadableFile) as caught:
        blocks("<table><tr><td>1<td>2<tr><td>3<td>4</table>")
    assert caught.value.kind is ProblemKind.TOO_LARGE


def test_more_tags_than_memory_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_reader, "_MAX_TAGS", 100)
    with pytest.raises(UnreadableFile) as caught:
        blocks("<p>" * 101)
    assert caught.value.kind is ProblemKind.TOO_LARGE


def test_deep_markup_is_read_or_refused_but_never_cut() -> None:
    assert lines("<font>" * 1500 + "底") == ["底"]
    layers = "<table><tr><td>" * 400 + "<table><tr><td>a<td>b</table>"
    assert spans(tables(layers)[0]) == {"a": (1, 1, 1, 1), "b": (1, 2, 1, 1)}
    with pytest.raises(UnreadableFile) as caught:
        blocks("<div>" * 5000 + "底")
    assert caught.value.kind is ProblemKind.DAMAGED_FILE


# MHTML and fuzz ------------------------------------------------------------------------------------------------------

MHTML = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="xx"\r\n\r\n--xx\r\n'
    b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<p>=BE=F6=CB=E3</p><table><tr><td>a<td>b</table>\r\n--xx\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n--xx\r\n"
    b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"PG1ldGEgY2hhcnNldD11dGYtOD48dGFibGU+PHRyPjx0ZD5jPHRkPmQ8L3RhYmxlPg==\r\n--xx--\r\n"
)


def test_every_page_of_an_mhtml_file_is_read() -> None:
    line, first, second = read_html(raw(MHTML)).blocks
    assert isinstance(line, Line) and line.text == "决算"
    assert isinstance(first, Table) and isinstance(second, Table)
    assert [first.table_no, second.table_no, second.cells[0].text] == [1, 2, "c"]


def test_parts_in_quoted_printable_and_gbk_and_their_style_sheets_are_read() -> None:
    from email.message import EmailMessage

    message = EmailMessage()
    message["Subject"] = "决算"
    page = "<html><table><tr><td>合计<td>1.00<span class=x>9</span></table></html>"
    message.set_content("plain")
    message.make_related()
    for subtype, text, charset, encoding in (
        ("html", page, "gbk", "quoted-printable"),
        ("html", page.replace("合计", "总计"), "utf-8", "base64"),
        ("css", ".x { display: none }", "utf-8", "quoted-printable"),
    ):
        message.add_related(text.encode(charset), "text", subtype, cte=encoding, params={"charset": charset})
    tables = [block for block in read_html(raw(message.as_bytes())).blocks if isinstance(block, Table)]
    assert [[cell.text for cell in table.cells] for table in tables] == [["合计", "1.00"], ["总计", "1.00"]]


def test_nothing_but_unreadable_file_escapes() -> None:
    rng = random.Random(2024)
    page = (
        "<html><table><tr><td rowspan=2 colspan=3>合计</td><td>1.00<table><tr><td>x</table></tr><pre>\t</pre>".encode()
    )
    pieces = [
        b"<table>",
        b"<tr>",
        b"<td>",
        b"</td>",
        b"</table>",
        b"<th rowspan=0>",
        b"&#0;",
        b"&#xD800;",
        b"<!--",
        b"<![if",
    ]
    for turn in range(200):
        data = bytearray(MHTML if turn % 4 == 0 else page)
        for _ in range(rng.randint(1, 12)):
            at = rng.randrange(len(data))
            data[at : at + rng.randint(0, 4)] = rng.choice(pieces) if rng.random() < 0.7 else rng.randbytes(3)
        try:
            read_html(raw(bytes(data)))
        except UnreadableFile as error:
            assert error.message.reason_en and error.message.remedy_en


# What the page says of itself ----------------------------------------------------------------------------------------


def test_what_a_style_sheet_of_the_page_hides_is_not_read() -> None:
    page = (
        "<style>.a, p.b{color:red;display:none} #c{visibility:hidden} .d .e{display:none}</style>"
        "<p class='x a'>h</p><p class=b>h</p><p id=c>h</p><p class=e>s</p>"
    )
    assert lines(page) == ["s"]


def test_a_page_that_ends_amid_a_table_is_damaged() -> None:
    whole = "<html><body><p>支出决算表</p><table><tr><td>a<td>b</table></body></html>"
    assert len(tables(whole)) == 1
    assert len(tables(whole.removesuffix("</body></html>"))) == 1
    with pytest.raises(UnreadableFile) as caught:
        blocks(whole.removesuffix("</table></body></html>"))
    assert caught.value.kind is ProblemKind.DAMAGED_FILE


def test_an_index_of_attachments_says_so_and_a_page_with_text_does_not() -> None:
    links = "<a href='x/2023年部门决算.pdf'>决算</a><a href='list.html'>列表</a>"
    with pytest.raises(UnreadableFile) as caught:
        blocks(links)
    assert caught.value.kind is ProblemKind.ELSEWHERE
    assert "only points to 2023年部门决算.pdf" in caught.value.message.reason_en
    (problem,) = read_html(raw((links + "<p>" + "说明" * 400).encode())).problems
    assert (problem.kind, problem.severity) == (ProblemKind.ELSEWHERE, Severity.WARNING)


def test_a_tag_of_many_attributes_is_refused_and_one_of_a_long_picture_is_not() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(4_000))
    with pytest.raises(UnreadableFile, match="more than 1,000 attributes"):
        read_html(raw(f"<html><body><p {attributes}>决算</p></body></html>".encode()))
    drawn = " ".join(f"L {number} 1" for number in range(8_000))
    page = f'<html><body><svg><path d="{drawn}"/></svg><p>决算公开的说明文字</p></body></html>'
    assert read_html(raw(page.encode())).blocks


def test_a_message_of_many_parts_is_refused() -> None:
    part = "--b\nContent-Type: text/html\n\n<p>1</p>\n"
    page = f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n{part * 11_000}--b--\n'
    with pytest.raises(UnreadableFile, match="more than 10,000 parts"):
        read_html(raw(page.encode()))
